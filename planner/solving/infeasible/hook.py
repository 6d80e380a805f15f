"""The reasons put into the result of a solve."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType

from planner.instance import Instance
from planner.plan.core import StoppedBy
from planner.solving.result import Result
from planner.solving.search import Clock

from .reasons import Reason
from .rough import is_large, rough_reasons
from .search import MOST_SECONDS, why_infeasible

SHOWN = 3
"""Reasons named in the message; the result has all of them."""


class Aside:
    """A rough search for reasons beside the search for a plan, of large strict instances; a context manager.

    It begins at once, since proving that a large instance has no plan may take all the time there is.
    """

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="rough reasons")
        self._found: Future[tuple[Reason, ...]] | None = None
        if instance.settings.strict and is_large(instance):
            self._found = self._pool.submit(rough_reasons, instance, clock.limits(), self._stop)

    def __enter__(self) -> Aside:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._pool.shutdown(wait=False)  # it ends by itself; the plan need not wait for it

    def reasons(self, seconds: float) -> tuple[Reason, ...] | None:
        """What was found, waited for so long; None where nobody searched, empty where nothing was found."""
        if self._found is None:
            return None
        try:
            return self._found.result(max(seconds, 0.0))
        except TimeoutError:
            return ()


def with_reasons(result: Result, instance: Instance, clock: Clock, aside: Aside) -> Result:
    """The result of a solve, with the reasons why there is no plan when it was proved that there is none.

    Of a large strict instance without a plan, proved or not, what was found aside. Takes at most the rest of
    the solve's time, and not more than :data:`MOST_SECONDS`.
    """
    if result.plan is not None:
        return result
    patience = 0.0 if clock.cancel.is_set() else min(clock.left(), MOST_SECONDS)
    rough = aside.reasons(patience)
    if rough:
        return replace(result, message=result.message + _told_roughly(rough), reasons=rough)
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
    lines = ["Even without whole numbers some of the work cannot be done, such as:"]
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
