"""What the checker found, and how exact a plan has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

RELATIVE_SLACK = 1e-6
"""Share of a row's own magnitude by which it may miss."""

INTEGER_SLACK = 1e-5
"""Distance from a whole number within which a count is rounded instead of refused."""


HOURS_PER_YEAR = 8_760


class Unit(NamedTuple):
    """A unit of the plan's tables and the absolute slack of a row in it.

    The absolute slack is 1e-6 of the unit inside the model (see `docs/conventions.md`), which is
    what a solver promises: 1e-3 units, because the model counts in thousands.
    """

    name: str
    absolute_slack: float


MW = Unit("MW", 1e-6)
UNITS = Unit("units", 1e-3)
REQUESTS = Unit("requests/s", 1e-3)
TOKENS = Unit("tokens/s", 1.0)
H100E = Unit("H100e", 1e-3)
WATER = Unit("m3/year", HOURS_PER_YEAR * 1e-6)
HECTARES = Unit("ha", 1e-6)
GBPS = Unit("Gbit/s", 1e-3)
MUSD = Unit("M$", 1e-6)
SHARE = Unit("share", 1e-6)
YEARS = Unit("years", 1e-6)
MILLISECONDS = Unit("ms", 1e-6)
COUNT = Unit("", 1e-6)


def slack(unit: Unit, magnitude: float) -> float:
    """By how much a row may miss: an absolute part by unit and a part relative to its magnitude.

    Every comparison of the checker uses this function and no other, and holds against it the difference
    of two floats that are close to one another, which is exact (Sterbenz).
    """
    return unit.absolute_slack + RELATIVE_SLACK * abs(magnitude)


@dataclass(frozen=True)
class Broken:
    """One thing that is wrong with a plan.

    Attributes:
        rule: short name of the fact that does not hold, such as `grid_queue`.
        where: site, item and period, in words.
        says: what the plan says.
        should: what it should say.
    """

    rule: str
    where: str
    says: str
    should: str

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        return f"{self.rule}{place}: says {self.says}, should say {self.should}"


@dataclass(frozen=True)
class Verification:
    """Outcome of the check of one plan.

    Attributes:
        ok: True when nothing is broken.
        broken: everything that is wrong, in the order in which it was found.
        objective_musd: present value of the plan, recomputed.
        heads_musd: the same by cost head.
        gap: (objective − bound) / objective, recomputed.
        gap_controllable: the same over the objective without penalties and remaining charges.
        gap_musd: objective − bound.
    """

    ok: bool
    broken: tuple[Broken, ...]
    objective_musd: float
    heads_musd: dict[str, float]
    gap: float
    gap_controllable: float
    gap_musd: float


@dataclass
class Findings:
    """Collects what is broken while the checks run."""

    broken: list[Broken] = field(default_factory=list)

    def report(self, rule: str, says: str, should: str, **where: object) -> None:
        """Note a fault; `where` names its place, such as `site="Ohio", period=2030`."""
        place = ", ".join(f"{name} {value}" for name, value in where.items())
        self.broken.append(Broken(rule, place, says, should))

    def at_most(self, rule: str, left: float, right: float, unit: Unit, **where: object) -> None:
        """Note a fault unless left ≤ right within the slack of the row."""
        if left - right > slack(unit, max(abs(left), abs(right))):
            self.report(rule, _amount(left, unit), f"at most {_amount(right, unit)}", **where)

    def at_least(self, rule: str, left: float, right: float, unit: Unit, **where: object) -> None:
        """Note a fault unless left ≥ right within the slack of the row."""
        if right - left > slack(unit, max(abs(left), abs(right))):
            self.report(rule, _amount(left, unit), f"at least {_amount(right, unit)}", **where)

    def equal(self, rule: str, says: float, should: float, unit: Unit, **where: object) -> None:
        """Note a fault unless both are equal within the slack of the row."""
        if abs(says - should) > slack(unit, max(abs(says), abs(should))):
            self.report(rule, _amount(says, unit), _amount(should, unit), **where)

    def forbidden(self, rule: str, amount: float, unit: Unit, why: str, **where: object) -> None:
        """Note a fault when an amount that has to be nothing is more than the slack."""
        if amount > slack(unit, 0.0):
            self.report(rule, _amount(amount, unit), f"nothing: {why}", **where)


def _amount(value: float, unit: Unit) -> str:
    return f"{value:.9g} {unit.name}".rstrip()
