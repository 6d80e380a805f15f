"""Chapter: what is signed by when."""

from __future__ import annotations

import pandas as pd

from planner.plan.commitments import commitments

from .case import Case
from .drawing import stack, summed, tallest
from .figure import Chapter, Figure


def chapter(case: Case) -> Chapter:
    """Orders and contracts by last day to sign, and their cash by kind and year."""
    found = commitments(case.plan, case.instance)
    rows = [
        (
            one.sign_by.isoformat() if one.sign_by else "no load draws on it",
            one.planned.year,
            one.kind,
            one.site or "(between sites)",
            one.item,
            one.amount,
            one.unit,
            one.slack_years,
            one.cash_musd,
        )
        for one in found.commitments
        if not one.signed
    ]
    names = ["sign_by", "planned_year", "kind", "site", "item", "amount", "unit", "slack_years"]
    table = pd.DataFrame(rows, columns=[*names, "cash_musd"])
    if table.empty:
        return Chapter("Commitments", (), ())
    signed = table.rename(columns={"planned_year": "year", "cash_musd": "musd"})
    by_kind = summed(signed.sort_values(["kind", "year"]), ["kind", "year"], "musd")
    return Chapter(
        "Commitments",
        (
            f"As of {found.as_of.isoformat()}; cash is {found.cash_basis}: whole prices, and rents of "
            "whole terms.",
        ),
        (
            Figure(
                "commitments-cash",
                "Cash of commitments by kind and the year in which the plan signs them, M$",
                by_kind,
                "Bars by year: cash of orders and contracts by kind.",
                stack(by_kind, by="kind", value="musd", unit="M$", years=case.years),
                tallest(by_kind, "musd"),
                "year",
            ),
            Figure(
                "commitments",
                "Orders and contracts, last day to sign first, M$",
                table,
                "The last responsible day is the day on which load first draws on it, less its lead.",
            ),
        ),
    )
