"""CBC on an MPS file, watched through its log."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pulp

from planner.solving.handover import Array, Problem

from .asked import Asked
from .mps import column_values, write_mps
from .stopwatch import Stopwatch

LATE_S = 10.0
"""So much later than its limit it may end by itself."""

_NUMBER = r"([-+]?[\d.]+(?:e[-+]?\d+)?)"
_BOUNDS = (
    re.compile(rf"^Continuous objective value is {_NUMBER}"),
    re.compile(rf"cuts changed objective from \S+ to {_NUMBER}"),
    re.compile(rf"best possible {_NUMBER}"),
)
_INCUMBENTS = (
    re.compile(rf"(?:Integer solution|Solution) of {_NUMBER} found"),
    re.compile(rf"on tree, {_NUMBER} best solution"),
)
_NO_PLAN = 1e49
"""CBC writes 1e+50 for the cost of the plan that it does not have."""


def read_line(line: str) -> tuple[float, float]:
    """(incumbent, bound) that a line of the log tells; infinite where it tells none."""
    found = [
        next((m for p in kind if (m := p.search(line))), None) for kind in (_INCUMBENTS, _BOUNDS)
    ]
    incumbent = float(found[0].group(1)) if found[0] else float("inf")
    bound = float(found[1].group(1)) if found[1] else -float("inf")
    return (incumbent if incumbent < _NO_PLAN else float("inf")), bound


def run_cbc(
    problem: Problem, asked: Asked, watch: Stopwatch, folder: Path
) -> tuple[str, Array | None]:
    """Solve a problem; CBC's word for how it ended, and its best point."""
    file, solution = folder / "model.mps", folder / "solution.txt"
    with watch.standing_still():
        write_mps(problem, file)
    words = [
        pulp.PULP_CBC_CMD().path, str(file), "-timeMode", "elapsed", "-sec", f"{asked.left_s(watch):.0f}",
        "-ratioGap", str(asked.gap), "-threads", str(asked.threads), "-randomCbcSeed", str(asked.seed + 1),
        "-log", "1", "-solve", "-solution", str(solution),
    ]  # fmt: skip
    for line in _lines(words, asked.left_s(watch) + LATE_S):
        incumbent, bound = read_line(line)
        watch.note(incumbent + problem.offset, bound + problem.offset)
    return _read_solution(solution, problem)


def _lines(words: list[str], limit_s: float) -> Iterator[str]:
    """Lines of a program's output as they are written; to a pipe C would write them in blocks.

    After its time the program is killed, since CBC looks at the clock only between its steps.
    """
    ours, theirs = os.openpty()
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL) as process:
        os.close(theirs)
        alarm = threading.Timer(limit_s, process.kill)
        alarm.start()
        with os.fdopen(ours, encoding="utf-8", errors="replace") as output:
            while True:
                try:
                    line = output.readline()
                except OSError:
                    # so a terminal says that the other side has closed it
                    break
                if not line:
                    break
                yield line.strip()
        process.wait()
        alarm.cancel()
    if process.returncode not in (0, -signal.SIGKILL):
        raise OSError(f"CBC ended with the exit code {process.returncode}")


def _read_solution(file: Path, problem: Problem) -> tuple[str, Array | None]:
    """How CBC ended and its point: lines of number, name, value, reduced cost; `**` before a broken one."""
    if not file.exists():
        return "killed after its time", None
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    ended = head.split(" - ")[0]
    if "infeasible" in ended.lower() or "no integer solution" in head.lower() or not lines:
        return ended, None
    values = ((words[-3], float(words[-2])) for line in lines if (words := line.split()))
    return ended, column_values(problem.size.columns, values)
