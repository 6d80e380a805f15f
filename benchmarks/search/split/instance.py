"""The instance of a shape: settings, and the tables that its places and its work give."""

from __future__ import annotations

from typing import Any

from planner.instance import Instance, instance_from_tables

from . import places, work
from .shapes import LANDS, Shape
from .technology import US_2026_FACILITY_MW, VERSION, order_books

ACCELERATORS = (
    "h100-sxm",
    "gb200-nvl72",
    "gb300-nvl72",
    "mi355x",
    "rtx-pro-6000",
    "tpu-v7",
    "trainium3",
)
COOLING = ("air", "rear-door", "direct-to-chip")
POWER = (
    "grid",
    "grid-flexible",
    "ccgt",
    "turbine",
    "engine",
    "fuel-cell",
    "smr",
    "solar",
    "battery",
)
FABRICS = ("ethernet", "vendor-fabric")
MOST_OF_A_VENDOR = 0.55
MOST_CONNECTED = 0.5
"""Most grid connection in a land over what its sites may draw."""
MOST_T_PER_MWH = 0.13
"""Most emissions over the energy of sites that draw all they may."""

_RUNS27 = Shape(sites=27, metros=60, years=6, runs=12)

SHAPES: dict[str, Shape] = {
    "runs27": _RUNS27,
    "xl": Shape(sites=300, metros=1000, years=10, runs=40, services=3, lands=len(LANDS)),
    "sites-14": Shape(14, 60, 6, 12),
    "sites-54": Shape(54, 60, 6, 12),
    "sites-108": Shape(108, 60, 6, 12),
    "metros-30": Shape(27, 30, 6, 12),
    "metros-120": Shape(27, 120, 6, 12),
    "metros-240": Shape(27, 240, 6, 12),
    "years-3": Shape(27, 60, 3, 12),
    "years-12": Shape(27, 60, 12, 12),
    "years-24": Shape(27, 60, 24, 12),
    "runs-6": Shape(27, 60, 6, 6),
    "runs-24": Shape(27, 60, 6, 24),
    "runs-48": Shape(27, 60, 6, 48),
}
"""Names with sites × metros × years × runs; `runs27` is the middle of every series of four."""


def split_instance(name: str, seed: int = 0) -> Instance:
    """One of :data:`SHAPES`, the same for the same seed.

    Raises:
        KeyError: no instance has this name.
    """
    return shaped_instance(SHAPES[name], seed, name)


def shaped_instance(shape: Shape, seed: int, name: str) -> Instance:
    """An instance of any size; see :class:`Shape`."""
    found = places.places_of(shape, seed)
    scale = sum(p.room_mw for p in found) / US_2026_FACILITY_MW
    return instance_from_tables(
        _settings(shape, name),
        {
            "sites": places.sites(found),
            "existing_assets": places.existing_assets(found),
            "energisation_steps": places.energisation_steps(found, shape.periods[-1]),
            "site_power": places.site_power(found),
            "lease_offers": places.lease_offers(found),
            "rental_offers": places.rental_offers(found),
            "corridors": places.corridors(found),
            "metros": work.metros(shape, seed),
            "services": work.services(shape),
            "demand_totals": work.demand_totals(shape, scale),
            "training_runs": work.training_runs(shape, seed, scale),
            "accelerator_supply": order_books(
                "accelerator_supply", "accelerator", "units", ACCELERATORS, scale
            ),
            "power_supply": order_books("power_supply", "option", "mw", POWER, scale),
            "limits": _limits(shape, found),
        },
    )


def _settings(shape: Shape, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "families": ["siting", "fleet", "halls", "power", "training", "backbone", "inference"],
        "catalogue": VERSION,
        "use": {
            "accelerators": list(ACCELERATORS),
            "cooling": list(COOLING),
            "power_options": list(POWER),
            "fabrics": list(FABRICS),
        },
        "periods": list(shape.periods),
        "discount_rate": 0.08,
        "price_year": shape.periods[0],
        "carbon_usd_per_t": 20,
        "frontend_usd_per_gbps_year": 1000,
        "transit_usd_per_gbps_km_year": 0.3,
        "interpolate": ["bill_of_materials", "accelerator_supply", "power_supply", "energy"],
    }


def _limits(shape: Shape, found: list[places.Place]) -> list[dict[str, Any]]:
    """Limits by year: emissions, a vendor's share, and the grid connections of each land."""
    room_mw = {land: sum(p.room_mw for p in found if p.land is land) for land in LANDS}
    most_kt = round(sum(room_mw.values()) * 8.76 * MOST_T_PER_MWH)
    kinds: list[tuple[str, str, float, str]] = [
        ("emissions", "", most_kt, "kt CO2/year"),
        ("vendor_share", "NVIDIA", MOST_OF_A_VENDOR, "share"),
    ]
    kinds += [
        ("grid_region", land.name, round(MOST_CONNECTED * mw), "MW")
        for land, mw in room_mw.items()
        if mw
    ]
    return [
        {"limit": limit, "scope": scope, "year": year, "value": value, "unit": unit}
        for limit, scope, value, unit in kinds
        for year in shape.periods
    ]
