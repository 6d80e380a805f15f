"""What a solve gives when it does not simply end: too little time, a stop, no plan, own rules."""

from __future__ import annotations

import threading
import time

import pyomo.environ as pyo
import pytest

import planner
from planner.plan.core import Status, StoppedBy
from planner.plan.verify import verify
from planner.solving import Progress, solve_model
from planner.solving.endings import message_of
from tests.models.cases import BY_FAMILY
from tests.solving.hard import hard_routing, tight_packing
from tests.tiny import FLEET, GAP, ROUTING, cell, tiny


def test_time_limit_gives_the_plan_found_with_its_bound():
    """Proves that a plan cut off by the clock is checked, called feasible and stands above its
    bound, by the gap that it states; and that the clock is kept.
    """
    inst = hard_routing()
    began = time.perf_counter()
    result = planner.solve(inst, time_limit_s=1.5, gap=0.0, threads=1)
    assert time.perf_counter() - began < 1.5 + 3
    assert result.stopped_by is StoppedBy.TIME_LIMIT
    assert result.status is Status.FEASIBLE
    assert result.plan is not None and verify(inst, result.plan).ok
    manifest = result.plan.manifest
    assert result.bound_musd == manifest.bound_musd < manifest.objective_musd
    stated = (manifest.objective_musd - manifest.bound_musd) / manifest.objective_musd
    assert manifest.gap == pytest.approx(stated)
    assert "time is over" in result.message


def test_optimal_is_said_of_what_no_plan_can_beat_alone():
    """Proves that a plan within a gap is told with the gap asked for and its own, and only one whose bound
    is its cost is called optimal; what the solver gave up on is called neither.
    """
    inst = hard_routing()
    result = planner.solve(inst, time_limit_s=20, gap=0.3, threads=1)
    assert result.plan is not None and result.plan.manifest.gap > 1e-3
    stated = f"gap {result.plan.manifest.gap:.2%}"
    assert (
        result.message.startswith("plan within the gap of 30.00% asked for")
        and stated in result.message
    )
    assert (
        planner.solve(BY_FAMILY["siting"](), gap=0.0).message == "optimal plan: no plan costs less"
    )
    missed = result.plan.manifest.model_copy(update={"status": Status.FEASIBLE})
    assert missed.stopped_by is StoppedBy.GAP and "more than was asked for" in message_of(missed)


def test_time_limit_without_a_plan_is_a_result():
    """Proves that no plan in time is no exception but a result, with the bound and a next step."""
    result = planner.solve(tight_packing(), time_limit_s=0.5, threads=1)
    assert result.plan is None and result.status is Status.NONE
    assert result.stopped_by is StoppedBy.TIME_LIMIT
    # Every one of the 800 MW has to be bought, whatever is packed where.
    assert result.bound_musd is None or result.bound_musd <= 800 + 1e-6
    assert "--time-limit" in result.message


def test_cancel_keeps_the_best_plan():
    """Proves that a stop during the search gives the best plan so far, checked, at once."""
    cancel = threading.Event()
    stopped: list[float] = []

    def stop_at_the_first_plan(progress: Progress) -> None:
        if progress.incumbent_musd is not None and not cancel.is_set():
            stopped.append(time.perf_counter())
            cancel.set()

    inst = hard_routing()
    result = planner.solve(
        inst, time_limit_s=60, gap=0.0, threads=1, cancel=cancel, on_progress=stop_at_the_first_plan
    )
    assert time.perf_counter() - stopped[0] < 5
    assert result.stopped_by is StoppedBy.CANCELLED
    assert result.plan is not None and result.plan.manifest.verified
    assert verify(inst, result.plan).ok
    assert "cancelled" in result.message


def test_cancelled_before_it_began():
    """Proves that a stop that is set already ends the solve quickly as cancelled or with a plan."""
    cancel = threading.Event()
    cancel.set()
    began = time.perf_counter()
    result = planner.solve(tight_packing(), time_limit_s=60, threads=1, cancel=cancel)
    assert time.perf_counter() - began < 5
    assert result.stopped_by is StoppedBy.CANCELLED
    assert result.plan is None and "cancelled" in result.message


@pytest.mark.parametrize(
    ("limit_mw", "why"), [(0.5, "one run is larger than the site"), (1.5, "two runs are")]
)
def test_strict_and_impossible_is_infeasible(limit_mw: float, why: str):
    """Proves that what cannot be placed and must not be dropped is a result that says so."""
    inst = tiny(
        FLEET,
        settings={"strict": True},
        sites=[{"max_facility_mw": limit_mw}],
        training_runs=[{"run": "w1"}, {"run": "w2"}],
    )
    result = planner.solve(inst, time_limit_s=10, threads=1)
    assert result.plan is None and result.status is Status.NONE, why
    assert result.stopped_by is StoppedBy.INFEASIBLE
    assert "strict" in result.message


def test_strict_demand_without_a_route_is_infeasible():
    """Proves that demand that no site may serve is named before the solver is asked."""
    inst = tiny(
        ROUTING,
        settings={"strict": True},
        sites=[{"kind": "edge"}],
        services=[{"site_kinds": "campus"}],
    )
    result = planner.solve(inst, threads=1)
    assert result.stopped_by is StoppedBy.INFEASIBLE and result.plan is None
    assert "demand_met" in result.message


def test_strict_and_possible_is_solved():
    """Proves that strict alone is no obstacle, and needs no price of what is not allowed."""
    inst = tiny(FLEET, settings={"strict": True}, training_runs=[{"dropped_musd": None}])
    result = planner.solve(inst, gap=GAP, threads=1)
    assert result.status is Status.OPTIMAL


def test_a_rule_of_one_s_own_is_kept():
    """Proves that a constraint added to the model holds in a plan that is checked like any other.

    Serving from a costs 1, from b 5. At most 30 % from a: 0.3 · 1 + 0.7 · 5.
    """
    inst = tiny(
        ROUTING,
        sites=[{"site": "a"}, {"site": "b"}],
        route_costs=[
            {"site": "a", "usd_per_year_full_demand": 1e6},
            {"site": "b", "usd_per_year_full_demand": 5e6},
        ],
    )
    model = planner.build_model(inst)
    model.mine = pyo.Constraint(expr=model.inference.served["k", "M", "a", 2026, "year"] <= 0.3)
    result = solve_model(model, inst, gap=GAP)
    assert result.plan is not None, result.message
    assert result.plan.manifest.objective_musd == pytest.approx(0.3 * 1 + 0.7 * 5, rel=1e-6)
    assert result.plan.manifest.verified
    assert cell(result.plan, "routing", "share", site="a") == pytest.approx(0.3)


def test_a_rule_of_one_s_own_that_cannot_hold():
    """Proves that an impossible rule of one's own is a result too."""
    inst = tiny(ROUTING, sites=[{"status": "candidate"}])
    model = planner.build_model(inst)
    model.mine = pyo.Constraint(expr=model.siting.site_open["a", 2026] >= 2)
    result = solve_model(model, inst)
    assert result.plan is None and result.stopped_by is StoppedBy.INFEASIBLE


def test_a_model_as_it_was_built_gives_the_same_plan():
    """Proves that the built model is complete: solved by itself it costs what `solve` finds."""
    inst = BY_FAMILY["all"]()
    by_itself = solve_model(planner.build_model(inst), inst, gap=GAP)
    result = planner.solve(inst, gap=GAP, threads=1)
    assert by_itself.plan is not None and result.plan is not None
    assert by_itself.plan.manifest.objective_musd == pytest.approx(
        result.plan.manifest.objective_musd, rel=1e-6
    )


def test_progress_only_improves():
    """Proves that incumbents fall, bounds rise, time passes, and the gap is that of the two."""
    seen: list[Progress] = []
    planner.solve(hard_routing(30, 40), time_limit_s=1.5, threads=1, on_progress=seen.append)
    assert seen
    incumbents = [p.incumbent_musd for p in seen if p.incumbent_musd is not None]
    bounds = [p.bound_musd for p in seen if p.bound_musd is not None]
    assert incumbents == sorted(incumbents, reverse=True) and len(set(incumbents)) > 1
    assert bounds == sorted(bounds) and bounds
    elapsed = [p.elapsed_s for p in seen]
    assert elapsed == sorted(elapsed)
    for p in seen:
        if p.gap is not None:
            assert p.incumbent_musd is not None and p.bound_musd is not None
            gap = (p.incumbent_musd - p.bound_musd) / p.incumbent_musd
            assert p.gap == pytest.approx(max(gap, 0.0), abs=1e-8)


def test_same_seed_same_plan():
    """Proves that two solves with one seed give the same tables, to the last digit."""
    inst = BY_FAMILY["all"]()
    first, second = (planner.solve(inst, threads=1, seed=5) for _ in range(2))
    assert first.plan is not None and second.plan is not None
    for name, frame in first.plan.tables.items():
        assert frame.equals(second.plan.tables[name]), name


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_optimum_does_not_depend_on_the_seed(seed: int):
    """Proves that other random choices of the solver find the same optimum."""
    inst = BY_FAMILY["all"]()
    base = planner.solve(inst, gap=GAP, threads=1)
    other = planner.solve(inst, gap=GAP, threads=2, seed=seed)
    assert base.plan is not None and other.plan is not None
    assert other.plan.manifest.objective_musd == pytest.approx(
        base.plan.manifest.objective_musd, rel=1e-6
    )


@pytest.mark.parametrize(
    ("strict", "advice"), [(True, "without `strict`"), (False, "forced sites")]
)
def test_infeasible_says_what_to_loosen(strict: bool, advice: str):
    """Proves that only a strict instance is told to try without `strict`: 100 units of 10 kW stand
    at a site that may draw 0.5 MW, which no plan can mend. The door refuses such a site, so that
    it is made behind it.
    """
    stands = [{"family": "accelerator", "item": "g", "units": 100}]
    inst = tiny(FLEET, settings={"strict": strict}, existing_assets=stands)
    inst = inst.replace(
        sites=tuple(site.model_copy(update={"max_facility_mw": 0.5}) for site in inst.sites)
    )
    result = planner.solve(inst, time_limit_s=20, threads=1)
    assert result.stopped_by is StoppedBy.INFEASIBLE
    assert ("without `strict`" in result.message) is strict
    assert advice in result.message
