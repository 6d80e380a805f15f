"""The staged search and the merging of metros, against the whole model."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
import pytest

from planner.instance import Instance
from planner.models import build_model
from planner.plan.core import StoppedBy
from planner.solving.handover import compile_model
from planner.solving.highs import Ending, Outcome, run_highs
from planner.solving.merging import merge_metros
from planner.solving.result import relative_gap
from planner.solving.search import Clock, conclude, search_whole, second_opinion
from planner.solving.staged import search_staged
from tests.models.cases import BY_FAMILY
from tests.models.test_relations import World, built
from tests.tiny import SERVING, cost, tiny

GAP = 1e-6

PLENTY = World(
    queue_years=1, campus_cap_mw=3.0, max_network_ms=15.0, supply_units=500.0, rack_kw=20.0,
    demand=30.0, run_units=70.0, unit_usd=5_000.0, max_sites=2, module_mw=0.3, water_m3=5000.0,
)  # fmt: skip
WORLDS = {
    "plenty": PLENTY,
    "scarce units": replace(PLENTY, supply_units=90.0),
    "long queue": replace(PLENTY, queue_years=3, campus_cap_mw=1.3),
    "two sites for a run": replace(PLENTY, run_units=150.0, campus_cap_mw=2.6),
    "liquid only": replace(PLENTY, rack_kw=60.0, max_network_ms=40.0),
}


def clock(seconds: float = 20.0) -> Clock:
    """A clock that starts now."""
    now = time.perf_counter()
    return Clock(now, now + seconds, GAP, threads=1, seed=0, cancel=threading.Event())


def many_metros() -> Instance:
    """Eight metros of two services around two sites, in four groups of equal sites."""
    sites = [
        {"site": "a", "lat": 0, "lon": 0, "max_facility_mw": 2},
        {"site": "e", "lat": 3, "lon": 0, "kind": "edge", "status": "candidate",
         "opening_musd": 0.4, "max_facility_mw": 2},
    ]  # fmt: skip
    return tiny(
        SERVING,
        settings={"transit_usd_per_gbps_km_year": 300, "frontend_usd_per_gbps_year": 1000},
        sites=sites,
        metros=[{"metro": f"m{i}", "lat": i - 2, "lon": 0.1 * i} for i in range(8)],
        services=[
            {"service": "near", "max_network_ms": 20, "mbit_per_request": 5},
            {"service": "far", "max_network_ms": 40, "mbit_per_request": 2},
        ],
        demand=[
            {"service": k, "metro": f"m{i}", "requests_per_s": 4 + i}
            for k in ("near", "far")
            for i in range(8)
        ],
    )


@pytest.mark.parametrize("name", WORLDS)
def test_the_staged_search_is_near_and_honest(name: str):
    """Proves that the plan of the stages keeps every row, that bound and optimum and plan stand in
    this order, within 1 %, and that the search says it closed the gap only when it did.
    """
    inst = built(WORLDS[name])
    model = build_model(inst)
    problem = compile_model(model)
    staged = search_staged(inst, model, problem, clock())
    whole = search_whole(problem, clock())
    assert staged.x is not None and whole.x is not None
    assert problem.worst_violation(staged.x) <= 1e-6
    assert np.array_equal(staged.x[problem.is_integer], staged.x[problem.is_integer].round())
    assert staged.objective == pytest.approx(problem.objective(staged.x))
    assert staged.bound <= whole.objective * (1 + 1e-6)
    assert whole.objective * (1 - 1e-6) <= staged.objective <= whole.objective * 1.01
    closed = relative_gap(staged.objective, staged.bound) <= GAP
    assert (staged.stopped_by is StoppedBy.GAP) == closed


@pytest.mark.parametrize("name", ["plenty", "scarce units", "liquid only"])
def test_the_staged_search_finds_the_optimum(name: str):
    """Proves that stages lose nothing where training is decided rightly first."""
    inst = built(WORLDS[name])
    model = build_model(inst)
    problem = compile_model(model)
    staged = search_staged(inst, model, problem, clock())
    assert staged.objective == pytest.approx(search_whole(problem, clock()).objective, rel=1e-5)


def test_the_staged_search_without_inference():
    """Proves that an instance without metros goes through the stages as well."""
    inst = BY_FAMILY["training"]()
    model = build_model(inst)
    problem = compile_model(model)
    staged = search_staged(inst, model, problem, clock())
    assert staged.objective == pytest.approx(search_whole(problem, clock()).objective, rel=1e-6)


def test_merged_metros_are_a_lower_bound():
    """Proves that merging gives fewer metros and never a dearer optimum."""
    inst = many_metros()
    merged, group_of = merge_metros(inst)
    assert len(merged.metros) < len(inst.metros) * len(inst.services)
    assert set(group_of) == set(inst.routes)
    whole = search_whole(compile_model(build_model(inst)), clock())
    small = search_whole(compile_model(build_model(merged)), clock())
    assert 0 < small.objective <= whole.objective + 1e-6
    # What differs is distance only: without transit both cost the same.
    free = inst.settings.model_copy(update={"transit_usd_per_gbps_km_year": 0.0})
    inst = inst.replace(settings=free)
    merged, _ = merge_metros(inst)
    assert cost(inst) == pytest.approx(
        search_whole(compile_model(build_model(merged)), clock()).objective, rel=1e-6
    )


def test_merging_keeps_demand_and_nearest_distance():
    """Proves that a group has the sum of its metros' demand, and the least of their distances."""
    inst = many_metros()
    merged, group_of = merge_metros(inst)
    for (k, group, year), requests in merged.demand_at.items():
        members = [m for (service, m), g in group_of.items() if (service, g) == (k, group)]
        assert requests == pytest.approx(sum(inst.demand_at[k, m, year] for m in members))
        for route in merged.routes[k, group]:
            nearest = min(
                own.route_km for m in members for own in inst.routes[k, m] if own.site == route.site
            )
            assert route.route_km == nearest


@pytest.mark.parametrize("most_routes", [0, 3, 6, 1000])
def test_fewer_routes_are_a_lower_bound_that_rises_with_their_number(most_routes: int):
    """Proves that metros of similar sites merge until there are few enough routes, at no higher cost.

    With room for all routes nothing but near groups is merged; with none one group per service is left,
    unless routes have costs of their own: those stay, however many they are.
    """
    inst = many_metros()
    near, _ = merge_metros(inst)
    merged, group_of = merge_metros(inst, most_routes=most_routes)
    groups = {(k, group) for (k, _), group in group_of.items()}
    routes = sum(len(found) for found in merged.routes.values())
    assert set(group_of) == set(inst.routes)
    assert routes <= most_routes or len(groups) == len({k for k, _ in groups})
    if most_routes == 1000:
        assert merged.routes.keys() == near.routes.keys() or len(groups) == len(near.routes)
    least = search_whole(compile_model(build_model(merged)), clock()).objective
    of_near = search_whole(compile_model(build_model(near)), clock()).objective
    assert 0 < least <= of_near + 1e-6
    priced = BY_FAMILY["siting"]()
    assert merge_metros(priced, most_routes=most_routes)[1] == {("k", "M"): "M"}


def test_sites_serve_no_group_for_metros_that_ask_for_nothing():
    """Proves that a group's sites are those of the metros that ask.

    Else a service that only some countries ask for could be served from anywhere in the relaxation.
    """
    inst = many_metros()
    asking = tuple(row for row in inst.demand if (row.service, row.metro) == ("near", "m0"))
    merged, group_of = merge_metros(inst.replace(demand=asking), most_routes=0)
    assert list(group_of) == [("near", "m0")]
    (routes,) = merged.routes.values()
    assert {route.site for route in routes} == {r.site for r in inst.routes["near", "m0"]}


def test_metros_with_costs_of_their_own_are_not_merged():
    """Proves that route costs stay with their metro: the optimum is that of the instance."""
    inst = BY_FAMILY["siting"]()
    merged, group_of = merge_metros(inst)
    assert group_of == {("k", "M"): "M"}
    small = search_whole(compile_model(build_model(merged)), clock())
    assert small.objective == pytest.approx(cost(inst), rel=1e-6)


def connection(most_mw: float) -> pyo.ConcreteModel:
    """5 MW need a connection of 1e6 M$ that carries at most some MW: 1,000,005."""
    m = pyo.ConcreteModel()
    m.mw = pyo.Var(domain=pyo.NonNegativeReals)
    m.build = pyo.Var(domain=pyo.Binary)
    m.link = pyo.Constraint(expr=m.mw <= most_mw * m.build)
    m.need = pyo.Constraint(expr=m.mw >= 5)
    m.total = pyo.Objective(expr=1e6 * m.build + m.mw)
    return m


def test_a_plan_by_tolerance_is_not_taken():
    """Proves that integers are rounded before a plan is taken.

    5e-7 of a connection of 1e7 MW carries 5 MW within the solver's tolerance, at a cost of 5.5;
    rounded it carries none, and no plan is left.
    """
    problem = compile_model(connection(1e7))
    x = np.where(problem.is_integer, 5e-7, 5.0)
    outcome = Outcome(Ending.DONE, x, problem.objective(x), 5.5, "Optimal")
    found = conclude(problem, outcome, clock())
    assert found.x is None and found.stopped_by is StoppedBy.SOLVER_ERROR
    assert "rounded" in found.note


def test_infeasible_is_asked_twice():
    """Proves that a second opinion finds the plan of a feasible model, and none of another."""
    found = second_opinion(compile_model(connection(100)), clock())
    assert found.objective == pytest.approx(1e6 + 5)
    assert "presolve" in found.note
    m = connection(100)
    m.most = pyo.Constraint(expr=m.mw + m.build <= 4)
    assert second_opinion(compile_model(m), clock()).stopped_by is StoppedBy.INFEASIBLE


def test_a_start_is_used():
    """Proves that a search that is given the optimum ends with it."""
    problem = compile_model(build_model(built(PLENTY)))
    limits = clock().limits()
    first = run_highs(problem, limits)
    assert first.x is not None
    again = run_highs(problem, limits, start=first.x)
    assert again.objective == pytest.approx(first.objective, rel=1e-6)
