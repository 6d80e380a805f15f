"""From the Pyomo model to arrays, and from arrays to HiGHS, with nothing lost on the way."""

from __future__ import annotations

import ctypes
import itertools
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from planner.plan.core import Size
from planner.plan.proof import RowKey

MAX_MAGNITUDE = 1e13
"""Coefficients and bounds beyond this are refused; HiGHS drops whole batches of rows from 1e15 on."""

MIN_MAGNITUDE = 1e-9
"""HiGHS drops matrix entries up to this; so that none is lost unseen, they are refused."""

Array = NDArray[np.float64]


class HandoverError(Exception):
    """The model cannot be handed over, or the solver did not take all of it."""


class TriviallyInfeasible(Exception):
    """A row cannot hold whatever is decided; the message names it."""


@dataclass(frozen=True)
class Problem:
    """A mixed-integer problem as arrays; minimise cost·x + offset, row_lower ≤ A x ≤ row_upper.

    Attributes:
        variables: Pyomo variables in column order.
        rows: Pyomo constraints in row order (a range constraint has two rows).
        row_keys: block, constraint and index of every row; the constraints themselves know these only as
            long as their model is kept.
    """

    cost: Array
    offset: float
    matrix: sparse.csc_array
    row_lower: Array
    row_upper: Array
    col_lower: Array
    col_upper: Array
    is_integer: NDArray[np.bool_]
    variables: tuple[Any, ...]
    rows: tuple[Any, ...]
    row_keys: tuple[RowKey, ...] = ()

    @property
    def size(self) -> Size:
        """Rows, columns, nonzeros and integers."""
        rows, columns = self.matrix.shape
        return Size(
            rows=rows,
            columns=columns,
            nonzeros=int(self.matrix.nnz),
            integers=int(self.is_integer.sum()),
        )

    def relaxed(self, columns: NDArray[np.bool_]) -> Problem:
        """A copy in which some columns need not be integer."""
        return replace(self, is_integer=self.is_integer & ~columns)

    def fixed(self, columns: NDArray[np.bool_], values: Array) -> Problem:
        """A copy in which some columns are fixed at values."""
        lower, upper = self.col_lower.copy(), self.col_upper.copy()
        lower[columns] = upper[columns] = values[columns]
        return replace(self, col_lower=lower, col_upper=upper)

    def bounded(self, lower: Array, upper: Array) -> Problem:
        """A copy with other column bounds."""
        return replace(self, col_lower=lower, col_upper=upper)

    def without_rows(self, names: Collection[str]) -> Problem:
        """A relaxation that leaves out all rows of some constraints, by local name."""
        keep = np.array([name not in names for _, name, _ in self.row_keys], dtype=bool)
        return replace(
            self,
            matrix=sparse.csc_array(self.matrix.tocsr()[keep]),
            row_lower=self.row_lower[keep],
            row_upper=self.row_upper[keep],
            rows=tuple(itertools.compress(self.rows, keep)),
            row_keys=tuple(itertools.compress(self.row_keys, keep)),
        )

    def objective(self, x: Array) -> float:
        """Objective of a point."""
        return float(self.cost @ x + self.offset)

    def worst_violation(self, x: Array) -> float:
        """Largest violation of a row or bound by a point, relative to the row's size."""
        activity = self.matrix @ x
        scale = 1.0 + abs(self.matrix) @ np.abs(x)
        rows = np.maximum(self.row_lower - activity, activity - self.row_upper) / scale
        cols = np.maximum(self.col_lower - x, x - self.col_upper) / (1.0 + np.abs(x))
        return float(max(rows.max(initial=0.0), cols.max(initial=0.0)))


def compile_model(model: pyo.ConcreteModel) -> Problem:
    """Arrays of a Pyomo model.

    Raises:
        TriviallyInfeasible: a row without variables cannot hold.
        HandoverError: a number is not finite, or too large or small for the solver to take.
    """
    try:
        form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    except InfeasibleConstraintException as error:
        raise TriviallyInfeasible(str(error)) from error
    matrix = sparse.csc_array(form.A)
    matrix.eliminate_zeros()
    kind = np.array([entry.bound_type for entry in form.rows], dtype=int)
    rhs = np.asarray(form.rhs, dtype=float)
    bounds = [x.bounds for x in form.columns]
    lower = np.array([-np.inf if lo is None else lo for lo, _ in bounds], dtype=float)
    upper = np.array([np.inf if up is None else up for _, up in bounds], dtype=float)
    is_integer = np.array([not x.is_continuous() for x in form.columns], dtype=bool)
    lower[is_integer] = np.ceil(lower[is_integer] - 1e-9)
    upper[is_integer] = np.floor(upper[is_integer] + 1e-9)
    problem = Problem(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        offset=float(np.asarray(form.c_offset).ravel()[0]),
        matrix=matrix,
        row_lower=np.where(kind <= 0, rhs, -np.inf),
        row_upper=np.where(kind >= 0, rhs, np.inf),
        col_lower=lower,
        col_upper=upper,
        is_integer=is_integer,
        variables=tuple(form.columns),
        rows=tuple(entry.constraint for entry in form.rows),
        row_keys=tuple(_key(entry.constraint) for entry in form.rows),
    )
    _check_numbers(problem)
    return problem


def _key(row: Any) -> RowKey:
    index = row.index()
    if not isinstance(index, tuple):
        index = () if index is None else (index,)
    return row.parent_block().local_name, row.parent_component().local_name, index


def _check_numbers(problem: Problem) -> None:
    matrix = problem.matrix
    bad = ~np.isfinite(matrix.data) | (np.abs(matrix.data) > MAX_MAGNITUDE)
    bad |= np.abs(matrix.data) <= MIN_MAGNITUDE
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        row = problem.rows[int(matrix.indices[at])].name
        raise HandoverError(
            f"row {row} has the coefficient {matrix.data[at]!r}, which the solver would not take; "
            "look for a value in the wrong unit"
        )
    for j in np.flatnonzero(~np.isfinite(problem.cost) | (np.abs(problem.cost) > MAX_MAGNITUDE)):
        raise HandoverError(
            f"the cost of {problem.variables[j].name} is {problem.cost[j]!r}; "
            "look for a value in the wrong unit"
        )
    sides = np.concatenate([problem.row_lower, problem.row_upper])
    sides = sides[np.isfinite(sides)]
    if np.isnan(problem.row_lower).any() or np.isnan(problem.row_upper).any():
        raise HandoverError("a row's right-hand side is not a number")
    if (np.abs(sides) > MAX_MAGNITUDE).any():
        raise HandoverError("a row's right-hand side is too large for the solver to take")


def to_highs(problem: Problem, options: Mapping[str, float | int | str | bool]) -> highspy.Highs:
    """A HiGHS object that holds the whole problem, silent, with its options set.

    Raises:
        HandoverError: HiGHS took fewer rows, columns or nonzeros than were given, or refused an
            option.
    """
    _swallow_banner()
    highs = highspy.Highs()
    _set(highs, "log_to_console", False)
    for name, value in options.items():
        _set(highs, name, value)
    size = problem.size
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = size.columns, size.rows
    lp.col_cost_, lp.offset_ = problem.cost, problem.offset
    lp.col_lower_, lp.col_upper_ = problem.col_lower, problem.col_upper
    lp.row_lower_, lp.row_upper_ = problem.row_lower, problem.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = size.columns, size.rows
    lp.a_matrix_.start_ = problem.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = problem.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = problem.matrix.data
    if size.integers:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in problem.is_integer]
    status = highs.passModel(lp)
    taken = (highs.getNumRow(), highs.getNumCol(), highs.getNumNz())
    if status == highspy.HighsStatus.kError or taken != (size.rows, size.columns, size.nonzeros):
        raise HandoverError(
            f"the solver took {taken} rows, columns and nonzeros of "
            f"{(size.rows, size.columns, size.nonzeros)}"
        )
    return highs


@cache
def _swallow_banner() -> None:
    """Let HiGHS print its banner, once per process and straight to C's stdout, into nothing.

    It would corrupt a command's `--json` document.
    """
    libc = ctypes.CDLL(None)
    libc.fflush(None)
    kept = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        highspy.Highs()
        libc.fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nothing)


def _set(highs: highspy.Highs, name: str, value: float | int | str | bool) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise HandoverError(f"the solver refuses the option {name} = {value!r}")
