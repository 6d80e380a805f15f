"""Siting alone, at three sizes: where and when to open sites for demand that grows over ten years.

Metros lie in a box of the size of a continent, sites near some of them. A site serves the metros within
the latency of the service, up to its requests per second; opening costs money once and every year, distance
costs transit. So each instance weighs few large sites against short ways, year by year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.instance import Instance, instance_from_tables
from planner.instance.geography import FIBRE_MS_PER_KM, great_circle_km

from .folders import write_asked

Array = NDArray[np.float64]

FIRST_YEAR, YEARS = 2026, 10
GROWTH = 1.15
"""Demand of a year over that of the year before."""

REQUESTS_PER_S_A_SITE = 1_000.0
"""Demand of the first year over the number of candidate sites."""

LAST_MILE_MS, ROUTE_FACTOR = 10.0, 1.6
MBIT_PER_REQUEST = 4.0
TRANSIT_USD_PER_GBPS_KM_YEAR = 400.0


@dataclass(frozen=True)
class Shape:
    """Size of an instance.

    Attributes:
        sites: candidate sites.
        metros: metros with demand, each in every year.
        near_share: share of the pairs of metro and site that are within the latency.
        room: requests/s of all sites together over the demand of the last year.
    """

    sites: int
    metros: int
    near_share: float
    room: float


SHAPES: dict[str, Shape] = {
    "siting-50k": Shape(60, 420, 0.20, 6.0),
    "siting-50k-tight": Shape(60, 420, 0.20, 1.5),
    "siting-450k": Shape(300, 1000, 0.15, 6.0),
    "siting-3m": Shape(300, 5000, 0.20, 6.0),
}
"""Names with about as many variables: sites × metros × years × share of pairs."""


def siting_instance(name: str, seed: int = 0) -> Instance:
    """One of :data:`SHAPES`, the same for the same seed.

    Raises:
        KeyError: no instance has this name.
    """
    return shaped_instance(SHAPES[name], seed, name)


def shaped_instance(shape: Shape, seed: int, name: str) -> Instance:
    """An instance of any size; see :class:`Shape`."""
    draw = np.random.default_rng([seed, shape.sites, shape.metros])
    lat, lon = draw.uniform(28, 50, shape.metros), draw.uniform(-120, -75, shape.metros)
    people = draw.lognormal(13.0, 1.0, shape.metros)
    demand = REQUESTS_PER_S_A_SITE * shape.sites * people / people.sum()
    beside = draw.choice(shape.metros, shape.sites, replace=False, p=people / people.sum())
    site_lat = lat[beside] + draw.uniform(-0.5, 0.5, shape.sites)
    site_lon = lon[beside] + draw.uniform(-0.5, 0.5, shape.sites)
    size = draw.lognormal(0.0, 0.5, shape.sites)
    last_demand = demand.sum() * GROWTH ** (YEARS - 1)
    capacity = shape.room * last_demand * size / size.sum()
    dearness = draw.uniform(0.8, 1.25, shape.sites)
    rtt_ms = LAST_MILE_MS + 2 * FIBRE_MS_PER_KM * ROUTE_FACTOR * great_circle_km(
        lat, lon, site_lat, site_lon
    )
    return instance_from_tables(
        {
            "name": name,
            "families": ["siting", "inference"],
            "periods": list(range(FIRST_YEAR, FIRST_YEAR + YEARS)),
            "discount_rate": 0.08,
            "price_year": FIRST_YEAR,
            "route_factor": ROUTE_FACTOR,
            "last_mile_ms": LAST_MILE_MS,
            "transit_usd_per_gbps_km_year": TRANSIT_USD_PER_GBPS_KM_YEAR,
            "frontend_usd_per_gbps_year": 2000,
        },
        {
            "sites": [
                {
                    "site": f"s{i:03}",
                    "kind": "edge",
                    "lat": round(float(site_lat[i]), 4),
                    "lon": round(float(site_lon[i]), 4),
                    "max_requests_per_s": round(float(capacity[i]), 1),
                    "opening_musd": round(float(12 * dearness[i] * (0.5 + 0.5 * size[i])), 3),
                    "opening_life_years": 20,
                    "fixed_musd_per_year": round(
                        float(0.6 * dearness[i] * (0.5 + 0.5 * size[i])), 3
                    ),
                }
                for i in range(shape.sites)
            ],
            "metros": [
                {
                    "metro": f"m{j:04}",
                    "lat": round(float(lat[j]), 4),
                    "lon": round(float(lon[j]), 4),
                    "population": round(float(people[j])),
                }
                for j in range(shape.metros)
            ],
            "services": [
                {
                    "service": "chat",
                    "max_network_ms": float(np.quantile(rtt_ms, shape.near_share)),
                    "input_tokens": 800,
                    "output_tokens": 200,
                    "mbit_per_request": MBIT_PER_REQUEST,
                    "unserved_usd_per_mtoken": 1.0,
                }
            ],
            "demand": _demand(demand),
        },
    )


def _demand(first_year: Array) -> list[dict[str, Any]]:
    return [
        {
            "service": "chat",
            "metro": f"m{j:04}",
            "year": FIRST_YEAR + y,
            "requests_per_s": round(float(requests * GROWTH**y), 3),
        }
        for j, requests in enumerate(first_year)
        for y in range(YEARS)
    ]


def main() -> None:
    """Write an instance as a folder: `python -m benchmarks.search.siting siting-50k FOLDER`."""
    write_asked("python -m benchmarks.search.siting", __doc__, SHAPES, siting_instance)


if __name__ == "__main__":
    main()
