"""Tiny instances for tests: every row has defaults that cost nothing, a test states what matters.

In the default world there is one period of one year, the discount rate is 0 and everything that is
ordered lives one year (fabric, which is free, longer), so that what is ordered is paid in full and
costs simply add up. A unit takes 10 kW and costs 10,000 USD: 100 units are 1 MW and 1 M$. Sites
exist and are open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import planner
from planner.instance import Instance, instance_from_tables
from planner.plan.core import Plan, Status

GAP = 1e-8
FLEET = ("siting", "fleet", "training")
HALLS = ("siting", "fleet", "halls", "training")
POWER = ("siting", "fleet", "halls", "power", "training")
BACKBONE = ("siting", "fleet", "training", "backbone")
ROUTING = ("siting", "inference")
SERVING = ("siting", "fleet", "inference")
ALL = ("siting", "fleet", "halls", "power", "training", "inference")

Rows = Sequence[Mapping[str, object]]

DEFAULTS: dict[str, dict[str, object]] = {
    "sites": {
        "site": "a", "kind": "campus", "status": "existing", "region": "R", "climate_zone": "Z",
        "max_facility_mw": 1000, "shell_musd_per_mw": 0, "shell_life_years": 1,
        "hall_module_mw": 1, "hall_build_years": 0, "grid_queue_years": 0, "opening_life_years": 1,
    },
    "existing_assets": {"site": "a", "in_service_year": 2020},
    "accelerators": {
        "accelerator": "g", "vendor": "v", "kw_per_unit": 10, "idle_share": 0, "rack_kw": 10,
        "life_years": 1, "h100e_per_unit": 1,
    },
    "bill_of_materials": {
        "accelerator": "g", "category": "gpu", "year": 2026, "usd_per_unit": 10_000,
    },
    "accelerator_supply": {"accelerator": "g", "year": 2026},
    "cooling": {"cooling": "air", "max_rack_kw": 50, "capex_musd_per_mw": 0, "life_years": 1},
    "pue": {"cooling": "air", "climate_zone": "Z", "pue": 1, "pue_peak": 1},
    "power_options": {
        "option": "grid", "kind": "grid", "capex_usd_per_kw": 0, "capacity_credit": 1,
        "life_years": 1,
    },
    "power_supply": {"option": "grid", "year": 2026},
    "site_power": {"site": "a", "option": "grid"},
    "energisation_steps": {"site": "a", "option": "grid"},
    "energy": {
        "region": "R", "year": 2026, "grid_usd_per_mwh": 0, "grid_carbon_t_per_mwh": 0,
        "gas_usd_per_mmbtu": 0,
    },
    "training_runs": {
        "run": "w", "kind": "pretraining", "h100e": 100, "earliest_year": 2026,
        "latest_year": 2026, "duration_years": 1, "dropped_musd": 10,
    },
    "fabrics": {"fabric": "f", "life_years": 50},
    "site_latency": {},
    "metros": {"metro": "M"},
    "services": {
        "service": "k", "model": "m", "input_tokens": 1000, "output_tokens": 100,
        "unserved_usd_per_mtoken": 1000,
    },
    "demand": {"service": "k", "metro": "M", "year": 2026, "requests_per_s": 100},
    "demand_totals": {"service": "k", "year": 2026},
    "throughput": {
        "accelerator": "g", "model": "m", "prefill_tokens_per_s": 1000,
        "decode_tokens_per_s": 100,
    },
    "latency": {"metro": "M", "site": "a"},
    "route_costs": {"service": "k", "metro": "M", "site": "a"},
    "slices": {"day": "d", "days_share": 1},
    "local_demand": {"service": "k", "day": "d"},
    "slice_availability": {"region": "R"},
    "lease_offers": {"site": "a", "cooling": "air", "from_year": 2026, "term_years": 1},
    "rental_offers": {"site": "a", "accelerator": "g", "from_year": 2026, "term_years": 1},
    "corridors": {
        "site_a": "a", "site_b": "b", "route_km": 100, "unit_gbps": 1000, "musd_per_km": 0,
        "life_years": 1,
    },
    "limits": {"scope": "", "year": 2026},
    "locks": {"site": "", "item": "", "period": 2026, "rule": "fix"},
}  # fmt: skip
"""What a row says of which a test gives only the columns that matter."""

NEEDED: dict[str, tuple[str, ...]] = {
    "siting": ("sites",),
    "fleet": ("accelerators", "bill_of_materials"),
    "halls": ("cooling", "pue"),
    "power": ("power_options", "energy"),
    "training": ("training_runs", "fabrics"),
    "backbone": ("corridors",),
    "inference": ("metros", "services", "demand"),
}
"""Tables of which one row of defaults is taken when a test gives none."""

YEARLY = ["bill_of_materials", "accelerator_supply", "power_supply", "energy", "demand"]


def tiny(
    families: Sequence[str],
    *,
    years: Sequence[int] = (2026,),
    end: int | None = None,
    rate: float = 0.0,
    settings: Mapping[str, object] | None = None,
    **tables: Rows,
) -> Instance:
    """An instance of some families; rows of yearly tables hold for the years not given."""
    names = [name for family in families for name in NEEDED[family]]
    if {"fleet", "inference"} <= set(families):
        names.append("throughput")
    given: dict[str, Rows] = {name: [{}] for name in names} | tables
    return instance_from_tables(
        {
            "name": "tiny",
            "families": list(families),
            "periods": list(years),
            "horizon_end_year": end,
            "discount_rate": rate,
            "price_year": 2026,
            "interpolate": YEARLY,
            **(settings or {}),
        },
        {
            name: [DEFAULTS[name] | dict(row) for row in rows]
            for name, rows in given.items()
            if rows
        },
    )


def by_year(table_row: Mapping[str, object], column: str, values: Mapping[int, float]) -> Rows:
    """Rows of a yearly table: one for each year, with a value in one column."""
    return [{**table_row, "year": year, column: value} for year, value in values.items()]


def prices(musd_per_100_units: Mapping[int, float], accelerator: str = "g") -> Rows:
    """Prices of a product, in M$ for 100 units by year of order."""
    usd = {year: musd * 1e4 for year, musd in musd_per_100_units.items()}
    return by_year({"accelerator": accelerator}, "usd_per_unit", usd)


def optimum(inst: Instance, musd: float) -> Plan:
    """The optimal plan of an instance, after comparing what it costs to what it has to cost."""
    result = planner.solve(inst, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    assert result.status is Status.OPTIMAL and result.plan.manifest.verified
    assert result.plan.manifest.objective_musd == pytest.approx(musd, rel=1e-6, abs=1e-9)
    assert result.plan.manifest.bound_musd == pytest.approx(musd, rel=1e-6, abs=1e-6)
    return result.plan


def cost(inst: Instance) -> float:
    """What the optimal plan of an instance costs, in M$."""
    result = planner.solve(inst, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    assert result.status is Status.OPTIMAL
    return result.plan.manifest.objective_musd


def cell(plan: Plan, table: str, column: str, **key: object) -> Any:
    """The value of one row of a plan's table."""
    frame = plan.tables[table]
    for name, value in key.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, f"{len(frame)} rows of {table} are {key}"
    return frame[column].iloc[0]


def total(plan: Plan, table: str, column: str, **key: object) -> float:
    """The sum of a column over the rows with a key; 0 without any."""
    frame = plan.tables[table]
    for name, value in key.items():
        frame = frame[frame[name] == value]
    return float(frame[column].sum())
