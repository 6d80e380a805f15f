"""Dual values of a relaxation, kept so that other code can compute its bound anew."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from planner.instance import Instance
from planner.plan.proof import BoundProof, RowKey

from .handover import Array, Problem


def proof_of(
    instance: Instance,
    group_of: Mapping[tuple[str, str], str],
    problem: Problem,
    row_dual: Array,
    bound_musd: float,
) -> BoundProof:
    """The proof of a bound.

    Args:
        instance: the instance whose plans it bounds.
        group_of: group of every (service, metro) in the relaxation.
        problem: the relaxation.
        row_dual: a value for every row, positive for the lower side.
        bound_musd: the bound that they give.
    """
    duals: dict[RowKey, float] = {}
    for i in np.flatnonzero(row_dual):
        # the two rows of a range constraint count together
        key = problem.row_keys[i]
        duals[key] = duals.get(key, 0.0) + float(row_dual[i])
    return BoundProof(bound_musd, dict(group_of), instance.locks, duals)
