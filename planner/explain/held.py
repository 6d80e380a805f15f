"""A plan's choices held, everything else free: the linear program that gives limits their worth."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo

from planner.instance import Instance
from planner.models import build_model
from planner.plan.core import Plan
from planner.plan.reading import NOISE, table_of
from planner.solving.columns import Columns, Key
from planner.solving.handover import Array, Problem, TriviallyInfeasible, compile_model, to_highs
from planner.solving.pipeline import no_garbage_collection

COUNTED: frozenset[tuple[str, str]] = frozenset(
    {("halls", "halls_built"), ("power", "modules_built"), ("backbone", "lit_units")}
)
"""Integers that count modules. They are counted in parts: held, nothing else could change with a limit."""

LINKS: frozenset[str] = frozenset(
    {
        "power_needs_site", "interconnection", "upgrade", "halls_need_site", "lease_needs_site",
        "rental_needs_site", "run_site_cap", "run_start_cap", "run_product_most",
    }
)  # fmt: skip
"""Rows that say that something needs a choice. Where the choice is taken, other rows say how much of it
there may be, and a price on these rows would be missing on those."""


class NoPrices(Exception):
    """The linear program could not be solved in time, or has no solution."""


@dataclass(frozen=True)
class Held:
    """The linear program of an instance with openings, connections, starts and sites of runs as in a plan.

    Halls, modules of plant and units of fibre are counted in parts, so that they follow what changes.

    Attributes:
        model: the whole model.
        problem: the linear program.
        x: its optimal point.
        row_dual: M$ that the cost changes by for one more of each row's right-hand side.
        highs: the solver with its last basis, from which a changed bound is solved in few steps.
        seconds: wall time that building and solving it took, s.
    """

    model: pyo.ConcreteModel
    problem: Problem
    x: Array
    row_dual: Array
    highs: highspy.Highs
    seconds: float

    @property
    def objective_musd(self) -> float:
        """Cost of the optimal point, M$."""
        return self.problem.objective(self.x)

    def unserved(self, service: str, metro: str, year: int) -> float:
        """Demand of a metro that the optimal point leaves unserved in a period, as a share, mean of its slices.

        Slices count by their hours and by what is asked for in them.
        """
        inst: Instance = self.model.sets.inst
        asked = left = 0.0
        for h in inst.time_slices:
            at = (service, metro, year, h.slice)
            if at in inst.asked_at:
                volume = h.hours_share * inst.asked_at[at]
                asked += volume
                left += volume * self.value("inference", "unserved", at)
        return left / asked if asked else 0.0

    @cached_property
    def columns(self) -> Columns:
        """Columns by the name of their variable."""
        return Columns(self.problem)

    @cached_property
    def reduced_cost(self) -> Array:
        """M$ that the cost changes by for one more of each column."""
        return np.asarray(self.problem.cost - self.problem.matrix.T @ self.row_dual)

    def with_at_most(self, columns: list[int], upper: list[float]) -> float | None:
        """Cost with lower upper bounds of some columns, M$; None where there is then no solution.

        The bounds are put back.
        """
        problem = self.problem
        for column, value in zip(columns, upper, strict=True):
            self.highs.changeColBounds(column, problem.col_lower[column], value)
        self.highs.run()
        solved = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        cost = float(self.highs.getInfo().objective_function_value) if solved else None
        for column in columns:
            bounds = (problem.col_lower[column], problem.col_upper[column])
            self.highs.changeColBounds(column, *bounds)
        return cost

    @cached_property
    def _dual_of(self) -> dict[tuple[str, str], dict[Any, float]]:
        found: dict[tuple[str, str], dict[Any, float]] = {}
        for row, dual in zip(self.problem.rows, self.row_dual.tolist(), strict=True):
            name = (row.parent_block().local_name, row.parent_component().local_name)
            by_index = found.setdefault(name, {})
            by_index[row.index()] = by_index.get(row.index(), 0.0) + dual
        return found

    def duals(self, block: str, constraint: str) -> dict[Any, float]:
        """Dual values of a constraint's rows by index; empty where there is none."""
        return self._dual_of.get((block, constraint), {})

    def value(self, block: str, name: str, index: Any) -> float:
        """Value of a variable's member at the optimal point."""
        column = self.columns.find(block, name, index)
        if column is not None:
            return float(self.x[column])
        return float(pyo.value(getattr(self.model.component(block), name)[index]))


def hold(plan: Plan, instance: Instance, seconds: float) -> Held:
    """Solve an instance with the choices of a plan held.

    Args:
        plan: whose openings, connections, starts, sites and hubs of runs and spare units are held.
        instance: the plan's own, or one with a figure changed; choices that it forces win, and those
            that it adds are not taken.
        seconds: wall time at most, s.

    Raises:
        NoPrices: no solution in time, or none at all.
    """
    began = time.perf_counter()
    deadline = began + seconds
    with no_garbage_collection():
        model = build_model(instance)
        if model.lock_conflicts:
            raise NoPrices("; ".join(model.lock_conflicts))
        try:
            whole = compile_model(model)
        except TriviallyInfeasible as error:
            raise NoPrices(f"a rule cannot hold: {error}") from error
    problem = _held_problem(whole, dict(_choices(plan, instance)))
    highs = to_highs(
        problem, {"time_limit": max(deadline - time.perf_counter(), 1.0), "threads": 1}
    )
    highs.HandleKeyboardInterrupt = True
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        word = highs.modelStatusToString(status)
        raise NoPrices(f"the linear program with the plan's choices ended as: {word}")
    # Changed bounds are solved from the last basis, each within a time of its own.
    highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
    solution = highs.getSolution()
    x, row_dual = (np.array(v, dtype=float) for v in (solution.col_value, solution.row_dual))
    took = time.perf_counter() - began
    return Held(model, problem, x, row_dual, highs, took)


def _held_problem(whole: Problem, choices: dict[Key, float]) -> Problem:
    """The linear program: choices fixed, modules counted in parts, rows that only link them left out."""
    keys = Columns(whole).keys
    counted = np.array([key[:2] in COUNTED for key in keys], dtype=bool)
    held = whole.is_integer & ~counted
    wanted = np.array([choices.get(key, 0.0) for key in keys])
    values = np.clip(wanted, whole.col_lower, whole.col_upper)
    upper = whole.col_upper.copy()
    peak = np.array([key[:2] == ("siting", "peak_facility_mw") for key in keys], dtype=bool)
    # Both bounds say what other rows imply, and a price on them would be missing there. What is 0 stays 0.
    upper[(counted | peak) & (upper > 0)] = np.inf
    problem = replace(whole, col_upper=upper, is_integer=np.zeros_like(whole.is_integer))
    problem = problem.fixed(held, values)
    given = whole.matrix @ np.where(held, values, 0.0)
    link = np.array([row.parent_component().local_name in LINKS for row in whole.rows], dtype=bool)
    taken = link & (whole.row_upper - given > NOISE)
    return replace(problem, row_upper=np.where(taken, np.inf, whole.row_upper))


def _choices(plan: Plan, instance: Instance) -> Iterator[tuple[Key, float]]:
    """Values of the held variables that a plan does not leave at 0."""
    for row in table_of(plan, "sites").to_dict("records"):
        yield ("siting", "site_open", (row["site"], int(row["period"]))), float(row["open"])
    for row in table_of(plan, "connections").to_dict("records"):
        at = (row["site"], row["option"], row["tranche"], int(row["period"]))
        yield ("power", "connected", at), float(row["connected"])
    placed = [r for r in table_of(plan, "runs").to_dict("records") if r["status"] == "placed"]
    for row in placed:
        start = (row["run"], int(row["start_year"]), row["accelerator"])
        yield ("training", "start", start), 1.0
        if isinstance(row["hub"], str) and row["hub"]:
            yield ("backbone", "hub", (row["run"], row["hub"])), 1.0
    for row in table_of(plan, "run_sites").to_dict("records"):
        yield ("training", "at", (row["run"], row["site"])), 1.0
    yield from _spares(plan, instance)


def _spares(plan: Plan, instance: Instance) -> Iterator[tuple[Key, float]]:
    """Which units stand by as a spare, and which have the grid behind them."""
    in_service: dict[tuple[str, str, int], float] = {}
    grid: dict[tuple[str, int], float] = {}
    for row in table_of(plan, "power").to_dict("records"):
        s, p, y, mw = row["site"], row["option"], int(row["period"]), float(row["in_service_mw"])
        in_service[s, p, y] = in_service.get((s, p, y), 0.0) + mw
        if instance.power_option[p].kind == "grid":
            grid[s, y] = grid.get((s, y), 0.0) + mw
    for (s, p, y), mw in in_service.items():
        unit_mw = instance.power_option[p].unit_mw
        if unit_mw is not None and mw > NOISE:
            has_grid = grid.get((s, y), 0.0) >= unit_mw * (1 - NOISE)
            yield ("power", "backed" if has_grid else "spare", (s, p, y)), 1.0
