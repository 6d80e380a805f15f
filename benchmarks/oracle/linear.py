"""Linear expressions and programs in the plainest form: columns ≥ 0, rows, a cost to minimise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

CONSTANT_SLACK = 1e-9
"""By how much a row without columns may miss."""


class Expr:
    """A sum of factors times columns, and a constant."""

    __slots__ = ("constant", "terms")

    def __init__(self, constant: float = 0.0, terms: dict[int, float] | None = None) -> None:
        self.constant = constant
        self.terms: dict[int, float] = {} if terms is None else terms

    def add(self, other: Expr | float, factor: float = 1.0) -> Expr:
        """Add factor · other to this expression, which is given back."""
        if not isinstance(other, Expr):
            self.constant += factor * other
            return self
        self.constant += factor * other.constant
        for column, value in other.terms.items():
            self.terms[column] = self.terms.get(column, 0.0) + factor * value
        return self

    def times(self, factor: float) -> Expr:
        """A new expression: this one times a factor."""
        return Expr().add(self, factor)


def total(parts: Iterable[Expr | float]) -> Expr:
    """Sum of expressions and numbers, as a new expression."""
    found = Expr()
    for part in parts:
        found.add(part)
    return found


class Row(NamedTuple):
    """Σ factor · column ≤ or = right."""

    terms: dict[int, float]
    is_equal: bool
    right: float


@dataclass
class Program:
    """Minimise `cost` over columns ≥ 0 under `rows`.

    Attributes:
        columns: how many columns there are.
        rows: the rows that have columns.
        cost: what is minimised.
        is_impossible: whether a row without columns does not hold.
    """

    columns: int = 0
    rows: list[Row] = field(default_factory=list)
    cost: Expr = field(default_factory=Expr)
    is_impossible: bool = False

    def column(self) -> Expr:
        """A new column."""
        self.columns += 1
        return Expr(0.0, {self.columns - 1: 1.0})

    def at_most(self, left: Expr | float, right: Expr | float) -> None:
        """The row left ≤ right."""
        self._row(left, right, is_equal=False)

    def equal(self, left: Expr | float, right: Expr | float) -> None:
        """The row left = right."""
        self._row(left, right, is_equal=True)

    def _row(self, left: Expr | float, right: Expr | float, *, is_equal: bool) -> None:
        gap = Expr().add(left).add(right, -1.0)
        terms = {column: factor for column, factor in gap.terms.items() if factor != 0.0}
        if terms:
            self.rows.append(Row(terms, is_equal, -gap.constant))
        elif gap.constant > CONSTANT_SLACK or (is_equal and gap.constant < -CONSTANT_SLACK):
            self.is_impossible = True
