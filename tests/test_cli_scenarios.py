"""What if: `planner scenarios`, and `planner solve --against`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.common import ExitCode
from planner.instance import write_folder
from planner.plan import files
from tests.tiny import FLEET, prices, tiny

SCENARIOS = """\
dear:
  set:
    bill_of_materials.g.gpu.2026.usd_per_unit: 30000
forbidden:
  set:
    settings.strict: true
    accelerator_supply.g.2026.units: 10
nonsense:
  set:
    training_runs.w.latest_year: 2020
cheap:
  set:
    bill_of_materials.g.gpu.2026.usd_per_unit: 5000
"""
"""A run of 100 units costs 1 M$ in the base, 3 when dear, 0.5 when cheap; none can be placed when
forbidden; its window ends before it begins in nonsense.
"""


def call(*words: object):
    """Run a command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with scenarios, and their outcome in the folder `plans`."""
    folder = tmp_path_factory.mktemp("what-if")
    supply = [{"units": 1000}]
    inst = tiny(FLEET, bill_of_materials=prices({2026: 1.0}), accelerator_supply=supply)
    write_folder(inst, folder / "case")
    (folder / "case" / "scenarios.yaml").write_text(SCENARIOS)
    done = call("scenarios", folder / "case", "-o", folder / "plans", "--threads", 1, "--json")
    (folder / "first.json").write_text(done.stdout)
    (folder / "code").write_text(str(done.exit_code))
    return folder


@pytest.fixture(scope="module")
def first(work: Path) -> dict:
    """The document of the first call."""
    return json.loads((work / "first.json").read_text())


@pytest.fixture(scope="module")
def free_and_kept(work: Path) -> tuple[dict, dict]:
    """The scenario `dear` with a drop that costs 2 M$: in `free`, and in `kept` with the cheap plan locked."""
    words = _dropped_for_2(work)
    free = json.loads(call(*words, "-o", work / "free").stdout)
    kept = json.loads(call(*words, "--lock", work / "plans" / "cheap", "-o", work / "kept").stdout)
    return free, kept


def _dropped_for_2(work: Path) -> tuple[object, ...]:
    words = ("scenarios", work / "case", "--scenario", "dear", "--json")
    return (
        *words,
        "--set",
        "training_runs.w.dropped_musd=2",
        "--against",
        work / "plans" / "cheap",
    )


def test_every_scenario_stands_against_the_base(first):
    """Proves that each is held against the base: 1 M$, 2 more when dear, 0.5 less when cheap; proven,
    since all are solved to the end. If the base were the scenario before, cheap would stand 2.5 lower.
    """
    assert first["format"] == "campus-edge what-if 1"
    assert first["base"]["figures"]["objective_musd"] == pytest.approx(1)
    found = {one["scenario"]: one for one in first["outcomes"]}
    assert list(found) == ["dear", "forbidden", "nonsense", "cheap"]
    assert found["dear"]["verdict"]["difference_musd"] == pytest.approx(2)
    assert found["cheap"]["verdict"]["difference_musd"] == pytest.approx(-0.5)
    assert found["dear"]["verdict"]["distinguishable"]


def test_what_fails_is_a_row_with_its_reason(work: Path, first):
    """Proves that neither a scenario without a plan nor one with faults stops those after it, that both
    say why, and that the exit code tells a script.
    """
    found = {one["scenario"]: one for one in first["outcomes"]}
    assert found["forbidden"]["state"] == "no plan" and "strict" in found["forbidden"]["reason"]
    assert found["nonsense"]["state"] == "refused" and "latest_year" in found["nonsense"]["reason"]
    assert found["cheap"]["state"] == "solved"
    assert (work / "code").read_text() == str(int(ExitCode.ERROR))
    assert sorted(at.name for at in (work / "plans").iterdir()) == ["base", "cheap", "dear"]


def test_the_same_command_goes_on(work: Path):
    """Proves that plans which stand are kept, the text of a terminal is whole, and only those asked for
    are solved, with exit code 0 when all of them have a plan.
    """
    before = (work / "plans" / "dear" / "manifest.json").stat().st_mtime_ns
    done = call("scenarios", work / "case", "-o", work / "plans", "--scenario", "dear")
    assert done.exit_code == 0, done.output
    assert (work / "plans" / "dear" / "manifest.json").stat().st_mtime_ns == before
    assert "stood there" in done.stderr
    assert "dearer" in done.stdout and "accelerators" in done.stdout
    assert f"planner compare {work / 'plans' / 'base'} {work / 'plans' / 'dear'}" in done.stdout


def test_a_plan_of_other_changes_is_not_taken_for_this_one(work: Path):
    """Proves that with another --set the plans in the folder are refused by name, not shown as new."""
    words = ("scenarios", work / "case", "-o", work / "plans", "--scenario", "dear", "--json")
    done = call(*words, "--set", "training_runs.w.dropped_musd=20")
    assert done.exit_code == ExitCode.ERROR
    document = json.loads(done.stdout)
    assert document["base"]["state"] == "refused"
    assert "other changes" in document["base"]["reason"]


def test_a_base_can_be_given(work: Path):
    """Proves that with --against the base is not solved: dear against cheap is 2.5 M$."""
    done = call(
        *("scenarios", work / "case", "-o", work / "against", "--scenario", "dear", "--json"),
        *("--against", work / "plans" / "cheap"),
    )
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.stdout)["outcomes"]
    assert row["verdict"]["difference_musd"] == pytest.approx(2.5)
    assert not (work / "against" / "base").exists()


def test_locks_hold_for_every_scenario(work: Path, free_and_kept: tuple[dict, dict]):
    """Proves that with the cheap plan locked, the run stays placed where dropping it at 2 M$ would be
    less than 3; and that a plan without locks is not taken for one with them.
    """
    free, kept = free_and_kept
    assert free["outcomes"][0]["figures"]["objective_musd"] == pytest.approx(2)
    assert kept["outcomes"][0]["figures"]["objective_musd"] == pytest.approx(3, rel=1e-5)
    assert kept["outcomes"][0]["figures"]["is_locked"]
    locked = (*_dropped_for_2(work), "--lock", work / "plans" / "cheap")
    again = json.loads(call(*locked, "-o", work / "free").stdout)
    assert again["outcomes"][0]["state"] == "refused" and "locks" in again["outcomes"][0]["reason"]


@pytest.mark.usefixtures("free_and_kept")
def test_bounds_of_locked_plans_are_not_those_of_the_instance(work: Path):
    """Proves that a locked plan of 3 M$ beside a free one of 2 M$ of the same instance is said to be dearer
    because of what it keeps; as two plans of one instance they would be called the same.
    """
    assert files.load(work / "kept" / "dear").manifest.locks_sha256
    done = call("compare", work / "free" / "dear", work / "kept" / "dear")
    assert "keeps decisions of another plan" in done.stdout
    assert "one number" not in done.stdout


def test_a_name_that_is_no_scenario_is_told_at_once(work: Path):
    """Proves that a typing error costs no solve, and the likely name is offered."""
    done = call("scenarios", work / "case", "-o", work / "none", "--scenario", "deer")
    assert done.exit_code == ExitCode.ERROR and "dear" in done.output
    assert not (work / "none").exists()


def test_solve_takes_one_scenario(work: Path):
    """Proves that a second --scenario is refused; the last one used to count without a word."""
    words = (
        "solve",
        work / "case",
        "-o",
        work / "two",
        "--scenario",
        "dear",
        "--scenario",
        "cheap",
    )
    done = call(*words)
    assert done.exit_code == ExitCode.ERROR and "planner scenarios" in done.output


def test_a_solve_ends_with_the_comparison(work: Path):
    """Proves that one line asks what if, and the answer names the input and the 2 M$ it costs."""
    words = ("solve", work / "case", "--scenario", "dear", "--against", work / "plans" / "base")
    done = call(*words, "-o", work / "in-a-line")
    assert done.exit_code == 0, done.output
    assert "bill_of_materials" in done.stdout and "A is proven cheaper" in done.stdout


def test_a_script_gets_the_comparison_in_the_document(work: Path):
    """Proves that with --json the comparison is part of the one document: nothing against itself."""
    words = ("solve", work / "case", "--against", work / "plans" / "base", "--json")
    document = json.loads(call(*words, "-o", work / "in-json").stdout)
    assert document["comparison"]["pairs"][0]["verdict"]["difference_musd"] == pytest.approx(0)


def test_a_base_that_is_none_is_told_before_the_solve(work: Path):
    """Proves that a wrong folder after --against costs no solve."""
    done = call("solve", work / "case", "-o", work / "late", "--against", work / "nowhere")
    assert done.exit_code == ExitCode.ERROR and "no such folder" in done.output
    assert not (work / "late").exists()
