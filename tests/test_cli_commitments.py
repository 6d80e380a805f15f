"""`planner commitments` as a user or a script meets it."""

import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from planner import load, solve
from planner.cli import app
from planner.cli.common import ExitCode
from planner.instance import write_folder
from planner.plan.files import save
from tests.tiny import FLEET, tiny

runner = CliRunner()


def call(*words):
    """Run a command in this process."""
    return runner.invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """An instance whose one run starts in 2027, and its plan."""
    folder = tmp_path_factory.mktemp("work")
    runs = [{"earliest_year": 2027, "latest_year": 2027}]
    inst = tiny(FLEET, years=(2026, 2027), training_runs=runs)
    write_folder(inst, folder / "mine")
    plan = solve(load(folder / "mine"), time_limit_s=20, threads=1).plan
    save(plan, folder / "plan", instance=inst)
    save(plan, folder / "bare")
    return folder


def test_the_day_of_the_report_says_what_is_next(work):
    """Proves that units to be signed on 1 January 2027 are a later matter on the first day of 2026, a
    next one in June, and signed in 2028.
    """
    first, june, past = (
        call("commitments", work / "plan", *day)
        for day in ((), ("--as-of", "2026-06-01"), ("--as-of", "2028-01-01"))
    )
    for done in (first, june, past):
        assert done.exit_code == 0, done.output
    assert "To be signed later" in first.stdout and "within twelve months, b" not in first.stdout
    assert "To be signed within twelve months, before 2027-06-01" in june.stdout
    assert "Signed before 2028-01-01" in past.stdout
    assert "Cash is M$ of 2026, not discounted" in first.stdout


def test_json_is_one_document(work):
    """Proves that a script gets days as ISO text, and the name and version of the format."""
    document = json.loads(call("commitments", work / "plan", "--json").stdout)
    assert document["format"] == "campus-edge commitments 1"
    (one,) = [one for one in document["commitments"] if one["kind"] == "accelerators"]
    assert (one["sign_by"], one["slack_years"]) == ("2027-01-01", 0.0)


def test_a_workbook_is_written(work, tmp_path):
    """Proves that `--workbook` writes the rows beside the answer."""
    target = tmp_path / "book.xlsx"
    assert call("commitments", work / "plan", "--workbook", target).exit_code == 0
    assert load_workbook(target)["All"].max_row > 1


def test_what_cannot_be_done_is_said_in_words(work, tmp_path):
    """Proves exit codes: 2 for a day that is none, 1 for a plan without instance, a file that cannot
    be written, and a folder that is no plan.
    """
    assert call("commitments", work / "plan", "--as-of", "June").exit_code == ExitCode.USAGE
    bare = call("commitments", work / "bare")
    assert bare.exit_code == ExitCode.ERROR and "--instance" in bare.output
    assert call("commitments", work / "bare", "--instance", work / "mine").exit_code == 0
    target = tmp_path / "no" / "book.xlsx"
    unwritten = call("commitments", work / "plan", "--workbook", target)
    assert unwritten.exit_code == ExitCode.ERROR and str(target) in unwritten.output
    assert call("commitments", work / "mine").exit_code == ExitCode.ERROR
