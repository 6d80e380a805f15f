"""What each lock holds for: the variables of the decision it names, in words and in the model's units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance
from planner.instance.schema import Lock

TOLERANCE = 1e-7
"""Room around a locked value, in the model's unit and of the value: a tenth of what the rules allow."""

_VARIABLES: dict[str, tuple[str, str]] = {
    "sites": ("siting", "site_open"),
    "halls": ("halls", "halls_built"),
    "power": ("power", "built_mw"),
    "connections": ("power", "connected"),
    "fleet": ("fleet", "bought_kunits"),
    "fabric": ("training", "fabric_kunits"),
    "runs": ("training", "start"),
    "run_sites": ("training", "at"),
    "leases": ("leases", "leased_mw"),
    "rentals": ("rentals", "rented_kunits"),
    "corridors": ("backbone", "lit_units"),
}
"""(block, variable) of the decision in each plan table."""

_UNITS: dict[str, tuple[str, float]] = {
    "halls": (" modules", 1.0),
    "power": (" MW", 1.0),
    "fleet": (" units", 1e-3),
    "fabric": (" units", 1e-3),
    "leases": (" MW", 1.0),
    "rentals": (" units", 1e-3),
    "corridors": (" units", 1.0),
}
"""Unit of the plan table, and the model's units in one of it."""


@dataclass(frozen=True)
class Target:
    """A lock and what it holds for.

    Attributes:
        lock: the row of `locks`.
        year: start year of the decision; None for the sum over all periods.
        variables: the decision; empty when the instance leaves no such choice, so that it is 0.
    """

    lock: Lock
    year: int | None
    variables: tuple[Any, ...]

    @property
    def lower(self) -> float:
        """Least value, in the model's unit."""
        return 0.0 if self.lock.rule == "max" else max(0.0, self._value - self._room)

    @property
    def upper(self) -> float | None:
        """Largest value, in the model's unit; None for no limit."""
        return None if self.lock.rule == "min" else self._value + self._room

    @property
    def scale(self) -> float:
        """What a miss is measured against, in the model's unit."""
        return max(1.0, self._value)

    @property
    def _value(self) -> float:
        return self.lock.value * _UNITS.get(self.lock.in_table, ("", 1.0))[1]

    @property
    def _room(self) -> float:
        # nothing is nothing: a column of no width leaves the problem
        return TOLERANCE * (1 + self._value) if self._value > 0 else 0.0

    def admits(self, value: float) -> bool:
        """Whether a value, in the model's unit, is what the lock asks for."""
        return self.lower - 1e-9 <= value <= (value if self.upper is None else self.upper + 1e-9)

    @property
    def words(self) -> str:
        """The lock in words: what, where, when and which value."""
        lock = self.lock
        where = (
            f" at {lock.site}" if lock.site and lock.in_table not in ("sites", "corridors") else ""
        )
        what = {
            "sites": f"site {lock.site}",
            "corridors": f"corridor {lock.site}–{lock.item}",
            "runs": f"start of run {lock.item}",
            "run_sites": f"run {lock.item}",
        }.get(lock.in_table, f"{lock.in_table} {lock.item}")
        when = f" in {self.year}" if self.year is not None else ""
        if self.year is None and lock.in_table not in ("run_sites", "runs"):
            when = " over all periods"
        rule = {"fix": "exactly", "min": "at least", "max": "at most"}[lock.rule]
        return f"lock on {what}{where}{when} ({rule} {self.in_unit(self._value)})"

    def in_unit(self, value: float) -> str:
        """A value in the model's unit, in the unit of the plan table."""
        unit, factor = _UNITS.get(self.lock.in_table, ("", 1.0))
        shown = f"{value / factor:,.6g}"
        return shown + (unit.removesuffix("s") if shown == "1" else unit)


def targets(m: pyo.ConcreteModel, inst: Instance) -> Iterator[Target]:
    """What every lock of an instance holds for; a site's lock without a period, in each period."""
    for lock in inst.locks:
        if lock.in_table == "sites" and lock.period is None:
            for y in inst.periods:
                yield Target(lock, y.start_year, _variables(m, inst, lock, y.start_year))
        else:
            yield Target(lock, lock.period, _variables(m, inst, lock, lock.period))


def run_and_product(inst: Instance, item: str) -> tuple[str, str]:
    """Run and product that the item of a lock on `runs` names; no product: any."""
    if item in inst.run:
        return item, ""
    run, _, product = item.rpartition("/")
    return run, product


def _variables(
    m: pyo.ConcreteModel, inst: Instance, lock: Lock, year: int | None
) -> tuple[Any, ...]:
    block, name = _VARIABLES[lock.in_table]
    if m.component(block) is None:
        return ()
    variable = getattr(m.component(block), name)
    if lock.in_table == "run_sites":
        at = (lock.item, lock.site)
        return (variable[at],) if at in variable else ()
    if lock.in_table == "runs":
        run, product = run_and_product(inst, lock.item)
        return tuple(
            x
            for (w, t, g), x in variable.items()
            if w == run and product in ("", g) and year in (None, t)
        )
    parts = (lock.site, *parts_of(lock))
    years = [y.start_year for y in inst.periods if year in (None, y.start_year)]
    return tuple(variable[*parts, y] for y in years if (*parts, y) in variable)


def parts_of(lock: Lock) -> tuple[Any, ...]:
    """Parts of the item of a lock at a site, as they stand in the index of its variable."""
    if lock.in_table == "sites":
        return ()
    if lock.in_table in ("halls", "fleet", "corridors"):
        return (lock.item,)
    first, _, second = lock.item.rpartition("/")
    return (first, int(second) if lock.in_table in ("leases", "rentals") else second)
