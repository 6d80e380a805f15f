"""The plan side: openings from prices, made better by moves of sites, made plans and checked."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from planner.plan.core import Plan
from planner.solving.highs import Ending, run_highs
from planner.solving.result import relative_gap
from planner.solving.search import Clock, Found

from .ascent import Prices
from .diving import dive, freed, near, rounded
from .flows import Flows
from .form import Array, Ints
from .openings import WORTH_IT, Openings
from .siting import Siting
from .skeleton import Restricted

MakePlan = Callable[[Restricted, Found], Plan | None]
"""The checked plan of a point of a model with few routes, or None where the checker refuses it."""

SHARES = (0.3, 0.5, 0.7)
"""Mean shares at which a site is taken to have opened, for the first plan."""

DIVES = ((15, 0.25, 1e-4), (30, 0.15, 1e-4))
"""Steps, share opened and first step of the rounds of each dive over all sites."""

NEAR_SHARE, NEAR_SITES = 0.15, 15
"""Share of the sites that a later dive leaves undecided, and how many at least."""

HOPELESS = 5e-3
"""Openings dearer than the best by this share are left without moves."""

STUCK = 5
"""Dives in a row that bring nothing after which others may do better."""

MOVES_SHARE = 2.0
"""Time for the moves of one dive's openings, in times of all that dives have taken so far."""

RESERVE = 2.0
"""Time kept for the last plan, in times of what the one before took."""

WORTH_A_PLAN = 5e-4
"""Share of the cost that the openings of a dive have to save to be made a plan at once."""

CHECKING_SHARE = 0.1
"""Share of the time that may go into making plans whole and checking them while moves are tried."""


class PlanSide:
    """Finds openings and makes plans of them.

    Attributes:
        best: model and point of the best plan so far that the checker has passed.

    Args:
        siting: siting alone.
        clock: time, stop signal and reporting.
        make: the checked plan of a point.
        on_plan: given every better plan.
    """

    def __init__(
        self,
        siting: Siting,
        clock: Clock,
        make: MakePlan,
        on_plan: Callable[[Plan], None] | None,
    ) -> None:
        self._siting = siting
        self._form = siting.form
        self._clock = clock
        self._make = make
        self._on_plan = on_plan
        self._draw = np.random.default_rng(clock.seed)
        self.best: tuple[Restricted, Array] | None = None
        self._flows: Flows | None = None
        self._openings: Openings | None = None
        self._dives = 0
        self._dive_seconds = 0.0
        self._vain = 0
        self._checked_at, self._check_seconds = 0.0, 0.0

    def goes_on(self) -> bool:
        """Whether there is time beyond what making a plan takes."""
        return self._clock.goes_on(RESERVE * self._check_seconds)

    @property
    def is_stuck(self) -> bool:
        """Whether dives over all sites are done and the latest ones brought nothing."""
        return self._vain >= STUCK and self._dives > len(DIVES)

    def first_plan(self, prices: Prices) -> None:
        """A plan by rounding what is open in the mean."""
        self._clock.report("plan side: openings")
        self._flows = Flows(self._form, prices.price_musd, self._clock.seed)
        tries = [
            Openings(self._form, self._flows, rounded(prices.begun, share)) for share in SHARES
        ]
        self._openings = min(tries, key=lambda openings: openings.musd)
        self._take(self._openings)

    def next_plan(self, prices: Prices) -> None:
        """Openings by a dive and moves: of all sites at first, then of some that are near one another."""
        assert self._openings is not None and self._flows is not None
        began = time.perf_counter()
        sites = np.arange(len(self._form.sites))
        form, way = self._form, DIVES[0]
        if self._dives < len(DIVES):
            way = DIVES[self._dives]
            self._clock.report("plan side: dive over all sites")
        else:
            centre = int(self._draw.integers(len(sites)))
            sites = near(form, centre, max(int(NEAR_SHARE * len(sites)), NEAR_SITES))
            form = freed(form, self._openings.begin, sites)
            self._clock.report(f"plan side: dive around {form.sites[centre]}")
        self._dives += 1
        self._vain += 1
        begin = dive(form, prices, *way, self.goes_on)
        self._dive_seconds += time.perf_counter() - began
        if begin is None or np.array_equal(begin, self._openings.begin):
            return
        openings = Openings(self._form, self._flows, begin)
        if openings.musd <= self._openings.musd * (1 + HOPELESS):
            self._move(openings, sites)
        if openings.musd < self._openings.musd * (1 - WORTH_IT):
            self._openings = openings
            self._vain = 0
            if openings.musd < self._clock.incumbent * (1 - WORTH_A_PLAN):
                self._take(openings)

    def finish(self) -> None:
        """Make a plan of the best openings, if it is not made yet."""
        if self._openings is not None:
            self._take(self._openings)

    def _move(self, openings: Openings, sites: Ints) -> None:
        """Moves of sites, for a while, and plans now and then."""
        until = time.perf_counter() + MOVES_SHARE * self._dive_seconds

        def consider() -> None:
            enough = relative_gap(openings.musd, self._clock.bound) <= self._clock.gap
            since = time.perf_counter() - self._checked_at
            if enough or since > self._check_seconds / CHECKING_SHARE:
                self._take(openings)

        consider()
        openings.improve(lambda: self.goes_on() and time.perf_counter() < until, consider, sites)
        consider()

    def _take(self, openings: Openings) -> None:
        """Make a plan of openings, check it, and keep it if it is the best."""
        if openings.musd >= self._clock.incumbent or self._is_too_late():
            return
        assert self._flows is not None
        began = time.perf_counter()
        openings.serve()
        model = self._siting.plan_model(self._flows)
        found = self._point(model, openings.begin)
        if found is None or found.x is None or found.objective >= self._clock.incumbent:
            return
        plan = self._make(model, found)
        self._checked_at = time.perf_counter()
        self._check_seconds = self._checked_at - began
        if plan is None:
            return
        self.best = (model, found.x)
        self._clock.report("plan side: better plan", found.objective)
        if self._on_plan is not None:
            self._on_plan(plan)

    def _is_too_late(self) -> bool:
        """Whether the user waits, or the time is over, for a plan when there is one already."""
        late = self._clock.cancel.is_set() or self._clock.left() < self._check_seconds
        return self.best is not None and late

    def _point(self, model: Restricted, begin: Ints) -> Found | None:
        """The best point of a model with these openings, or None where it has none."""
        number = {y.start_year: i for i, y in enumerate(self._siting.inst.periods)}
        first = dict(zip(self._form.sites, begin.tolist(), strict=True))
        problem = model.problem
        values = np.zeros(problem.size.columns)
        for j in np.flatnonzero(problem.is_integer):
            site, year = problem.variables[j].index()
            values[j] = float(number[year] >= first[site])
        held = problem.fixed(problem.is_integer, values).relaxed(problem.is_integer)
        outcome = run_highs(held, self._clock.limits(max(self._clock.left(), 10.0)))
        if outcome.ending is not Ending.DONE or outcome.x is None:
            return None
        bound = min(self._clock.bound, outcome.objective)
        return Found(outcome.x, outcome.objective, bound, self._clock.stopped_by())
