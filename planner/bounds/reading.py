"""The rows of a Pyomo model, read expression by expression."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from planner.plan.proof import RowKey

WHOLE_WITHIN = 1e-9
"""A bound of an integer so near to a whole number is that number; sums in the model are not exact."""


@dataclass(frozen=True)
class Terms:
    """A linear expression: a constant, and coefficients by variable."""

    constant: float
    variables: tuple[Any, ...]
    coefficients: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """A row of a model: lower ≤ terms ≤ upper, None where it has no such side."""

    key: RowKey
    terms: Terms
    lower: float | None
    upper: float | None


def objective_of(model: pyo.ConcreteModel) -> Terms:
    """What the model minimises."""
    (objective,) = model.component_data_objects(pyo.Objective, active=True)
    return _terms(objective.expr)


def rows_of(model: pyo.ConcreteModel, wanted: Container[RowKey] | None = None) -> Iterator[Row]:
    """Rows of the model, or only those that are wanted."""
    for constraint in model.component_objects(pyo.Constraint, active=True):
        for index, row in constraint.items():
            key = (constraint.parent_block().local_name, constraint.local_name, _flat(index))
            if row.active and (wanted is None or key in wanted):
                yield Row(key, _terms(row.body), pyo.value(row.lower), pyo.value(row.upper))


def bounds_of(variable: Any) -> tuple[float | None, float | None]:
    """Least and largest value of a variable, whole for an integer, None where there is none."""
    lower, upper = variable.bounds
    if not variable.is_continuous():
        lower = None if lower is None else ceil(lower - WHOLE_WITHIN)
        upper = None if upper is None else floor(upper + WHOLE_WITHIN)
    return lower, upper


def _terms(expression: Any) -> Terms:
    found = generate_standard_repn(expression, compute_values=True, quadratic=False)
    if not found.is_linear():
        raise ValueError("the model has a row that is not linear")
    return Terms(float(found.constant), tuple(found.linear_vars), tuple(found.linear_coefs))


def _flat(index: Any) -> tuple[str | int, ...]:
    if index is None:
        return ()
    return index if isinstance(index, tuple) else (index,)
