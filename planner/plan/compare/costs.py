"""Where the difference in cost comes from: by head, place, year and item, volume and unit cost apart.

Two plans pay for the same thing when head, site, item, year of order and year of charge are the same.
Of such a thing one takes the amount q_A at the unit cost p_A and the other q_B at p_B, and

    q_B·p_B − q_A·p_A = (q_B − q_A)·(p_A + p_B)/2 + (p_B − p_A)·(q_A + q_B)/2,

which is exact: the first term is volume, the second unit cost, each at the mean of the other. What only
one plan pays for is all volume, at its own unit cost. Unit costs are present values, so that they
contain discounting, lives and annuities; as things are told apart by place and years, plans of one
instance have the same unit costs, and all of their difference is volume: what is bought and run, where
and when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum
from typing import Any

from planner.plan.tables import COST_HEADS
from planner.plan.verify.ledger import Charge, Charged, Ledger


@dataclass(frozen=True)
class CostDifference:
    """A part of the difference in cost, M$ present value, second plan less first.

    Attributes:
        a_musd: cost of the first plan.
        b_musd: cost of the second plan.
        difference_musd: second less first; volume and unit cost add up to it.
        volume_musd: for other amounts, at mean unit costs.
        unit_cost_musd: for other unit costs, at mean amounts.
    """

    a_musd: float
    b_musd: float
    difference_musd: float
    volume_musd: float
    unit_cost_musd: float


@dataclass(frozen=True)
class ItemDifference(CostDifference):
    """The same of one item at all sites and in all years.

    Attributes:
        head: cost head.
        item: what is paid for.
        unit: unit of the amounts.
        a_amount: what the first plan orders of it, or uses over all years.
        b_amount: what the second plan orders of it, or uses over all years.
    """

    head: str
    item: str
    unit: str
    a_amount: float
    b_amount: float


@dataclass(frozen=True)
class CostDifferences:
    """The whole difference in cost, and the same difference taken apart in four ways.

    Attributes:
        total: the whole.
        heads: by cost head; adds up to the whole, as do the other three.
        sites: by site, "" for what belongs to no site.
        years: by calendar year of charge.
        items: by head and item, the largest difference first.
        lines: by head, site and calendar year, as `[head, site, year, volume, unit cost]`.
    """

    total: CostDifference
    heads: dict[str, CostDifference]
    sites: dict[str, CostDifference]
    years: dict[int, CostDifference]
    items: tuple[ItemDifference, ...]
    lines: tuple[tuple[str, str, int, float, float], ...]


@dataclass(frozen=True)
class _Part:
    charge: Charge
    a_musd: float
    b_musd: float
    volume_musd: float
    unit_cost_musd: float


def compare_costs(a: Ledger, b: Ledger) -> CostDifferences:
    """Take the difference in cost of two plans apart."""
    parts = [
        _part(charge, a.charges.get(charge), b.charges.get(charge))
        for charge in dict.fromkeys([*a.charges, *b.charges])
    ]
    heads = _grouped(parts, lambda charge: charge.head)
    sites = _grouped(parts, lambda charge: charge.site)
    years = _grouped(parts, lambda charge: charge.year)
    return CostDifferences(
        total=_sum(parts),
        heads={head: heads[head] for head in COST_HEADS if head in heads},
        sites=dict(sorted(sites.items(), key=lambda entry: -abs(entry[1].difference_musd))),
        years=dict(sorted(years.items())),
        items=_items(parts, a, b),
        lines=_lines(parts),
    )


def _part(charge: Charge, a: Charged | None, b: Charged | None) -> _Part:
    """One charge of both plans; what is not there, or of no amount, has the other's unit cost."""
    a, b = a or Charged(), b or Charged()
    a_unit, b_unit = _unit_cost(a, b), _unit_cost(b, a)
    return _Part(
        charge,
        a.musd,
        b.musd,
        volume_musd=(b.amount - a.amount) * (a_unit + b_unit) / 2,
        unit_cost_musd=(b_unit - a_unit) * (a.amount + b.amount) / 2,
    )


def _unit_cost(own: Charged, other: Charged) -> float:
    if own.amount:
        return own.musd / own.amount
    return other.musd / other.amount if other.amount else 0.0


def _sum(parts: Iterable[_Part]) -> CostDifference:
    """Sums without rounding on the way, so that every way of adding up gives the same whole."""
    parts = list(parts)
    volume = fsum(part.volume_musd for part in parts)
    unit_cost = fsum(part.unit_cost_musd for part in parts)
    return CostDifference(
        a_musd=fsum(part.a_musd for part in parts),
        b_musd=fsum(part.b_musd for part in parts),
        difference_musd=volume + unit_cost,
        volume_musd=volume,
        unit_cost_musd=unit_cost,
    )


def _grouped(parts: Iterable[_Part], by: Callable[[Charge], Any]) -> dict[Any, CostDifference]:
    groups: dict[Any, list[_Part]] = {}
    for part in parts:
        groups.setdefault(by(part.charge), []).append(part)
    return {key: _sum(group) for key, group in groups.items()}


def _items(parts: Iterable[_Part], a: Ledger, b: Ledger) -> tuple[ItemDifference, ...]:
    amounts_a, amounts_b = _amounts(a), _amounts(b)
    found = [
        ItemDifference(
            **vars(difference),
            head=head,
            item=item,
            unit=unit,
            a_amount=amounts_a.get((head, item, unit), 0.0),
            b_amount=amounts_b.get((head, item, unit), 0.0),
        )
        for (head, item, unit), difference in _grouped(parts, _item_of).items()
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.difference_musd)))


def _item_of(charge: Charge) -> tuple[str, str, str]:
    return charge.head, charge.item, charge.unit


def _amounts(ledger: Ledger) -> dict[tuple[str, str, str], float]:
    """What is ordered of each item, and what is used over all years of what is paid by the year."""
    orders: dict[Charge, float] = {}
    found: dict[tuple[str, str, str], float] = {}
    for charge, charged in ledger.charges.items():
        if charge.by_year:
            at = _item_of(charge)
            found[at] = found.get(at, 0.0) + charged.amount
        else:
            # The annuity of an order stands in every year that it serves, with the whole amount.
            orders[charge._replace(year=0)] = charged.amount
    for charge, amount in orders.items():
        at = _item_of(charge)
        found[at] = found.get(at, 0.0) + amount
    return found


def _lines(parts: Iterable[_Part]) -> tuple[tuple[str, str, int, float, float], ...]:
    groups = _grouped(parts, lambda charge: (charge.head, charge.site, charge.year))
    return tuple(
        (head, site, year, one.volume_musd, one.unit_cost_musd)
        for (head, site, year), one in groups.items()
        if one.volume_musd or one.unit_cost_musd
    )
