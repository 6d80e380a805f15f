"""What may be added to a random instance: slices, storage, flexible grid, contracts, backbone, limits."""

from __future__ import annotations

import random

Rows = list[dict[str, object]]
Tables = dict[str, Rows]


def add_extras(
    d: random.Random,
    families: tuple[str, ...],
    tables: Tables,
    years: tuple[int, ...],
) -> tuple[str, ...]:
    """Add some of what the schema allows to the tables; the families, with backbone where it came in."""
    if "inference" in families and d.random() < 0.5:
        tables |= _day(d, "power" in families)
    if "power" in families:
        tables["power_options"] = tables["power_options"] + _options(d, bool(tables.get("slices")))
    sites = [str(row["site"]) for row in tables["sites"] if row["status"] != "excluded"]
    if "halls" in families and d.random() < 0.5:
        tables["lease_offers"] = [
            {
                "site": d.choice(sites), "cooling": "wet", "from_year": d.choice(years),
                "it_mw": d.uniform(0.1, 1), "musd_per_mw_year": d.uniform(0.5, 4),
                "term_years": d.choice((1, 2)),
            }
        ]  # fmt: skip
    if d.random() < 0.5:
        tables["rental_offers"] = [
            {
                "site": d.choice(sites), "accelerator": d.choice(("g", "h")), "from_year": years[0],
                "units": d.choice((15, 60)), "usd_per_unit_year": d.uniform(2_000, 20_000),
                "term_years": d.choice((1, 2)),
            }
        ]  # fmt: skip
    if "training" in families and d.random() < 0.5:
        families = _backbone(d, families, tables)
    if d.random() < 0.5:
        tables["limits"] = _limits(d, families, years)
    return families


def _day(d: random.Random, power: bool) -> Tables:
    days = ("x",) if d.random() < 0.7 else ("x", "y")
    parts = d.choice(((24,), (12, 12), (10, 8, 6)))
    share = dict(zip(days, (1.0,) if len(days) == 1 else (0.3, 0.7), strict=True))
    slices: Rows = []
    for day in days:
        start = 0
        for hours in parts:
            slices.append(
                {
                    "slice": f"{day}{start}", "day": day, "start_hour_utc": start, "hours": hours,
                    "days_share": share[day],
                }
            )  # fmt: skip
            start += hours
    tables: Tables = {
        "slices": slices,
        "local_demand": [
            {"service": "k", "day": day, "local_hour": hour, "factor": d.randint(1, 4)}
            for day in days
            for hour in range(24)
        ],
    }
    if power:
        tables["slice_availability"] = [
            {"option": "sun", "slice": h["slice"], "share": d.choice((0, 0.3, 0.8))} for h in slices
        ]
    return tables


def _options(d: random.Random, sliced: bool) -> Rows:
    options: Rows = []
    if d.random() < 0.5:
        options.append(
            {
                "option": "flexible", "kind": "grid_flexible", "capex_usd_per_kw": 400,
                "life_years": 30, "max_curtailed_hours_per_year": d.choice((80, 900)),
            }
        )  # fmt: skip
    if d.random() < (0.7 if sliced else 0.3):
        options.append(
            {
                "option": "battery", "kind": "storage", "capex_usd_per_kw": 500, "life_years": 12,
                "capacity_credit": d.choice((0, 0.5)), "storage_hours": d.choice((2, 8)),
                "efficiency": d.choice((0.8, 1)), "other_usd_per_mwh": d.choice((0, 5)),
            }
        )  # fmt: skip
    if d.random() < 0.5:
        options.append(
            {
                "option": "engine", "kind": "gas", "capex_usd_per_kw": 900, "life_years": 10,
                "heat_rate_mmbtu_per_mwh": 9, "carbon_t_per_mwh": 0.5, "capacity_credit": 0.95,
                "unit_mw": d.choice((0.2, 0.5)), "module_mw": d.choice((None, 0.5)),
            }
        )  # fmt: skip
    return options


def _backbone(d: random.Random, families: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    names = [str(row["site"]) for row in tables["sites"]]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    tables["corridors"] = [
        {
            "site_a": a, "site_b": b, "route_km": d.uniform(20, 300),
            "existing_gbps": d.choice((0, 300)), "unit_gbps": d.choice((200, 1000)),
            "musd_per_km": 0.001, "musd_per_end": d.uniform(0, 0.3),
            "build_years": d.choice((0, 0, 1)), "life_years": d.choice((2, 15)),
        }
        for a, b in d.sample(pairs, d.randint(1, len(pairs)))
    ]  # fmt: skip
    for run in tables["training_runs"]:
        run["sync_gbps_per_site"] = d.choice((0, 100))
        run["sync_gbps_per_mw"] = d.choice((0, 500))
        run["slowable_share"] = d.choice((0, 0.5)) if "power" in families else 0
    place = families.index("training") + 1
    return (*families[:place], "backbone", *families[place:])


def _limits(d: random.Random, families: tuple[str, ...], years: tuple[int, ...]) -> Rows:
    """Some limits that can always be kept: what nothing is bought, drawn or served for keeps them all."""
    possible: list[tuple[str, str, str, float, str]] = [
        ("siting", "capital", "", d.uniform(0.5, 6), "M$/year"),
        ("inference", "site_share", "k", d.uniform(0.3, 1), "share"),
        ("fleet", "vendor_share", "v", 1.0, "share"),
        ("inference", "served_share", "k", 0.0, "share"),
    ]
    return [
        {"limit": limit, "scope": scope, "value": value, "unit": unit, "year": d.choice(years)}
        for family, limit, scope, value, unit in possible
        if family in families and d.random() < 0.5
    ]
