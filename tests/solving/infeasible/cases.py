"""Conflicts built into tiny strict instances, each with the limit that was made too tight.

In the tiny world a run of 100 H100 equivalents needs 100 units, which are 1 MW, and 100 requests/s need
200 units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.instance import Instance
from tests.tiny import BACKBONE, FLEET, HALLS, POWER, ROUTING, SERVING, Rows, by_year, tiny

STRICT = {"strict": True}
HALF_SITES: Rows = [{"site": "a", "max_facility_mw": 0.6}, {"site": "b", "max_facility_mw": 0.6}]

TWO_PRODUCTS: dict[str, Rows] = {
    "accelerators": [{}, {"accelerator": "h"}],
    "bill_of_materials": [{}, {"accelerator": "h"}],
}


@dataclass(frozen=True)
class Case:
    """A conflict and its true cause.

    Attributes:
        make: makes the instance.
        table: table of the limit, or `settings`.
        column: column of the limit, `*` for the row itself.
        needed: the value from which on a plan exists, worked out by hand.
    """

    make: Callable[[], Instance]
    table: str
    column: str
    needed: object


def _strict(families: tuple[str, ...], **tables: Rows) -> Callable[[], Instance]:
    return lambda: tiny(families, settings=STRICT, **tables)


def _limit(kind: str, value: float, unit: str, scope: str = "") -> Rows:
    return [{"limit": kind, "value": value, "unit": unit, "scope": scope}]


def _split(**run: object) -> Rows:
    return [{"max_sites": 2, **run}]


CASES: dict[str, Case] = {
    "grid queue": Case(_strict(POWER, sites=[{"grid_queue_years": 2}]), "sites", "grid_queue_years", 0),
    "grid queue against start date": Case(
        lambda: tiny(
            POWER, years=(2026, 2027, 2028), settings=STRICT, sites=[{"grid_queue_years": 2}],
            training_runs=[{"latest_year": 2027}], accelerators=[{"life_years": 3}],
        ),
        "training_runs", "latest_year", 2028,
    ),
    "held position too late": Case(
        _strict(POWER, sites=[{"grid_queue_years": 9, "queue_mw": 5, "queue_year": 2027}]),
        "sites", "queue_year", 2026,
    ),
    "held position too small": Case(
        _strict(POWER, sites=[{"grid_queue_years": 9, "queue_mw": 0.6}]), "sites", "queue_mw", 1,
    ),
    "energisation date": Case(
        _strict(
            POWER, sites=[{"grid_queue_years": 9}],
            energisation_steps=[{"year": 2028, "cumulative_mw": 5}],
        ),
        "energisation_steps", "year", 2026,
    ),
    "energisation step": Case(
        _strict(
            POWER, sites=[{"grid_queue_years": 9}],
            energisation_steps=[{"year": 2026, "cumulative_mw": 0.4}],
        ),
        "energisation_steps", "cumulative_mw", 1,
    ),
    "rack density": Case(
        _strict(HALLS, accelerators=[{"rack_kw": 120}]), "cooling", "max_rack_kw", 120
    ),
    "latency reach": Case(
        _strict(ROUTING, services=[{"max_network_ms": 5}], latency=[{"rtt_ms": 8}]),
        "services", "max_network_ms", 8,
    ),
    "accelerator supply": Case(
        _strict(FLEET, accelerator_supply=[{"units": 80}]), "accelerator_supply", "units", 100
    ),
    "order lead time": Case(
        _strict(SERVING, accelerators=[{"order_lead_years": 1}]),
        "accelerators", "order_lead_years", 0,
    ),
    "site limit": Case(
        _strict(FLEET, sites=[{"max_facility_mw": 0.5}]), "sites", "max_facility_mw", 1
    ),
    "campus cap": Case(
        _strict(
            FLEET, sites=[{"max_facility_mw": 3000}], training_runs=[{"h100e": 120_000}],
        ),
        "settings", "campus_cap_mw", 1200,
    ),
    "capital budget": Case(
        _strict(FLEET, limits=_limit("capital", 0.5, "M$/year")), "limits", "value", 1
    ),
    "emissions": Case(
        _strict(
            POWER, energy=[{"grid_carbon_t_per_mwh": 1}],
            limits=_limit("emissions", 4, "kt CO2/year"),
        ),
        "limits", "value", 8.76,
    ),
    "vendor share": Case(
        _strict(FLEET, limits=_limit("vendor_share", 0.5, "share", "v")), "limits", "value", 1
    ),
    "residency": Case(
        _strict(
            ROUTING, services=[{"residency": "country"}], metros=[{"country": "DE"}],
            sites=[{"country": "FR"}],
        ),
        "services", "residency", "bloc",
    ),
    "water of a site": Case(
        _strict(POWER, sites=[{"water_m3_per_year": 4000}], pue=[{"water_l_per_kwh": 1}]),
        "sites", "water_m3_per_year", 8760,
    ),
    "order book": Case(
        _strict(POWER, power_supply=[{"mw": 0.5}]), "power_supply", "mw", 1
    ),
    "run window before supply": Case(
        lambda: tiny(
            FLEET, years=(2026, 2027), settings=STRICT,
            accelerator_supply=by_year({}, "units", {2026: 50, 2027: 100}),
        ),
        "training_runs", "latest_year", 2027,
    ),
    "least size at a site": Case(
        _strict(FLEET, sites=[{"max_facility_mw": 3}], training_runs=[{"min_site_it_mw": 5}]),
        "training_runs", "min_site_it_mw", 3,
    ),
    "sites of a run": Case(_strict(FLEET, sites=HALF_SITES), "training_runs", "max_sites", 2),
    "round trip between sites": Case(
        _strict(
            FLEET, sites=HALF_SITES, training_runs=_split(max_rtt_ms=1),
            site_latency=[{"site_a": "a", "site_b": "b", "rtt_ms": 3}],
        ),
        "training_runs", "max_rtt_ms", 3,
    ),
    "products of a run": Case(
        _strict(
            FLEET, **TWO_PRODUCTS, accelerator_supply=[{"units": 50}],
            training_runs=[{"accelerators": "g"}],
        ),
        "training_runs", "accelerators", (),
    ),
    "product that does not train": Case(
        _strict(
            FLEET, accelerators=[{}, {"accelerator": "h", "h100e_per_unit": 0}],
            bill_of_materials=TWO_PRODUCTS["bill_of_materials"],
            accelerator_supply=[{"units": 50}],
        ),
        "accelerators", "h100e_per_unit", 1,
    ),
    "network for the KV cache": Case(
        _strict(
            SERVING, accelerators=[{"nic_gbps_per_unit": 1}], accelerator_supply=[{"units": 300}],
            services=[{"serving": "disaggregated", "kv_bytes_per_input_token": 1_000_000}],
        ),
        "accelerators", "nic_gbps_per_unit", 16 / 3,
    ),
    "fabric for other products": Case(
        _strict(
            FLEET, **TWO_PRODUCTS, accelerator_supply=[{"units": 50}],
            fabrics=[{"accelerators": "g"}],
        ),
        "fabrics", "accelerators", (),
    ),
    "corridor capacity": Case(
        _strict(
            BACKBONE, sites=HALF_SITES, training_runs=_split(sync_gbps_per_site=500),
            corridors=[{"existing_gbps": 100}],
            locks=[
                {"in_table": "corridors", "site": "a", "item": "b", "rule": "max", "value": 0}
            ],
        ),
        "corridors", "existing_gbps", 500,
    ),
    "corridor build time": Case(
        _strict(
            BACKBONE, sites=HALF_SITES, training_runs=_split(sync_gbps_per_site=500),
            corridors=[{"build_years": 2}],
        ),
        "corridors", "build_years", 0,
    ),
    "grid region": Case(
        _strict(
            POWER, sites=[{"grid_region": "G"}], limits=_limit("grid_region", 0.5, "MW", "G")
        ),
        "limits", "value", 1,
    ),
    "served share": Case(
        lambda: tiny(
            SERVING, accelerator_supply=[{"units": 80}],
            limits=_limit("served_share", 0.9, "share"),
        ),
        "limits", "value", 0.4,
    ),
    "share of one site": Case(
        _strict(ROUTING, services=[{"max_site_share": 0.5}]), "services", "max_site_share", 1
    ),
    "share of one site in a year": Case(
        _strict(ROUTING, limits=_limit("site_share", 0.5, "share")), "limits", "value", 1
    ),
    "spare unit": Case(
        _strict(
            POWER,
            power_options=[{"option": "turbine", "kind": "gas", "unit_mw": 1}],
            site_power=[{"option": "turbine", "max_mw": 1}],
        ),
        "site_power", "max_mw", 2,
    ),
    "power while the grid is curtailed": Case(
        _strict(
            POWER,
            power_options=[
                {"option": "flex", "kind": "grid_flexible", "max_curtailed_hours_per_year": 100},
                {"option": "gas", "kind": "gas"},
            ],
            site_power=[{"option": "gas", "max_mw": 0.5}],
        ),
        "site_power", "max_mw", 1,
    ),
    "firm power": Case(
        _strict(
            POWER,
            power_options=[{"option": "gas", "kind": "gas", "capacity_credit": 0.5}],
            site_power=[{"option": "gas", "max_mw": 1.5}],
        ),
        "power_options", "capacity_credit", 2 / 3,
    ),
    "land": Case(
        _strict(
            POWER, sites=[{"land_ha": 1}],
            power_options=[{"option": "gas", "kind": "gas", "land_ha_per_mw": 2}],
        ),
        "sites", "land_ha", 2,
    ),
    "lock": Case(
        _strict(
            FLEET,
            locks=[
                {"in_table": "fleet", "site": "a", "item": "g", "rule": "max", "value": 50}
            ],
        ),
        "locks", "value", 100,
    ),
    "hall module": Case(
        _strict(
            HALLS, sites=[{"hall_module_mw": 5, "shell_musd_per_mw": 1}],
            limits=_limit("capital", 3, "M$/year"),
        ),
        "sites", "hall_module_mw", 2,
    ),
    "hall build time": Case(
        _strict(HALLS, sites=[{"hall_build_years": 1}]), "sites", "hall_build_years", 0
    ),
    "lease offer": Case(
        _strict(
            HALLS, sites=[{"hall_build_years": 1}],
            lease_offers=[{"it_mw": 0.5, "musd_per_mw_year": 1}],
        ),
        "lease_offers", "it_mw", 1,
    ),
    "site that opens later": Case(
        _strict(FLEET, sites=[{"status": "candidate", "earliest_year": 2027}]),
        "sites", "earliest_year", 2026,
    ),
    "product that comes later": Case(
        _strict(SERVING, accelerators=[{"available_from": 2027}]),
        "accelerators", "available_from", 2026,
    ),
    "two conflicts at once": Case(
        _strict(
            ("siting", "fleet", "halls", "power", "inference"),
            accelerators=[{"order_lead_years": 1}], sites=[{"grid_queue_years": 1}],
        ),
        "sites", "grid_queue_years", 0,
    ),
}  # fmt: skip
