"""The simplex method on a dense tableau, in floating point; `exact` proves what it finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .linear import Program

Array = NDArray[np.float64]

EPS = 1e-9
"""Reduced costs and pivots smaller than this are nothing; the tableau is scaled to about 1."""

SOUND = 1e-7
"""By how much the optimum, computed anew from its basis, may miss a row or a reduced cost."""

NO_POINT = 1e-8
"""Sum of what the scaled rows miss from which on a program has no point."""

DANTZIG_PIVOTS = 2_000
"""Pivots after which the first column that improves is taken, which cannot cycle."""

MOST_PIVOTS = 20_000


@dataclass(frozen=True)
class Standard:
    """A program as equations: matrix · x = right, x ≥ 0; a slack column for every inequality."""

    matrix: Array
    right: Array
    cost: Array
    slack_of: dict[int, int]


@dataclass(frozen=True)
class Optimum:
    """Least cost of a program.

    Attributes:
        cost: its least cost.
        values: a point that has it, slacks included.
        basis: basic columns of :func:`standard_form`, one for each row of `rows`.
        rows: rows of :func:`standard_form` that do not follow from others.
    """

    cost: float
    values: Array
    basis: list[int]
    rows: list[int]


def standard_form(program: Program) -> Standard:
    """Matrix, right sides and costs of a program."""
    inequalities = [i for i, row in enumerate(program.rows) if not row.is_equal]
    matrix = np.zeros((len(program.rows), program.columns + len(inequalities)))
    for i, row in enumerate(program.rows):
        matrix[i, list(row.terms)] = list(row.terms.values())
    slack_of = {i: program.columns + j for j, i in enumerate(inequalities)}
    for i, column in slack_of.items():
        matrix[i, column] = 1.0
    cost = np.zeros(matrix.shape[1])
    cost[list(program.cost.terms)] = list(program.cost.terms.values())
    return Standard(matrix, np.array([row.right for row in program.rows]), cost, slack_of)


def solve(program: Program) -> Optimum | None:
    """The least cost of a program, or None when no point holds its rows.

    Raises:
        ArithmeticError: the program has no least cost, or rounding spoilt the tableau.
    """
    if program.is_impossible:
        return None
    form = standard_form(program)
    if not program.rows:
        if (form.cost < 0).any():
            raise ArithmeticError("no least cost")
        return Optimum(program.cost.constant, np.zeros(program.columns), [], [])
    by_row = 1.0 / np.abs(form.matrix[:, : program.columns]).max(axis=1)
    scaled = form.matrix * by_row[:, None]
    by_column = np.abs(scaled).max(axis=0)
    by_column = 1.0 / np.where(by_column > 0, by_column, 1.0)
    scaled *= by_column
    right, cost = form.right * by_row, form.cost * by_column
    size = max(1.0, float(np.abs(cost).max(initial=0.0)))
    found = _two_phases(scaled, right, cost / size, form.slack_of)
    if found is None:
        return None
    basis, rows = found
    basic = scaled[np.ix_(rows, basis)]
    x = np.zeros(scaled.shape[1])
    x[basis] = np.linalg.solve(basic, right[rows])
    prices = np.linalg.solve(basic.T, cost[basis])
    missed = max(float(np.abs(scaled @ x - right).max()), -float(x.min()))
    worst = float((cost - scaled[rows].T @ prices).min())
    if missed > SOUND * max(1.0, float(np.abs(right).max())) or worst < -SOUND * size:
        raise ArithmeticError(f"rounding: rows by {missed:g}, reduced costs by {worst:g}")
    values = x * by_column
    return Optimum(float(form.cost @ values) + program.cost.constant, values, basis, rows)


def _two_phases(
    matrix: Array, right: Array, cost: Array, slack_of: dict[int, int]
) -> tuple[list[int], list[int]] | None:
    """Basis of an optimum and the rows that it has to hold; None without a point."""
    rows, columns = matrix.shape
    sign = np.where(right < 0, -1.0, 1.0)
    tableau = np.zeros((rows + 2, columns + rows + 1))
    tableau[:rows, :columns] = matrix * sign[:, None]
    tableau[:rows, -1] = right * sign
    tableau[rows, :columns] = cost
    basis = [slack_of.get(i, -1) if sign[i] > 0 else -1 for i in range(rows)]
    artificial = [i for i in range(rows) if basis[i] < 0]
    for i in artificial:
        basis[i] = columns + i
        tableau[i, columns + i] = 1.0
    tableau[-1, :columns] = -tableau[artificial, :columns].sum(axis=0)
    tableau[-1, -1] = -tableau[artificial, -1].sum()
    _improve(tableau, basis, rows, columns, objective=rows + 1)
    if tableau[-1, -1] < -NO_POINT * max(1.0, float(np.abs(right).max())):
        return None
    keep = _without_artificial(tableau, basis, rows, columns)
    rest, kept_basis = tableau[[*keep, rows]], [basis[i] for i in keep]
    _improve(rest, kept_basis, len(keep), columns, objective=len(keep))
    return kept_basis, keep


def _improve(tableau: Array, basis: list[int], rows: int, columns: int, objective: int) -> None:
    """Pivot until no column improves a row of costs."""
    for step in range(MOST_PIVOTS):
        reduced = tableau[objective, :columns]
        by_index = step >= DANTZIG_PIVOTS
        enters = int((reduced < -EPS).argmax() if by_index else reduced.argmin())
        if reduced[enters] >= -EPS:
            return
        ways = tableau[:rows, enters]
        possible = np.flatnonzero(ways > EPS)
        if not len(possible):
            raise ArithmeticError("no least cost")
        ratio = tableau[possible, -1] / ways[possible]
        least = float(ratio.min())
        tied = possible[ratio <= least + EPS * max(1.0, abs(least))]
        leaves = min(tied, key=lambda i: basis[i]) if by_index else tied[ways[tied].argmax()]
        _pivot(tableau, int(leaves), enters)
        basis[int(leaves)] = enters
    raise ArithmeticError("too many pivots")


def _pivot(tableau: Array, row: int, column: int) -> None:
    tableau[row] /= tableau[row, column]
    factors = tableau[:, column].copy()
    factors[row] = 0.0
    touched = np.flatnonzero(factors)
    tableau[touched] -= factors[touched, None] * tableau[row]


def _without_artificial(tableau: Array, basis: list[int], rows: int, columns: int) -> list[int]:
    """Put columns of the program in the place of artificial ones; the rows where that can be done.

    The other rows follow from those.
    """
    keep = []
    for i in range(rows):
        if basis[i] >= columns:
            j = int(np.abs(tableau[i, :columns]).argmax())
            if abs(tableau[i, j]) <= 1e-7:
                continue
            _pivot(tableau, i, j)
            basis[i] = j
        keep.append(i)
    return keep
