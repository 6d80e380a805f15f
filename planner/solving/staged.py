"""The search for large models: training first, then halls and openings, then the exact routing.

Training under scarce supply is the hard core and has few integers. A *bound model* keeps those and
relaxes the rest over merged metros: its bound holds for the whole model, its training decisions are
good. With training fixed, the other integers are decided, then every metro is routed exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray

from planner.instance import Instance
from planner.models import build_model
from planner.plan.core import StoppedBy

from .handover import Array, Problem, compile_model
from .highs import Ending, run_highs
from .merging import merge_metros
from .search import Clock, Found, search_whole, with_whole_integers

STAGED_FROM_COLUMNS = 20_000
"""Below this the whole model is closed faster by HiGHS at once."""

BOUND_SHARE = 0.5
"""Share of the time left that the bound model may take."""

PLAN_SHARE = 0.6
"""Share of the time then left that halls and openings may take."""


def is_worth_staging(inst: Instance, problem: Problem) -> bool:
    """Whether the staged search is the better one: large models with training."""
    return inst.has("training") and problem.size.columns >= STAGED_FROM_COLUMNS


def search_staged(
    inst: Instance, model: pyo.ConcreteModel, problem: Problem, clock: Clock
) -> Found:
    """Bound model, then halls and openings, then routing over all metros."""
    merged, group_of = merge_metros(inst) if inst.has("inference") else (inst, {})
    small_model = build_model(merged)
    small = compile_model(small_model)
    training = _columns_of(small, "start", "at")

    def watch(incumbent: float, bound: float) -> None:
        clock.report("bound: training", None, bound if np.isfinite(bound) else None)

    bound_run = run_highs(
        small.relaxed(~training),
        clock.limits(BOUND_SHARE * clock.left(), clock.gap / 3),
        watch=watch,
        cancel=clock.cancel,
    )
    if bound_run.ending is Ending.INFEASIBLE or bound_run.x is None:
        return search_whole(problem, clock)
    clock.report("plan: halls and openings", None, bound_run.bound)

    decided = small.fixed(training, np.where(training, np.round(bound_run.x), 0.0))
    plan_run = run_highs(
        decided,
        clock.limits(PLAN_SHARE * clock.left(), clock.gap / 3),
        cancel=clock.cancel,
    )
    x = None if plan_run.x is None else with_whole_integers(small, plan_run.x, clock)
    if x is None:
        return search_whole(problem, clock)
    clock.report("plan: routing", None, None)
    routed = _routed(problem, _spread(problem, small, x, group_of), clock)
    if routed is None:
        return search_whole(problem, clock)
    objective = problem.objective(routed)
    clock.report("plan", objective, None)
    return Found(routed, objective, bound_run.bound, _why(clock, plan_run.ending))


def _why(clock: Clock, ending: Ending) -> StoppedBy:
    if clock.closed:
        return StoppedBy.GAP
    if clock.cancel.is_set() or ending is Ending.CANCELLED:
        return StoppedBy.CANCELLED
    return StoppedBy.TIME_LIMIT


def _columns_of(problem: Problem, *names: str) -> NDArray[np.bool_]:
    """Integer columns of the training family's variables with these names."""
    return np.array(
        [
            bool(whole)
            and variable.parent_component().local_name in names
            and variable.parent_block().local_name == "training"
            for variable, whole in zip(problem.variables, problem.is_integer, strict=True)
        ]
    )


def _key(variable: Any) -> tuple[str, str, Any]:
    component = variable.parent_component()
    return component.parent_block().local_name, component.local_name, variable.index()


def _spread(
    problem: Problem, small: Problem, x: Array, group_of: dict[tuple[str, str], str]
) -> Array:
    """The merged model's point as a point of the whole one: each metro takes its group's shares."""
    value = {_key(v): float(a) for v, a in zip(small.variables, x, strict=True)}
    spread = np.empty(len(problem.variables))
    for j, variable in enumerate(problem.variables):
        block, name, index = _key(variable)
        if block == "inference" and name in ("served", "unserved"):
            k, metro, *rest = index
            index = (k, group_of[k, metro], *rest)
        spread[j] = value.get((block, name, index), 0.0)
    return spread


def _routed(problem: Problem, x: Array, clock: Clock) -> Array | None:
    """The cheapest routing of every metro with everything else as it is."""
    routing = np.array([v.parent_component().local_name == "served" for v in problem.variables])
    linear = problem.relaxed(problem.is_integer)
    outcome = run_highs(linear.fixed(~routing, x), clock.limits(max(clock.left(), 10.0)))
    return outcome.x if outcome.ending is Ending.DONE else None
