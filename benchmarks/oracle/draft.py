"""The linear program of one choice while it is written down, with the quantities rules share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from planner.instance import Instance, Period
from planner.instance.schema import Site
from planner.plan.verify.daytime import demand_by_slice, peak_over_mean, year_shares

from . import money, terms
from .decisions import Choice, RunChoice
from .linear import Expr, Program

Amounts = defaultdict[tuple[str | int, ...], Expr]


def _amounts() -> Amounts:
    return defaultdict(Expr)


@dataclass
class Draft:
    """One choice of whole numbers and the program of what is left.

    Attributes:
        lock_slack: by how much locks may be missed, of the model's unit and of their value.
        capital: M$ of the orders of each period that is no energy, rent or upkeep, by year.
        spend: M$ of the units ordered by (vendor, year).
        installed: own units by (site, product, year).
        on_rent: rented units by (site, product, year).
        fabric: units connected by own fabric by (site, product, year).
        held: units of runs, mean of the period, by (site, product, year).
        pooled: units in pools by (site, product, year, slice).
        busy: units at work by (site, product, year, slice).
        run_units: units by (run, site).
        peak_mw: peak load by (site, year).
        load_mw: facility load by (site, year, slice).
        water_m3: water a year by (site, year).
        leased_peak_mw: peak load in leased halls by (site, year).
        leased_mean_mw: most energy of leased halls by (site, year).
        shed_peak_mw: load that slowed runs shed by (site, year).
        shed_mean_mw: energy that they shed in curtailed hours by (site, year).
        option_mw: MW in service by (site, option, year).
        emitted_kt: emissions by (site, year).
        unserved: requests/s not served, yearly mean, by (service, year).
        share: share of a metro served by (service, metro, site, year, slice).
        decided: what can be locked by (table, site, item) and year.
    """

    instance: Instance
    choice: Choice
    lock_slack: float = 0.0
    program: Program = field(default_factory=Program)
    capital: Amounts = field(default_factory=_amounts)
    spend: Amounts = field(default_factory=_amounts)
    installed: Amounts = field(default_factory=_amounts)
    on_rent: Amounts = field(default_factory=_amounts)
    fabric: Amounts = field(default_factory=_amounts)
    held: Amounts = field(default_factory=_amounts)
    pooled: Amounts = field(default_factory=_amounts)
    busy: Amounts = field(default_factory=_amounts)
    run_units: Amounts = field(default_factory=_amounts)
    peak_mw: Amounts = field(default_factory=_amounts)
    load_mw: Amounts = field(default_factory=_amounts)
    water_m3: Amounts = field(default_factory=_amounts)
    leased_peak_mw: Amounts = field(default_factory=_amounts)
    leased_mean_mw: Amounts = field(default_factory=_amounts)
    shed_peak_mw: Amounts = field(default_factory=_amounts)
    shed_mean_mw: Amounts = field(default_factory=_amounts)
    option_mw: Amounts = field(default_factory=_amounts)
    emitted_kt: Amounts = field(default_factory=_amounts)
    unserved: Amounts = field(default_factory=_amounts)
    share: dict[tuple[str, str, str, int, str], Expr] = field(default_factory=dict)
    decided: dict[tuple[str, str, str], dict[int, Expr]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        instance = self.instance
        self.sites: list[Site] = terms.usable(instance)
        self.hours = year_shares(instance)
        self.asked = demand_by_slice(instance)
        self.peak_over = {k.service: peak_over_mean(instance, k) for k in instance.services}
        self.placed: list[RunChoice] = [run for run in self.choice.runs if run.sites]
        self.program.cost.add(self.choice.cost)

    def buy(self, amount: Expr, musd: float, ordered: Period, lead: float, life: float) -> None:
        """Capital of `musd` per unit of an amount that is ordered in a period."""
        worth = money.order(self.instance, ordered, lead, life)
        self.program.cost.add(amount, musd * worth)
        self.capital[ordered.start_year,].add(amount, musd)

    def run_cost(self, amount: Expr, musd_per_year: float, period: Period) -> None:
        """A yearly cost per unit of an amount, throughout a period."""
        self.program.cost.add(amount, musd_per_year * money.yearly(self.instance, period))

    def decide(self, table: str, site: str, item: str, year: int, amount: Expr) -> None:
        """Note a decision that a lock may name."""
        by_year = self.decided.setdefault((table, site, item), {})
        by_year.setdefault(year, Expr()).add(amount)
