"""The search for a plan: what every strategy is given and gives back, and the one for small models."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from planner.plan.core import StoppedBy
from planner.plan.proof import BoundProof

from .handover import Array, Problem
from .highs import Ending, Limits, Outcome, run_highs
from .result import Progress, relative_gap

POLISH_SHARE = 0.1
"""Share of the time kept for re-solving the continuous part with the integers fixed."""


@dataclass
class Clock:
    """Time, stop signal and reporting of one solve.

    Attributes:
        deadline: moment (`time.perf_counter`) at which the search has to have stopped.
        gap: relative gap at which it may stop.
        on_progress: told where the search stands.
        cancel: set when the user wants it to stop.
        on_point: given every better point of the whole model, with its integers whole or nearly so.
        proof: dual values that prove a bound, to be kept beside the plan.
    """

    started: float
    deadline: float
    gap: float
    threads: int
    seed: int
    cancel: threading.Event
    on_progress: Callable[[Progress], None] | None = None
    on_point: Callable[[Array], None] | None = None
    incumbent: float = float("inf")
    bound: float = -float("inf")
    proof: BoundProof | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.perf_counter()

    def limits(self, seconds: float | None = None, gap: float | None = None) -> Limits:
        """Limits of a run that may take some of the time left."""
        most = max(self.left(), 0.1)
        return Limits(
            seconds=most if seconds is None else min(seconds, most),
            gap=self.gap if gap is None else gap,
            threads=self.threads,
            seed=self.seed,
        )

    def report(
        self, phase: str, incumbent: float | None = None, bound: float | None = None
    ) -> None:
        """Take note of a better incumbent or bound and tell the user."""
        with self._lock:
            if incumbent is not None:
                self.incumbent = min(self.incumbent, incumbent)
            if bound is not None:
                self.bound = max(self.bound, bound)
            has_plan, has_bound = np.isfinite(self.incumbent), np.isfinite(self.bound)
            progress = Progress(
                elapsed_s=time.perf_counter() - self.started,
                phase=phase,
                incumbent_musd=self.incumbent if has_plan else None,
                bound_musd=self.bound if has_bound else None,
                gap=relative_gap(self.incumbent, self.bound) if has_plan and has_bound else None,
            )
        if self.on_progress is not None:
            self.on_progress(progress)

    def goes_on(self, keep_seconds: float = 0.0) -> bool:
        """Whether there is still time, beyond some to keep, and a gap to close."""
        return self.left() > keep_seconds and not self.closed and not self.cancel.is_set()

    def wait(self, seconds: float) -> None:
        """Let some time pass, less when the user wants it to stop."""
        self.cancel.wait(min(seconds, max(self.left(), 0.0)))

    def stopped_by(self) -> StoppedBy:
        """Why a search that has stopped has stopped."""
        if self.closed:
            return StoppedBy.GAP
        return StoppedBy.CANCELLED if self.cancel.is_set() else StoppedBy.TIME_LIMIT

    @property
    def closed(self) -> bool:
        """Whether incumbent and bound are within the gap asked for."""
        return (
            np.isfinite(self.incumbent)
            and np.isfinite(self.bound)
            and relative_gap(self.incumbent, self.bound) <= self.gap + 1e-12
        )


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        x: best point of the whole model with integers whole, or None.
        objective: its objective.
        bound: proven lower bound of the whole model.
        stopped_by: why it stopped.
        note: what the user should know, or "".
    """

    x: Array | None
    objective: float
    bound: float
    stopped_by: StoppedBy
    note: str = ""


def search_whole(problem: Problem, clock: Clock, start: Array | None = None) -> Found:
    """The whole model by HiGHS at once, its integers then rounded and the rest re-solved.

    Args:
        problem: the whole model's arrays.
        clock: time, stop signal and reporting; a bound known already counts.
        start: a plan to start from, which is kept if nothing better is found.
    """
    if start is not None and not clock.goes_on():
        return Found(start, problem.objective(start), clock.bound, clock.stopped_by())

    def watch(incumbent: float, bound: float) -> None:
        clock.report(
            "whole model",
            incumbent if np.isfinite(incumbent) else None,
            bound if np.isfinite(bound) else None,
        )

    keep = POLISH_SHARE * clock.left()
    outcome = run_highs(
        problem,
        clock.limits(clock.left() - keep),
        start=start,
        watch=watch,
        on_point=clock.on_point,
        cancel=clock.cancel,
    )
    if start is not None:
        return _best_of(problem, start, conclude(problem, outcome, clock), clock)
    if outcome.ending is Ending.INFEASIBLE:
        return second_opinion(problem, clock)
    return conclude(problem, outcome, clock)


def _best_of(problem: Problem, start: Array, found: Found, clock: Clock) -> Found:
    """The better of a known plan and what was found from it, with the best bound known."""
    known = problem.objective(start)
    x, objective = (start, known) if known <= found.objective else (found.x, found.objective)
    bound = min(max(clock.bound, found.bound), objective)
    return Found(x, objective, bound, clock.stopped_by())


def second_opinion(problem: Problem, clock: Clock) -> Found:
    """Ask again without presolve and with another seed before anything is called infeasible."""
    limits = clock.limits()
    again = run_highs(
        problem,
        Limits(limits.seconds, limits.gap, limits.threads, limits.seed + 1),
        cancel=clock.cancel,
        presolve="off",
    )
    if again.ending is Ending.INFEASIBLE:
        return Found(None, float("inf"), -float("inf"), StoppedBy.INFEASIBLE)
    if again.x is not None:
        found = conclude(problem, again, clock)
        note = (
            "the solver's presolve called the model infeasible; without presolve it found this plan"
        )
        return Found(found.x, found.objective, found.bound, found.stopped_by, note)
    return Found(
        None,
        float("inf"),
        -float("inf"),
        StoppedBy.SOLVER_DISAGREEMENT,
        "infeasible with presolve, undecided without it",
    )


_STOPPED = {
    Ending.DONE: StoppedBy.GAP,
    Ending.LIMIT: StoppedBy.TIME_LIMIT,
    Ending.MEMORY: StoppedBy.MEMORY_LIMIT,
    Ending.CANCELLED: StoppedBy.CANCELLED,
    Ending.INFEASIBLE: StoppedBy.INFEASIBLE,
    Ending.UNBOUNDED: StoppedBy.SOLVER_ERROR,
    Ending.ERROR: StoppedBy.SOLVER_ERROR,
}


def conclude(problem: Problem, outcome: Outcome, clock: Clock) -> Found:
    """Round an outcome's integers, re-solve the rest, and say what was found."""
    stopped_by = _STOPPED[outcome.ending]
    if outcome.x is None:
        note = (
            f"the solver ended with {outcome.status}"
            if stopped_by is StoppedBy.SOLVER_ERROR
            else ""
        )
        return Found(None, float("inf"), outcome.bound, stopped_by, note)
    if stopped_by is StoppedBy.INFEASIBLE:
        stopped_by = StoppedBy.SOLVER_DISAGREEMENT
    x = with_whole_integers(problem, outcome.x, clock)
    if x is None:
        note = "no plan is left when the solver's integers are rounded to whole numbers"
        return Found(None, float("inf"), outcome.bound, StoppedBy.SOLVER_ERROR, note)
    objective = problem.objective(x)
    clock.report("plan", objective, min(outcome.bound, objective))
    return Found(x, objective, min(outcome.bound, objective), stopped_by)


def with_whole_integers(problem: Problem, x: Array, clock: Clock) -> Array | None:
    """The point with integers rounded and the continuous part re-solved; None when none is left.

    When the time is over and rounding moved nothing that matters, the point itself is kept.
    """
    if not problem.is_integer.any():
        return x
    rounded = np.where(problem.is_integer, np.round(x), x)
    polished = run_highs(
        problem.relaxed(problem.is_integer).fixed(problem.is_integer, rounded),
        clock.limits(max(clock.left(), 10.0)),
    )
    if polished.x is not None and polished.ending is Ending.DONE:
        return polished.x
    return rounded if problem.worst_violation(rounded) <= 1e-7 else None
