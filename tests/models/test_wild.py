"""Random instances in which anything may happen at once: what is solved passes the checker."""

from __future__ import annotations

import pytest

import planner
from planner.models import build_model
from planner.plan.core import Status
from planner.solving.handover import compile_model
from planner.solving.highs import Limits, run_highs
from planner.solving.merging import merge_metros
from tests.models.wild import wild


@pytest.mark.parametrize("seed", range(40))
def test_a_plan_is_found_and_passes_the_checker(seed: int):
    """Proves that model, reading of the plan and independent checker agree on every rule and cost,
    and that merged metros bound the cost from below.
    """
    inst = wild(seed)
    result = planner.solve(inst, gap=1e-6, threads=1, time_limit_s=20)
    assert result.plan is not None, result.message
    assert result.status is Status.OPTIMAL
    if inst.has("inference"):
        merged, _ = merge_metros(inst)
        problem = compile_model(build_model(merged))
        bound = run_highs(problem, Limits(seconds=20, gap=1e-6, threads=1, seed=0)).bound
        assert bound <= result.plan.manifest.objective_musd * (1 + 1e-6) + 1e-6
