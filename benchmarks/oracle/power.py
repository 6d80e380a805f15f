"""Rules of power: what is built when, and that it carries every site in every slice."""

from __future__ import annotations

import math

from planner.instance import Period
from planner.instance.schema import PowerOption, Site, Slice

from . import money, terms
from .decisions import BACKED, NOT_THERE, SPARE, SiteChoice, option_musd_per_mw
from .draft import Draft
from .linear import Expr, total

GRIDS = ("grid", "grid_flexible")


def add_power(draft: Draft) -> None:
    """Add every rule of power."""
    booked: dict[tuple[str, int], Expr] = {}
    for site in draft.sites:
        chosen = next(s for s in draft.choice.sites if s.site == site.site)
        for option in draft.instance.power_options:
            _add_option(draft, site, option, chosen, booked)
            _note_connections(draft, site, option, chosen)
        for y in draft.instance.periods:
            _add_firm(draft, site, y, chosen)
            _add_energy(draft, site, y)
            _add_land(draft, site, y)
    for (name, year), mw in booked.items():
        book = draft.instance.order_book_mw.get((name, year))
        if book is not None:
            draft.program.at_most(mw, book * draft.instance.period[year].length_years)


def _add_option(
    draft: Draft,
    site: Site,
    option: PowerOption,
    chosen: SiteChoice,
    booked: dict[tuple[str, int], Expr],
) -> None:
    """Orders and energised steps of an option at a site, and what is in service."""
    instance, program = draft.instance, draft.program
    name, musd_per_mw = option.option, option_musd_per_mw(instance, site, option)
    own = instance.site_power_at.get((site.site, name))
    standing = {
        y.start_year: terms.standing(instance, site.site, "power", name, y)
        for y in instance.periods
    }
    alive = {y.start_year: Expr() for y in instance.periods}
    for year, stands_mw in standing.items():
        draft.option_mw[site.site, name, year].add(stands_mw)
    first = {terms.ORDER: -math.inf}
    held = {s.tranche: s for s in terms.steps(instance, site, option)}
    first |= {tranche: step.year for tranche, step in held.items()}
    taken: dict[str, Expr] = {tranche: Expr() for tranche in held}
    for tranche, from_year in first.items() if terms.may_build(instance, site, option) else ():
        lead = terms.lead_years(instance, site, option, tranche)
        for y in instance.periods:
            served = money.served(instance, y, lead, option.life_years)
            is_open = draft.choice.opened(site.site, y.start_year)
            if y.start_year < from_year or not served or not is_open:
                continue
            in_modules = tranche == terms.ORDER and option.module_mw is not None
            if in_modules:
                n = chosen.modules.get((name, y.start_year), 0)
                built = Expr(n * (option.module_mw or 0.0))
                draft.capital[y.start_year,].add(built, musd_per_mw)
            elif _is_paid(draft, site, option, tranche, y.start_year, chosen):
                built = program.column()
                draft.buy(built, musd_per_mw, y, lead, option.life_years)
            else:
                continue
            if (
                in_modules
                and built.constant > 0
                and not _is_paid(draft, site, option, tranche, y.start_year, chosen)
            ):
                program.is_impossible = True
            draft.decide("power", site.site, f"{name}/{tranche}", y.start_year, built)
            if tranche == terms.ORDER:
                booked.setdefault((name, y.start_year), Expr()).add(built)
            else:
                taken[tranche].add(built)
            for e in served:
                draft.option_mw[site.site, name, e.start_year].add(built)
            for e in instance.periods:
                ends = y.start_year + lead + option.life_years
                if e.start_year >= y.start_year and e.end_year <= ends + money.SAME:
                    alive[e.start_year].add(built)
    for tranche, mw in taken.items():
        program.at_most(mw, held[tranche].mw)
    for y in instance.periods:
        if own is not None and own.max_mw is not None:
            room = max(0.0, own.max_mw - standing[y.start_year])
            program.at_most(alive[y.start_year], room)
        upkeep = draft.option_mw[site.site, name, y.start_year]
        draft.run_cost(upkeep, option.fixed_usd_per_kw_year / 1000, y)


def _is_paid(
    draft: Draft, site: Site, option: PowerOption, tranche: str, year: int, chosen: SiteChoice
) -> bool:
    """Whether everything that MW of a tranche need is paid by a year."""
    costs = terms.connections(draft.instance, site, option)
    needed = [name for name in (terms.SITE, tranche) if name in costs]
    return all(chosen.paid.get((option.option, name), math.inf) <= year for name in needed)


def _note_connections(draft: Draft, site: Site, option: PowerOption, chosen: SiteChoice) -> None:
    for tranche, musd in terms.connections(draft.instance, site, option).items():
        year = chosen.paid.get((option.option, tranche))
        if year is not None:
            draft.capital[year,].add(musd)
            draft.decide("connections", site.site, f"{option.option}/{tranche}", year, Expr(1.0))


def _add_firm(draft: Draft, site: Site, y: Period, chosen: SiteChoice) -> None:
    """Firm power covers the peak, without a unit where one has to be spare, and while curtailed."""
    instance, program = draft.instance, draft.program
    at = (site.site, y.start_year)
    firm = draft.leased_peak_mw[at].times(1.0)
    steady = draft.leased_peak_mw[at].times(1.0)
    for p in instance.power_options:
        mw = draft.option_mw[site.site, p.option, y.start_year]
        firm.add(mw, p.capacity_credit)
        if p.kind != "grid_flexible":
            steady.add(mw, p.capacity_credit)
    peak = draft.peak_mw[at]
    program.at_most(peak, firm)
    if terms.curtailed_share(instance, site) is not None:
        program.at_most(peak, total([steady, draft.shed_peak_mw[at]]))
    grid = total(
        draft.option_mw[site.site, p.option, y.start_year]
        for p in instance.power_options
        if p.kind == "grid"
    )
    for p in instance.power_options:
        state = chosen.units.get((p.option, y.start_year))
        unit_mw = p.unit_mw or 0.0
        if state == NOT_THERE:
            program.at_most(draft.option_mw[site.site, p.option, y.start_year], 0.0)
        elif state == BACKED:
            program.at_most(unit_mw, grid)
        elif state == SPARE:
            program.at_most(total([peak, p.capacity_credit * unit_mw]), firm)


def _add_energy(draft: Draft, site: Site, y: Period) -> None:
    """What is generated and comes out of storage is what the site takes, in every slice."""
    instance, program = draft.instance, draft.program
    year = y.start_year
    prices = instance.energy_at[site.region, year]
    given = {h: Expr() for h in draft.hours}
    flexible, stored = Expr(), Expr()
    leases = any(o.site == site.site for o in instance.lease_offers)
    for h, share in draft.hours.items() if leases else ():
        mw = program.column()
        program.at_most(mw, draft.leased_mean_mw[site.site, year])
        given[h].add(mw)
        _charge(draft, site, y, mw, share, prices.grid_usd_per_mwh, prices.grid_carbon_t_per_mwh)
    for p in instance.power_options:
        if not terms.present(instance, site, p):
            continue
        in_service = draft.option_mw[site.site, p.option, year]
        if p.kind == "storage":
            stored.add(in_service, p.capacity_credit)
            _add_storage(draft, site, p, y, given)
            continue
        usd = p.heat_rate_mmbtu_per_mwh * prices.gas_usd_per_mmbtu + p.other_usd_per_mwh
        usd += prices.grid_usd_per_mwh if p.kind in GRIDS else 0.0
        carbon = p.carbon_t_per_mwh + (prices.grid_carbon_t_per_mwh if p.kind in GRIDS else 0.0)
        for h, share in draft.hours.items():
            mw = program.column()
            available = instance.availability(p.option, site.region, h)
            if p.kind == "grid_flexible":
                available *= 1 - p.max_curtailed_hours_per_year / 8760
                flexible.add(mw, share)
            program.at_most(mw, in_service.times(available))
            given[h].add(mw)
            _charge(draft, site, y, mw, share, usd, carbon)
    for h, mw in given.items():
        taken = draft.load_mw[site.site, year, h].times(1.0)
        program.equal(mw, taken.add(draft.shed_mean_mw[site.site, year], -1.0))
    curtailed = terms.curtailed_share(instance, site)
    if curtailed is not None:
        most = stored.times(curtailed)
        for h, share in draft.hours.items():
            most.add(draft.load_mw[site.site, year, h], (1 - curtailed) * share)
        program.at_most(flexible, most)


def _charge(
    draft: Draft, site: Site, y: Period, mw: Expr, share: float, usd: float, carbon: float
) -> None:
    mwh = share * 8760
    price = _carbon_usd(draft, y.start_year)
    draft.run_cost(mw, mwh * (usd + carbon * price) / 1e6, y)
    draft.emitted_kt[site.site, y.start_year].add(mw, mwh * carbon / 1000)


def _carbon_usd(draft: Draft, year: int) -> float:
    """Price of carbon: that of the latest year given that is not after this one."""
    given = draft.instance.settings.carbon_usd_per_t
    if not isinstance(given, dict):
        return given
    before = [known for known in given if known <= year]
    return given[max(before)] if before else 0.0


def _add_storage(
    draft: Draft, site: Site, p: PowerOption, y: Period, given: dict[str, Expr]
) -> None:
    instance, program = draft.instance, draft.program
    in_service = draft.option_mw[site.site, p.option, y.start_year]
    days: dict[str, list[Slice]] = {}
    for h in sorted(instance.time_slices, key=lambda h: h.start_hour_utc):
        days.setdefault(h.day, []).append(h)
    for slices in days.values():
        if len(slices) == 1:
            continue
        level = [program.column() for _ in slices]
        for i, h in enumerate(slices):
            charge, discharge = program.column(), program.column()
            program.at_most(charge, in_service)
            program.at_most(discharge, in_service)
            program.at_most(level[i], in_service.times(p.storage_hours or 0.0))
            gained = charge.times(h.hours * (p.efficiency or 1.0)).add(discharge, -h.hours)
            program.equal(level[i], total([level[i - 1], gained]))
            given[h.slice].add(discharge).add(charge, -1.0)
            _charge(draft, site, y, discharge, draft.hours[h.slice], p.other_usd_per_mwh, 0.0)


def _add_land(draft: Draft, site: Site, y: Period) -> None:
    if site.land_ha is not None:
        used = Expr()
        for p in draft.instance.power_options:
            used.add(draft.option_mw[site.site, p.option, y.start_year], p.land_ha_per_mw)
        draft.program.at_most(used, site.land_ha)
