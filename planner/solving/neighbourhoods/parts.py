"""Which columns of a problem belong to which sites and runs, and the problem of some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from planner.instance import Instance
from planner.solving.columns import Columns, Key
from planner.solving.handover import Array, Problem

OF_RUNS = ("training", "backbone")
"""Blocks whose columns may belong to a run."""

TRAINING = (("training", "start"), ("training", "at"), ("backbone", "hub"))
"""Variables that say where and when runs are."""


@dataclass(frozen=True)
class Part:
    """The problem of some columns of a plan, everything else held where it is.

    Attributes:
        free: columns of the whole problem that it has, in order.
        problem: the problem; its offset holds the cost of what is held.
        keys: key of every column.
        point: the plan's values of its columns.
        of_training: which of its columns say where and when runs are.
    """

    free: NDArray[np.intp]
    problem: Problem
    keys: list[Key]
    point: Array
    of_training: NDArray[np.bool_]


class Parts:
    """Columns of a problem by site and run.

    Args:
        inst: the instance.
        columns: columns of the problem of which parts are taken.
        left_out: columns that stay where they are unless a plan uses them.
    """

    def __init__(
        self, inst: Instance, columns: Columns, left_out: frozenset[Key] = frozenset()
    ) -> None:
        self._columns = columns
        self._by_rows = columns.problem.matrix.tocsr()
        sites: dict[str, list[int]] = {site: [] for site in inst.site}
        runs: dict[str, list[int]] = {run: [] for run in inst.run}
        others: list[int] = []
        for j, key in enumerate(columns.keys):
            at = {name for name in _names(key) if name in sites}
            run = key[2][0] if key[0] in OF_RUNS and isinstance(key[2], tuple) else key[2]
            for site in at:
                sites[site].append(j)
            if not at:
                (runs[run] if key[0] in OF_RUNS and run in runs else others).append(j)
        self._of_site = {site: np.array(js, dtype=np.intp) for site, js in sites.items()}
        self._of_run = {run: np.array(js, dtype=np.intp) for run, js in runs.items()}
        self._others = np.array(others, dtype=np.intp)
        self._left_out = np.array([key in left_out for key in columns.keys], dtype=bool)
        self._of_training = np.array([key[:2] in TRAINING for key in columns.keys], dtype=bool)
        self._decisions = np.flatnonzero(self._of_training)
        self._decisions_of_run = {
            run: np.array(
                [j for j in self._decisions if columns.keys[j][2][0] == run], dtype=np.intp
            )
            for run in inst.run
        }

    def of(self, sites: Collection[str], runs: Collection[str], x: Array) -> Part:
        """The problem of some sites, of where and when some runs are, and of all that belongs to neither.

        Args:
            sites: everything at them is decided anew.
            runs: these may start otherwise and move among the sites; other runs only shift load.
            x: the plan.
        """
        problem = self._columns.problem
        chosen = [self._of_site[s] for s in sites] + [self._of_run[w] for w in runs]
        free = np.unique(np.concatenate([*chosen, self._others]))
        free = free[~self._left_out[free] | (x[free] != 0)]
        movable = [self._decisions_of_run[w] for w in runs]
        decided = np.setdiff1d(self._decisions, np.concatenate([*movable, self._decisions[:0]]))
        free = np.setdiff1d(free, decided)
        held = x.copy()
        held[free] = 0.0
        matrix = problem.matrix[:, free].tocsr()
        rows = np.flatnonzero(np.diff(matrix.indptr))
        rest = (self._by_rows @ held)[rows]
        part = replace(
            problem,
            cost=problem.cost[free],
            offset=problem.objective(held),
            matrix=sparse.csc_array(matrix[rows]),
            row_lower=problem.row_lower[rows] - rest,
            row_upper=problem.row_upper[rows] - rest,
            col_lower=problem.col_lower[free],
            col_upper=problem.col_upper[free],
            is_integer=problem.is_integer[free],
            variables=tuple(problem.variables[j] for j in free),
            rows=tuple(problem.rows[i] for i in rows),
        )
        keys = [self._columns.keys[j] for j in free]
        return Part(free, part, keys, x[free], self._of_training[free])


def _names(key: Key) -> Iterable[Any]:
    """Members of a column's index among which its sites are; metros may have a site's name."""
    block, name, index = key
    if not isinstance(index, tuple):
        return (index,)
    if (block, name) in (("inference", "served"), ("inference", "unserved")):
        return (index[0], *index[2:])
    return index
