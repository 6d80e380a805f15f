"""Changes of the plan worked out by hand, each with the rule that it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.tables import PLAN_TABLE
from tests.plan.hand_case import plan

Key = tuple[Any, ...]
Change = Callable[[dict[str, pd.DataFrame]], None]


def at(frame: pd.DataFrame, table: str, key: Key) -> pd.Series:
    """Which rows of a frame have a key."""
    here = pd.Series(True, index=frame.index)
    for column, value in zip(PLAN_TABLE[table].key, key, strict=True):
        here &= frame[column] == value
    assert here.any(), (table, key)
    return here


def put(table: str, key: Key, **values: Any) -> Change:
    """Write values into one row."""

    def change(tables: dict[str, pd.DataFrame]) -> None:
        frame = tables[table]
        for column, value in values.items():
            frame[column] = frame[column].astype(object)
            frame.loc[at(frame, table, key), column] = value

    return change


def scale(table: str, key: Key, column: str, factor: float) -> Change:
    """Multiply one cell."""

    def change(tables: dict[str, pd.DataFrame]) -> None:
        tables[table].loc[at(tables[table], table, key), column] *= factor

    return change


def drop(table: str, key: Key) -> Change:
    """Leave one row out."""

    def change(tables: dict[str, pd.DataFrame]) -> None:
        tables[table] = tables[table][~at(tables[table], table, key)].reset_index(drop=True)

    return change


def add(table: str, *row: Any) -> Change:
    """Put one more row at the end."""

    def change(tables: dict[str, pd.DataFrame]) -> None:
        tables[table].loc[len(tables[table])] = list(row)

    return change


def reverse(table: str) -> Change:
    """Turn a table's rows round."""

    def change(tables: dict[str, pd.DataFrame]) -> None:
        tables[table] = tables[table].iloc[::-1].reset_index(drop=True)

    return change


def remove_table(name: str) -> Change:
    """Leave a table out."""
    return lambda tables: tables.update({name: pd.DataFrame()})


def changed(*changes: Change, of: Instance | None = None, **manifest: Any) -> Plan:
    """The plan worked out by hand with some cells and some of its manifest changed."""
    return altered(plan(of), *changes, **manifest)


def altered(right: Plan, *changes: Change, **manifest: Any) -> Plan:
    """A plan with some cells and some of its manifest changed."""
    tables = {name: frame.copy() for name, frame in right.tables.items()}
    for change in changes:
        change(tables)
    return replace(right, manifest=right.manifest.model_copy(update=manifest), tables=tables)


NAN = float("nan")

MUTATIONS: dict[str, tuple[str, tuple[Change, ...]]] = {
    "a hall dropped": (
        "hall_capacity", (put("halls", ("beta", "liquid", 2026), modules_built=4),)
    ),
    "a hall at a closed site": (
        "site_open", (put("sites", ("beta", 2026), open=0),)
    ),
    "a hall too late to serve": (
        "serves_no_period", (put("halls", ("beta", "air", 2029), modules_built=1),)
    ),
    "half a hall": (
        "integrality", (put("halls", ("beta", "liquid", 2026), modules_built=5.5),)
    ),
    "halls in service before they are built": (
        "hall_in_service", (put("halls", ("beta", "liquid", 2026), in_service_mw=2.5),)
    ),
    "dense racks in air": (
        "rack_density",
        (
            add("hosting", "beta", "train", "air", 2027, 0.2, 0.2),
            put("hosting", ("beta", "train", "liquid", 2027), hosted_mw=2.0, drawn_mw=2.0),
        ),
    ),
    "units that stand nowhere": (
        "hosting", (put("hosting", ("beta", "train", "liquid", 2029), hosted_mw=1.2),)
    ),
    "idle units that draw nothing": (
        "drawn_load", (put("hosting", ("beta", "train", "liquid", 2029), drawn_mw=0.0),)
    ),
    "MW moved from the held position to the queue": (
        "firm_power",
        (
            put("power", ("NA", "grid", "held-now", 2027), built_mw=0.02),
            put("power", ("NA", "grid", "order", 2027), built_mw=0.1),
        ),
    ),
    "less power than the peak": (
        "firm_power", (put("power", ("NA", "grid", "held-now", 2027), built_mw=0.1),)
    ),
    "a queue date broken": (
        "grid_queue", (put("power", ("beta", "grid", "order", 2026), in_service_mw=1.0),)
    ),
    "a grid order that no queue would let through in time": (
        "grid_queue", (put("power", ("beta", "grid", "order", 2027), built_mw=0.5),)
    ),
    "a turbine before its date": (
        "power_in_service", (put("power", ("beta", "turbine", "order", 2026), in_service_mw=5.0),)
    ),
    "a held step before its year": (
        "held_step", (put("power", ("beta", "grid", "held-2029", 2027), built_mw=0.5),)
    ),
    "more than a held step": (
        "held_step", (put("power", ("beta", "grid", "held-2027", 2027), built_mw=2.1),)
    ),
    "more than the site's limit of an option": (
        "option_limit", (put("power", ("beta", "grid", "held-2029", 2029), built_mw=1.0),)
    ),
    "more turbines than the order book has": (
        "order_book",
        (put("power", ("beta", "turbine", "order", 2026), built_mw=10.0, modules_built=2),),
    ),
    "a fraction of a module": (
        "integrality", (put("power", ("beta", "turbine", "order", 2026), modules_built=0.5),)
    ),
    "MW that are not whole modules": (
        "integrality", (put("power", ("beta", "turbine", "order", 2026), built_mw=4.0),)
    ),
    "modules of what comes in any size": (
        "integrality", (put("power", ("NA", "grid", "held-now", 2027), modules_built=1),)
    ),
    "power at a closed site": (
        "site_open", (put("power", ("NA", "grid", "held-now", 2026), built_mw=0.1),)
    ),
    "existing power ordered": (
        "existing_assets", (put("power", ("alpha", "grid", "existing", 2027), built_mw=1.0),)
    ),
    "existing power larger than it is": (
        "existing_assets", (put("power", ("alpha", "grid", "existing", 2027), in_service_mw=4.0),)
    ),
    "a turbine at an edge site": (
        "site_kind", (add("power", "NA", "turbine", "order", 2027, 5.0, 1, 5.0),)
    ),
    "a connection not paid": (
        "interconnection", (put("connections", ("beta", "grid", "site", 2027), connected=0),)
    ),
    "a connection paid too late": (
        "interconnection",
        (
            put("connections", ("beta", "grid", "site", 2027), connected=0),
            put("connections", ("beta", "grid", "site", 2029), connected=1),
        ),
    ),
    "a connection paid twice": (
        "interconnection", (put("connections", ("beta", "grid", "site", 2026), connected=1),)
    ),
    "an upgrade not paid": (
        "upgrade", (put("connections", ("beta", "grid", "held-2027", 2027), connected=0),)
    ),
    "less energy than is drawn": (
        "energy_balance", (put("generation", ("beta", "turbine", 2027, "year"), mean_mw=1.0),)
    ),
    "more energy than an option can give": (
        "capacity_factor",
        (
            put("generation", ("beta", "turbine", 2027, "year"), mean_mw=0.64),
            put("generation", ("beta", "grid", 2027, "year"), mean_mw=2.0),
        ),
    ),
    "a unit used twice": (
        "unit_use",
        (put("run_sites", ("frontier", "beta"), units=440.0, it_mw=4.4),),
    ),
    "a unit used by pools and more": (
        "unit_use", (put("pools", ("chat", "NA", "infer", "decode", 2027, "year"), units=20.0),)
    ),
    "more units than can be bought": (
        "supply", (put("fleet", ("beta", "train", 2027), bought_units=221.0),)
    ),
    "a product before it exists": (
        "available_from", (put("fleet", ("alpha", "train", 2026), bought_units=10.0),)
    ),
    "units ordered too late to serve": (
        "serves_no_period", (put("fleet", ("NA", "infer", 2029), bought_units=1.0),)
    ),
    "units installed that were not bought": (
        "installed", (put("fleet", ("beta", "train", 2029), installed_units=300.0),)
    ),
    "less fabric than units": (
        "fabric", (put("fabric", ("beta", "train", "ib", 2027), bought_units=100.0),)
    ),
    "existing fabric ordered": (
        "existing_assets", (put("fabric", ("alpha", "train", "existing", 2027), bought_units=1.0),)
    ),
    "fabric in service that was not bought": (
        "fabric_in_service",
        (put("fabric", ("beta", "train", "ethernet", 2027), in_service_units=5.0),),
    ),
    "a split run without its loss": (
        "run_compute",
        (
            put("run_sites", ("frontier", "alpha"), units=200.0, it_mw=2.0),
            put("run_sites", ("frontier", "beta"), units=200.0, it_mw=2.0),
        ),
    ),
    "a run with a site too small": (
        "run_min_site", (put("run_sites", ("frontier", "beta"), units=150.0, it_mw=1.5),)
    ),
    "half a unit at a site of a run": (
        "run_min_site",
        (
            put("runs", ("extra",), status="placed", start_year=2026, accelerator="train"),
            add("run_sites", "extra", "alpha", 0.5, 0.005, 0.0),
        ),
    ),
    "a run at sites too far apart": (
        "run_rtt", (add("run_sites", "frontier", "NA", 200.0, 2.0, 0.0),)
    ),
    "more at a site than it may draw": (
        "site_limit", (put("hosting", ("beta", "train", "liquid", 2029), hosted_mw=4.1),)
    ),
    "more in a campus group than its cap": (
        "campus_cap", (put("hosting", ("alpha", "train", "liquid", 2027), hosted_mw=2.201),)
    ),
    "more water than the permit": (
        "water", (put("draw", ("beta", "train", "liquid", 2027, "year"), drawn_mw=2.3),)
    ),
    "more plant than the plot holds": (
        "land",
        (put("power", ("beta", "turbine", "order", 2026), built_mw=105.0, modules_built=21),),
    ),
    "more requests than a site may serve": (
        "site_requests", (put("routing", ("chat", "M1", "NA", 2027, "year"), share=1.6),)
    ),
    "more of a metro than one site may serve": (
        "max_site_share", (put("routing", ("chat", "M1", "NA", 2029, "year"), share=1.1),)
    ),
    "a run over too many sites": (
        "run_max_sites", (add("run_sites", "frontier", "shut", 1.0, 0.01, 0.0),)
    ),
    "a run at an excluded site": (
        "site_kind", (add("run_sites", "frontier", "shut", 1.0, 0.01, 0.0),)
    ),
    "a run after its window": (
        "run_window", (put("runs", ("frontier",), start_year=2029, end_year=2031),)
    ),
    "a run between two periods": (
        "run_window", (put("runs", ("frontier",), start_year=2028),)
    ),
    "a run on a product that cannot train": (
        "run_product", (put("runs", ("frontier",), accelerator="infer"),)
    ),
    "a run on an unknown product": (
        "run_product", (put("runs", ("frontier",), accelerator="abacus"),)
    ),
    "a dropped run that holds units": (
        "run_status", (put("runs", ("frontier",), status="dropped"),)
    ),
    "a placed run that holds none": (
        "run_compute", (put("runs", ("extra",), status="placed", start_year=2026),)
    ),
    "a run with a status of its own": (
        "run_status", (put("runs", ("extra",), status="postponed"),)
    ),
    "a run said to be on time": ("runs", (put("runs", ("frontier",), late_years=0.0),)),
    "a site that closes": ("monotone_opening", (put("sites", ("beta", 2029), open=0),)),
    "an existing site closed": ("site_status", (put("sites", ("alpha", 2026), open=0),)),
    "an excluded site open": ("site_status", (put("sites", ("shut", 2029), open=1),)),
    "a site before its earliest year": ("site_status", (put("sites", ("NA", 2026), open=1),)),
    "half a site": ("integrality", (put("sites", ("beta", 2026), open=0.5),)),
    "two of one site": ("integrality", (put("sites", ("beta", 2026), open=2),)),
    "a load told too small": ("site_load", (put("sites", ("beta", 2027), peak_facility_mw=2.0),)),
    "demand forgotten": (
        "demand_served", (put("routing", ("chat", "M1", "NA", 2027, "year"), share=0.8),)
    ),
    "demand not counted as unserved": (
        "demand_served", (put("unserved", ("chat", "M1", 2029, "year"), share=0.0),)
    ),
    "served from too far": (
        "latency", (add("routing", "chat", "M1", "alpha", 2026, "year", 0.5, 5.0, 87.0),)
    ),
    "a round trip told too short": (
        "latency", (put("routing", ("chat", "M1", "NA", 2027, "year"), rtt_ms=1.0),)
    ),
    "served from a closed site": (
        "site_open", (add("routing", "chat", "M1", "NA", 2026, "year", 0.5, 5.0, 12.0),)
    ),
    "a volume split that is not the volume": (
        "volume_split",
        (put("volumes", ("chat", "NA", 2027, "year"), aggregated_requests_per_s=30.0),),
    ),
    "a volume that is not the shares": (
        "volumes", (put("volumes", ("chat", "NA", 2027, "year"), requests_per_s=110.0),)
    ),
    "a prefill pool too small": (
        "pool_capacity", (put("pools", ("chat", "NA", "infer", "prefill", 2027, "year"), units=4.9),)
    ),
    "a decode pool too small": (
        "pool_capacity", (put("pools", ("chat", "NA", "infer", "decode", 2029, "year"), units=14.9),)
    ),
    "an aggregated pool too small": (
        "pool_capacity", (put("pools", ("chat", "NA", "infer", "aggregated", 2029, "year"), units=11.0),)
    ),
    "a pool of a product without a rate": (
        "pool_product", (add("pools", "chat", "beta", "train", "decode", 2029, "year", 1.0),)
    ),
    "a cost 0.1 % off": ("cost_line", (scale("costs", ("halls", "beta", 2027), "musd", 1.001),)),
    "a cost left out": ("cost_line", (drop("costs", ("cooling", "NA", 2027)),)),
    "a cost of nothing": ("cost_line", (add("costs", "dropped", "", 2027, 1.0),)),
    "a cost without its site": (
        "completeness", (add("costs", "remaining_charges", "", 2029, 1.0),)
    ),
    "cash 0.1 % off": ("cash_line", (scale("cash", ("energy", 2027), "musd", 1.001),)),
    "a row missing": ("completeness", (drop("unserved", ("chat", "M1", 2027, "year")),)),
    "a row too many": ("completeness", (add("fleet", "NA", "train", 2027, 0.0, 0.0, 0.0, 0.0, 0.0),)),
    "a row twice": ("completeness", (add("run_sites", "frontier", "beta", 220.0, 2.2, 0.0),)),
    "rows in another order": ("completeness", (reverse("power"),)),
    "sparse rows in another order": ("completeness", (reverse("routing"),)),
    "a sparse row of nothing": (
        "completeness", (put("pools", ("chat", "NA", "infer", "decode", 2027, "year"), units=0.0),)
    ),
    "a table missing": ("completeness", (remove_table("generation"),)),
    "a site nobody knows": ("completeness", (add("run_sites", "frontier", "gamma", 1.0, 0.01, 0.0),)),
    "a product nobody knows": (
        "completeness", (add("pools", "chat", "NA", "abacus", "decode", 2029, "year", 1.0),)
    ),
    "a period nobody knows": (
        "completeness", (add("routing", "chat", "M1", "NA", 2028, "year", 1.0, 100.0, 12.0),)
    ),
    "NaN in a decision": ("finite", (put("generation", ("NA", "grid", 2027, "year"), mean_mw=NAN),)),
    "NaN in a derived column": ("finite", (put("sites", ("NA", 2027), it_mw=NAN),)),
    "no start of a placed run": ("finite", (put("runs", ("frontier",), start_year=NAN),)),
    "infinite cost": ("finite", (put("costs", ("halls", "NA", 2027), musd=float("inf")),)),
    "a word where a number stands": (
        "finite", (put("halls", ("NA", "air", 2027), hosted_mw="much"),)
    ),
    "less than nothing": ("sign", (put("fleet", ("NA", "infer", 2027), bought_units=-1.0),)),
}  # fmt: skip
