"""A plan's own decisions, locked: the solve has nothing left to decide and costs what the plan did."""

from __future__ import annotations

import pytest

import planner
from planner.instance.schema import Lock
from planner.plan.core import Status
from planner.plan.locks import ForeignDecision, locks_of
from tests.models.cases import BY_FAMILY
from tests.tiny import GAP, cost


@pytest.mark.parametrize("case", ["all", "backbone", "contracts", "day", "limits"])
def test_a_plan_that_is_locked_costs_the_same(case: str):
    """Proves that the decisions of a plan, all locked, give a plan of the same cost, for the same
    instance; were a lock of nothing a conflict, or a value met by rounding, there would be none.
    """
    inst = BY_FAMILY[case]()
    first = planner.solve(inst, time_limit_s=20, gap=GAP, threads=1).plan
    assert first is not None
    locks = locks_of(first, inst)
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


def test_next_year_keeps_what_is_committed():
    """Proves that orders of the first period stand when prices change later, and later ones move.

    With units of 2027 at a tenth of the price more is bought then, and what was bought in 2026, at a loss in
    hindsight, stays; without locks it would not be bought.
    """
    inst = BY_FAMILY["all"]()
    first = planner.solve(inst, time_limit_s=20, gap=GAP, threads=1).plan
    assert first is not None
    cheap = tuple(
        row.model_copy(update={"usd_per_unit": row.usd_per_unit / 10}) if row.year == 2027 else row
        for row in inst.bill_of_materials
    )
    later = inst.replace(bill_of_materials=cheap)
    locks = locks_of(first, later, until_year=2027)
    assert {lock.period for lock in locks} <= {2026, None}
    kept = planner.solve(later, locks=locks, time_limit_s=20, gap=GAP, threads=1).plan
    assert kept is not None
    for table, column in (("fleet", "bought_units"), ("halls", "modules_built")):
        before, after = first.tables[table], kept.tables[table]
        in_2026 = before["period"] == 2026
        assert after[in_2026][column].tolist() == pytest.approx(
            before[in_2026][column].tolist(), abs=1e-3
        )
    assert kept.manifest.objective_musd >= cost(later) - 1e-6


def test_a_decision_that_the_instance_does_not_know():
    """Proves that a plan that has ordered at a site that is gone is not silently cut short."""
    inst = BY_FAMILY["contracts"]()
    plan = planner.solve(inst, time_limit_s=20, gap=GAP, threads=1).plan
    assert plan is not None
    gone = inst.replace(sites=(inst.sites[0].model_copy(update={"site": "b"}),))
    with pytest.raises(ForeignDecision, match="existing_assets"):
        locks_of(plan, gone)
