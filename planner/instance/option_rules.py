"""Rules of power options: one grid, what storage and flexible connections must say, reserved names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .faults import Findings
from .rules import cell_at, sound_rows
from .table_check import Table, TableRow

RESERVED: tuple[tuple[str, str, str], ...] = (
    ("power_options", "option", "leased"),
    ("fabrics", "fabric", "existing"),
)
"""(table, column, name) under which plans show something else."""

STORAGE_COLUMNS: tuple[str, ...] = ("storage_hours", "efficiency")

GRID_KINDS: tuple[str, ...] = ("grid", "grid_flexible")


def check_options(tables: Mapping[str, Table], findings: Findings) -> None:
    """Every option says what its kind needs, and nothing that only another kind can mean."""
    for table, column, reserved in RESERVED:
        for row, values in sound_rows(tables, table, column):
            if values[column] == reserved:
                expected = f"another name: plans have {reserved} for something else"
                findings.fault(row.at(column), column, reserved, expected)
    for row, option in sound_rows(tables, "power_options", "kind"):
        _check_storage(row, option, findings)
        _check_flexible(row, option, findings)
        _check_unit(row, option, findings)
    _check_one_grid(tables, findings)


def _check_storage(row: TableRow, option: Mapping[str, Any], findings: Findings) -> None:
    is_storage = option["kind"] == "storage"
    for column in STORAGE_COLUMNS:
        if column in row.bad:
            continue
        if is_storage and option[column] is None:
            findings.fault(row.at(column), column, None, f"the {column} of storage")
        elif not is_storage and option[column] is not None:
            expected = f"an empty cell: only kind storage has {column}, not {option['kind']}"
            findings.fault(row.at(column), column, option[column], expected)
    if is_storage and row.own and option["capacity_factor"] != 1:
        findings.note(
            f"{cell_at(row, 'capacity_factor')}: does nothing, as storage gives what it has taken in"
        )


def _check_flexible(row: TableRow, option: Mapping[str, Any], findings: Findings) -> None:
    column = "max_curtailed_hours_per_year"
    is_flexible = option["kind"] == "grid_flexible"
    if column not in row.bad:
        if is_flexible and option[column] == 0:
            found = option[column] if column in row.cells else None
            expected = "hours in a year > 0 of kind grid_flexible; a firm connection is kind grid"
            findings.fault(row.at(column), column, found, expected)
        elif not is_flexible and option[column] > 0:
            expected = f"an empty cell: only kind grid_flexible is curtailed, not {option['kind']}"
            findings.fault(row.at(column), column, option[column], expected)
    if is_flexible and "capacity_credit" not in row.bad and option["capacity_credit"] == 0:
        expected = "a share > 0: a flexible connection is firm in the hours that are not curtailed"
        findings.fault(row.at("capacity_credit"), "capacity_credit", 0, expected)


def _check_unit(row: TableRow, option: Mapping[str, Any], findings: Findings) -> None:
    if "unit_mw" in row.bad or option["unit_mw"] is None:
        return
    if option["kind"] in GRID_KINDS:
        expected = f"an empty cell: no spare unit stands beside a connection ({option['kind']})"
        findings.fault(row.at("unit_mw"), "unit_mw", option["unit_mw"], expected)
    elif "capacity_credit" not in row.bad and option["capacity_credit"] == 0:
        findings.note(f"{cell_at(row, 'unit_mw')}: does nothing, as capacity_credit is 0")


def _check_one_grid(tables: Mapping[str, Table], findings: Findings) -> None:
    """There is one grid: queues and held positions of sites are its, and would count twice."""
    grids = [
        row
        for row, v in sound_rows(tables, "power_options", "option", "kind")
        if v["kind"] == "grid"
    ]
    for row in grids[1:]:
        first = grids[0].where
        expected = f"one option of kind grid ({first.file} row {first.row} is one)"
        findings.fault(row.at("kind"), "kind", "grid", expected)
