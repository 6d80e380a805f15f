"""Chapter: the bill of materials, what is ordered by part and by supplier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.plan.materials import materials, spend_by

from .case import Case
from .drawing import stack, tallest
from .figure import Chapter, Figure


def chapter(case: Case) -> Chapter:
    """Orders and running spend by category, orders by supplier."""
    found = materials(case.plan, case.instance)
    unit = f"M$ of {case.instance.settings.price_year}, not discounted"
    parts = (
        ("orders", "Orders by category", "category", spend_by(found.orders, "category")),
        ("suppliers", "Orders by supplier", "supplier", spend_by(found.orders, "supplier")),
        (
            "running",
            "Paid by the year, by category",
            "category",
            spend_by(found.running, "category"),
        ),
    )
    figures = [
        _figure(name, f"{title}, {unit}", by, _table(by, spend), case.years)
        for name, title, by, spend in parts
    ]
    return Chapter(
        "Bill of materials", (), tuple(figure for figure in figures if len(figure.table))
    )


def _table(by: str, spend: Mapping[str, Mapping[int, float]]) -> pd.DataFrame:
    rows = [
        (name.replace("_", " ") or "(not named)", year, musd)
        for name, by_year in spend.items()
        for year, musd in sorted(by_year.items())
        if musd > 0
    ]
    return pd.DataFrame(rows, columns=[by, "year", "musd"])


def _figure(name: str, title: str, by: str, table: pd.DataFrame, years: Sequence[int]) -> Figure:
    return Figure(
        name,
        title,
        table,
        f"Bars by year: spend by {by}, the largest seven by name; the table has all.",
        stack(table, by=by, value="musd", unit="M$", years=years),
        tallest(table, "musd"),
        "year",
        tall=320,
    )
