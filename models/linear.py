"""Linear expressions built in one go, which is what large models spend their time on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyomo.core.expr import LinearExpression, MonomialTermExpression

Terms = list[tuple[float, Any]]
"""(coefficient, variable) of a linear expression."""


def linear(terms: Iterable[tuple[float, Any]], constant: float = 0.0) -> LinearExpression:
    """Σ coefficient · variable + constant, terms with coefficient 0 left out.

    A variable with coefficient 1 stands for itself: half of all terms need no object of their own.
    """
    summands = [x if a == 1 else MonomialTermExpression((a, x)) for a, x in terms if a]
    return LinearExpression([constant, *summands] if constant else summands)
