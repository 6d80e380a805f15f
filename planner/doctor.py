"""Whether the planner can work here: the solver's answers, other processes, the disk."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import psutil

from planner.disk import flush_folder, write_through
from planner.solving.canaries import Check, hear_all
from planner.solving.known_wrong import fault_of_solver

SPAWN_SECONDS = 60.0
"""Longest that the start of another process may take, s."""


@dataclass(frozen=True)
class Machine:
    """What the planner runs on.

    Attributes:
        versions: of Python and of the packages that answers hang on.
        cores: that this process may use.
        memory_gb: of the machine, 10⁹ bytes.
        memory_free_gb: that can be had without swapping, 10⁹ bytes.
    """

    versions: dict[str, str]
    cores: int
    memory_gb: float
    memory_free_gb: float


def machine() -> Machine:
    """Versions, cores and memory."""
    memory = psutil.virtual_memory()
    names = ("campus-edge", "pyomo", "highspy", "numpy", "scipy", "pandas")
    versions = {name: metadata.version(name) for name in names}
    return Machine(
        versions={"python": platform.python_version(), **versions},
        cores=_cores(),
        memory_gb=memory.total / 1e9,
        memory_free_gb=memory.available / 1e9,
    )


def _cores() -> int:
    """Cores that this process may use; all of the machine's where it cannot be told."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checks(folder: Path) -> Iterator[Check]:
    """Try everything that a solve relies on, one after the other.

    Args:
        folder: where plans are to be written.
    """
    version = metadata.version("highspy")
    yield Check(f"HiGHS {version}", "versions known to be wrong", fault_of_solver() or "")
    for heard in hear_all():
        step = "; install another HiGHS: pip install --upgrade highspy"
        yield replace(heard, fault=heard.fault and heard.fault + step)
    yield Check("processes", "solves run in a process of their own", _spawn())
    yield Check("disk", f"plans are written to {folder}", _write(folder))


def _spawn() -> str:
    """Start a Python of its own, as a solve does."""
    words = [sys.executable, "-c", "import planner; print('here')"]
    step = "allow this user more processes, or look at the Python that is installed"
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SPAWN_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"another Python cannot be started: {error}; {step}"
    if done.stdout.strip() != "here":
        return f"another Python ended with {done.returncode}: {done.stderr.strip()[-300:]}; {step}"
    return ""


def _write(folder: Path) -> str:
    """Write a file, flush it and its name, read it again."""
    try:
        with tempfile.TemporaryDirectory(prefix=".planner-doctor-", dir=folder) as home:
            file = Path(home) / "written"
            write_through(file, b"written\n" * 1000)
            flush_folder(Path(home))
            if file.read_bytes() != b"written\n" * 1000:
                return "what was written does not read back; use another disk"
    except OSError as error:
        return f"cannot write: {error.strerror}; change to a folder that can be written to"
    return ""
