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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        most_routes: routes in a period up to which near groups are left as they are; with more, groups are
            merged further, those first that save most routes for the sites they wrongly gain.
    """
    asking = {(k, metro) for k, metro, _ in inst.demand_at}
    asked_routes = {at: routes for at, routes in inst.routes.items() if at in asking}
    group_of = _near_groups(asked_routes)
    if most_routes is not None:
        group_of = _few_groups(inst, asked_routes, group_of, most_routes)
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
    inst: Instance,
    routes: dict[tuple[str, str], tuple[Route, ...]],
    near: dict[tuple[str, str], Group],
    most_routes: int,
) -> dict[tuple[str, str], Group]:
    """Near groups merged until there are few enough routes, or one group for each service is left."""
    merged = {at: group for at, group in near.items() if at[1] != group}
    left = most_routes - sum(len(found) for at, found in routes.items() if at not in merged)
    forests = [
        _Forest.of(inst, routes, {at: group for at, group in merged.items() if at[0] == k})
        for k in dict.fromkeys(k for k, _ in merged)
    ]
    while forests and sum(int(forest.held.sum()) for forest in forests) > left:
        forest = min(forests, key=lambda forest: forest.best[0])
        if len(forest.members) == 1:
            break
        forests[forests.index(forest)] = forest.after_best()
    larger = {
        (forest.service, group): f"{forest.service} {n}"
        for forest in forests
        for n, members in enumerate(forest.members)
        for group in members
    }
    return {(k, metro): larger.get((k, group), group) for (k, metro), group in near.items()}


@dataclass(frozen=True, eq=False)
class _Forest:
    """Groups of one service on the way to fewer.

    Attributes:
        members: near groups of every group.
        held: whether a site may serve a group, groups × sites.
        weight: share of every group in the demand for the service.
        best: price of the best pair, and the pair: what the groups' eligible sites grow by, relative and
            weighted by demand, for each route that is saved.
    """

    service: str
    members: tuple[tuple[Group, ...], ...]
    held: NDArray[np.bool_]
    weight: NDArray[np.float64]
    best: tuple[float, int, int]

    @staticmethod
    def of(
        inst: Instance,
        routes: dict[tuple[str, str], tuple[Route, ...]],
        groups: dict[tuple[str, str], Group],
    ) -> _Forest:
        service = next(iter(groups))[0]
        number = {group: n for n, group in enumerate(dict.fromkeys(groups.values()))}
        column = {site.site: j for j, site in enumerate(inst.sites)}
        held = np.zeros((len(number), len(column)), dtype=bool)
        weight = np.zeros(len(number))
        for at, group in groups.items():
            held[number[group], [column[route.site] for route in routes[at]]] = True
        for (k, metro, _), requests in inst.demand_at.items():
            if (k, metro) in groups:
                weight[number[groups[k, metro]]] += requests
        members = tuple((group,) for group in number)
        weight /= max(float(weight.sum()), 1e-12)
        return _Forest(service, members, held, weight, _best_pair(held, weight))

    def after_best(self) -> _Forest:
        """The groups with the best pair merged into one."""
        _, a, b = self.best
        rest = [n for n in range(len(self.members)) if n not in (a, b)]
        members = (*(self.members[n] for n in rest), self.members[a] + self.members[b])
        held = np.vstack([self.held[rest], self.held[a] | self.held[b]])
        weight = np.append(self.weight[rest], self.weight[a] + self.weight[b])
        return _Forest(self.service, members, held, weight, _best_pair(held, weight))


def _best_pair(held: NDArray[np.bool_], weight: NDArray[np.float64]) -> tuple[float, int, int]:
    """Price of the best pair of groups to merge, and the pair; an infinite price where there is one group."""
    if len(held) == 1:
        return float("inf"), 0, 0
    both = held.astype(np.float64) @ held.T
    size = held.sum(axis=1)
    union = size[:, None] + size[None, :] - both
    growth = weight[:, None] * (union / np.maximum(size[:, None], 0.5) - 1)
    price = (growth + growth.T) / np.maximum(both, 1e-6)
    np.fill_diagonal(price, np.inf)
    a, b = np.unravel_index(int(price.argmin()), price.shape)
    return float(price[a, b]), int(a), int(b)
