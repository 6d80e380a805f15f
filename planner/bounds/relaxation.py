"""Dual values of a model's linear relaxation."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
from scipy import sparse
from scipy.optimize import linprog

from planner.plan.proof import RowKey

from .reading import Row, Terms, bounds_of, objective_of, rows_of

SECONDS = 600.0
"""Longest time that the relaxation may take, s."""


class Unsolved(Exception):
    """The relaxation was not solved; the message says how the solver ended."""


def relaxation_duals(model: pyo.ConcreteModel) -> dict[RowKey, float]:
    """Dual values of the rows, positive where the lower side counts, of a model without its integers.

    Raises:
        Unsolved: the time is over, or the solver failed.
    """
    rows = [row for row in rows_of(model) if row.terms.variables]
    # a side that is at least something is taken as the negative at most something
    equal = [(row, 1.0, row.lower) for row in rows if row.lower == row.upper]
    loose = [(row, -1.0, row.lower) for row in rows if row.lower not in (None, row.upper)]
    loose += [(row, 1.0, row.upper) for row in rows if row.upper not in (None, row.lower)]
    columns = _Columns.of([objective_of(model), *(row.terms for row in rows)])
    done = linprog(
        columns.matrix([(objective_of(model), 1.0)]).toarray().ravel(),
        A_ub=columns.matrix([(row.terms, sign) for row, sign, _ in loose]),
        b_ub=_sides(loose),
        A_eq=columns.matrix([(row.terms, sign) for row, sign, _ in equal]),
        b_eq=_sides(equal),
        bounds=[bounds_of(variable) for variable in columns.variables],
        method="highs",
        options={"time_limit": SECONDS},
    )
    if done.status != 0:
        raise Unsolved(f"the linear relaxation was not solved: {done.message}")
    duals: dict[RowKey, float] = {}
    for taken, values in ((equal, done.eqlin.marginals), (loose, done.ineqlin.marginals)):
        for (row, sign, _), value in zip(taken, values.tolist(), strict=True):
            if value:
                duals[row.key] = duals.get(row.key, 0.0) + sign * value
    return duals


def _sides(taken: list[tuple[Row, float, Any]]) -> list[float]:
    return [sign * (side - row.terms.constant) for row, sign, side in taken]


class _Columns:
    """Variables of some expressions, numbered."""

    def __init__(self, variables: dict[int, Any]) -> None:
        self.variables = tuple(variables.values())
        self._number = {at: number for number, at in enumerate(variables)}

    @staticmethod
    def of(expressions: list[Terms]) -> _Columns:
        """Those of expressions, in the order in which they come."""
        return _Columns({id(x): x for terms in expressions for x in terms.variables})

    def matrix(self, expressions: list[tuple[Terms, float]]) -> Any:
        """One row for each expression, times a factor; sparse, which linprog takes but its types do not say."""
        at = [
            (i, self._number[id(x)], factor * coefficient)
            for i, (terms, factor) in enumerate(expressions)
            for x, coefficient in zip(terms.variables, terms.coefficients, strict=True)
        ]
        rows, columns, values = zip(*at, strict=True) if at else ((), (), ())
        shape = (len(expressions), len(self.variables))
        return sparse.csr_array((values, (rows, columns)), shape=shape)
