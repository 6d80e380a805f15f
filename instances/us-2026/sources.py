"""Facts and catalogue rows that the instance's tables are made from."""

from __future__ import annotations

from pathlib import Path

import planner.catalogue
from planner.catalogue.writing import Facts, read_facts

FACTS = Path(__file__).resolve().parent / "facts"
CATALOGUE = Path(planner.catalogue.__file__).resolve().parent / "2026.1"

GENERAL = "general knowledge"
YEAR = 2026


def facts(name: str) -> Facts:
    """Rows of a fact table."""
    return read_facts(FACTS / f"{name}.csv")


def fact(table: str, item: str, parameter: str) -> float:
    """The last value given for a parameter of an item in a long fact table."""
    values = [
        float(row["value"])
        for row in facts(table)
        if row["item"] == item and row["parameter"] == parameter
    ]
    return values[-1]


def catalogue(table: str, *key: str) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows of a catalogue table by the key columns named."""
    rows = read_facts(CATALOGUE / f"{table}.csv")
    return {tuple(row[name] for name in key): row for row in rows}
