"""Plans saved where others save too, where there is no room, and under odd names."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from planner.plan import files
from planner.plan.core import Plan
from tests.plan import hand_case

SAVE = """
import sys
from pathlib import Path
from planner.plan import files
try:
    files.save(files.load(Path(sys.argv[1])), Path(sys.argv[2]))
except files.PlanNotSaved as error:
    sys.exit(7)
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The plan worked out by hand."""
    return hand_case.plan(hand_case.instance())


def test_of_eight_processes_that_save_at_once_one_wins(plan: Plan, tmp_path: Path) -> None:
    """Proves that one plan stands whole, the other seven are refused in words, and nothing is left behind."""
    source = files.save(plan, tmp_path / "source")
    target = tmp_path / "plans" / "plan"
    words = [sys.executable, "-c", SAVE, str(source), str(target)]
    codes = [p.wait(timeout=120) for p in [subprocess.Popen(words) for _ in range(8)]]
    assert sorted(codes) == [0] + [7] * 7
    assert files.load(target).manifest == plan.manifest
    assert [path.name for path in target.parent.iterdir()] == ["plan"]


def test_no_room_is_told_and_leaves_nothing(plan: Plan, tmp_path: Path) -> None:
    """Proves that a file cut off by a limit gives a typed refusal with advice, and no half plan."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(files.PlanNotSaved, match="free some space"):
            files.save(plan, tmp_path / "plan")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["with blanks", "Zürich – 東京", "a'b\"c", "-o"])
def test_odd_names_are_names(plan: Plan, tmp_path: Path, name: str) -> None:
    """Proves that a plan is saved and read under blanks, quotes, other scripts and a leading dash."""
    files.save(plan, tmp_path / name / name)
    assert files.load(tmp_path / name / name).manifest == plan.manifest


def test_a_file_in_the_way_is_told(plan: Plan, tmp_path: Path) -> None:
    """Proves that a place below a file is refused in words, and the file stays as it was."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(files.PlanNotSaved, match="choose another folder"):
        files.save(plan, tmp_path / "file" / "plan")
    assert (tmp_path / "file").read_text() == "mine"
