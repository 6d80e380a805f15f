"""Values of a model's variables at a point of its arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .handover import Array, Problem

SMALL = 1e-9
"""Values below this, in the model's units, are nothing."""


class Values:
    """Values of variables at a point: within bounds, integers whole, nothing below :data:`SMALL`, no −0.0."""

    def __init__(self, problem: Problem, x: Array) -> None:
        # HiGHS may leave a value a feasibility tolerance outside of its bounds
        within = np.clip(x, problem.col_lower, problem.col_upper)
        self._value = {
            id(variable): float(round(v)) if whole else (0.0 if abs(v) < SMALL else float(v))
            for variable, v, whole in zip(
                problem.variables, within, problem.is_integer, strict=True
            )
        }

    def __call__(self, variable: Any) -> float:
        """Value of a variable; a fixed one has its own, one that is in no row is 0."""
        if variable.fixed:
            return float(variable.value)
        return self._value.get(id(variable), 0.0)

    def of(self, component: Mapping[Any, Any], index: Any) -> float:
        """Value of an indexed variable's member, 0 where the index does not exist."""
        return self(component[index]) if index in component else 0.0

    def sum(self, terms: list[tuple[float, Any]]) -> float:
        """Value of a linear expression given as (coefficient, variable) terms."""
        return sum(a * self(x) for a, x in terms)
