"""Values a thousand times off the rest of their column: rows that somebody filled in another unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .cells import ColumnSpec, specs_of
from .faults import Findings
from .table_check import SHOWN_ROWS, Table, TableRow
from .units import has_thousandth, rounded, short_unit, unusual

GAP = 100.0
"""Values of one unit have no gap this wide between one and the next larger one, in all that was seen."""

FEWEST = 4
"""Rows with values, below which nothing can be said of what is alike in a column."""


def note_thousandfold(tables: Mapping[str, Table], findings: Findings) -> None:
    """Note the few values of a column that lie a thousandfold from the many, on either side."""
    for table in tables.values():
        for spec in specs_of(table.row_type).values():
            if spec.kind == "number" and has_thousandth(spec.facts.unit):
                _check_column(table, spec, findings)


def _check_column(table: Table, spec: ColumnSpec, findings: Findings) -> None:
    column = spec.name
    found = [
        (value, row)
        for row in table.rows
        if column not in row.bad and isinstance(value := row.cells.get(column), float) and value > 0
    ]
    if len(found) < FEWEST:
        return
    found.sort(key=lambda pair: pair[0])
    values = [value for value, _ in found]
    for at in range(1, len(values)):
        if values[at] < GAP * values[at - 1]:
            continue
        below, above = values[:at], values[at:]
        if len(above) < len(below) and _fits(above, below, 1e-3):
            _note(table, spec, found[at:], 1e-3, findings)
        elif len(below) < len(above) and _fits(below, above, 1e3):
            _note(table, spec, found[:at], 1e3, findings)


def _fits(few: Sequence[float], many: Sequence[float], factor: float) -> bool:
    """Whether the few, converted, lie among the many; both rise."""
    return few[0] * factor >= many[0] / 3 and few[-1] * factor <= many[-1] * 3


def _note(
    table: Table,
    spec: ColumnSpec,
    found: Sequence[tuple[float, TableRow]],
    factor: float,
    findings: Findings,
) -> None:
    column = spec.name
    own = [(v, row) for v, row in found if row.own and not unusual(v, spec)]
    for value, row in own[:SHOWN_ROWS]:
        where = row.at(column)
        findings.note(
            f"{where.file} row {where.row}, column {column}: {value:.12g} is a thousandfold off the "
            f"other rows; {rounded(value * factor)} {short_unit(spec.facts.unit)}? It is taken as it stands"
        )
    if len(own) > SHOWN_ROWS:
        rest = len(own) - SHOWN_ROWS
        findings.note(f"{table.file}, column {column}: {rest} more rows a thousandfold off")
