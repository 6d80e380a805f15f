"""Where the difference in cost comes from, as tables: by head, site, year and item."""

from __future__ import annotations

from collections.abc import Sequence

from planner.plan.sections import Column, Section, amount, change, cut

from .core import Pair
from .costs import CostDifference

LEAST_MUSD = 5e-4
_BETWEEN = "(no site)"


def cost_sections(pair: Pair, most: int) -> list[Section]:
    """The difference by head, by site, by year and by item; each adds up to the whole."""
    costs = pair.costs
    heads = [(head.replace("_", " "), one) for head, one in costs.heads.items()]
    sites = [(site or _BETWEEN, one) for site, one in costs.sites.items()]
    years = [(str(year), one) for year, one in costs.years.items()]
    explained = (
        "Volume: what is bought and run, where and when, at the mean of both plans' unit costs. "
        "Unit cost: what the same thing costs at the same place and time, at mean volume.",
    )
    sections = [
        _table(pair, "head", heads, None, explained),
        _table(pair, "site", sites, most),
        _table(pair, "year of charge", years, None),
        _items(pair, most),
    ]
    return [section for section in sections if section.rows]


def _table(
    pair: Pair,
    label: str,
    parts: Sequence[tuple[str, CostDifference]],
    most: int | None,
    lines: tuple[str, ...] = (),
) -> Section:
    """A row for each part that differs, one for those not shown, and the whole."""
    differing = [(name, one) for name, one in parts if _differs(one)]
    shown, notes = cut(differing, most, f"{label}s")
    rows = [(name, *_cells(one)) for name, one in shown]
    rest = [one for _, one in differing[len(shown) :]]
    if rest:
        rows.append((f"{len(rest)} other {label}s", *_sum_cells(rest)))
    if rows:
        rows.append(("all", *_cells(pair.costs.total)))
    return Section(
        f"Difference in cost by {label}, M$ present value",
        lines,
        (Column(label, text=True), *_headings(pair)),
        tuple(rows),
        notes if not rest else (),
        level=3,
    )


def _items(pair: Pair, most: int) -> Section:
    differing = [one for one in pair.costs.items if _differs(one)]
    shown, notes = cut(differing, most, "items")
    return Section(
        "Difference in cost by item, M$ present value",
        (
            "Amounts are those ordered, or used over all years. What is ordered is paid for in the years "
            "in which it is in service, so that an earlier order of the same amount costs more.",
        ),
        columns=(
            Column("head", text=True),
            Column("item, its unit", text=True),
            Column(f"amount in {pair.a}"),
            Column(f"in {pair.b}"),
            Column("volume"),
            Column("unit cost"),
            Column(f"{pair.b} - {pair.a}"),
        ),
        rows=tuple(
            (
                one.head.replace("_", " "),
                f"{one.item}, {one.unit}",
                amount(one.a_amount),
                amount(one.b_amount),
                change(one.volume_musd),
                change(one.unit_cost_musd),
                change(one.difference_musd),
            )
            for one in shown
        ),
        notes=notes,
        level=3,
    )


def _headings(pair: Pair) -> tuple[Column, ...]:
    return (
        Column(f"cost of {pair.a}"),
        Column(f"cost of {pair.b}"),
        Column("volume"),
        Column("unit cost"),
        Column(f"{pair.b} - {pair.a}"),
    )


def _differs(one: CostDifference) -> bool:
    return max(abs(one.volume_musd), abs(one.unit_cost_musd)) >= LEAST_MUSD


def _cells(one: CostDifference) -> tuple[str, ...]:
    return (
        amount(one.a_musd),
        amount(one.b_musd),
        change(one.volume_musd),
        change(one.unit_cost_musd),
        change(one.difference_musd),
    )


def _sum_cells(parts: Sequence[CostDifference]) -> tuple[str, ...]:
    return _cells(
        CostDifference(
            sum(one.a_musd for one in parts),
            sum(one.b_musd for one in parts),
            sum(one.difference_musd for one in parts),
            sum(one.volume_musd for one in parts),
            sum(one.unit_cost_musd for one in parts),
        )
    )
