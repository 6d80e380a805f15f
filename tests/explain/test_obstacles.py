"""What stands in the way of what is left undone: each sentence against figures that can be added up by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import solve
from planner.explain import Question, explain, report
from planner.explain.obstacles import run_obstacles
from planner.explain.what_if import difference
from planner.plan.binding import binding_limits
from planner.plan.core import Plan
from planner.plan.sections import terminal
from tests.tiny import FLEET, GAP, POWER, prices, tiny

YEARS = (2026, 2027)


def solved(inst) -> Plan:
    """Its optimal plan."""
    result = solve(inst, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    return result.plan


def obstacles(inst, run="w") -> str:
    """What is in the way of a run, as one text."""
    plan = solved(inst)
    return "\n".join(run_obstacles(plan, inst, binding_limits(plan, inst), run))


def test_room_for_a_run_is_counted_within_campus_caps():
    """Proves that two sites of 500 MW in a group of 100 MW and one of 50 MW are 150 MW of room for a run on
    three sites; the sum of their own limits would be 1,050.
    """
    sites = [
        {"max_facility_mw": 500, "campus_group": "G"},
        {"site": "b", "max_facility_mw": 500, "campus_group": "G"},
        {"site": "c", "max_facility_mw": 50},
    ]
    inst = tiny(
        FLEET,
        settings={"campus_cap_mw": 100},
        sites=sites,
        training_runs=[{"max_sites": 3, "dropped_musd": 0.1}],
    )
    assert "its 2 largest sites may draw 150 MW facility together, within campus caps" in obstacles(
        inst
    )


def test_what_was_sold_out_and_is_past_its_life_is_not_in_the_way():
    """Proves that 80 units sold out in 2026, which live a year, are no reason for a run of 2027."""
    first = {"run": "v", "h100e": 80}
    second = {"earliest_year": 2027, "latest_year": 2027, "dropped_musd": 0.1}
    inst = tiny(
        FLEET,
        years=YEARS,
        bill_of_materials=prices(dict.fromkeys(YEARS, 1.0)),
        accelerator_supply=[{"year": y, "units": 80} for y in YEARS],
        training_runs=[first, second],
    )
    assert "sold out" not in obstacles(inst)
    late = inst.replace(
        accelerators=tuple(g.model_copy(update={"life_years": 2}) for g in inst.accelerators)
    )
    assert "g: sold out (2026)" in obstacles(late)


def test_plant_is_offered_only_where_it_can_be_ordered_in_time():
    """Proves that for a run of 2027 an engine with a lead of a year is one of 2026, of which all 10 MW
    are left; what 2027 still has would come too late.
    """
    engine = {"option": "engine", "kind": "gas", "lead_years": 1, "capex_usd_per_kw": 500}
    inst = tiny(
        POWER,
        years=YEARS,
        bill_of_materials=prices(dict.fromkeys(YEARS, 1.0)),
        sites=[{"grid_queue_years": 9}],
        power_options=[{}, engine],
        power_supply=[{"option": "engine", "year": y, "mw": 10} for y in YEARS],
        site_power=[{}, {"option": "engine"}],
        training_runs=[
            {"earliest_year": 2027, "latest_year": 2027, "dropped_musd": 0.1},
        ],
    )
    assert "left to order in time for 2027: 10 MW of engine (in 2026, 500 USD/kW)" in obstacles(
        inst
    )


def test_a_locked_plan_proves_nothing_of_plans_that_need_not_keep_its_decisions():
    """Proves that a change saves at least what the incumbents and the new bound say, but that the bound of a
    locked plan is no end of the interval; and that the explanation says what its gap is against.
    """
    inst = tiny(FLEET, training_runs=[{"dropped_musd": 0.4}])
    free = solved(inst)
    locked = replace(
        free, manifest=free.manifest.model_copy(update={"locks_sha256": "x", "bound_musd": 0.4})
    )
    after = solve(inst, time_limit_s=20, gap=GAP, threads=1)
    assert difference(free, after).most_musd == pytest.approx(0)
    assert difference(locked, after).most_musd == float("inf")
    found = explain(locked, inst, Question(run="w"), time_limit_s=0)
    assert "keeps decisions of another plan" in terminal(report(found))
    assert "keeps decisions" not in terminal(
        report(explain(free, inst, Question(run="w"), time_limit_s=0))
    )
