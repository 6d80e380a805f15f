"""The reasons put into the result of a solve."""

from __future__ import annotations

import time
from dataclasses import replace

from planner.instance import Instance
from planner.plan.core import StoppedBy
from planner.solving.result import Result
from planner.solving.search import Clock

from .reasons import Reason
from .search import MOST_SECONDS, why_infeasible

SHOWN = 3
"""Reasons named in the message; the result has all of them."""


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
