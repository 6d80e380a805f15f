"""Rows that people put into tables and that are none of the table: units, totals, notes, headings.

Each is refused once, as what it is, and is then left out: the faults that its cells would give say
nothing more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from .cells import ColumnSpec, MisfitError, is_empty
from .faults import Findings, Where, folded
from .heading import is_heading
from .raw import RawTable, Spoilt
from .schema import TABLES, columns_of, facts_of

TOTALS = frozenset(
    folded(word)
    for word in (
        "total", "totals", "grand total", "subtotal", "sum", "all", "summe", "gesamt",
        "gesamtsumme", "insgesamt", "zwischensumme", "totale", "somme",
    )
)  # fmt: skip
"""What stands in front of a row of totals."""

NOTE = re.compile(
    r"(sources?|notes?|remarks?|comments?|quellen?|anmerkung(en)?|hinweis)\b.*|[*†¹].*|.{80,}",
    re.IGNORECASE | re.DOTALL,
)
"""What a note under a table looks like."""

UNIT_WORDS = frozenset(
    folded(word)
    for row in TABLES.values()
    for info in columns_of(row).values()
    if (unit := facts_of(info).unit)
    for word in (unit, unit.split(" ")[0], unit.split("/")[0])
) | {"-", "text", "usd", "$", "€", "eur", "%", "kw", "gw", "gbps", "#", "yyyy"}
"""Units of all columns, whole and by their first word."""

Positions = Sequence[tuple[int, ColumnSpec]]


def rows_of_the_table(
    raw: RawTable, positions: Positions, findings: Findings
) -> list[tuple[int, Sequence[object]]]:
    """The rows of a table without those that are none of it, each of which is a fault."""
    if not positions:
        return list(raw.rows)
    names = _names_of_heading(raw)
    first_key = TABLES[raw.name].key[0]
    name_at = next(place for place in positions if place[1].name == first_key)
    kept: list[tuple[int, Sequence[object]]] = []
    for number, record in raw.rows:
        where = Where(raw.file, number)
        if is_heading(record, names) and not _has_number(record):
            hint = "a second table? give it a sheet or file of its own"
            findings.fault(where, "", _first(record), "one heading, in the first row", hint)
            break
        if not kept and _is_units(record, positions):
            hint = "a row of units? delete it: the unit stands in the column's name"
            findings.fault(where, "", _first(record), "values below the heading", hint)
        elif not _is_total(record, kept, positions, name_at, where, findings) and not _is_note(
            raw, record, positions, where, findings
        ):
            kept.append((number, record))
    return kept


def _names_of_heading(raw: RawTable) -> Mapping[str, object]:
    keys = {row.key[0] for row in TABLES.values()}
    return dict.fromkeys([*columns_of(TABLES[raw.name]), *keys])


def _has_number(record: Sequence[object]) -> bool:
    return any(isinstance(cell, (int, float)) for cell in record)


def _first(record: Sequence[object]) -> str:
    return next((str(cell) for cell in record if not is_empty(cell)), "")


def _is_units(record: Sequence[object], positions: Positions) -> bool:
    """Whether the cells of all columns of numbers hold units instead."""
    cells = [
        record[at]
        for at, spec in positions
        if spec.kind in ("number", "whole", "year") and at < len(record)
    ]
    filled = [cell for cell in cells if not is_empty(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and folded(cell.strip("[]() ")) in UNIT_WORDS for cell in filled
    )


def _is_total(
    record: Sequence[object],
    above: Sequence[tuple[int, Sequence[object]]],
    positions: Positions,
    name_at: tuple[int, ColumnSpec],
    where: Where,
    findings: Findings,
) -> bool:
    """Refuse a row without a name, or named `total`, of which a number is the sum of those above."""
    at, key = name_at
    name = record[at] if at < len(record) else None
    named = isinstance(name, str) and folded(name.strip(" :")) in TOTALS
    if not named and not is_empty(name):
        return False
    for place, spec in positions:
        if spec.kind not in ("number", "whole") or place >= len(record):
            continue
        total = _parsed(spec, record[place])
        parts = [_parsed(spec, row[place]) for _, row in above if place < len(row)]
        given = [part for part in parts if part is not None]
        if total and len(given) > 1 and math.isclose(math.fsum(given), total, rel_tol=1e-6):
            hint = f"{spec.name} is the sum of the rows above: a row of totals? leave it out"
            expected = f"rows of a single {key.name} each"
            findings.fault(where, key.name, name if named else None, expected, hint)
            return True
    if named and len(above) > 1:
        findings.note(f"{where.file} row {where.row}: {name!r} is taken as a {key.name}, no total")
    return False


def _parsed(spec: ColumnSpec, cell: object) -> float | None:
    """The number of a cell, None where there is none."""
    try:
        found = None if is_empty(cell) else spec.parse(cell)
    except MisfitError:
        return None
    return float(found) if isinstance(found, (int, float)) else None


def _is_note(
    raw: RawTable,
    record: Sequence[object],
    positions: Positions,
    where: Where,
    findings: Findings,
) -> bool:
    """Refuse a row of which only the first cell is filled, with what reads as a note."""
    filled = [cell for cell in record if not is_empty(cell) and not isinstance(cell, Spoilt)]
    text = filled[0] if len(filled) == 1 else None
    if len(positions) < 2 or not isinstance(text, str) or NOTE.fullmatch(text.strip()) is None:
        return False
    elsewhere = "a sheet named readme" if raw.origin == "sheet" else "a README beside the tables"
    hint = f"a note? put it into the column note or into {elsewhere}"
    findings.fault(where, positions[0][1].name, text, f"a row of {raw.name}", hint)
    return True
