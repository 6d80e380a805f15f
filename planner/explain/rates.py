"""What one more of a limit is worth, by the dual values of the plan with its choices held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.instance import Instance
from planner.instance.schema import LIMIT_UNITS
from planner.models.limits import asked_krps, services, spend_terms, standing_grid_mw
from planner.plan.binding.limits import limit_name

from .held import Held

NOTHING_MUSD = 1e-9
"""Rates below this, M$ a unit, are solver noise."""


@dataclass(frozen=True)
class LimitWorth:
    """What a limit is worth at the margin.

    Attributes:
        limit: kind of the limit.
        where: what it holds for.
        years: start years of the periods in which it costs something.
        value: the limit, its smallest value over those years.
        unit: unit of the value.
        direction: `more` or `less`: how the limit has to change for the cost to fall.
        musd_per_unit: M$, present value, saved by one unit in that direction in each of the years.
        musd_per_percent: M$ saved by 1 % of each year's value.
    """

    limit: str
    where: str
    years: tuple[int, ...]
    value: float
    unit: str
    direction: str
    musd_per_unit: float
    musd_per_percent: float


@dataclass(frozen=True)
class _Rate:
    """A limit in one period, and M$ saved by one unit more; less than 0: by one less."""

    limit: str
    where: str
    year: int
    value: float
    unit: str
    musd: float


def limit_worths(held: Held, instance: Instance) -> tuple[LimitWorth, ...]:
    """Every limit that costs something, those first of which 1 % is worth most.

    Args:
        held: the plan with its choices held.
        instance: the instance it was built from.
    """
    found: dict[tuple[str, str], list[_Rate]] = {}
    for rate in _rates(held, instance):
        if abs(rate.musd) > NOTHING_MUSD:
            found.setdefault((rate.limit, rate.where), []).append(rate)
    worths = [_worth(rates) for rates in found.values()]
    return tuple(sorted(worths, key=lambda worth: -worth.musd_per_percent))


def _worth(rates: list[_Rate]) -> LimitWorth:
    by_year: dict[int, list[_Rate]] = {}
    for rate in rates:
        by_year.setdefault(rate.year, []).append(rate)
    musd = sum(rate.musd for rate in rates)
    sign = 1.0 if musd > 0 else -1.0
    return LimitWorth(
        limit=rates[0].limit,
        where=rates[0].where,
        years=tuple(sorted(by_year)),
        value=min(rate.value for rate in rates),
        unit=rates[0].unit,
        direction="more" if musd > 0 else "less",
        musd_per_unit=abs(musd),
        musd_per_percent=sign * sum(rate.musd * rate.value for rate in rates) / 100,
    )


def _rates(held: Held, inst: Instance) -> Iterator[_Rate]:
    yield from _site_rates(held, inst)
    yield from _market_rates(held, inst)
    yield from _power_rates(held, inst)
    yield from _limit_rates(held, inst)
    yield from _share_rates(held, inst)


def _site_rates(held: Held, inst: Instance) -> Iterator[_Rate]:
    sets = held.model.sets
    group_of = {s: group for group, members in sets.campus_group.items() for s in members}
    for (s, y), dual in held.duals("siting", "site_limit").items():
        mw = sets.site_limit_mw[s]
        own = inst.site[s].max_facility_mw
        musd = -dual * held.value("siting", "site_open", (s, y))
        capped = own is not None and mw < own
        limit, where = ("campus cap", group_of[s]) if capped else ("site limit", s)
        yield _Rate(limit, where, y, mw, "MW facility", musd)
    for (group, y), dual in held.duals("siting", "campus_cap").items():
        yield _Rate("campus cap", group, y, sets.group_cap_mw[group], "MW facility", -dual)
    for (s, y), dual in held.duals("halls", "water").items():
        permit = inst.site[s].water_m3_per_year or 0.0
        yield _Rate("water", s, y, permit / 1000, "thousand m3/year", -dual)
    for (s, y), dual in held.duals("power", "land").items():
        yield _Rate("land", s, y, inst.site[s].land_ha or 0.0, "ha", -dual)
    for (s, y, _), dual in held.duals("inference", "request_limit").items():
        musd = -dual * 1e-3 * held.value("siting", "site_open", (s, y))
        most = inst.site[s].max_requests_per_s or 0.0
        yield _Rate("requests of a site", s, y, most, "requests/s", musd)


def _market_rates(held: Held, inst: Instance) -> Iterator[_Rate]:
    for (g, y), dual in held.duals("fleet", "supply").items():
        musd = -dual * inst.period[y].length_years * 1e-3
        yield _Rate("accelerator supply", g, y, inst.supply_units[g, y], "units/year", musd)
    for (s, g, first, y), dual in held.duals("rentals", "rental_offer").items():
        units = held.model.sets.rental_offer[s, g, first].units
        where = f"{g} at {s}, from {first}"
        yield _Rate("rental offer", where, y, units, "units", -dual * 1e-3)
    for (s, c, first, y), dual in held.duals("leases", "lease_offer").items():
        mw = held.model.sets.lease_offer[s, c, first].it_mw
        yield _Rate("lease offer", f"{c} at {s}, from {first}", y, mw, "MW IT", -dual)


def _power_rates(held: Held, inst: Instance) -> Iterator[_Rate]:
    for (p, y), dual in held.duals("power", "order_book").items():
        musd = -dual * inst.period[y].length_years
        yield _Rate("order book", p, y, inst.order_book_mw[p, y], "MW/year", musd)
    for (s, p, y), dual in held.duals("power", "power_limit").items():
        mw = inst.site_power_at[s, p].max_mw
        yield _Rate("power of a site", f"{p} at {s}", y, mw or 0.0, "MW", -dual)
    for (s, p, tranche), dual in held.duals("power", "held_step").items():
        step = next(x for x in held.model.sets.power.terms[s, p].steps if x.label == tranche)
        first = next(y.start_year for y in inst.periods if y.start_year >= step.from_year)
        where = f"{p} at {s}, {tranche.removeprefix('held-')}"
        yield _Rate("held position", where, first, step.mw, "MW", -dual)


def _limit_rates(held: Held, inst: Instance) -> Iterator[_Rate]:
    """Rows of `limits`: M$ for one unit more of the value as it stands in the table."""
    model = held.model
    for kind in ("emissions", "water", "capital", "grid_region"):
        for (scope, y), dual in held.duals("limits", kind).items():
            value = inst.limit_at[kind, scope, y]
            if kind == "grid_region" and value < standing_grid_mw(model, inst, scope, y):
                continue
            per_unit = inst.period[y].length_years if kind == "capital" else 1
            yield _of_table(kind, scope, y, value, -dual * per_unit)
    for (scope, y), dual in held.duals("limits", "vendor_share").items():
        # (1 − share)·own − share·others ≤ 0: one more of the share frees all that is spent
        spend = sum(
            musd * held.value("fleet", "bought_kunits", x.index())
            for _, musd, x in spend_terms(model, inst, y)
        )
        value = inst.limit_at["vendor_share", scope, y]
        yield _of_table("vendor_share", scope, y, value, -dual * spend)
    for (scope, k, y), dual in held.duals("limits", "served_share").items():
        value = inst.limit_at["served_share", scope, y]
        yield _of_table("served_share", scope, y, value, dual * asked_krps(inst, k, y))


def _of_table(kind: str, scope: str, y: int, value: float, musd: float) -> _Rate:
    return _Rate("limit", limit_name(kind, scope), y, value, LIMIT_UNITS[kind], musd)


def _share_rates(held: Held, inst: Instance) -> Iterator[_Rate]:
    """Largest share of one metro from one site, by service: bounds of the shares."""
    if not inst.has("inference"):
        return
    by_year: dict[tuple[str, int], float] = {}
    for (k, metro, _, y, h), column in held.columns.members("inference", "served"):
        slack = held.problem.col_upper[column] - held.x[column]
        if slack < 1e-9 and (k, metro, y, h) in inst.asked_at:
            price = -min(0.0, float(held.reduced_cost[column]))
            by_year[k, y] = by_year.get((k, y), 0.0) + price
    rows = {
        (k, y): (value, scope)
        for (kind, scope, y), value in inst.limit_at.items()
        if kind == "site_share"
        for k in services(inst, scope)
        if value < inst.service[k].max_site_share
    }
    for (k, y), musd in by_year.items():
        if (k, y) in rows:
            value, scope = rows[k, y]
            yield _of_table("site_share", scope, y, value, musd)
        elif inst.service[k].max_site_share < 1:
            value = inst.service[k].max_site_share
            yield _Rate("share of one metro", k, y, value, "share", musd)
