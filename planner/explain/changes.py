"""The single changes of a figure that would get something done, found by re-solving."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.models import timing
from planner.plan.binding import BindingLimit
from planner.plan.core import Plan, StoppedBy
from planner.plan.reading import table_of

from . import figures
from .figures import Figure
from .held import Held, NoPrices, hold
from .missing import MissingDemand, MissingRun
from .obstacles import NEAREST, beyond, reach
from .what_if import Interval, Resolver, difference, first_that

SERVED = 1e-3
"""Share of the demand that may still be unserved when it counts as served."""

QUICK_S = 2.0
"""A whole re-solve of fewer seconds than this is made with everything free."""

TRIES = 10
TRIES_HELD = 5
"""Steps of a bisection: to a hundredth of the span, and to a thirtieth where each takes long."""


@dataclass(frozen=True)
class Change:
    """A change of one figure after which the re-solved plan does what the plan leaves undone.

    Attributes:
        figure: what is changed, in words.
        unit: its unit.
        before: its value.
        after: the value nearest to it with which it is done: to 1 % of the span tried, a thirtieth when held.
        relative: the change as a share of the value before.
        cost: least cost after it less that before it.
        held: True when openings, runs and their sites were held as in the plan.
    """

    figure: str
    unit: str
    before: float
    after: float
    relative: float
    cost: Interval
    held: bool


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


Trial = Callable[[Figure, float], "tuple[bool, Interval] | None"]
"""Whether a figure's value does it, and what it does to the cost; None when there was no time."""


def for_demand(
    resolver: Resolver,
    held: Held | None,
    binding: Collection[BindingLimit],
    demand: MissingDemand,
) -> Changes:
    """Changes that have a metro's demand served in the years of the span.

    Where a whole re-solve takes long, the plan's choices are held in it.

    Args:
        resolver: makes the re-solves.
        held: the plan with its choices held; None where that was not solved.
        binding: limits that bind in it.
        demand: what is not served.
    """
    place = (demand.service, demand.metro)

    def free(figure: Figure, value: float) -> tuple[bool, Interval] | None:
        changed = figure.with_value(value)
        result = resolver.solve(changed)
        if result is None or result.plan is None:
            return None
        left = _left(result.plan, changed, demand)
        asked = sum(changed.demand_at[*place, y] for y in demand.years)
        return left <= SERVED * asked, difference(resolver.plan, result)

    def with_choices_held(figure: Figure, value: float) -> tuple[bool, Interval] | None:
        if held is None or resolver.left() < held.seconds:
            return None
        resolver.solves += 1
        try:
            after = hold(resolver.plan, figure.with_value(value), resolver.left())
        except NoPrices:
            return None
        musd = after.objective_musd - held.objective_musd
        done = all(after.unserved(*place, y) <= SERVED for y in demand.years)
        return done, Interval(musd, musd)

    quick = held is None or resolver.needed_s <= QUICK_S
    return _tried(
        resolver,
        _of_demand(resolver.instance, binding, demand),
        free if quick else with_choices_held,
        held=not quick,
    )


def _left(plan: Plan, instance: Instance, demand: MissingDemand) -> float:
    """What a plan leaves unserved of a demand, requests/s, sum over its periods."""
    hours = {h.slice: h.hours_share for h in instance.time_slices}
    return sum(
        hours[str(row["slice"])] * float(row["requests_per_s"])
        for row in table_of(plan, "unserved").to_dict("records")
        if (row["service"], row["metro"]) == (demand.service, demand.metro)
        and int(row["period"]) in demand.years
    )


def for_run(resolver: Resolver, binding: Collection[BindingLimit], missing: MissingRun) -> Changes:
    """Changes that have a run placed at its earliest start, or placed at all when it is dropped."""

    def free(figure: Figure, value: float) -> tuple[bool, Interval] | None:
        result = resolver.solve(figure.with_value(value))
        if result is None or result.plan is None:
            return None
        rows = table_of(result.plan, "runs").to_dict("records")
        row = next(row for row in rows if row["run"] == missing.run)
        in_time = missing.status == "dropped" or not float(row["late_years"] or 0.0) > 0
        return bool(row["status"] == "placed" and in_time), difference(resolver.plan, result)

    inst = resolver.instance
    kinds = inst.run[missing.run].site_kinds
    sites = [s.site for s in inst.sites if s.kind in kinds and s.status != "excluded"]
    tried = [*figures.run_figures(inst, missing.run), *_of_all(inst, binding, others=True)]
    tried += _of_sites(inst, sites[:NEAREST])
    return _tried(resolver, tried, free, held=False)


def dropped_run_flips(resolver: Resolver, missing: MissingRun) -> Interval | None:
    """Price of dropping a run, M$ as in its table, from which it is placed; by a re-solve that forces it.

    None when there was no time; infinite when it cannot be placed at any price.
    """
    instance, before = resolver.instance, resolver.plan.manifest
    run = instance.run[missing.run]
    forced = resolver.solve(
        instance, (Lock(in_table="runs", item=missing.run, rule="min", value=1),)
    )
    if forced is not None and forced.stopped_by is StoppedBy.INFEASIBLE:
        return Interval(float("inf"), float("inf"))
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
    near = reach(inst, demand.service, demand.metro)
    yield from _of_sites(inst, near[:NEAREST])
    yield from _of_all(inst, binding)
    far = beyond(inst, demand.service, demand.metro)
    if far:
        furthest = far[min(NEAREST, len(far)) - 1][1] + 0.01
        latency = figures.latency_ms(inst, demand.service, furthest)
        if latency is not None:
            yield latency
    price = figures.unserved_price(inst, demand.service)
    if price is not None:
        yield price


def _of_sites(inst: Instance, sites: Iterable[str]) -> Iterator[Figure]:
    for site in sites:
        for kind in (figures.queue_years, figures.site_mw, figures.site_requests):
            figure = kind(inst, site)
            if figure is not None:
                yield figure


def _of_all(
    inst: Instance, binding: Collection[BindingLimit], *, others: bool = False
) -> Iterator[Figure]:
    """Figures of all sites whose limits bind; then those of which something is left, where asked for.

    What keeps out a run as a whole may be left unused by the plan that drops it.
    """
    sold_out = {b.where for b in binding if b.limit in ("accelerator supply", "order book")}
    caps = any(limit.limit == "campus cap" for limit in binding)
    binds: list[Figure] = []
    rest: list[Figure] = []
    if inst.has("fleet") and (caps or any(site.kind == "campus" for site in inst.sites)):
        (binds if caps else rest).append(figures.campus_cap(inst))
    for figure in figures.supplies(inst):
        used_up = any(f" {name}," in figure.name for name in sold_out)
        (binds if used_up else rest).append(figure)
    yield from binds
    if others:
        yield from rest


def _tried(resolver: Resolver, tried: Iterable[Figure], trial: Trial, *, held: bool) -> Changes:
    """Each figure at its furthest value first, then those that do it there at nearer ones."""
    found: list[Change] = []
    failed: list[str] = []
    not_tried: list[str] = []
    trials = [_Trial(figure, trial) for figure in tried]
    at_furthest = [one.holds(one.figure.furthest) for one in trials]
    for one, answer in zip(trials, at_furthest, strict=True):
        figure = one.figure
        if answer is None:
            not_tried.append(figure.name)
        elif not answer:
            failed.append(f"{figure.name}, to {figure.furthest:,.4g} {figure.unit}".rstrip())
        else:
            found.append(_nearest(one, held=held))
    found.sort(key=lambda change: change.relative)
    return Changes(tuple(found), tuple(failed), tuple(not_tried))


class _Trial:
    """A figure and what was learnt of its values."""

    def __init__(self, figure: Figure, trial: Trial) -> None:
        self.figure = figure
        self._trial = trial
        self.cost: dict[float, Interval] = {}
        self._answer: dict[float, bool] = {}

    def holds(self, value: float) -> bool | None:
        """Whether a value does it; None when there was no time. Each value is asked about once."""
        if value not in self._answer:
            answer = self._trial(self.figure, value)
            if answer is None:
                return None
            self._answer[value], self.cost[value] = answer
        return self._answer[value]


def _nearest(one: _Trial, *, held: bool) -> Change:
    """The change to the nearest value that does it, of a figure whose furthest value does."""
    figure, tries = one.figure, TRIES_HELD if held else TRIES
    after = first_that(one.holds, figure.value, figure.furthest, whole=figure.whole, tries=tries)
    assert after is not None
    return Change(
        figure=figure.name,
        unit=figure.unit,
        before=figure.value,
        after=after,
        relative=figures.relative_change(figure, after),
        cost=one.cost[after],
        held=held,
    )
