"""What the planner finds and proves of an instance, held against the least cost by enumeration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import planner
from planner.instance import Instance
from planner.models import build_model
from planner.solving.dual_bound import dual_bound
from planner.solving.handover import Problem, TriviallyInfeasible, compile_model
from planner.solving.highs import Ending, Limits, run_highs
from planner.solving.merging import merge_metros

from .enumeration import LeastCost, least_cost

CLOSE = 1e-6
"""Share of the least cost, and M$, by which cost and bounds may miss it."""

LOCK_SLACK = 1e-6
"""How far locks may be missed, by `docs/conventions.md`; a plan may cost less by as much."""

GAP = 1e-9
"""Gap asked for."""

PROVEN = 1e-7
"""Gap up to which a plan is proven; rounding may leave more than what was asked for."""

SECONDS = 60.0

LIMITS = Limits(seconds=SECONDS, gap=GAP, threads=1, seed=0)


@dataclass(frozen=True)
class Comparison:
    """One instance from both sides; costs are infinite where no plan is possible.

    Attributes:
        oracle: what enumeration found.
        planner_musd: cost of the planner's plan.
        bound_musd: bound that the planner gives.
        mismatch: what is wrong between the two, in words; "" when nothing is.
    """

    oracle: LeastCost
    planner_musd: float
    bound_musd: float
    mismatch: str


def compare(instance: Instance) -> Comparison:
    """Solve an instance both ways."""
    oracle = least_cost(instance)
    result = planner.solve(instance, gap=GAP, threads=1, time_limit_s=SECONDS)
    cost = math.inf if result.plan is None else result.plan.manifest.objective_musd
    bound = -math.inf if result.bound_musd is None else result.bound_musd
    least, slack = oracle.musd, CLOSE * (1 + abs(oracle.musd))
    wrong = []
    lowest = least_cost(instance, LOCK_SLACK).musd if instance.locks else least
    is_found = lowest - slack <= cost <= least + slack
    if math.isinf(least) != math.isinf(cost) or (math.isfinite(cost) and not is_found):
        wrong.append(f"it costs {least:.9g}, the planner says {cost:.9g}: {result.message}")
    if result.plan is not None and result.plan.manifest.gap > PROVEN:
        wrong.append(
            f"the planner leaves a gap of {result.plan.manifest.gap:.1e}: {result.message}"
        )
    for name, value in {"bound": bound, **_bounds(instance)}.items():
        if value > least + slack:
            wrong.append(f"the {name} {value:.9g} is above the least cost {least:.9g}")
    return Comparison(oracle, cost, bound, "; ".join(wrong))


def _bounds(instance: Instance) -> dict[str, float]:
    """Bounds by the parts of the search for large models; infinite where they say there is no plan."""
    found = {"bound by duals": _bound(instance, _bound_by_duals)}
    if instance.has("inference"):
        merged = {"near metros merged": merge_metros(instance)[0]}
        if not instance.route_costs:  # metros with prices of their own are not merged
            merged["all metros merged"] = merge_metros(instance, most_routes=0)[0]
        for name, coarse in merged.items():
            found[name] = _bound(coarse, lambda problem: run_highs(problem, LIMITS).bound)
    return found


def _bound(instance: Instance, of: Callable[[Problem], float]) -> float:
    try:
        problem = compile_model(build_model(instance))
    except TriviallyInfeasible:
        return math.inf
    return of(problem)


def _bound_by_duals(problem: Problem) -> float:
    """The bound of `planner.solving.dual_bound` from the duals of the relaxation."""
    outcome = run_highs(problem.relaxed(problem.is_integer), LIMITS)
    if outcome.ending is Ending.INFEASIBLE:
        return math.inf
    return -math.inf if outcome.row_dual is None else dual_bound(problem, outcome.row_dual)
