"""The search for large models: two sides at the same time.

The *bound side* solves a relaxation in a process of its own: metros merged, halls, openings and
connections continuous, training whole. Its bound holds for the whole model.

The *plan side* decides training by a dive over the same relaxation, rounds halls and openings and routes
every metro exactly. With time left it finds places for runs that were dropped and decides parts of the plan
anew.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planner.instance import Instance

from .bound_side import BoundSide
from .handover import Problem
from .highs import Limits
from .merged_model import Merged
from .plan_side import PlanSide
from .search import Clock, Found, search_whole

STAGED_FROM_COLUMNS = 20_000
"""Below this the whole model is closed faster by HiGHS at once."""

WHOLE_UP_TO_COLUMNS = 60_000
"""Up to this HiGHS can use the time left on the whole model, starting from the plan found."""

NEAR_ROUTES = 35_000
"""Up to so many routes, over all periods, the coarse model keeps latency exactly."""

FEW_ROUTES = 20_000
"""So many routes it has otherwise, at most: more cost the first relaxation time."""

BOUND_SIDE_UP_TO_COLUMNS = 100_000
"""Above this, branch and bound on the coarse model does not get out of its root within the time that is
usually given; the plan side takes its core."""


def is_worth_staging(inst: Instance, problem: Problem) -> bool:
    """Whether the staged search is the better one: large models in which work may be left undone."""
    large = problem.size.columns >= STAGED_FROM_COLUMNS
    return large and inst.has("fleet") and not inst.settings.strict


def search_staged(
    inst: Instance, model: pyo.ConcreteModel, problem: Problem, clock: Clock
) -> Found:
    """Both sides at once; the whole model by HiGHS where the plan side finds nothing."""
    years = len(inst.periods)
    coarse = Merged.of(inst, near_up_to=NEAR_ROUTES // years, most_routes=FEW_ROUTES // years)
    columns = coarse.columns
    plan_side = PlanSide(inst, model, problem, coarse, clock)
    plan_side.first_plan()
    if columns.problem.size.columns > BOUND_SIDE_UP_TO_COLUMNS:
        plan_side.better_plans(at_once=max(1, clock.threads))
        return _concluded(plan_side, problem, clock, "")
    # only now, since two relaxations at once take each other's memory bandwidth
    relaxation = columns.problem.relaxed(~columns.of("training", "start", "at"))
    limits = Limits(max(clock.left(), 0.1), clock.gap / 2, 1, clock.seed)
    with BoundSide(
        relaxation, limits, lambda bound: clock.report("bound side", None, bound)
    ) as bound_side:
        small = problem.size.columns <= WHOLE_UP_TO_COLUMNS
        keep = clock.left() / 2 if small else 0.0
        plan_side.better_plans(at_once=max(1, clock.threads - 1), keep_seconds=keep)
        if small and clock.goes_on():
            return search_whole(problem, clock, start=plan_side.best)
    return _concluded(plan_side, problem, clock, bound_side.failure)


def _concluded(plan_side: PlanSide, problem: Problem, clock: Clock, note: str) -> Found:
    """What both sides found; without a plan the whole model gets what time is left."""
    x = plan_side.best
    if x is None and clock.goes_on():
        return search_whole(problem, clock)
    objective = float("inf") if x is None else problem.objective(x)
    return Found(x, objective, clock.bound, clock.stopped_by(), note)
