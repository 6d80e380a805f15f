"""The planner against plain enumeration, without model and solver: a sample of `benchmarks.oracle`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.oracle.comparison import compare
from benchmarks.oracle.decisions import how_many
from benchmarks.oracle.enumeration import least_cost
from benchmarks.oracle.exact import prove
from benchmarks.oracle.linear import Program, total
from benchmarks.oracle.simplex import solve
from benchmarks.oracle.worlds import SHAPES, world
from planner.instance.schema import LIMIT_UNITS
from tests.tiny import FLEET, prices, tiny


@pytest.mark.parametrize("seed", range(3 * len(SHAPES)))
def test_the_least_cost_is_that_of_plain_enumeration(seed: int):
    """Proves that no plan is cheaper or cut off, and that no bound, by duals too, is above the least cost.

    Both sides read the instance alone; they share no rule. Equal to within 1e-6.
    """
    assert compare(world(seed)).mismatch == ""


def test_enumeration_finds_an_optimum_worked_out_by_hand():
    """Proves the other side by itself: units of 2027 at 1 and a year late at 1 beat 2026 at 3, and 10."""
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        bill_of_materials=prices({2026: 3, 2027: 1}),
        training_runs=[{"latest_year": 2027, "late_musd_per_year": 1}],
    )
    found = least_cost(inst)
    assert found.musd == pytest.approx(2, rel=1e-12)
    assert found.choices == how_many(inst) == 3
    assert found.choice is not None and found.choice.runs[0].start_year == 2027


def test_what_cannot_be_is_infinitely_dear():
    """Proves that a strict run of 1 MW at a site of 0.5 MW has no plan, by enumeration too."""
    inst = tiny(FLEET, settings={"strict": True}, sites=[{"max_facility_mw": 0.5}])
    assert math.isinf(least_cost(inst).musd)


def test_the_tableau_and_its_proof_on_a_program_by_hand():
    """Proves 36 = 3 · 2 + 5 · 6 as the most of 3x + 5y with x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18, in fractions."""
    program = Program()
    x, y = program.column(), program.column()
    program.at_most(x, 4)
    program.at_most(y.times(2), 12)
    program.at_most(total([x.times(3), y.times(2)]), 18)
    program.cost.add(x, -3).add(y, -5)
    optimum = solve(program)
    assert optimum is not None
    assert prove(program, optimum) == -36
    assert optimum.values[:2] == pytest.approx(np.array([2, 6]))
    program.at_most(7, y)
    assert solve(program) is None


def test_the_shapes_hold_every_family_and_every_kind_of_limit():
    """Proves that no rule is left to chance: all families, kinds of limit, options and locks are drawn."""
    drawn = [world(seed) for seed in range(20 * len(SHAPES))]
    families = {family for inst in drawn for family in inst.settings.families}
    assert len(families) == 7
    assert {row.limit for inst in drawn for row in inst.limits} == set(LIMIT_UNITS)
    kinds = {option.kind for inst in drawn for option in inst.power_options}
    assert kinds >= {"grid", "grid_flexible", "gas", "solar", "storage"}
    for table in ("slices", "lease_offers", "rental_offers", "locks", "energisation_steps"):
        assert any(getattr(inst, table) for inst in drawn), table
    assert any(option.unit_mw for inst in drawn for option in inst.power_options)
