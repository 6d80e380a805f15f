"""Small instances of siting alone, drawn at random with every rule that such a model can have."""

from __future__ import annotations

import random

from planner.instance import Instance
from tests.tiny import ROUTING, tiny


def drawn(seed: int) -> Instance:
    """A few sites and metros, two services, unequal periods; slices, caps and own costs now and then."""
    draw = random.Random(seed)
    years = [2026, 2027, 2029][: draw.choice([1, 2, 3, 3])]
    sites = [
        {
            "site": f"s{i}",
            "status": draw.choice(["candidate"] * 5 + ["existing", "forced", "excluded"]),
            "kind": draw.choice(["edge", "campus"]),
            "earliest_year": draw.choice([None, None, 2027]),
            "lat": draw.uniform(-3, 3),
            "lon": draw.uniform(-3, 3),
            "opening_musd": draw.uniform(0, 6),
            "opening_life_years": draw.choice([3, 4, 20]),
            "fixed_musd_per_year": draw.uniform(0, 1),
            "max_requests_per_s": draw.choice([None, draw.uniform(50, 400), draw.uniform(50, 400)]),
        }
        for i in range(draw.randint(3, 6))
    ]
    for row in sites:
        if row["status"] == "existing":
            row["earliest_year"] = None
    metros = [
        {"metro": f"m{j}", "lat": draw.uniform(-3, 3), "lon": draw.uniform(-3, 3),
         "utc_offset_hours": draw.choice([-5, 0, 3])}
        for j in range(draw.randint(3, 8))
    ]  # fmt: skip
    services = [
        {"service": "near", "max_network_ms": draw.choice([16, 18, 25]), "mbit_per_request": 5,
         "unserved_usd_per_mtoken": draw.uniform(0.5, 20), "peak_to_mean": draw.choice([1, 2])},
        {"service": "far", "mbit_per_request": 2, "max_site_share": draw.choice([1.0, 0.6]),
         "unserved_usd_per_mtoken": draw.uniform(0.5, 20)},
    ]  # fmt: skip
    tables: dict[str, list[dict[str, object]]] = {}
    if draw.random() < 0.4:
        tables["slices"] = [
            {"slice": "day", "start_hour_utc": 8, "hours": 12},
            {"slice": "night", "start_hour_utc": 20, "hours": 12},
        ]
        tables["local_demand"] = [
            {"service": "near", "local_hour": h, "factor": 1 + (h % 7)} for h in range(24)
        ]
    if draw.random() < 0.4:
        tables["route_costs"] = [
            {"service": "far", "metro": row["metro"], "site": site["site"],
             "usd_per_year_full_demand": draw.uniform(1e5, 3e6)}
            for row in metros
            for site in sites
            if draw.random() < 0.5
        ]  # fmt: skip
    return tiny(
        ROUTING,
        years=years,
        end=years[-1] + draw.choice([1, 3]),
        rate=draw.choice([0.0, 0.08]),
        settings={
            "transit_usd_per_gbps_km_year": draw.uniform(100, 4000),
            "frontend_usd_per_gbps_year": draw.uniform(0, 5e4),
        },
        sites=sites,
        metros=metros,
        services=services,
        demand=[
            {"service": k, "metro": row["metro"], "year": year,
             "requests_per_s": draw.choice([0, draw.uniform(5, 90), draw.uniform(5, 90)])}
            for k in ("near", "far")
            for row in metros
            for year in years
        ],
        **tables,
    )  # fmt: skip
