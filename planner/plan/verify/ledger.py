"""The book in which every flow of money of a plan is entered, year by year and item by item."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from planner.instance import Instance, Period
from planner.plan.tables import COST_HEADS, PENALTY_HEADS

from .sums import Amounts
from .timing import capital_recovery, discount, served_periods, term_periods, years_of


class Paid(NamedTuple):
    """What a flow of money pays for.

    Attributes:
        item: product, option, corridor, service, run: what exactly, below its head and site.
        amount: how much of it; of a yearly flow in one year.
        unit: unit of the amount.
        key: names by which the plan's tables know it at its site; none for what is not ordered.
    """

    item: str
    amount: float
    unit: str
    key: tuple[str | int, ...] = ()


class Charge(NamedTuple):
    """One thing paid for in one calendar year, as fine as prices go.

    Attributes:
        head: cost head.
        site: where; "" for heads that belong to no site.
        item: what exactly.
        unit: unit of its amount.
        by_year: True for what is paid for by the year, False for what is ordered or happens once.
        ordered: start year of the period of its order, or in which it runs.
        year: calendar year in which it is charged.
    """

    head: str
    site: str
    item: str
    unit: str
    by_year: bool
    ordered: int
    year: int


class Order(NamedTuple):
    """Something ordered, or a term of a lease or rental.

    Attributes:
        head: cost head.
        site: where; "" for the backbone.
        paid: what, how much of it.
        period: period in which it is ordered or begins.
        musd: cash, M$ of the price year: the whole price, or the rent of all years.
        lead_years: years from the order to service.
        life_years: life, or term.
    """

    head: str
    site: str
    paid: Paid
    period: Period
    musd: float
    lead_years: float
    life_years: float


@dataclass
class Charged:
    """Amount and present value of a charge, M$."""

    amount: float = 0.0
    musd: float = 0.0


@dataclass
class Ledger:
    """Every flow of money of a plan.

    Attributes:
        instance: the instance, for years and rate.
        lines: present value by (head, site, start year of the period in which it is charged).
        charges: the same present value item by item and year by year, with amounts; what is free
            stands in it too.
        cash: undiscounted money by (head, start year).
        ordered: the capital of orders alone, by (head, start year).
        orders: everything that is ordered, item by item.
        terms: every lease and rental that is begun.
    """

    instance: Instance
    lines: Amounts = field(default_factory=Amounts)
    charges: dict[Charge, Charged] = field(default_factory=lambda: defaultdict(Charged))
    cash: Amounts = field(default_factory=Amounts)
    ordered: Amounts = field(default_factory=Amounts)
    orders: list[Order] = field(default_factory=list)
    terms: list[Order] = field(default_factory=list)

    def order(
        self,
        head: str,
        site: str,
        period: Period,
        musd: float,
        lead: float,
        life: float,
        paid: Paid,
    ) -> None:
        """Capital of an order: an annuity in every year in which it is in service."""
        if musd == 0.0 and paid.amount == 0.0:
            return
        self.cash.add((head, period.start_year), musd)
        self.ordered.add((head, period.start_year), musd)
        self.orders.append(Order(head, site, paid, period, musd, lead, life))
        served = served_periods(self.instance, period, lead, life)
        if not served:
            return
        ends_inside = period.start_year + lead + life <= self.instance.horizon_end_year + 1e-9
        recovered_over = sum(p.length_years for p in served) if ends_inside else life
        yearly = musd * capital_recovery(self.instance.settings.discount_rate, recovered_over)
        for charged in served:
            for year in years_of(charged):
                self._charge(head, site, charged, year, yearly, paid, ordered=period)

    def yearly(
        self, head: str, site: str, period: Period, musd_per_year: float, paid: Paid
    ) -> None:
        """A flow in every year of a period."""
        self._yearly(head, site, period, musd_per_year, paid, period)

    def rent(
        self,
        head: str,
        site: str,
        period: Period,
        musd_per_year: float,
        term_years: int,
        paid: Paid,
    ) -> None:
        """Rent of a whole term; one that ends inside the horizon is paid in the years it serves."""
        served = term_periods(self.instance, period, term_years)
        years = sum(p.length_years for p in served)
        if period.start_year + term_years <= self.instance.horizon_end_year and years:
            musd_per_year *= term_years / years
        if paid.amount:
            rent = musd_per_year * years
            self.terms.append(Order(head, site, paid, period, rent, 0.0, float(term_years)))
        for charged in served:
            self._yearly(head, site, charged, musd_per_year, paid, period)

    def once(self, head: str, period: Period, year: int, musd: float, paid: Paid) -> None:
        """A penalty charged once, in one calendar year, in a period's line."""
        value = musd * discount(self.instance, year)
        self.lines.add((head, "", period.start_year), value)
        charge = Charge(head, "", paid.item, paid.unit, False, period.start_year, year)
        self._note(charge, paid, value)

    def _yearly(
        self, head: str, site: str, period: Period, musd: float, paid: Paid, begun: Period
    ) -> None:
        if musd == 0.0 and paid.amount == 0.0:
            return
        for year in years_of(period):
            self._charge(head, site, period, year, musd, paid, ordered=begun, by_year=True)
            if head not in PENALTY_HEADS:
                self.cash.add((head, period.start_year), musd)

    def _charge(
        self,
        head: str,
        site: str,
        period: Period,
        year: int,
        musd: float,
        paid: Paid,
        *,
        ordered: Period,
        by_year: bool = False,
    ) -> None:
        value = musd * discount(self.instance, year)
        if musd != 0.0:
            self.lines.add((head, site, period.start_year), value)
        charge = Charge(head, site, paid.item, paid.unit, by_year, ordered.start_year, year)
        self._note(charge, paid, value)

    def _note(self, charge: Charge, paid: Paid, musd: float) -> None:
        charged = self.charges[charge]
        charged.amount += paid.amount
        charged.musd += musd

    def heads_musd(self) -> dict[str, float]:
        """Present value by head."""
        totals = Amounts()
        for (head, _, _), musd in self.lines.items():
            totals.add((head,), musd)
        return {head: totals[head,] for head in COST_HEADS}
