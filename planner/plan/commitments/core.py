"""Every order and contract of a plan: what, when to sign, how much later it could be, what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from planner.instance import Instance
from planner.plan.compare.key_figures import gap_without_accelerators
from planner.plan.core import Plan
from planner.plan.verify.costs import GRID_KINDS
from planner.plan.verify.keys import ORDER
from planner.plan.verify.ledger import Order
from planner.plan.verify.recount import Recount, recount

from .cash import CashYear, cash_by_year
from .dates import a_year_after, day_of, year_of
from .links import is_connection, need_of_connection, need_of_land, needs_of_corridors
from .needs import Need, needs_of_places, sign_by
from .power_needs import needs_of_power

FORMAT = "campus-edge commitments 1"

KINDS: tuple[str, ...] = (
    "land",
    "interconnection",
    "plant",
    "hall",
    "accelerators",
    "backend fabric",
    "corridor",
    "lease",
    "rental",
)
"""Kinds of commitments in the order of reports."""

LEAST_AMOUNT = 1e-3
"""Orders of less than a kW, or a thousandth of a unit, are noise of the solver and not signed."""

NO_TERMS = "no cancellation terms in the data"


@dataclass(frozen=True)
class Commitment:
    """An order or a contract.

    Attributes:
        kind: land, interconnection, plant, hall, accelerators, backend fabric, corridor, lease, rental.
        site: where; "" for a corridor.
        item: what exactly.
        amount: how much of it.
        unit: unit of the amount.
        modules: whole modules that the amount is, None where it has any size.
        cash_musd: whole price, or the rent of the whole term up to the horizon's end; M$ of the price
            year, not discounted, at the prices of the period in which the plan orders it.
        planned: day on which the plan orders it.
        lead_years: years from the order to service.
        in_service: first day of service when ordered as planned.
        needed: first day on which the load of the plan draws on it, None when it never does. Of land
            and of what is paid for a connection: when the first order has to be signed that needs it.
        sign_by: last responsible day to sign: needed less the lead; None when nothing draws on it.
        slack_years: years from the planned day to the last responsible one.
        load_mw: most load that draws on it in any period: what is not served, or not so, without it.
        load_unit: MW IT or MW facility.
        lost_if_cancelled_musd: what is lost when it is cancelled after it was signed, M$.
        lost_basis: what that rests on.
        signed: True when the plan orders it before the day of the report.
    """

    kind: str
    site: str
    item: str
    amount: float
    unit: str
    modules: int | None
    cash_musd: float
    planned: date
    lead_years: float
    in_service: date
    needed: date | None
    sign_by: date | None
    slack_years: float | None
    load_mw: float
    load_unit: str
    lost_if_cancelled_musd: float
    lost_basis: str
    signed: bool


@dataclass(frozen=True)
class Commitments:
    """What a plan signs, and its cash.

    Attributes:
        format: name and version of this document.
        instance: name of the instance.
        as_of: day of the report: what the plan orders before it is taken for signed.
        next_until: end of the next twelve months.
        cash_basis: what M$ of cash are.
        present_value_basis: what M$ of present value are.
        commitments: open ones by last responsible day, those that nothing draws on last; then signed.
        cash: cash and cost by period.
        objective_musd: cost, M$ present value.
        bound_musd: no plan costs less, M$ present value.
        gap_musd: cost less bound.
        gap: share of the cost.
        gap_controllable: share of the cost without penalties and remaining charges.
        gap_without_accelerators: share of the cost without accelerators and penalties.
    """

    format: str
    instance: str
    as_of: date
    next_until: date
    cash_basis: str
    present_value_basis: str
    commitments: tuple[Commitment, ...]
    cash: tuple[CashYear, ...]
    objective_musd: float
    bound_musd: float
    gap_musd: float
    gap: float
    gap_controllable: float
    gap_without_accelerators: float

    @property
    def signed(self) -> tuple[Commitment, ...]:
        """What the plan orders before the day of the report."""
        return tuple(one for one in self.commitments if one.signed)

    @property
    def next_twelve_months(self) -> tuple[Commitment, ...]:
        """What has to be signed within twelve months."""
        return tuple(
            one
            for one in self.commitments
            if not one.signed and one.sign_by is not None and one.sign_by < self.next_until
        )

    @property
    def later(self) -> tuple[Commitment, ...]:
        """What has to be signed after these."""
        return tuple(
            one
            for one in self.commitments
            if not one.signed and one.sign_by is not None and one.sign_by >= self.next_until
        )

    @property
    def not_drawn_on(self) -> tuple[Commitment, ...]:
        """What the plan orders and its load never draws on."""
        return tuple(one for one in self.commitments if not one.signed and one.sign_by is None)

    def as_json(self) -> dict[str, Any]:
        """The figures as plain dicts and lists, days as text."""
        found = asdict(self)
        found |= {"as_of": self.as_of.isoformat(), "next_until": self.next_until.isoformat()}
        for one in found["commitments"]:
            for name in ("planned", "in_service", "needed", "sign_by"):
                one[name] = one[name] and one[name].isoformat()
        return found


def commitments(plan: Plan, instance: Instance, as_of: date | None = None) -> Commitments:
    """Every order and contract of a plan.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
        as_of: day of the report; None: the first day of the horizon.

    Raises:
        UnfitPlan: the plan does not fit its instance.
    """
    as_of = as_of or day_of(instance.periods[0].start_year)
    counted, manifest = recount(instance, plan), plan.manifest
    needs = _needs(instance, _without_noise(counted))
    found = [_commitment(instance, order, need, as_of) for order, need in needs]
    settings = instance.settings
    return Commitments(
        format=FORMAT,
        instance=settings.name,
        as_of=as_of,
        next_until=a_year_after(as_of),
        cash_basis=f"M$ of {settings.price_year}, not discounted",
        present_value_basis=(
            f"M$ of {settings.price_year}, present value at the start of "
            f"{instance.periods[0].start_year} at {100 * settings.discount_rate:.4g} % a year"
        ),
        commitments=tuple(sorted(found, key=_urgency)),
        cash=cash_by_year(instance, counted.ledger, year_of(as_of)),
        objective_musd=manifest.objective_musd,
        bound_musd=manifest.bound_musd,
        gap_musd=manifest.gap_musd,
        gap=manifest.gap,
        gap_controllable=manifest.gap_controllable,
        gap_without_accelerators=gap_without_accelerators(plan),
    )


def _urgency(one: Commitment) -> tuple[bool, date, float, int]:
    """Open ones first, by last responsible day, the largest of a day first."""
    return one.signed, one.sign_by or date.max, -one.cash_musd, KINDS.index(one.kind)


def _without_noise(counted: Recount) -> Recount:
    ledger = replace(
        counted.ledger,
        orders=[order for order in counted.ledger.orders if order.paid.amount > LEAST_AMOUNT],
        terms=[term for term in counted.ledger.terms if term.paid.amount > LEAST_AMOUNT],
    )
    return replace(counted, ledger=ledger)


def _needs(instance: Instance, counted: Recount) -> Iterator[tuple[Order, Need]]:
    """Every order with what draws on it; parts that are ordered as one thing are one order."""
    ledger = counted.ledger
    plant = [order for order in ledger.orders if order.head == "power_plant"]
    power = needs_of_power(instance, counted, (o for o in plant if not is_connection(o)))
    needs = needs_of_places(instance, counted) | power
    needs |= {o: need_of_connection(o, power) for o in plant if is_connection(o)}
    cooling = {
        (order.site, order.paid.key, order.period): order.musd
        for order in ledger.orders
        if order.head == "cooling"
    }
    for order, need in needs.items():
        extra = 0.0
        if order.head == "halls":
            extra = cooling.get((order.site, order.paid.key, order.period), 0.0)
        yield order._replace(musd=order.musd + extra), need
    yield from needs_of_corridors(instance, counted).items()
    for order in _openings(counted):
        yield order, need_of_land(instance, counted, order.site, needs)


def _openings(counted: Recount) -> Iterator[Order]:
    """Opening and land of a site as one order."""
    opened: dict[str, Order] = {}
    for order in counted.ledger.orders:
        if order.head == "land_opening":
            before = opened.get(order.site)
            opened[order.site] = (
                order if before is None else before._replace(musd=before.musd + order.musd)
            )
    yield from opened.values()


def _commitment(instance: Instance, order: Order, need: Need, as_of: date) -> Commitment:
    planned, latest = order.period.start_year, sign_by(order, need)
    amount, unit, modules = _amount(instance, order)
    rented = order.head in ("leases", "rentals")
    lost = "rent of the whole term" if rented else "whole order value"
    return Commitment(
        kind=_kind(instance, order),
        site=order.site,
        item=order.paid.item,
        amount=amount,
        unit=unit,
        modules=modules,
        cash_musd=order.musd,
        planned=day_of(planned),
        lead_years=order.lead_years,
        in_service=day_of(planned + order.lead_years),
        needed=None if need.year is None else day_of(need.year),
        sign_by=None if latest is None else day_of(latest),
        slack_years=None if latest is None else max(0.0, latest - planned),
        load_mw=need.load_mw,
        load_unit=need.unit,
        lost_if_cancelled_musd=order.musd,
        lost_basis=f"{lost}: {NO_TERMS}",
        signed=day_of(planned) < as_of,
    )


def _kind(instance: Instance, order: Order) -> str:
    if order.head == "power_plant":
        name = str(order.paid.key[1] if is_connection(order) else order.paid.key[0])
        grid = instance.power_option[name].kind in GRID_KINDS
        return "interconnection" if grid or is_connection(order) else "plant"
    return {
        "land_opening": "land",
        "halls": "hall",
        "accelerators": "accelerators",
        "backend_fabric": "backend fabric",
        "backbone": "corridor",
        "leases": "lease",
        "rentals": "rental",
    }[order.head]


def _amount(instance: Instance, order: Order) -> tuple[float, str, int | None]:
    """How much is ordered, in which unit, and how many modules that is."""
    amount, unit = order.paid.amount, order.paid.unit
    if order.head == "land_opening":
        return 1.0, "site", None
    if order.head in ("leases", "rentals"):
        return amount, "MW IT" if order.head == "leases" else "units", None
    if order.head == "power_plant" and is_connection(order):
        return amount, "connection", None
    module_mw = None
    if order.head == "halls":
        module_mw = instance.site[order.site].hall_module_mw
    elif order.head == "power_plant" and order.paid.key[1] == ORDER:
        module_mw = instance.power_option[str(order.paid.key[0])].module_mw
    return amount, unit, round(amount / module_mw) if module_mw else None
