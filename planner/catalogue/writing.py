"""Reading fact tables and writing instance tables, for scripts that derive tables from facts."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from planner.instance.schema import Row, columns_of

Facts = list[dict[str, str]]


def read_facts(path: Path) -> Facts:
    """Rows of a fact table as text by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(folder: Path, rows: Iterable[Row]) -> None:
    """Write rows of one table to `<folder>/<table>.csv`, sorted by key, without empty columns.

    Raises:
        ValueError: when there are no rows, two rows have one key, or a row lacks its source.
    """
    known = list(rows)
    if not known:
        raise ValueError("no rows to write")
    kind = type(known[0])
    known.sort(key=lambda row: [getattr(row, name) for name in kind.key])
    keys = [tuple(getattr(row, name) for name in kind.key) for row in known]
    if len(set(keys)) < len(keys):
        raise ValueError(f"{kind.table}: two rows with one key")
    for row, key in zip(known, keys, strict=True):
        if not (row.source and row.source_year and row.confidence):
            raise ValueError(f"{kind.table} {key}: no source, year or confidence")
    cells = {name: [_cell(getattr(row, name)) for row in known] for name in columns_of(kind)}
    shown = {name: column for name, column in cells.items() if any(column)}
    with (folder / f"{kind.table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(shown)
        writer.writerows(zip(*shown.values(), strict=True))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)
