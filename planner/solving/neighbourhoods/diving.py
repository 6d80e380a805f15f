"""Where and when the runs of a part are, by a dive: the relaxation is rounded step by step and solved again."""

from __future__ import annotations

import threading
import time

import highspy
import numpy as np

from planner.solving.columns import Key
from planner.solving.handover import Array, to_highs

from .parts import Part

WHOLE = 1e-6
"""Distance from a whole number below which a decision is made."""

CLEAR = 0.5
"""Share of a site, or a hub, above which it is rounded up together with those of other runs."""


class Dive:
    """Rounds the training decisions of a part, as long as what it comes to is better than what is needed.

    Args:
        part: the part.
        needed: objective that the relaxation, training whole, has to be below.
        seconds: time limit.
        cancel: stops it.
    """

    def __init__(self, part: Part, needed: float, seconds: float, cancel: threading.Event) -> None:
        self._part = part
        self._needed = needed
        self._deadline = time.perf_counter() + seconds
        self._cancel = cancel
        problem = part.problem
        self._highs = to_highs(problem.relaxed(problem.is_integer), {"threads": 1, "solver": "ipm"})

    def run(self) -> Array | None:
        """A point with whole training decisions and a better relaxation; None where none was found."""
        if not self._solved():
            return None
        # interior point once more: whole starts change more than the simplex method mends quickly
        self._fix_starts()
        if not self._solved():
            return None
        self._highs.setOptionValue("solver", "simplex")
        decided: set[int] = set()
        while True:
            x = self._point()
            partly = self._partly(x, decided)
            if not partly:
                return x
            chosen = self._clearest(partly, x)
            self._fix(chosen, 1.0)
            if not self._solved():
                self._release(chosen)
                chosen = [max(partly, key=lambda j: x[j])]
                self._fix(chosen, 1.0)
                if not self._solved():
                    self._fix(chosen, 0.0)
                    if not self._solved():
                        return None
            decided.update(chosen)

    def _solved(self) -> bool:
        """Solve the relaxation; whether it has a solution that is still good enough, in time."""
        left = self._deadline - time.perf_counter()
        if left <= 0 or self._cancel.is_set():
            return False
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return bool(optimal and self._highs.getObjectiveValue() < self._needed)

    def _point(self) -> Array:
        return np.array(self._highs.getSolution().col_value, dtype=float)

    def _fix_starts(self) -> None:
        """Give every run the start that is most of it in the relaxation."""
        x = self._point()
        best: dict[str, int] = {}
        for j, key in self._decisions("start"):
            run = key[2][0]
            if run not in best or x[j] > x[best[run]]:
                best[run] = j
        for j, key in self._decisions("start"):
            self._fix([j], float(j == best[key[2][0]] and x[j] > WHOLE))

    def _partly(self, x: Array, decided: set[int]) -> list[int]:
        """Sites, or else hubs, that are not decided and not whole."""
        for name in ("at", "hub"):
            partly = [
                j for j, _ in self._decisions(name) if j not in decided and WHOLE < x[j] < 1 - WHOLE
            ]
            if partly:
                return partly
        return []

    def _clearest(self, partly: list[int], x: Array) -> list[int]:
        """Of every run the largest if it is clear, or else the largest of all."""
        best: dict[str, int] = {}
        for j in partly:
            run = self._part.keys[j][2][0]
            if run not in best or x[j] > x[best[run]]:
                best[run] = j
        clear = [j for j in best.values() if x[j] > CLEAR]
        return clear or [max(partly, key=lambda j: x[j])]

    def _decisions(self, name: str) -> list[tuple[int, Key]]:
        keys = self._part.keys
        of_training = np.flatnonzero(self._part.of_training).tolist()
        return [(j, keys[j]) for j in of_training if keys[j][1] == name]

    def _fix(self, columns: list[int], value: float) -> None:
        for j in columns:
            self._highs.changeColBounds(int(j), value, value)

    def _release(self, columns: list[int]) -> None:
        problem = self._part.problem
        for j in columns:
            self._highs.changeColBounds(int(j), problem.col_lower[j], problem.col_upper[j])
