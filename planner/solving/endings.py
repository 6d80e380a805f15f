"""How a solve ends, in words: with a plan, without one, and what to do next."""

from __future__ import annotations

from planner.instance import Instance
from planner.plan.core import Manifest, Seconds, Size, Status, StoppedBy

from .result import Result

MEETING = 1e-9
"""Gap below which cost and bound differ by rounding alone."""


def message_of(manifest: Manifest) -> str:
    """How the search for a plan ended, its gap and the next step."""
    gap = f"gap {manifest.gap:.2%} (M$ {manifest.gap_musd:,.0f})"
    if manifest.gap <= MEETING:
        return "optimal plan: no plan costs less"
    if manifest.status is Status.OPTIMAL:
        return f"plan within the gap of {float(manifest.options['gap']):.2%} asked for: {gap}"
    if manifest.stopped_by is StoppedBy.CANCELLED:
        return f"cancelled; the best plan found is kept: {gap}"
    said = _WITH_PLAN.get(manifest.stopped_by, _WITH_PLAN[StoppedBy.TIME_LIMIT])
    return said.format(f"the plan is good to {gap}")


_WITH_PLAN = {
    StoppedBy.GAP: "the solver took its work for done; {}, more than was asked for; try another --seed",
    StoppedBy.TIME_LIMIT: "time is over; {}; a longer --time-limit may narrow it",
    StoppedBy.MEMORY_LIMIT: "memory is over; {}; a larger --memory-limit may narrow it",
    StoppedBy.SOLVER_DISAGREEMENT: "the solver called this plan's model infeasible; {}; run `planner doctor`",
    StoppedBy.SOLVER_ERROR: "the solver failed after it had found this plan; {}; run `planner doctor`",
}


_NO_PLAN = {
    StoppedBy.INFEASIBLE: "no plan can meet every rule",
    StoppedBy.TIME_LIMIT: "time is over and no plan was found; allow more time with --time-limit",
    StoppedBy.MEMORY_LIMIT: "memory is over and no plan was found; allow more with --memory-limit",
    StoppedBy.CANCELLED: "cancelled before a plan was found; solve again to go on",
    StoppedBy.INTERRUPTED: "interrupted before a plan was found; solve again",
    StoppedBy.SOLVER_DISAGREEMENT: (
        "the solver contradicts itself on whether a plan exists; allow more time with --time-limit "
        "or try another --seed"
    ),
    StoppedBy.SOLVER_ERROR: "the solver failed; run `planner doctor`, or try another --seed",
    StoppedBy.GAP: "the solver ended without a plan; run `planner doctor`",
}


def in_conflict(conflicts: list[str], seconds: Seconds, size: Size) -> Result:
    """No plan, because of locks; all of them named."""
    message = f"{_NO_PLAN[StoppedBy.INFEASIBLE]} and every lock — {'; '.join(conflicts)}"
    return Result(Status.NONE, StoppedBy.INFEASIBLE, None, None, message, seconds, size)


_WHEN_STRICT = "; run without `strict` to see what cannot be served, or loosen a limit"

_NOT_STRICT = (
    ", not even one that serves nothing and drops every run; loosen a limit of the existing assets "
    "or of the forced sites"
)


def without_plan(
    instance: Instance,
    stopped_by: StoppedBy,
    note: str,
    seconds: Seconds,
    size: Size,
    bound: float = -float("inf"),
) -> Result:
    """A result without a plan: why, and the next step.

    Args:
        instance: what was to be solved.
        stopped_by: why the search stopped.
        note: what is known besides, or "".
        seconds: where the time went.
        size: of the model, as far as it was built.
        bound: proven lower bound, M$; −inf where there is none.
    """
    message = _NO_PLAN[stopped_by]
    if stopped_by is StoppedBy.INFEASIBLE:
        message += _WHEN_STRICT if instance.settings.strict else _NOT_STRICT
    message += f" — {note}" if note else ""
    known = bound if bound > -float("inf") else None
    return Result(Status.NONE, stopped_by, None, known, message, seconds, size)
