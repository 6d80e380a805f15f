"""One solve in a process of its own, with its memory watched and its time limited."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import platform
import tempfile
import time
import traceback
from importlib import metadata
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from planner.instance import Instance, write_folder
from planner.plan.core import Size

from .asked import Asked
from .record import Record
from .solvers import SOLVERS, Answer
from .stopwatch import Stopwatch
from .trajectory import Point, improvements

SAMPLE_S = 0.1
"""Memory is looked at so often."""

GRACE_S = 150.0
"""Beyond its limit a process may go on so long, for rounding and checking, before it is killed."""

GIVEN_UP = Answer("killed: did not end by itself", Size(), "no plan: killed")


def measure(name: str, solver: str, instance: Instance, asked: Asked) -> Record:
    """Solve an instance and say how it went; every failure of the solver is part of the answer."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="planner-search-") as home:
        folder = Path(home) / "instance"
        write_folder(instance, folder)
        ours, theirs = context.Pipe(duplex=False)
        started = time.time()
        process = context.Process(target=_work, args=(theirs, started, solver, folder, asked))
        process.start()
        theirs.close()
        points, answer, peak_mb = _watched(process.pid or 0, ours, asked.time_limit_s + GRACE_S)
        seconds = max([p.seconds for p in points], default=time.time() - started)
        _end(process.pid or 0)
        process.join()
    return Record(
        instance=name,
        solver=solver,
        seed=asked.seed,
        time_limit_s=asked.time_limit_s,
        gap=asked.gap,
        threads=asked.threads,
        size=answer.size,
        points=tuple(
            (round(p.seconds, 3), p.incumbent_musd, p.bound_musd) for p in improvements(points)
        ),
        ended=answer.ended,
        seconds=round(seconds, 3),
        checked=answer.checked,
        peak_memory_mb=round(peak_mb, 1),
        machine=_machine(),
    )


def _work(told: Connection, started: float, solver: str, folder: Path, asked: Asked) -> None:
    """The process that solves: every point, then the answer."""
    watch = Stopwatch(started, told.send)
    try:
        answer = SOLVERS[solver](folder, asked, watch)
    except Exception as error:
        traceback.print_exc()
        answer = Answer(f"failed: {error!r}", Size(), "no plan: failed")
    told.send(answer)


def _watched(pid: int, told: Connection, limit_s: float) -> tuple[list[Point], Answer, float]:
    """What a process tells until it answers or its time is over, and the most memory it took, MB."""
    points: list[Point] = []
    peak_mb, until = 0.0, time.monotonic() + limit_s
    while time.monotonic() < until:
        peak_mb = max(peak_mb, _memory_mb(pid))
        try:
            if not told.poll(SAMPLE_S):
                continue
            said = told.recv()
        except EOFError:
            return points, Answer("the process died", Size(), "no plan: died"), peak_mb
        if isinstance(said, Answer):
            return points, said, peak_mb
        points.append(said)
    return points, GIVEN_UP, peak_mb


def _memory_mb(pid: int) -> float:
    """Resident memory of a process and all that it has started, MB."""
    total = 0
    for process in _tree(pid):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _end(pid: int) -> None:
    """Kill a process and all that it has started, where any of it still runs."""
    for process in reversed(_tree(pid)):
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def _machine() -> dict[str, str]:
    """Processor, cores, load and the versions of what is installed."""
    found = {
        "cores": str(os.cpu_count()),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f}",
    }
    for name in ("campus-edge", "pyomo", "highspy", "pyscipopt", "pulp"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found
