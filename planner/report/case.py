"""A plan with its instance and what every chapter reads from them, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.summary import Summary, summarise
from planner.plan.verify.recount import Recount, recount


@dataclass(frozen=True)
class Case:
    """A plan of a report.

    Attributes:
        name: what the report calls it, such as the name of its folder.
        plan: the plan.
        instance: the instance it was made for, changes applied.
    """

    name: str
    plan: Plan
    instance: Instance

    @cached_property
    def summary(self) -> Summary:
        """The figures that `planner show` prints."""
        return summarise(self.plan, self.instance)

    @cached_property
    def recount(self) -> Recount:
        """The plan recomputed from its decisions.

        Raises:
            UnfitPlan: the plan does not fit its instance.
        """
        return recount(self.instance, self.plan)

    @property
    def years(self) -> tuple[int, ...]:
        """Start years of the periods."""
        return tuple(period.start_year for period in self.instance.periods)
