"""Rules of a site's power: firm power with spares, energy in every slice, land."""

from __future__ import annotations

from math import fsum

from planner.instance import Instance, Period
from planner.instance.schema import PowerOption, Site

from .decisions import Decisions
from .findings import HECTARES, MW, Findings, slack
from .flexible import Shed, curtailed_share
from .keys import LEASED, STORAGE
from .recomputed import Recomputed
from .sums import Amounts


def check_balance(
    instance: Instance, decisions: Decisions, shed: Shed, found: Recomputed, findings: Findings
) -> None:
    """Report every site and period without enough firm power, spares, energy or land."""
    shares = {(r.option, r.region, r.slice): r.share for r in instance.slice_availability}
    leased_mw = _leased_mean_mw(instance, decisions)
    for site in instance.sites:
        for period in instance.periods:
            _check_firm(instance, site, period, found, findings)
            _check_land(instance, site, period, found, findings)
            _check_energy(instance, site, period, decisions, shed, found, findings)
            for option in instance.power_options:
                if option.kind != STORAGE:
                    _check_output(
                        instance, site, option, period, shares, decisions, found, findings
                    )
            for h in instance.time_slices:
                year = period.start_year
                findings.at_most(
                    "leased_energy",
                    decisions.generation_mw.get((site.site, LEASED, year, h.slice), 0.0),
                    leased_mw[site.site, year],
                    MW,
                    site=site.site,
                    period=year,
                    slice=h.slice,
                )


def _check_firm(
    instance: Instance, site: Site, period: Period, found: Recomputed, findings: Findings
) -> None:
    """Firm power covers the peak, and without one unit of each kind of plant that needs a spare."""
    at = (site.site, period.start_year)
    where: dict[str, object] = {"site": site.site, "period": period.start_year}
    in_service = {
        p.option: found.option_mw[site.site, p.option, period.start_year]
        for p in instance.power_options
    }
    credited = (p.capacity_credit * in_service[p.option] for p in instance.power_options)
    firm_mw = fsum((found.leased_peak_mw[at], *credited))
    peak_mw = found.peak_mw[at]
    findings.at_least("firm_power", firm_mw, peak_mw, MW, **where)
    grid_mw = fsum(in_service[p.option] for p in instance.power_options if p.kind == "grid")
    for option in instance.power_options:
        if option.unit_mw is None:
            continue
        stands = in_service[option.option] > slack(MW, 0.0)
        backed = grid_mw >= option.unit_mw - slack(MW, option.unit_mw)
        if stands and not backed:
            less_one = firm_mw - option.capacity_credit * option.unit_mw
            findings.at_least("spare_unit", less_one, peak_mw, MW, option=option.option, **where)


def _check_land(
    instance: Instance, site: Site, period: Period, found: Recomputed, findings: Findings
) -> None:
    if site.land_ha is None:
        return
    year = period.start_year
    used_ha = fsum(
        p.land_ha_per_mw * found.option_mw[site.site, p.option, year]
        for p in instance.power_options
    )
    findings.at_most("land", used_ha, site.land_ha, HECTARES, site=site.site, period=year)


def _check_energy(
    instance: Instance,
    site: Site,
    period: Period,
    decisions: Decisions,
    shed: Shed,
    found: Recomputed,
    findings: Findings,
) -> None:
    """What is generated and comes out of storage is what the site takes, in every slice."""
    year = period.start_year
    for h in instance.time_slices:
        given_mw = [decisions.generation_mw.get((site.site, LEASED, year, h.slice), 0.0)]
        for option in instance.power_options:
            key = (site.site, option.option, year, h.slice)
            if option.kind == STORAGE:
                given_mw.append(decisions.discharge_mw.get(key, 0.0))
                given_mw.append(-decisions.charge_mw.get(key, 0.0))
            else:
                given_mw.append(decisions.generation_mw.get(key, 0.0))
        findings.equal(
            "energy_balance",
            fsum(given_mw),
            found.load_mw[site.site, year, h.slice] - shed.mean_mw[site.site, year],
            MW,
            site=site.site,
            period=year,
            slice=h.slice,
        )


def _check_output(
    instance: Instance,
    site: Site,
    option: PowerOption,
    period: Period,
    shares: dict[tuple[str, str, str], float],
    decisions: Decisions,
    found: Recomputed,
    findings: Findings,
) -> None:
    year = period.start_year
    for h in instance.time_slices:
        own = shares.get((option.option, site.region, h.slice))
        available = option.capacity_factor if own is None else own
        available *= 1.0 - curtailed_share(option)
        findings.at_most(
            "capacity_factor" if own is None else "slice_availability",
            decisions.generation_mw.get((site.site, option.option, year, h.slice), 0.0),
            available * found.option_mw[site.site, option.option, year],
            MW,
            site=site.site,
            option=option.option,
            period=year,
            slice=h.slice,
        )


def _leased_mean_mw(instance: Instance, decisions: Decisions) -> Amounts:
    """Most energy that leased halls bring along, by (site, year), MW facility."""
    found = Amounts()
    for (site, cooling, year), mw in decisions.hosted_in_leased_mw.items():
        pue = instance.pue_at.get((site, cooling))
        found.add((site, year), mw * (pue.pue if pue else 1.0))
    return found
