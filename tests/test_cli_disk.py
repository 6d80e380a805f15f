"""Solves where there is no room, no right to write, an odd path, or another solve at the same place."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import planner
from planner.cli.common import ExitCode
from planner.cli.solve import _save
from planner.plan import files
from planner.plan.verify import verify

TINY = Path(__file__).resolve().parents[1] / "instances" / "tiny"
FORBIDDEN = Path("/sys/kernel")
"""Where not even root can make a folder."""
TMPFS = ["unshare", "-rm", "sh", "-c"]
"""Runs a shell that may mount a disk of its own, where the system lets users do so."""


def solved(
    instance: Path, output: Path, limit: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`planner solve` as a process, perhaps under a limit."""
    return subprocess.run(
        [sys.executable, "-m", "planner", "solve", str(instance), "-o", str(output), "-q"],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        env=os.environ | environment,
        timeout=120,
    )


def most_bytes(size: int) -> Callable[[], None]:
    """A limit on the size of every file, which the system treats much as a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_folder_that_may_not_be_written_to_is_told_before_the_solve() -> None:
    """Proves words with advice, exit code 1 and no traceback."""
    done = solved(TINY, FORBIDDEN / "plan")
    assert done.returncode == ExitCode.ERROR
    assert f"plan not saved to {FORBIDDEN / 'plan'}" in done.stderr
    assert "choose a folder that you may write to" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_room_to_describe_the_solve_is_told(tmp_path: Path) -> None:
    """Proves that a disk full at the start ends in words, and leaves nothing behind."""
    done = solved(TINY, tmp_path / "plan", most_bytes(100))
    assert done.returncode == ExitCode.ERROR
    assert "plan not saved" in done.stderr and "free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_room_for_the_plan_is_told(tmp_path: Path) -> None:
    """Proves that a disk full at the end leaves no half plan, and that the bound is told all the same."""
    # more than any file that describes the solve, less than the plan's manifest
    done = solved(TINY, tmp_path / "plan", most_bytes(1200))
    assert done.returncode == ExitCode.ERROR
    assert "free some space" in done.stdout and "costs at least 15.6" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_plan_without_room_at_its_place_can_be_recovered(tmp_path: Path) -> None:
    """Proves on a full disk that the plan stands beside, whole, and that the command that is named gets it."""
    if subprocess.run([*TMPFS, f"mount -t tmpfs none {tmp_path}"], capture_output=True).returncode:
        pytest.skip("this system lets no user mount a disk")
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    words = f"{sys.executable} -m planner"
    script = (
        f"mount -t tmpfs -o size=220k none {disk} && "
        f"{words} solve {TINY} -o {disk}/plan -q 2>{tmp_path}/told; "
        f"{words} recover {disk}/.plan.*.run -o {kept}"
    )
    done = subprocess.run([*TMPFS, script], capture_output=True, text=True, timeout=120)
    told = (tmp_path / "told").read_text(encoding="utf-8")
    assert "No space left on device" in told and "then: planner recover" in told
    assert verify(planner.load(TINY), files.load(kept)).ok, done.stderr


def test_blanks_and_other_scripts_in_paths(tmp_path: Path) -> None:
    """Proves that instance and plan may lie anywhere, also where the system speaks ASCII alone."""
    home = tmp_path / "Zürich – 東京 'a b'"
    shutil.copytree(TINY, home / "in stance")
    done = solved(home / "in stance", home / "pläne" / "plan 1", LC_ALL="C", PYTHONUTF8="0")
    assert done.returncode == ExitCode.SOLVED, done.stderr
    assert verify(planner.load(TINY), files.load(home / "pläne" / "plan 1")).ok


def test_solves_that_end_at_once_get_a_number_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves that of eight solves without a name for their plan none loses it to another."""
    monkeypatch.chdir(tmp_path)
    instance = planner.load(TINY)
    result = planner.solve(instance)
    with ThreadPoolExecutor(8) as pool:
        taken = [
            f
            for found in pool.map(lambda _: _save(result, None, instance), range(8))
            for f in found
        ]
    assert sorted(taken) == sorted(Path("plans").iterdir()) and len(set(taken)) == 8
    assert {files.load(folder).manifest.objective_musd for folder in taken} == {
        result.plan.manifest.objective_musd
    }
