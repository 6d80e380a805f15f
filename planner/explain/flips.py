"""The price of unserved demand from which it would be served, by the plan with its choices held."""

from __future__ import annotations

from planner.instance import Instance

from .held import Held
from .missing import LEAST_SHARE, MissingDemand

FIRST = 0.01
"""Share of what is not served whose cost of serving is asked about."""


def flip_usd_per_mtoken(
    held: Held, instance: Instance, demand: MissingDemand
) -> dict[int, float | None]:
    """Price of a million unserved tokens from which the first hundredth of a demand is served, by year.

    It is what that costs when it is forced: the program is solved again from its last basis. Dual values
    alone would not do: where nothing is served they leave open what serving costs.

    Args:
        held: the plan with its choices held.
        instance: the instance it was built from.
        demand: what is not served.

    Returns:
        None for a year in which it cannot be served with the plan's choices, or is all served once modules
        are counted in parts.
    """
    price = instance.service[demand.service].unserved_usd_per_mtoken or 0.0
    found: dict[int, float | None] = {}
    for y in demand.years:
        at = [(demand.service, demand.metro, y, h) for h in instance.time_slice]
        columns = [held.columns.find("inference", "unserved", index) for index in at]
        left = [c for c in columns if c is not None and held.x[c] > LEAST_SHARE]
        penalty = sum(float(held.problem.cost[c] * held.x[c]) for c in left) * FIRST
        found[y] = None
        if penalty > 0:
            cost = held.with_at_most(left, [float(held.x[c]) * (1 - FIRST) for c in left])
            if cost is not None:
                found[y] = price * max(0.0, 1 + (cost - held.objective_musd) / penalty)
    return found
