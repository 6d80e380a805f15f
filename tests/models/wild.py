"""Random instances in which anything that the schema allows may happen at once."""

from __future__ import annotations

import random

from planner.instance import Instance
from tests.models.wild_extras import add_extras
from tests.tiny import ALL, tiny

FAMILIES = (
    ALL,
    ("siting", "fleet", "halls", "training", "inference"),
    ("siting", "fleet", "training", "inference"),
    ("siting", "fleet", "halls", "power", "inference"),
)


def wild(seed: int) -> Instance:
    """A small instance drawn with a seed; the same one on every machine."""
    d = random.Random(seed)
    families = d.choice(FAMILIES)
    years = d.choice(((2026,), (2026, 2027), (2026, 2028), (2026, 2027, 2030)))
    end = years[-1] + d.choice((1, 2, 3))
    names = ["NA", "b", "c"][: d.choice((2, 3))]
    status = {
        s: d.choice(("existing", "candidate", "candidate", "forced", "excluded")) for s in names
    }
    status["NA"] = "existing"
    tables: dict[str, list[dict[str, object]]] = {
        "sites": [_site(d, s, status[s]) for s in names],
        "accelerators": [_product(d, g, years) for g in ("g", "h")],
        "bill_of_materials": [
            {"accelerator": g, "year": y, "usd_per_unit": d.randint(5, 40) * 1000}
            for g in ("g", "h")
            for y in (2026, 2030)
        ],
        "accelerator_supply": [{"units": d.choice((0, 60, 200, 900))}],
        "existing_assets": _assets(d, families, [s for s in names if status[s] == "existing"]),
    }
    if "halls" in families:
        tables["cooling"] = [
            {"cooling": "air", "capex_musd_per_mw": 1, "life_years": d.choice((2, 15))},
            {"cooling": "wet", "capex_musd_per_mw": 2, "max_rack_kw": 150, "life_years": 10},
        ]
        tables["pue"] = [
            {"cooling": "air", "pue": d.uniform(1.1, 1.4), "pue_peak": d.uniform(1.2, 1.6)},
            {"cooling": "wet", "pue": 1.1, "pue_peak": 1.2, "water_l_per_kwh": d.uniform(0, 2)},
        ]
    if "power" in families:
        tables |= _power(d, names)
    if "training" in families:
        tables["training_runs"] = [_run(d, f"w{i}", years, end) for i in range(d.randint(1, 3))]
        tables["fabrics"] = [
            {"fabric": "f", "life_years": d.choice((2, 4.5, 9))},
            {"fabric": "n", "life_years": 3, "price_factor": 0.8, "accelerators": "h"},
        ]
    if "inference" in families:
        tables |= _inference(d, names)
    families = add_extras(d, families, tables, years)
    return tiny(
        families,
        years=years,
        end=end,
        rate=d.choice((0.0, 0.07)),
        settings={
            "campus_cap_mw": d.choice((2.5, 3.5, 5.0)),
            "carbon_usd_per_t": {2027: d.uniform(0, 100)},
            "transit_usd_per_gbps_km_year": 50,
            "frontend_usd_per_gbps_year": 1000,
        },
        **tables,
    )


def _site(d: random.Random, name: str, status: str) -> dict[str, object]:
    early = status in ("candidate", "forced") and d.random() < 0.4
    return {
        "site": name, "kind": d.choice(("campus", "edge")), "status": status,
        "earliest_year": 2027 if early else None, "campus_group": d.choice(("", "x")),
        "lat": d.uniform(0, 2), "lon": 0, "country": d.choice(("NA", "US")),
        # What stands has to fit: 0.5 MW IT at a site, under the campus cap too.
        "max_facility_mw": d.choice((1.1, 2.0, 4.0)), "opening_musd": d.uniform(0, 3),
        "opening_life_years": 20, "fixed_musd_per_year": d.uniform(0, 0.3),
        "shell_musd_per_mw": 8, "shell_life_years": d.choice((3, 20)),
        "hall_module_mw": d.choice((0.2, 0.35, 1)), "hall_build_years": d.choice((0, 0.5, 1)),
        "grid_queue_years": d.choice((0, 1, 2.5)), "land_ha": d.choice((None, 3)),
        "water_m3_per_year": d.choice((None, 9000)),
        "max_requests_per_s": d.choice((None, 40)),
    }  # fmt: skip


def _product(d: random.Random, name: str, years: tuple[int, ...]) -> dict[str, object]:
    return {
        "accelerator": name, "kw_per_unit": d.choice((5, 10)), "idle_share": d.choice((0, 0.2)),
        "rack_kw": d.choice((20, 100)), "life_years": d.choice((1, 3, 4.5)),
        "order_lead_years": d.choice((0, 0, 0.5, 1)), "availability": d.choice((0.9, 1)),
        "h100e_per_unit": d.choice((1, 2.5)), "available_from": d.choice((None, None, years[-1])),
        "backend_fabric_share": d.choice((0, 0.2)), "nic_gbps_per_unit": d.choice((None, 8)),
    }  # fmt: skip


def _assets(
    d: random.Random, families: tuple[str, ...], sites: list[str]
) -> list[dict[str, object]]:
    """Up to 0.5 MW IT of what stands at existing sites, with halls and power for it."""
    rows: list[dict[str, object]] = []
    for s in sites:
        end = d.choice((None, None, 2028))
        units = d.randint(0, 50)
        rows.append(
            {"site": s, "family": "accelerator", "item": "g", "units": units, "end_year": end}
        )
        if "halls" in families:
            rows.append({"site": s, "family": "hall", "item": "wet", "mw": 0.5})
        if "power" in families:
            rows.append({
                "site": s, "family": "power", "item": d.choice(("grid", "gas")), "mw": 1,
                "remaining_charge_musd_per_year": 0.1,
            })  # fmt: skip
        if "training" in families:
            rows.append({"site": s, "family": "fabric", "item": "g", "units": 20})
    return rows


def _power(d: random.Random, sites: list[str]) -> dict[str, list[dict[str, object]]]:
    return {
        "power_options": [
            {"capex_usd_per_kw": 500, "life_years": d.choice((4, 30))},
            {
                "option": "gas", "kind": "gas", "capex_usd_per_kw": 1500,
                "life_years": d.choice((3, 20)), "fixed_usd_per_kw_year": 15,
                "heat_rate_mmbtu_per_mwh": 8, "carbon_t_per_mwh": 0.4, "capacity_credit": 0.9,
                "capacity_factor": 0.9, "lead_years": d.choice((0, 1)),
                "module_mw": d.choice((None, 0.3)), "land_ha_per_mw": 0.5,
            },
            {
                "option": "sun", "kind": "solar", "capex_usd_per_kw": 300, "life_years": 25,
                "capacity_credit": 0, "capacity_factor": 0.25, "land_ha_per_mw": 1,
                "site_kinds": "campus",
            },
        ],
        "power_supply": [{"option": "gas", "mw": d.choice((0, 0.7, 5))}],
        "site_power": [
            {
                "site": s, "option": d.choice(("grid", "gas")), "max_mw": d.choice((None, 0, 1.2)),
                "lead_years": d.choice((None, 1)), "interconnection_musd": d.choice((0, 1)),
            }
            for s in sites
        ],
        "energisation_steps": [
            {"site": d.choice(sites), "year": 2026, "cumulative_mw": 0.4, "upgrade_musd": 0.3},
        ],
        "energy": [
            {
                "year": y, "grid_usd_per_mwh": d.uniform(20, 90), "grid_carbon_t_per_mwh": 0.3,
                "gas_usd_per_mmbtu": d.uniform(2, 8),
            }
            for y in (2026, 2030)
        ],
    }  # fmt: skip


def _run(d: random.Random, name: str, years: tuple[int, ...], end: int) -> dict[str, object]:
    earliest = d.choice(years)
    return {
        "run": name, "h100e": d.choice((30, 70, 160)), "earliest_year": earliest,
        "latest_year": earliest + d.choice((0, 2)),
        "duration_years": min(d.choice((0.3, 0.5, 1, 1.5, 2)), end - earliest),
        "site_kinds": d.choice(("campus", "campus|edge")), "max_sites": d.choice((1, 2, 3)),
        "min_site_it_mw": d.choice((0, 0.2)), "max_rtt_ms": d.choice((None, 1)),
        "split_loss": d.choice((0, 0.05)), "goodput_share": d.choice((0.8, 1)),
        "late_musd_per_year": d.uniform(0, 2), "dropped_musd": d.uniform(0, 20),
        "accelerators": d.choice(("", "h")),
    }  # fmt: skip


def _inference(d: random.Random, sites: list[str]) -> dict[str, list[dict[str, object]]]:
    metros = ["M", "N"]
    return {
        "metros": [
            {"metro": m, "lat": d.uniform(0, 2), "lon": 0, "country": d.choice(("NA", "US"))}
            for m in metros
        ],
        "services": [
            {
                "service": k, "max_network_ms": d.choice((None, 16.5, 18)),
                "kv_bytes_per_input_token": d.choice((0, 1.5e6)), "interference": 0.2,
                "target_utilisation": 0.9, "peak_to_mean": d.uniform(1, 2),
                "mbit_per_request": 5, "residency": d.choice(("", "country")),
                "max_site_share": d.choice((0.6, 1)), "input_tokens": d.choice((0, 1000)),
                "unserved_usd_per_mtoken": d.uniform(0.5, 5),
            }
            for k in ("k", "l")
        ],
        "demand": [
            {"service": k, "metro": m, "year": y, "requests_per_s": d.randint(0, 40)}
            for k in ("k", "l")
            for m in metros
            for y in (2026, 2030)
        ],
        "throughput": [
            {"accelerator": "g"},
            {"accelerator": "h", "prefill_tokens_per_s": d.choice((0, 1500))},
        ],
        "route_costs": [
            {
                "service": "l", "metro": "M", "site": d.choice(sites),
                "usd_per_year_full_demand": 1e6,
            }
        ],
    }  # fmt: skip
