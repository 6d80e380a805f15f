"""Tiny models on which the solver has been wrong, and the refusal of versions that are."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.common import ExitCode
from planner.instance import load
from planner.plan.core import Status, StoppedBy
from planner.solving import canaries, handover, highs, known_wrong, solve
from planner.solving.canaries import CANARIES, Canary, hear_all
from planner.solving.handover import Problem

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"

runner = CliRunner()


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_the_installed_solver_passes_every_canary(canary: Canary) -> None:
    """Proves that the way of a real solve gives the known optimum where versions of HiGHS did not."""
    assert canary.sing() == ""


@pytest.mark.parametrize("version", known_wrong.KNOWN_WRONG)
def test_the_package_excludes_versions_known_to_be_wrong(version: str) -> None:
    """Proves that no install of this package brings a solver that it would refuse."""
    wanted = [Requirement(text) for text in metadata.requires("campus-edge") or ()]
    (highspy,) = (r for r in wanted if r.name == "highspy")
    assert version not in highspy.specifier


@pytest.fixture
def distrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed version, put on the list of those known to be wrong."""
    monkeypatch.setitem(known_wrong.KNOWN_WRONG, metadata.version("highspy"), "it cannot add")


@pytest.mark.usefixtures("distrusted")
def test_a_version_known_to_be_wrong_is_refused_in_words() -> None:
    """Proves that a solve ends typed, with the reason and the next step, before any model is built."""
    result = solve(load(TINY))
    assert (result.status, result.stopped_by) == (Status.NONE, StoppedBy.SOLVER_ERROR)
    assert "it cannot add" in result.message
    assert "pip install" in result.message
    assert result.size.rows == 0


@pytest.mark.usefixtures("distrusted")
def test_a_plan_of_a_version_known_to_be_wrong_says_so() -> None:
    """Proves that whoever insists gets a plan with the reason in its manifest, and only then."""
    result = solve(load(TINY), any_solver=True, time_limit_s=20)
    assert result.plan is not None
    assert any("it cannot add" in note for note in result.plan.manifest.notes)


def test_doctor_tries_everything(tmp_path: Path) -> None:
    """Proves exit code 0 and one JSON document here, with every canary, and nothing left behind."""
    done = runner.invoke(app, ["doctor", "--json", "--folder", str(tmp_path)])
    said = json.loads(done.stdout)
    assert done.exit_code == ExitCode.SOLVED, said
    assert said["ok"]
    assert {canary.name for canary in CANARIES} <= {check["name"] for check in said["checks"]}
    assert said["versions"]["highspy"] == metadata.version("highspy")
    assert said["cores"] >= 1
    assert 0 < said["memory_free_gb"] <= said["memory_gb"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("distrusted")
def test_doctor_fails_on_a_version_known_to_be_wrong_and_a_folder_that_is_none(
    tmp_path: Path,
) -> None:
    """Proves that both faults are told in words with exit code 1; one must not hide the other."""
    done = runner.invoke(app, ["doctor", "--folder", str(tmp_path / "none")])
    assert done.exit_code == ExitCode.ERROR
    assert "it cannot add" in done.stdout
    assert "FAIL disk" in done.stdout
    assert "2 of " in done.stdout


def _compiled(change: Callable[[Problem], Problem]) -> Callable[[pytest.MonkeyPatch], None]:
    """A fault between the model and the solver: what is handed over is not what was built."""
    whole = canaries.compile_model
    return lambda patch: patch.setattr(canaries, "compile_model", lambda m: change(whole(m)))


def _solver_that_gives_up(patch: pytest.MonkeyPatch) -> None:
    """HiGHS with an option that makes it call everything infeasible."""
    patch.setattr(
        highs,
        "to_highs",
        lambda problem, options: handover.to_highs(problem, {**options, "objective_bound": -1e3}),
    )


FAULTY: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], tuple[str, ...]]] = {
    "rows of links are lost": (
        _compiled(lambda p: p.without_rows(["link"])),
        ("big-M presolve", "rows kept", "big-M trickle", "whole integers"),
    ),
    "rows of demand are lost": (
        _compiled(lambda p: p.without_rows(["demand"])),
        ("rows kept", "whole integers", "fractional bounds", "infeasible"),
    ),
    "integers are lost": (
        _compiled(lambda p: p.relaxed(p.is_integer)),
        ("rows kept", "time limit", "big-M trickle"),
    ),
    "the cost has the wrong sign": (
        _compiled(lambda p: replace(p, cost=-p.cost)),
        ("big-M presolve", "fractional bounds", "not infeasible"),
    ),
    "integers are loose": (
        lambda patch: patch.setattr(highs, "INTEGRALITY", 1e-6),
        ("big-M trickle",),
    ),
    "huge numbers are let through": (
        lambda patch: patch.setattr(handover, "MAX_MAGNITUDE", 1e300),
        ("huge number",),
    ),
    "the solver gives up": (
        _solver_that_gives_up,
        ("big-M presolve", "rows kept", "whole integers", "not infeasible"),
    ),
}
"""Planners that are really faulty, and canaries that have to say so."""


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_planner_is_heard(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that canaries fail on planners that lose rows, integers or signs, or ask HiGHS wrongly."""
    spoil, names = FAULTY[fault]
    spoil(monkeypatch)
    silent = [c.name for c in CANARIES if c.name in names and c.sing() == ""]
    assert silent == []


def test_every_canary_is_able_to_fail() -> None:
    """Proves that none of them is there for show: each falls silent at some fault above."""
    assert {name for _, names in FAULTY.values() for name in names} == {c.name for c in CANARIES}


def test_every_canary_is_heard_in_order() -> None:
    """Proves that the report names each model once, in the order of the list."""
    assert [heard.name for heard in hear_all()] == [canary.name for canary in CANARIES]
