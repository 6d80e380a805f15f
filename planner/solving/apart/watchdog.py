"""A solve in a process of its own: watched, stopped when it does not keep its limits, its plans kept.

Whatever happens to the process (it hangs inside the solver, takes too much memory, is killed, crashes), the
caller gets a result, with the best plan that the process had found.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import queue
import shlex
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import psutil
from pydantic import TypeAdapter

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.core import Manifest, Seconds, Size, Status, StoppedBy
from planner.plan.files import PlanNotSaved
from planner.plan.unfinished import hidden_beside
from planner.plan.verify import verify
from planner.solving.child import start_child
from planner.solving.result import Progress, Result

from .job import CANCEL, NOT_KEPT, Job, Order, Origin, with_bound

CANCEL_WITHIN_S = 2.0
"""Time that a process has to stop by itself when asked, s; then its last plan on disk counts."""

GRACE_S = 7.0
GRACE_SHARE = 0.07
"""A process may take so many seconds, or this share, longer than its time limit before it is stopped."""

MEMORY_SHARE = 0.9
"""Share of the machine's memory that a solve may take unless another limit is given."""

LOOK_EVERY_S = 0.1
MEMORY_EVERY_S = 0.5


def solve_apart(
    instance: Instance,
    *,
    locks: Sequence[Lock] = (),
    time_limit_s: float | None = None,
    gap: float | None = None,
    threads: int | None = None,
    seed: int | None = None,
    memory_limit_gb: float | None = None,
    any_solver: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    beside: Path | None = None,
    keep: Callable[[Result], None] | None = None,
) -> Result:
    """Solve as :func:`planner.solving.solve` does, in a process of its own under a watchdog.

    The process is stopped when it exceeds its time limit by more than 7 s and 7 %, or its memory
    limit, and when it does not stop within 2 s of being asked. The best plan it had found is checked and
    returned. It ends with this process, whatever ends this one.

    Args:
        instance: the planning problem; one with routes given from outside cannot go to another process.
        locks: decisions to keep, besides those that the instance locks itself.
        time_limit_s: wall time from the process's start to the plan, s; the instance's own when not given.
        gap: relative gap at which the search may stop.
        threads: threads the solver may use.
        seed: seed of the solver.
        memory_limit_gb: memory of the process and those it starts, GB; nine tenths of the machine's when
            not given.
        any_solver: solve with a version of HiGHS known wrong too; the plan says so.
        on_progress: told of incumbent, bound and gap while the search runs.
        cancel: set it to stop; the best plan found so far is returned.
        beside: where the plan is going to stand. The plans on the way stand in a hidden folder beside it, from
            which :func:`planner.solving.apart.recover` takes the last one if this process is killed too.
        keep: given the result before what the process left is deleted; when it fails nothing is.

    Raises:
        ValueError: the instance cannot be written to a folder.
        PlanNotSaved: there is no room beside the plan, or no right to write there; or `keep` raised it, and
            then it says how the plan is recovered.
    """
    folder = _job_folder(beside)
    is_kept = False
    try:
        job = Job(folder)
        order = Order(
            origin=Origin.of(instance, locks),
            started_utc=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            output="" if beside is None else _as_text(beside),
            locks=tuple(locks),
            time_limit_s=time_limit_s,
            gap=gap,
            threads=threads,
            seed=seed,
            any_solver=any_solver,
        )
        _describe(job, order, instance)
        limit = instance.settings.solve.time_limit_s if time_limit_s is None else time_limit_s
        most = psutil.virtual_memory().total * MEMORY_SHARE
        if memory_limit_gb is not None:
            most = memory_limit_gb * 1e9
        limits = _Limits(limit, most, cancel or threading.Event())
        stopped_by, code = _run(job, limits, on_progress)
        result = job.result()
        if result is None:
            result = _cut_short(job, instance, stopped_by, code)
        plan = None if result.plan is None else order.origin.named_in(result.plan)
        result = replace(result, plan=plan)
        if keep is not None:
            _keep(keep, result, folder)
        is_kept = True
        return result
    finally:
        if is_kept or Job(folder).latest_plan() is None:
            shutil.rmtree(folder, ignore_errors=True)


def _job_folder(beside: Path | None) -> Path:
    if beside is None:
        return Path(tempfile.mkdtemp(prefix="planner-solve-"))
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        return hidden_beside(beside, ".run")
    except OSError as error:
        raise PlanNotSaved.because(beside, error) from error


def _as_text(path: Path) -> str:
    """The path in letters, whatever the system takes its bytes for."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _describe(job: Job, order: Order, instance: Instance) -> None:
    try:
        job.write(order, instance)
        job.errors.touch()
    except OSError as error:
        raise PlanNotSaved.because(Path(order.output or job.folder), error) from error


def _keep(keep: Callable[[Result], None], result: Result, folder: Path) -> None:
    try:
        keep(result)
    except PlanNotSaved as error:
        step = f"{error.next_step}, then: planner recover {shlex.quote(str(folder))} -o PLAN"
        raise PlanNotSaved(error.folder, error.reason, step) from error


@dataclass(frozen=True)
class _Limits:
    """What the watchdog watches: seconds, bytes, and whether the caller wants it to stop."""

    seconds: float
    memory_bytes: float
    cancel: threading.Event

    @property
    def latest_s(self) -> float:
        """Time after which the process is stopped, s."""
        return self.seconds + max(GRACE_S, GRACE_SHARE * self.seconds)


def _run(
    job: Job, limits: _Limits, on_progress: Callable[[Progress], None] | None
) -> tuple[StoppedBy, int]:
    """Run the process to its end or stop it.

    Why it was stopped, INTERRUPTED when it ended by itself, and its exit code.
    """
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    with job.errors.open("w", encoding="utf-8") as errors:
        process = start_child(
            "planner.solving.apart.worker", str(job.folder.absolute()), errors=errors
        )
    assert process.stdin is not None and process.stdout is not None
    reader = threading.Thread(
        target=_read_lines, args=(process.stdout, lines), name="progress", daemon=True
    )
    reader.start()
    try:
        stopped_by = _watched(process, lines, limits, on_progress)
    finally:
        _kill(process)
        process.wait()
        reader.join()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # it did not read what it was told last
            process.stdin.close()
    return stopped_by, process.returncode


def _read_lines(stream: IO[str], lines: queue.SimpleQueue[str]) -> None:
    for line in stream:
        lines.put(line)


def _watched(
    process: subprocess.Popen[str],
    lines: queue.SimpleQueue[str],
    limits: _Limits,
    on_progress: Callable[[Progress], None] | None,
) -> StoppedBy:
    began = time.monotonic()
    asked_at: float | None = None
    look_at_memory = began
    said = TypeAdapter(Progress)
    while True:
        try:
            line = lines.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            line = ""
        if line and on_progress is not None:
            on_progress(said.validate_json(line))
        now = time.monotonic()
        if not line and process.poll() is not None:
            return StoppedBy.INTERRUPTED
        if limits.cancel.is_set() and asked_at is None:
            asked_at = now
            _ask_to_stop(process)
        if asked_at is not None and now - asked_at > CANCEL_WITHIN_S:
            return StoppedBy.CANCELLED
        if now - began > limits.latest_s:
            return StoppedBy.TIME_LIMIT
        if now >= look_at_memory:
            look_at_memory = now + MEMORY_EVERY_S
            if _memory_bytes(process) > limits.memory_bytes:
                return StoppedBy.MEMORY_LIMIT


def _ask_to_stop(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(CANCEL + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        # it has just ended by itself
        return


def _family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The process and those it started, as far as they still run."""
    try:
        head = psutil.Process(process.pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory_bytes(process: subprocess.Popen[str]) -> float:
    total = 0.0
    for member in _family(process):
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _kill(process: subprocess.Popen[str]) -> None:
    for member in _family(process):
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue


_WHY = {
    StoppedBy.CANCELLED: "cancelled; the solver did not stop by itself and was stopped",
    StoppedBy.TIME_LIMIT: "time is over; the solver did not stop by itself and was stopped",
    StoppedBy.MEMORY_LIMIT: "the solve took more memory than it may and was stopped; give it more with "
    "--memory-limit, or plan fewer sites, metros or periods",
    StoppedBy.INTERRUPTED: "the process of the solve ended before its search did",
}


_NO_ROOM = (
    "the search came to its end, but what it found could not be written beside the place where its plan was "
    "going to stand; free some space or choose a folder on another disk"
)


def _cut_short(job: Job, instance: Instance, stopped_by: StoppedBy, code: int) -> Result:
    """The result of a process that was stopped, or died: its last plan on disk, checked again."""
    message = _WHY[stopped_by]
    if code == NOT_KEPT:
        message = _NO_ROOM
    elif stopped_by is StoppedBy.INTERRUPTED:
        last = job.errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        message += f" ({' '.join(last) or 'killed from outside'})"
    return interrupted(job, instance, stopped_by, message)


def interrupted(job: Job, instance: Instance, stopped_by: StoppedBy, message: str) -> Result:
    """What a job's folder holds of a solve that did not come to its end.

    Args:
        job: the folder.
        instance: the instance that was solved.
        stopped_by: why it did not.
        message: the same in words.
    """
    progress = job.progress
    bound = None if progress is None else progress.bound_musd
    plan = job.latest_plan()
    if plan is None:
        message += "; no plan of it stands on the disk"
        return Result(Status.NONE, stopped_by, None, bound, message, Seconds(), Size())
    plan = with_bound(plan, bound, stopped_by)
    locked = instance.replace(locks=(*instance.locks, *job.order.locks))
    checked = verify(locked, plan)
    manifest: Manifest = plan.manifest
    if not checked.ok:
        message += f"; its last plan is not shown, since it breaks a rule: {checked.broken[0]}"
        return Result(
            Status.NONE, stopped_by, None, bound, message, manifest.seconds, manifest.size
        )
    message += f"; the best plan it had found is kept, good to {manifest.gap:.2%}"
    return Result(
        manifest.status,
        stopped_by,
        replace(plan, manifest=manifest),
        manifest.bound_musd,
        message,
        manifest.seconds,
        manifest.size,
    )
