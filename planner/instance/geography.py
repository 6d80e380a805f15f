"""Distances and network round trips, and from them who may serve whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .schema import Corridor, Latency, Metro, RouteCost, Service, Settings, Site, SiteLatency

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""

FIBRE_MS_PER_KM = 4.9e-3
"""One-way delay of single-mode fibre per km; facts/network.csv, fiber latency_one_way."""


@dataclass(frozen=True)
class Route:
    """A way to serve a service's demand in a metro from a site.

    Attributes:
        site: the site that serves.
        rtt_ms: network round trip in ms, measured where a measurement is given.
        route_km: fibre route length in km, one way; 0 where coordinates are missing.
        usd_per_year_full_demand: yearly cost of serving the whole demand, where given.
    """

    site: str
    rtt_ms: float
    route_km: float
    usd_per_year_full_demand: float | None


def great_circle_km(
    lat_a: NDArray[np.float64],
    lon_a: NDArray[np.float64],
    lat_b: NDArray[np.float64],
    lon_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great-circle distance in km between every a (rows) and every b (columns), haversine."""
    phi_a, phi_b = np.radians(lat_a)[:, None], np.radians(lat_b)[None, :]
    d_phi = phi_b - phi_a
    d_lambda = np.radians(lon_b)[None, :] - np.radians(lon_a)[:, None]
    h = np.sin(d_phi / 2) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(d_lambda / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))


def _coordinates(places: Iterable[Site | Metro]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = [
        (np.nan if p.lat is None else p.lat, np.nan if p.lon is None else p.lon) for p in places
    ]
    pairs = np.array(rows, dtype=float).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def fibre_km(
    settings: Settings, a: Iterable[Site | Metro], b: Iterable[Site]
) -> NDArray[np.float64]:
    """Fibre route length in km, one way, from every a to every b; NaN without coordinates."""
    return settings.route_factor * great_circle_km(*_coordinates(a), *_coordinates(b))


def routes_of(
    settings: Settings,
    sites: tuple[Site, ...],
    metros: tuple[Metro, ...],
    services: tuple[Service, ...],
    latency: tuple[Latency, ...],
    route_costs: tuple[RouteCost, ...],
) -> dict[tuple[str, str], tuple[Route, ...]]:
    """Sites within a service's latency, kind and residency, by (service, metro), nearest first.

    Round trip = 2 × route_factor × great-circle km × 4.9 µs/km + last_mile_ms; a measured value
    wins. A pair without coordinates or measurement has a round trip of 0 when the service has no
    latency limit (facility-location files), and is left out when it has one.
    """
    km = fibre_km(settings, metros, sites)
    rtt = 2 * km * FIBRE_MS_PER_KM + settings.last_mile_ms
    column = {site.site: j for j, site in enumerate(sites)}
    line = {metro.metro: i for i, metro in enumerate(metros)}
    for measured in latency:
        rtt[line[measured.metro], column[measured.site]] = measured.rtt_ms
    given = {(r.service, r.metro, r.site): r.usd_per_year_full_demand for r in route_costs}
    routes: dict[tuple[str, str], tuple[Route, ...]] = {}
    for service in services:
        for i, metro in enumerate(metros):
            found = [
                Route(
                    site.site,
                    0.0 if np.isnan(rtt[i, j]) else float(rtt[i, j]),
                    0.0 if np.isnan(km[i, j]) else float(km[i, j]),
                    given.get((service.service, metro.metro, site.site)),
                )
                for j, site in enumerate(sites)
                if _may_serve(service, metro, site, float(rtt[i, j]))
            ]
            found.sort(key=lambda route: (route.rtt_ms, route.site))
            routes[service.service, metro.metro] = tuple(found)
    return routes


def _may_serve(service: Service, metro: Metro, site: Site, rtt_ms: float) -> bool:
    if site.status == "excluded" or site.kind not in service.site_kinds:
        return False
    if service.residency == "country" and site.country != metro.country:
        return False
    if service.residency == "bloc" and metro.bloc and site.bloc != metro.bloc:
        return False
    return service.max_network_ms is None or rtt_ms <= service.max_network_ms


def corridor_km(sites: Sequence[Site], corridors: Iterable[Corridor]) -> NDArray[np.float64]:
    """Length in km of the shortest way along corridors between every two sites; inf without one."""
    # Only instances with a backbone pay for loading it.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    place = {site.site: i for i, site in enumerate(sites)}
    ends = [(place[row.site_a], place[row.site_b], row.route_km) for row in corridors]
    rows, columns, km = zip(*ends, strict=True) if ends else ((), (), ())
    lengths = coo_array((km, (rows, columns)), shape=(len(place), len(place)))
    return np.asarray(dijkstra(lengths.tocsr(), directed=False))


def round_trip_between_sites_ms(
    sites: Sequence[Site], km: NDArray[np.float64], site_latency: Iterable[SiteLatency]
) -> dict[tuple[str, str], float]:
    """Round trip in ms between two sites over fibre, without last mile; a measured value wins.

    Args:
        sites: the sites.
        km: route length between every two of them; not a number, where coordinates are missing, stands
            for sites side by side.
        site_latency: measured values.
    """
    rtt = np.nan_to_num(2 * km * FIBRE_MS_PER_KM, nan=0.0, posinf=np.inf)
    names = [site.site for site in sites]
    found = {
        (a, b): float(rtt[i, j]) for i, a in enumerate(names) for j, b in enumerate(names) if i != j
    }
    for row in site_latency:
        found[row.site_a, row.site_b] = found[row.site_b, row.site_a] = row.rtt_ms
    return found
