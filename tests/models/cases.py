"""Tiny instances that hold every rule of a family at once, for goldens and round trips."""

from __future__ import annotations

from planner.instance import Instance
from tests.tiny import ALL, FLEET, HALLS, POWER, ROUTING, SERVING, tiny


def every_rule() -> Instance:
    """All families, two unequal periods, two sites; every row of the model has its occasion."""
    return tiny(
        ALL,
        years=(2026, 2027),
        end=2029,
        rate=0.1,
        settings={
            "campus_cap_mw": 5,
            "carbon_usd_per_t": {2027: 50},
            "frontend_usd_per_gbps_year": 1000,
            "transit_usd_per_gbps_km_year": 100,
        },
        sites=[
            {
                "site": "a", "campus_group": "x", "lat": 0, "lon": 0, "max_facility_mw": 4,
                "shell_musd_per_mw": 8, "shell_life_years": 20, "hall_build_years": 1,
                "grid_queue_years": 1, "land_ha": 3, "fixed_musd_per_year": 0.5,
            },
            {
                "site": "e", "campus_group": "x", "kind": "edge", "status": "candidate",
                "lat": 1, "lon": 0, "max_facility_mw": 2, "shell_musd_per_mw": 10,
                "shell_life_years": 20, "hall_module_mw": 0.2, "opening_musd": 2,
                "opening_life_years": 20, "queue_mw": 1, "queue_year": 2026,
                "water_m3_per_year": 3000, "max_requests_per_s": 150,
            },
        ],
        existing_assets=[
            {
                "family": "accelerator", "item": "g", "units": 50,
                "remaining_charge_musd_per_year": 0.1,
            },
            {"family": "hall", "item": "air", "mw": 0.5},
            {"family": "power", "item": "gas", "mw": 1},
            {"family": "fabric", "item": "g", "units": 20},
        ],
        accelerators=[
            {
                "accelerator": "g", "life_years": 3, "idle_share": 0.2, "availability": 0.9,
                "nic_gbps_per_unit": 8, "backend_fabric_share": 0.2,
            },
            {"accelerator": "h", "life_years": 3, "h100e_per_unit": 3, "rack_kw": 100},
        ],
        bill_of_materials=[{}, {"accelerator": "h", "usd_per_unit": 25_000}],
        accelerator_supply=[{"units": 400}],
        cooling=[
            {"cooling": "air", "capex_musd_per_mw": 1, "life_years": 15},
            {"cooling": "liquid", "capex_musd_per_mw": 2, "life_years": 15, "max_rack_kw": 200},
        ],
        pue=[
            {"cooling": "air", "pue": 1.3, "pue_peak": 1.5, "water_l_per_kwh": 1},
            {"cooling": "liquid", "pue": 1.1, "pue_peak": 1.2},
        ],
        power_options=[
            {"capex_usd_per_kw": 500, "life_years": 30},
            {
                "option": "gas", "kind": "gas", "capex_usd_per_kw": 1500, "life_years": 20,
                "fixed_usd_per_kw_year": 20, "heat_rate_mmbtu_per_mwh": 8, "carbon_t_per_mwh": 0.4,
                "capacity_credit": 0.9, "capacity_factor": 0.95, "module_mw": 0.5,
                "land_ha_per_mw": 0.5,
            },
        ],
        power_supply=[{"option": "gas", "mw": 3}],
        site_power=[{"interconnection_musd": 1, "max_mw": 3}],
        energisation_steps=[{"year": 2027, "cumulative_mw": 2, "upgrade_musd": 3}],
        energy=[
            {"grid_usd_per_mwh": 60, "grid_carbon_t_per_mwh": 0.3, "gas_usd_per_mmbtu": 4}
        ],
        training_runs=[
            {
                "run": "w1", "latest_year": 2027, "late_musd_per_year": 1, "max_sites": 2,
                "split_loss": 0.05, "min_site_it_mw": 0.2, "max_rtt_ms": 1,
            },
            {
                "run": "w2", "latest_year": 2027, "duration_years": 0.5, "h100e": 60,
                "accelerators": "g",
            },
        ],
        fabrics=[{"life_years": 6}],
        metros=[{"metro": "M", "lat": 0, "lon": 0}, {"metro": "N", "lat": 1, "lon": 0}],
        services=[
            {
                "max_network_ms": 17, "kv_bytes_per_input_token": 1.5e6, "interference": 0.2,
                "target_utilisation": 0.9, "peak_to_mean": 1.5, "max_site_share": 0.8,
                "mbit_per_request": 5, "unserved_usd_per_mtoken": 5,
            }
        ],
        demand=[{"metro": "M"}, {"metro": "N", "requests_per_s": 50}],
    )  # fmt: skip


def siting() -> Instance:
    """Opening, and a site that is forced later."""
    return tiny(
        ROUTING,
        years=(2026, 2027),
        rate=0.07,
        sites=[
            {"site": "a", "status": "candidate", "opening_musd": 4, "fixed_musd_per_year": 1},
            {"site": "b", "status": "forced", "earliest_year": 2027, "opening_musd": 2},
            {"site": "c", "status": "excluded"},
        ],
        route_costs=[{"site": s, "usd_per_year_full_demand": 3e6} for s in "ab"],
    )


def fleet() -> Instance:
    """Existing and scarce units with a lead."""
    return tiny(
        FLEET,
        years=(2026, 2027),
        rate=0.07,
        accelerators=[{"life_years": 2.5, "availability": 0.8, "order_lead_years": 1}],
        accelerator_supply=[{"units": 90}],
        existing_assets=[{"family": "accelerator", "item": "g", "units": 30}],
        training_runs=[{"latest_year": 2027, "late_musd_per_year": 1}],
    )


def halls() -> Instance:
    """Two coolings, one thirsty, with existing halls."""
    return tiny(
        HALLS,
        rate=0.07,
        sites=[{"shell_musd_per_mw": 8, "hall_module_mw": 0.4, "water_m3_per_year": 5000}],
        cooling=[{"cooling": "air", "capex_musd_per_mw": 1}, {"cooling": "wet"}],
        pue=[
            {"cooling": "air", "pue": 1.3, "pue_peak": 1.5},
            {"cooling": "wet", "pue": 1.1, "pue_peak": 1.3, "water_l_per_kwh": 2},
        ],
        existing_assets=[{"family": "hall", "item": "air", "mw": 0.3}],
    )


def power() -> Instance:
    """A held position with an upgrade, engines and a connection."""
    return tiny(
        POWER,
        years=(2026, 2027),
        rate=0.07,
        sites=[{"grid_queue_years": 5}],
        power_options=[
            {"capex_usd_per_kw": 500, "life_years": 20},
            {
                "option": "gas", "kind": "gas", "capex_usd_per_kw": 1500, "life_years": 20,
                "module_mw": 0.3, "capacity_credit": 0.9,
            },
        ],
        site_power=[{"option": "gas", "interconnection_musd": 1}],
        energisation_steps=[{"year": 2027, "cumulative_mw": 2, "upgrade_musd": 0.5}],
        energy=[{"grid_usd_per_mwh": 60, "gas_usd_per_mmbtu": 4}],
        training_runs=[{"duration_years": 2}],
    )  # fmt: skip


def training() -> Instance:
    """A run split over two sites, one that follows another, one that is dropped."""
    return tiny(
        FLEET,
        years=(2026, 2027),
        rate=0.07,
        sites=[{"site": "a", "max_facility_mw": 0.7}, {"site": "b", "max_facility_mw": 0.7}],
        accelerators=[{"backend_fabric_share": 0.2, "life_years": 3}],
        training_runs=[
            {"run": "w1", "max_sites": 2, "split_loss": 0.1},
            {"run": "w2", "h100e": 70, "latest_year": 2027, "late_musd_per_year": 1},
            {"run": "w3", "h100e": 900, "dropped_musd": 2},
        ],
    )


def inference() -> Instance:
    """Two metros and sites, both ways of serving, some demand unserved."""
    return tiny(
        SERVING,
        rate=0.07,
        settings={"transit_usd_per_gbps_km_year": 100, "frontend_usd_per_gbps_year": 1000},
        sites=[
            {"site": "a", "lat": 0, "lon": 0, "max_facility_mw": 1},
            {"site": "b", "lat": 1, "lon": 0, "kind": "edge", "max_facility_mw": 1},
        ],
        accelerators=[{"nic_gbps_per_unit": 10}],
        metros=[{"metro": "M", "lat": 0, "lon": 0}, {"metro": "N", "lat": 9, "lon": 0}],
        services=[
            {
                "max_network_ms": 20, "kv_bytes_per_input_token": 1.5e6, "interference": 0.2,
                "mbit_per_request": 5, "peak_to_mean": 1.2,
            }
        ],
        demand=[{"metro": "M"}, {"metro": "N", "requests_per_s": 50}],
    )  # fmt: skip


def day() -> Instance:
    """Two slices, sun and storage, a flexible connection with a run that may slow, an engine's spare."""
    return tiny(
        POWER,
        rate=0.07,
        sites=[{"grid_queue_years": 5}],
        slices=[
            {"slice": "first", "start_hour_utc": 0, "hours": 14},
            {"slice": "second", "start_hour_utc": 14, "hours": 10},
        ],
        slice_availability=[{"option": "sun", "slice": "second", "share": 0.1}],
        power_options=[
            {
                "option": "flexible", "kind": "grid_flexible", "capex_usd_per_kw": 400,
                "max_curtailed_hours_per_year": 87.6,
            },
            {
                "option": "sun", "kind": "solar", "capex_usd_per_kw": 900, "capacity_credit": 0,
                "capacity_factor": 0.6,
            },
            {
                "option": "battery", "kind": "storage", "capex_usd_per_kw": 700,
                "capacity_credit": 0.4, "storage_hours": 4, "efficiency": 0.85,
                "other_usd_per_mwh": 2,
            },
            {"option": "engine", "kind": "gas", "capex_usd_per_kw": 1200, "unit_mw": 0.2},
            {"capex_usd_per_kw": 300, "life_years": 20},
        ],
        energy=[{"grid_usd_per_mwh": 60, "gas_usd_per_mmbtu": 4}],
        training_runs=[{"slowable_share": 0.5}],
    )  # fmt: skip


def contracts() -> Instance:
    """Halls to lease and units to rent in two periods."""
    return tiny(
        HALLS,
        years=(2026, 2027),
        rate=0.07,
        sites=[{"shell_musd_per_mw": 8, "status": "candidate"}],
        lease_offers=[{"it_mw": 2, "musd_per_mw_year": 2, "term_years": 2}],
        rental_offers=[{"units": 70, "usd_per_unit_year": 9000, "from_year": 2027}],
        training_runs=[{"run": "w1"}, {"run": "w2", "earliest_year": 2027, "latest_year": 2027}],
    )


def backbone() -> Instance:
    """A run over two of three sites in a row, lit in whole units."""
    return tiny(
        (*FLEET, "backbone"),
        years=(2026, 2027),
        rate=0.07,
        sites=[{"site": s, "max_facility_mw": 0.7} for s in "abc"],
        corridors=[
            {
                "site_a": a, "site_b": b, "route_km": 100, "unit_gbps": 400, "musd_per_km": 0.01,
                "musd_per_end": 0.5, "existing_gbps": 50, "life_years": 10,
            }
            for a, b in ("ab", "bc")
        ],
        training_runs=[
            {
                "max_sites": 2, "sync_gbps_per_site": 100, "sync_gbps_per_mw": 200,
                "latest_year": 2027, "late_musd_per_year": 1,
            }
        ],
    )  # fmt: skip


def limits() -> Instance:
    """Every kind of limit."""
    given = [
        ("emissions", "", 3.0, "kt CO2/year"),
        ("water", "R", 9.0, "thousand m3/year"),
        ("capital", "", 9.0, "M$/year"),
        ("vendor_share", "v", 0.8, "share"),
        ("served_share", "k", 0.5, "share"),
        ("site_share", "k", 0.9, "share"),
        ("grid_region", "north", 3.0, "MW"),
    ]
    return tiny(
        ALL,
        sites=[{"grid_region": "north"}],
        power_options=[{"capex_usd_per_kw": 300, "life_years": 20}],
        accelerators=[{}, {"accelerator": "h", "vendor": "u"}],
        bill_of_materials=[{}, {"accelerator": "h"}],
        pue=[{"water_l_per_kwh": 1}],
        energy=[{"grid_usd_per_mwh": 60, "grid_carbon_t_per_mwh": 0.3}],
        limits=[
            {"limit": limit, "scope": scope, "value": value, "unit": unit}
            for limit, scope, value, unit in given
        ],
    )


BY_FAMILY = {
    "siting": siting,
    "fleet": fleet,
    "halls": halls,
    "power": power,
    "training": training,
    "inference": inference,
    "day": day,
    "contracts": contracts,
    "backbone": backbone,
    "limits": limits,
    "all": every_rule,
}

GOLDEN_CASES = {
    "every_rule": every_rule,
    "day": day,
    "contracts": contracts,
    "backbone": backbone,
    "limits": limits,
}
"""Cases whose rows are kept as goldens: together they hold every kind of row."""
