"""Who is served from where when the openings are given: one linear program for each time.

Openings change right-hand sides alone, so that the last basis stays dual feasible and a site that opens or
closes costs a few pivots. Routes enter a program when its prices ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from planner.solving.handover import HandoverError, Problem, to_highs

from .form import Array, Bools, Form, Ints
from .sites_alone import earned_at

SHORTAGE = 10.0
"""What demand that may not be left unserved costs here when it is, in times of its dearest route."""

FIRST_ROUTES = 6
"""Routes of each point that a program begins with."""

PAYS = 1e-9
"""A route enters when it would save more than this share of what its point pays."""


@dataclass(frozen=True)
class Flow:
    """The cheapest way to serve a time's demand.

    Attributes:
        musd: its cost, without what being open costs.
        alone: (S) what each site, open, would make of the prices that points pay in it: never more than 0.
            With other sites open the cost changes by no less than the difference of the sums of these.
    """

    musd: float
    alone: Array


class Flows:
    """The linear programs of all times, kept with their last bases.

    Args:
        form: siting alone.
        price_musd: (M,T) prices that say which routes are likely to be used.
        seed: seed of the solver.
    """

    def __init__(self, form: Form, price_musd: Array, seed: int = 0) -> None:
        self._form = form
        self._routes: list[Ints] = []
        self._solvers: list[highspy.Highs] = []
        for t in range(len(form.times)):
            gain = form.route_musd[:, t] - price_musd[form.route_point, t]
            self._routes.append(_cheapest_by_point(form, gain))
            self._solvers.append(self._solver(t, seed))
        self._first = [len(routes) for routes in self._routes]
        self._in = np.zeros(form.route_musd.shape, dtype=bool)
        for t, routes in enumerate(self._routes):
            self._in[routes, t] = True
        self._open = np.zeros((len(form.sites), len(form.times)), dtype=bool)

    def cheapest(self, t: int, is_open: Bools) -> Flow:
        """Serve a time's demand from the sites that are open.

        Raises:
            HandoverError: the solver did not end with an optimum.
        """
        form, highs = self._form, self._solvers[t]
        points = len(form.points)
        for s in np.flatnonzero(is_open != self._open[:, t]):
            # a site without a limit can be asked for everything at most
            most = min(form.capacity_krps[s], float(form.asked_krps[:, t].sum()))
            highs.changeRowBounds(points + int(s), -np.inf, most if is_open[s] else 0.0)
        self._open[:, t] = is_open
        while True:
            highs.run()
            if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise HandoverError(f"the routing of {form.times[t]} ended without an optimum")
            dual = np.array(highs.getSolution().row_dual)
            price, worth = dual[:points], np.maximum(-dual[points:], 0.0)
            paid = price[form.route_point]
            saves = form.route_musd[:, t] + worth[form.route_site] * form.route_krps[:, t] - paid
            enters = (saves < -PAYS * paid) & is_open[form.route_site] & ~self._in[:, t]
            if not enters.any():
                break
            self._add(t, np.flatnonzero(enters))
        return Flow(float(highs.getObjectiveValue()), earned_at(form, t, price))

    def used(self, t: int) -> Ints:
        """Routes with something on them, when this time's demand was served last."""
        x = np.array(self._solvers[t].getSolution().col_value)
        shares = np.concatenate([x[: self._first[t]], x[self._first[t] + len(self._form.points) :]])
        return self._routes[t][shares > 0]

    def _add(self, t: int, routes: Ints) -> None:
        form, count = self._form, len(routes)
        index = np.stack(
            [form.route_point[routes], len(form.points) + form.route_site[routes]], axis=1
        )
        value = np.stack([np.ones(count), form.route_krps[routes, t]], axis=1)
        self._solvers[t].addCols(
            count,
            form.route_musd[routes, t],
            np.zeros(count),
            form.most_share[routes],
            2 * count,
            np.arange(0, 2 * count, 2, dtype=np.int32),
            index.ravel().astype(np.int32),
            value.ravel(),
        )
        self._routes[t] = np.concatenate([self._routes[t], routes])
        self._in[routes, t] = True

    def _solver(self, t: int, seed: int) -> highspy.Highs:
        """A program in which all sites are closed."""
        form, routes = self._form, self._routes[t]
        points, sites, count = len(form.points), len(form.sites), len(routes)
        number = np.arange(points)
        unserved = form.unserved_musd[:, t]
        dearest = float(np.max(form.route_musd[routes, t], initial=1.0))
        row = np.concatenate([form.route_point[routes], points + form.route_site[routes], number])
        column = np.concatenate([np.arange(count), np.arange(count), count + number])
        value = np.concatenate([np.ones(count), form.route_krps[routes, t], np.ones(points)])
        asks = form.asks[:, t].astype(float)
        problem = Problem(
            cost=np.concatenate(
                [
                    form.route_musd[routes, t],
                    np.where(np.isfinite(unserved), unserved, SHORTAGE * dearest),
                ]
            ),
            offset=0.0,
            matrix=sparse.csc_array((value, (row, column)), shape=(points + sites, count + points)),
            row_lower=np.concatenate([asks, np.full(sites, -np.inf)]),
            row_upper=np.concatenate([asks, np.zeros(sites)]),
            col_lower=np.zeros(count + points),
            col_upper=np.concatenate([form.most_share[routes], np.ones(points)]),
            is_integer=np.zeros(count + points, dtype=bool),
            variables=(),
            rows=(),
        )
        options: dict[str, float | int | str | bool] = {
            "threads": 1,
            "random_seed": seed,
            "presolve": "off",
            "solver": "simplex",
        }
        return to_highs(problem, options)


def _cheapest_by_point(form: Form, gain: Array) -> Ints:
    """The few routes of each point with the least of some values; none where nothing is asked for."""
    order = np.lexsort((gain, form.route_point))
    point = form.route_point[order]
    rank = np.arange(len(order)) - np.searchsorted(point, point)
    kept = order[(rank < FIRST_ROUTES) & np.isfinite(gain[order])]
    return np.sort(kept)
