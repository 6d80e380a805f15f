"""From a raw table to typed rows, and from typed rows to checked :class:`Row` models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from planner.spreadsheet import guarded, unguarded

from .cells import ColumnSpec, MisfitError, is_empty, specs_of
from .faults import Findings, Where
from .heading import read_heading
from .layout import rows_of_the_table
from .raw import RawTable
from .schema import TABLES, Row
from .units import slip, unusual

Key = tuple[str | int | None, ...]

NUMBERS: tuple[str, ...] = ("number", "whole", "year")
"""Kinds of columns that hold numbers."""

SHOWN_ROWS = 5
"""Rows that a note names, or rows that get a note of their own, before the rest is only counted."""


@dataclass
class TableRow:
    """A row on its way through the door.

    Attributes:
        where: its line.
        cells: typed values of its cells, empty ones left out.
        bad: columns with a fault; no rule is tested on them.
        placed: where a cell stands when not in the row's own line (catalogue, changes).
        base: the catalogue's cells of the same key, None when it has none.
        base_where: where those stand in the catalogue.
        own: False for a row of the catalogue that the instance does not mention.
        values: every column with its value or default, set when the row has been validated.
        model: the row itself when it has no fault.
    """

    where: Where
    cells: dict[str, object]
    bad: set[str] = field(default_factory=set)
    placed: dict[str, Where] = field(default_factory=dict)
    base: dict[str, object] | None = None
    base_where: Where | None = None
    own: bool = True
    values: Mapping[str, object] = field(default_factory=dict)
    model: Row | None = None

    def at(self, column: str) -> Where:
        """Where a cell stands."""
        return self.placed.get(column, self.where)


@dataclass
class Table:
    """A table on its way through the door.

    Attributes:
        name: its name.
        heading: its file and the line of the heading.
        columns: columns of the heading, None when there is no file.
        rows: its rows.
        readable: False when nothing may be concluded from what is missing in it.
    """

    name: str
    heading: Where
    columns: tuple[str, ...] | None = None
    rows: list[TableRow] = field(default_factory=list)
    readable: bool = True

    @property
    def file(self) -> str:
        """Its file, to be named in faults."""
        return self.heading.file

    @property
    def row_type(self) -> type[Row]:
        """The schema of its rows."""
        return TABLES[self.name]

    def key_of(self, row: TableRow) -> Key | None:
        """Key of a row, None when a part that may not be empty is missing."""
        found: list[Any] = []
        specs = specs_of(self.row_type)
        for column in self.row_type.key:
            if column in row.cells:
                found.append(row.cells[column])
            elif specs[column].has_default and column not in row.bad:
                found.append(specs[column].default)
            else:
                return None
        return tuple(found)


def read_rows(raw: RawTable, findings: Findings) -> Table:
    """Typed rows of a raw table, with faults of heading, cells and keys."""
    table = Table(raw.name, Where(raw.file, raw.heading_row), readable=raw.readable)
    if not raw.readable:
        return table
    positions = read_heading(raw, findings)
    if positions is None:
        table.readable = False
        return table
    table.columns = tuple(spec.name for _, spec in positions)
    width = len(raw.heading)
    trimmed: dict[str, list[int]] = {}
    as_text: dict[str, list[int]] = {}
    for number, record in rows_of_the_table(raw, positions, findings):
        where = Where(raw.file, number)
        if len(record) != width:
            hint = "an unquoted comma, or a decimal comma?" if len(record) > width else ""
            expected = f"{width} cells, as many as the heading has"
            findings.fault(where, "", f"{len(record)} cells", expected, hint)
            table.readable = False
            continue
        row = TableRow(where, {})
        for at, spec in positions:
            cell = record[at]
            if is_empty(cell):
                continue
            if spec.kind in ("text", "words") and raw.origin != "values":
                cell = unguarded(cell)
            _put(row, spec, cell, findings)
            if spec.is_name and isinstance(cell, str) and cell != cell.strip():
                trimmed.setdefault(spec.name, []).append(number)
            if spec.name in table.row_type.key and _is_risky(spec, cell):
                where = Where(raw.file, number)
                findings.note(
                    f"{where.file} row {where.row}, column {spec.name}: {cell!r} begins like a "
                    "formula; exported tables put an apostrophe in front of it"
                )
            if raw.origin == "sheet" and spec.kind in NUMBERS and isinstance(cell, str):
                as_text.setdefault(spec.name, []).append(number)
        table.rows.append(row)
    _note_cells(raw, trimmed, "outer blanks trimmed", findings)
    _note_cells(raw, as_text, "numbers that the sheet holds as text", findings)
    percent = {
        spec.name: raw.percent[at]
        for at, spec in positions
        if at in raw.percent and spec.kind in NUMBERS and not _is_share(spec)
    }
    _note_cells(raw, percent, "formatted as %, taken as the number behind it", findings)
    check_keys(table, findings)
    return table


def _is_risky(spec: ColumnSpec, cell: object) -> bool:
    """Whether a cell gives a name that a spreadsheet would take for a formula."""
    is_given = spec.is_name and not spec.facts.ref and isinstance(cell, str)
    return is_given and guarded(str(cell)) != cell


def _is_share(spec: ColumnSpec) -> bool:
    return spec.facts.unit.split("/")[0] in ("", "share", "ratio")


def _note_cells(
    raw: RawTable, cells: Mapping[str, list[int]], remark: str, findings: Findings
) -> None:
    for column, numbers in cells.items():
        more = " …" if len(numbers) > SHOWN_ROWS else ""
        rows = ", ".join(map(str, numbers[:SHOWN_ROWS])) + more
        findings.note(f"{raw.file}, column {column}: {remark} (rows {rows})")


def _put(row: TableRow, spec: ColumnSpec, cell: object, findings: Findings) -> None:
    try:
        row.cells[spec.name] = spec.parse(cell)
    except MisfitError as misfit:
        row.bad.add(spec.name)
        findings.fault(row.at(spec.name), spec.name, cell, spec.expected, misfit.hint)


def key_texts(key: Key) -> tuple[str, ...]:
    """The parts of a key as text; an empty cell is the empty text."""
    return tuple("" if part is None else str(part) for part in key)


def check_keys(table: Table, findings: Findings) -> None:
    """Refuse two rows with the same key, naming both."""
    first: dict[Key, TableRow] = {}
    for row in table.rows:
        key = table.key_of(row)
        if key is None:
            continue
        if key in first:
            columns = ", ".join(table.row_type.key)
            found = ", ".join(key_texts(key))
            hint = f"also in row {first[key].where.row}"
            findings.fault(row.where, columns, found, "each key once", hint)
        else:
            first[key] = row


def validate_rows(table: Table, families: tuple[str, ...], findings: Findings) -> None:
    """Make every row a model of the schema; faults of range and of missing values.

    Args:
        table: typed rows; their `values` and `model` are set.
        families: families in use, for columns that only they need.
        findings: where faults and notes go.
    """
    specs = specs_of(table.row_type)
    defaults = {name: spec.default for name, spec in specs.items()}
    needed = [name for name, s in specs.items() if not set(s.facts.needed_by).isdisjoint(families)]
    usual = [spec for spec in specs.values() if spec.facts.usual is not None]
    missing_columns: set[str] = set()
    remarks: dict[str, list[tuple[Where, str]]] = {}
    for row in table.rows:
        faulty = set(row.bad)
        try:
            row.model = table.row_type.model_validate(row.cells)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_context=False):
                column = str(problem["loc"][0])
                if column in faulty:
                    continue
                faulty.add(column)
                spec = specs[column]
                if problem["type"] == "missing":
                    if table.readable:
                        _missing(table, row, spec, missing_columns, findings)
                else:
                    found = row.cells[column]
                    hint = _range_hint(row, spec, found)
                    findings.fault(row.at(column), column, found, spec.expected, hint)
        for column in needed:
            if column not in row.cells and column not in faulty:
                faulty.add(column)
                _missing(table, row, specs[column], missing_columns, findings)
        row.bad = faulty
        if faulty:
            row.model = None
        sound = {name: value for name, value in row.cells.items() if name not in faulty}
        row.values = row.model.__dict__ if row.model is not None else defaults | sound
        for spec in usual:
            value = row.cells.get(spec.name)
            if isinstance(value, (int, float)) and spec.name not in faulty:
                remark = "" if _is_catalogues(row, spec.name) else unusual(value, spec)
                if remark:
                    remarks.setdefault(spec.name, []).append((row.at(spec.name), remark))
    for column, found in remarks.items():
        for where, remark in found[:SHOWN_ROWS]:
            findings.note(f"{where.file} row {where.row}, column {column}: {remark}")
        if len(found) > SHOWN_ROWS:
            rest = len(found) - SHOWN_ROWS
            findings.note(f"{table.file}, column {column}: {rest} more rows with values as odd")


def _is_catalogues(row: TableRow, column: str) -> bool:
    """Whether a value is that of the catalogue, which has been looked at."""
    return row.base is not None and row.base.get(column) == row.cells.get(column)


def _range_hint(row: TableRow, spec: ColumnSpec, found: object) -> str:
    """What was probably meant by a value out of range."""
    if not isinstance(found, (int, float)):
        return ""
    other = row.cells.get("lon" if spec.name == "lat" else "lat")
    if spec.name == "lat" and 90 < abs(found) <= 180 and isinstance(other, float):
        return "lat and lon swapped?" if abs(other) <= 90 else ""
    if spec.name == "lon" and 180 < found < 360:
        return f"counted eastward to 360? write {found - 360:.6g}"
    return slip(float(found), spec)


def _missing(
    table: Table, row: TableRow, spec: ColumnSpec, named: set[str], findings: Findings
) -> None:
    """Name a missing column once for the table, a missing cell once for its row."""
    needed = f", needed by family {' and '.join(spec.facts.needed_by)}"
    expected = spec.expected + (needed if spec.facts.needed_by else "")
    if row.own and table.columns is not None and spec.name not in table.columns:
        if spec.name not in named:
            named.add(spec.name)
            findings.fault(table.heading, spec.name, None, f"the column {spec.name}: {expected}")
        return
    findings.fault(row.at(spec.name), spec.name, None, expected)
