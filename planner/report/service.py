"""Chapter: how near each service is served, against its latency budget; and what is not served."""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from planner.plan.reading import slice_shares, table_of, weighed

from .case import Case
from .drawing import OKABE_ITO, rows, stack, summed, tallest
from .figure import AnyChart, Chapter, Draw, Figure

BINS = 25
"""Bars of a histogram, at most."""
BUDGET_COLOUR = OKABE_ITO[5]


def chapter(case: Case) -> Chapter:
    """A histogram per service in the last period, and unserved demand by service and year."""
    if not case.instance.has("inference"):
        return Chapter("Latency and service", (), ())
    figures = [_histogram(case, name) for name in case.instance.service]
    unserved = unserved_table(case)
    if not unserved.empty:
        figures.append(
            Figure(
                "unserved",
                "Unserved demand by service, requests/s, mean of the year",
                unserved,
                "Bars by year: demand that is not served.",
                stack(
                    unserved,
                    by="service",
                    value="requests_per_s",
                    unit="requests/s",
                    years=case.years,
                ),
                tallest(unserved, "requests_per_s"),
                "year",
            )
        )
    return Chapter(
        "Latency and service",
        (f"Round trips in the network of requests served in {case.years[-1]}, weighed by demand.",),
        tuple(figure for figure in figures if len(figure.table)),
    )


def histogram_table(case: Case, service: str) -> pd.DataFrame:
    """Requests/s of a service in the last period by round trip, in bins of equal width."""
    shares = slice_shares(case.plan, case.instance) or {}
    table = weighed(table_of(case.plan, "routing"), shares, "requests_per_s")
    table = table[(table["service"] == service) & (table["period"] == case.years[-1])]
    if table.empty:
        return pd.DataFrame(columns=["from_ms", "to_ms", "requests_per_s"])
    width = _width(float(table["rtt_ms"].max()))
    at = (table["rtt_ms"].astype(float) / width).astype(int) * width
    found = summed(table.assign(from_ms=at), ["from_ms"], "requests_per_s").sort_values("from_ms")
    found.insert(1, "to_ms", found["from_ms"] + width)
    return found.reset_index(drop=True)


def _width(longest: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, … ms with which the bins suffice."""
    least = max(longest / BINS, 1.0)
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least)


def unserved_table(case: Case) -> pd.DataFrame:
    """Requests/s not served by service and year."""
    found = [
        (name, year.year, one.unserved_requests_per_s)
        for year in case.summary.years
        for name, one in year.services.items()
        if one.unserved_requests_per_s > 0
    ]
    table = pd.DataFrame(found, columns=["service", "year", "requests_per_s"])
    return table.sort_values(["service", "year"], kind="stable").reset_index(drop=True)


def _histogram(case: Case, service: str) -> Figure:
    table = histogram_table(case, service)
    budget = case.instance.service[service].max_network_ms
    limit = "no budget" if budget is None else f"budget {budget:g} ms"
    number = 1 + list(case.instance.service).index(service)
    return Figure(
        f"latency-{number}",
        f"{service}: requests/s by round trip in ms, {limit}",
        table,
        f"Bars: requests/s of {service} by round trip in {case.years[-1]}; orange line: its budget.",
        _draw(table, budget),
        float(table["requests_per_s"].max()) if len(table) else 0.0,
        tall=200,
    )


def _draw(table: pd.DataFrame, budget: float | None) -> Draw:
    def draw(top: float) -> AnyChart:
        bars = (
            alt.Chart(rows(table))
            .mark_bar(color=OKABE_ITO[0], stroke="white")
            .encode(
                x=alt.X("from_ms:Q", bin="binned", title="round trip, ms"),
                x2="to_ms:Q",
                y=alt.Y(
                    "requests_per_s:Q",
                    title="requests/s",
                    scale=alt.Scale(domain=[0, top], nice=True),
                ),
                tooltip=[
                    alt.Tooltip("from_ms:Q"),
                    alt.Tooltip("to_ms:Q"),
                    alt.Tooltip("requests_per_s:Q", format=",.3~r"),
                ],
            )
        )
        if budget is None or budget > 1e5:
            return alt.layer(bars)
        line = pd.DataFrame({"ms": [budget], "name": [f"budget {budget:g} ms"]})
        rule = alt.Chart(rows(line)).encode(x="ms:Q")
        return alt.layer(
            bars,
            rule.mark_rule(color=BUDGET_COLOUR, strokeWidth=2),
            rule.mark_text(align="right", dx=-4, y=8, color=BUDGET_COLOUR).encode(text="name:N"),
        )

    return draw
