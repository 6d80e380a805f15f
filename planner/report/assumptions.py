"""Chapter: what the plan assumes, the weakest first, and how much of the cost rests on it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.plan.tables import COST_HEADS

from .case import Case
from .confidence import NOT_STATED, WEAKEST_FIRST, Prices, of_row, weakest
from .drawing import GREY, OKABE_ITO, legend, rows, summed
from .figure import AnyChart, Chapter, Draw, Figure

COLOURS = {
    NOT_STATED: GREY,
    "low": OKABE_ITO[5],
    "medium": OKABE_ITO[1],
    "high": OKABE_ITO[0],
}


def chapter(case: Case) -> Chapter:
    """Share of the cost by confidence of the data that price it, and every source."""
    cost = cost_table(case)
    return Chapter(
        "Assumptions",
        (
            "The cost of each thing is put to the weakest confidence of the rows that price it; what "
            "settings price (network, backbone) has none stated.",
        ),
        (
            Figure(
                "confidence",
                "Cost by head and by confidence of its prices, M$ present value",
                cost,
                "A bar per cost head, parted by the confidence of the data that price it.",
                _draw(cost),
                tall=60 + 24 * cost["head"].nunique(),
            ),
            Figure(
                "confidence-share",
                "Share of the cost that rests on each confidence, %",
                share_table(cost),
                "Weakest first.",
            ),
            Figure(
                "sources",
                "Sources by table, weakest confidence first, number of rows",
                sources_table(case),
                "Where the rows of the instance and the catalogue come from.",
            ),
        ),
    )


def cost_table(case: Case) -> pd.DataFrame:
    """M$ present value by head and confidence; its sum is the plan's cost."""
    prices = Prices(case.instance)
    found = [
        (charge.head.replace("_", " "), weakest(prices.of(charge)), charged.musd)
        for charge, charged in case.recount.ledger.charges.items()
        if charged.musd > 0
    ]
    table = summed(
        pd.DataFrame(found, columns=["head", "confidence", "musd"]), ["head", "confidence"], "musd"
    )
    head = table["head"].map({h.replace("_", " "): at for at, h in enumerate(COST_HEADS)})
    rank = table["confidence"].map(WEAKEST_FIRST.index)
    ranked = table.assign(order=head, rank=rank).sort_values(["order", "rank"])
    return ranked.drop(columns=["order", "rank"]).reset_index(drop=True)


def share_table(cost: pd.DataFrame) -> pd.DataFrame:
    """M$ and % of the cost by confidence, weakest first."""
    by = cost.groupby("confidence")["musd"].sum()
    kept = [name for name in WEAKEST_FIRST if name in by.index]
    total = float(by.sum())
    found = [(name, float(by[name]), 100 * float(by[name]) / total) for name in kept]
    return pd.DataFrame(found, columns=["confidence", "musd", "cost_percent"])


def sources_table(case: Case) -> pd.DataFrame:
    """Number of rows by table, source and confidence."""
    counts: dict[tuple[str, str, str, str], int] = {}
    for name, some in case.instance.tables().items():
        for row in some:
            year = "" if row.source_year is None else str(row.source_year)
            key = (of_row(row), name, row.source or NOT_STATED, year)
            counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda one: WEAKEST_FIRST.index(one[0][0]))
    return pd.DataFrame(
        [(*key, number) for key, number in ordered],
        columns=["confidence", "table", "source", "of_year", "rows"],
    )


def _draw(table: pd.DataFrame) -> Draw:
    heads = list(dict.fromkeys(table["head"]))

    def draw(_top: float) -> AnyChart:
        chart: alt.Chart = (
            alt.Chart(rows(table))
            .mark_bar()
            .encode(
                y=alt.Y("head:N", sort=heads, title=None),
                x=alt.X("musd:Q", title="M$ present value"),
                color=alt.Color(
                    "confidence:N",
                    scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                    legend=legend(4),
                ),
                tooltip=[
                    alt.Tooltip("head:N"),
                    alt.Tooltip("confidence:N"),
                    alt.Tooltip("musd:Q", title="M$", format=",.3~r"),
                ],
            )
        )
        return chart

    return draw
