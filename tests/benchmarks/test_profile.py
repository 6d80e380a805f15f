"""The profile of a solve: its steps add up to what passed, and phases are counted once."""

from pathlib import Path

import pytest

from benchmarks.profile.steps import search_steps, steps_of
from planner.solving.result import Progress

TINY = Path(__file__).parents[2] / "instances" / "tiny"


def told(elapsed_s, phase):
    """A report without figures."""
    return Progress(elapsed_s, phase, None, None, None)


def test_phases_share_the_time_of_the_search():
    """Proves: 1 s before the first report, a for 2 + 3 s, b for 4 s; the bound side's report ends nothing,
    and what was told before the search began is not its.
    """
    reports = [
        told(1, "building"), told(6, "a"), told(7, "bound side"), told(8, "b"), told(12, "a"),
    ]  # fmt: skip
    found = {s.name: s.seconds for s in search_steps(reports, begun_s=5, lasted_s=10)}
    assert found == {"search: before the first report": 1, "search: a": 5, "search: b": 4}


def test_a_whole_solve_is_told_step_by_step():
    """Proves that every step from the start to the saved plan is there, and none took negative time."""
    steps = steps_of(TINY, 30.0)
    assert steps[0].name == "start and import"
    assert steps[-1].name == "write the plan"
    assert any(step.is_search for step in steps)
    assert all(step.seconds >= -1e-6 for step in steps)
    assert sum(step.seconds for step in steps) == pytest.approx(3, abs=27)
