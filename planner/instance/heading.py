"""The heading of a table: which column stands where, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .cells import ColumnSpec, is_empty, specs_of
from .faults import Findings, Where, near
from .raw import RawTable
from .schema import TABLES

TITLE_ROWS = 10
"""Rows below the first one in which headings are looked for when the first one holds none."""

SEPARATORS: tuple[tuple[str, str], ...] = ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"))

KEY_COLUMNS = frozenset(row.key[0] for row in TABLES.values())
"""First columns of all tables, by which a second table on a sheet is known."""


def read_heading(raw: RawTable, findings: Findings) -> list[tuple[int, ColumnSpec]] | None:
    """Place and column of every heading; None when the table cannot be read by it."""
    specs = specs_of(TABLES[raw.name])
    where = Where(raw.file, raw.heading_row)
    if not raw.heading:
        findings.fault(where, "", None, f"a heading with the columns of {raw.name}")
        return None
    if _is_misread(raw, specs, where, findings):
        return None
    end = _second_table(raw, specs, where, findings)
    found: dict[str, int] = {}
    for at, heading in enumerate(raw.heading[:end]):
        name = heading.strip()
        if name != heading and name:
            findings.note(f"{raw.file}: outer blanks of heading {heading!r} trimmed")
        if not name:
            if any(len(record) > at and not is_empty(record[at]) for _, record in raw.rows):
                findings.fault(where, f"({at + 1})", None, "a heading over every cell")
        elif name not in specs:
            findings.fault(where, name, name, f"a column of {raw.name}", near(name, specs))
        elif name in found:
            hint = f"also the heading of cell {found[name] + 1}"
            findings.fault(where, name, name, "each heading once", hint)
        else:
            found[name] = at
    lacking = [c for c in TABLES[raw.name].key if c not in found and not specs[c].has_default]
    for column in lacking:
        findings.fault(where, column, None, f"the column {column}, part of the key")
    return None if lacking else [(at, specs[name]) for name, at in found.items()]


def _is_misread(
    raw: RawTable, specs: Mapping[str, ColumnSpec], where: Where, findings: Findings
) -> bool:
    """Whether the file has other separators, or its headings stand below a title."""
    joined = ",".join(raw.heading)
    for mark, name in SEPARATORS:
        if mark in joined and len(raw.heading) <= joined.count(mark):
            hint = f"cells separated by {name}? save the file with commas and decimal points"
            findings.fault(where, "", raw.heading[0], "columns separated by commas", hint)
            return True
    if not is_heading(raw.heading, specs):
        for number, record in raw.rows[:TITLE_ROWS]:
            if is_heading(record, specs):
                title = next(heading for heading in raw.heading if heading)
                hint = f"they stand in row {number}; delete what stands above them"
                findings.fault(where, "", title, "the headings in the first row", hint)
                return True
    return False


def is_heading(record: Sequence[object], names: Mapping[str, object]) -> bool:
    """Whether a row holds column names: two or more, and hardly anything else."""
    filled = [str(cell).strip() for cell in record if not is_empty(cell)]
    known = sum(cell in names for cell in filled)
    return known >= min(2, len(names)) and 2 * known > len(filled)


def _second_table(
    raw: RawTable, specs: Mapping[str, ColumnSpec], where: Where, findings: Findings
) -> int:
    """Place at which a second table begins beside the first; the heading's end without one."""
    for at in range(1, len(raw.heading) - 1):
        after, before = raw.heading[at + 1].strip(), [h.strip() for h in raw.heading[:at]]
        is_foreign = after in before or after not in specs
        if not raw.heading[at].strip() and after in KEY_COLUMNS and is_foreign and any(before):
            hint = f"a second table begins in cell {at + 2}; give it a sheet or file of its own"
            findings.fault(where, after, after, f"the table {raw.name} alone", hint)
            return at
    return len(raw.heading)
