"""Sites with their power, and the fibre between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from slices_sources import GENERAL, YEAR, catalogue_row, facts, us_fact

from planner.instance.geography import great_circle_km
from planner.instance.schema import Corridor, PowerOption, Site, SitePower

MARKET_BATTERY_USD_PER_KW = 900
"""Four hours at 225 USD/kWh; the catalogue's NREL figure is about twice that."""
SEA_MUSD_PER_KM = 0.004
SHELL_MUSD_PER_MW = round(
    us_fact("costs", "epoch_model", "construction_cost")
    - us_fact("cooling_technologies", "direct_to_chip", "capex") / 1000,
    2,
)


def sites() -> Iterator[Site]:
    """Seven campuses and five urban sites, none of which stands in 2026."""
    for row in facts("sites"):
        campus = row["kind"] == "campus"
        yield Site(
            site=row["site"],
            name=row["name"],
            kind=row["kind"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            country=row["country"],
            bloc=row["bloc"],
            region=row["region"],
            grid_region=row["region"],
            climate_zone=row["climate_zone"],
            max_facility_mw=float(row["max_mw"]),
            land_ha=2000 if campus else float(row["max_mw"]) / 20,
            land_usd_per_ha=float(row["land_usd_per_ha"]),
            opening_musd=60 if campus else 10,
            fixed_musd_per_year=20 if campus else 3,
            shell_musd_per_mw=round(SHELL_MUSD_PER_MW * float(row["shell_factor"]), 2),
            shell_life_years=us_fact("costs", "epoch_1gw", "facility_lifetime"),
            hall_module_mw=50 if campus else 10,
            hall_build_years=1,
            grid_queue_years=float(row["queue_years"]),
            queue_mw=float(row["held_mw"]),
            source="position: Epoch AI, Frontier Data Centers, 2026, and press releases; shell: Epoch AI "
            f"construction cost less cooling; queue: grid_queue facts; the rest: {GENERAL}",
            source_year=YEAR,
            confidence="low",
            note="its grid position can be energised from 2026 on",
        )


def site_power() -> Iterator[SitePower]:
    """Flexible connections, each with the lead of its grid."""
    for row in facts("sites"):
        yield SitePower(
            site=row["site"],
            option="grid-flexible",
            max_mw=float(row["max_mw"]),
            lead_years=float(row["flexible_years"]),
            source="Princeton ZERO Lab, Camus Energy and encoord, 2025 (up to five years sooner); "
            f"three here, at least 1.5 to wait: {GENERAL}",
            source_year=YEAR,
            confidence="low",
        )


def power_options() -> Iterator[PowerOption]:
    """The catalogue's battery at what markets ask."""
    row = catalogue_row("power_options", "option", "battery")
    known = {name: text for name, text in row.items() if text}
    yield PowerOption.model_validate(
        known
        | {
            "site_kinds": tuple(known["site_kinds"].split("|")),
            "capex_usd_per_kw": MARKET_BATTERY_USD_PER_KW,
            "source": f"capex: {GENERAL} (225 USD/kWh); the rest: catalogue",
            "confidence": "low",
            "note": "the catalogue's 1,842 USD/kW is NREL's; markets ask about half",
        }
    )


def corridors() -> Iterator[Corridor]:
    """Routes on land from the great circle, sea routes as they lie; one unit is a fibre pair."""
    place = {row["site"]: row for row in facts("sites")}
    unit_gbps = us_fact("network", "lit_pair", "capacity")
    optics_usd = us_fact("network", "lit_pair", "channels") * us_fact(
        "network", "800ZR+", "price_per_module"
    )
    end_musd = (optics_usd + us_fact("network", "lit_pair", "line_terminal")) / 1e6
    huts_usd_per_km = us_fact("network", "line_system", "amplifier_hut_per_80km") / 80
    land_musd = (us_fact("network", "dark_fiber", "iru_20y_price") + huts_usd_per_km) / 1e6
    for row in facts("corridors"):
        sea = row["kind"] == "sea"
        km = float(row["route_km"]) if sea else _land_km(place[row["site_a"]], place[row["site_b"]])
        yield Corridor(
            site_a=row["site_a"],
            site_b=row["site_b"],
            route_km=km,
            unit_gbps=unit_gbps,
            musd_per_km=SEA_MUSD_PER_KM if sea else round(land_musd, 5),
            musd_per_end=round(end_musd, 4),
            build_years=us_fact("network", "lit_pair", "build_years_short"),
            life_years=us_fact("network", "lit_pair", "life"),
            source=f"sea: {GENERAL} (a cable of 16-24 pairs for USD 250-300 million)"
            if sea
            else "fibre: Fierce Telecom, Zayo 20-year dark fibre contract, 2016; amplifiers, optics: "
            f"{GENERAL} (network facts)",
            source_year=YEAR,
            confidence="low",
            note="one unit is a lit fibre pair",
        )


def _land_km(a: dict[str, str], b: dict[str, str]) -> float:
    lat, lon = ([float(end[name]) for end in (a, b)] for name in ("lat", "lon"))
    km = great_circle_km(np.array(lat[:1]), np.array(lon[:1]), np.array(lat[1:]), np.array(lon[1:]))
    return round(us_fact("network", "fiber", "route_inflation_long_haul") * float(km[0, 0]))
