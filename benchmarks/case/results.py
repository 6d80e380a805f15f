"""Reading stored results: differences between scenarios in words, sums by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .store import BASE, Stored

DISTINCT = 1e-6
"""Costs that differ by less of themselves are the same."""


@dataclass(frozen=True)
class Difference:
    """What the least cost under a scenario is against that of the base.

    Attributes:
        least_musd: at least so much more, M$; negative for less.
        most_musd: at most so much more.
        as_they_stand_musd: cost of its plan less that of the base's.
        base_musd: cost of the base's plan.
    """

    least_musd: float
    most_musd: float
    as_they_stand_musd: float
    base_musd: float

    @property
    def proven(self) -> str:
        """`dearer`, `cheaper`, or "" where the intervals of both overlap."""
        noise = DISTINCT * self.base_musd
        if self.least_musd > noise:
            return "dearer"
        return "cheaper" if self.most_musd < -noise else ""


class Results:
    """The stored solves of one instance.

    Attributes:
        folder: of the instance, as commands name it.
        solves: by scenario, that of the base among them.
    """

    def __init__(self, folder: str, solves: Mapping[str, Stored]) -> None:
        self.folder = folder
        self.solves = solves

    @property
    def base(self) -> Stored:
        """The solve without a scenario."""
        return self.solves[BASE]

    def figure(self, name: str, scenario: str = BASE) -> Any:
        """A figure of a solve that has a plan."""
        return self.solves[scenario].figures[name]

    def year(self, year: int, scenario: str = BASE) -> dict[str, Any]:
        """The figures of the period that holds a year."""
        years: list[dict[str, Any]] = self.figure("years", scenario)
        return [one for one in years if one["year"] <= year][-1]

    def years(self) -> list[int]:
        """Start years of the base's periods."""
        return [int(one["year"]) for one in self.figure("years")]

    def difference(self, scenario: str) -> Difference | None:
        """What a scenario costs against the base; None where it has no plan or was not solved."""
        one, base = self.solves.get(scenario), self.base
        if one is None or one.objective_musd is None or one.bound_musd is None:
            return None
        assert base.objective_musd is not None and base.bound_musd is not None
        return Difference(
            one.bound_musd - base.objective_musd,
            one.objective_musd - base.bound_musd,
            one.objective_musd - base.objective_musd,
            base.objective_musd,
        )

    def sentence(self, scenario: str) -> str:
        """What a scenario costs, in words; also where that is not known."""
        found = self.difference(scenario)
        if found is None:
            one = self.solves.get(scenario)
            return (
                f"`{scenario}` has not been solved yet."
                if one is None
                else f"`{scenario}` gave no plan: {one.reason}."
            )
        low, high = bn(found.least_musd), bn(found.most_musd)
        if found.proven == "dearer":
            return f"`{scenario}`: proven {low} to {high} bn$ dearer."
        if found.proven == "cheaper":
            return f"`{scenario}`: proven {bn(-found.most_musd)} to {bn(-found.least_musd)} bn$ cheaper."
        return (
            f"`{scenario}`: not distinguishable; the least cost moves by {low} to {high} bn$, "
            f"the plans as they stand differ by {signed(found.as_they_stand_musd)} bn$."
        )

    def is_known(self, *scenarios: str) -> bool:
        """Whether each has a plan."""
        return all(self.difference(name) is not None for name in scenarios)


def bn(musd: float) -> str:
    """M$ as bn$ with three significant digits."""
    return significant(musd / 1000)


def signed(musd: float) -> str:
    """The same with its sign."""
    return f"+{bn(musd)}" if musd > 0 else bn(musd)


def significant(value: float) -> str:
    """Three significant digits, without exponent."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 5e-4 else "0"


def gw(mw: float) -> str:
    """MW as GW."""
    return significant(mw / 1000)


def percent(share: float) -> str:
    """A share in % without decimals, one below ten."""
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    return f"{100 * share:.0f} %" if share >= 0.0995 or share == 0 else f"{100 * share:.1f} %"


def between(shares: Sequence[float]) -> str:
    """The range of shares, as one of them where they are alike."""
    low, high = percent(min(shares)), percent(max(shares))
    return high if low == high else f"{low} to {high}"


def listed(words: Iterable[str]) -> str:
    """Words joined by commas."""
    return ", ".join(words)
