"""What shifted dates and round numbers are worth: a queue year less, a millisecond more, re-solved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from planner.instance import Instance
from planner.plan.binding import BindingLimit

from . import figures
from .figures import Figure
from .held import Held, NoPrices, hold
from .what_if import Interval, Resolver, difference

MILLISECONDS_MORE = 1.0
YEARS_LESS = 1.0
MW_MORE = 100.0
"""Steps of the figures: of latency budgets, of grid queues, of the campus cap."""


@dataclass(frozen=True)
class Shift:
    """A round step of a figure that a plan's limit comes from.

    Attributes:
        figure: what is changed, in words.
        unit: its unit.
        before: its value.
        after: its value after the step.
        held_musd: M$ saved with openings, runs and their sites as in the plan; None where that was not
            solved.
        saved: M$ saved with everything free, by incumbents and bounds; None where that was not solved.
    """

    figure: str
    unit: str
    before: float
    after: float
    held_musd: float | None
    saved: Interval | None


def shifts(resolver: Resolver, held: Held, binding: Collection[BindingLimit]) -> tuple[Shift, ...]:
    """The steps of what binds, as far as there is time, those worth most first.

    Args:
        resolver: makes the re-solves; its time counts for those with choices held too.
        held: the plan with its choices held.
        binding: limits that bind in it.
    """
    steps = [(f, after, f.with_value(after)) for f, after in _steps(resolver.instance, binding)]
    # The linear programs come first: they say which re-solves are worth their time.
    held_musd = [_held_musd(resolver, held, changed) for _, _, changed in steps]
    order = sorted(range(len(steps)), key=lambda at: -(held_musd[at] or 0.0))
    found = []
    for at in order:
        figure, after, changed = steps[at]
        saved = _saved(resolver, changed)
        found.append(Shift(figure.name, figure.unit, figure.value, after, held_musd[at], saved))
    return tuple(found)


def _saved(resolver: Resolver, changed: Instance) -> Interval | None:
    """What the change saves with everything free; None where there was no time."""
    result = resolver.solve(changed)
    if result is None or result.plan is None:
        return None
    cost = difference(resolver.plan, result, sign=-1)
    # Taking from 0 leaves no −0.
    return Interval(0.0 - cost.most_musd, 0.0 - cost.least_musd)


def _held_musd(resolver: Resolver, held: Held, changed: Instance) -> float | None:
    """What the change saves with the choices of the plan held; None where there was no time."""
    if resolver.left() < held.seconds:
        return None
    try:
        after = hold(resolver.plan, changed, resolver.left())
    except NoPrices:
        return None
    musd = held.objective_musd - after.objective_musd
    return 0.0 if abs(musd) < 1e-7 * max(1.0, abs(held.objective_musd)) else musd


def _steps(inst: Instance, binding: Collection[BindingLimit]) -> Iterator[tuple[Figure, float]]:
    """Steps of what binds: latency budgets, queues that are bridged (the most MW first), the campus cap."""
    kinds = {(limit.limit, limit.where) for limit in binding}
    for service in inst.services:
        budget = service.max_network_ms
        if budget is not None and ("latency budget", service.service) in kinds:
            figure = figures.latency_ms(inst, service.service, budget + MILLISECONDS_MORE)
            if figure is not None:
                yield figure, budget + MILLISECONDS_MORE
    if any(kind == "campus cap" for kind, _ in kinds):
        figure = figures.campus_cap(inst)
        yield figure, figure.value + MW_MORE
    for limit in binding:
        if limit.limit == "grid queue":
            queue = figures.queue_years(inst, limit.where)
            if queue is not None:
                yield queue, max(0.0, queue.value - YEARS_LESS)
