"""A limit, how much of it is used in a period, and when it counts as used up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.plan.core import Plan
from planner.plan.reading import NOISE, table_of
from planner.plan.tables import PLAN_TABLE

BINDING_SLACK = 1e-3
"""A limit binds when less than this share of it is left."""


@dataclass(frozen=True)
class BindingLimit:
    """A limit that is used up, or a rule that costs something in this plan.

    Attributes:
        limit: what kind of limit.
        where: site, campus group, product, option, offer, corridor or service.
        years: start years of the periods in which it binds.
        value: the limit (its smallest value over those years).
        unit: unit of the value.
        note: what the reader should know beside that.
    """

    limit: str
    where: str
    years: tuple[int, ...]
    value: float
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Use:
    """How much of a limit is used in a period."""

    limit: str
    where: str
    year: int
    used: float
    value: float
    unit: str


@dataclass(frozen=True)
class Line:
    """A row of a plan table: its key without the period, the period, its numbers."""

    key: tuple[str, ...]
    year: int
    values: dict[str, float]


def lines(plan: Plan, name: str) -> Iterator[Line]:
    """The rows of a table that has a period."""
    declared = PLAN_TABLE[name]
    names = [column for column in declared.key if column != "period"]
    numbers = [column for column, _ in declared.values]
    for row in table_of(plan, name).to_dict("records"):
        key = tuple(str(row[column]) for column in names)
        yield Line(key, int(row["period"]), {column: float(row[column]) for column in numbers})


def used_up(uses: Iterable[Use]) -> list[BindingLimit]:
    """Limits of which less than 0.1 % is left, each with the years in which that is so."""
    found: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        if use.used > NOISE and use.value - use.used < BINDING_SLACK * use.value:
            found.setdefault((use.limit, use.where), []).append(use)
    return [
        BindingLimit(
            limit=limit,
            where=where,
            years=tuple(use.year for use in some),
            value=min(use.value for use in some),
            unit=some[0].unit,
        )
        for (limit, where), some in found.items()
    ]
