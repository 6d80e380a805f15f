"""Names: that every reference has its row, and that no name is spelled in two ways."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from .cells import SHARED_NAMES, specs_of
from .faults import Findings, Where, folded, near
from .schema import TABLES
from .table_check import Table, TableRow

ITEM_TABLE: dict[str, str] = {
    "hall": "cooling",
    "power": "power_options",
    "accelerator": "accelerators",
    "fabric": "accelerators",
}
"""Table of an existing asset's item, by the asset's family."""

MAX_HINTS = 20
"""Names that a table lacks for which a near one is sought, as the search is slow."""


class _Target:
    """The names that a table holds; whoever refers to another one is refused."""

    def __init__(self, name: str, tables: Mapping[str, Table]) -> None:
        column = TABLES[name].key[0]
        table = tables.get(name)
        rows = table.rows if table is not None else []
        file = table.file if table is not None else f"{name}.csv"
        self._expected = f"one of the {column} names in {file}"
        self._names = {str(row.cells[column]) for row in rows if column in row.cells}
        self._readable = table is None or table.readable
        self._hints: dict[str, str] = {}

    def check(self, row: TableRow, column: str, name: str, findings: Findings) -> None:
        """Refuse a name that the table does not hold, unless the table could not be read."""
        if name in self._names or not self._readable:
            return
        if name not in self._hints and len(self._hints) < MAX_HINTS:
            self._hints[name] = near(name, sorted(self._names))
        hint = self._hints.get(name, "")
        findings.fault(row.at(column), column, name, self._expected, hint)


def check_references(tables: Mapping[str, Table], findings: Findings) -> None:
    """Refuse every name that its table does not hold, naming both files."""
    targets = {name: _Target(name, tables) for name in TABLES}
    for table in tables.values():
        for column, spec in specs_of(table.row_type).items():
            if not spec.facts.ref:
                continue
            for row in table.rows:
                for name in _names_in(row.cells.get(column)):
                    targets[spec.facts.ref].check(row, column, name, findings)
    if "existing_assets" in tables:
        for row in tables["existing_assets"].rows:
            family, item = row.cells.get("family"), row.cells.get("item")
            if isinstance(family, str) and isinstance(item, str):
                targets[ITEM_TABLE[family]].check(row, "item", item, findings)


def _names_in(cell: object) -> tuple[str, ...]:
    if cell is None:
        return ()
    return cell if isinstance(cell, tuple) else (str(cell),)


def check_spelling(tables: Mapping[str, Table], findings: Findings) -> None:
    """Refuse names that differ only in case or blanks, across all tables that share them."""
    first: dict[tuple[str, str], tuple[str, Where]] = {}
    # The catalogue's rows come first, so that the fault stands at the instance's row.
    for own, table in itertools.product((False, True), tables.values()):
        specs = specs_of(table.row_type)
        columns = [
            name
            for name, spec in specs.items()
            if spec.is_name
            and not spec.facts.ref
            and not spec.facts.choices
            and name not in ("item", "scope")
            and (name in table.row_type.key or name in SHARED_NAMES)
        ]
        for row in table.rows:
            if row.own is not own:
                continue
            for column in columns:
                name = row.cells.get(column)
                if not isinstance(name, str):
                    continue
                seen, where = first.setdefault((column, folded(name)), (name, row.at(column)))
                if seen != name:
                    hint = f"did you mean {seen!r}, as in {where.file} row {where.row}?"
                    expected = f"{column} names that differ in more than case and blanks"
                    findings.fault(row.at(column), column, name, expected, hint)
