"""A solve in a process of its own: the same plan, and a result whatever happens to the process."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psutil
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.instance import write_folder
from planner.plan import files
from planner.plan.core import Status, StoppedBy
from planner.plan.verify import verify
from planner.solving import Progress, Result
from planner.solving.apart import recover, solve_apart, unfinished
from tests.solving.hard import hard_routing

TINY = Path(__file__).parents[2] / "instances" / "tiny"


def worker() -> psutil.Process:
    """The process of the solve that this one watches."""
    (found,) = (
        child
        for child in psutil.Process().children()
        if "planner.solving.apart.worker" in " ".join(child.cmdline())
    )
    return found


def solve_and(
    act: Callable[[], None],
    folder: Path,
    *,
    time_limit_s: float = 60.0,
    cancel: threading.Event | None = None,
) -> tuple[Result, float]:
    """Solve something long; act once a plan is on the disk. The result, and the time it took from there."""
    acted: list[float] = []

    def look(_: Progress) -> None:
        if not acted and list(folder.glob(".plan.*.run/plan-*")):
            act()
            acted.append(time.perf_counter())

    result = solve_apart(
        hard_routing(),
        gap=0.0,
        threads=1,
        on_progress=look,
        beside=folder / "plan",
        time_limit_s=time_limit_s,
        cancel=cancel,
    )
    assert acted, "no plan was found before the solve ended"
    return result, time.perf_counter() - acted[0]


def assert_is_a_checked_plan(result: Result) -> None:
    """The plan of hard_routing() that a solve was left with: verified, above its bound."""
    assert result.plan is not None and result.status is Status.FEASIBLE
    assert verify(hard_routing(), result.plan).ok
    manifest = result.plan.manifest
    assert manifest.verified and manifest.bound_musd < manifest.objective_musd
    assert manifest.instance_sha256 == hard_routing().sha256


def test_the_plan_is_that_of_a_solve_in_this_process():
    """Proves that going through another process changes nothing: cost, tables, what the manifest says."""
    inst = planner.load(TINY, changes=["discount_rate=0.05"])
    here, there = planner.solve(inst), planner.solve_apart(inst)
    assert here.plan is not None and there.plan is not None
    apart = {"created_utc", "seconds"}
    assert there.plan.manifest.model_dump(exclude=apart) == here.plan.manifest.model_dump(
        exclude=apart
    )
    assert there.plan.manifest.changes == {"discount_rate": "0.05"}
    for name, table in here.plan.tables.items():
        pd.testing.assert_frame_equal(there.plan.tables[name], table, check_dtype=False)
    assert (there.status, there.stopped_by, there.message) == (
        here.status, here.stopped_by, here.message,
    )  # fmt: skip


def test_cancel_is_heard(tmp_path: Path):
    """Proves that a stop gives the best plan within 5 s and leaves nothing behind."""
    cancel = threading.Event()
    result, seconds = solve_and(cancel.set, tmp_path, cancel=cancel)
    assert seconds < 5
    assert result.stopped_by is StoppedBy.CANCELLED
    assert_is_a_checked_plan(result)
    assert not list(tmp_path.iterdir())


def test_a_solver_that_hangs_is_stopped_when_cancelled(tmp_path: Path):
    """Proves that a process that hears nothing any more costs 5 s, not its plan."""
    cancel = threading.Event()

    def hang() -> None:
        worker().send_signal(signal.SIGSTOP)
        cancel.set()

    result, seconds = solve_and(hang, tmp_path, cancel=cancel)
    assert seconds < 5
    assert result.stopped_by is StoppedBy.CANCELLED
    assert_is_a_checked_plan(result)


@pytest.mark.slow
def test_a_solver_that_hangs_is_stopped_at_its_time_limit(tmp_path: Path):
    """Proves that the time limit is kept to within 10 s by a process that does not keep it."""
    began = time.perf_counter()
    result, _ = solve_and(lambda: worker().send_signal(signal.SIGSTOP), tmp_path, time_limit_s=6.0)
    assert time.perf_counter() - began < 6 + 10
    assert result.stopped_by is StoppedBy.TIME_LIMIT
    assert_is_a_checked_plan(result)


def test_a_process_that_dies_leaves_its_plan(tmp_path: Path):
    """Proves that a crash of the solver is a result with the best plan so far, and says so."""
    result, seconds = solve_and(lambda: worker().kill(), tmp_path)
    assert seconds < 5
    assert result.stopped_by is StoppedBy.INTERRUPTED
    assert "ended before its search did (killed from outside)" in result.message
    assert_is_a_checked_plan(result)


def test_memory_limit_is_kept():
    """Proves that a solve that takes more memory than it may is stopped, with a next step."""
    result = solve_apart(hard_routing(), time_limit_s=60, memory_limit_gb=0.05)
    assert result.stopped_by is StoppedBy.MEMORY_LIMIT
    assert result.plan is None and result.status is Status.NONE
    assert "--memory-limit" in result.message


def test_what_cannot_be_kept_stays_on_the_disk(tmp_path: Path):
    """Proves that a plan that could not be saved where it was to stand is not deleted either."""

    def full(_: Result) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        solve_apart(planner.load(TINY), beside=tmp_path / "plan", keep=full)
    (left,) = tmp_path.glob(".plan.*.run")
    assert files.load(left / "plan-final").manifest.objective_musd == pytest.approx(15.61475)


SOLVE_BESIDE = """
import sys
from pathlib import Path
import planner
planner.solve_apart(
    planner.load(sys.argv[1]), gap=0.0, threads=1, time_limit_s=60, beside=Path(sys.argv[2])
)
"""


def test_a_solve_killed_with_its_watchdog_is_listed_and_recovered(tmp_path: Path):
    """Proves that after a kill of both processes none runs on, and the last plan is there to be had.

    The earlier plan beside it stays whole; what is recovered passes the checker and is removed from the list.
    """
    inst = hard_routing()
    write_folder(inst, tmp_path / "inst")
    earlier = planner.solve(planner.load(TINY)).plan
    assert earlier is not None
    files.save(earlier, tmp_path / "plans" / "earlier")
    watchdog = subprocess.Popen(
        [sys.executable, "-c", SOLVE_BESIDE, str(tmp_path / "inst"), str(tmp_path / "plans" / "p")]
    )
    until = time.monotonic() + 40
    while not list(tmp_path.glob("plans/.p.*.run/plan-*")):
        assert time.monotonic() < until and watchdog.poll() is None
        time.sleep(0.1)
    (child,) = psutil.Process(watchdog.pid).children()
    watchdog.kill()
    watchdog.wait()
    child.wait(timeout=5)
    (left,) = unfinished(tmp_path / "plans")
    assert left.has_plan and left.instance == inst.settings.name
    assert left.progress is not None and left.progress.incumbent_musd is not None
    result = recover(left)
    assert result.stopped_by is StoppedBy.INTERRUPTED
    assert_is_a_checked_plan(result)
    run = CliRunner().invoke
    listed = run(app, ["unfinished", str(tmp_path / "plans")])
    assert listed.exit_code == 0 and str(left.folder) in listed.output
    saved = run(app, ["recover", str(left.folder), "-o", str(tmp_path / "saved")])
    assert saved.exit_code == 0, saved.output
    assert verify(inst, files.load(tmp_path / "saved")).ok
    assert not unfinished(tmp_path / "plans")
    assert files.load(tmp_path / "plans" / "earlier").manifest == earlier.manifest
    again = run(app, ["recover", str(left.folder), "-o", str(tmp_path / "twice")])
    assert again.exit_code == 1 and "is no unfinished solve" in again.output
