"""What the plan costs, how good it is, and which limits hold it."""

from __future__ import annotations

from collections.abc import Sequence

from planner.plan.binding import BindingLimit, LimitUse
from planner.plan.summary import Summary, Year

from .layout import LABEL_WIDTH, NOTHING, Row, amount, by_year, money, percent, rows_of, wrapped

ALL_OF_A_KIND = 5
"""Binding limits of one kind up to which all of them are named."""

WORST_OF_A_KIND = 3
"""How many of them are named when there are more."""


def headline(s: Summary) -> list[str]:
    """Status, cost, bound, gap, whether it was checked, and what was changed."""
    why = {
        "gap": "within the gap asked for",
        "time_limit": "stopped by the time limit",
        "cancelled": "stopped by the user",
    }.get(s.stopped_by, s.stopped_by.replace("_", " "))
    lines = [
        f"{s.instance}: {s.status}, {why}",
        f"  cost      {money(s.objective_musd)}, present value ({s.objective_musd:,.3f} M$)",
        f"  bound     {money(s.bound_musd)}; no plan can cost less ({s.bound_musd:,.3f} M$)",
        f"  gap       {percent(s.gap)} = {money(s.gap_musd)}; "
        f"{percent(s.gap_controllable)} of what the plan controls",
        f"  checked   {'yes, by the independent checker' if s.verified else 'NOT VERIFIED'}",
    ]
    lines += [f"  changed   {path} = {value}" for path, value in s.changes.items()]
    return lines


def cost(s: Summary) -> list[str]:
    """The objective by head, present value."""
    total = s.objective_musd
    lines = [f"{'Cost by head, present value':<{LABEL_WIDTH + 2}}{'M$':>12}{'share':>9}"]
    for head, musd in s.heads_musd.items():
        if abs(musd) >= 5e-4:
            share = musd / total if total else 0.0
            lines.append(f"  {head.replace('_', ' '):<{LABEL_WIDTH}}{musd:>12,.3f}{share:>9.1%}")
    lines.append(f"  {'total':<{LABEL_WIDTH}}{total:>12,.3f}{'':>9}")
    return lines


def cash(s: Summary) -> list[str]:
    """Cash by head and year, undiscounted."""
    rows = [
        (label.replace("_", " "), cell) for label, cell in rows_of(s, lambda y: y.cash_musd_by_head)
    ]
    rows.append(("total", lambda y: amount(sum(y.cash_musd_by_head.values()))))
    return by_year(s, "Cash, M$ undiscounted", rows)


def limits_by_year(s: Summary) -> list[str]:
    """Every limit of the instance by year, with what is used of it."""
    names = dict.fromkeys((use.name, use.unit) for use in s.limit_uses)
    at = {(use.name, use.year): use for use in s.limit_uses}

    def row(name: str, label: str, used: bool) -> Row:
        def cell(year: Year) -> str:
            use = at.get((name, year.year))
            return NOTHING if use is None else _limit_cell(use, used)

        return (label, cell)

    lines: list[str] = []
    for name, unit in names:
        table = by_year(s, "", [row(name, "limit", False), row(name, "used", True)])
        if table:
            lines += [f"Limit: {name}, {unit}", *table]
    return lines


def _limit_cell(use: LimitUse, used: bool) -> str:
    """A limit of 0 is a limit, and its 0 is not left out; shares near 1 keep their digits."""
    value = use.used if used else use.value
    if use.unit == "share":
        return f"{value:.4f}"
    return amount(value) if value >= 5e-4 else "0"


def binding(s: Summary) -> list[str]:
    """Limits that bind, by kind; of a kind with many only those that bind in most periods."""
    if s.limits is None:
        return [
            "Not shown, since they need the instance (--instance INSTANCE): limits that bind, site kinds,",
            "vendors, what work runs, firm power, storage, backbone; of a plan with slices services too",
        ]
    if not s.limits:
        return ["Limits that bind: none"]
    by_kind: dict[str, list[BindingLimit]] = {}
    for limit in s.limits:
        by_kind.setdefault(limit.limit, []).append(limit)
    lines = ["Limits that bind"]
    for kind, limits in by_kind.items():
        # A sort keeps the order of the instance among limits that bind equally often.
        worst = sorted(limits, key=lambda limit: -len(limit.years))
        shown = worst if len(limits) <= ALL_OF_A_KIND else worst[:WORST_OF_A_KIND]
        for limit in shown:
            lines += _limit_lines(f"  {kind + ':':<21}", limit)
        if len(shown) < len(limits):
            lines.append(
                f"{'':<23}… and {len(limits) - len(shown)} more of this kind ({len(limits)} in all)"
            )
    return lines


def _limit_lines(head: str, limit: BindingLimit) -> list[str]:
    value = f"{limit.value:.4g}" if limit.unit == "share" else amount(limit.value) or "0"
    parts = [f"{limit.where},", f"{value} {limit.unit},", _years(limit.years)]
    note = f"({limit.note})".split() if limit.note else []
    return wrapped(head, [*parts, *note])


def notes(s: Summary) -> list[str]:
    """What the solve had to say."""
    return ["Notes", *(f"  {note}" for note in s.notes)] if s.notes else []


def _years(years: Sequence[int]) -> str:
    """Years in words; more than three are given as first to last with their number."""
    if len(years) <= 3:
        return ", ".join(map(str, years))
    return f"{years[0]} to {years[-1]} ({len(years)} periods)"
