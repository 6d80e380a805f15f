"""Figures that are read off trajectories, worked out by hand; what contradicts itself is found."""

import math

import pytest

from benchmarks.search.figures import contradictions, figures, ratios
from benchmarks.search.page import of_longest_limit, page
from benchmarks.search.record import Record, keep, kept
from benchmarks.search.trajectory import Point, gap_at, improvements, primal_integral, time_to
from planner.plan.core import Size

STEPS = [Point(2, None, 80.0), Point(4, 200.0, 80.0), Point(6, 100.0, 90.0), Point(8, 100.0, 99.0)]


def record(solver, points, seed=0, **given):
    """A record of an instance `i` with a limit of 10 s."""
    told = {"ended": "limit", "checked": "ok", **given}
    return Record(
        instance="i", solver=solver, seed=seed, time_limit_s=10, gap=1e-3, threads=1,
        size=Size(columns=7), points=points, seconds=10, peak_memory_mb=50, machine={}, **told,
    )  # fmt: skip


def test_gaps_and_times():
    """Proves: 60 % at 4 s (200 against 80), 10 % at 6 s, 1 % at 8 s; before the first plan there is no gap."""
    assert gap_at(STEPS, 3.9) == math.inf
    assert gap_at(STEPS, 7.0) == pytest.approx(0.1)
    assert [time_to(STEPS, gap) for gap in (0.6, 0.5, 0.01, 0.001)] == [4, 6, 8, math.inf]


def test_primal_integral():
    """Proves: 4 s without a plan count 1, 2 s at 200 count (200 − 100)/200, then nothing: 5 of 10 s."""
    assert primal_integral(STEPS, 100.0, 10.0) == pytest.approx(0.5)


def test_improvements_keep_the_best():
    """Proves that worse reports change nothing, and that what is known is carried on."""
    told = [Point(1, 10.0, None), Point(2, 12.0, 5.0), Point(3, None, 4.0)]
    assert improvements(told) == [Point(1, 10.0, None), Point(2, 10.0, 5.0)]


def test_ratio_to_the_gap_that_the_other_reached():
    """Proves: the other has 10 % at 9 s, ours at 3 s, so ours is 3 times faster; if the last gap of ours
    (1 % at 9 s) were taken, it would be 1.
    """
    ours = record("ours", [(3, 100.0, 90.0), (9, 100.0, 99.0)])
    [ratio] = ratios([ours, record("highs", [(9, 100.0, 90.0)]), record("cbc", [(1, 100.0, 50.0)])])
    assert (ratio.best, ratio.times, ratio.at_least) == ("highs", 3.0, False)


def test_a_gap_never_reached_counts_as_the_limit():
    """Proves: no plan of the other in 10 s against 2 s of ours is more than 5 times; and ours that does
    not come to the other's gap has the limit as its time: 5 s against 10 s is 0.5.
    """
    ours = record("ours", [(2, 100.0, 50.0)])
    [ratio] = ratios([ours, record("highs", [(1, None, 3.0)])])
    assert (ratio.times, ratio.at_least) == (5.0, True)
    [ratio] = ratios([ours, record("highs", [(5, 100.0, 99.0)])])
    assert (ratio.times, ratio.at_least) == (0.5, False)


def test_a_bound_above_a_plan_is_named():
    """Proves that a bound of 101 against a plan of 100 of the same seed is a fault, of another seed none."""
    wrong, right = record("scip", [(1, None, 101.0)]), record("ours", [(1, 100.0, 90.0)])
    [fault] = contradictions([wrong, right])
    assert "scip proves 101" in fault
    assert contradictions([wrong, record("ours", [(1, 100.0, 90.0)], seed=1)]) == []


def test_a_refused_plan_is_named():
    """Proves that what the checker says of a plan is a fault of the benchmark."""
    [fault] = contradictions([record("cbc", [(1, 5.0, 1.0)], checked="2 rules broken: x")])
    assert "2 rules broken" in fault


def test_the_latest_record_counts(tmp_path):
    """Proves that a task measured again takes the place of the earlier one, and others stay."""
    for gap in (90.0, 95.0):
        keep(record("ours", [(1, 100.0, gap)]), tmp_path)
    keep(record("ours", [(1, 100.0, 1.0)], seed=1), tmp_path)
    assert [one.bound_musd for one in kept(tmp_path)] == [95.0, 1.0]


def test_the_longest_limit_is_shown():
    """Proves that a trial with a short limit is no part of the page once a longer one is kept."""
    long = record("ours", [(3, 100.0, 99.0)])
    short = long.model_copy(update={"time_limit_s": 2.0})
    assert of_longest_limit([short, long]) == of_longest_limit([long, short]) == [long]


def test_page_says_what_is_kept():
    """Proves that the page's ratio and figures are those of the records."""
    records = [record("ours", [(3, 100.0, 99.0)]), record("highs", [(9, 100.0, 99.0)])]
    text = page(records, figures(records))
    assert "| i | 7 | highs | 1.00% | 3.0 × |" in text
    assert "| i | ours | 1 | 3.0 | 3.0 | 3.0 | – |" in text
