"""An instance whose metros are taken together in given groups: its least cost is a lower bound.

Whatever the groups, every plan of the instance has an image: a group's share from a site is the mean of its
metros' shares there, weighed by demand. Volumes at sites are the same, and transit costs no more, since the
group lies as near to a site as the nearest of its metros that the site may serve (docs/search.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from planner.instance import Instance
from planner.instance.geography import Route
from planner.instance.schema import Demand, Metro


class UnfitProof(Exception):
    """What is kept beside the plan proves nothing about this instance; the message says why."""


def grouped(instance: Instance, group_of: Mapping[tuple[str, str], str]) -> Instance:
    """The instance with one metro for each group.

    Args:
        instance: the instance.
        group_of: group of every (service, metro) that asks for something.

    Raises:
        UnfitProof: a metro that asks is in no group, or one with route costs of its own is taken together
            with others.
    """
    members = _members(instance, group_of)
    demand, asked = {}, {}
    for (service, group), metros in members.items():
        for period in instance.periods:
            year = period.start_year
            total = fsum(instance.demand_at.get((service, m, year), 0.0) for m in metros)
            if total <= 0:
                continue
            demand[service, group, year] = total
            for h in instance.time_slice:
                part = fsum(instance.asked_at.get((service, m, year, h), 0.0) for m in metros)
                asked[service, group, year, h] = part / total
    return instance.replace(
        metros=tuple(Metro(metro=group) for group in dict.fromkeys(g for _, g in members)),
        demand=tuple(
            Demand(service=service, metro=group, year=year, requests_per_s=total)
            for (service, group, year), total in demand.items()
        ),
        latency=(),
        route_costs=(),
        fixed_factors=asked,
        fixed_routes={
            (service, group): _nearest(instance, service, metros)
            for (service, group), metros in members.items()
        },
    )


def _members(
    instance: Instance, group_of: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], list[str]]:
    """Metros of every (service, group), each that asks in exactly one."""
    members: dict[tuple[str, str], list[str]] = {}
    for service, metro in dict.fromkeys((k, m) for k, m, _ in instance.demand_at):
        group = group_of.get((service, metro))
        if group is None:
            raise UnfitProof(f"{metro} asks for {service} and is in no group")
        members.setdefault((service, group), []).append(metro)
    for (service, group), metros in members.items():
        routes = [route for m in metros for route in instance.routes.get((service, m), ())]
        if len(metros) > 1 and any(r.usd_per_year_full_demand is not None for r in routes):
            raise UnfitProof(f"{group} takes metros together whose routes have prices of their own")
    return members


def _nearest(instance: Instance, service: str, metros: list[str]) -> tuple[Route, ...]:
    """One route from every site that may serve some of the metros: the shortest."""
    found: dict[str, Route] = {}
    for metro in metros:
        for route in instance.routes.get((service, metro), ()):
            best = found.get(route.site)
            if best is None or route.route_km < best.route_km:
                found[route.site] = route
    return tuple(found.values())
