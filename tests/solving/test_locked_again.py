"""A plan's own decisions, locked: the solve has nothing left to decide and costs what the plan did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import planner
from planner.instance.schema import Lock
from planner.plan.core import Plan, Status
from planner.plan.tables import PLAN_TABLE
from tests.models.cases import BY_FAMILY
from tests.tiny import GAP, cost

DECISIONS = {
    "sites": "open",
    "halls": "modules_built",
    "power": "built_mw",
    "connections": "connected",
    "fleet": "bought_units",
    "fabric": "bought_units",
    "leases": "taken_mw",
    "rentals": "taken_units",
    "corridors": "lit_units",
}
"""What is decided in each table that has periods."""


def decisions(plan: Plan) -> Iterator[Lock]:
    """Every decision of a plan as a lock, nothing too."""
    for table, column in DECISIONS.items():
        for row in plan.tables[table].to_dict("records"):
            site, *item, period = (row[name] for name in PLAN_TABLE[table].key)
            if "existing" not in item:
                yield Lock(
                    in_table=table,
                    site=site,
                    item="/".join(str(part) for part in item),
                    period=period,
                    rule="fix",
                    value=row[column],
                )
    for run in plan.tables["runs"].to_dict("records"):
        placed = run["status"] == "placed"
        yield Lock(
            in_table="runs",
            item=f"{run['run']}/{run['accelerator']}" if placed else run["run"],
            period=int(run["start_year"]) if placed else None,
            rule="fix",
            value=float(placed),
        )
    for row in plan.tables["run_sites"].to_dict("records"):
        yield Lock(in_table="run_sites", site=row["site"], item=row["run"], rule="fix", value=1)


@pytest.mark.parametrize("case", ["all", "backbone", "contracts", "day", "limits"])
def test_a_plan_that_is_locked_costs_the_same(case: str):
    """Proves that the decisions of a plan, all locked, give a plan of the same cost, for the same
    instance; were a lock of nothing a conflict, or a value met by rounding, there would be none.
    """
    inst = BY_FAMILY[case]()
    first = planner.solve(inst, time_limit_s=20, gap=GAP, threads=1).plan
    assert first is not None
    locks = tuple(decisions(first))
    again = planner.solve(inst, locks=locks, time_limit_s=20, gap=GAP, threads=1)
    assert again.plan is not None, again.message
    assert again.status is Status.OPTIMAL
    assert again.plan.manifest.instance_sha256 == inst.sha256
    assert any(str(len(locks)) in note for note in again.plan.manifest.notes)
    assert again.plan.manifest.objective_musd == pytest.approx(
        first.manifest.objective_musd, rel=1e-6
    )


def test_locks_of_the_instance_and_of_the_solve_add_up():
    """Proves that a lock given to the solve holds beside one of the instance: each alone costs more
    than none, both together most.
    """
    inst = BY_FAMILY["all"]()
    halls = Lock(in_table="halls", site="a", item="air", period=2026, rule="min", value=2)
    units = Lock(in_table="fleet", site="a", item="g", period=2027, rule="min", value=250)
    locked = inst.replace(locks=(halls,))
    both = planner.solve(locked, locks=[units], time_limit_s=20, gap=GAP, threads=1).plan
    assert both is not None
    table = both.tables["halls"]
    assert table[(table["site"] == "a") & (table["period"] == 2026)]["modules_built"].sum() >= 2
    assert cost(inst) < cost(locked) < both.manifest.objective_musd
