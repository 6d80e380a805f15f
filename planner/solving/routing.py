"""From merged metros back to the real ones: every metro routed exactly."""

from __future__ import annotations

from .columns import Columns, Key
from .handover import Array, Problem
from .highs import Ending, run_highs
from .search import Clock


def spread(
    whole: Columns, merged: Columns, x: Array, group_of: dict[tuple[str, str], str]
) -> Array:
    """A merged model's point as a point of the whole one: each metro takes its group's shares."""
    values = merged.named(x)

    def source(key: Key) -> Key:
        block, name, index = key
        if block == "inference" and name in ("served", "unserved"):
            k, metro, *rest = index
            return block, name, (k, group_of[k, metro], *rest)
        return key

    return whole.point({key: values.get(source(key), 0.0) for key in whole.keys})


def routed(whole: Columns, x: Array, clock: Clock) -> Array | None:
    """The cheapest routing of every metro with everything else as it is; None when time ran out."""
    problem: Problem = whole.problem.relaxed(whole.problem.is_integer)
    others = ~whole.of("inference", "served")
    outcome = run_highs(problem.fixed(others, x), clock.limits(), cancel=clock.cancel)
    return outcome.x if outcome.ending is Ending.DONE else None
