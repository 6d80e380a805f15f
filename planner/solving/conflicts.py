"""Which locks stand in the way when no plan can meet every rule."""

from __future__ import annotations

import pyomo.environ as pyo

from planner.models.locks import soften_locks

from .handover import TriviallyInfeasible, compile_model
from .search import Clock, search_whole
from .values import Values

LEAST_SECONDS = 5.0
"""Time that the question is given even when that of the search is used up."""

NOTICEABLE = 1e-5
"""Miss from which a lock counts, in the model's units and relative to its value."""


def conflicting_locks(model: pyo.ConcreteModel, clock: Clock) -> list[str]:
    """Locks that have to give way for a plan to exist, in words, with the nearest value there is.

    The locks may be missed and the sum of their misses, each in proportion to its value, is minimised.
    The model is changed for it and of no further use.

    Args:
        model: an infeasible model.
        clock: how the search was asked to go; its stop signal holds.

    Returns:
        Nothing when there are no locks, when no plan exists without them either, or when the question
        could not be answered in time.
    """
    if not model.lock_targets:
        return []
    soften_locks(model)
    try:
        problem = compile_model(model)
    except TriviallyInfeasible:
        return []
    limits = clock.limits()
    own = Clock(
        started=clock.started,
        deadline=clock.deadline + max(0.0, LEAST_SECONDS - clock.left()),
        gap=0.01,
        threads=limits.threads,
        seed=limits.seed,
        cancel=clock.cancel,
    )
    found = search_whole(problem, own)
    if found.x is None:
        return []
    values = Values(problem, found.x)
    missed = []
    for i, target in enumerate(model.lock_targets):
        b = model.softened
        miss = max(values.of(b.short, i), values.of(b.over, i))
        if miss > NOTICEABLE * target.scale:
            nearest = sum(values(x) for x in target.variables)
            missed.append(f"{target.words}: nearest possible {target.in_unit(nearest)}")
    return missed
