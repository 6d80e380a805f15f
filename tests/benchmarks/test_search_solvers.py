"""Every solver of the benchmark on one small instance: watched, read back, checked, agreeing."""

from pathlib import Path

import pytest

from benchmarks.handover.routes import ROUTES, timed
from benchmarks.search.asked import Asked
from benchmarks.search.figures import contradictions, last_gap
from benchmarks.search.measured import measure
from planner import load

TINY = Path(__file__).parents[2] / "instances" / "tiny"


@pytest.fixture(scope="module")
def ours():
    """The record of ours, the cost that all others are held against."""
    return measure("tiny", "ours", load(TINY), Asked(30.0, 1e-6, 0, 1))


def test_ours_is_measured_whole(ours):
    """Proves that a solve leaves its trajectory, a checked plan and the memory of its processes."""
    assert ours.checked == "ok"
    assert last_gap(ours) <= 1e-6
    assert 50 < ours.peak_memory_mb < 2000
    assert 0 < ours.points[0][0] <= ours.seconds < 30


@pytest.mark.parametrize(
    ("solver", "package"), [("highs", "highspy"), ("scip", "pyscipopt"), ("cbc", "pulp")]
)
def test_others_find_the_same_cost(ours, solver, package):
    """Proves that the others are given the same model, and that their points are read back as plans.

    If a column were read into another's place the checker would refuse the plan; with the constant cost lost
    the costs would differ.
    """
    pytest.importorskip(package)
    record = measure("tiny", solver, load(TINY), Asked(30.0, 1e-6, 0, 1))
    assert record.checked == "ok"
    assert record.incumbent_musd == pytest.approx(ours.incumbent_musd, rel=1e-5)
    assert contradictions([ours, record]) == []


def test_cbc_log_is_read():
    """Proves that plans and bounds of CBC's log are told apart, and that its 1e+50 is no plan."""
    pytest.importorskip("pulp")
    from benchmarks.search.cbc import read_line

    inf = float("inf")
    lines = {
        "Continuous objective value is 52.5 - 0.02 seconds": (inf, 52.5),
        "Cbc0013I At root node, 13 cuts changed objective from 50.1 to 61.5 in 10 passes": (inf, 61.5),
        "Cbc0012I Integer solution of 61.25 found by rounding after 0 iterations": (61.25, -inf),
        "Cbc0010I After 9 nodes, 4 on tree, 61 best solution, best possible 53.5 (0.2 seconds)": (61.0, 53.5),
        "Cbc0010I After 0 nodes, 1 on tree, 1e+50 best solution, best possible 5 (0.2 seconds)": (inf, 5.0),
    }  # fmt: skip
    assert {line: read_line(line) for line in lines} == lines


def test_every_way_hands_over_the_same_columns():
    """Proves that the ways that are timed against each other hold the same model in HiGHS."""
    found = {route: timed(route, load(TINY)) for route in ROUTES}
    assert all(t.build_s > 0 and t.handover_s > 0 for t in found.values())
    assert found["appsi_highs"].columns == found["contrib.solver"].columns >= found["ours"].columns
