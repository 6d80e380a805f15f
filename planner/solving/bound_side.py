"""The bound side of the search: a process of its own that improves the bound while plans are sought.

A process can be stopped at any moment, which a solver inside its root relaxation cannot. The problem
goes over as plain arrays in a file, what it finds comes back as lines of JSON.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
from scipy import sparse

from .child import start_child
from .handover import Problem
from .highs import Limits


class BoundSide:
    """Solves a relaxation in another process and reports its bounds; a context manager.

    Attributes:
        failure: after its end, what went wrong in the process, or "".

    Args:
        problem: the relaxation.
        limits: time, gap, threads and seed of its solve.
        report: called with every bound, from a thread of this process.
    """

    def __init__(self, problem: Problem, limits: Limits, report: Callable[[float], None]) -> None:
        self._problem = problem
        self._limits = limits
        self._report = report
        self._folder = tempfile.TemporaryDirectory(prefix="planner-bound-")
        self._errors = Path(self._folder.name) / "errors.txt"
        self.failure = ""
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> BoundSide:
        file = Path(self._folder.name) / "problem.npz"
        save_problem(self._problem, file)
        limits = self._limits
        with self._errors.open("w", encoding="utf-8") as errors:
            self._process = start_child(
                "planner.solving.bound_worker", str(file), str(limits.seconds), str(limits.gap),
                str(limits.threads), str(limits.seed), errors=errors,
            )  # fmt: skip
        self._reader = threading.Thread(target=self._read, name="bound side", daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None and self._reader is not None
        if self._process.poll() not in (None, 0):
            last = self._errors.read_text(encoding="utf-8").strip().splitlines()[-1:]
            self.failure = f"the bound process failed: {' '.join(last) or 'no message'}"
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._folder.cleanup()

    @property
    def running(self) -> bool:
        """Whether it may still improve the bound."""
        return self._process is not None and self._process.poll() is None

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        for line in self._process.stdout:
            self._report(float(json.loads(line)["bound"]))


def save_problem(problem: Problem, file: Path) -> None:
    """Write a problem's arrays, without its Pyomo objects."""
    np.savez(
        file,
        cost=problem.cost,
        offset=problem.offset,
        data=problem.matrix.data,
        indices=problem.matrix.indices,
        indptr=problem.matrix.indptr,
        shape=problem.matrix.shape,
        row_lower=problem.row_lower,
        row_upper=problem.row_upper,
        col_lower=problem.col_lower,
        col_upper=problem.col_upper,
        is_integer=problem.is_integer,
    )


def load_problem(file: Path) -> Problem:
    """A problem from :func:`save_problem`'s file; it has no variables or rows to name."""
    with np.load(file, allow_pickle=False) as held:
        rows, columns = (int(n) for n in held["shape"])
        return Problem(
            cost=held["cost"],
            offset=float(held["offset"]),
            matrix=sparse.csc_array(
                (held["data"], held["indices"], held["indptr"]), shape=(rows, columns)
            ),
            row_lower=held["row_lower"],
            row_upper=held["row_upper"],
            col_lower=held["col_lower"],
            col_upper=held["col_upper"],
            is_integer=held["is_integer"],
            variables=(),
            rows=(),
        )
