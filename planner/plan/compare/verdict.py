"""What the bounds of two plans say about which of them is cheaper."""

from __future__ import annotations

from dataclasses import dataclass

from planner.plan.core import Manifest
from planner.plan.verify.findings import MUSD, slack


@dataclass(frozen=True)
class Verdict:
    """Whether one of two plans is proven cheaper.

    Least cost of an instance lies between the bound and the cost of its plan. When these intervals
    overlap, the search and not the inputs may have made the difference. Costs are compared to within the
    slack of the checker, 1e-6 M$ and 1e-6 of the cost.

    Attributes:
        difference_musd: cost of the second plan less that of the first, M$ present value.
        distinguishable: True when the cheaper plan costs less than the other's bound.
        cheaper: "a" or "b", the plan that costs less as it stands; "" when they cost the same.
        least_musd: what the least costs of the two instances differ by at least (second less first).
        most_musd: what they differ by at most.
    """

    difference_musd: float
    distinguishable: bool
    cheaper: str
    least_musd: float
    most_musd: float


def verdict_of(a: Manifest, b: Manifest) -> Verdict:
    """Compare two plans by their cost and bound."""
    difference = b.objective_musd - a.objective_musd
    # The least cost of each instance lies in [bound, cost].
    least = b.bound_musd - a.objective_musd
    most = b.objective_musd - a.bound_musd
    noise = slack(MUSD, max(abs(a.objective_musd), abs(b.objective_musd)))
    return Verdict(
        difference_musd=difference,
        distinguishable=least > noise or most < -noise,
        cheaper="" if abs(difference) <= noise else ("a" if difference > 0 else "b"),
        least_musd=least,
        most_musd=most,
    )
