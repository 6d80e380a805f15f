"""Corridors: those of us-2026, and routes over land and under the sea that join the rest to them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sources import GENERAL, YEAR, fact, facts, us_fact, us_rows

from planner.instance.geography import great_circle_km
from planner.instance.schema import Corridor, Site

LONG_KM = 600
"""Routes over land above this length take the longer time to light."""


def corridors(sites: list[Site]) -> Iterator[Corridor]:
    """One lit fibre pair at a time."""
    yield from us_rows(Corridor)
    place = {site.site: site for site in sites}
    for row in facts("corridor_choices"):
        ends = place[row["site_a"]], place[row["site_b"]]
        yield (_submarine if row["kind"] == "submarine" else _terrestrial)(row, *ends)


def _great_circle_km(a: Site, b: Site) -> float:
    ends = [np.array([value], dtype=float) for value in (a.lat, a.lon, b.lat, b.lon)]
    return float(great_circle_km(*ends)[0, 0])


def _terrestrial(row: dict[str, str], a: Site, b: Site) -> Corridor:
    factor = us_fact("network", "fiber", "route_inflation_long_haul")
    route_km = round(max(1.0, factor * _great_circle_km(a, b)))
    unit_gbps = us_fact("network", "lit_pair", "capacity")
    both_stand = a.status == b.status == "existing"
    optics = us_fact("network", "lit_pair", "channels") * us_fact(
        "network", "800ZR+", "price_per_module"
    )
    huts = us_fact("network", "line_system", "amplifier_hut_per_80km") / 80
    ground = us_fact("network", "dark_fiber", "iru_20y_price")
    length = "long" if route_km > LONG_KM else "short"
    return Corridor(
        site_a=row["site_a"],
        site_b=row["site_b"],
        route_km=route_km,
        existing_gbps=unit_gbps * us_fact("network", "lit_pair", "existing_pairs")
        if both_stand
        else 0,
        unit_gbps=unit_gbps,
        musd_per_km=round((ground + huts) / 1e6, 5),
        musd_per_end=round((optics + us_fact("network", "lit_pair", "line_terminal")) / 1e6, 4),
        build_years=us_fact("network", "lit_pair", f"build_years_{length}"),
        life_years=us_fact("network", "lit_pair", "life"),
        source="fibre: Fierce Telecom, Zayo 20-year dark fibre contract, 2016; route, capacity, "
        f"amplifiers, optics, time: {GENERAL} (network facts of us-2026)",
        source_year=YEAR,
        confidence="low",
        note=f"terrestrial; {factor:g} x great circle; one unit is a lit fibre pair"
        + ("; some pairs taken as lit between campuses that stand" if both_stand else ""),
    )


def _submarine(row: dict[str, str], a: Site, b: Site) -> Corridor:
    factor = fact("fibre", "submarine_pair", "route_inflation")
    return Corridor(
        site_a=row["site_a"],
        site_b=row["site_b"],
        route_km=round(factor * _great_circle_km(a, b)),
        unit_gbps=fact("fibre", "submarine_pair", "capacity"),
        musd_per_km=fact("fibre", "submarine_pair", "cost"),
        musd_per_end=fact("fibre", "submarine_pair", "end"),
        build_years=fact("fibre", "submarine_pair", "build_years"),
        life_years=fact("fibre", "submarine_pair", "life"),
        source=f"{row['along']}; cost, capacity, time: {GENERAL} (fibre facts)",
        source_year=YEAR,
        confidence="low",
        note=f"submarine and the way to the coast; {factor:g} x great circle; one unit is a fibre pair",
    )
