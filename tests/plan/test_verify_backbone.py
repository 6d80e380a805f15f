"""The independent checker on hubs, the traffic of runs, corridors and the ways along them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hand_case import instance as all_families
from hand_case import plan as plan_of_all_families
from hand_case_backbone import instance, plan
from mutations import Change, add, altered, put
from mutations_backbone import MUTATIONS
from worlds import rules, unnoticed

from planner.instance import Instance
from planner.instance.schema import SiteLatency
from planner.plan.tables import PLAN_TABLES
from planner.plan.verify import verify
from planner.plan.verify.geography import shortest_way_km


def test_backbone_worked_out_by_hand_passes() -> None:
    """Proves that traffic over two ways, one through a closed site, and 9.6 M$ of fibre are right."""
    outcome = verify(instance(), plan())
    assert outcome.broken == ()
    assert outcome.heads_musd["backbone"] == pytest.approx(9.6, rel=1e-12)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wrong_plan_is_refused_by_name(name: str) -> None:
    """One thing made wrong in a right plan: refused, with the rule that it breaks named."""
    rule, changes = MUTATIONS[name]
    outcome = verify(instance(), altered(plan(), *changes))
    assert rule in rules(outcome)


def test_every_rule_of_the_backbone_is_broken_by_two_plans() -> None:
    """Proves that no rule rests on one lucky figure: each is named by two wrong plans or more."""
    aimed_at = [rule for rule, _ in MUTATIONS.values()]
    backbone = {"run_hub", "run_flow", "corridor_capacity", "corridor_in_service", "corridor_use"}
    assert {rule for rule in backbone if aimed_at.count(rule) < 2} == set()


def test_a_full_corridor_is_named_with_its_way() -> None:
    """Proves direction: 110 of 100 Gbit/s from d to c, none from c to d, and the text says which."""
    rule, changes = MUTATIONS["more traffic than a corridor carries"]
    outcome = verify(instance(), altered(plan(), *changes))
    said = {b.where for b in outcome.broken if b.rule == rule}
    assert said == {
        "traffic a to d, period 2027",
        "traffic d to c, period 2027",
    }


def test_both_ways_of_a_corridor_have_the_capacity() -> None:
    """Proves that ways do not share: 100 Gbit/s in a ring a → d → c → d → a fit beside the 100.

    Were the sum of both ways held against 100, the ring would break the corridors that are full.
    """
    ring = (
        add("run_flows", "split", "c", "d", 100.0),
        add("run_flows", "split", "d", "a", 100.0),
        put("run_flows", ("split", "a", "b"), gbps=300.0),
        put("run_flows", ("split", "b", "c"), gbps=600.0),
    )
    wide = with_row("corridors", 0, existing_gbps=150.0)
    wide = wide.replace(
        corridors=tuple(
            row.model_copy(update={"existing_gbps": 100.0}) if row.site_b == "c" else row
            for row in wide.corridors
        )
    )
    assert not {"corridor_capacity", "run_flow"} & rules(verify(wide, altered(plan(wide), *ring)))


def with_row(table: str, number: int, **values: Any) -> Instance:
    """The instance with some cells of one row changed."""
    inst = instance()
    rows = list(getattr(inst, table))
    rows[number] = rows[number].model_copy(update=values)
    return inst.replace(**{table: tuple(rows)})


def measured(rtt_ms: float) -> Instance:
    """The instance with a measured round trip between a and c."""
    return instance().replace(site_latency=(SiteLatency(site_a="c", site_b="a", rtt_ms=rtt_ms),))


OTHER_WORLDS: dict[str, tuple[str, Instance]] = {
    "a run that bears less latency than the way by d": (
        "run_rtt", with_row("training_runs", 3, max_rtt_ms=5.38)
    ),
    "a longer way by d, so that b is nearer": ("run_rtt", with_row("corridors", 3, route_km=410.0)),
    "a slower measured path": ("run_rtt", measured(6.1)),
    "no way to c": (
        "run_rtt", instance().replace(corridors=instance().corridors[:2])
    ),
    "no way to c for a run that bears any latency, though a path is measured": (
        "run_rtt",
        measured(1.0).replace(
            corridors=instance().corridors[:2],
            training_runs=(
                *instance().training_runs[:3],
                instance().training_runs[3].model_copy(update={"max_rtt_ms": None}),
            ),
        ),
    ),
    "more traffic for each MW": ("run_flow", with_row("training_runs", 3, sync_gbps_per_mw=201.0)),
    "more traffic for each site": (
        "run_flow", with_row("training_runs", 3, sync_gbps_per_site=101.0)
    ),
    "units of more load": ("run_flow", with_row("accelerators", 0, kw_per_unit=11.0)),
    "less lit already": ("corridor_capacity", with_row("corridors", 1, existing_gbps=99.0)),
    "smaller units": ("corridor_capacity", with_row("corridors", 2, unit_gbps=499.0)),
    "a longer build": ("corridor_capacity", with_row("corridors", 0, build_years=2.0)),
    "a shorter life": ("corridor_capacity", with_row("corridors", 2, life_years=1.0)),
    "a life shorter than its only period": (
        "serves_no_period", with_row("corridors", 2, life_years=1.0)
    ),
    "a build beyond the horizon": ("serves_no_period", with_row("corridors", 0, build_years=4.0)),
    "a run that lasts into 2029": ("corridor_capacity", with_row("training_runs", 3, duration_years=3.0)),
    "a dearer route": ("cost_line", with_row("corridors", 0, musd_per_km=0.011)),
    "dearer ends": ("cost_line", with_row("corridors", 2, musd_per_end=1.1)),
    "a longer route": ("cost_line", with_row("corridors", 2, route_km=201.0)),
    "a run that may not be split": ("run_hub", with_row("training_runs", 0, max_sites=1)),
    "another run that may be split": ("run_hub", with_row("training_runs", 2, max_sites=2)),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_WORLDS)
def test_a_plan_of_another_world_is_refused_by_name(name: str) -> None:
    """The same plan under one changed datum, fingerprint matching: that datum's rule breaks."""
    rule, other = OTHER_WORLDS[name]
    outcome = verify(other, plan(other))
    assert rule in rules(outcome)
    assert "fingerprint" not in rules(outcome)


def test_round_trips_are_those_of_the_shortest_way() -> None:
    """Proves 5.39 ms between a and c: over b it would be 6.86, above the 6 that the run bears.

    A measured path of 5 ms wins over the 5.39 of the fibre, so that a run that bears 5.2 ms passes.
    """
    assert shortest_way_km(instance(), "a", "c") == pytest.approx(550.0)
    assert shortest_way_km(instance(), "c", "a") == pytest.approx(550.0)
    assert shortest_way_km(instance(), "b", "b") == 0.0
    runs = instance().training_runs
    strict = runs[3].model_copy(update={"max_rtt_ms": 5.2})
    for inst, broken in ((instance(), {"run_rtt"}), (measured(5.0), set())):
        other = inst.replace(training_runs=(*runs[:3], strict))
        assert rules(verify(other, plan(other))) == broken


def test_the_ways_of_checker_and_instance_are_the_same() -> None:
    """Proves that two algorithms, one site at a time and all at once, find the same round trips."""
    for (a, b), rtt_ms in instance().site_rtt_ms.items():
        assert 2.0 * shortest_way_km(instance(), a, b) * 0.0049 == pytest.approx(rtt_ms)


def test_no_cell_can_be_changed_unnoticed() -> None:
    """Every number of every table, raised by 1 one at a time, makes the plan wrong."""
    assert unnoticed(instance(), plan()) == []


@pytest.mark.parametrize("junk", [None, "x", [1], 2028.5])
def test_junk_in_any_column_is_an_outcome_not_a_crash(junk: Any) -> None:
    """Whatever stands in a cell, names of corridors and hubs too, the check ends with what is wrong."""
    inst, right = instance(), plan()
    for table in PLAN_TABLES:
        for column in table.columns:
            frame = right.tables[table.name].astype({column: object})
            if frame.empty:
                continue
            frame.at[0, column] = junk
            outcome = verify(inst, replace(right, tables={**right.tables, table.name: frame}))
            assert not outcome.ok, (table.name, column)


NO_BACKBONE: dict[str, tuple[str, Change]] = {
    "a hub": ("run_hub", put("runs", ("frontier",), hub="alpha")),
    "the hub of a dropped run": ("run_hub", put("runs", ("extra",), hub="beta")),
    "a corridor": ("completeness", add("corridors", "alpha", "beta", 2027, 1, 9.0, 0.0, 0.0)),
    "traffic": ("completeness", add("run_flows", "frontier", "alpha", "beta", 9.0)),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_BACKBONE)
def test_without_the_family_there_is_no_backbone(name: str) -> None:
    """Proves that an instance without the family takes neither hub, corridor nor traffic."""
    rule, change = NO_BACKBONE[name]
    outcome = verify(all_families(), altered(plan_of_all_families(), change))
    assert rules(outcome) == {rule}
