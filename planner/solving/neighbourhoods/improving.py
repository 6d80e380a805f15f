"""One part of a plan decided anew: training first, then halls, openings and the like."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from planner.solving.handover import Array, Problem
from planner.solving.highs import Ending, Limits, Outcome, run_highs

from .diving import Dive
from .parts import Part

WORTH = 1e-5
"""Relative gain from which another plan is better."""

TRAINING_SECONDS = 20.0
"""Time for where and when the runs of a part are, the rest of it relaxed."""

REST_SECONDS = 10.0
"""Time for a part's halls, openings and the like."""


class Improving:
    """Looks for better values of parts of a plan, each with one thread.

    Args:
        seed: seed of the solver.
        cancel: stops the solve that runs.
    """

    def __init__(self, seed: int, cancel: threading.Event) -> None:
        self._seed = seed
        self._cancel = cancel

    def training(self, part: Part, seconds: float) -> Array | None:
        """Better values of a part whose runs are moved; None where none are found.

        Where and when runs are is decided with halls and the like in parts; only what is better there
        is made whole.
        """
        problem = part.problem
        now = self.linear(_held(problem, part.of_training, part.point), seconds)
        if now is None or now.x is None:
            return None
        needed = now.objective - WORTH * abs(now.objective)
        moved = Dive(part, needed, min(TRAINING_SECONDS, seconds), self._cancel).run()
        return None if moved is None else self.rest(part, moved, seconds)

    def rest(self, part: Part, x: Array, seconds: float) -> Array | None:
        """Better values of a part with training as in a point; None where none are found.

        Args:
            part: the part.
            x: values of its columns of which those of training count.
            seconds: time left.
        """
        known = part.problem.objective(part.point)
        held = _held(part.problem, part.of_training, x)
        is_plan = bool((np.round(x) == np.round(part.point))[part.of_training].all())
        found = self._whole(
            held,
            min(REST_SECONDS, seconds),
            start=part.point if is_plan else None,
            needed=known * (1 - WORTH),
        )
        if found.x is None or found.objective > known * (1 - WORTH):
            return None
        return np.where(part.problem.is_integer, np.round(found.x), found.x)

    def linear(self, problem: Problem, seconds: float) -> Outcome | None:
        """The optimum of a part's problem with integers in parts; None where none was found in time."""
        relaxed = problem.relaxed(problem.is_integer)
        outcome = run_highs(relaxed, self._limits(seconds), cancel=self._cancel, solver="ipm")
        return outcome if outcome.ending is Ending.DONE else None

    def _whole(
        self, problem: Problem, seconds: float, *, start: Array | None, needed: float
    ) -> Outcome:
        """A mixed-integer solve that ends as soon as its bound says that nothing is to be had."""
        hopeless = threading.Event()

        def watch(incumbent: float, bound: float) -> None:
            if bound > needed or self._cancel.is_set():
                hopeless.set()

        return run_highs(problem, self._limits(seconds), start=start, watch=watch, cancel=hopeless)

    def _limits(self, seconds: float) -> Limits:
        return Limits(max(seconds, 0.1), WORTH, 1, self._seed)


def _held(problem: Problem, training: NDArray[np.bool_], x: Array) -> Problem:
    """A part's problem with where and when its runs are as in a point."""
    return problem.fixed(training, np.round(x))
