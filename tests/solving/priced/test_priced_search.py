"""The priced search from an instance to a checked plan, against the whole model."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

import planner
from benchmarks.search.siting import Shape, shaped_instance
from planner.instance import Instance
from planner.models import build_model
from planner.plan.core import Plan, StoppedBy
from planner.solving.handover import compile_model
from planner.solving.highs import run_highs
from planner.solving.pipeline import plan_of_point
from planner.solving.priced.ascent import Ascent
from planner.solving.priced.diving import dive, freed, near, rounded
from planner.solving.priced.flows import Flows
from planner.solving.priced.form import Form, Ints
from planner.solving.priced.openings import Openings
from planner.solving.priced.search import search_priced
from planner.solving.priced.siting import Siting
from planner.solving.priced.skeleton import Restricted
from planner.solving.search import Clock, Found, search_whole
from tests.solving.priced.worlds import drawn

SMALL = Shape(sites=12, metros=30, near_share=0.4, room=4.0)
LARGE = Shape(sites=40, metros=160, near_share=0.35, room=5.0)
"""A little above the size from which prices are used."""


def clock(seconds: float = 20.0, gap: float = 1e-6) -> Clock:
    """A clock that starts now."""
    now = time.perf_counter()
    return Clock(now, now + seconds, gap, threads=1, seed=0, cancel=threading.Event())


def siting_of(inst: Instance) -> Siting:
    """The siting of an instance that has nothing else."""
    siting = Siting.of(inst)
    assert siting is not None
    return siting


def allowed(form: Form, draw: np.random.Generator) -> Ints:
    """Some openings that a form allows."""
    return np.array([draw.choice(np.flatnonzero(row)) for row in form.may_begin])


def cost_of_openings(inst: Instance, form: Form, begin: Ints) -> float:
    """What openings cost by HiGHS on the whole model, with them fixed."""
    model = build_model(inst)
    problem = compile_model(model)
    first = dict(zip(form.sites, begin, strict=True))
    years = [y.start_year for y in inst.periods]
    x = np.zeros(problem.size.columns)
    for j in np.flatnonzero(problem.is_integer):
        site, year = problem.variables[j].index()
        x[j] = float(years.index(year) >= first[site])
    held = problem.fixed(problem.is_integer, x).relaxed(problem.is_integer)
    return run_highs(held, clock().limits()).objective


@pytest.mark.parametrize("seed", range(12))
def test_openings_cost_what_the_whole_model_says(seed: int):
    """Proves that flows by time, whose routes enter by price, lose nothing against the whole model.

    A route that never entered would make some openings dearer than they are. The least change by prices,
    by which moves are ruled out, is never more than the real one.
    """
    inst = drawn(seed)
    form = siting_of(inst).form
    draw = np.random.default_rng(seed)
    flows = Flows(form, np.zeros(form.asked_krps.shape))
    first = Openings(form, flows, allowed(form, draw))
    least = first._least_by_begin()
    for _ in range(4):
        begin = allowed(form, draw)
        openings = Openings(form, flows, begin)
        expected = cost_of_openings(inst, form, begin)
        assert openings.musd == pytest.approx(expected, rel=1e-7, abs=1e-9)
        change = least[np.arange(len(begin)), begin].sum()
        assert change <= openings.musd - first.musd + 1e-7 * abs(first.musd)


def test_moves_and_dives_end_near_the_optimum():
    """Proves that each step of the plan side pays: moves never make openings dearer, and from a dive they
    end within 1 % of the optimum of HiGHS, which is no dearer; in a dive around one site all others stay.
    """
    inst = shaped_instance(SMALL, 1, "small")
    form = siting_of(inst).form
    best = search_whole(compile_model(build_model(inst)), clock(gap=1e-4)).objective
    ascent = Ascent(form)
    for _ in range(300):
        ascent.step()
    prices = ascent.prices
    flows = Flows(form, prices.price_musd)
    start = Openings(form, flows, rounded(prices.begun, 0.5))
    before = start.musd
    start.improve(lambda: True, lambda: None)
    assert start.musd <= before
    begin = dive(form, prices, 15, 0.25, 1e-4, lambda: True)
    assert begin is not None
    openings = Openings(form, flows, begin)
    openings.improve(lambda: True, lambda: None)
    assert best * (1 - 1e-4) <= min(openings.musd, start.musd) <= best * 1.01
    sites = near(form, 3, 4)
    assert 3 in sites
    around = dive(freed(form, openings.begin, sites), prices, 15, 0.25, 1e-4, lambda: True)
    others = np.setdiff1d(np.arange(len(form.sites)), sites)
    assert around is not None and np.array_equal(around[others], openings.begin[others])


def searched(inst: Instance, clock: Clock) -> tuple[Found, list[Plan]]:
    """The priced search of an instance of any size, every plan made as the pipeline makes it."""
    plans: list[Plan] = []
    options = {"time_limit_s": 20.0, "gap": clock.gap, "threads": 1, "seed": 0}

    def make(model: Restricted, found: Found) -> Plan | None:
        plan = plan_of_point(inst, model.model, model.problem, found, options, "priced")
        return plan if planner.verify(inst, plan).ok else None

    _, found = search_priced(siting_of(inst), clock, make, plans.append)
    return found, plans


@pytest.mark.parametrize("seed", [0, 4, 7])
def test_bound_optimum_and_plan_stand_in_this_order(seed: int):
    """Proves the search on worlds with every rule: bound ≤ optimum ≤ plan, and each plan passes the checker."""
    inst = drawn(seed)
    best = search_whole(compile_model(build_model(inst)), clock()).objective
    found, plans = searched(inst, clock(20.0, gap=0.02))
    assert found.bound <= best * (1 + 1e-9) and best * (1 - 1e-7) <= found.objective
    assert plans and plans[-1].manifest.objective_musd == pytest.approx(found.objective)
    closed = found.objective - found.bound <= 0.02 * found.objective
    assert (found.stopped_by is StoppedBy.GAP) == closed


def test_a_large_instance_is_solved_by_prices():
    """Proves the choice and the whole way: the manifest says priced and the size of the whole model, the
    plan is verified, its gap closed, and the progress rises to it.
    """
    inst = shaped_instance(LARGE, 0, "large")
    seen: list[Any] = []
    result = planner.solve(inst, time_limit_s=60, gap=0.02, on_progress=seen.append)
    assert result.plan is not None, result.message
    manifest = result.plan.manifest
    assert manifest.strategy == "priced" and manifest.verified
    assert manifest.stopped_by is StoppedBy.GAP and manifest.gap <= 0.02
    assert manifest.size == compile_model(build_model(inst)).size
    bounds = [p.bound_musd for p in seen if p.bound_musd is not None]
    assert bounds == sorted(bounds) and manifest.bound_musd <= manifest.objective_musd


def test_a_cancelled_search_keeps_its_plan_and_ends_soon():
    """Proves that a cancel is heard within 5 s, with the best plan so far, checked, and a true bound."""
    inst = shaped_instance(LARGE, 0, "large")
    cancel = threading.Event()
    told: list[float] = []

    def on_plan(_: Plan) -> None:
        told.append(time.perf_counter())
        cancel.set()

    result = planner.solve(inst, time_limit_s=60, gap=0.0, on_plan=on_plan, cancel=cancel)
    assert time.perf_counter() - told[0] < 5
    assert result.stopped_by is StoppedBy.CANCELLED
    assert result.plan is not None and result.plan.manifest.verified
    assert 0 < result.plan.manifest.bound_musd <= result.plan.manifest.objective_musd


def test_the_time_limit_holds():
    """Proves that a gap that cannot be closed ends with the time, and not more than 5 s later."""
    inst = shaped_instance(LARGE, 0, "large")
    began = time.perf_counter()
    result = planner.solve(inst, time_limit_s=6, gap=0.0)
    assert time.perf_counter() - began < 11
    assert result.stopped_by is StoppedBy.TIME_LIMIT


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_the_whole_model_closes_what_is_left(seed: int):
    """Proves that openings that prices rule out are in no better plan: with them left out HiGHS ends with
    the optimum of the whole model, and its bound does not exceed it.
    """
    inst = drawn(seed)
    best = search_whole(compile_model(build_model(inst)), clock()).objective
    found, _ = searched(inst, clock(20.0, gap=1e-7))
    assert found.objective == pytest.approx(best, rel=1e-6)
    assert found.bound <= best * (1 + 1e-9)
    assert found.stopped_by is StoppedBy.GAP
