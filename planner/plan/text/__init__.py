"""A plan's summary as text for a terminal or a mail, at most 100 columns wide."""

from __future__ import annotations

from planner.plan.summary import Summary

from . import does, stands, worth
from .layout import WIDTH, amount, by_year, count, money, percent


def full_text(summary: Summary) -> str:
    """Everything of the summary, section by section."""
    return _text(
        worth.headline(summary),
        stands.sites(summary),
        stands.power(summary),
        stands.firm_power(summary),
        stands.energy(summary),
        stands.storage(summary),
        stands.bridge(summary),
        stands.contracts(summary),
        stands.fleet(summary),
        stands.vendor_spend(summary),
        does.work(summary),
        does.runs(summary),
        stands.backbone(summary),
        does.services(summary),
        does.round_trips(summary),
        worth.cost(summary),
        worth.cash(summary),
        worth.limits_by_year(summary),
        worth.binding(summary),
        worth.notes(summary),
    )


def short_text(summary: Summary) -> str:
    """What a solve prints at its end: the answer, its gap, and the sizes by year."""
    return _text(
        worth.headline(summary),
        by_year(
            summary,
            "By year",
            [
                ("sites open", lambda y: count(y.sites_open)),
                ("facility MW", lambda y: amount(y.facility_mw)),
                ("IT MW", lambda y: amount(y.it_mw)),
                ("cash, M$", lambda y: amount(sum(y.cash_musd_by_head.values()))),
            ],
        ),
        does.work_short(summary),
        worth.notes(summary),
    )


def _text(*sections: list[str]) -> str:
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


__all__ = ["WIDTH", "full_text", "money", "percent", "short_text"]
