"""How the figures of a plan are read from its tables: rows of a year, sums, means over slices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.instance.schema import WHOLE_YEAR

from .core import Plan
from .tables import PLAN_TABLE

if TYPE_CHECKING:
    from planner.instance import Instance

NOISE = 1e-6
"""Amounts below this are solver noise and count as nothing (MW, units, shares)."""

Shares = dict[str, float]
"""Share of the year's hours by slice."""


def table_of(plan: Plan, name: str) -> pd.DataFrame:
    """A table of the plan, without rows when the plan has none of it."""
    found = plan.tables.get(name)
    return pd.DataFrame(columns=list(PLAN_TABLE[name].columns)) if found is None else found


def in_year(plan: Plan, name: str, year: int) -> pd.DataFrame:
    """The rows of a table that stand for the period that starts in a year."""
    table = table_of(plan, name)
    return table[table["period"] == year]


def sums(table: pd.DataFrame, by: str, value: str) -> dict[str, float]:
    """Sums of a column by name, without those that are nothing."""
    found = table.groupby(by, sort=False)[value].sum()
    return {str(name): float(v) for name, v in found.items() if abs(v) > NOISE}


def sums_by_year(table: pd.DataFrame, by: str, value: str) -> dict[tuple[str, int], float]:
    """Sums of a column by name and period."""
    if table.empty:
        return {}
    found = table.groupby([by, "period"], sort=False)[value].sum()
    return {(str(at[0]), int(at[1])): float(v) for at, v in zip(found.index, found, strict=True)}


def slice_shares(plan: Plan, instance: Instance | None) -> Shares | None:
    """Share of the year's hours by slice; None where the plan has slices and no instance is given.

    A plan of one slice, the whole year, needs no instance for it.
    """
    if instance is not None:
        return {h.slice: h.hours_share for h in instance.time_slices}
    sliced = (table["slice"] for table in plan.tables.values() if "slice" in table)
    named = {str(name) for column in sliced for name in column.unique()}
    return {WHOLE_YEAR.slice: 1.0} if named <= {WHOLE_YEAR.slice} else None


def weighed(table: pd.DataFrame, shares: Shares, *values: str) -> pd.DataFrame:
    """A table with some columns times the share of their slice: their sums are yearly means."""
    share = table["slice"].map(shares).astype(float)
    return table.assign(**{value: table[value].astype(float) * share for value in values})
