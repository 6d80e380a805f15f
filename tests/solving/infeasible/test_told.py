"""What a solve tells of the reasons: in time, through another process, and as changes of the command line."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from planner.cli import app
from planner.instance import load
from planner.solving import solve
from planner.solving.infeasible.search import why_infeasible
from tests.solving.infeasible.cases import CASES

TINY = Path("instances/tiny")
TIGHT = ["training_runs.*.max_sites=1", "sites.*.max_facility_mw=2", "strict=true"]


def test_the_command_gives_changes_that_can_be_given_back_to_it(tmp_path: Path) -> None:
    """Proves that the first reason's `--set` lines, given to the command, make the instance solvable.

    If they were misspelt or lost on the way from the solving process, a planner could not try them.
    """
    arguments = [part for change in TIGHT for part in ("--set", change)]
    told = CliRunner().invoke(
        app, ["solve", str(TINY), *arguments, "--json", "-o", str(tmp_path / "plan")]
    )
    reason = json.loads(told.stdout)["reasons"][0]
    lines = [change["set_line"] for change in reason["changes"]]
    assert all(lines) and not reason["shortfall"]
    assert solve(load(TINY, changes=[*TIGHT, *lines]), time_limit_s=60, gap=0.5).plan is not None


def test_the_search_keeps_its_time() -> None:
    """Proves that a search without time says so; if not, an infeasible solve would outlast its limit."""
    found = why_infeasible(CASES["accelerator supply"].make(), seconds=0.0)
    assert found.reasons == () and not found.complete
