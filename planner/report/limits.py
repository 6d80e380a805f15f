"""Chapter: what binds, in how many places and years, and how far limits are used."""

from __future__ import annotations

import pandas as pd

from .case import Case
from .drawing import stack, tallest
from .figure import Chapter, Figure
from .first_page import by_weight


def chapter(case: Case) -> Chapter:
    """Limits that bind by kind and year, each of them, and the rows of the table `limits`."""
    counts, binding, uses = counts_table(case), binding_table(case), uses_table(case)
    figures = (
        Figure(
            "binding-places",
            "Limits that bind, number of places by kind and year",
            counts,
            "Bars by year: in how many places a kind of limit has less than 0.1 % left, or costs something.",
            stack(counts, by="limit", value="places", unit="places", years=case.years),
            tallest(counts, "places"),
            "year",
            tall=320,
        ),
        Figure(
            "binding",
            "Each limit that binds, value in its own unit",
            binding,
            "Those that bind in most years first.",
        ),
        Figure("limits", "Limits by year and how far they are used, %", uses, "In their own unit."),
    )
    return Chapter("What binds", (), tuple(one for one in figures if len(one.table)))


def counts_table(case: Case) -> pd.DataFrame:
    """Number of places in which each kind of limit binds, by year."""
    counts: dict[tuple[str, int], int] = {}
    for limit in by_weight(case):
        for year in limit.years:
            counts[limit.limit, year] = counts.get((limit.limit, year), 0) + 1
    rows = [(limit, year, number) for (limit, year), number in sorted(counts.items())]
    return pd.DataFrame(rows, columns=["limit", "year", "places"])


def binding_table(case: Case) -> pd.DataFrame:
    """Every limit that binds."""
    rows = [
        (
            limit.limit,
            limit.where,
            ", ".join(map(str, limit.years)),
            limit.value,
            limit.unit,
            limit.note,
        )
        for limit in by_weight(case)
    ]
    return pd.DataFrame(rows, columns=["limit", "where", "in_years", "value", "unit", "note"])


def uses_table(case: Case) -> pd.DataFrame:
    """Rows of the instance's limits with the part used."""
    table = case.plan.tables["limits"].rename(columns={"period": "year"})
    share = 100 * table["used"] / table["value"].where(table["value"] > 0)
    return table.assign(used_percent=share)
