"""Tiny random instances that together hold every rule, few enough whole numbers in each to enumerate."""

from __future__ import annotations

import random
from collections.abc import Callable

from planner.instance import Instance
from planner.instance.faults import InvalidInstance
from tests.models.wild import wild
from tests.tiny import ALL, tiny

from .decisions import how_many

Row = dict[str, object]
Tables = dict[str, list[Row]]

CHOICES = range(4, 5_000)
"""Instances with fewer or more choices of whole numbers are drawn anew."""


def world(seed: int) -> Instance:
    """The instance of a seed, the same on every machine; shapes take turns."""
    shape = SHAPES[seed % len(SHAPES)]
    for attempt in range(1_000):
        try:
            instance = shape(random.Random(f"{seed}/{attempt}"))
        except InvalidInstance:  # what stands does not fit its site: no instance at all
            continue
        if how_many(instance) in CHOICES:
            return instance
    raise AssertionError(f"seed {seed}: a thousand instances of {shape.__name__} are too large")


def routing(d: random.Random) -> Instance:
    """Openings and who serves whom, without units."""
    names = ["a", "b", "c"][: d.choice((2, 3))]
    years = d.choice(((2026,), (2026, 2027), (2026, 2028)))
    tables: Tables = {
        "sites": [_site(d, s, d.choice(STATUSES)) for s in names],
        **_inference(d, names, services=("k", "l")),
    }
    tables["limits"] = _limits(d, years, ("capital", "served_share", "site_share"))
    tables["locks"] = _some(d, 0.3, _lock("sites", d.choice(names), d.choice(years), 1))
    return _made(d, ("siting", "inference"), years, tables, strict=d.random() < 0.2)


def fleet_and_inference(d: random.Random) -> Instance:
    """Two products in pools of both kinds, in halls with two coolings."""
    names = ["a", "b"][: d.choice((1, 2))]
    years = d.choice(((2026,), (2026, 2027))) if len(names) == 1 else (2026,)
    halls = d.random() < 0.8
    status = {s: d.choice(STATUSES) for s in names} | {"a": "existing"}
    tables: Tables = {
        "sites": [_site(d, s, status[s]) for s in names],
        **_fleet(d, years),
        **_inference(d, names, services=("k",) if d.random() < 0.6 else ("k", "l")),
        "existing_assets": _standing(d, halls=halls, power=False, training=False),
        "rental_offers": _rentals(d, names, years),
    }
    if halls:
        tables |= _coolings(d)
        tables["lease_offers"] = _leases(d, names, years)
    tables["limits"] = _limits(
        d, years, ("capital", "vendor_share", "served_share", "site_share", "water")
        if halls
        else ("capital", "vendor_share", "served_share")
    )  # fmt: skip
    families = ("siting", "fleet", *(("halls",) if halls else ()), "inference")
    return _made(d, families, years, tables)


def training_and_backbone(d: random.Random) -> Instance:
    """Runs split over sites, the fibre between them, rented units and two fabrics."""
    names = ["a", "b", "c"][: d.choice((2, 2, 3))]
    years = d.choice(((2026,), (2026, 2027), (2026, 2028)))
    end = years[-1] + d.choice((1, 2))
    backbone = d.random() < 0.75
    runs = [_run(d, f"w{i}", years, end) for i in range(d.choice((1, 2, 2, 3)))]
    pairs = [("a", "b"), ("b", "c"), ("a", "c")] if len(names) == 3 else [("a", "b")]
    tables: Tables = {
        "sites": [_site(d, s, d.choice(STATUSES)) | {"kind": "campus"} for s in names],
        **_without(_fleet(d, years), "throughput"),
        "training_runs": runs,
        "fabrics": _fabrics(d),
        "rental_offers": _rentals(d, names, years),
        "limits": _limits(d, years, ("capital", "vendor_share")),
    }
    tables["sites"][0] |= {"status": "existing"}
    tables["existing_assets"] = _standing(d, halls=False, power=False, training=True)
    if backbone:
        tables["corridors"] = [
            {
                "site_a": a, "site_b": b, "route_km": d.uniform(20, 300), "life_years": d.choice((2, 9)),
                "existing_gbps": d.choice((0, 60, 300)), "unit_gbps": d.choice((200, 1000)),
                "musd_per_km": 0.001, "musd_per_end": d.uniform(0, 0.3),
                "build_years": d.choice((0, 0, 1)),
            }
            for a, b in d.sample(pairs, d.randint(1, len(pairs)))
        ]  # fmt: skip
        for run in runs:
            run["sync_gbps_per_site"] = d.choice((0, 50))
            run["sync_gbps_per_mw"] = d.choice((0, 300))
    tables["locks"] = _some(d, 0.15, _lock("runs", "", years[0], 1, item="w0"))
    families = ("siting", "fleet", "training", *(("backbone",) if backbone else ()))
    return _made(d, families, years, tables, end=end)


def siting_and_power(d: random.Random) -> Instance:
    """Where power can be had, when, and in what units: queues, steps, plant, spares, order books."""
    names = ["a", "b"][: d.choice((1, 1, 2))]
    years = (2026,)
    if len(names) == 1:
        years = d.choice(((2026,), (2026, 2027), (2026, 2028), (2026, 2027, 2030)))
    status = d.choice(("existing", "candidate", "forced"))
    sites = [_site(d, s, status) | {"hall_module_mw": d.choice((0.6, 1.2, 2.4))} for s in names]
    training = d.random() < 0.4
    tables: Tables = {
        "sites": sites,
        **_fleet(d, years, products=("g",)),
        **_coolings(d, ("air",)),
        **_power(d, names),
    }
    if status == "existing" and d.random() < 0.6:
        tables["existing_assets"] = _standing(d, halls=True, power=True, training=training)
    if training:
        end = years[-1] + 1
        tables["training_runs"] = [_run(d, "w", years, end) | {"max_sites": 1}]
        tables["fabrics"] = _fabrics(d)
        tables = _without(tables, "throughput")
    else:
        tables |= _inference(d, names, services=("k",))
    tables["limits"] = _limits(d, years, ("capital", "emissions", "grid_region"))
    work = "training" if training else "inference"
    return _made(d, ("siting", "fleet", "halls", "power", work), years, tables)


def slices_and_storage(d: random.Random) -> Instance:
    """A day in slices at one site: sun, batteries, a flexible connection, work that slows."""
    years = d.choice(((2026,), (2026,), (2026, 2027)))
    status = d.choice(("existing", "candidate"))
    site = _site(d, "a", status) | {"hall_module_mw": d.choice((1.2, 2.4)), "kind": "campus"}
    slices = _day(d)
    tables: Tables = {
        "sites": [site],
        **_fleet(d, years, products=("g",)),
        **_coolings(d, ("air",)),
        **_power(d, ["a"], day=True),
        **_inference(d, ["a"], services=("k",)),
        "slices": slices,
        "local_demand": [
            {"service": "k", "day": day, "local_hour": hour, "factor": d.randint(1, 4)}
            for day in {str(h["day"]): None for h in slices}
            for hour in range(24)
        ],
    }
    if any(o.get("option") == "sun" for o in tables["power_options"]):
        tables["slice_availability"] = [
            {"option": "sun", "slice": h["slice"], "share": d.choice((0, 0.3, 0.8))} for h in slices
        ]
    families = ALL
    if d.random() < 0.6:
        run = _run(d, "w", years, years[-1] + 1) | {"max_sites": 1, "site_kinds": "campus"}
        tables["training_runs"] = [run | {"slowable_share": d.choice((0, 0.5, 1))}]
        tables["fabrics"] = _fabrics(d)
    else:
        families = tuple(f for f in ALL if f != "training")
    if status == "existing" and d.random() < 0.5:
        training = "training" in families
        tables["existing_assets"] = _standing(d, halls=True, power=True, training=training)
    tables["limits"] = _limits(d, years, ("emissions", "served_share", "water"))
    return _made(d, families, years, tables)


def offers_and_limits(d: random.Random) -> Instance:
    """Leased halls and rented units in place of own ones, under every limit and with locks."""
    years = d.choice(((2026,), (2026, 2027), (2026, 2028)))
    site = _site(d, "a", d.choice(("existing", "candidate")))
    tables: Tables = {
        "sites": [site | {"hall_module_mw": d.choice((0.6, 1.2, 2.4)), "kind": "campus"}],
        **_fleet(d, years),
        **_coolings(d, ("air",)),
        **_power(d, ["a"], plant=False),
        **_inference(d, ["a"], services=("k",)),
        "lease_offers": _leases(d, ["a"], years, 1.0),
        "rental_offers": _rentals(d, ["a"], years, 0.8),
        "training_runs": [_run(d, "w", years, years[-1] + 1) | {"max_sites": 1}],
        "fabrics": _fabrics(d),
    }
    tables["limits"] = _limits(d, years, tuple(VALUES), 0.35)
    year = d.choice(years)
    tables["locks"] = [
        *_some(d, 0.2, _lock("fleet", "a", year, 10, item="g", rule=d.choice(("min", "max")))),
        *_some(d, 0.2, _lock("leases", "a", None, 0.2, item="air/2026", rule="max")),
        *_some(d, 0.2, _lock("halls", "a", year, 0, item="air")),
    ]
    if not any(o["from_year"] == 2026 for o in tables["lease_offers"]):
        tables["locks"] = [row for row in tables["locks"] if row["in_table"] != "leases"]
    return _made(d, ALL, years, tables)


def everything(d: random.Random) -> Instance:
    """All families at once, two sites, one period."""
    names, years = ["a", "b"], (2026,)
    length = d.choice((1, 2))
    sites = [_site(d, s, d.choice(("existing", "candidate"))) for s in names]
    for site in sites:
        site |= {"hall_module_mw": 2.4, "kind": "campus"}
    sites[0]["status"] = "existing"
    tables: Tables = {
        "sites": sites,
        **_fleet(d, years, products=("g",)),
        **_coolings(d, ("air",)),
        **_power(d, names, plant=d.random() < 0.3),
        **_inference(d, names, services=("k",)),
        "training_runs": [_run(d, "w", years, 2026 + length) | {"max_sites": 2}],
        "fabrics": _fabrics(d),
        "corridors": [
            {
                "site_a": "a", "site_b": "b", "route_km": d.uniform(20, 200), "unit_gbps": 1000,
                "existing_gbps": d.choice((0, 60)), "musd_per_end": d.uniform(0, 0.3), "life_years": 9,
            }
        ],
        "rental_offers": _rentals(d, names, years),
        "lease_offers": _leases(d, names, years),
        "limits": _limits(d, years, tuple(VALUES), 0.15),
    }  # fmt: skip
    tables["training_runs"][0] |= {"sync_gbps_per_mw": d.choice((0, 200)), "sync_gbps_per_site": 50}
    if d.random() < 0.5:
        tables["existing_assets"] = _standing(d, halls=True, power=True, training=True)
    families = (*ALL[:5], "backbone", "inference")
    return _made(d, families, years, tables, end=2026 + length)


def anything(d: random.Random) -> Instance:
    """Anything that the schema allows, as the tests of the model draw it."""
    return wild(d.randrange(1_000_000))


SHAPES: tuple[Callable[[random.Random], Instance], ...] = (
    routing,
    fleet_and_inference,
    training_and_backbone,
    siting_and_power,
    slices_and_storage,
    offers_and_limits,
    everything,
    anything,
)

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


def _made(
    d: random.Random,
    families: tuple[str, ...],
    years: tuple[int, ...],
    tables: Tables,
    *,
    end: int | None = None,
    strict: bool = False,
) -> Instance:
    return tiny(
        families,
        years=years,
        end=end,
        rate=d.choice((0.0, 0.07)),
        settings={
            "strict": strict,
            "campus_cap_mw": d.choice((0.9, 1.6, 4.0)),
            "carbon_usd_per_t": {2027: d.uniform(0, 100)},
            "transit_usd_per_gbps_km_year": 50,
            "frontend_usd_per_gbps_year": 1000,
        },
        **tables,
    )


def _without(tables: Tables, name: str) -> Tables:
    return {known: rows for known, rows in tables.items() if known != name}


def _some(d: random.Random, chance: float, *rows: Row) -> list[Row]:
    return list(rows) if d.random() < chance else []


def _lock(
    table: str, site: str, period: int | None, value: float, *, item: str = "", rule: str = "fix"
) -> Row:
    return {
        "in_table": table, "site": site, "item": item, "period": period, "rule": rule, "value": value,
    }  # fmt: skip


def _limits(
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


def _site(d: random.Random, name: str, status: str) -> Row:
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
    }  # fmt: skip


def _fleet(
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
        "accelerator_supply": _some(d, 0.5, {"units": d.choice((0, 20, 90))}),
        "throughput": [
            {
                "accelerator": g, "prefill_tokens_per_s": d.choice((1000, 1000, 2500, 0)),
                "decode_tokens_per_s": d.choice((100, 300)),
            }
            for g in products
        ],
    }  # fmt: skip


def _standing(d: random.Random, *, halls: bool, power: bool, training: bool) -> list[Row]:
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
        rows += _some(d, 0.5, {"family": "power", "item": "engine", "mw": d.choice((0.1, 0.4))})
    if training:
        rows.append({"family": "fabric", "item": "g", "units": d.choice((5, 20))})
    return rows


def _coolings(d: random.Random, names: tuple[str, ...] = ("air", "wet")) -> Tables:
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


def _power(d: random.Random, sites: list[str], *, plant: bool = True, day: bool = False) -> Tables:
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
        options += _some(d, 0.6, gas)
    # Site a may have an engine that stands: the option is there in every instance.
    options.append(engine if plant else engine | {"module_mw": None, "site_kinds": "edge"})
    if plant or day:
        options += _some(d, 0.8 if day else 0.3, sun)
        options += _some(d, 0.5, flexible)
        options += _some(d, 0.8 if day else 0.3, battery)
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
                "site": s, "option": "grid", "max_mw": d.choice((None, None, 0, 0.6)),
                "lead_years": d.choice((None, 0)), "interconnection_musd": d.choice((0, 0, 0.5)),
            }
            for s in sites
        ],
        "energisation_steps": _some(
            d, 0.4, {"year": 2026, "cumulative_mw": d.choice((0.4, 2)), "upgrade_musd": d.choice((0, 0.3))}
        ),
    }  # fmt: skip
    if any(o.get("option") == "gas" for o in options):
        found["power_supply"] = _some(d, 0.4, {"option": "gas", "mw": d.choice((0, 0.7, 2))})
    return found


def _day(d: random.Random) -> list[Row]:
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


def _inference(d: random.Random, sites: list[str], services: tuple[str, ...]) -> Tables:
    metros = ["M", "N"][: d.choice((1, 2))]
    return {
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
        "route_costs": _some(
            d, 0.3, {"metro": "M", "site": d.choice(sites), "usd_per_year_full_demand": 3e5}
        ),
    }  # fmt: skip


def _run(d: random.Random, name: str, years: tuple[int, ...], end: int) -> Row:
    earliest = d.choice(years)
    return {
        "run": name, "h100e": d.choice((0.5, 3, 30, 70)), "earliest_year": earliest,
        "latest_year": earliest + d.choice((0, 2)),
        "duration_years": min(d.choice((0.3, 0.5, 1, 1.5, 2)), end - earliest),
        "site_kinds": d.choice(("campus", "campus|edge")), "max_sites": d.choice((1, 2, 3)),
        "min_site_it_mw": d.choice((0, 0, 0.2)), "max_rtt_ms": d.choice((None, 1)),
        "split_loss": d.choice((0, 0.05)), "goodput_share": d.choice((0.8, 1)),
        "late_musd_per_year": d.uniform(0, 2), "dropped_musd": d.uniform(0, 8),
    }  # fmt: skip


def _fabrics(d: random.Random) -> list[Row]:
    second = {"fabric": "n", "life_years": 3, "price_factor": 0.8, "accelerators": "g"}
    return [{"fabric": "f", "life_years": d.choice((2, 4.5, 9))}, *_some(d, 0.4, second)]


def _leases(
    d: random.Random, sites: list[str], years: tuple[int, ...], chance: float = 0.4
) -> list[Row]:
    offer: Row = {
        "site": d.choice(sites), "cooling": "air", "from_year": d.choice(years),
        "it_mw": d.uniform(0.1, 0.6), "musd_per_mw_year": d.uniform(0.3, 3),
        "term_years": d.choice((1, 2, 3)),
    }  # fmt: skip
    return _some(d, chance, offer)


def _rentals(
    d: random.Random, sites: list[str], years: tuple[int, ...], chance: float = 0.4
) -> list[Row]:
    offer: Row = {
        "site": d.choice(sites), "accelerator": "g", "from_year": d.choice(years),
        "units": d.choice((8, 40)), "usd_per_unit_year": d.uniform(2_000, 20_000),
        "term_years": d.choice((1, 2, 3)),
    }  # fmt: skip
    return _some(d, chance, offer)
