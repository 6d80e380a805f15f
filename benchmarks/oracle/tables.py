"""Random rows of tables, small enough that whole numbers stay few."""

from __future__ import annotations

import random

Row = dict[str, object]
Tables = dict[str, list[Row]]

STATUSES = ("existing", "candidate", "candidate", "forced", "excluded")

VALUES: dict[str, tuple[str, str, tuple[float, ...]]] = {
    "capital": ("", "M$/year", (0.5, 2, 6)),
    "emissions": ("", "kt CO2/year", (0.3, 1, 3)),
    "water": ("", "thousand m3/year", (0.5, 2, 6)),
    "vendor_share": ("v", "share", (0.4, 0.8)),
    "served_share": ("k", "share", (0.0, 0.3)),
    "site_share": ("k", "share", (0.3, 0.6)),
    "grid_region": ("north", "MW", (0.3, 1)),
}
"""Scope, unit and values of each kind of limit."""


def some(d: random.Random, chance: float, *rows: Row) -> list[Row]:
    return list(rows) if d.random() < chance else []


def lock(
    table: str, site: str, period: int | None, value: float, *, item: str = "", rule: str = "fix"
) -> Row:
    return {
        "in_table": table, "site": site, "item": item, "period": period, "rule": rule, "value": value,
    }  # fmt: skip


def limits_rows(
    d: random.Random, years: tuple[int, ...], kinds: tuple[str, ...], chance: float = 0.25
) -> list[Row]:
    rows: list[Row] = []
    for kind in kinds:
        scope, unit, values = VALUES[kind]
        if d.random() < chance:
            rows.append(
                {
                    "limit": kind, "scope": scope, "unit": unit, "year": d.choice(years),
                    "value": d.choice(values),
                }
            )  # fmt: skip
    return rows


def site_rows(d: random.Random, name: str, status: str) -> Row:
    early = status in ("candidate", "forced") and d.random() < 0.3
    return {
        "site": name, "kind": d.choice(("campus", "edge")), "status": status,
        "earliest_year": 2027 if early else None, "campus_group": d.choice(("", "x")),
        "lat": d.uniform(0, 2), "lon": 0, "country": d.choice(("NA", "US")), "bloc": d.choice("EF"),
        "grid_region": "north", "max_facility_mw": d.choice((0.7, 1.1, 2.0)),
        "opening_musd": d.uniform(0, 3), "opening_life_years": 20,
        "fixed_musd_per_year": d.uniform(0, 0.3), "shell_musd_per_mw": d.choice((2, 8)),
        "shell_life_years": d.choice((3, 20)), "hall_module_mw": d.choice((0.35, 0.6, 1.2)),
        "hall_build_years": d.choice((0, 0, 0.5, 1)), "grid_queue_years": d.choice((0, 1, 2.5)),
        "land_ha": d.choice((None, 1)), "land_usd_per_ha": 1e5,
        "water_m3_per_year": d.choice((None, 3000)), "max_requests_per_s": d.choice((None, 25)),
        "queue_mw": d.choice((0, 0, 0, 0.4)), "queue_year": d.choice((None, 2026, 2027)),
    }  # fmt: skip


def fleet_rows(
    d: random.Random, years: tuple[int, ...], products: tuple[str, ...] = ("g", "h")
) -> Tables:
    vendors = {"g": "v", "h": "u"}
    return {
        "accelerators": [
            {
                "accelerator": g, "vendor": vendors[g], "kw_per_unit": d.choice((5, 10)),
                "idle_share": d.choice((0, 0.2)), "rack_kw": d.choice((20, 45, 100)),
                "life_years": d.choice((1, 2.5, 4)), "order_lead_years": d.choice((0, 0, 0.5, 1)),
                "availability": d.choice((0.9, 1)), "h100e_per_unit": d.choice((1, 2.5)),
                "available_from": d.choice((None, None, years[-1])),
                "backend_fabric_share": d.choice((0, 0.2)), "nic_gbps_per_unit": d.choice((None, 8)),
            }
            for g in products
        ],
        "bill_of_materials": [
            {"accelerator": g, "year": y, "usd_per_unit": d.randint(5, 40) * 1000}
            for g in products
            for y in (2026, 2030)
        ],
        "accelerator_supply": some(d, 0.5, {"units": d.choice((0, 20, 90))}),
        "throughput": [
            {
                "accelerator": g, "prefill_tokens_per_s": d.choice((1000, 1000, 2500, 0)),
                "decode_tokens_per_s": d.choice((100, 300)),
            }
            for g in products
        ],
    }  # fmt: skip


def standing_rows(d: random.Random, *, halls: bool, power: bool, training: bool) -> list[Row]:
    """Up to 0.3 MW IT that stands at site a, with halls and power for it."""
    end = d.choice((None, None, 2027))
    rows: list[Row] = [
        {
            "family": "accelerator", "item": "g", "units": d.randint(0, 30), "end_year": end,
            "remaining_charge_musd_per_year": 0.1,
        }
    ]  # fmt: skip
    if halls:
        rows.append({"family": "hall", "item": "air", "mw": d.choice((0.3, 0.5))})
    if power:
        rows.append({"family": "power", "item": "grid", "mw": d.choice((0.5, 0.7))})
        rows += some(d, 0.5, {"family": "power", "item": "engine", "mw": d.choice((0.1, 0.4))})
    if training:
        rows.append({"family": "fabric", "item": "g", "units": d.choice((5, 20))})
    return rows


def coolings_rows(d: random.Random, names: tuple[str, ...] = ("air", "wet")) -> Tables:
    return {
        "cooling": [
            {
                "cooling": c, "capex_musd_per_mw": d.choice((1, 2)), "max_rack_kw": 150 if c == "wet"
                else d.choice((50, 120)), "life_years": d.choice((2, 15)),
            }
            for c in names
        ],
        "pue": [
            {
                "cooling": c, "pue": d.uniform(1.05, 1.3), "pue_peak": d.uniform(1.2, 1.5),
                "water_l_per_kwh": d.choice((0, d.uniform(0, 2))),
            }
            for c in names
        ],
    }  # fmt: skip


def power_rows(
    d: random.Random, sites: list[str], *, plant: bool = True, day: bool = False
) -> Tables:
    """The grid and, where asked for, plant on site and what a day of slices is for."""
    options: list[Row] = [
        {"capex_usd_per_kw": d.choice((200, 600)), "life_years": d.choice((4, 30))}
    ]
    gas: Row = {
        "option": "gas", "kind": "gas", "capex_usd_per_kw": 1500, "life_years": d.choice((3, 20)),
        "fixed_usd_per_kw_year": 15, "heat_rate_mmbtu_per_mwh": 8, "carbon_t_per_mwh": 0.4,
        "capacity_credit": d.choice((0.7, 0.9)), "capacity_factor": d.choice((0.6, 0.9)),
        "lead_years": d.choice((0, 0, 1)), "module_mw": d.choice((None, 0.7, 1.5)),
        "land_ha_per_mw": d.choice((0, 0.8)),
    }  # fmt: skip
    engine: Row = {
        "option": "engine", "kind": "gas", "capex_usd_per_kw": 900, "life_years": 10,
        "heat_rate_mmbtu_per_mwh": 9, "carbon_t_per_mwh": 0.5, "capacity_credit": 0.95,
        "unit_mw": d.choice((0.2, 0.5)), "module_mw": d.choice((None, None, 1.0)),
    }  # fmt: skip
    sun: Row = {
        "option": "sun", "kind": "solar", "capex_usd_per_kw": d.choice((100, 300)), "life_years": 25,
        "capacity_credit": 0, "capacity_factor": 0.25, "land_ha_per_mw": 0.3, "site_kinds": "campus",
    }  # fmt: skip
    flexible: Row = {
        "option": "flexible", "kind": "grid_flexible", "capex_usd_per_kw": 150, "life_years": 30,
        "max_curtailed_hours_per_year": d.choice((80, 900)), "capacity_credit": d.choice((0.8, 1)),
    }  # fmt: skip
    battery: Row = {
        "option": "battery", "kind": "storage", "capex_usd_per_kw": d.choice((100, 500)),
        "life_years": 12, "capacity_credit": d.choice((0, 0.5)), "storage_hours": d.choice((2, 8)),
        "efficiency": d.choice((0.8, 1)), "other_usd_per_mwh": d.choice((0, 5)),
    }  # fmt: skip
    if plant:
        options += some(d, 0.6, gas)
    # Site a may have an engine that stands: the option is there in every instance.
    options.append(engine if plant else engine | {"module_mw": None, "site_kinds": "edge"})
    if plant or day:
        options += some(d, 0.8 if day else 0.3, sun)
        options += some(d, 0.5, flexible)
        options += some(d, 0.8 if day else 0.3, battery)
    found: Tables = {
        "power_options": options,
        "energy": [
            {
                "year": y, "grid_usd_per_mwh": d.uniform(20, 90), "grid_carbon_t_per_mwh": 0.3,
                "gas_usd_per_mmbtu": d.uniform(2, 8),
            }
            for y in (2026, 2030)
        ],
        "site_power": [
            {
                "site": s, "option": "grid", "max_mw": d.choice((None, None, None, 0, 0, 0.6)),
                "lead_years": d.choice((None, 0)), "interconnection_musd": d.choice((0, 0, 0.5)),
            }
            for s in sites
        ],
        "energisation_steps": some(
            d, 0.4,
            {"year": 2026, "cumulative_mw": d.choice((0.4, 0.8)), "upgrade_musd": d.choice((0, 0.3))},
            {"year": d.choice((2027, 2028)), "cumulative_mw": 2, "upgrade_musd": d.choice((0, 0.1))},
        ),
    }  # fmt: skip
    names = [str(o["option"]) for o in options[1:] if o.get("site_kinds") != "edge"]
    if names and d.random() < 0.5:
        site, option = d.choice(sites), d.choice(names)
        terms: Row = {"site": site, "option": option, "interconnection_musd": 0.05}
        found["site_power"].append(terms | {"max_mw": d.choice((None, None, 1.5))})
    if any(o.get("option") == "gas" for o in options):
        found["power_supply"] = some(d, 0.4, {"option": "gas", "mw": d.choice((0, 0.7, 2))})
    return found


def day_rows(d: random.Random) -> list[Row]:
    """Slices of one or two days."""
    days = {"x": 1.0} if d.random() < 0.7 else {"x": 0.3, "y": 0.7}
    rows: list[Row] = []
    for day, share in days.items():
        start = 0
        for hours in d.choice(((24,), (12, 12), (14, 10), (10, 8, 6))):
            rows.append(
                {
                    "slice": f"{day}{start}", "day": day, "start_hour_utc": start, "hours": hours,
                    "days_share": share,
                }
            )  # fmt: skip
            start += hours
    return rows


def inference_rows(d: random.Random, sites: list[str], services: tuple[str, ...]) -> Tables:
    metros = ["M", "N"][: d.choice((1, 2))]
    measured: list[Row] = [{"metro": "M", "site": d.choice(sites), "rtt_ms": d.choice((5, 17, 30))}]
    return {
        "latency": some(d, 0.3, *measured),
        "metros": [
            {
                "metro": m, "lat": d.uniform(0, 2), "lon": 0, "country": d.choice(("NA", "US")),
                "bloc": d.choice(("", "E")), "utc_offset_hours": d.choice((0, -5, 3.5)),
            }
            for m in metros
        ],
        "services": [
            {
                "service": k, "max_network_ms": d.choice((None, 16.5, 18)),
                "kv_bytes_per_input_token": d.choice((0, 1.5e6)), "interference": d.choice((0, 0.2)),
                "target_utilisation": 0.9, "peak_to_mean": d.uniform(1, 2), "mbit_per_request": 5,
                "residency": d.choice(("", "", "country", "bloc")),
                "max_site_share": d.choice((0.6, 1, 1)), "input_tokens": d.choice((0, 1000)),
                "unserved_usd_per_mtoken": d.uniform(0.5, 6),
                "serving": d.choice(("", "", "", "aggregated", "disaggregated")),
                "site_kinds": d.choice(("campus|edge", "campus|edge", "campus")),
            }
            for k in services
        ],
        "demand": [
            {"service": k, "metro": m, "year": y, "requests_per_s": d.choice((0, 15, 40, 40))}
            for k in services
            for m in metros
            for y in (2026, 2030)
        ],
        "route_costs": some(
            d, 0.3, {"metro": "M", "site": d.choice(sites), "usd_per_year_full_demand": 3e5}
        ),
    }  # fmt: skip


def run_rows(d: random.Random, name: str, years: tuple[int, ...], end: int) -> Row:
    earliest = d.choice(years)
    size: Row = {"h100e": d.choice((0.5, 3, 30, 70))}
    if d.random() < 0.2:
        size = {"it_mw": d.choice((0.1, 0.4)), "reference_accelerator": "g", "h100e": None}
    return size | {
        "run": name, "earliest_year": earliest,
        "latest_year": earliest + d.choice((0, 2)),
        "duration_years": min(d.choice((0.3, 0.5, 1, 1.5, 2)), end - earliest),
        "site_kinds": d.choice(("campus", "campus|edge")), "max_sites": d.choice((1, 2, 3)),
        "min_site_it_mw": d.choice((0, 0, 0.2)), "max_rtt_ms": d.choice((None, 1)),
        "split_loss": d.choice((0, 0.05)), "goodput_share": d.choice((0.8, 1)),
        "late_musd_per_year": d.uniform(0, 2), "dropped_musd": d.uniform(0, 8),
    }  # fmt: skip


def fabrics_rows(d: random.Random) -> list[Row]:
    second = {"fabric": "n", "life_years": 3, "price_factor": 0.8, "accelerators": "g"}
    return [{"fabric": "f", "life_years": d.choice((2, 4.5, 9))}, *some(d, 0.4, second)]


def leases_rows(
    d: random.Random, sites: list[str], years: tuple[int, ...], chance: float = 0.4
) -> list[Row]:
    offer: Row = {
        "site": d.choice(sites), "cooling": "air", "from_year": d.choice(years),
        "it_mw": d.uniform(0.1, 0.6), "musd_per_mw_year": d.uniform(0.3, 3),
        "term_years": d.choice((1, 2, 3)),
    }  # fmt: skip
    return some(d, chance, offer)


def rentals_rows(
    d: random.Random, sites: list[str], years: tuple[int, ...], chance: float = 0.4
) -> list[Row]:
    offer: Row = {
        "site": d.choice(sites), "accelerator": "g", "from_year": d.choice(years),
        "units": d.choice((8, 40)), "usd_per_unit_year": d.uniform(2_000, 20_000),
        "term_years": d.choice((1, 2, 3)),
    }  # fmt: skip
    return some(d, chance, offer)
