"""Backbone: optima derived by hand. 100 units are 1 MW and 1 M$; a unit of fibre is 1 M$ per 100 km."""

from __future__ import annotations

import numpy as np
import pytest

from planner.models import build_model
from planner.solving.handover import compile_model
from planner.solving.highs import Limits, run_highs
from tests.tiny import BACKBONE, Rows, cell, optimum, tiny, total

LIT = {"musd_per_km": 0.01}
SPLIT = {"max_sites": 2, "sync_gbps_per_site": 1200}
"""A run that one site of half a MW does not hold: 1.2 Tbit/s between two of them."""


def halves(*names: str) -> Rows:
    """Campuses of 0.5 MW, half a run each."""
    return [{"site": s, "max_facility_mw": 0.5} for s in names]


def test_fibre_is_lit_in_whole_units():
    """Proves that 1,200 Gbit/s take two units of 1,000 at 1: 1 + 2; in parts 1 + 1.2."""
    inst = tiny(BACKBONE, sites=halves("a", "b"), training_runs=[SPLIT], corridors=[LIT])
    plan = optimum(inst, 1 + 2)
    assert cell(plan, "corridors", "lit_units") == 2
    assert cell(plan, "corridors", "capacity_gbps") == 2000
    used = cell(plan, "corridors", "used_ab_gbps") + cell(plan, "corridors", "used_ba_gbps")
    assert used == pytest.approx(1200)
    assert total(plan, "run_flows", "gbps", to_site=cell(plan, "runs", "hub")) == pytest.approx(
        1200
    )


def test_cost_of_a_unit_is_along_the_way_and_at_both_ends():
    """Proves that a unit costs 100 km · 0.01 and twice 0.25: 1 + 1.5; with one end 2.25."""
    corridor = LIT | {"musd_per_end": 0.25, "unit_gbps": 1200}
    inst = tiny(BACKBONE, sites=halves("a", "b"), training_runs=[SPLIT], corridors=[corridor])
    plan = optimum(inst, 1 + 1.5)
    assert plan.manifest.heads_musd["backbone"] == pytest.approx(1.5)
    assert cell(plan, "cash", "musd", head="backbone") == pytest.approx(1.5)


def test_existing_capacity_comes_first():
    """Proves that 200 Gbit/s that are lit already leave 1,000 to one unit: 1 + 1; without 1 + 2."""
    corridor = LIT | {"existing_gbps": 200}
    inst = tiny(BACKBONE, sites=halves("a", "b"), training_runs=[SPLIT], corridors=[corridor])
    plan = optimum(inst, 1 + 1)
    assert cell(plan, "corridors", "capacity_gbps") == 1200


def test_traffic_meets_where_it_costs_least():
    """Proves that of three sites in a row the middle one is the hub: four units of 100 Gbit/s on either
    corridor, 1 + 8; with the hub at an end the traffic of two sites shares one corridor, 1 + 12.
    """
    inst = tiny(
        BACKBONE,
        sites=[{"site": s, "max_facility_mw": 0.4} for s in "abc"],
        training_runs=[{"max_sites": 3, "sync_gbps_per_site": 400}],
        corridors=[
            LIT | {"site_a": "a", "site_b": "b", "unit_gbps": 100},
            LIT | {"site_a": "b", "site_b": "c", "unit_gbps": 100},
        ],
    )
    plan = optimum(inst, 1 + 8)
    assert cell(plan, "runs", "hub") == "b"


def test_traffic_follows_the_load():
    """Proves that 1,000 Gbit/s per MW let 0.2 MW send to the hub at 0.8: two units of 100, 1 + 2; of a
    hub at the smaller site 1 + 8, of all the load 1 + 10.
    """
    inst = tiny(
        BACKBONE,
        sites=[{"site": "a", "max_facility_mw": 0.8}, {"site": "b", "max_facility_mw": 0.5}],
        training_runs=[{"max_sites": 2, "sync_gbps_per_mw": 1000}],
        corridors=[LIT | {"unit_gbps": 100}],
    )
    plan = optimum(inst, 1 + 2)
    assert cell(plan, "runs", "hub") == "a"


def test_traffic_passes_through_a_closed_site():
    """Proves that a and b meet over c, which stays closed: a unit on either corridor, 1 + 2; opening c
    would cost 5.
    """
    closed = {"site": "c", "status": "candidate", "opening_musd": 5, "max_facility_mw": 0.2}
    inst = tiny(
        BACKBONE,
        sites=[*halves("a", "b"), closed],
        training_runs=[SPLIT | {"sync_gbps_per_site": 800}],
        corridors=[LIT | {"site_b": "c"}, LIT | {"site_a": "b", "site_b": "c"}],
    )
    plan = optimum(inst, 1 + 2)
    assert cell(plan, "sites", "open", site="c") == 0
    assert len(plan.tables["run_flows"]) == 2


def test_traffic_may_take_two_ways():
    """Proves that 1,200 Gbit/s go 1,000 direct and 200 round by c, where 200 are lit: 1 + 1; over one
    way 1 + 2.
    """
    lit = {"existing_gbps": 200, "musd_per_km": 1}
    inst = tiny(
        BACKBONE,
        sites=[*halves("a", "b"), {"site": "c", "max_facility_mw": 0.2}],
        training_runs=[SPLIT],
        corridors=[LIT, lit | {"site_b": "c"}, lit | {"site_a": "b", "site_b": "c"}],
    )
    optimum(inst, 1 + 1)


def test_each_way_has_its_own_capacity():
    """Proves that two runs of 600 Gbit/s with hubs at opposite ends share one unit: 1; were both ways
    added up, 2. The units stand, half of each run's at either site.
    """
    inst = tiny(
        BACKBONE,
        sites=[{"site": "a"}, {"site": "b"}],
        accelerators=[{"accelerator": "g"}, {"accelerator": "h"}],
        bill_of_materials=[{"accelerator": "g"}, {"accelerator": "h"}],
        accelerator_supply=[{"accelerator": g, "units": 0} for g in "gh"],
        existing_assets=[
            {"site": s, "family": "accelerator", "item": g, "units": 50} for s in "ab" for g in "gh"
        ],
        training_runs=[
            {"run": f"on {g}", "accelerators": g, "max_sites": 2, "sync_gbps_per_site": 600}
            for g in "gh"
        ],
        corridors=[LIT],
    )
    plan = optimum(inst, 1)
    assert sorted(plan.tables["runs"]["hub"]) == ["a", "b"]


def test_build_time_delays_a_split_run():
    """Proves that a corridor that takes a year is lit for a run a year late: 1 + 2 + 0.5; at once 3."""
    inst = tiny(
        BACKBONE,
        years=(2026, 2027),
        sites=halves("a", "b"),
        training_runs=[SPLIT | {"latest_year": 2027, "late_musd_per_year": 0.5}],
        corridors=[LIT | {"build_years": 1}],
    )
    plan = optimum(inst, 1 + 2 + 0.5)
    assert cell(plan, "runs", "late_years") == 1
    assert cell(plan, "corridors", "lit_units", period=2026) == 2
    assert cell(plan, "corridors", "capacity_gbps", period=2026) == 0


def test_life_ends_the_capacity():
    """Proves that a run of two years pays fibre that lasts one year twice: 1 + 4; else 1 + 2."""
    inst = tiny(
        BACKBONE,
        years=(2026, 2027),
        sites=halves("a", "b"),
        accelerators=[{"life_years": 2}],
        training_runs=[SPLIT | {"duration_years": 2}],
        corridors=[LIT],
    )
    optimum(inst, 1 + 4)


def test_a_run_of_half_a_period_sends_in_full():
    """Proves that half a year of 1,200 Gbit/s takes two units: 1 + 2; by its share of the year 1 + 1."""
    inst = tiny(
        BACKBONE,
        sites=halves("a", "b"),
        training_runs=[SPLIT | {"duration_years": 0.5}],
        corridors=[LIT],
    )
    optimum(inst, 1 + 2)


@pytest.mark.parametrize("corridor", [{"musd_per_km": 0.2}, {"build_years": 5}])
def test_a_split_run_without_traffic_is_impossible(corridor: dict[str, float]):
    """Proves that where fibre costs 20 a unit, or comes too late, the run is dropped, 10; were there a
    plan without traffic it would cost 1.
    """
    inst = tiny(BACKBONE, sites=halves("a", "b"), training_runs=[SPLIT], corridors=[corridor])
    plan = optimum(inst, 10)
    assert cell(plan, "runs", "hub") == ""


def test_a_start_before_any_fibre_is_no_choice():
    """Proves that a split run has no start of 2026 in the model when its corridor takes a year to light,
    but one of 2027; with a lit corridor both.
    """

    def starts(corridor: dict[str, float]) -> set[int]:
        inst = tiny(
            BACKBONE,
            years=(2026, 2027),
            sites=halves("a", "b"),
            training_runs=[SPLIT | {"latest_year": 2027}],
            corridors=[corridor | {"build_years": 1}],
        )
        return {t for _, t, _ in build_model(inst).training.start}

    assert starts({}) == {2027}
    assert starts({"existing_gbps": 1}) == {2026, 2027}


def test_half_a_hub_sends_half_of_its_traffic():
    """Proves that the relaxation lights 0.6 units, the least of two half hubs: 1.6; a form in which half
    hubs keep all their traffic gives 1.
    """
    inst = tiny(BACKBONE, sites=halves("a", "b"), training_runs=[SPLIT], corridors=[LIT])
    problem = compile_model(build_model(inst))
    everything = np.ones(problem.size.columns, dtype=bool)
    relaxed = run_highs(problem.relaxed(everything), Limits(10, 0.0, 1, 0))
    assert relaxed.objective == pytest.approx(1 + 0.6)


def test_sites_without_a_way_cannot_share_a_run():
    """Proves that a and b, between which no corridor leads, hold no run together although it sends
    nothing: dropped, 10; else 1.
    """
    inst = tiny(
        BACKBONE,
        sites=[*halves("a", "b"), {"site": "c", "max_facility_mw": 0.2}],
        training_runs=[{"max_sites": 2}],
        corridors=[LIT | {"site_b": "c"}],
    )
    optimum(inst, 10)


@pytest.mark.parametrize(("max_rtt_ms", "musd"), [(0.99, 1), (0.97, 10)])
def test_round_trips_are_along_corridors(max_rtt_ms: float, musd: float):
    """Proves that 100 km of corridor are 0.98 ms, too long for 0.97: dropped, 10; sites without
    coordinates are side by side otherwise, 1.
    """
    run = {"max_sites": 2, "max_rtt_ms": max_rtt_ms}
    inst = tiny(BACKBONE, sites=halves("a", "b"), training_runs=[run], corridors=[LIT])
    optimum(inst, musd)


def test_a_run_on_one_site_lights_nothing():
    """Proves that a run that may be split but fits one site sends nothing: 1; else 3."""
    inst = tiny(
        BACKBONE, sites=[{"site": "a"}, {"site": "b"}], training_runs=[SPLIT], corridors=[LIT]
    )
    plan = optimum(inst, 1)
    assert cell(plan, "runs", "hub") in ("a", "b")
    assert plan.tables["run_flows"].empty
