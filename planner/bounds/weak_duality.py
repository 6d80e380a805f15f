"""What dual values prove, in whole numbers without any rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyomo.environ as pyo

from planner.plan.proof import RowKey

from .reading import bounds_of, objective_of, rows_of

BITS = 1074
"""Every finite double is a whole multiple of 2^−1074."""

FAR = 1e7
"""More than a variable without an upper bound can be in a plan worth having, in the model's units (MW, thousand
units, thousand requests/s, Tbit/s): a site draws at most 100,000 MW."""


@dataclass(frozen=True)
class Proven:
    """What dual values prove.

    Attributes:
        bound_musd: no solution of the model costs less.
        rows: rows with a dual value that the model has.
        missing: rows with a dual value that it has not, which count with 0.
        leans_on_musd: how much lower the bound is because variables without an upper bound may go up to
            :data:`FAR`.
    """

    bound_musd: Fraction
    rows: int
    missing: int
    leans_on_musd: float


def proven(model: pyo.ConcreteModel, duals: Mapping[RowKey, float]) -> Proven:
    """The bound that dual values prove for a model: weak duality holds whatever they are.

    With y the dual values, the cost is at least the sum of y · side over the rows, and of the least that
    (cost − y · column) · x can be over each variable's bounds. A row that has not the side that the sign of
    its dual value asks for counts with 0.

    Args:
        model: a model that minimises; its integers may take any value between their bounds.
        duals: dual values of some of its rows, positive where the lower side counts.
    """
    objective = objective_of(model)
    total = _whole(objective.constant) << 2 * BITS
    variables: dict[int, Any] = {}
    reduced: dict[int, int] = {}
    for variable, coefficient in zip(objective.variables, objective.coefficients, strict=True):
        variables[id(variable)] = variable
        reduced[id(variable)] = reduced.get(id(variable), 0) + (_whole(coefficient) << BITS)
    found = 0
    for row in rows_of(model, duals):
        found += 1
        dual = _whole(duals[row.key])
        side = row.lower if dual > 0 else row.upper
        if side is None:
            continue
        total += dual * (_whole(side) - _whole(row.terms.constant)) << BITS
        for variable, coefficient in zip(row.terms.variables, row.terms.coefficients, strict=True):
            at = id(variable)
            variables[at] = variable
            reduced[at] = reduced.get(at, 0) - dual * _whole(coefficient)
    leans_on = 0
    for at, price in reduced.items():
        lower, upper = bounds_of(variables[at])
        bound = lower if price > 0 else upper
        if bound is None:
            bound = -FAR if price > 0 else FAR
            leans_on -= price * _whole(bound)
        total += price * _whole(bound)
    return Proven(_from_whole(total), found, len(duals) - found, float(_from_whole(leans_on)))


def _whole(value: float) -> int:
    """The number as a multiple of 2^−BITS."""
    top, bottom = float(value).as_integer_ratio()
    return top << BITS >> bottom.bit_length() - 1


def _from_whole(total: int) -> Fraction:
    """A product of three such numbers."""
    return Fraction(total, 1 << 3 * BITS)
