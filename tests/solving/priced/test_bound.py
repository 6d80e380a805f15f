"""Bounds from prices never exceed what the best plan costs, and come near it."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from benchmarks.orlib.published import Published, published
from planner.instance import Instance
from planner.instance.orlib import COST_UNITS_PER_MUSD
from planner.models import build_model
from planner.solving.handover import compile_model
from planner.solving.priced.ascent import Ascent, first_prices
from planner.solving.priced.form import Form, load_form, save_form
from planner.solving.priced.sites_alone import alone
from planner.solving.priced.siting import Siting
from planner.solving.search import Clock, search_whole
from tests.solving.priced.worlds import drawn
from tests.tiny import ROUTING, tiny

SEEDS = range(30)
STEPS = 250


def clock(seconds: float = 20.0, gap: float = 1e-9) -> Clock:
    """A clock that starts now."""
    now = time.perf_counter()
    return Clock(now, now + seconds, gap, threads=1, seed=0, cancel=threading.Event())


def optimum(inst: Instance) -> float:
    """Cost of the best plan, by HiGHS on the whole model."""
    return search_whole(compile_model(build_model(inst)), clock()).objective


def form_of(inst: Instance) -> Form:
    """The arrays of an instance that has siting alone."""
    siting = Siting.of(inst)
    assert siting is not None
    return siting.form


@pytest.mark.parametrize("seed", SEEDS)
def test_no_prices_prove_more_than_the_optimum(seed: int):
    """Proves weak duality in the code: at no prices, nonsense included, does the bound exceed the optimum.

    If a site earned a route's gain beyond its capacity, or opened before it may, some bound would.
    """
    inst = drawn(seed)
    form, best = form_of(inst), optimum(inst)
    draw = np.random.default_rng(seed)
    first = first_prices(form)
    for spread in (0.0, 0.1, 0.5, 2.0):
        for _ in range(5):
            price = first * draw.lognormal(0.0, spread, first.shape) - spread * 0.01
            assert alone(form, price).bound <= best + 1e-9 * abs(best)
    ascent = Ascent(form)
    for _ in range(STEPS):
        ascent.step()
    assert alone(form, first).bound <= ascent.best.bound <= best + 1e-9 * abs(best)


def test_bounds_come_near_the_optimum():
    """Proves that prices rise to what can be proved: over a dozen worlds the mean gap is a few per cent, and
    it is nothing in most; a step in the wrong direction would leave the first bound.
    """
    gaps = []
    for seed in SEEDS[:12]:
        inst = drawn(seed)
        best = optimum(inst)
        ascent = Ascent(form_of(inst))
        for _ in range(STEPS):
            ascent.step()
        gaps.append((best - ascent.best.bound) / max(best, 1e-9))
    assert np.mean(gaps) < 0.03
    assert np.median(gaps) < 0.005


def test_the_bound_by_hand():
    """Proves the value at given prices on paper.

    Two metros ask for 100 requests/s each, the site holds 150, costs 3 M$ to open for its one year, and
    routes cost 1 and 2 M$. At prices of 5 and 4 M$ the site gains 4 on the first metro, wholly, and 2 on the
    second, by half: 4 + 1 − 3 = 2 M$ of 9 M$ paid, so 7 M$ are proved. The first is met, the second by half.
    At prices of 2 and 2 M$ it would gain 1 and stays closed: 4 M$ are proved and nothing is met.
    """
    form = form_of(
        tiny(
            ROUTING,
            sites=[{"site": "a", "status": "candidate", "opening_musd": 3, "max_requests_per_s": 150}],
            metros=[{"metro": "M"}, {"metro": "N"}],
            demand=[{"metro": m, "requests_per_s": 100} for m in "MN"],
            route_costs=[
                {"metro": "M", "usd_per_year_full_demand": 1e6},
                {"metro": "N", "usd_per_year_full_demand": 2e6},
            ],
        )
    )  # fmt: skip
    dear = alone(form, np.array([[5.0], [4.0]]))
    assert dear.bound == pytest.approx(7.0)
    assert dear.met.ravel() == pytest.approx([1.0, 0.5])
    cheap = alone(form, np.array([[2.0], [2.0]]))
    assert cheap.bound == pytest.approx(4.0)
    assert cheap.met.ravel().tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "target", [p for p in published() if p.name in ("cap41", "cap64", "cap84", "cap104", "cap134")],
    ids=lambda target: target.name,
)  # fmt: skip
def test_bounds_of_published_instances(target: Published):
    """Proves the bound against an outside source: within 3 % below the optimum published, never above."""
    ascent = Ascent(form_of(target.instance()))
    for _ in range(STEPS):
        ascent.step()
    bound = ascent.best.bound * COST_UNITS_PER_MUSD
    assert 0.97 * target.optimum <= bound <= target.optimum * (1 + 1e-9)


def test_a_form_survives_its_file(tmp_path):
    """Proves that the other process sees the same numbers: the same bound at the same prices."""
    form = form_of(drawn(3))
    save_form(form, tmp_path / "form.npz")
    again = load_form(tmp_path / "form.npz")
    price = first_prices(form)
    assert np.array_equal(first_prices(again), price)
    assert alone(again, price).bound == alone(form, price).bound
