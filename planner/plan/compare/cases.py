"""A plan with its instance, ready to be compared, and the years that two plans have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.instance import Instance, Period
from planner.plan.core import Plan
from planner.plan.summary import Summary, summarise
from planner.plan.verify.recount import Recount, recount

LETTERS = "ABCDEFGHIJ"
"""What plans are called in tables, in the order in which they are given; no more can be compared."""


@dataclass(frozen=True)
class Case:
    """A plan to compare.

    Attributes:
        letter: what it is called in tables.
        name: what its reader calls it, such as its folder.
        plan: the plan.
        instance: the instance it was made for, changes applied.
        recount: what follows from its decisions, and its money.
        summary: the figures of `planner show`.
    """

    letter: str
    name: str
    plan: Plan
    instance: Instance
    recount: Recount
    summary: Summary


@dataclass(frozen=True)
class Span:
    """Years that lie in one period of either plan.

    Attributes:
        year: first calendar year.
        years: how many.
        a: start year of the first plan's period.
        b: start year of the second plan's period.
    """

    year: int
    years: int
    a: int
    b: int


def cases_of(plans: Sequence[tuple[str, Plan, Instance]]) -> tuple[Case, ...]:
    """Plans with all that a comparison needs of each.

    Raises:
        ValueError: fewer than two plans, or more than ten.
        UnfitPlan: a plan does not fit its instance.
    """
    if not 2 <= len(plans) <= len(LETTERS):
        raise ValueError(f"{len(plans)} plans given; 2 to {len(LETTERS)} can be compared")
    return tuple(
        case_of(letter, name, plan, instance)
        for letter, (name, plan, instance) in zip(LETTERS, plans, strict=False)
    )


def case_of(letter: str, name: str, plan: Plan, instance: Instance) -> Case:
    """One plan with all that a comparison needs of it.

    Raises:
        UnfitPlan: the plan does not fit its instance.
    """
    return Case(letter, name, plan, instance, recount(instance, plan), summarise(plan, instance))


def common_spans(a: Instance, b: Instance) -> tuple[Span, ...]:
    """The years that both horizons cover, cut where a period of either begins."""
    begins = max(a.periods[0].start_year, b.periods[0].start_year)
    ends = min(a.horizon_end_year, b.horizon_end_year)
    cuts = {begins, ends, *(y.start_year for y in (*a.periods, *b.periods))}
    starts = sorted(year for year in cuts if begins <= year <= ends)
    return tuple(
        Span(year, until - year, _holding(a, year).start_year, _holding(b, year).start_year)
        for year, until in pairwise(starts)
    )


def _holding(instance: Instance, year: int) -> Period:
    return next(y for y in instance.periods if y.start_year <= year < y.end_year)
