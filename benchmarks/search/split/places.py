"""Sites of a generated instance, what stands there, what is promised, and the fibre between campuses."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np

from planner.instance.geography import great_circle_km

from .shapes import FIRST_YEAR, Draw, Land, Shape, lands_of, within
from .technology import kw_per_unit, peak_pue

Rows = list[dict[str, Any]]

CAMPUS_EVERY = (0, 2)
"""Of five sites, which are campuses."""
LIFE_YEARS = 5
ROUTE_FACTOR = 1.4
BETWEEN_DEGREES = 100.0
"""A campus that sees two others further apart than this lies between them."""
FREE = "free"
"""What is drawn for a site that offers nothing for lease or rent."""


@dataclass(frozen=True)
class Place:
    """A site with all that its rows are made from.

    Attributes:
        room_mw: largest peak facility load.
        standing_mw: IT load of the halls that stand in 2026, full of units; 0 for a candidate.
        promised: MW of grid promised beyond what stands, cumulative, by year.
    """

    site: str
    campus: bool
    land: Land
    region: str
    zone: str
    lat: float
    lon: float
    room_mw: float
    standing_mw: float
    promised: dict[int, float]
    dearness: float

    @property
    def cooling(self) -> str:
        """Cooling of the halls that stand."""
        return "direct-to-chip" if self.campus else "air"

    @property
    def product(self) -> str:
        """Accelerator that fills them."""
        return "gb200-nvl72" if self.campus else "h100-sxm"

    @property
    def firm_mw(self) -> float:
        """Grid connection that stands: enough for the halls' worst hour."""
        return ceil(10.5 * self.standing_mw * peak_pue(self.cooling, self.zone)) / 10


def places_of(shape: Shape, seed: int) -> list[Place]:
    """Sites by number; those of a smaller shape are the first of a larger one."""
    draw, count = Draw(seed, 1), shape.sites
    lands = lands_of(count, shape.lands)
    lat, lon = within(lands, draw.uniform(0, 1, count), draw.uniform(0, 1, count))
    size, stands, share = (draw.uniform(0, 1, count) for _ in range(3))
    region, year, dearness = (draw.uniform(0, 1, count) for _ in range(3))
    return [
        _place(i, lands[i], (lat[i], lon[i]), size[i], stands[i], share[i], region[i], year[i],
               dearness[i])
        for i in range(count)
    ]  # fmt: skip


def _place(
    number: int,
    land: Land,
    at: tuple[float, float],
    size: float,
    stands: float,
    share: float,
    region: float,
    year: float,
    dearness: float,
) -> Place:
    campus = number % 5 in CAMPUS_EVERY
    room_mw = round(500 + 900 * size if campus else 100 + 160 * size)
    standing_mw = round((0.15 + 0.25 * share) * room_mw) if stands < 0.6 else 0
    first = FIRST_YEAR + 1 + floor(3 * year)
    last_mw = round(0.5 * room_mw)
    steps = {first: round(0.4 * last_mw), first + 1 + floor(2 * share): last_mw}
    return Place(
        site=f"{'campus' if campus else 'edge'}-{number:03}",
        campus=campus,
        land=land,
        region=land.regions[floor(region * len(land.regions))],
        zone=_zone(abs(at[0])),
        lat=float(at[0]),
        lon=float(at[1]),
        room_mw=room_mw,
        standing_mw=standing_mw,
        promised=steps if campus and standing_mw else {first: 0.4 * last_mw},
        dearness=0.9 + 0.3 * dearness,
    )


def _zone(degrees: float) -> str:
    """Climate zone by latitude."""
    bands = ((24, "1A"), (30, "2A"), (36, "3A"), (41, "4A"), (46, "5A"))
    return next((zone for north, zone in bands if degrees < north), "6A")


def sites(places: list[Place]) -> Rows:
    """Rows of `sites`."""
    return [
        {
            "site": p.site,
            "kind": "campus" if p.campus else "edge",
            "lat": p.lat,
            "lon": p.lon,
            "country": p.land.country,
            "bloc": p.land.name,
            "region": p.region,
            "grid_region": p.land.name,
            "climate_zone": p.zone,
            "status": "existing" if p.standing_mw else "candidate",
            "max_facility_mw": p.room_mw,
            "land_ha": round(0.45 * p.room_mw if p.campus else p.room_mw / 20, 1),
            "land_usd_per_ha": 30_000 if p.campus else 1_500_000,
            "opening_musd": round((60 if p.campus else 10) * p.dearness, 2),
            "fixed_musd_per_year": round((20 if p.campus else 3) * p.dearness, 2),
            "shell_musd_per_mw": round(9.2 * p.dearness, 3),
            "hall_module_mw": 50 if p.campus else 10,
            "hall_build_years": 1,
            "grid_queue_years": p.land.queue_years,
            "queue_mw": 0 if len(p.promised) > 1 else next(iter(p.promised.values())),
            "queue_year": None if len(p.promised) > 1 else next(iter(p.promised)),
        }
        for p in places
    ]


def existing_assets(places: list[Place]) -> Rows:
    """Halls, grid and units that stand in 2026, paid for."""
    found: Rows = []
    for p in places:
        if not p.standing_mw:
            continue
        common = {"site": p.site, "in_service_year": FIRST_YEAR}
        units = floor(p.standing_mw * 1000 / kw_per_unit(p.product))
        fleet = {**common, "item": p.product, "end_year": FIRST_YEAR + LIFE_YEARS - 1}
        found += [
            {**common, "family": "hall", "item": p.cooling, "mw": p.standing_mw},
            {**common, "family": "power", "item": "grid", "mw": p.firm_mw},
            {**fleet, "family": "accelerator", "units": units},
        ]
        if p.campus:
            found.append({**fleet, "family": "fabric", "units": units})
    return found


def energisation_steps(places: list[Place], last_year: int) -> Rows:
    """Positions that are energised in two steps."""
    return [
        {
            "site": p.site,
            "option": "grid",
            "year": year,
            "cumulative_mw": mw,
            "upgrade_musd": 40 if year == max(p.promised) else 0,
        }
        for p in places
        if len(p.promised) > 1
        for year, mw in p.promised.items()
        if year <= last_year
    ]


def site_power(places: list[Place]) -> Rows:
    """A flexible connection is had two years before a firm one."""
    return [
        {
            "site": p.site,
            "option": "grid-flexible",
            "max_mw": p.room_mw,
            "lead_years": max(1.5, p.land.queue_years - 2),
        }
        for p in places
    ]


def lease_offers(places: list[Place]) -> Rows:
    """Halls for lease in every third edge market."""
    edges = [p for p in places if not p.campus]
    return [
        {
            "site": p.site,
            "cooling": "direct-to-chip",
            "from_year": FIRST_YEAR + 1,
            "it_mw": round(0.2 * p.room_mw),
            "musd_per_mw_year": round(3.0 * p.dearness, 3),
            "term_years": 7,
        }
        for p in edges[::3]
    ]


def rental_offers(places: list[Place]) -> Rows:
    """Units for rent at every fourth campus."""
    campuses = [p for p in places if p.campus]
    return [
        {
            "site": p.site,
            "accelerator": "gb300-nvl72",
            "from_year": FIRST_YEAR + 1,
            "units": 30_000,
            "usd_per_unit_year": 28_470,
            "term_years": 3,
        }
        for p in campuses[::4]
    ]


def corridors(places: list[Place]) -> Rows:
    """Fibre between neighbouring campuses of a land; lit already where both stand."""
    campuses = [p for p in places if p.campus]
    lat, lon = np.array([p.lat for p in campuses]), np.array([p.lon for p in campuses])
    km = great_circle_km(lat, lon, lat, lon)
    return [
        {
            "site_a": campuses[i].site,
            "site_b": campuses[j].site,
            "route_km": round(max(1.0, ROUTE_FACTOR * km[i, j])),
            "existing_gbps": 102_400 if campuses[i].standing_mw and campuses[j].standing_mw else 0,
            "unit_gbps": 25_600,
            "musd_per_km": 0.0147,
            "musd_per_end": 0.506,
            "build_years": 1,
            "life_years": 20,
        }
        for i in range(len(campuses))
        for j in range(i + 1, len(campuses))
        if campuses[i].land is campuses[j].land and _neighbours(km, i, j)
    ]


def _neighbours(km: np.ndarray, i: int, j: int) -> bool:
    """Whether no third campus lies between two."""
    square, cosine = km**2, np.cos(np.radians(BETWEEN_DEGREES))
    seen_apart = square[i] + square[j] - 2 * km[i] * km[j] * cosine
    seen_apart[[i, j]] = np.inf
    return bool(square[i, j] <= seen_apart.min())
