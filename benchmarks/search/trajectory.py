"""How a solve went: incumbent and bound over time, and the figures that are read off them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.solving.result import relative_gap


@dataclass(frozen=True)
class Point:
    """Where a solve stood.

    Attributes:
        seconds: wall time since its start.
        incumbent_musd: cost of the best plan, None without one.
        bound_musd: proven bound, None without one.
    """

    seconds: float
    incumbent_musd: float | None
    bound_musd: float | None

    @property
    def gap(self) -> float:
        """(incumbent − bound) / incumbent; infinite as long as one of them is missing."""
        if self.incumbent_musd is None or self.bound_musd is None:
            return math.inf
        return relative_gap(self.incumbent_musd, self.bound_musd)


def improvements(points: Sequence[Point]) -> list[Point]:
    """The best known at every moment at which something got better, in the order of time."""
    kept: list[Point] = []
    incumbent: float | None = None
    bound: float | None = None
    for point in sorted(points, key=lambda p: p.seconds):
        better = False
        if point.incumbent_musd is not None and (
            incumbent is None or point.incumbent_musd < incumbent
        ):
            incumbent, better = point.incumbent_musd, True
        if point.bound_musd is not None and (bound is None or point.bound_musd > bound):
            bound, better = point.bound_musd, True
        if better:
            kept.append(Point(point.seconds, incumbent, bound))
    return kept


def time_to(points: Sequence[Point], gap: float) -> float:
    """Seconds until the gap was this or less; infinite if it never was."""
    return next((p.seconds for p in points if p.gap <= gap), math.inf)


def gap_at(points: Sequence[Point], seconds: float) -> float:
    """The gap at a moment; infinite while there is no plan or no bound."""
    return next((p.gap for p in reversed(points) if p.seconds <= seconds), math.inf)


def primal_integral(points: Sequence[Point], best_musd: float, until_s: float) -> float:
    """Mean over time of how far the incumbent is from the best plan known, as a share; 1 without a plan.

    Berthold, Measuring the impact of primal heuristics, 2013.
    """
    total, moment, distance = 0.0, 0.0, 1.0
    for point in points:
        at = min(point.seconds, until_s)
        total += distance * (at - moment)
        moment = at
        if point.incumbent_musd is not None:
            distance = min(1.0, relative_gap(point.incumbent_musd, best_musd))
    return (total + distance * (until_s - moment)) / until_s
