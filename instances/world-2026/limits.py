"""Limits that scenarios tighten; in the instance itself none of them binds."""

from __future__ import annotations

from collections.abc import Iterator

from sources import YEAR

from planner.instance.schema import Limit

YEARS = range(2026, 2036)
LOOSE = (
    ("emissions", "", 1_000_000, "kt CO2/year"),
    ("capital", "", 2_000_000, "M$/year"),
    ("vendor_share", "NVIDIA", 1, "share"),
    ("grid_region", "Ireland (Dublin)", 10_000, "MW"),
)
"""(limit, scope, value, unit), out of reach of any plan."""


def limits() -> Iterator[Limit]:
    """One row for every limit and year."""
    for limit, scope, value, unit in LOOSE:
        for year in YEARS:
            yield Limit(
                limit=limit,
                scope=scope,
                year=year,
                value=value,
                unit=unit,
                source="assumption",
                source_year=YEAR,
                confidence="low",
                note="out of reach; a scenario tightens it",
            )
