"""The price of unserved demand from which it would be served, by the plan with its choices held."""

from __future__ import annotations

from planner.instance import Instance

from .held import Held
from .missing import MissingDemand


def flip_usd_per_mtoken(
    held: Held, instance: Instance, demand: MissingDemand
) -> dict[int, float | None]:
    """Price of a million unserved tokens from which the first of a metro's demand is served, by year.

    It is what serving one more of it costs from the cheapest of the sites that are open: the dual value
    of the demand and the least reduced cost of its routes. The lowest over the slices of the year in
    which something is left; None where no site that is open may serve it, or serving costs nothing.

    Args:
        held: the plan with its choices held.
        instance: the instance it was built from.
        demand: what is not served.
    """
    dual = held.duals("inference", "demand_met")
    price = instance.service[demand.service].unserved_usd_per_mtoken or 0.0
    found: dict[int, float | None] = {}
    for y in demand.years:
        prices = []
        for h in instance.time_slice:
            at = (demand.service, demand.metro, y, h)
            column = held.columns.find("inference", "unserved", at)
            if column is None or held.problem.cost[column] <= 0:
                continue
            rises = _rises(held, instance, demand, y, h)
            if rises and held.x[column] > 1e-9:
                cost = dual[at] + max(0.0, min(rises))
                prices.append(price * cost / float(held.problem.cost[column]))
        found[y] = min(prices, default=None)
    return found


def _rises(held: Held, instance: Instance, demand: MissingDemand, y: int, h: str) -> list[float]:
    """How much dearer than the demand's dual value each route is, of sites open in the year."""
    rises: list[float] = []
    for route in instance.routes[demand.service, demand.metro]:
        if held.value("siting", "site_open", (route.site, y)) < 0.5:
            continue
        at = (demand.service, demand.metro, route.site, y, h)
        column = held.columns.find("inference", "served", at)
        if column is not None and held.x[column] < held.problem.col_upper[column] - 1e-9:
            rises.append(float(held.reduced_cost[column]))
    return rises
