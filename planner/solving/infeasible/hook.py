"""The reasons put into the result of a solve."""

from __future__ import annotations

import time
from dataclasses import replace

from planner.instance import Instance
from planner.plan.core import Seconds, Size, Status, StoppedBy
from planner.solving.result import Result
from planner.solving.search import Clock

from .reasons import Reason
from .rough import is_large, rough_reasons
from .search import MOST_SECONDS, why_infeasible

ROUGH_SHARE = 0.5
"""Share of the time within which a large instance is asked about roughly."""

SHOWN = 3
"""Reasons named in the message; the result has all of them."""


def proved_roughly(instance: Instance, clock: Clock) -> Result | None:
    """That a large strict instance has no plan, with what cannot be done and why, found in one relaxation.

    Asked before the whole model is, which takes long to prove it: the bound on the work left undone comes from
    dual values (:mod:`planner.solving.dual_bound`), so that no tolerance of the solver's stands behind it. None
    where all work can be done in fractions, or the answer takes more than :data:`ROUGH_SHARE` of the time.
    """
    if not (instance.settings.strict and is_large(instance)):
        return None
    clock.report("whether all work can be done")
    began = time.perf_counter()
    limits = clock.limits(ROUGH_SHARE * clock.left())
    reasons = rough_reasons(instance, limits, clock.cancel)
    if not reasons:
        return None
    seconds = Seconds(solve=time.perf_counter() - began)
    message = "no plan can do all the work" + _told_roughly(reasons)
    return Result(Status.NONE, StoppedBy.INFEASIBLE, None, None, message, seconds, Size(), reasons)


def with_reasons(result: Result, instance: Instance, clock: Clock) -> Result:
    """The result of a solve, with the reasons why there is no plan when it was proved that there is none.

    Takes at most the rest of the solve's time, and not more than :data:`MOST_SECONDS`.
    """
    if result.stopped_by is not StoppedBy.INFEASIBLE:
        return result
    began = time.perf_counter()
    seconds = min(clock.left(), MOST_SECONDS)
    found = why_infeasible(instance, seconds=seconds, threads=clock.threads, cancel=clock.cancel)
    spent = result.seconds.solve + time.perf_counter() - began
    return replace(
        result,
        message=result.message + _told(found.reasons, complete=found.complete),
        seconds=result.seconds.model_copy(update={"solve": spent}),
        reasons=found.reasons,
    )


def _told_roughly(reasons: tuple[Reason, ...]) -> str:
    """The heaviest limits, and the work left undone, a line for each change."""
    limits = [reason for reason in reasons if not reason.is_shortfall]
    undone = [change for reason in reasons if reason.is_shortfall for change in reason.changes]
    lines = ["Even with halls, sites and runs in fractions some of it stays undone, such as:"]
    lines += [f"  {change.text}" for change in undone[: 2 * SHOWN]]
    if limits:
        lines.append(
            "It hangs on these limits; one that moves alone has to be looser at least by this:"
        )
        lines += [f"  {reason.text}" for reason in limits[:SHOWN]]
    return "".join(f"\n{line}" for line in lines)


def _told(reasons: tuple[Reason, ...], *, complete: bool) -> str:
    """The first reasons in a line each."""
    lines = []
    ways_out = [reason for reason in reasons if not reason.is_shortfall]
    short = [reason for reason in reasons if reason.is_shortfall]
    if ways_out:
        lines.append("Any one of these changes is enough for a plan, and less of it is not:")
        lines += [f"  {reason.text}" for reason in ways_out[:SHOWN]]
    if short:
        lines.append("With all limits as they are, the work would have to be cut:")
        lines += [f"  {reason.text}" for reason in short[:SHOWN]]
    if not complete:
        lines.append(
            "The search for reasons ran out of time; a longer --time-limit may find smaller changes."
        )
    return "".join(f"\n{line}" for line in lines)
