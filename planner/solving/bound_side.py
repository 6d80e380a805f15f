"""The bound side of the search: a process of its own that improves the bound while plans are sought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from .child import BoundProcess
from .handover import Problem
from .highs import Limits


class BoundSide(BoundProcess):
    """Solves a relaxation in another process and reports its bounds; a context manager.

    Args:
        problem: the relaxation.
        limits: time, gap, threads and seed of its solve.
        report: called with every bound, from a thread of this process.
    """

    def __init__(self, problem: Problem, limits: Limits, report: Callable[[float], None]) -> None:
        super().__init__()
        self._problem = problem
        self._limits = limits
        self._report = report

    def _prepared(self) -> tuple[str, ...]:
        file = self._path / "problem.npz"
        save_problem(self._problem, file)
        limits = self._limits
        asked = (limits.seconds, limits.gap, limits.threads, limits.seed)
        return ("planner.solving.bound_worker", str(file), *map(str, asked))

    def _hear(self, said: dict[str, Any]) -> None:
        self._report(float(said["bound"]))


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
