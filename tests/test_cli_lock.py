"""`planner solve --lock`: the decisions of a saved plan kept in another solve."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.common import ExitCode
from planner.instance import write_folder
from tests.tiny import FLEET, prices, tiny

YEARS = (2026, 2027)
DEAR, CHEAP = {2026: 1.0, 2027: 3.0}, {2026: 1.0, 2027: 0.2}
"""Prices of 100 units: later dearer, later cheaper."""


def call(*words: object):
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two worlds of a run at 1 in 2026 or a year late, and the plan of the first: 2026."""
    folder = tmp_path_factory.mktemp("lock")
    run = {"latest_year": 2027, "late_musd_per_year": 0.1}
    for name, price in (("dear", DEAR), ("cheap", CHEAP)):
        inst = tiny(FLEET, years=YEARS, bill_of_materials=prices(price), training_runs=[run])
        write_folder(inst, folder / name)
    assert call("solve", folder / "dear", "-o", folder / "plan", "-q").exit_code == 0
    return folder


def objective(done) -> float:
    """What the plan of a command costs."""
    assert done.exit_code == 0, done.output
    return float(json.loads(done.stdout)["objective_musd"])


def test_a_plan_is_kept_in_another_world(work: Path):
    """Proves that the plan for dear units of 2027, kept, costs 1 where they are cheap; free, 0.3."""
    cheap, plan = work / "cheap", work / "plan"
    free = call("solve", cheap, "--json", "-o", work / "free")
    assert objective(free) == pytest.approx(0.2 + 0.1)
    kept = call("solve", cheap, "--json", "-o", work / "kept", "--lock", plan)
    assert objective(kept) == pytest.approx(1, rel=1e-5)
    assert call("verify", work / "kept", cheap).exit_code == 0


def test_only_the_first_years_are_kept(work: Path):
    """Proves that up to 2026, before which nothing was decided, all is free, 0.3; up to 2027 the start
    is kept, 1.
    """
    words = ("solve", work / "cheap", "--json", "--lock", work / "plan", "--lock-until")
    assert objective(call(*words, 2026, "-o", work / "to-2026")) == pytest.approx(0.3)
    assert objective(call(*words, 2027, "-o", work / "to-2027")) == pytest.approx(1, rel=1e-5)


def test_a_year_without_a_plan_is_refused(work: Path):
    """Proves that --lock-until alone is told, not ignored."""
    done = call("solve", work / "cheap", "--lock-until", 2027, "-o", work / "none")
    assert done.exit_code == ExitCode.ERROR
    assert "--lock PLAN" in done.output


def test_a_plan_of_other_sites_is_refused(work: Path):
    """Proves that a plan that decided at a site the instance lacks is named, and nothing is solved."""
    write_folder(tiny(FLEET, years=YEARS, sites=[{"site": "elsewhere"}]), work / "other")
    done = call("solve", work / "other", "--lock", work / "plan", "-o", work / "none")
    assert done.exit_code == ExitCode.ERROR
    assert f"{work / 'plan'}: " in done.output
    assert not (work / "none").exists()
