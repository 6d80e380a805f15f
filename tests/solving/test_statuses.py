"""Every way in which HiGHS can end, with and without a plan, becomes a typed result in words."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import highspy
import numpy as np
import pytest

from planner.cli.common import ExitCode
from planner.cli.solve import exit_code
from planner.instance import Instance, load
from planner.models import build_model
from planner.plan.core import Seconds, Status, StoppedBy
from planner.solving import Result, endings, pipeline
from planner.solving.handover import Problem, compile_model
from planner.solving.highs import _ENDINGS, Ending, Outcome, run_highs
from planner.solving.search import Clock, conclude, second_opinion

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"

ENDED_BY = {
    "kNotset": StoppedBy.SOLVER_ERROR,
    "kLoadError": StoppedBy.SOLVER_ERROR,
    "kModelError": StoppedBy.SOLVER_ERROR,
    "kPresolveError": StoppedBy.SOLVER_ERROR,
    "kSolveError": StoppedBy.SOLVER_ERROR,
    "kPostsolveError": StoppedBy.SOLVER_ERROR,
    "kModelEmpty": StoppedBy.GAP,
    "kOptimal": StoppedBy.GAP,
    "kInfeasible": StoppedBy.INFEASIBLE,
    "kUnboundedOrInfeasible": StoppedBy.INFEASIBLE,
    "kUnbounded": StoppedBy.SOLVER_ERROR,
    "kObjectiveBound": StoppedBy.TIME_LIMIT,
    "kObjectiveTarget": StoppedBy.TIME_LIMIT,
    "kTimeLimit": StoppedBy.TIME_LIMIT,
    "kIterationLimit": StoppedBy.TIME_LIMIT,
    "kUnknown": StoppedBy.SOLVER_ERROR,
    "kSolutionLimit": StoppedBy.TIME_LIMIT,
    "kInterrupt": StoppedBy.CANCELLED,
    "kMemoryLimit": StoppedBy.MEMORY_LIMIT,
    "kHighsInterrupt": StoppedBy.CANCELLED,
}
"""What each of HiGHS's words for an ending is told as."""

WITHOUT_PLAN = {
    StoppedBy.GAP: ExitCode.ERROR,
    StoppedBy.SOLVER_ERROR: ExitCode.ERROR,
    StoppedBy.INFEASIBLE: ExitCode.INFEASIBLE,
    StoppedBy.TIME_LIMIT: ExitCode.LIMIT_WITHOUT_PLAN,
    StoppedBy.MEMORY_LIMIT: ExitCode.LIMIT_WITHOUT_PLAN,
    StoppedBy.CANCELLED: ExitCode.INTERRUPTED,
}

OPTIONS = {"time_limit_s": 20.0, "gap": 1e-4, "threads": 1, "seed": 0}

statuses = pytest.mark.parametrize("name", highspy.HighsModelStatus.__members__)


def _clock() -> Clock:
    now = time.perf_counter()
    return Clock(now, now + 20.0, 1e-4, 1, 0, threading.Event())


def _ending(name: str) -> Ending:
    return _ENDINGS.get(highspy.HighsModelStatus.__members__[name], Ending.ERROR)


@pytest.fixture(scope="module")
def tiny() -> Instance:
    """The smallest shipped instance."""
    return load(TINY)


@pytest.fixture(scope="module")
def solved(tiny: Instance) -> tuple[Problem, Outcome]:
    """Its problem, and what HiGHS found for it."""
    problem = compile_model(build_model(tiny))
    return problem, run_highs(problem, _clock().limits())


def test_every_status_of_this_highs_is_told_as_something() -> None:
    """Proves that a new HiGHS with another status fails here, not before a user."""
    assert set(highspy.HighsModelStatus.__members__) == set(ENDED_BY)


@statuses
def test_a_status_without_a_plan_is_typed_with_a_next_step(
    name: str, tiny: Instance, solved: tuple[Problem, Outcome]
) -> None:
    """Proves status, reason, exit code and advice; an ending taken for another would be told as that."""
    problem, _ = solved
    outcome = Outcome(_ending(name), None, float("inf"), -float("inf"), name)
    found = conclude(problem, outcome, _clock())
    result = endings.without_plan(tiny, found.stopped_by, found.note, Seconds(), problem.size)
    assert result.stopped_by is ENDED_BY[name]
    assert result.status is Status.NONE
    assert result.plan is None
    assert result.bound_musd is None
    assert exit_code(result) is WITHOUT_PLAN[ENDED_BY[name]]
    steps = ("--time-limit", "--memory-limit", "loosen", "planner doctor", "solve again")
    assert any(step in result.message for step in steps), result.message
    if ENDED_BY[name] is StoppedBy.SOLVER_ERROR:
        assert name in result.message


@statuses
def test_a_status_with_a_plan_keeps_the_plan_and_its_reason(
    name: str, tiny: Instance, solved: tuple[Problem, Outcome]
) -> None:
    """Proves that a plan that was found is never thrown away, nor called optimal without its bound."""
    problem, best = solved
    assert best.x is not None
    outcome = Outcome(_ending(name), best.x, best.objective, best.objective * 0.9, name)
    result = _concluded(tiny, problem, outcome)
    contradicted = ENDED_BY[name] is StoppedBy.INFEASIBLE
    told = StoppedBy.SOLVER_DISAGREEMENT if contradicted else ENDED_BY[name]
    assert result.stopped_by is told
    assert result.status is Status.FEASIBLE
    assert result.plan is not None
    assert result.plan.manifest.verified
    assert result.plan.manifest.gap == pytest.approx(0.1, abs=1e-6)
    assert "10.00%" in result.message
    if told in (StoppedBy.MEMORY_LIMIT, StoppedBy.SOLVER_ERROR, StoppedBy.SOLVER_DISAGREEMENT):
        assert "time is over" not in result.message


def _concluded(tiny: Instance, problem: Problem, outcome: Outcome) -> Result:
    model = build_model(tiny)
    found = conclude(problem, outcome, _clock())
    # The plan is read off the model that the problem came from.
    own = compile_model(model)
    assert np.array_equal(own.cost, problem.cost)
    plan = pipeline.plan_of_point(tiny, model, own, found, OPTIONS, "whole")
    return pipeline._checked(tiny, plan, found, Seconds())


def test_infeasible_is_never_believed_at_once(solved: tuple[Problem, Outcome]) -> None:
    """Proves that the second opinion finds the plan where a first one said that there is none."""
    problem, best = solved
    found = second_opinion(problem, _clock())
    assert found.objective == pytest.approx(best.objective, rel=1e-3)
    assert "without presolve it found this plan" in found.note
