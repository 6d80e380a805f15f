"""Which inputs differ, in words: one row for what differs in many cells alike."""

from __future__ import annotations

from collections.abc import Sequence

from planner.plan.sections import Column, Section, cut

from .core import Pair
from .inputs import InputDifference, Value

FEW = 3
"""Cells of one column that are shown one by one where not all of them fit."""
ROWS_PER_ROOM = 4
"""Inputs stand first and may take more rows than other tables."""


def input_section(pair: Pair, most: int) -> Section:
    """Every input that differs, or that none does."""
    if pair.inputs.same_instance:
        return Section("Inputs: the same instance", level=3)
    differences = pair.inputs.differences
    if not differences:
        line = "Only names of the settings that are no input of a plan differ."
        return Section("Inputs: no cell differs", (line,), level=3)
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    groups = pair.inputs.groups()
    room = most if len(differences) > most else len(differences)
    for (table, column, only_in), group in groups.items():
        shown, left_out = cut(group, None if len(differences) <= room else FEW, "")
        rows += [_row(one, pair) for one in shown]
        if left_out:
            where = (
                f"{table}.{column}" if column else f"{table}, rows only in {_plan(only_in, pair)}"
            )
            rest = len(group) - len(shown)
            notes.append(f"… and {rest:,} more of {where}{_how(group)}")
    shown_rows, more = cut(rows, ROWS_PER_ROOM * most, "rows of this table")
    return Section(
        f"Inputs: {len(differences):,} differ{'s' if len(differences) == 1 else ''}",
        columns=(
            Column("table", text=True),
            Column("row", text=True),
            Column("column", text=True),
            Column(f"in {pair.a}", text=True),
            Column(f"in {pair.b}", text=True),
        ),
        rows=tuple(shown_rows),
        notes=(*more, *notes[:most], *cut(notes, most, "columns that differ")[1]),
        level=3,
    )


def _row(one: InputDifference, pair: Pair) -> tuple[str, ...]:
    if one.only_in:
        there = ("a row", "no row") if one.only_in == "a" else ("no row", "a row")
        return (one.table, one.row, "", *there)
    cells = (_value(value, one.column) for value in (one.from_value, one.to_value))
    return (one.table, one.row, one.column, *cells)


def _plan(only_in: str, pair: Pair) -> str:
    return pair.a if only_in == "a" else pair.b


def _how(group: Sequence[InputDifference]) -> str:
    """What numbers of a column were multiplied by."""
    factors = [one.factor for one in group]
    known = [factor for factor in factors if factor is not None]
    if not known or len(known) < len(factors):
        return ""
    low, high = min(known), max(known)
    if high - low <= 1e-9 * high:
        return f", all times {low:.4g}"
    return f", times {low:.4g} to {high:.4g}"


def _value(value: Value, column: str) -> str:
    if value is None:
        return "(empty)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"{value:.10g}" if "year" in column else f"{value:,.10g}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "(none)"
    return str(value) or "(empty)"
