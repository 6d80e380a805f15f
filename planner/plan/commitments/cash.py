"""Cash by year, signed and open, beside what the same years cost as annuities."""

from __future__ import annotations

from dataclasses import dataclass

from planner.instance import Instance
from planner.plan.tables import PENALTY_HEADS
from planner.plan.verify.ledger import Ledger, Order
from planner.plan.verify.timing import term_periods

ORDER_HEADS: tuple[str, ...] = (
    "land_opening",
    "halls",
    "cooling",
    "power_plant",
    "accelerators",
    "backend_fabric",
    "backbone",
)
"""Heads whose capital is charged as annuities; upkeep of sites and plant is in them too."""
RENT_HEADS: tuple[str, ...] = ("leases", "rentals")


@dataclass(frozen=True)
class CashYear:
    """Money of one period.

    Attributes:
        year: start year of the period.
        years: years it lasts.
        signed_musd: cash of orders and rents that are signed by the day of the report, M$ undiscounted.
        open_musd: cash of orders and rents that are not.
        running_musd: other cash: upkeep, energy, carbon, network, charges for what stands.
        cash_musd: all cash of the period: the three added up.
        investment_musd: cost of the heads that orders belong to, as annuities with upkeep, M$ present
            value.
        rents_musd: leases and rentals, M$ present value.
        operation_musd: energy, carbon, network, charges for what stands, M$ present value.
        penalties_musd: lateness, unserved demand, dropped runs, M$ present value; no cash.
        cost_musd: cost of the period: the four added up.
    """

    year: int
    years: int
    signed_musd: float
    open_musd: float
    running_musd: float
    cash_musd: float
    investment_musd: float
    rents_musd: float
    operation_musd: float
    penalties_musd: float
    cost_musd: float


def cash_by_year(instance: Instance, ledger: Ledger, as_of_year: float) -> tuple[CashYear, ...]:
    """Cash and cost of every period.

    Args:
        instance: the instance.
        ledger: money of the plan.
        as_of_year: day of the report, as a year with its fraction.
    """
    signed: dict[int, float] = {y.start_year: 0.0 for y in instance.periods}
    opened = dict(signed)
    for order in ledger.orders:
        side = signed if order.period.start_year < as_of_year else opened
        side[order.period.start_year] += order.musd
    for term in ledger.terms:
        side = signed if term.period.start_year < as_of_year else opened
        for year, musd in _rent(instance, term):
            side[year] += musd
    cash, cost = dict.fromkeys(signed, 0.0), {year: dict[str, float]() for year in signed}
    for (_, year), musd in ledger.cash.items():
        cash[year] += musd
    for (head, _, year), musd in ledger.lines.items():
        cost[year][head] = cost[year].get(head, 0.0) + musd
    return tuple(
        _year(y.start_year, y.length_years, signed, opened, cash, cost[y.start_year])
        for y in instance.periods
    )


def _rent(instance: Instance, term: Order) -> list[tuple[int, float]]:
    """Rent of a term by period; every year that it serves pays the same."""
    served = term_periods(instance, term.period, int(term.life_years))
    years = sum(period.length_years for period in served)
    return [(p.start_year, term.musd * p.length_years / years) for p in served]


def _year(
    year: int,
    years: int,
    signed: dict[int, float],
    opened: dict[int, float],
    cash: dict[int, float],
    heads: dict[str, float],
) -> CashYear:
    investment = sum(heads.get(head, 0.0) for head in ORDER_HEADS)
    rents = sum(heads.get(head, 0.0) for head in RENT_HEADS)
    penalties = sum(heads.get(head, 0.0) for head in PENALTY_HEADS)
    total = sum(heads.values())
    return CashYear(
        year=year,
        years=years,
        signed_musd=signed[year],
        open_musd=opened[year],
        running_musd=cash[year] - signed[year] - opened[year],
        cash_musd=cash[year],
        investment_musd=investment,
        rents_musd=rents,
        operation_musd=total - investment - rents - penalties,
        penalties_musd=penalties,
        cost_musd=total,
    )
