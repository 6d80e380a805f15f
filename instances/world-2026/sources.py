"""Facts, catalogue rows and rows of us-2026 that the tables are made from."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import planner.catalogue
from planner.catalogue.writing import Facts, read_facts
from planner.instance.schema import Row, columns_of, facts_of

HERE = Path(__file__).resolve().parent
US = HERE.parent / "us-2026"
CATALOGUE = Path(planner.catalogue.__file__).resolve().parent / "2026.1"

GENERAL = "general knowledge"
YEAR = 2026

AnyRow = TypeVar("AnyRow", bound=Row)


def facts(name: str) -> Facts:
    """Rows of a fact table of this instance."""
    return read_facts(HERE / "facts" / f"{name}.csv")


def us_fact(table: str, item: str, parameter: str) -> float:
    """The last value given for a parameter of an item in a long fact table of us-2026."""
    return _last(read_facts(US / "facts" / f"{table}.csv"), item, parameter)


def fact(table: str, item: str, parameter: str) -> float:
    """The last value given for a parameter of an item in a long fact table of this instance."""
    return _last(facts(table), item, parameter)


def us_rows(kind: type[AnyRow]) -> list[AnyRow]:
    """Rows of a table of us-2026, taken over as they are."""
    listed = {name for name, info in columns_of(kind).items() if facts_of(info).listed}
    return [
        kind.model_validate(
            {
                name: tuple(cell.split("|")) if name in listed else cell
                for name, cell in row.items()
                if cell
            }
        )
        for row in read_facts(US / f"{kind.table}.csv")
    ]


def catalogue(table: str, *key: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows of a catalogue table by the key columns named."""
    rows = read_facts(CATALOGUE / f"{table}.csv")
    return {tuple(row[name] for name in key): row for row in rows}


def _last(rows: Facts, item: str, parameter: str) -> float:
    return next(
        float(row["value"])
        for row in reversed(rows)
        if (row["item"], row["parameter"]) == (item, parameter)
    )
