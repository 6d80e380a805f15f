"""From the model to HiGHS: nothing is lost, nothing dangerous is let through."""

from __future__ import annotations

import gc
import math
import threading
import time

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.core.expr.visitor import identify_variables

from planner.models import build_model
from planner.solving.handover import HandoverError, TriviallyInfeasible, compile_model, to_highs
from planner.solving.highs import Ending, Limits, run_highs
from planner.solving.search import Clock, search_whole
from tests.models.cases import BY_FAMILY

EXACT = Limits(seconds=10, gap=0.0, threads=1, seed=0)


def small_model() -> pyo.ConcreteModel:
    """Min 2 b + 99999 y with a + b = 10, a ≤ 100 y: 20, by b = 10."""
    m = pyo.ConcreteModel()
    m.a = pyo.Var(domain=pyo.NonNegativeReals)
    m.b = pyo.Var(domain=pyo.NonNegativeReals)
    m.y = pyo.Var(domain=pyo.Binary)
    m.need = pyo.Constraint(expr=m.a + m.b == 10)
    m.link = pyo.Constraint(expr=m.a <= 100 * m.y)
    m.total = pyo.Objective(expr=2 * m.b + 99999 * m.y)
    return m


@pytest.mark.parametrize("presolve", ["on", "off"])
def test_canary_of_the_big_m_link(presolve: str):
    """Proves that this HiGHS finds 20, where release 1.14.0 found 99,999."""
    outcome = run_highs(compile_model(small_model()), EXACT, presolve=presolve)
    assert outcome.ending is Ending.DONE
    assert outcome.objective == pytest.approx(20)
    assert outcome.bound == pytest.approx(20)


def test_canary_of_fractional_integer_bounds():
    """Proves that an integer with bounds of −0.5 and 4.5 is one of 0 to 4: most is 4."""
    m = pyo.ConcreteModel()
    m.halls = pyo.Var(domain=pyo.Integers, bounds=(-0.5, 4.5))
    m.rest = pyo.Var(domain=pyo.NonNegativeReals)
    m.need = pyo.Constraint(expr=m.halls + m.rest == 10)
    m.total = pyo.Objective(expr=m.halls + 3 * m.rest)
    problem = compile_model(m)
    assert (problem.col_lower[problem.is_integer], problem.col_upper[problem.is_integer]) == (0, 4)
    assert run_highs(problem, EXACT).objective == pytest.approx(4 + 3 * 6)


def test_infeasible_and_unbounded_are_told_apart():
    """Proves that the ending says which: neither is a plan."""
    m = small_model()
    m.more = pyo.Constraint(expr=m.b <= 5)
    m.less = pyo.Constraint(expr=m.y + m.a <= 2)
    outcome = run_highs(compile_model(m), EXACT)
    assert outcome.ending is Ending.INFEASIBLE and outcome.x is None
    free = pyo.ConcreteModel()
    free.x = pyo.Var()
    free.row = pyo.Constraint(expr=free.x <= 1)
    free.total = pyo.Objective(expr=free.x)
    assert run_highs(compile_model(free), EXACT, presolve="off").ending is not Ending.DONE


@pytest.mark.parametrize("value", [1e16, -1e14, 1e-10, math.nan, math.inf])
def test_a_coefficient_that_would_be_lost_is_refused(value: float):
    """Proves that a number that HiGHS drops or chokes on ends in an error that names its row."""
    m = small_model()
    m.bad = pyo.Constraint(expr=m.b + value * m.y >= 1)
    with pytest.raises((HandoverError, ValueError), match=r"bad|nan|inf"):
        compile_model(m)


@pytest.mark.parametrize("value", [1e16, math.nan, math.inf])
def test_a_cost_out_of_range_is_refused(value: float):
    """Proves that a cost that is no number or absurd ends in an error that names its variable."""
    m = small_model()
    m.total.set_value(value * m.b + m.y)
    with pytest.raises((HandoverError, ValueError), match=r"b|nan|inf"):
        compile_model(m)


@pytest.mark.parametrize("value", [1e16, math.nan])
def test_a_side_out_of_range_is_refused(value: float):
    """Proves that a right-hand side that is no number or absurd is refused."""
    m = small_model()
    m.bad = pyo.Constraint(expr=m.b + m.y <= value)
    with pytest.raises((HandoverError, ValueError)):
        compile_model(m)


def test_a_row_that_cannot_hold_is_named():
    """Proves that a row without free variables that does not hold is told by name."""
    m = small_model()
    m.y.fix(0)
    m.never = pyo.Constraint(expr=m.y >= 1)
    with pytest.raises(TriviallyInfeasible, match="never"):
        compile_model(m)


@pytest.mark.parametrize("family", BY_FAMILY)
def test_highs_holds_all_of_a_model(family: str):
    """Proves that HiGHS has every row, column and entry, and the same numbers in them."""
    problem = compile_model(build_model(BY_FAMILY[family]()))
    highs = to_highs(problem, {"random_seed": 1})
    size = problem.size
    assert (highs.getNumRow(), highs.getNumCol(), highs.getNumNz()) == (
        size.rows,
        size.columns,
        size.nonzeros,
    )
    lp = highs.getLp()
    assert np.array_equal(lp.col_cost_, problem.cost)
    assert np.array_equal(lp.row_lower_, problem.row_lower)
    assert np.array_equal(lp.row_upper_, problem.row_upper)
    assert np.array_equal(lp.a_matrix_.value_, problem.matrix.data)
    kinds = [kind.name == "kInteger" for kind in lp.integrality_] or [False] * size.columns
    assert kinds == problem.is_integer.tolist()


@pytest.mark.parametrize("family", BY_FAMILY)
def test_the_arrays_hold_every_row_of_the_model(family: str):
    """Proves that every active constraint with a free variable is in the arrays, once."""
    model = build_model(BY_FAMILY[family]())
    problem = compile_model(model)
    declared = sorted(
        row.name
        for row in model.component_data_objects(pyo.Constraint, active=True)
        if any(not x.fixed for x in identify_variables(row.body))
    )
    filled = np.diff(problem.matrix.tocsr().indptr) > 0
    held = sorted(
        row.name for row, any_entry in zip(problem.rows, filled, strict=True) if any_entry
    )
    assert held == declared


def test_a_refused_option_is_an_error():
    """Proves that an option that HiGHS does not know is not passed over."""
    with pytest.raises(HandoverError, match="no_such_option"):
        to_highs(compile_model(small_model()), {"no_such_option": 1})


def test_large_numbers_do_not_hide_a_plan():
    """Proves that a plan of nothing is found where presolve alone calls 10¹² infeasible."""
    m = pyo.ConcreteModel()
    m.x1 = pyo.Var(domain=pyo.NonNegativeReals)
    m.x2 = pyo.Var(domain=pyo.Binary)
    m.up = pyo.Constraint(expr=100.45 * m.x1 + 1e12 * m.x2 <= 1e12)
    m.down = pyo.Constraint(expr=100.45 * m.x1 - 1e12 * m.x2 <= 0)
    m.total = pyo.Objective(expr=m.x1 + m.x2)
    now = time.perf_counter()
    clock = Clock(now, now + 10, 0.0, threads=1, seed=0, cancel=threading.Event())
    found = search_whole(compile_model(m), clock)
    assert found.objective == pytest.approx(0, abs=1e-6), found.note


def test_rows_keep_their_names_when_the_model_is_gone():
    """Proves that rows are left out by name, and known by key, after the model they came from is no more.

    The search keeps the arrays of a coarse model alone; a constraint itself forgets whose it is.
    """
    problem = compile_model(build_model(BY_FAMILY["training"]()))
    gc.collect()
    names = {name for _, name, _ in problem.row_keys}
    left = problem.without_rows(["installed", "site_limit"])
    assert left.size.rows == len(left.row_keys) < problem.size.rows
    assert {name for _, name, _ in left.row_keys} == names - {"installed", "site_limit"}
