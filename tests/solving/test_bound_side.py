"""The bound side's process: it reports bounds, says when it fails, and is this very package."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest

from planner.solving.bound_side import BoundSide, load_problem, save_problem
from planner.solving.handover import Problem, compile_model
from planner.solving.highs import Limits


def _problem() -> Problem:
    """min 3a + 2b with a + b ≥ 3.5, a, b ∈ {0..3}: b = 3 and a = 1 cost 9."""
    m = pyo.ConcreteModel()
    m.a = pyo.Var(domain=pyo.Integers, bounds=(0, 3))
    m.b = pyo.Var(domain=pyo.Integers, bounds=(0, 3))
    m.enough = pyo.Constraint(expr=m.a + m.b >= 3.5)
    m.cost = pyo.Objective(expr=3 * m.a + 2 * m.b)
    return compile_model(m)


def _bounds(problem: Problem) -> tuple[list[float], str]:
    bounds: list[float] = []
    with BoundSide(problem, Limits(20, 0.0, 1, 0), bounds.append) as side:
        until = time.monotonic() + 20
        while side.running and time.monotonic() < until:
            time.sleep(0.05)
    return bounds, side.failure


def test_the_bound_of_another_process_is_the_optimum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves that bounds come back, also from a folder with a package `planner` of the user's own."""
    (tmp_path / "planner").mkdir()
    (tmp_path / "planner" / "__init__.py").write_text("raise RuntimeError('not this one')\n")
    monkeypatch.chdir(tmp_path)
    bounds, failure = _bounds(_problem())
    assert max(bounds) == pytest.approx(9.0)
    assert failure == ""


def test_a_failed_process_is_told(tmp_path: Path) -> None:
    """Proves that a process that cannot solve its problem is no silent lack of a bound."""
    broken = dataclasses.replace(_problem(), cost=np.array([1.0]))
    bounds, failure = _bounds(broken)
    assert bounds == []
    assert failure.startswith("the bound process failed: ")


def test_a_problem_survives_its_file(tmp_path: Path) -> None:
    """Proves that what the other process reads is what was written."""
    problem = _problem()
    save_problem(problem, tmp_path / "problem.npz")
    again = load_problem(tmp_path / "problem.npz")
    assert again.size == problem.size
    assert again.objective(np.array([1.0, 3.0])) == problem.objective(np.array([1.0, 3.0])) == 9.0
