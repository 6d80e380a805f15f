"""Plans with one cell made wrong, each with the rules of which one has to be named for it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from planner.plan.core import Plan
from planner.plan.tables import PLAN_TABLE, PLAN_TABLES

IN_SERVICE = frozenset(
    {
        "grid_queue",
        "power_in_service",
        "held_step",
        "existing_assets",
        "serves_no_period",
        "integrality",
    }
)

RULES: dict[str, dict[str, frozenset[str]]] = {
    "sites": {
        "open": frozenset({"site_status", "monotone_opening", "site_open", "cost_line"}),
        "it_mw": frozenset({"site_load"}),
        "peak_facility_mw": frozenset({"site_load"}),
        "mean_facility_mw": frozenset({"site_load"}),
    },
    "halls": {
        "modules_built": frozenset({"hall_in_service", "serves_no_period"}),
        "in_service_mw": frozenset({"hall_in_service"}),
        "leased_mw": frozenset({"lease_in_service"}),
        "hosted_mw": frozenset({"hosting"}),
        "hosted_in_leased_mw": frozenset({"leased_halls", "hall_capacity", "leased_energy"}),
    },
    "leases": {
        "taken_mw": frozenset({"lease_in_service", "serves_no_period"}),
        "in_service_mw": frozenset({"lease_in_service"}),
    },
    "hosting": {"hosted_mw": frozenset({"hosting"}), "drawn_mw": frozenset({"drawn_load"})},
    "draw": {"drawn_mw": frozenset({"drawn_load"})},
    "power": {"built_mw": IN_SERVICE, "modules_built": IN_SERVICE, "in_service_mw": IN_SERVICE},
    "connections": {"connected": frozenset({"interconnection", "upgrade", "cost_line"})},
    "generation": {"mean_mw": frozenset({"energy_balance"})},
    "storage": {
        "charge_mw": frozenset({"storage_level", "storage_shift"}),
        "discharge_mw": frozenset({"storage_level", "storage_shift"}),
        "stored_mwh": frozenset({"storage_level", "storage_shift", "storage_energy"}),
    },
    "fleet": {
        "bought_units": frozenset({"installed", "serves_no_period"}),
        "installed_units": frozenset({"installed"}),
        "rented_units": frozenset({"rental_in_service"}),
        "training_units": frozenset({"unit_use"}),
        "inference_units": frozenset({"unit_use"}),
    },
    "rentals": {
        "taken_units": frozenset({"rental_in_service", "serves_no_period"}),
        "in_service_units": frozenset({"rental_in_service"}),
    },
    "work": {
        "busy_units": frozenset({"busy_units"}),
        "busy_rented_units": frozenset({"busy_units"}),
    },
    "fabric": {
        "bought_units": frozenset({"fabric_in_service", "serves_no_period", "existing_assets"}),
        "in_service_units": frozenset({"fabric_in_service"}),
    },
    "runs": {
        "start_year": frozenset({"run_window", "runs", "run_status"}),
        "end_year": frozenset({"runs"}),
        "late_years": frozenset({"runs"}),
        "sites": frozenset({"runs"}),
        "it_mw": frozenset({"runs"}),
    },
    "run_sites": {
        "units": frozenset({"runs"}),
        "it_mw": frozenset({"runs"}),
        "slowed_units": frozenset({"slowed_units", "energy_balance", "run_compute"}),
    },
    "corridors": {
        "lit_units": frozenset({"corridor_in_service", "serves_no_period"}),
        "capacity_gbps": frozenset({"corridor_in_service"}),
        "used_ab_gbps": frozenset({"corridor_use"}),
        "used_ba_gbps": frozenset({"corridor_use"}),
    },
    "run_flows": {"gbps": frozenset({"run_flow"})},
    "volumes": {
        "requests_per_s": frozenset({"volumes"}),
        "disaggregated_requests_per_s": frozenset({"volume_split"}),
        "aggregated_requests_per_s": frozenset({"volume_split"}),
    },
    "pools": {"units": frozenset({"busy_units"})},
    "routing": {
        "share": frozenset({"demand_served"}),
        "requests_per_s": frozenset({"routing"}),
        "rtt_ms": frozenset({"latency"}),
    },
    "unserved": {
        "share": frozenset({"demand_served"}),
        "requests_per_s": frozenset({"routing"}),
    },
    "limits": {"value": frozenset({"limits"}), "used": frozenset({"limits"})},
    "costs": {"musd": frozenset({"cost_line"})},
    "cash": {"musd": frozenset({"cash_line"})},
}
"""By table and column, rules of which at least one names a wrong cell; all but text columns."""

WHOLE = ("open", "modules_built", "connected", "sites", "lit_units")
"""Columns of whole numbers, which change by one."""

LEAST_CHANGE = 0.05
"""What a number changes by that 0.1 % would change by too little to be told from rounding."""

CELLS_BY_COLUMN = 2


@dataclass(frozen=True)
class Spoilt:
    """A plan with one thing wrong.

    Attributes:
        what: what was changed, in words.
        rules: rules of which at least one has to be named.
        plan: the plan.
    """

    what: str
    rules: frozenset[str]
    plan: Plan


def spoilt_plans(plan: Plan, seed: int) -> Iterator[Spoilt]:
    """Plans with one cell changed, up to two cells of every column, and rows left out or repeated."""
    draw = random.Random(seed)
    for table in PLAN_TABLES:
        frame = plan.tables[table.name]
        if frame.empty:
            continue
        for column, rules in RULES[table.name].items():
            rows = [i for i in range(len(frame)) if not pd.isna(frame[column].iloc[i])]
            for row in draw.sample(rows, min(CELLS_BY_COLUMN, len(rows))):
                yield _cell(plan, table.name, column, row, rules)
        row = draw.randrange(len(frame))
        left_out = frame.drop(index=frame.index[row]).reset_index(drop=True)
        twice = pd.concat([frame, frame.iloc[[row]]], ignore_index=True)
        whole = frozenset({"completeness"})
        if not table.sparse and table.name != "costs":
            yield _with(plan, table.name, left_out, f"{table.name} row {row} left out", whole)
        yield _with(plan, table.name, twice, f"{table.name} row {row} twice", whole)
    yield from _spoilt_manifests(plan)


def _cell(plan: Plan, table: str, column: str, row: int, rules: frozenset[str]) -> Spoilt:
    """A plan with one number off: by 0.1 %, by one where it is whole, and by enough to be told."""
    frame = plan.tables[table].astype({column: float})
    value = float(frame[column].iloc[row])
    change = 1.0 if column in WHOLE else max(LEAST_CHANGE, 0.001 * value)
    change = -1.0 if column in ("open", "connected") and value == 1 else change
    if table == "runs" and column == "start_year":
        change = 0.5
    frame.loc[frame.index[row], column] = value + change
    key = " / ".join(str(frame[name].iloc[row]) for name in PLAN_TABLE[table].key)
    return _with(plan, table, frame, f"{table} {column} at {key} by {change:g}", rules)


def _with(plan: Plan, table: str, frame: pd.DataFrame, what: str, rules: frozenset[str]) -> Spoilt:
    return Spoilt(what, rules, replace(plan, tables={**plan.tables, table: frame}))


def _spoilt_manifests(plan: Plan) -> Iterator[Spoilt]:
    said = plan.manifest
    for what, rule, update in (
        (
            "objective 0.1 % off",
            "objective",
            {"objective_musd": said.objective_musd * 1.001 + 0.05},
        ),
        ("bound above it", "gap", {"bound_musd": said.objective_musd * 1.001 + 0.05}),
        ("gap of its own", "gap", {"gap": said.gap + 0.01}),
        ("another instance", "fingerprint", {"instance_sha256": "0" * 64}),
    ):
        manifest = said.model_copy(update=update)
        yield Spoilt(f"manifest: {what}", frozenset({rule}), replace(plan, manifest=manifest))
