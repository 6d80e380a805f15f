"""Columns of a problem by the name of their variable, so that models of one instance can be matched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .handover import Array, Problem

Key = tuple[str, str, Any]
"""(block, variable, index)."""


class Columns:
    """Columns of a problem by (block, variable, index).

    Attributes:
        problem: the problem.
        keys: key of every column, in order.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        # at once, since variables know their names only as long as their model is kept
        self.keys: list[Key] = [
            (x.parent_block().local_name, x.parent_component().local_name, x.index())
            for x in problem.variables
        ]

    @cached_property
    def _column(self) -> dict[Key, int]:
        return {key: j for j, key in enumerate(self.keys)}

    def find(self, block: str, name: str, index: Any) -> int | None:
        """Column of a variable's member, None where it is not in the problem."""
        return self._column.get((block, name, index))

    def of(self, block: str, *names: str) -> NDArray[np.bool_]:
        """Which columns belong to some variables of a block."""
        return np.array([key[0] == block and key[1] in names for key in self.keys], dtype=bool)

    def members(self, block: str, name: str) -> Iterator[tuple[Any, int]]:
        """(index, column) of a variable's members."""
        return ((key[2], j) for j, key in enumerate(self.keys) if key[:2] == (block, name))

    def without(self, left_out: frozenset[Key], problem: Problem) -> Problem:
        """A problem of these columns with some of them held at their lower bounds."""
        out = np.array([key in left_out for key in self.keys], dtype=bool)
        return problem.fixed(out, problem.col_lower)

    def named(self, x: Array) -> dict[Key, float]:
        """A point as values by key."""
        return dict(zip(self.keys, x.tolist(), strict=True))

    def held(self, values: Mapping[Key, float]) -> Array:
        """Values by key as a point within the columns' bounds, which decisions taken already narrow."""
        return np.clip(self.point(values), self.problem.col_lower, self.problem.col_upper)

    def point(self, values: Mapping[Key, float]) -> Array:
        """Values by key as a point; columns without a value are 0."""
        return np.array([values.get(key, 0.0) for key in self.keys])
