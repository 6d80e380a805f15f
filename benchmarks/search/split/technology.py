"""What of the bundled catalogue the places and order books are made from."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

VERSION = "2026.1"
US_2026_FACILITY_MW = 46_600.0
"""Peak load that all sites of us-2026 may draw; the catalogue's order books are for a country so large."""


@cache
def rows(table: str) -> list[dict[str, str]]:
    """Rows of a table of the catalogue."""
    text = (files("planner.catalogue") / VERSION / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def kw_per_unit(accelerator: str) -> float:
    """IT load of a whole unit, kW."""
    found = next(row for row in rows("accelerators") if row["accelerator"] == accelerator)
    return float(found["kw_per_unit"])


@cache
def peak_pue(cooling: str, zone: str) -> float:
    """Facility load over IT load in the worst hour."""
    found = next(r for r in rows("pue") if (r["cooling"], r["climate_zone"]) == (cooling, zone))
    return float(found["pue_peak"])


def order_books(
    table: str, item: str, amount: str, taken: tuple[str, ...], scale: float
) -> list[dict[str, Any]]:
    """A table of what can be ordered in a year, as a multiple of the catalogue's."""
    return [
        {item: row[item], "year": int(row["year"]), amount: round(scale * float(row[amount]), 1)}
        for row in rows(table)
        if row[item] in taken
    ]
