"""Limits that bind in a plan: what to talk about first when asked what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from .core import Plan
from .tables import PLAN_TABLE
from .verify.keys import held_steps

if TYPE_CHECKING:
    from planner.instance import Instance, Period

BINDING_SLACK = 1e-3
"""A limit binds when less than this share of it is left."""

NEAR_BUDGET = 0.95
"""Routes above this share of their service's latency budget count as held by latency."""

NOTHING = 1e-6
"""Amounts below this are solver noise."""

HOURS_PER_YEAR = 8760


@dataclass(frozen=True)
class BindingLimit:
    """A limit that is used up.

    Attributes:
        limit: what kind of limit.
        where: site, campus group, product, option or service.
        years: start years of the periods in which it binds.
        value: the limit (its smallest value over those years).
        unit: unit of the value.
        note: what the reader should know beside that.
    """

    limit: str
    where: str
    years: tuple[int, ...]
    value: float
    unit: str
    note: str = ""


@dataclass(frozen=True)
class _Use:
    """How much of a limit is used in a period."""

    limit: str
    where: str
    year: int
    used: float
    value: float
    unit: str


def binding_limits(plan: Plan, instance: Instance) -> tuple[BindingLimit, ...]:
    """Limits with less than 0.1 % left, sites that bridge their grid queue, services near budget.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
    """
    return (
        *_used_up(_site_uses(plan, instance)),
        *_used_up(_group_uses(plan, instance)),
        *_used_up(_power_uses(plan, instance)),
        *_used_up(_supply_uses(plan, instance)),
        *_held_positions(plan, instance),
        *_bridged_queues(plan, instance),
        *_used_up(_water_uses(plan, instance)),
        *_near_budget(plan, instance),
    )


def alive_power_mw(plan: Plan, instance: Instance) -> dict[tuple[str, str, int], float]:
    """MW ordered and not yet at their life's end by (site, option, year), existing included."""
    alive: dict[tuple[str, str, int], float] = {}
    for row in _rows(plan, "power", ("site", "option", "tranche", "period")):
        site, option, tranche, year = row.key
        if tranche == "existing":
            at = (site, option, year)
            alive[at] = alive.get(at, 0.0) + row.values["in_service_mw"]
            continue
        lead = lead_years(instance, site, option) if tranche == "order" else 0.0
        end = year + lead + instance.power_option[option].life_years
        for period in instance.periods:
            if year <= period.start_year and period.end_year <= end + NOTHING:
                at = (site, option, period.start_year)
                alive[at] = alive.get(at, 0.0) + row.values["built_mw"]
    return alive


def lead_years(instance: Instance, site: str, option: str) -> float:
    """Years from an order of an option at a site to its service, held positions apart."""
    own = instance.site_power_at.get((site, option))
    if own is not None and own.lead_years is not None:
        return own.lead_years
    queue = instance.site[site].grid_queue_years
    if instance.power_option[option].kind == "grid" and queue is not None:
        return queue
    return instance.power_option[option].lead_years


@dataclass(frozen=True)
class _Line:
    key: tuple[str, str, str, int]
    values: dict[str, float]


def _rows(plan: Plan, name: str, key: tuple[str, str, str, str]) -> Iterator[_Line]:
    table = plan.tables.get(name)
    if table is None:
        return
    a, b, c, year = (table[column] for column in key)
    numbers = [column for column, _ in PLAN_TABLE[name].values]
    values = table[numbers].to_dict("records")
    for i, found in enumerate(values):
        at = (str(a.iloc[i]), str(b.iloc[i]), str(c.iloc[i]), int(year.iloc[i]))
        yield _Line(at, {str(k): float(v) for k, v in found.items()})


def _sums(plan: Plan, name: str, by: list[str], value: str) -> dict[tuple[str, int], float]:
    """Sums of a value by one name column and the period."""
    table = plan.tables.get(name)
    if table is None or table.empty:
        return {}
    sums = table.groupby(by, sort=False)[value].sum()
    return {(str(at[0]), int(at[1])): float(v) for at, v in zip(sums.index, sums, strict=True)}


def _used_up(uses: Iterable[_Use]) -> list[BindingLimit]:
    found: dict[tuple[str, str], list[_Use]] = {}
    for use in uses:
        if use.used > NOTHING and use.value - use.used < BINDING_SLACK * use.value:
            found.setdefault((use.limit, use.where), []).append(use)
    return [
        BindingLimit(
            limit=limit,
            where=where,
            years=tuple(use.year for use in some),
            value=min(use.value for use in some),
            unit=some[0].unit,
        )
        for (limit, where), some in found.items()
    ]


def _site_uses(plan: Plan, instance: Instance) -> Iterator[_Use]:
    peak = _sums(plan, "sites", ["site", "period"], "peak_facility_mw")
    requests = _sums(plan, "volumes", ["site", "period"], "requests_per_s")
    for site in instance.sites:
        for period in instance.periods:
            at = (site.site, period.start_year)
            if site.max_facility_mw is not None:
                yield _Use(
                    "site limit", *at, peak.get(at, 0.0), site.max_facility_mw, "MW facility"
                )
            if site.max_requests_per_s is not None:
                used = requests.get(at, 0.0)
                yield _Use("requests of a site", *at, used, site.max_requests_per_s, "requests/s")


def _group_uses(plan: Plan, instance: Instance) -> Iterator[_Use]:
    groups: dict[str, list[str]] = {}
    for site in instance.sites:
        group = site.campus_group or (site.site if site.kind == "campus" else "")
        if group:
            groups.setdefault(group, []).append(site.site)
    peak = _sums(plan, "sites", ["site", "period"], "peak_facility_mw")
    standing = _existing_mw(plan)
    for group, sites in groups.items():
        most = max(
            sum(standing.get((s, p.start_year), 0.0) for s in sites) for p in instance.periods
        )
        limits = sum(instance.site[s].max_facility_mw or 0.0 for s in sites)
        cap = max(instance.settings.campus_cap_mw, min(most, limits))
        for period in instance.periods:
            used = sum(peak.get((s, period.start_year), 0.0) for s in sites)
            yield _Use("campus cap", group, period.start_year, used, cap, "MW facility")


def _existing_mw(plan: Plan) -> dict[tuple[str, int], float]:
    power = plan.tables.get("power")
    if power is None:
        return {}
    standing = power[power["tranche"] == "existing"]
    sums = standing.groupby(["site", "period"])["in_service_mw"].sum()
    return {(str(at[0]), int(at[1])): float(v) for at, v in zip(sums.index, sums, strict=True)}


def _power_uses(plan: Plan, instance: Instance) -> Iterator[_Use]:
    alive = alive_power_mw(plan, instance)
    in_service = _sums_by_option(plan)
    for (site, option), own in instance.site_power_at.items():
        if own.max_mw is not None:
            for period in instance.periods:
                used = alive.get((site, option, period.start_year), 0.0)
                where = f"{option} at {site}"
                yield _Use("power of a site", where, period.start_year, used, own.max_mw, "MW")
    for place in instance.sites:
        if place.land_ha is None:
            continue
        for period in instance.periods:
            used = sum(
                p.land_ha_per_mw * in_service.get((place.site, p.option, period.start_year), 0.0)
                for p in instance.power_options
            )
            yield _Use("land", place.site, period.start_year, used, place.land_ha, "ha")


def _sums_by_option(plan: Plan) -> dict[tuple[str, str, int], float]:
    found: dict[tuple[str, str, int], float] = {}
    for row in _rows(plan, "power", ("site", "option", "tranche", "period")):
        at = (row.key[0], row.key[1], row.key[3])
        found[at] = found.get(at, 0.0) + row.values["in_service_mw"]
    return found


def _supply_uses(plan: Plan, instance: Instance) -> Iterator[_Use]:
    ordered: dict[tuple[str, int], float] = {}
    for row in _rows(plan, "power", ("site", "option", "tranche", "period")):
        _, option, tranche, year = row.key
        if tranche == "order":
            ordered[option, year] = ordered.get((option, year), 0.0) + row.values["built_mw"]
    bought = _sums(plan, "fleet", ["accelerator", "period"], "bought_units")
    for period in instance.periods:
        for plant in instance.power_options:
            at = (plant.option, period.start_year)
            if at in instance.order_book_mw:
                yield _whole_period("order book", at, ordered, instance.order_book_mw, period, "MW")
        for product in instance.accelerators:
            at = (product.accelerator, period.start_year)
            if at in instance.supply_units:
                supply = instance.supply_units
                yield _whole_period("accelerator supply", at, bought, supply, period, "units")


def _whole_period(
    limit: str,
    at: tuple[str, int],
    used: dict[tuple[str, int], float],
    per_year: dict[tuple[str, int], float],
    period: Period,
    unit: str,
) -> _Use:
    return _Use(limit, *at, used.get(at, 0.0), per_year[at] * period.length_years, unit)


def _held_positions(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    taken: dict[tuple[str, str, str], dict[int, float]] = {}
    for row in _rows(plan, "power", ("site", "option", "tranche", "period")):
        site, option, tranche, year = row.key
        if tranche.startswith("held-") and row.values["built_mw"] > NOTHING:
            taken.setdefault((site, option, tranche), {})[year] = row.values["built_mw"]
    held = _held_mw(instance)
    for (site, option, tranche), by_year in taken.items():
        mw = held[site, option, tranche]
        if mw - sum(by_year.values()) < BINDING_SLACK * mw:
            step = tranche.removeprefix("held-")
            where = f"{option} at {site}, {step}"
            yield BindingLimit("held position", where, tuple(sorted(by_year)), mw, "MW")


def _held_mw(instance: Instance) -> dict[tuple[str, str, str], float]:
    """MW of every held step, less the step before, by (site, option, tranche)."""
    return {
        (site.site, option.option, step.tranche): step.mw
        for site in instance.sites
        for option in instance.power_options
        for step in held_steps(instance, site, option)
    }


def _bridged_queues(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Sites that run on plant of their own until their place in the grid's queue comes up."""
    kind = {p.option: p.kind for p in instance.power_options}
    grid: dict[str, int] = {}
    own: dict[str, dict[int, float]] = {}
    for row in _rows(plan, "power", ("site", "option", "tranche", "period")):
        site, option, tranche, year = row.key
        mw = row.values["in_service_mw"]
        if mw <= NOTHING or tranche == "existing":
            continue
        if kind[option] != "grid":
            by_year = own.setdefault(site, {})
            by_year[year] = by_year.get(year, 0.0) + mw
        elif tranche == "order":
            grid[site] = min(year, grid.get(site, year))
    for site, comes in grid.items():
        before = {year: mw for year, mw in sorted(own.get(site, {}).items()) if year < comes}
        if before:
            most = max(before.values())
            note = f"bridged by up to {most:,.0f} MW on site until {comes}"
            queue = instance.site[site].grid_queue_years or 0.0
            yield BindingLimit("grid queue", site, tuple(before), queue, "years", note)


def _water_uses(plan: Plan, instance: Instance) -> Iterator[_Use]:
    used: dict[tuple[str, int], float] = {}
    for row in _rows(plan, "hosting", ("site", "accelerator", "cooling", "period")):
        site, _, cooling, year = row.key
        litres_per_kwh = instance.pue_at[site, cooling].water_l_per_kwh
        m3 = litres_per_kwh * row.values["drawn_mw"] * HOURS_PER_YEAR
        used[site, year] = used.get((site, year), 0.0) + m3
    for place in instance.sites:
        if place.water_m3_per_year is not None:
            for period in instance.periods:
                at = (place.site, period.start_year)
                yield _Use("water", *at, used.get(at, 0.0), place.water_m3_per_year, "m3/year")


def _near_budget(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    routing = plan.tables.get("routing")
    routing = pd.DataFrame() if routing is None else routing
    for service in instance.services:
        budget = service.max_network_ms
        if budget is None or routing.empty:
            continue
        own = routing[routing["service"] == service.service]
        near = own[own["rtt_ms"] > NEAR_BUDGET * budget]
        if not near.empty:
            share = float(near["requests_per_s"].sum() / own["requests_per_s"].sum())
            years = tuple(sorted({int(y) for y in near["period"]}))
            note = f"{share:.1%} of its served requests take over {NEAR_BUDGET:.0%} of it"
            yield BindingLimit("latency budget", service.service, years, budget, "ms", note)
