"""The single changes of a figure that would get something done, found by re-solving."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.models import timing
from planner.plan.binding import BindingLimit
from planner.plan.core import Plan
from planner.plan.reading import table_of

from . import figures
from .figures import Figure
from .missing import MissingDemand, MissingRun
from .obstacles import NEAREST, beyond, reach
from .what_if import Interval, Resolver, difference, first_that

SERVED = 1e-3
"""Share of the demand that may still be unserved when it counts as served."""


@dataclass(frozen=True)
class Change:
    """A change of one figure after which the re-solved plan does what the plan leaves undone.

    Attributes:
        figure: what is changed, in words.
        unit: its unit.
        before: its value.
        after: the value nearest to it, to 1 % of the span tried, with which it is done.
        relative: the change as a share of the value before.
        cost: least cost after it less that before it.
    """

    figure: str
    unit: str
    before: float
    after: float
    relative: float
    cost: Interval


@dataclass(frozen=True)
class Changes:
    """What was tried, and what of it does it.

    Attributes:
        found: changes that do it, the smallest relative change first.
        failed: figures of which no value tried does it, with the furthest value, in words.
        not_tried: figures for which there was no time.
    """

    found: tuple[Change, ...]
    failed: tuple[str, ...]
    not_tried: tuple[str, ...]


def for_demand(
    resolver: Resolver, binding: Collection[BindingLimit], demand: MissingDemand
) -> Changes:
    """Changes that have a metro's demand served in the years of the span."""

    def served(plan: Plan, instance: Instance) -> bool:
        hours = {h.slice: h.hours_share for h in instance.time_slices}
        left = sum(
            hours[str(row["slice"])] * float(row["requests_per_s"])
            for row in table_of(plan, "unserved").to_dict("records")
            if (row["service"], row["metro"]) == (demand.service, demand.metro)
            and int(row["period"]) in demand.years
        )
        asked = sum(instance.demand_at[demand.service, demand.metro, y] for y in demand.years)
        return left <= SERVED * asked

    return _tried(resolver, _of_demand(resolver.instance, binding, demand), served)


def for_run(resolver: Resolver, binding: Collection[BindingLimit], missing: MissingRun) -> Changes:
    """Changes that have a run placed at its earliest start, or placed at all when it is dropped."""

    def placed(plan: Plan, instance: Instance) -> bool:
        rows = table_of(plan, "runs").to_dict("records")
        row = next(row for row in rows if row["run"] == missing.run)
        in_time = missing.status == "dropped" or not float(row["late_years"] or 0.0) > 0
        return bool(row["status"] == "placed" and in_time)

    inst = resolver.instance
    kinds = inst.run[missing.run].site_kinds
    sites = [s.site for s in inst.sites if s.kind in kinds and s.status != "excluded"]
    tried = [*figures.run_figures(inst, missing.run), *_of_all(inst, binding)]
    tried += _of_sites(inst, sites[:NEAREST])
    return _tried(resolver, tried, placed)


def dropped_run_flips(resolver: Resolver, missing: MissingRun) -> Interval | None:
    """Price of dropping a run, M$ as in its table, from which it is placed; by a re-solve that forces it.

    None when there was no time, or when it cannot be placed at any price.
    """
    instance, before = resolver.instance, resolver.plan.manifest
    run = instance.run[missing.run]
    forced = resolver.solve(
        instance, (Lock(in_table="runs", item=missing.run, rule="min", value=1),)
    )
    if forced is None or forced.plan is None:
        return None
    last = min(run.latest_year, instance.horizon_end_year - 1)
    worth = timing.discount(instance, last)
    change = difference(resolver.plan, forced)
    noise = 1e-6 * max(1.0, before.objective_musd)
    least, most = (
        max(0.0, (missing.musd + (0.0 if abs(musd) < noise else musd)) / worth)
        for musd in (change.least_musd, change.most_musd)
    )
    return Interval(least, most)


def _of_demand(
    inst: Instance, binding: Collection[BindingLimit], demand: MissingDemand
) -> Iterator[Figure]:
    far = beyond(inst, demand.service, demand.metro)
    if far:
        furthest = far[min(NEAREST, len(far)) - 1][1] + 0.01
        latency = figures.latency_ms(inst, demand.service, furthest)
        if latency is not None:
            yield latency
    price = figures.unserved_price(inst, demand.service)
    if price is not None:
        yield price
    near = reach(inst, demand.service, demand.metro)
    yield from _of_sites(inst, near[:NEAREST])
    yield from _of_all(inst, binding)


def _of_sites(inst: Instance, sites: Iterable[str]) -> Iterator[Figure]:
    for site in sites:
        for kind in (figures.queue_years, figures.site_mw, figures.site_requests):
            figure = kind(inst, site)
            if figure is not None:
                yield figure


def _of_all(inst: Instance, binding: Collection[BindingLimit]) -> Iterator[Figure]:
    """Figures of all sites whose limits bind."""
    if any(limit.limit == "campus cap" for limit in binding):
        yield figures.campus_cap(inst)
    sold_out = {b.where for b in binding if b.limit in ("accelerator supply", "order book")}
    for figure in figures.supplies(inst):
        if any(f" {name}," in figure.name for name in sold_out):
            yield figure


def _tried(
    resolver: Resolver, tried: Iterable[Figure], done: Callable[[Plan, Instance], bool]
) -> Changes:
    found: list[Change] = []
    failed: list[str] = []
    not_tried: list[str] = []
    for figure in tried:
        if not resolver.can_go_on:
            not_tried.append(figure.name)
            continue
        costs: dict[float, Interval] = {}

        def holds(
            value: float, figure: Figure = figure, costs: dict[float, Interval] = costs
        ) -> bool | None:
            changed = figure.with_value(value)
            result = resolver.solve(changed)
            if result is None or result.plan is None:
                return None
            costs[value] = difference(resolver.plan, result)
            return done(result.plan, changed)

        after = first_that(holds, figure.value, figure.furthest, whole=figure.whole)
        if not costs:
            not_tried.append(figure.name)
        elif after is None:
            failed.append(f"{figure.name}, to {figure.furthest:,.4g} {figure.unit}".rstrip())
        else:
            relative = figures.relative_change(figure, after)
            found.append(
                Change(figure.name, figure.unit, figure.value, after, relative, costs[after])
            )
    found.sort(key=lambda change: change.relative)
    return Changes(tuple(found), tuple(failed), tuple(not_tried))
