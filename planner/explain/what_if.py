"""Re-solves of an instance with one thing changed, and what is known of the difference."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.core import Plan
from planner.solving import Result, solve

NOISE_MUSD = 1e-6
"""Differences below this share of the cost (at least of 1 M$) are the solver's tolerance."""

LONGEST_S = 120.0
"""Wall time of one re-solve at most, s."""


@dataclass(frozen=True)
class Interval:
    """What a difference in least cost can be, M$, by the incumbents and bounds of both solves.

    Attributes:
        least_musd: least that it can be.
        most_musd: most that it can be.
    """

    least_musd: float
    most_musd: float

    @property
    def distinguishable(self) -> bool:
        """Whether it is proven not to be nothing."""
        return self.least_musd > 0 or self.most_musd < 0


def difference(before: Plan, after: Result, *, sign: int = 0) -> Interval:
    """Least cost after a change less that before it.

    Args:
        before: a plan without the change; of one that keeps another's decisions only the cost counts.
        after: the solve with it, which has a bound.
        sign: −1 for a change that can only help, 1 for one that can only cost, 0 for either.
    """
    then = before.manifest
    bound = -float("inf") if after.bound_musd is None else after.bound_musd
    # The bound of a plan that keeps another's decisions says nothing of plans that need not.
    bound_before = -float("inf") if then.locks_sha256 else then.bound_musd
    cost = float("inf") if after.plan is None else after.plan.manifest.objective_musd
    least, most = bound - then.objective_musd, cost - bound_before
    noise = NOISE_MUSD * max(1.0, abs(then.objective_musd))
    least, most = (0.0 if abs(value) < noise else value for value in (least, most))
    if sign < 0:
        least, most = min(least, 0.0), min(most, 0.0)
    if sign > 0:
        least, most = max(least, 0.0), max(most, 0.0)
    return Interval(least, most)


@dataclass
class Resolver:
    """Re-solves within a time for all of them, each as exact as the plan asked for.

    Attributes:
        plan: the plan that is explained.
        instance: its instance.
        seconds: wall time for all re-solves, s.
        solves: how many were made.
    """

    plan: Plan
    instance: Instance
    seconds: float
    solves: int = 0
    _started: float = field(default_factory=time.perf_counter)

    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - (time.perf_counter() - self._started)

    def part(self, shares: int) -> Resolver:
        """A resolver for one of several equal shares of the time that is left."""
        return Resolver(self.plan, self.instance, max(0.0, self.left()) / max(1, shares))

    @property
    def needed_s(self) -> float:
        """Seconds that one re-solve is likely to need: half of what the plan took."""
        seconds = self.plan.manifest.seconds
        return max(0.5, 0.5 * (seconds.build + seconds.handover + seconds.solve + seconds.verify))

    @property
    def can_go_on(self) -> bool:
        """Whether another re-solve fits into the time left."""
        return self.left() >= self.needed_s

    def solve(self, instance: Instance, locks: Sequence[Lock] = ()) -> Result | None:
        """Solve an instance; None when there is no time for it."""
        if not self.can_go_on:
            return None
        self.solves += 1
        options = self.plan.manifest.options
        return solve(
            instance,
            locks=locks,
            time_limit_s=min(self.left(), LONGEST_S),
            gap=float(options.get("gap", instance.settings.solve.gap)),
            threads=1,
        )


def first_that(
    holds: Callable[[float], bool | None], low: float, high: float, *, whole: bool, tries: int = 10
) -> float | None:
    """The value nearest to `low` at which something holds, by bisection; None where it never does.

    It holds at the value returned, and did not at the nearest other value asked about: 1 % of the span
    away, or 1 for whole numbers.

    Args:
        holds: asks about a value; None when there was no time to answer.
        low: a value at which it does not hold.
        high: the furthest value, above or below `low`.
        whole: True for whole numbers only.
        tries: questions at most.
    """
    if not holds(high):
        return None
    near, far = low, high
    for _ in range(tries):
        if abs(far - near) <= (1 if whole else 0.01 * abs(high - low)):
            break
        middle = (near + far) / 2
        if whole:
            middle = float(round(middle))
        answer = holds(middle)
        if answer is None:
            break
        near, far = (near, middle) if answer else (middle, far)
    return far
