"""Facts and catalogue rows that the instance's tables are made from."""

from __future__ import annotations

from pathlib import Path

import planner.catalogue
from planner.catalogue.writing import Facts, read_facts

HERE = Path(__file__).resolve().parent
US_2026 = HERE.parent / "us-2026"
CATALOGUE = Path(planner.catalogue.__file__).resolve().parent / "2026.1"

GENERAL = "general knowledge"
YEAR = 2026


def facts(name: str) -> Facts:
    """Rows of a fact table of this instance."""
    return read_facts(HERE / "facts" / f"{name}.csv")


def us_table(name: str) -> Facts:
    """Rows of a table of the instance us-2026."""
    return read_facts(US_2026 / f"{name}.csv")


def us_fact(table: str, item: str, parameter: str) -> float:
    """The last value given for a parameter of an item in a fact table of us-2026."""
    rows = read_facts(US_2026 / "facts" / f"{table}.csv")
    named = (row for row in rows if (row["item"], row["parameter"]) == (item, parameter))
    return [float(row["value"]) for row in named][-1]


def catalogue_row(table: str, column: str, name: str) -> dict[str, str]:
    """The row of a catalogue table with a name in a column."""
    rows = read_facts(CATALOGUE / f"{table}.csv")
    return next(row for row in rows if row[column] == name)
