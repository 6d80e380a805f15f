"""Metros merged: smaller models whose optimum is a lower bound.

For one service, metros form a group with the sum of their demands in every slice. Sites that may serve
some metro of the group may serve the group, at the least distance among its metros, so every routing of
the real metros is a routing of the groups that costs no more: the merged model is a relaxation
(docs/search.md).
*Near* groups hold metros with the same eligible sites; there nothing but transit is relaxed, and a routing
of groups is one of metros, each taking its group's shares. *Whole* groups hold all metros of a service.
"""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.geography import Route
from planner.instance.schema import Demand, Metro

Group = str


def merge_metros(
    inst: Instance, *, whole: bool = False
) -> tuple[Instance, dict[tuple[str, str], Group]]:
    """The instance with merged metros, and the group of every (service, metro).

    Metros with route costs of their own are left as they are; where a service is not asked for, its routes
    are left out, so that no site serves a group because of people who ask for nothing.

    Args:
        inst: the instance.
        whole: one group per service instead of groups of metros with the same eligible sites.
    """
    group_of: dict[tuple[str, str], Group] = {}
    first: dict[tuple[str, frozenset[str]], Group] = {}
    asking = {(k, metro) for k, metro, _ in inst.demand_at}
    asked_routes = {at: routes for at, routes in inst.routes.items() if at in asking}
    for (k, metro), routes in asked_routes.items():
        priced = any(route.usd_per_year_full_demand is not None for route in routes)
        sites = frozenset() if whole else frozenset(route.site for route in routes)
        group = metro if priced else first.setdefault((k, sites), f"{k} {len(first)}")
        group_of[k, metro] = group
    merged_routes: dict[tuple[str, Group], dict[str, Route]] = {}
    for (k, metro), found in asked_routes.items():
        nearest = merged_routes.setdefault((k, group_of[k, metro]), {})
        for route in found:
            other = nearest.get(route.site)
            if other is None or route.route_km < other.route_km:
                nearest[route.site] = route
    demand: dict[tuple[str, Group, int], float] = {}
    for (k, metro, year), requests in inst.demand_at.items():
        at = (k, group_of[k, metro], year)
        demand[at] = demand.get(at, 0.0) + requests
    factors: dict[tuple[str, Group, int, str], float] = {
        (*at, h): 0.0 for at in demand for h in inst.time_slice
    }
    for (k, metro, year, h), requests in inst.asked_at.items():
        group_year = (k, group_of[k, metro], year)
        factors[*group_year, h] += requests / demand[group_year]
    merged = inst.replace(
        metros=tuple(Metro(metro=group) for group in dict.fromkeys(group_of.values())),
        demand=tuple(
            Demand(service=k, metro=group, year=year, requests_per_s=requests)
            for (k, group, year), requests in demand.items()
        ),
        latency=(),
        route_costs=(),
        fixed_factors=factors,
        fixed_routes={at: tuple(nearest.values()) for at, nearest in merged_routes.items()},
    )
    return merged, group_of
