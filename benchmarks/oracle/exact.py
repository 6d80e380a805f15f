"""Proof of an optimum in exact fractions: what the floating-point tableau found is believed by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .linear import Program
from .simplex import Optimum, standard_form

MISS = Fraction(1, 10**8)
"""How far below nothing an exact value may be, since the data themselves are rounded decimals."""

Sparse = dict[int, Fraction]


def prove(program: Program, optimum: Optimum) -> Fraction:
    """The exact cost of an optimum's basis, which holds every row and cannot be improved.

    Raises:
        ArithmeticError: the basis misses a row, or a column would improve it, by more than rounding.
    """
    form = standard_form(program)
    constant = Fraction(program.cost.constant)
    if not optimum.basis:
        return constant
    rows, basis = optimum.rows, optimum.basis
    columns = [
        {i: Fraction(form.matrix[r, j]) for i, r in enumerate(rows) if form.matrix[r, j]}
        for j in basis
    ]
    by_row = _transposed(columns, len(rows))
    x = _solve(by_row, [Fraction(form.right[r]) for r in rows])
    prices = _solve(columns, [Fraction(form.cost[j]) for j in basis])
    least = min(x)
    largest: Fraction = max(Fraction(1), *(abs(value) for value in x))
    if least < -MISS * largest:
        raise ArithmeticError(f"a basic column is {float(least):g}")
    size: Fraction = max(Fraction(1), *(abs(Fraction(c)) for c in form.cost))
    for j in range(form.matrix.shape[1]):
        reduced = Fraction(form.cost[j])
        for i, r in enumerate(rows):
            if form.matrix[r, j]:
                reduced -= prices[i] * Fraction(form.matrix[r, j])
        if reduced < -MISS * size:
            raise ArithmeticError(f"column {j} has the reduced cost {float(reduced):g}")
    cost = sum((Fraction(form.cost[j]) * v for j, v in zip(basis, x, strict=True)), constant)
    return Fraction(cost)


def _transposed(lines: Sequence[Sparse], n: int) -> list[Sparse]:
    found: list[Sparse] = [{} for _ in range(n)]
    for j, line in enumerate(lines):
        for i, value in line.items():
            found[i][j] = value
    return found


def _solve(rows: Sequence[Sparse], right: Sequence[Fraction]) -> list[Fraction]:
    """The solution of a square system by elimination, the shortest rows first."""
    left = {i: dict(row) for i, row in enumerate(rows)}
    b = list(right)
    done: list[tuple[int, Sparse, Fraction]] = []
    while left:
        i = min(left, key=lambda i: len(left[i]))
        row = left.pop(i)
        uses = {j: sum(j in other for other in left.values()) for j in row}
        j = min(uses, key=lambda j: uses[j])
        done.append((j, row, b[i]))
        for k, other in left.items():
            if j in other:
                factor = other.pop(j) / row[j]
                _subtract(other, row, factor, j)
                b[k] -= factor * b[i]
    x = [Fraction(0)] * len(right)
    for j, row, value in reversed(done):
        known = sum((a * x[k] for k, a in row.items() if k != j), Fraction(0))
        x[j] = (value - known) / row[j]
    return x


def _subtract(line: Sparse, other: Sparse, factor: Fraction, without: int) -> None:
    for k, value in other.items():
        if k == without:
            continue
        new = line.get(k, Fraction(0)) - factor * value
        if new:
            line[k] = new
        else:
            line.pop(k, None)
