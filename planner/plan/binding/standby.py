"""What stands by, is curtailed or is full: spare units, flexible connections, storage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.plan.core import Plan
from planner.plan.reading import NOISE, sums_by_year, table_of
from planner.plan.verify.flexible import FLEXIBLE, curtailed_shares
from planner.plan.verify.keys import STORAGE, coolings_for
from planner.plan.verify.timing import overlap_share

from .power import amounts, power_in_service_mw
from .uses import BindingLimit, Use, lines, used_up

if TYPE_CHECKING:
    from planner.instance import Instance

HOURS_PER_YEAR = 8760
FIRM_GRID = "grid"

_WHOLLY = 1.0 - 1e-9
"""Share of a period from which on a run occupies it wholly, and only then sheds load."""

_Mw = dict[tuple[str, int], float]
"""MW by (site, year)."""


def leased_peak_mw(plan: Plan, instance: Instance) -> _Mw:
    """Peak facility load that leased halls power themselves, by (site, year)."""
    found: _Mw = {}
    for row in lines(plan, "halls"):
        site, cooling = row.key
        mw = instance.pue_at[site, cooling].pue_peak * row.values["hosted_in_leased_mw"]
        found[site, row.year] = found.get((site, row.year), 0.0) + mw
    return found


def shed_peak_mw(plan: Plan, instance: Instance) -> _Mw:
    """Peak facility load that slowed runs give up while connections are curtailed."""
    placed = {str(run["run"]): run for run in table_of(plan, "runs").to_dict("records")}
    found: _Mw = {}
    for row in table_of(plan, "run_sites").to_dict("records"):
        if row["slowed_units"] <= NOISE:
            continue
        run, site = placed[str(row["run"])], str(row["site"])
        product = instance.accelerator[str(run["accelerator"])]
        coolings = coolings_for(instance, instance.site[site], product.accelerator)
        pue_peak = min(instance.pue_at[site, cooling].pue_peak for cooling in coolings)
        it_mw = float(row["slowed_units"]) * product.kw_per_unit / 1000 * (1 - product.idle_share)
        begins, duration = float(run["start_year"]), instance.run[str(run["run"])].duration_years
        for period in instance.periods:
            if overlap_share(begins, duration, period) >= _WHOLLY:
                at = (site, period.start_year)
                found[at] = found.get(at, 0.0) + it_mw * pue_peak
    return found


def spare_units(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Sites without firm grid of a unit's size, where one unit more than needed stands by."""
    in_service = power_in_service_mw(plan)
    grids = [p.option for p in instance.power_options if p.kind == FIRM_GRID]
    for site in instance.sites:
        for plant in instance.power_options:
            if plant.unit_mw is None:
                continue
            years = tuple(
                period.start_year
                for period in instance.periods
                if in_service.get((site.site, plant.option, period.start_year), 0.0) > NOISE
                and sum(in_service.get((site.site, g, period.start_year), 0.0) for g in grids)
                < plant.unit_mw - NOISE
            )
            if years:
                stands = in_service[site.site, plant.option, years[-1]]
                note = f"{stands:,.4g} MW in service, and no firm grid of the unit's size"
                where = f"{plant.option} at {site.site}"
                yield BindingLimit("spare unit", where, years, plant.unit_mw, "MW", note)


def curtailed_connections(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Sites with flexible connections in service: how long they may give nothing, what bridges it."""
    in_service = power_in_service_mw(plan)
    leased, shed = leased_peak_mw(plan, instance), shed_peak_mw(plan, instance)
    peak = sums_by_year(table_of(plan, "sites"), "site", "peak_facility_mw")
    flexible = [p.option for p in instance.power_options if p.kind == FLEXIBLE]
    for site, share in curtailed_shares(instance).items():
        years = [
            period.start_year
            for period in instance.periods
            if sum(in_service.get((site, p, period.start_year), 0.0) for p in flexible) > NOISE
        ]
        if not years:
            continue
        last = years[-1]
        carried = {
            p.option: p.capacity_credit * in_service.get((site, p.option, last), 0.0)
            for p in instance.power_options
            if p.kind != FLEXIBLE
        }
        carried["leased halls"] = leased.get((site, last), 0.0)
        carried["slowed runs"] = shed.get((site, last), 0.0)
        carried = {name: mw for name, mw in carried.items() if mw > NOISE}
        connected = sum(in_service.get((site, p, last), 0.0) for p in flexible)
        bridge = f"bridged by {amounts(carried)}" if carried else "bridged by nothing"
        note = (
            f"{connected:,.4g} MW connected; {bridge} for a peak of "
            f"{peak.get((site, last), 0.0):,.4g} MW in {last}"
        )
        hours = share * HOURS_PER_YEAR
        yield BindingLimit("curtailed hours", site, tuple(years), hours, "h/year", note)


def full_storage(plan: Plan, instance: Instance) -> list[BindingLimit]:
    """Storage that is full at the end of some slice."""
    in_service = power_in_service_mw(plan)
    fullest: dict[tuple[str, str, int], float] = {}
    for row in lines(plan, "storage"):
        at = (row.key[0], row.key[1], row.year)
        fullest[at] = max(fullest.get(at, 0.0), row.values["stored_mwh"])
    hours = {p.option: p.storage_hours or 0.0 for p in instance.power_options if p.kind == STORAGE}
    return used_up(
        Use(
            "storage",
            f"{option} at {site}",
            year,
            stored,
            hours[option] * in_service.get((site, option, year), 0.0),
            "MWh",
        )
        for (site, option, year), stored in fullest.items()
    )
