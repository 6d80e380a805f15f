"""What every table is read from: the model, the instance and the values at a point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance
from planner.models.sets import Sets
from planner.solving.values import Values

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Reader:
    """A model at a point."""

    m: pyo.ConcreteModel
    inst: Instance
    values: Values

    @property
    def sets(self) -> Sets:
        """Derived sets of the model."""
        found: Sets = self.m.sets
        return found

    @cached_property
    def years(self) -> list[int]:
        """Start years of the periods."""
        return [y.start_year for y in self.inst.periods]

    @cached_property
    def hours(self) -> dict[str, float]:
        """Share of the year's hours by slice."""
        return {h.slice: h.hours_share for h in self.inst.time_slices}

    @cached_property
    def times(self) -> list[tuple[int, str]]:
        """(start year, slice) in order."""
        return [(y, h) for y in self.years for h in self.hours]

    def of(self, block: str, name: str, index: Any) -> float:
        """Value of a variable's member; 0 where the block or the member does not exist."""
        component = self.m.component(block)
        return 0.0 if component is None else self.values.of(getattr(component, name), index)

    def drawn_mw(self, s: str, g: str, c: str, y: int, h: str) -> float:
        """Mean IT load drawn in a slice."""
        return self.values.sum(self.m.drawn_by_product.get((s, g, c, y, h), []))

    def mean_drawn_mw(self, s: str, g: str, c: str, y: int) -> float:
        """Mean IT load drawn over the period."""
        return sum(share * self.drawn_mw(s, g, c, y, h) for h, share in self.hours.items())
