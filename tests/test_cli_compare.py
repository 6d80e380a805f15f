"""`planner compare` as a user or a script meets it."""

import json

import pytest
from typer.testing import CliRunner

from planner import load, solve
from planner.cli import app
from planner.cli.common import ExitCode
from planner.instance import write_folder
from planner.plan.files import save
from tests.tiny import FLEET, prices, tiny

runner = CliRunner()


def call(*words):
    """Run a command in this process."""
    return runner.invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Two instances with a plan of each, saved with its instance and without."""
    folder = tmp_path_factory.mktemp("work")
    for name, musd in (("cheap", 1.0), ("dear", 2.0)):
        inst = tiny(FLEET, settings={"name": name}, bill_of_materials=prices({2026: musd}))
        write_folder(inst, folder / name)
        plan = solve(load(folder / name), time_limit_s=20, threads=1).plan
        save(plan, folder / f"{name}-plan", instance=inst)
        save(plan, folder / f"{name}-bare")
    return folder


def test_two_plans_need_nothing_but_themselves(work):
    """Proves that the instances are found in the plans, and that inputs come before decisions."""
    done = call("compare", work / "cheap-plan", work / "dear-plan")
    assert done.exit_code == 0, done.output
    at = [done.stdout.index(text) for text in ("Key figures", "Inputs: 2 differ", "by head")]
    assert at == sorted(at)
    assert "A is proven cheaper" in done.stdout


def test_json_is_one_document(work):
    """Proves that a script gets the figures whole, and the name and version of the format."""
    done = call("compare", work / "cheap-plan", work / "dear-plan", "--json")
    document = json.loads(done.stdout)
    assert document["format"] == "campus-edge comparison 1"
    assert document["pairs"][0]["costs"]["total"]["unit_cost_musd"] == pytest.approx(1.0)


def test_plans_of_before_are_compared_with_their_instances(work):
    """Proves that each plan without an instance takes the one of its fingerprint, in any order."""
    bare = (work / "cheap-bare", work / "dear-bare")
    given = ("--instance", work / "dear", "--instance", work / "cheap")
    assert call("compare", *bare, *given).exit_code == 0
    none = call("compare", *bare)
    assert none.exit_code == ExitCode.ERROR and "--instance" in none.output
    wrong = call("compare", *bare, "--instance", work / "cheap")
    assert wrong.exit_code == ExitCode.ERROR and "'dear'" in wrong.output


def test_a_page_is_written(work, tmp_path):
    """Proves that `--html` gives a whole page beside the answer."""
    done = call("compare", work / "cheap-plan", work / "dear-plan", "--html", tmp_path / "x.html")
    assert done.exit_code == 0
    assert (tmp_path / "x.html").read_text().endswith("</html>\n")


def test_a_page_that_cannot_be_written_is_said_in_words(work, tmp_path):
    """Proves that a folder that does not exist is an error in words, no traceback."""
    target = tmp_path / "no" / "x.html"
    done = call("compare", work / "cheap-plan", work / "dear-plan", "--html", target)
    assert done.exit_code == ExitCode.ERROR and str(target) in done.output


@pytest.mark.parametrize("count", [1, 11])
def test_a_number_that_cannot_be_compared_is_wrong_usage(work, count):
    """Proves exit code 2 for one plan, and for eleven."""
    assert call("compare", *[work / "cheap-plan"] * count).exit_code == ExitCode.USAGE


def test_what_is_no_plan_is_said_in_words(work):
    """Proves that a folder without a plan is an error and names the folder."""
    done = call("compare", work / "cheap-plan", work / "cheap")
    assert done.exit_code == ExitCode.ERROR and "cheap" in done.output
