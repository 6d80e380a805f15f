"""Names: that every reference has its row, and that no name is spelled in two ways."""

from __future__ import annotations

from collections.abc import Mapping

from .cells import SHARED_NAMES, specs_of
from .faults import Findings, Where, folded, near
from .schema import TABLES
from .table_check import Table

ITEM_TABLE: dict[str, str] = {
    "hall": "cooling",
    "power": "power_options",
    "accelerator": "accelerators",
    "fabric": "accelerators",
}
"""Table of an existing asset's item, by the asset's family."""


def check_references(tables: Mapping[str, Table], findings: Findings) -> None:
    """Refuse every name that its table does not hold, naming both files."""
    names = {name: _names(table) for name, table in tables.items()}
    for table in tables.values():
        for column, spec in specs_of(table.row_type).items():
            if spec.facts.ref:
                _check_column(table, column, spec.facts.ref, tables, names, findings)
    if "existing_assets" in tables:
        _check_assets(tables, names, findings)


def _names(table: Table) -> set[str]:
    column = table.row_type.key[0]
    return {str(row.cells[column]) for row in table.rows if column in row.cells}


def _check_column(
    table: Table,
    column: str,
    target: str,
    tables: Mapping[str, Table],
    names: Mapping[str, set[str]],
    findings: Findings,
) -> None:
    if target in tables and not tables[target].readable:
        return
    known = names.get(target, set())
    for row in table.rows:
        cell = row.cells.get(column)
        for name in cell if isinstance(cell, tuple) else () if cell is None else (cell,):
            if name not in known:
                _dangling(row.at(column), column, str(name), target, tables, known, findings)


def _dangling(
    where: Where,
    column: str,
    name: str,
    target: str,
    tables: Mapping[str, Table],
    known: set[str],
    findings: Findings,
) -> None:
    file = tables[target].file if target in tables else f"{target}.csv"
    expected = f"one of the {TABLES[target].key[0]} names in {file}"
    findings.fault(where, column, name, expected, near(name, sorted(known)))


def _check_assets(
    tables: Mapping[str, Table], names: Mapping[str, set[str]], findings: Findings
) -> None:
    for row in tables["existing_assets"].rows:
        family, item = row.cells.get("family"), row.cells.get("item")
        if not isinstance(family, str) or not isinstance(item, str):
            continue
        target = ITEM_TABLE[family]
        known = names.get(target, set())
        if item not in known and (target not in tables or tables[target].readable):
            _dangling(row.at("item"), "item", item, target, tables, known, findings)


def check_spelling(tables: Mapping[str, Table], findings: Findings) -> None:
    """Refuse names that differ only in case or blanks, across all tables that share them."""
    first: dict[tuple[str, str], tuple[str, Where]] = {}
    for table in tables.values():
        specs = specs_of(table.row_type)
        columns = [
            name
            for name, spec in specs.items()
            if spec.is_name
            and not spec.facts.ref
            and not spec.facts.choices
            and name != "item"
            and (name in table.row_type.key or name in SHARED_NAMES)
        ]
        for row in table.rows:
            for column in columns:
                name = row.cells.get(column)
                if not isinstance(name, str):
                    continue
                seen, where = first.setdefault((column, folded(name)), (name, row.at(column)))
                if seen != name:
                    hint = f"did you mean {seen!r}, as in {where.file} row {where.row}?"
                    expected = f"{column} names that differ in more than case and blanks"
                    findings.fault(row.at(column), column, name, expected, hint)
