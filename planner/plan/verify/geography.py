"""Round trips and route lengths of single pairs, by the formulas of the instance format."""

from __future__ import annotations

import math
from heapq import heappop, heappush

from planner.instance import Instance
from planner.instance.geography import EARTH_RADIUS_KM, FIBRE_MS_PER_KM
from planner.instance.schema import Metro, Site


def route_km(instance: Instance, a: Site | Metro, b: Site) -> float | None:
    """Fibre route length between two places, one way; None without coordinates.

    The angle between two places comes from the dot product and the cross product of their unit
    vectors, which is exact for near and for far pairs.
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    turn = math.radians(b.lon) - math.radians(a.lon)
    east = math.cos(lat_b) * math.sin(turn)
    north = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(turn)
    along = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(turn)
    angle = math.atan2(math.hypot(east, north), along)
    return instance.settings.route_factor * EARTH_RADIUS_KM * angle


def round_trip_ms(instance: Instance, a: Site, b: Site) -> float:
    """Round trip between two sites; a measured value wins, without coordinates it is 0."""
    for row in reversed(instance.site_latency):
        if {row.site_a, row.site_b} == {a.site, b.site}:
            return row.rtt_ms
    if instance.has("backbone"):
        return 2.0 * shortest_way_km(instance, a.site, b.site) * FIBRE_MS_PER_KM
    km = route_km(instance, a, b)
    return 0.0 if km is None else 2.0 * km * FIBRE_MS_PER_KM


def shortest_way_km(instance: Instance, start: str, end: str) -> float:
    """Length of the shortest way along corridors between two sites; infinite without one."""
    if start == end:
        return 0.0
    onward: dict[str, list[tuple[str, float]]] = {}
    for row in instance.corridors:
        onward.setdefault(row.site_a, []).append((row.site_b, row.route_km))
        onward.setdefault(row.site_b, []).append((row.site_a, row.route_km))
    reached: dict[str, float] = {}
    edge = [(0.0, start)]
    while edge:
        km, site = heappop(edge)
        if site in reached:
            continue
        reached[site] = km
        for other, length in onward.get(site, ()):
            if other not in reached:
                heappush(edge, (km + length, other))
    return reached.get(end, math.inf)


def measured_ms(instance: Instance) -> dict[tuple[str, str], float]:
    """Measured round trips by (metro, site)."""
    return {(row.metro, row.site): row.rtt_ms for row in instance.latency}
