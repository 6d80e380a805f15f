"""The command line as a user or a script meets it: output, exit codes, files."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.common import ExitCode
from planner.cli.solve import exit_code
from planner.plan.core import Seconds, Size, Status, StoppedBy
from planner.plan.files import load as load_plan
from planner.plan.files import save
from planner.plan.tables import COST_HEADS
from planner.solving import Result

PLANNER = (sys.executable, "-c", "from planner.cli import main; main()")

runner = CliRunner()


def run(*words, cwd=None):
    """Run a command in a process of its own."""
    return subprocess.run(
        [*PLANNER, *map(str, words)], capture_output=True, text=True, cwd=cwd, timeout=120
    )


def call(*words):
    """Run a command in this process."""
    return runner.invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A folder with the starter instance and its plan, solved once from outside."""
    folder = tmp_path_factory.mktemp("work")
    assert call("new", folder / "mine").exit_code == 0
    done = run("solve", "mine", "-o", "plan", "--json", "--set", "discount_rate=0.09", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "solve.json").write_text(done.stdout)
    return folder


def test_help_imports_nothing_heavy():
    """Proves that `planner --help` is quick: neither solver nor tables nor schema are imported."""
    code = (
        "import sys, planner, planner.cli;"
        "print([m for m in ('pandas', 'numpy', 'pydantic', 'pyomo', 'highspy', 'rich')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_come_on_first_use():
    """Proves the public interface of the package, and that a typing slip is an AttributeError."""
    import planner

    for name in planner.__all__:
        assert callable(getattr(planner, name))
    with pytest.raises(AttributeError, match="slove"):
        _ = planner.slove


def test_json_is_one_document_and_nothing_else(work):
    """Proves that stdout holds JSON alone: a solver's banner or a progress line would break it."""
    document = json.loads((work / "solve.json").read_text())
    assert (document["status"], document["stopped_by"], document["verified"]) == (
        "optimal",
        "gap",
        True,
    )
    assert document["plan"] == "plan"
    assert set(document["seconds"]) == {"read", "build", "handover", "solve", "verify"}
    assert document["seconds"]["read"] > 0
    assert set(document["size"]) == {"rows", "columns", "nonzeros", "integers"}
    assert set(document["heads_musd"]) <= set(COST_HEADS)
    total = sum(document["heads_musd"].values())
    assert total == pytest.approx(document["objective_musd"], rel=1e-6)
    assert document["gap_musd"] == pytest.approx(
        document["objective_musd"] - document["bound_musd"], abs=1e-6
    )


def test_plan_is_verified_with_the_changes_it_records(work):
    """Proves that `verify` applies the recorded rate of 9 %, and finds the plan wrong at 8 %."""
    passed = call("verify", work / "plan", work / "mine")
    assert passed.exit_code == 0, passed.output
    failed = call("verify", work / "plan", work / "mine", "--set", "discount_rate=0.08")
    assert failed.exit_code == ExitCode.ERROR
    assert "broken" in failed.output


def test_show_prints_the_plan(work):
    """Proves that `show` names changes, runs, sites and limits, from the plan's own copy of its instance."""
    plain = call("show", work / "plan")
    assert plain.exit_code == 0
    for figure in ("discount_rate = 0.09", "frontier", "ashburn", "Limits that bind"):
        assert figure in plain.stdout
    assert "training, campus" in plain.stdout
    given = call("show", work / "plan", "--instance", work / "mine")
    assert given.stdout == plain.stdout


def test_a_plan_is_enough_for_its_check_and_its_bill(work, tmp_path):
    """Proves that `verify` and `materials` take the plan's own instance, and ask for one that is missing."""
    assert call("verify", work / "plan").exit_code == 0
    own = call("materials", work / "plan")
    assert own.exit_code == 0
    assert own.stdout == call("materials", work / "plan", work / "mine").stdout
    save(load_plan(work / "plan"), tmp_path / "bare")
    for command in ("verify", "materials"):
        bare = call(command, tmp_path / "bare")
        assert bare.exit_code == ExitCode.ERROR and "holds no copy" in bare.stderr
    changed = call("verify", work / "plan", "--set", "discount_rate=0.08")
    assert changed.exit_code == ExitCode.ERROR and "INSTANCE" in changed.stderr
    plain = call("show", tmp_path / "bare")
    assert plain.exit_code == 0 and "--instance" in plain.stdout


def test_show_json_has_the_same_figures(work):
    """Proves that the JSON of `show` and of `solve` speak of one plan."""
    shown = json.loads(call("show", work / "plan", "--instance", work / "mine", "--json").stdout)
    solved = json.loads((work / "solve.json").read_text())
    assert shown["objective_musd"] == pytest.approx(solved["objective_musd"], rel=1e-12)
    assert [year["year"] for year in shown["years"]] == [2026, 2027, 2029]
    assert shown["limits"] is not None


def test_show_refuses_another_instance(work, tmp_path):
    """Proves that limits are never computed against an instance that is not the plan's."""
    shutil.copytree(work / "mine", tmp_path / "other")
    path = tmp_path / "other" / "sites.csv"
    path.write_text(
        path.read_text().replace("ashburn,Ashburn,edge,39.04", "ashburn,Ashburn,edge,39.9")
    )
    shown = call("show", work / "plan", "--instance", tmp_path / "other")
    assert shown.exit_code == ExitCode.ERROR
    assert "not the instance" in shown.stderr


def test_a_changed_plan_is_refused(work, tmp_path):
    """Proves that a plan edited by hand ends in one line and exit code 1, not in a traceback."""
    shutil.copytree(work / "plan", tmp_path / "plan")
    with (tmp_path / "plan" / "costs.csv").open("a") as file:
        file.write("halls,,2026,1\n")
    shown = call("show", tmp_path / "plan")
    assert shown.exit_code == ExitCode.ERROR
    assert "costs.csv" in shown.stderr
    assert "Traceback" not in shown.output


def test_an_existing_output_is_refused_before_the_work(work):
    """Proves that minutes of solving are not lost to a folder that exists."""
    began = time.monotonic()
    done = call("solve", work / "mine", "-o", work / "plan")
    assert done.exit_code == ExitCode.ERROR
    assert "exists already" in done.stderr
    assert time.monotonic() - began < 1


def test_plans_are_numbered_and_the_summary_printed(work, tmp_path):
    """Proves the default folder: plans/starter, then plans/starter-2; the first is untouched."""
    (tmp_path / "plans" / "starter").mkdir(parents=True)
    done = run("solve", work / "mine", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plans" / "starter-2" / "manifest.json").is_file()
    assert "starter: optimal" in done.stdout
    assert "Running HiGHS" not in done.stdout
    assert list((tmp_path / "plans" / "starter").iterdir()) == []


def test_check_says_what_is_in_an_instance(work):
    """Proves counts, catalogue rows by confidence, and changes."""
    done = call("check", work / "mine", "--scenario", "slow-grid")
    assert done.exit_code == 0
    for words in ("no faults", "sites", "Catalogue rows in use", "grid_queue_years"):
        assert words in done.stdout


def test_every_fault_of_an_invalid_instance_is_told(work, tmp_path):
    """Proves exit code 3 with all faults, for people and for scripts."""
    shutil.copytree(work / "mine", tmp_path / "bad")
    path = tmp_path / "bad" / "sites.csv"
    path.write_text(path.read_text().replace(",campus,", ",campsu,").replace("5,1,4,0", "5,x,4,0"))
    done = call("check", tmp_path / "bad")
    assert done.exit_code == ExitCode.INVALID_INSTANCE
    assert "campsu" in done.stderr
    done = run("solve", tmp_path / "bad", "--json")
    assert done.returncode == ExitCode.INVALID_INSTANCE
    document = json.loads(done.stdout)
    assert document["status"] == "invalid"
    assert {fault["value"] for fault in document["faults"]} == {"campsu", "x"}
    assert {"file", "row", "column", "expected", "hint"} <= set(document["faults"][0])


def test_infeasible_has_its_own_exit_code(work):
    """Proves exit code 4: the servers that stand in 2026 cannot serve all that --strict asks."""
    done = run("solve", work / "mine", "--strict", "--json")
    assert done.returncode == ExitCode.INFEASIBLE
    document = json.loads(done.stdout)
    assert (document["status"], document["plan"]) == ("none", None)


def test_usage_errors_have_their_own_exit_code():
    """Proves exit code 2 for options and arguments that are not understood."""
    assert call("solve").exit_code == ExitCode.USAGE
    assert call("solve", "x", "--no-such").exit_code == ExitCode.USAGE
    assert call("solve", "x", "--gap", "2").exit_code == ExitCode.USAGE
    assert call("new").exit_code == ExitCode.USAGE


def test_a_missing_instance_is_told_without_traceback(tmp_path):
    """Proves that a mistyped path is answered in words."""
    done = call("check", tmp_path / "nowhere")
    assert done.exit_code == ExitCode.INVALID_INSTANCE
    assert "nowhere" in done.stderr


@pytest.mark.parametrize(
    ("status", "stopped_by", "code"),
    [
        (Status.OPTIMAL, StoppedBy.GAP, 0),
        (Status.FEASIBLE, StoppedBy.TIME_LIMIT, 5),
        (Status.NONE, StoppedBy.TIME_LIMIT, 6),
        (Status.NONE, StoppedBy.INFEASIBLE, 4),
        (Status.NONE, StoppedBy.SOLVER_ERROR, 1),
        (Status.NONE, StoppedBy.SOLVER_DISAGREEMENT, 1),
        (Status.FEASIBLE, StoppedBy.CANCELLED, 130),
        (Status.NONE, StoppedBy.CANCELLED, 130),
    ],
)
def test_exit_codes_of_outcomes(status, stopped_by, code):
    """Proves the documented exit code of every outcome of a solve."""
    assert exit_code(Result(status, stopped_by, None, None, "", Seconds(), Size())) == code


@pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")
@pytest.mark.parametrize("interrupts", [1, 2])
def test_interrupts_end_a_solve(work, tmp_path, interrupts):
    """Proves that Ctrl-C ends a solve with 130 and whole files; twice ends it at once.

    The first line on stderr tells that the solve has begun, the next that it was asked to stop.
    """
    words = [*PLANNER, "solve", str(work / "mine"), "--gap", "0", "-o", str(tmp_path / "plan")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:
        assert "s" in done.stderr.readline()
        done.send_signal(signal.SIGINT)
        while "Stopping" not in done.stderr.readline():
            assert done.poll() is None
        if interrupts == 2:
            done.send_signal(signal.SIGINT)
        _, errors = done.communicate(timeout=60)
    assert done.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in errors
    if (tmp_path / "plan").exists():
        assert call("verify", tmp_path / "plan", work / "mine").exit_code == 0


def test_instances_are_listed(work):
    """Proves name, families and sizes of what is found, and that faults do not stop the list."""
    folder = work / "list"
    shutil.copytree(work / "mine", folder / "good")
    shutil.copytree(work / "mine", folder / "bad")
    (folder / "bad" / "metros.csv").write_text("metro\n")
    done = call("instances", folder)
    assert done.exit_code == 0
    assert "5 sites, 5 metros, 2 services, 3 runs, 3 periods" in done.stdout
    assert "invalid" in done.stdout
    assert call("instances", work / "plan").exit_code == ExitCode.ERROR


def test_orlib_files_are_imported_and_solved(tmp_path):
    """Proves the way from the file to its least cost: site 2 alone, 7 + 1 + 1 = 9, so 0.009 M$.

    Site 1 costs 10 to open; site 2 has room for both customers.
    """
    file = tmp_path / "tiny.txt"
    file.write_text("2 2  capacity 10  capacity 7   40 1 1  50 1 1")
    folder = tmp_path / "tiny"
    assert call("import-orlib", file, folder).exit_code == ExitCode.INVALID_INSTANCE
    done = call("import-orlib", file, folder, "--capacity", "100")
    assert done.exit_code == 0
    assert "total demand 90" in done.stdout
    solved = run("solve", folder, "--json", "-o", tmp_path / "plan")
    assert json.loads(solved.stdout)["objective_musd"] == pytest.approx(0.009, rel=1e-9)
    again = call("import-orlib", file, folder, "--capacity", "100")
    assert again.exit_code == ExitCode.ERROR


def test_workbook_can_be_solved_like_a_folder(work, tmp_path):
    """Proves that the Excel form passes the door from the command line."""
    assert call("new", "--workbook", tmp_path / "mine.xlsx").exit_code == 0
    done = call("check", tmp_path / "mine.xlsx")
    assert done.exit_code == 0, done.output
