"""Rules of siting, fleet, halls and of what can be leased and rented."""

from __future__ import annotations

from planner.instance.schema import Site

from . import money, terms
from .decisions import SiteChoice, halls_capital
from .draft import Draft
from .linear import Expr, total


def add_units(draft: Draft) -> None:
    """Units bought, installed and rented; what can be ordered in a period is limited."""
    instance, program = draft.instance, draft.program
    ordered: dict[tuple[str, int], Expr] = {}
    for site in draft.sites:
        for g in instance.accelerators:
            name = g.accelerator
            for y in instance.periods:
                stands = terms.standing(instance, site.site, "accelerator", name, y)
                draft.installed[site.site, name, y.start_year].add(stands)
            if not terms.can_stand(instance, site, name):
                continue
            for y in instance.periods:
                early = g.available_from is not None and y.start_year < g.available_from
                served = money.served(instance, y, g.order_lead_years, g.life_years)
                if early or not served:
                    continue
                bought = program.column()
                musd = _unit_musd(draft, name, y.start_year)
                draft.buy(bought, musd, y, g.order_lead_years, g.life_years)
                draft.spend[g.vendor, y.start_year].add(bought, musd)
                ordered.setdefault((name, y.start_year), Expr()).add(bought)
                draft.decide("fleet", site.site, name, y.start_year, bought)
                for e in served:
                    draft.installed[site.site, name, e.start_year].add(bought)
    for (name, year), units in ordered.items():
        supply = [
            r.units for r in instance.accelerator_supply if (r.accelerator, r.year) == (name, year)
        ]
        if supply:
            program.at_most(units, supply[0] * instance.period[year].length_years)
    _add_rentals(draft)


def _unit_musd(draft: Draft, product: str, year: int) -> float:
    return sum(
        r.usd_per_unit / 1e6
        for r in draft.instance.bill_of_materials
        if (r.accelerator, r.year) == (product, year)
    )


def _add_rentals(draft: Draft) -> None:
    instance, program = draft.instance, draft.program
    for offer in instance.rental_offers:
        running: dict[int, Expr] = {y.start_year: Expr() for y in instance.periods}
        for y in instance.periods:
            served = money.served(instance, y, 0.0, offer.term_years)
            may_begin = y.start_year >= offer.from_year and served
            if not may_begin or not draft.choice.opened(offer.site, y.start_year):
                continue
            begun = program.column()
            usd = offer.usd_per_unit_year * money.rent(instance, y, offer.term_years)
            program.cost.add(begun, usd / 1e6)
            item = f"{offer.accelerator}/{offer.from_year}"
            draft.decide("rentals", offer.site, item, y.start_year, begun)
            for e in served:
                running[e.start_year].add(begun)
                draft.on_rent[offer.site, offer.accelerator, e.start_year].add(begun)
        for units in running.values():
            program.at_most(units, offer.units)


def add_unit_use(draft: Draft) -> None:
    """Runs and pools fit into what is installed and rented."""
    instance = draft.instance
    for site in draft.sites:
        for g in instance.accelerators:
            for y in instance.periods:
                at = (site.site, g.accelerator, y.start_year)
                usable = draft.installed[at].times(g.availability).add(draft.on_rent[at])
                for h in draft.hours:
                    used = total([draft.held[at], draft.pooled[*at, h]])
                    draft.program.at_most(used, usable)


def add_loads(draft: Draft) -> None:
    """Peak load, with family halls also where units stand and what they draw, within every limit."""
    for site in draft.sites:
        if draft.instance.has("halls"):
            _add_halls(draft, site)
        else:
            _count_it_load(draft, site)
    _add_site_limits(draft)


def _count_it_load(draft: Draft, site: Site) -> None:
    for g in draft.instance.accelerators:
        for y in draft.instance.periods:
            units = draft.installed[site.site, g.accelerator, y.start_year]
            draft.peak_mw[site.site, y.start_year].add(units, g.kw_per_unit / 1000)


def _add_site_limits(draft: Draft) -> None:
    instance, program = draft.instance, draft.program
    for y in instance.periods:
        groups: dict[str, Expr] = {}
        for site in draft.sites:
            peak = draft.peak_mw[site.site, y.start_year]
            if not draft.choice.opened(site.site, y.start_year):
                program.at_most(peak, 0.0)
            elif site.max_facility_mw is not None:
                program.at_most(peak, site.max_facility_mw)
            if group := terms.group_of(site):
                groups.setdefault(group, Expr()).add(peak)
        for group, peak in groups.items():
            program.at_most(peak, terms.group_cap_mw(instance, group))


def _add_halls(draft: Draft, site: Site) -> None:
    instance, program = draft.instance, draft.program
    chosen = next(s for s in draft.choice.sites if s.site == site.site)
    for y, musd, _, _ in halls_capital(instance, site, chosen.halls):
        draft.capital[y.start_year,].add(musd)
    for (cooling, year), n in chosen.halls.items():
        draft.decide("halls", site.site, cooling, year, Expr(n))
    hosted = {
        (g.accelerator, c, y.start_year): program.column()
        for g in instance.accelerators
        for c in terms.coolings(instance, site, g.accelerator)
        for y in instance.periods
    }
    for g in instance.accelerators:
        for y in instance.periods:
            fits = terms.coolings(instance, site, g.accelerator)
            stands = total(hosted[g.accelerator, c, y.start_year] for c in fits)
            units = draft.installed[site.site, g.accelerator, y.start_year]
            program.equal(stands, units.times(g.kw_per_unit / 1000))
    leased = _add_leases(draft, site)
    _add_room(draft, site, chosen, hosted, leased)
    _add_drawn(draft, site, hosted)


Hosted = dict[tuple[str, str, int], Expr]


def _add_leases(draft: Draft, site: Site) -> dict[tuple[str, int], Expr]:
    """MW on lease by (cooling, year)."""
    instance, program = draft.instance, draft.program
    found: dict[tuple[str, int], Expr] = {}
    for offer in instance.lease_offers:
        if offer.site != site.site:
            continue
        running = {y.start_year: Expr() for y in instance.periods}
        for y in instance.periods:
            served = money.served(instance, y, 0.0, offer.term_years)
            may_begin = y.start_year >= offer.from_year and served
            if not may_begin or not draft.choice.opened(site.site, y.start_year):
                continue
            begun = program.column()
            musd = offer.musd_per_mw_year * money.rent(instance, y, offer.term_years)
            program.cost.add(begun, musd)
            item = f"{offer.cooling}/{offer.from_year}"
            draft.decide("leases", site.site, item, y.start_year, begun)
            for e in served:
                running[e.start_year].add(begun)
                found.setdefault((offer.cooling, e.start_year), Expr()).add(begun)
        for mw in running.values():
            program.at_most(mw, offer.it_mw)
    return found


def _add_room(
    draft: Draft,
    site: Site,
    chosen: SiteChoice,
    hosted: Hosted,
    leased: dict[tuple[str, int], Expr],
) -> None:
    """What stands in a cooling fits into own halls and what is used of leased ones."""
    instance, program = draft.instance, draft.program
    for cooling, pue in terms.pue_rows(instance, site).items():
        lead, life = terms.hall_years(instance, site, cooling)
        for y in instance.periods:
            own_mw = terms.standing(instance, site.site, "hall", cooling, y)
            for (ordered_cooling, year), n in chosen.halls.items():
                served = money.served(instance, instance.period[year], lead, life)
                if ordered_cooling == cooling and y in served:
                    own_mw += n * (site.hall_module_mw or 0.0)
            inside = total(
                mw for (_, c, year), mw in hosted.items() if (c, year) == (cooling, y.start_year)
            )
            at = (site.site, y.start_year)
            in_leased = Expr()
            if (cooling, y.start_year) in leased:
                in_leased = program.column()
                program.at_most(in_leased, leased[cooling, y.start_year])
                program.at_most(in_leased, inside)
                draft.leased_peak_mw[at].add(in_leased, pue.pue_peak)
                draft.leased_mean_mw[at].add(in_leased, pue.pue)
            program.at_most(inside, total([in_leased, own_mw]))
            draft.peak_mw[at].add(inside, pue.pue_peak)


def _add_drawn(draft: Draft, site: Site, hosted: Hosted) -> None:
    """Own units at work draw in full, the others their idle share."""
    instance, program = draft.instance, draft.program
    pue = terms.pue_rows(instance, site)
    for g in instance.accelerators:
        fits = terms.coolings(instance, site, g.accelerator)
        for y in instance.periods:
            at = (site.site, g.accelerator, y.start_year)
            for h, share in draft.hours.items():
                own = program.column()
                busy = draft.busy[*at, h]
                program.at_most(own, busy)
                program.at_most(own, draft.installed[at].times(g.availability))
                program.at_most(busy, total([own, draft.on_rent[at]]))
                drawn = Expr()
                for c in fits:
                    here = program.column()
                    stands = hosted[g.accelerator, c, y.start_year]
                    program.at_most(stands.times(g.idle_share), here)
                    program.at_most(here, stands)
                    drawn.add(here)
                    draft.load_mw[site.site, y.start_year, h].add(here, pue[c].pue)
                    litres = pue[c].water_l_per_kwh * 8760 * share
                    draft.water_m3[site.site, y.start_year].add(here, litres)
                if fits:
                    idle = draft.installed[at].times(g.idle_share)
                    units = idle.add(own, 1 - g.idle_share)
                    program.equal(drawn, units.times(g.kw_per_unit / 1000))
    if site.water_m3_per_year is not None:
        for y in instance.periods:
            program.at_most(draft.water_m3[site.site, y.start_year], site.water_m3_per_year)
