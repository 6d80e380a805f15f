"""Cost: every term is entered once, with when it is paid; the objective is the sum of the heads.

A family enters its costs in the :class:`Ledger` as it adds its variables. From the same entries come
the objective (present value) and, with a solution, the plan's cost lines and cash.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression

from planner.instance import Instance, Period
from planner.plan.tables import COST_HEADS

from . import timing


@dataclass(frozen=True)
class Profile:
    """When one M$ of an entry is paid.

    Attributes:
        present: present value by period (start year).
        cash: undiscounted cash by period (start year).
        total: sum of the present values.
        is_capital: whether it is the capital of an order.
    """

    present: tuple[tuple[int, float], ...]
    cash: tuple[tuple[int, float], ...]
    total: float
    is_capital: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A cost term: amount · variable, paid as the profile says. No variable: a constant."""

    head: str
    site: str
    musd: float
    variable: Any
    profile: Profile


class Ledger:
    """All cost terms of a model."""

    def __init__(self, inst: Instance) -> None:
        self.inst = inst
        self.entries: list[Entry] = []
        self._capital = cache(self._capital_profile)
        self._running = cache(self._running_profile)

    def capital(
        self, head: str, site: str, variable: Any, musd: float,
        order: Period, lead_years: float, life_years: float,
    ) -> None:  # fmt: skip
        """Capital of `musd` per unit of a variable ordered in a period."""
        if musd:
            profile = self._capital(order, lead_years, life_years)
            self.entries.append(Entry(head, site, musd, variable, profile))

    def running(
        self, head: str, site: str, variable: Any, musd_per_year: float, period: Period
    ) -> None:
        """A yearly cost per unit of a variable, throughout a period."""
        if musd_per_year:
            self.entries.append(Entry(head, site, musd_per_year, variable, self._running(period)))

    def penalty(self, head: str, variable: Any, musd: float, year: int) -> None:
        """A cost that is no cash, charged once in a calendar year."""
        if musd:
            period = next(y for y in self.inst.periods if y.start_year <= year < y.end_year)
            present = timing.discount(self.inst, year)
            profile = Profile(((period.start_year, present),), (), present)
            self.entries.append(Entry(head, "", musd, variable, profile))

    def running_penalty(
        self, head: str, variable: Any, musd_per_year: float, period: Period
    ) -> None:
        """A yearly cost that is no cash, throughout a period."""
        if musd_per_year:
            running = self._running(period)
            profile = Profile(running.present, (), running.total)
            self.entries.append(Entry(head, "", musd_per_year, variable, profile))

    def capital_terms(self, year: int) -> list[tuple[float, Any]]:
        """Capital, M$ undiscounted, of the orders of the period that starts in a year."""
        return [
            (entry.musd, entry.variable)
            for entry in self.entries
            if entry.profile.is_capital and entry.profile.cash[0][0] == year
        ]

    def _capital_profile(self, order: Period, lead: float, life: float) -> Profile:
        charge = timing.yearly_charge(self.inst, order, lead, life)
        present = tuple(
            (y.start_year, charge * timing.present_years(self.inst, y))
            for y in timing.serving(self.inst, order, lead, life)
        )
        total = sum(v for _, v in present)
        return Profile(present, ((order.start_year, 1.0),), total, is_capital=True)

    def _running_profile(self, period: Period) -> Profile:
        present = timing.present_years(self.inst, period)
        year = period.start_year
        return Profile(((year, present),), ((year, float(period.length_years)),), present)


def add_cost(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Add the cost heads as named expressions, and their sum as the objective.

    Reads: the ledger that all families have written.
    Expressions: `cost.head[h]` = Σ of the head's entries, M$ present value.
    Objective: `total` = Σ_h head[h], and nothing else.
    """
    m.cost = pyo.Block()
    _charge_existing(m, inst)
    by_head: dict[str, tuple[list[float], list[Any], float]] = {
        h: ([], [], 0.0) for h in COST_HEADS
    }
    for entry in m.ledger.entries:
        coefficients, variables, constant = by_head[entry.head]
        amount = entry.musd * entry.profile.total
        if entry.variable is None:
            by_head[entry.head] = (coefficients, variables, constant + amount)
        else:
            coefficients.append(amount)
            variables.append(entry.variable)
    m.cost.head = pyo.Expression(list(COST_HEADS))
    for head, (coefficients, variables, constant) in by_head.items():
        m.cost.head[head] = LinearExpression(
            constant=constant, linear_coefs=coefficients, linear_vars=variables
        )
    m.total = pyo.Objective(expr=sum(m.cost.head[h] for h in COST_HEADS), sense=pyo.minimize)


def _charge_existing(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Remaining charges of existing assets, in every period in which they serve."""
    family = {"hall": "halls", "power": "power", "accelerator": "fleet", "fabric": "training"}
    for row in inst.existing_assets:
        for y in inst.periods:
            if inst.has(family[row.family]) and timing.asset_serves(
                row.in_service_year, row.end_year, y
            ):
                charge = row.remaining_charge_musd_per_year
                m.ledger.running("remaining_charges", row.site, None, charge, y)
