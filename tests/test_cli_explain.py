"""`planner explain` as a user or a script meets it."""

import json

import pytest
from typer.testing import CliRunner

from planner import solve
from planner.cli import app
from planner.cli.common import ExitCode
from planner.plan.files import save
from tests.tiny import FLEET, GAP, tiny

runner = CliRunner()


def call(*words):
    """Run a command in this process."""
    return runner.invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """A plan that drops its run, with its instance in its folder."""
    folder = tmp_path_factory.mktemp("explain") / "plan"
    inst = tiny(FLEET, training_runs=[{"dropped_musd": 0.4}])
    save(solve(inst, time_limit_s=20, gap=GAP, threads=1).plan, folder, instance=inst)
    return folder


def test_what_is_left_undone_is_explained(plan):
    """Proves that the dropped run, its price and the width of the text reach the terminal."""
    done = call("explain", plan)
    assert done.exit_code == 0, done.output
    assert "Run w: dropped" in done.stdout and "costs 1.00 M$ or more" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_json_is_one_document(plan):
    """Proves that a script gets the same figures, and the name and version of the format."""
    document = json.loads(call("explain", plan, "--run", "w", "--json").stdout)
    assert document["format"] == "campus-edge explanation 1"
    assert document["runs"][0]["flips_musd"]["least_musd"] == pytest.approx(1.0)


def test_what_is_not_there_is_refused_in_words(plan):
    """Proves that an unknown run, an open site and a served metro end in one line and exit code 1."""
    for words in (("--run", "x"), ("--site", "a"), ("--metro", "M")):
        refused = call("explain", plan, *words)
        assert refused.exit_code == ExitCode.ERROR
        assert refused.stderr.startswith("Error: ")
