"""Every table of a plan, complete over its keys, in the instance's order."""

from __future__ import annotations

import pandas as pd
import pyomo.environ as pyo

from planner.instance import Instance
from planner.plan.tables import PLAN_TABLE, PLAN_TABLES
from planner.solving.accounts import cash_rows, cost_rows
from planner.solving.values import Values

from . import contracts, fleet, inference, places, power, training
from .backbone import corridor_rows, run_flow_rows
from .limits import limit_rows
from .reader import Reader, Rows


def plan_tables(m: pyo.ConcreteModel, inst: Instance, values: Values) -> dict[str, pd.DataFrame]:
    """Every table of :data:`planner.plan.tables.PLAN_TABLES` at a point of the model."""
    r = Reader(m, inst, values)
    rows: dict[str, Rows] = {table.name: [] for table in PLAN_TABLES}
    rows["sites"] = places.site_rows(r)
    if inst.has("fleet"):
        rows["fleet"], rows["rentals"] = fleet.fleet_rows(r), contracts.rental_rows(r)
        rows["work"] = fleet.work_rows(r)
    if inst.has("halls"):
        rows["halls"], rows["leases"] = places.hall_rows(r), contracts.lease_rows(r)
        rows["hosting"], rows["draw"] = places.hosting_rows(r), places.draw_rows(r)
    if inst.has("power"):
        rows["power"], rows["connections"] = power.power_rows(r), power.connection_rows(r)
        rows["generation"], rows["storage"] = power.generation_rows(r), power.storage_rows(r)
    if inst.has("training"):
        rows["run_sites"] = training.run_site_rows(r)
        rows["runs"] = training.run_rows(r, rows["run_sites"])
        rows["fabric"] = fleet.fabric_rows(r)
    if inst.has("backbone"):
        rows["corridors"] = corridor_rows(m, inst, values)
        rows["run_flows"] = run_flow_rows(m, inst, values)
    if inst.has("inference"):
        rows["volumes"], rows["pools"] = inference.volume_rows(r), inference.pool_rows(r)
        rows["routing"], rows["unserved"] = inference.routing_rows(r), inference.unserved_rows(r)
    rows["limits"] = limit_rows(m, inst, values)
    rows["costs"], rows["cash"] = cost_rows(m, inst, values), cash_rows(m, inst, values)
    return {
        name: pd.DataFrame(found, columns=list(PLAN_TABLE[name].columns))
        for name, found in rows.items()
    }
