"""Rules of flexible connections: what carries a site while they are curtailed, and what is shed."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import NamedTuple

from planner.instance import Instance, Period
from planner.instance.schema import PowerOption, Site

from .decisions import Decisions, PlacedRun
from .findings import HOURS_PER_YEAR, MW, UNITS, Findings
from .keys import coolings_for, tranches
from .recomputed import Recomputed
from .sums import Amounts
from .timing import overlap_share

FLEXIBLE = "grid_flexible"

_WHOLLY = 1.0 - 1e-9
"""Share of a period from which on a run occupies it wholly."""


class Shed(NamedTuple):
    """Load that runs shed while connections are curtailed, by (site, year), MW facility.

    Attributes:
        peak_mw: what the peak is less in a curtailed hour.
        mean_mw: what the energy of every slice is less, the hours that are not curtailed included.
    """

    peak_mw: Amounts
    mean_mw: Amounts


def curtailed_shares(instance: Instance) -> dict[str, float]:
    """Share of the year in which a site's flexible connections may give nothing, by site.

    Only sites where such an option stands or can be built are in it.
    """
    found: dict[str, float] = {}
    if not instance.has("power"):
        return found
    for site in instance.sites:
        for option in instance.power_options:
            if option.kind == FLEXIBLE and tranches(instance, site, option):
                found[site.site] = max(found.get(site.site, 0.0), curtailed_share(option))
    return found


def curtailed_share(option: PowerOption) -> float:
    """Share of the year in which an option may give nothing; 0 unless it is flexible."""
    if option.kind != FLEXIBLE:
        return 0.0
    return option.max_curtailed_hours_per_year / HOURS_PER_YEAR


def check_flexible(instance: Instance, shed: Shed, found: Recomputed, findings: Findings) -> None:
    """Report sites that curtailed connections leave short of firm power or of energy."""
    for name, curtailed in curtailed_shares(instance).items():
        for period in instance.periods:
            site = instance.site[name]
            _check_curtailed(instance, site, period, curtailed, shed, found, findings)


def check_slowed(
    instance: Instance, placed: PlacedRun, curtailed: Mapping[str, float], findings: Findings
) -> None:
    """Report a run that slows more units than it can, or where slowing them sheds nothing."""
    rented = {(offer.site, offer.accelerator) for offer in instance.rental_offers}
    for site, slowed in placed.slowed_units.items():
        where: dict[str, object] = {"run": placed.row.run, "site": site}
        if site not in curtailed:
            why = "no flexible connection stands or can be built here"
            findings.forbidden("slowed_units", slowed, UNITS, why, **where)
        if (site, placed.accelerator) in rented:
            why = "its product can be rented here"
            findings.forbidden("slowed_units", slowed, UNITS, why, **where)
        most = placed.row.slowable_share * placed.units.get(site, 0.0)
        findings.at_most("slowed_units", slowed, most, UNITS, **where)


def effective_units(placed: PlacedRun, curtailed: Mapping[str, float]) -> float:
    """Units of a run over all sites, less the work that slowed ones lose while curtailed."""
    lost = (-curtailed.get(site, 0.0) * slowed for site, slowed in placed.slowed_units.items())
    return fsum((*placed.units.values(), *lost))


def shed_load(instance: Instance, decisions: Decisions) -> Shed:
    """What slowed runs give up in the periods that they occupy wholly."""
    shed = Shed(Amounts(), Amounts())
    curtailed = curtailed_shares(instance)
    for placed in decisions.placed:
        product = instance.accelerator.get(placed.accelerator)
        if product is None:
            continue
        mw_per_unit = product.kw_per_unit / 1000.0 * (1.0 - product.idle_share)
        for period in instance.periods:
            if overlap_share(placed.start_year, placed.row.duration_years, period) < _WHOLLY:
                continue
            for site, slowed in placed.slowed_units.items():
                coolings = coolings_for(instance, instance.site[site], placed.accelerator)
                rows = [instance.pue_at[site, cooling] for cooling in coolings]
                at, it_mw = (site, period.start_year), slowed * mw_per_unit
                shed.peak_mw.add(at, it_mw * min((row.pue_peak for row in rows), default=0.0))
                mean_mw = it_mw * min((row.pue for row in rows), default=0.0)
                shed.mean_mw.add(at, curtailed.get(site, 0.0) * mean_mw)
    return shed


def _check_curtailed(
    instance: Instance,
    site: Site,
    period: Period,
    curtailed: float,
    shed: Shed,
    found: Recomputed,
    findings: Findings,
) -> None:
    name, year = site.site, period.start_year
    where: dict[str, object] = {"site": name, "period": year}
    firm_mw = [found.leased_peak_mw[name, year], shed.peak_mw[name, year]]
    stored_mw: list[float] = []
    taken_mw: list[float] = []
    for option in instance.power_options:
        credited = option.capacity_credit * found.option_mw[name, option.option, year]
        if option.kind == FLEXIBLE:
            taken_mw.append(found.output_mw[name, option.option, year])
        else:
            firm_mw.append(credited)
        if option.kind == "storage":
            stored_mw.append(credited)
    peak_mw = found.peak_mw[name, year]
    findings.at_least("curtailed_firm", fsum(firm_mw), peak_mw, MW, **where)
    most = (1.0 - curtailed) * found.mean_mw[name, year] + curtailed * fsum(stored_mw)
    findings.at_most("curtailed_energy", fsum(taken_mw), most, MW, **where)
