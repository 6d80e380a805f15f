"""Metros merged: smaller models whose optimum is a lower bound.

For one service, metros form a group with the sum of their demands in every slice. Sites that may serve
some metro of the group may serve the group, at the least distance among its metros, so every routing of
the real metros is a routing of the groups that costs no more: the merged model is a relaxation
(docs/search.md).
*Near* groups hold metros with the same eligible sites; there nothing but transit is relaxed, and a routing
of groups is one of metros, each taking its group's shares. Fewer and larger groups hold metros with similar
eligible sites, at most all metros of a service.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from planner.instance import Instance
from planner.instance.geography import Route
from planner.instance.schema import Demand, Metro

Group = str


def merge_metros(
    inst: Instance, *, most_routes: int | None = None
) -> tuple[Instance, dict[tuple[str, str], Group]]:
    """The instance with merged metros, and the group of every (service, metro).

    Metros with route costs of their own are left as they are; where a service is not asked for, its routes
    are left out, so that no site serves a group because of people who ask for nothing.

    Args:
        inst: the instance.
        most_routes: routes in a period up to which near groups are left as they are; with more, metros of
            similar eligible sites form a group, as similar as that number allows.
    """
    asking = {(k, metro) for k, metro, _ in inst.demand_at}
    asked_routes = {at: routes for at, routes in inst.routes.items() if at in asking}
    group_of = _near_groups(asked_routes)
    if most_routes is not None:
        group_of = _few_groups(asked_routes, group_of, most_routes)
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


def _near_groups(routes: dict[tuple[str, str], tuple[Route, ...]]) -> dict[tuple[str, str], Group]:
    """Group of every (service, metro): those with the same eligible sites, unless routes have a price."""
    group_of: dict[tuple[str, str], Group] = {}
    first: dict[tuple[str, frozenset[str]], Group] = {}
    for (k, metro), found in routes.items():
        priced = any(route.usd_per_year_full_demand is not None for route in found)
        sites = frozenset(route.site for route in found)
        group = metro if priced else first.setdefault((k, sites), f"{k} {len(first)}")
        group_of[k, metro] = group
    return group_of


def _few_groups(
    routes: dict[tuple[str, str], tuple[Route, ...]],
    near: dict[tuple[str, str], Group],
    most_routes: int,
) -> dict[tuple[str, str], Group]:
    """Near groups put together by how alike their eligible sites are, until there are few enough routes.

    Groups are merged by average linkage over Jaccard distances of their sets of sites, to the same
    distance in all services.
    """
    sites = {
        (k, near[k, metro]): frozenset(route.site for route in found)
        for (k, metro), found in routes.items()
        if near[k, metro] != metro
    }
    own = sum(len(found) for (k, metro), found in routes.items() if near[k, metro] == metro)
    larger = near
    for merged in _ever_fewer(sites):
        larger = {
            (k, metro): merged.get((k, group), group) for (k, metro), group in near.items()
        }
        union: dict[Group, set[str]] = {}
        for at, members in sites.items():
            union.setdefault(merged[at], set()).update(members)
        if own + sum(len(members) for members in union.values()) <= most_routes:
            break
    return larger


def _ever_fewer(
    sites: dict[tuple[str, Group], frozenset[str]],
) -> Iterator[dict[tuple[str, Group], Group]]:
    """Larger group of every (service, near group), from near groups themselves to one per service."""
    of_service: dict[str, list[Group]] = {}
    for k, group in sites:
        of_service.setdefault(k, []).append(group)
    names = sorted({s for members in sites.values() for s in members})
    trees = {}
    for k, groups in of_service.items():
        held = np.array([[s in sites[k, group] for s in names] for group in groups])
        trees[k] = linkage(pdist(held, "jaccard"), "average") if len(groups) > 1 else None
    heights = {float(h) for tree in trees.values() if tree is not None for h in tree[:, 2]}
    for height in (0.0, *sorted(heights)):
        merged: dict[tuple[str, Group], Group] = {}
        for k, groups in of_service.items():
            tree = trees[k]
            label = [1] if tree is None else fcluster(tree, height, "distance")
            merged |= {(k, g): f"{k} {n}" for g, n in zip(groups, label, strict=True)}
        yield merged
