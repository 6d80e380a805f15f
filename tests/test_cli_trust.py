"""Odd and malformed instances at the command line: said before the solve, in words, without a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.common import ExitCode

TINY = Path(__file__).resolve().parents[1] / "instances" / "tiny"

runner = CliRunner()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A copy of the smallest shipped instance."""
    shutil.copytree(TINY, tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_slip_of_the_unit_is_said_before_the_solve(tiny: Path, tmp_path: Path) -> None:
    """Proves that `solve` warns on stderr and in the JSON, and that stdout stays one document."""
    words = ["solve", tiny, "-o", tmp_path / "plan", "--json", "--time-limit", "20"]
    change = "energy.*.*.grid_usd_per_mwh=0.045"
    done = runner.invoke(app, [*map(str, words), "--set", change])
    document = json.loads(done.stdout)
    said = "grid_usd_per_mwh: 0.045 looks like USD/kWh; 45 USD/MWh?"
    assert any(said in note for note in document["notes"])
    assert f"column {said}" in done.stderr
    assert done.stderr.startswith("Note: changes row 1")


@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_malformed_instance_is_refused_in_words(tiny: Path, command: str) -> None:
    """Proves exit code 3 and place, value and advice, with marks of a terminal's markup in the name."""
    sites = tiny / "sites.csv"
    lines = sites.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[0] = "[/red][link=x]"
    sites.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    done = runner.invoke(app, [command, str(tiny)])
    assert done.exit_code == ExitCode.INVALID_INSTANCE
    assert "one of the site names in sites.csv" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("path", ["none", "../../none", "a\0b", "x" * 5000])
def test_a_path_that_is_none_is_refused_in_words(path: str) -> None:
    """Proves that no path ends in a traceback: missing, with a NUL character, or too long."""
    done = runner.invoke(app, ["check", path])
    assert done.exit_code in (ExitCode.INVALID_INSTANCE, ExitCode.USAGE)
    assert done.exception is None or isinstance(done.exception, SystemExit)
