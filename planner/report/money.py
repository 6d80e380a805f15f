"""Chapter: what the plan costs by head and year, as present value and as cash."""

from __future__ import annotations

import pandas as pd

from planner.plan.reading import table_of

from .case import Case
from .drawing import stack, summed, tallest
from .figure import Chapter, Figure

BACKEND = ("backend fabric", "backbone")
FRONTEND = ("frontend", "transit")


def chapter(case: Case) -> Chapter:
    """Cost by head, cash by head, and the network inside against the network outside."""
    settings = case.instance.settings
    present = (
        f"M$ of {settings.price_year}, present value at {100 * settings.discount_rate:.3g} % a year"
    )
    cash = f"M$ of {settings.price_year}, not discounted"
    network = network_table(case)
    figures = [
        _heads(case, "cost", f"Cost by head and year, {present}", by_head(case, "costs"), present),
        _heads(case, "cash", f"Cash by head and year, {cash}", by_head(case, "cash"), cash),
    ]
    if not network.empty:
        figures.append(
            Figure(
                "network",
                f"Backend against frontend network by year, {cash}",
                network,
                "Bars by year: cash for the network between accelerators and sites (backend), and "
                "between sites and people (frontend).",
                stack(network, by="network", value="musd", unit="M$", years=case.years),
                tallest(network, "musd"),
                "year",
            )
        )
    return Chapter(
        "Cost and cash",
        (
            "Cost charges orders as annuities over the years in which they serve, penalties included; "
            "cash puts them in the year of the order.",
        ),
        tuple(figures),
    )


def by_head(case: Case, name: str) -> pd.DataFrame:
    """M$ by head and year, from table `costs` or `cash`; heads of nothing are left out."""
    table = table_of(case.plan, name)
    found = summed(table, ["head", "period"], "musd")
    found = found.rename(columns={"period": "year"})
    used = found.groupby("head")["musd"].transform("sum") > 0
    largest = found.groupby("head")["musd"].transform("sum")
    found = found[used].assign(order=-largest[used]).sort_values(["order", "year"], kind="stable")
    found["head"] = found["head"].str.replace("_", " ")
    return found[["head", "year", "musd"]]


def network_table(case: Case) -> pd.DataFrame:
    """Cash of backend and frontend by year, M$."""
    cash = by_head(case, "cash")
    kinds = {**dict.fromkeys(BACKEND, "backend"), **dict.fromkeys(FRONTEND, "frontend")}
    found = cash[cash["head"].isin(kinds)]
    found = found.assign(network=found["head"] + " (" + found["head"].map(kinds) + ")")
    return found[["network", "year", "musd"]]


def _heads(case: Case, name: str, title: str, table: pd.DataFrame, unit: str) -> Figure:
    return Figure(
        name,
        title,
        table,
        f"Bars by year: {unit}, stacked by cost head, the largest heads first.",
        stack(table, by="head", value="musd", unit="M$", years=case.years),
        tallest(table, "musd"),
        "year",
        tall=320,
    )
