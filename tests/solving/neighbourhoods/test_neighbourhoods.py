"""Parts of a plan decided anew, against the whole model."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from planner.instance import Instance
from planner.models import build_model
from planner.solving.columns import Columns
from planner.solving.handover import Array, compile_model
from planner.solving.highs import Limits, run_highs
from planner.solving.neighbourhoods.choosing import Choosing
from planner.solving.neighbourhoods.parts import TRAINING, Parts
from planner.solving.neighbourhoods.search import NeighbourhoodSearch
from planner.solving.search import Clock
from tests.models.test_relations import built
from tests.solving.test_searches import WORLDS

LIMITS = Limits(seconds=20.0, gap=1e-9, threads=1, seed=0)


def columns_of(inst: Instance) -> Columns:
    """Columns of the whole model of an instance."""
    return Columns(compile_model(build_model(inst)))


def optimum(columns: Columns) -> Array:
    """An optimal point, integers whole."""
    x = run_highs(columns.problem, LIMITS).x
    assert x is not None
    return np.where(columns.problem.is_integer, np.round(x), x)


def without_training(columns: Columns) -> Array:
    """The best plan that drops every run."""
    none = columns.of("training", "start", "at") | columns.of("backbone", "hub")
    x = run_highs(columns.problem.fixed(none, np.zeros(len(none))), LIMITS).x
    assert x is not None
    return np.where(columns.problem.is_integer, np.round(x), x)


def improved(inst: Instance, columns: Columns, x: Array, at_once: int) -> tuple[Array, list[float]]:
    """The plan after ten seconds, or once it is optimal, and the objectives of all that were taken."""
    problem = columns.problem
    least = problem.objective(optimum(columns))
    now = time.perf_counter()
    clock = Clock(now, now + 10.0, 1e-6, threads=1, seed=0, cancel=threading.Event(), bound=least)
    taken: list[float] = []

    def take(point: Array) -> None:
        taken.append(problem.objective(point))
        clock.report("better plan", taken[-1])

    liked = {w: sorted(inst.site) for w in inst.run}
    choosing = Choosing(inst, columns, liked, seed=0)
    search = NeighbourhoodSearch(columns, Parts(inst, columns), choosing, clock, at_once, take)
    return search.run(x, 0.0), taken


@pytest.mark.parametrize("name", WORLDS)
def test_a_part_of_everything_is_the_whole(name: str):
    """Proves that the part of all sites and runs has the whole model's optimum, whatever plan it is
    taken from; if a column were left out, the worse plan's decision would stay in it.
    """
    inst = built(WORLDS[name])
    columns = columns_of(inst)
    part = Parts(inst, columns).of(list(inst.site), list(inst.run), without_training(columns))
    least = columns.problem.objective(optimum(columns))
    assert run_highs(part.problem, LIMITS).objective == pytest.approx(least, rel=1e-7)


@pytest.mark.parametrize("name", WORLDS)
def test_a_part_holds_the_rest(name: str):
    """Proves that a part costs what the whole costs, that its plan keeps its rows, that where and when
    other runs are is not in it, and that what is found in it is a plan of the whole; if the rest were
    not taken off the rows' sides, the part would use what the rest uses.
    """
    inst = built(WORLDS[name])
    columns = columns_of(inst)
    problem = columns.problem
    x = optimum(columns)
    parts = Parts(inst, columns)
    for site in inst.site:
        part = parts.of([site], [], x)
        assert part.problem.objective(part.point) == pytest.approx(problem.objective(x), rel=1e-12)
        assert part.problem.worst_violation(part.point) <= 1e-9
        assert not part.of_training.any()
        found = run_highs(part.problem, LIMITS).x
        assert found is not None
        changed = x.copy()
        changed[part.free] = found
        assert problem.worst_violation(changed) <= 1e-8
        assert problem.objective(changed) == pytest.approx(problem.objective(x), rel=1e-7)


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("name", WORLDS)
def test_dropped_runs_find_their_place(name: str, at_once: int):
    """Proves that from a plan without training the search places the runs that the optimum places, by
    plans of the whole each cheaper than the one before, and ends within 0.1 % of the optimum (a dive
    looks at halls in parts); if it could not start a run the cost would stay where it is.
    """
    inst = built(WORLDS[name])
    columns = columns_of(inst)
    problem = columns.problem
    worse = without_training(columns)
    found, taken = improved(inst, columns, worse, at_once)
    assert problem.worst_violation(found) <= 1e-8
    assert np.array_equal(found[problem.is_integer], np.round(found[problem.is_integer]))
    assert taken == sorted(taken, reverse=True)
    best = optimum(columns)
    dropped = columns.of("training", "dropped")
    assert found[dropped] == pytest.approx(best[dropped], abs=1e-6)
    assert problem.objective(found) == pytest.approx(problem.objective(best), rel=1e-3)


def test_parts_share_no_site_and_runs_without_a_place_come_first():
    """Proves that no part has a site that is busy, and that of all runs the dropped one is moved
    first; if either broke, two changes would undo each other, or a penalty would stand longest.
    """
    inst = built(WORLDS["plenty"])
    columns = columns_of(inst)
    x = without_training(columns)
    sites = sorted(inst.site)
    choosing = Choosing(inst, columns, dict.fromkeys(inst.run, sites), seed=1)
    first = choosing.draw(x, frozenset())
    assert first is not None
    assert first.runs == frozenset(inst.run)
    for busy in sites:
        for _ in range(6):
            choice = choosing.draw(x, frozenset([busy]))
            assert choice is None or busy not in choice.sites
    assert choosing.draw(x, frozenset(sites)) is None


def test_training_is_what_says_where_and_when():
    """Proves that the variables that a dive decides exist in the model; a renamed one would be decided
    by nobody.
    """
    inst = built(WORLDS["two sites for a run"])
    present = {key[:2] for key in columns_of(inst).keys}
    assert {name for name in TRAINING if name[0] == "training"} <= present
