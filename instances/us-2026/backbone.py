"""Corridors of the backbone between the campuses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from places import Campus
from sources import GENERAL, YEAR, fact, facts

from planner.instance.geography import great_circle_km
from planner.instance.schema import Corridor

ROUTE_FACTOR = fact("network", "fiber", "route_inflation_long_haul")
LONG_KM = 600
"""Routes above this length take the longer time to light."""
LEAST_KM = 1.0
"""Campuses side by side are still a fibre apart."""
BETWEEN_DEGREES = 100
EPOCH_MW = 10_000
"""Size of Epoch AI's plan of training over 23 sites."""


def corridors(chosen: list[Campus]) -> Iterator[Corridor]:
    """Long-haul routes between neighbouring campuses, one lit fibre pair at a time."""
    km = _distances_km(chosen)
    unit_gbps = fact("network", "lit_pair", "capacity")
    lit_gbps = unit_gbps * fact("network", "lit_pair", "existing_pairs")
    optics_usd = fact("network", "lit_pair", "channels") * fact(
        "network", "800ZR+", "price_per_module"
    )
    end_musd = (optics_usd + fact("network", "lit_pair", "line_terminal")) / 1e6
    huts_usd_per_km = fact("network", "line_system", "amplifier_hut_per_80km") / 80
    km_musd = (fact("network", "dark_fiber", "iru_20y_price") + huts_usd_per_km) / 1e6
    for i, j in _neighbours(km):
        route_km = round(max(LEAST_KM, ROUTE_FACTOR * km[i, j]))
        both_stand = chosen[i].it_mw > 0 and chosen[j].it_mw > 0
        long = route_km > LONG_KM
        yield Corridor(
            site_a=chosen[i].site,
            site_b=chosen[j].site,
            route_km=route_km,
            existing_gbps=lit_gbps if both_stand else 0,
            unit_gbps=unit_gbps,
            musd_per_km=round(km_musd, 5),
            musd_per_end=round(end_musd, 4),
            build_years=fact("network", "lit_pair", f"build_years_{'long' if long else 'short'}"),
            life_years=fact("network", "lit_pair", "life"),
            source="fibre: Fierce Telecom, Zayo 20-year dark fibre contract, 2016; route, capacity, "
            f"amplifiers, optics, time: {GENERAL} (network facts)",
            source_year=YEAR,
            confidence="low",
            note=f"{ROUTE_FACTOR:g} x great circle; one unit is a lit fibre pair"
            + ("; four pairs taken as lit between campuses that stand" if both_stand else ""),
        )


def sync_gbps(run: dict[str, str]) -> tuple[float, float]:
    """Traffic of a run to its hub: (Gbit/s per site, Gbit/s per MW IT there); none if it is not split.

    A share of what Epoch AI's plan of 10 GW needs, in proportion to the run's size; at a site of mean
    size one half comes from each of the two.
    """
    if int(run["max_sites"]) == 1:
        return 0.0, 0.0
    epoch_gbps = fact("network", "scale_across", "epoch_bandwidth") * 1e6 / EPOCH_MW
    share = fact("network", "scale_across", "sync_share_of_epoch") * float(run["sync_share"])
    gbps = epoch_gbps * share * float(run["it_mw"])
    mean_mw = float(run["it_mw"]) / int(run["max_sites"])
    return round(gbps / 2, 1), round(gbps / 2 / mean_mw, 3)


def _distances_km(chosen: list[Campus]) -> NDArray[np.float64]:
    rows = {row["name"]: row for row in facts("campuses")}
    lat = np.array([float(rows[campus.known["name"]]["lat"]) for campus in chosen])
    lon = np.array([float(rows[campus.known["name"]]["lon"]) for campus in chosen])
    return great_circle_km(lat, lon, lat, lon)


def _neighbours(km: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Pairs that no third campus lies between.

    One lies between two others when it sees them more than `BETWEEN_DEGREES` apart. That keeps the
    nearest neighbours and the shortest tree (90 degrees would be the Gabriel graph).
    """
    square = km**2
    cosine = np.cos(np.radians(BETWEEN_DEGREES))
    for i in range(len(km)):
        for j in range(i + 1, len(km)):
            seen_apart = square[i] + square[j] - 2 * km[i] * km[j] * cosine
            seen_apart[[i, j]] = np.inf
            if square[i, j] <= seen_apart.min():
                yield i, j
