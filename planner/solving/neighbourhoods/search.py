"""Parts of a plan are decided anew, some at the same time, as long as there is time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np

from planner.solving.columns import Columns
from planner.solving.handover import Array
from planner.solving.search import Clock

from .choosing import Choice, Choosing
from .improving import Improving
from .parts import Part, Parts

WITHIN = 1e-8
"""Largest relative violation of a row by a plan that two changes together make."""


@dataclass(frozen=True)
class _Job:
    choice: Choice
    part: Part


class NeighbourhoodSearch:
    """Improves a plan part by part.

    Args:
        columns: columns of the problem whose plan it is.
        parts: which of them belong to which sites and runs.
        choosing: which parts are tried.
        clock: time and stop signal.
        at_once: parts that are decided at the same time, each by one thread.
        take: given every better plan.
    """

    def __init__(
        self,
        columns: Columns,
        parts: Parts,
        choosing: Choosing,
        clock: Clock,
        at_once: int,
        take: Callable[[Array], None],
    ) -> None:
        self._problem = columns.problem
        self._parts = parts
        self._choosing = choosing
        self._clock = clock
        self._at_once = at_once
        self._take = take
        self._improving = Improving(clock.seed, clock.cancel)

    def run(self, x: Array, keep_seconds: float) -> Array:
        """The best plan found from one.

        Args:
            x: a plan, integers whole.
            keep_seconds: time to leave.
        """
        going: dict[Future[Array | None], _Job] = {}
        with ThreadPoolExecutor(self._at_once) as workers:
            while self._clock.goes_on(keep_seconds):
                while len(going) < self._at_once:
                    job = self._next(x, [other.choice for other in going.values()])
                    if job is None:
                        break
                    seconds = self._clock.left() - keep_seconds
                    going[workers.submit(self._better, job, seconds)] = job
                if not going:
                    break
                done, _ = wait(going, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in done:
                    x = self._with(x, going.pop(future), future.result())
            for future, job in going.items():
                x = self._with(x, job, future.result())
        return x

    def _next(self, x: Array, going: list[Choice]) -> _Job | None:
        busy = frozenset[str]().union(*(choice.sites for choice in going))
        choice = self._choosing.draw(x, busy)
        if choice is None:
            return None
        taken = frozenset[str]().union(*(other.runs for other in going))
        choice = replace(choice, runs=choice.runs - taken)
        return _Job(choice, self._parts.of(choice.sites, choice.runs, x))

    def _better(self, job: _Job, seconds: float) -> Array | None:
        if job.choice.runs:
            return self._improving.training(job.part, seconds)
        return self._improving.rest(job.part, job.part.point, seconds)

    def _with(self, x: Array, job: _Job, found: Array | None) -> Array:
        """The plan with a part's better values, if they are still better with what has changed since."""
        if found is None:
            return x
        changed = x.copy()
        changed[job.part.free] += found - job.part.point
        whole = self._problem.is_integer
        changed[whole] = np.round(changed[whole])
        changed = np.clip(changed, self._problem.col_lower, self._problem.col_upper)
        if self._problem.worst_violation(changed) > WITHIN:
            again = self._settled(changed, x, job)
            if again is None:
                return x
            changed = again
        if self._problem.objective(changed) >= self._problem.objective(x):
            return x
        self._take(changed)
        return changed

    def _settled(self, changed: Array, x: Array, job: _Job) -> Array | None:
        """The best values of a part with its integers as found, after another has changed the rest."""
        part = self._parts.of(job.choice.sites, job.choice.runs, x)
        problem = part.problem.fixed(part.problem.is_integer, changed[part.free])
        outcome = self._improving.linear(problem, self._clock.left())
        if outcome is None or outcome.x is None:
            return None
        settled = x.copy()
        settled[part.free] = outcome.x
        return settled
