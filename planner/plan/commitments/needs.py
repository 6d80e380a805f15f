"""From when on the load of a plan draws on what it orders, and on how much of it.

Orders of one thing at one place are drawn on in the order in which they come into service, after what
stands already. An order is needed from the first period in which the load is more than what stands and
the orders before it can carry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from planner.instance import Instance, Period
from planner.plan.verify.keys import existing
from planner.plan.verify.ledger import Order
from planner.plan.verify.recount import Recount
from planner.plan.verify.timing import in_service, overlap_share, stands_in

IT = "MW IT"
FACILITY = "MW facility"
KW_PER_MW = 1e3

_NOISE = 1e-6
"""Share of an order below which drawing on it is noise of the solver."""


@dataclass(frozen=True)
class Need:
    """What the load draws on an order.

    Attributes:
        year: from when on it does: the start of a period, or when something has to be signed that cannot
            be had without it; None: never.
        load_mw: most that it draws in any period, in the unit below.
        unit: MW IT or MW facility.
    """

    year: float | None
    load_mw: float
    unit: str


def serves(order: Order, period: Period) -> bool:
    """Whether an order is in service in a period."""
    return in_service(order.period, order.lead_years, order.life_years, period)


def sign_by(order: Order, need: Need) -> float | None:
    """Year in which an order has to be signed at the latest; None when nothing draws on it."""
    return None if need.year is None else need.year - order.lead_years


def begins(order: Order) -> float:
    """Year in which an order comes into service."""
    return order.period.start_year + order.lead_years


def drawn_in_turn(
    instance: Instance,
    orders: Iterable[Order],
    *,
    standing: Callable[[Period], float],
    used: Callable[[Period], float],
    size: float,
    mw: float,
    unit: str,
) -> dict[Order, Need]:
    """What is drawn on orders of one thing at one place, one after the other.

    Args:
        instance: for its periods.
        orders: the orders.
        standing: what stands before the horizon, in the unit of use.
        used: what the load takes of it all.
        size: what one of the amount ordered is in the unit of use.
        mw: load of one of the unit of use, MW.
        unit: whether these are MW IT or MW facility.
    """
    queue = sorted(orders, key=begins)
    first: dict[Order, int] = {}
    most = dict.fromkeys(queue, 0.0)
    for period in instance.periods:
        left = used(period) - standing(period)
        for order in queue:
            if not serves(order, period):
                continue
            capacity = order.paid.amount * size
            taken = min(left, capacity)
            if taken > _NOISE * capacity:
                first.setdefault(order, period.start_year)
                most[order] = max(most[order], taken * mw)
            left -= capacity
    return {order: Need(first.get(order), most[order], unit) for order in queue}


def needs_of_places(instance: Instance, recount: Recount) -> dict[Order, Need]:
    """Needs of halls, units, fabric, leases and rentals."""
    ledger = recount.ledger
    found: dict[Order, Need] = {}
    for head, kind in (("halls", _halls), ("accelerators", _units), ("backend_fabric", _fabric)):
        for group in _groups(order for order in ledger.orders if order.head == head):
            found |= kind(instance, recount, group)
    for head, kind in (("leases", _leases), ("rentals", _rentals)):
        for group in _groups(term for term in ledger.terms if term.head == head):
            found |= kind(instance, recount, group)
    return found


def _groups(orders: Iterable[Order]) -> Iterable[list[Order]]:
    """Orders of the same thing at the same site: the first name of the key says what it is."""
    groups: dict[tuple[str, str | int], list[Order]] = {}
    for order in orders:
        groups.setdefault((order.site, order.paid.key[0]), []).append(order)
    return groups.values()


def _at(orders: Sequence[Order]) -> tuple[str, str]:
    return orders[0].site, str(orders[0].paid.key[0])


def _standing(instance: Instance, site: str, family: str, item: str) -> Callable[[Period], float]:
    assets = existing(instance, site, family, item)

    def amount(period: Period) -> float:
        there = (asset for asset in assets if stands_in(instance, asset, period))
        return sum(asset.mw or asset.units or 0.0 for asset in there)

    return amount


def _halls(instance: Instance, recount: Recount, orders: list[Order]) -> dict[Order, Need]:
    site, cooling = _at(orders)
    hosted = recount.decisions.hosted_mw

    def used(period: Period) -> float:
        year = period.start_year
        total = sum(
            hosted.get((site, g.accelerator, cooling, year), 0.0) for g in instance.accelerators
        )
        return total - recount.decisions.hosted_in_leased_mw.get((site, cooling, year), 0.0)

    standing = _standing(instance, site, "hall", cooling)
    return drawn_in_turn(instance, orders, standing=standing, used=used, size=1.0, mw=1.0, unit=IT)


def _leases(instance: Instance, recount: Recount, orders: list[Order]) -> dict[Order, Need]:
    site, cooling = _at(orders)

    def used(period: Period) -> float:
        return recount.decisions.hosted_in_leased_mw.get((site, cooling, period.start_year), 0.0)

    return drawn_in_turn(instance, orders, standing=_nothing, used=used, size=1.0, mw=1.0, unit=IT)


def _units(instance: Instance, recount: Recount, orders: list[Order]) -> dict[Order, Need]:
    site, name = _at(orders)
    product = instance.accelerator[name]

    def used(period: Period) -> float:
        rented = recount.found.rented_units[site, name, period.start_year]
        return (
            units_at_work(instance, recount, site, name, period) - rented
        ) / product.availability

    standing = _standing(instance, site, "accelerator", name)
    mw = product.kw_per_unit / KW_PER_MW
    return drawn_in_turn(instance, orders, standing=standing, used=used, size=1.0, mw=mw, unit=IT)


def _rentals(instance: Instance, recount: Recount, orders: list[Order]) -> dict[Order, Need]:
    """Units on rent are drawn on after own ones, or as far as the plan has them at work."""
    site, name = _at(orders)
    product = instance.accelerator[name]

    def used(period: Period) -> float:
        year = period.start_year
        own = recount.found.installed[site, name, year] * product.availability
        at_work = [
            recount.decisions.busy_rented_units.get((site, name, year, h.slice), 0.0)
            for h in instance.time_slices
        ]
        return max(units_at_work(instance, recount, site, name, period) - own, *at_work)

    mw = product.kw_per_unit / KW_PER_MW
    return drawn_in_turn(instance, orders, standing=_nothing, used=used, size=1.0, mw=mw, unit=IT)


def _fabric(instance: Instance, recount: Recount, orders: list[Order]) -> dict[Order, Need]:
    site, name = _at(orders)

    def used(period: Period) -> float:
        year = period.start_year
        mean = recount.found.training_units[site, name, year]
        held = max(mean, _held_at_once(recount, site, name, period))
        return held - recount.found.rented_units[site, name, year]

    standing = _standing(instance, site, "fabric", name)
    mw = instance.accelerator[name].kw_per_unit / KW_PER_MW
    return drawn_in_turn(instance, orders, standing=standing, used=used, size=1.0, mw=mw, unit=IT)


def units_at_work(
    instance: Instance, recount: Recount, site: str, name: str, period: Period
) -> float:
    """Units that runs and pools hold at a site, in the fullest slice of a period."""
    year = period.start_year
    training = recount.found.training_units[site, name, year]
    pools = max(recount.found.pool_units[site, name, year, h.slice] for h in instance.time_slices)
    return max(training + pools, _held_at_once(recount, site, name, period))


def _held_at_once(recount: Recount, site: str, name: str, period: Period) -> float:
    """Most units that one run holds, for however small a part of the period."""
    return max(
        (
            placed.units.get(site, 0.0)
            for placed in recount.decisions.placed
            if placed.accelerator == name
            and overlap_share(placed.start_year, placed.row.duration_years, period) > 0
        ),
        default=0.0,
    )


def _nothing(_period: Period) -> float:
    return 0.0
