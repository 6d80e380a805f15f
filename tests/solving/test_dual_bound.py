"""A bound from dual values holds, whoever found them."""

from __future__ import annotations

import numpy as np
import pytest

from planner.bounds.weak_duality import proven
from planner.models import build_model
from planner.solving.dual_bound import dual_bound
from planner.solving.handover import compile_model
from planner.solving.highs import Limits, run_highs
from tests.models.cases import BY_FAMILY

LIMITS = Limits(seconds=20, gap=0, threads=1, seed=0)


@pytest.mark.parametrize("case", BY_FAMILY)
def test_dual_values_bound_the_minimum(case: str):
    """Proves that the duals of the relaxation give its minimum, and any other values no more than it."""
    problem = compile_model(build_model(BY_FAMILY[case]()))
    outcome = run_highs(problem.relaxed(problem.is_integer), LIMITS)
    assert outcome.row_dual is not None
    minimum = outcome.objective
    assert dual_bound(problem, outcome.row_dual) == pytest.approx(minimum, rel=1e-6, abs=1e-6)
    random = np.random.default_rng(7)
    for size in (1e-6, 1e-3, 1.0):
        moved = outcome.row_dual + size * random.standard_normal(len(outcome.row_dual))
        assert dual_bound(problem, moved) <= minimum + 1e-6 * abs(minimum) + 1e-6


def test_arithmetic_takes_off_what_it_may_have_rounded_up():
    """Proves that the bound is never above the exact one of the same dual values.

    10⁷ units of a free column at a reduced cost that is 4e-13 too high would add 4e-6 M$ of nothing.
    """
    instance = BY_FAMILY["training"]()
    model = build_model(instance)
    problem = compile_model(model)
    random = np.random.default_rng(3)
    for _ in range(20):
        y = 1e4 * random.standard_normal(len(problem.row_keys))
        exact = proven(model, dict(zip(problem.row_keys, y.tolist(), strict=True)))
        assert exact.missing == 0
        found = dual_bound(problem, y)
        assert found <= exact.bound_musd
        assert found == pytest.approx(float(exact.bound_musd), rel=1e-9)
