"""A lower bound from dual values, whoever found them and however exact they are."""

from __future__ import annotations

import numpy as np

from .handover import Array, Problem

LARGEST = 1e7
"""More than any column without an upper bound can be in a plan that is worth having, in the model's units.

Sites draw at most 100,000 MW, and a unit takes more than 0.01 kW, so that of MW and of thousand units there are
fewer at a site; volumes, shares and traffic are smaller still.
"""

_EPS = np.finfo(np.longdouble).eps


def dual_bound(problem: Problem, row_dual: Array) -> float:
    """Σ y·b + Σ_j min over the column's bounds of (c − yA)_j·x_j: never more than the minimum.

    Holds for every y (weak duality), so that an interior point that was not proven optimal still proves
    something. A row without the side that its dual value asks for counts with 0; a column without a
    bound may go as far as :data:`LARGEST`. What arithmetic may have rounded up is taken off, since a reduced
    cost that is a hair too high counts ten million times where a column has no upper bound.

    Args:
        problem: a linear problem, or a mixed-integer one of which the relaxation is bounded.
        row_dual: a value for every row, positive for the lower side, in M$ per unit of the row.
    """
    side = np.where(row_dual > 0, problem.row_lower, problem.row_upper)
    y = np.where(np.isfinite(side), row_dual, 0.0).astype(np.longdouble)
    rows = y * np.where(np.isfinite(side), side, 0.0)
    matrix = problem.matrix.astype(np.longdouble)
    reduced = problem.cost - matrix.T @ y
    terms = np.diff(matrix.indptr) + 2
    off = terms * _EPS * (np.abs(problem.cost) + abs(matrix).T @ np.abs(y))
    lower = np.where(np.isfinite(problem.col_lower), problem.col_lower, -LARGEST)
    upper = np.where(np.isfinite(problem.col_upper), problem.col_upper, LARGEST)
    columns = np.minimum(*(reduced * end - off * np.abs(end) for end in (lower, upper)))
    parts = np.concatenate([rows, columns, [np.longdouble(problem.offset)]])
    total = parts.sum() - len(parts) * _EPS * np.abs(parts).sum()
    return float(np.nextafter(float(total), -np.inf))
