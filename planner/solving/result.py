"""What a solve tells while it runs, and what it gives at the end."""

from __future__ import annotations

from dataclasses import dataclass

from planner.plan.core import Plan, Seconds, Size, Status, StoppedBy

from .infeasible.reasons import Reason


@dataclass(frozen=True)
class Progress:
    """Where a running solve stands.

    Attributes:
        elapsed_s: wall time since its start.
        phase: what it is doing, in words.
        incumbent_musd: objective of the best plan so far, or None.
        bound_musd: proven lower bound, or None.
        gap: (incumbent − bound) / incumbent, or None.
    """

    elapsed_s: float
    phase: str
    incumbent_musd: float | None
    bound_musd: float | None
    gap: float | None


@dataclass(frozen=True)
class Result:
    """How a solve ended; never an exception for what the data or the clock can cause.

    Attributes:
        status: what plan there is.
        stopped_by: why the search stopped.
        plan: the plan, checked; None when there is none.
        bound_musd: proven lower bound of the objective, also without a plan; None when none is known.
        message: one line for the user: what happened and what to do next.
        seconds: wall time by step.
        size: size of the model.
        reasons: when no plan exists, what has to change in the data for one to exist: each enough by itself,
            the smallest first, and at the end the work that has to go if all limits stay.
    """

    status: Status
    stopped_by: StoppedBy
    plan: Plan | None
    bound_musd: float | None
    message: str
    seconds: Seconds
    size: Size
    reasons: tuple[Reason, ...] = ()


def relative_gap(incumbent_musd: float, bound_musd: float, base_musd: float | None = None) -> float:
    """(incumbent − bound) / base, base the incumbent unless given; 0 when they meet.

    A base that is not positive (nothing of the cost can be controlled) gives 0 when incumbent and
    bound meet and 1 otherwise.
    """
    distance = incumbent_musd - bound_musd
    base = incumbent_musd if base_musd is None else base_musd
    if distance <= 1e-9 * max(1.0, abs(incumbent_musd)):
        return 0.0
    return distance / base if base > 0 else 1.0
