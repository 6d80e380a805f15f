"""Commitments in sections: the next twelve months first, then the rest, then money."""

from __future__ import annotations

from collections.abc import Sequence

from planner.plan.sections import (
    Column,
    Section,
    amount,
    cut,
    day,
    money,
    share,
)

from .core import KINDS, NO_TERMS, Commitment, Commitments

LEAST_MUSD = 5e-4
ROWS = 25
"""Rows of a table on a terminal."""


def report(found: Commitments, rows: int | None = ROWS) -> list[Section]:
    """Everything that the commitments say.

    Args:
        found: the commitments.
        rows: most rows of a table; None: all.
    """
    until = found.next_until.isoformat()
    parts = [
        (f"To be signed within twelve months, before {until}", found.next_twelve_months),
        (f"To be signed later, from {until} on", found.later),
        ("Ordered, but the load of the plan never draws on it", found.not_drawn_on),
        (f"Signed before {found.as_of.isoformat()}, as the plan has it", found.signed),
    ]
    return [
        _head(found),
        _by_kind(found),
        *(_table(title, part, rows) for title, part in parts if part),
        _cash(found),
        _cost(found),
        _gap(found),
    ]


def _head(found: Commitments) -> Section:
    soon, open_ = found.next_twelve_months, (*found.later, *found.not_drawn_on)
    return Section(
        f"{found.instance}: commitments as of {found.as_of.isoformat()}",
        (
            f"Cash is {found.cash_basis}. What the plan orders before this day is taken for signed.",
            f"To be signed within twelve months: {_count(soon)}. Later: {_count(open_)}. "
            f"Signed: {_count(found.signed)}.",
            "Sign by: the day on which the load of the plan first draws on it, less its lead. Slack: how "
            "much later that is than the plan orders it.",
            "Lost if cancelled: the whole order value, of a lease or rental the rent of the whole term; "
            f"{NO_TERMS}. Load: the most that draws on it in any period, MW facility for land, "
            "interconnection and plant, MW IT for the rest.",
        ),
        level=1,
    )


def _by_kind(found: Commitments) -> Section:
    parts = (found.next_twelve_months, (*found.later, *found.not_drawn_on), found.signed)
    return Section(
        f"Number and cash by kind, {found.cash_basis}",
        columns=(
            Column("kind", text=True),
            *(
                Column(f"{name}, {what}")
                for name in ("12 months", "later", "signed")
                for what in ("number", "M$")
            ),
        ),
        rows=tuple(
            (kind, *(cell for part in parts for cell in _sums(part, kind)))
            for kind in KINDS
            if any(one.kind == kind for one in found.commitments)
        ),
    )


def _sums(part: Sequence[Commitment], kind: str) -> tuple[str, str]:
    cash = [one.cash_musd for one in part if one.kind == kind]
    return amount(len(cash)), amount(sum(cash))


def _count(part: Sequence[Commitment]) -> str:
    return f"{len(part):,} for {money(sum(one.cash_musd for one in part))}"


def _table(title: str, part: Sequence[Commitment], rows: int | None) -> Section:
    shown, _ = cut(part, rows, "")
    rest = part[len(shown) :]
    notes = (f"… and {len(rest):,} more for {_cash_of(rest)}",) if rest else ()
    return Section(
        title,
        columns=(
            Column("sign by"),
            Column("slack, years"),
            Column("site", text=True),
            Column("what", text=True),
            Column("amount"),
            Column("cash, M$"),
            Column("load, MW"),
        ),
        rows=tuple(
            (
                day(one.sign_by),
                "-" if one.slack_years is None else f"{one.slack_years:.3g}",
                one.site or "(between sites)",
                _what(one),
                f"{amount(one.amount)} {one.unit}",
                amount(one.cash_musd),
                amount(one.load_mw),
            )
            for one in shown
        ),
        notes=notes,
    )


def _cash_of(part: Sequence[Commitment]) -> str:
    return money(sum(one.cash_musd for one in part))


def _what(one: Commitment) -> str:
    return one.kind if one.kind == "land" else f"{one.kind} {one.item}"


def _cash(found: Commitments) -> Section:
    return Section(
        f"Cash by period, {found.cash_basis}",
        columns=(
            Column("from year"),
            Column("years"),
            Column("signed"),
            Column("open"),
            Column("running costs"),
            Column("all"),
        ),
        rows=(
            *(
                (
                    str(one.year),
                    str(one.years),
                    amount(one.signed_musd),
                    amount(one.open_musd),
                    amount(one.running_musd),
                    amount(one.cash_musd),
                )
                for one in found.cash
            ),
            (
                "all",
                str(sum(one.years for one in found.cash)),
                amount(sum(one.signed_musd for one in found.cash)),
                amount(sum(one.open_musd for one in found.cash)),
                amount(sum(one.running_musd for one in found.cash)),
                amount(sum(one.cash_musd for one in found.cash)),
            ),
        ),
    )


def _cost(found: Commitments) -> Section:
    """The view of the objective: capital as annuities over the years in which it serves."""
    columns = ("investment", "rents", "operation", "penalties", "cost")
    return Section(
        "Cost by period, orders as annuities over the years that they serve",
        (f"{found.present_value_basis}. What is unpaid at the horizon's end is left out.",),
        (
            Column("from year"),
            Column("orders, upkeep"),
            Column("rents"),
            Column("energy, carbon, network"),
            Column("penalties"),
            Column("all"),
        ),
        (
            *(
                (str(one.year), *(amount(getattr(one, f"{name}_musd")) for name in columns))
                for one in found.cash
            ),
            (
                "all",
                *(
                    amount(sum(getattr(one, f"{name}_musd") for one in found.cash))
                    for name in columns
                ),
            ),
        ),
    )


def _gap(found: Commitments) -> Section:
    if found.gap_musd < LEAST_MUSD:
        return Section("Gap: none, no plan costs less")
    return Section(
        "How much of the cost a longer search could still take off",
        (
            f"Gap {money(found.gap_musd)}: {share(found.gap)} of the cost, "
            f"{share(found.gap_controllable)} of it without penalties and charges for what stands, "
            f"{share(found.gap_without_accelerators)} without accelerators and penalties.",
        ),
    )
