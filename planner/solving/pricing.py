"""Columns that a relaxation's prices leave no hope for, so that later relaxations can do without them.

A heuristic of the plan side: plans found without these columns are plans of the whole model. The bound never
rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .columns import Key
from .handover import Array, Problem

UNUSED = 1e-3
"""Values below this, in the model's units, are an interior point's dust."""

DEARER = {
    ("inference", "pool_kunits"): 0.05,
    ("training", "slowed_kunits"): 0.05,
    ("training", "fabric_kunits"): 0.2,
    ("halls", "halls_built"): 0.2,
    ("halls", "hosted_mw"): 0.2,
    ("halls", "drawn_mw"): 0.2,
    ("power", "built_mw"): 0.2,
    ("power", "generation_mw"): 0.2,
    ("fleet", "bought_kunits"): 0.2,
    ("fleet", "busy_kunits"): 0.2,
}
"""Reduced cost, as a share of all that a column costs and pays at the relaxation's prices, from which it is
left out. Pools have many like them at other sites; what a run placed elsewhere may need is left out later."""


def too_dear(keys: Sequence[Key], problem: Problem, x: Array, row_dual: Array) -> frozenset[Key]:
    """Columns that are unused in a relaxation's point and far from being worth their price.

    Args:
        keys: key of every column.
        problem: the relaxed problem.
        x: its point.
        row_dual: dual value of every row, in M$ per unit of the row.
    """
    reduced = problem.cost - problem.matrix.T @ row_dual
    gross = np.abs(problem.cost) + abs(problem.matrix).T @ np.abs(row_dual)
    limit = np.array([DEARER.get(key[:2], np.inf) for key in keys])
    unused = (problem.col_lower == 0) & (x < UNUSED)
    dear: NDArray[np.bool_] = unused & np.isfinite(limit)
    dear[dear] = reduced[dear] > limit[dear] * gross[dear]
    return frozenset(key for key, out in zip(keys, dear, strict=True) if out)
