"""Siting alone, found in an instance: its arrays, and how models of single plans are made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.instance import Instance
from planner.plan.core import Size
from planner.solving.handover import HandoverError, TriviallyInfeasible

from .flows import Flows
from .form import Form
from .reading import form_of
from .skeleton import Restricted, few_routes, is_siting_alone

PRICED_FROM_ROUTES = 20_000
"""Routes over all times from which on prices are better than the whole model."""

PRICED_FROM_ROUTES_OF_ONE_TIME = 150_000
"""The same with a single period and slice: HiGHS proves the optimum of OR-Library's files of 100,000 routes."""


@dataclass(frozen=True)
class Siting:
    """Siting alone.

    Attributes:
        inst: the instance.
        form: its arrays.
        size: size of the whole model, of which only parts are built.
    """

    inst: Instance
    form: Form
    size: Size

    @staticmethod
    def alone_in(inst: Instance) -> Siting | None:
        """The siting of an instance that has nothing else and is large; else None."""
        # with a fleet its units are what limits sites
        if not inst.has("inference") or inst.has("fleet"):
            return None
        times = len(inst.periods) * len(inst.time_slices)
        routes = times * sum(len(routes) for routes in inst.routes.values())
        least = PRICED_FROM_ROUTES if times > 1 else PRICED_FROM_ROUTES_OF_ONE_TIME
        return Siting.of(inst) if routes >= least else None

    @staticmethod
    def of(inst: Instance) -> Siting | None:
        """The siting of an instance that has nothing else, of any size; else None.

        Whether it has nothing else is read from the rows and variables of its model with few routes. Where
        that cannot be built, or has locks that no plan can keep, the whole model is left to say why.
        """
        try:
            skeleton = Restricted.to(inst, few_routes(inst))
        except (HandoverError, TriviallyInfeasible):
            return None
        if skeleton.model.lock_conflicts or not is_siting_alone(skeleton):
            return None
        form = form_of(inst, skeleton)
        return Siting(inst, form, _whole_size(form, skeleton))

    def plan_model(self, flows: Flows) -> Restricted:
        """The model with the routes that flows use, in which the plan that they belong to is whole."""
        form = self.form
        kept = {
            at: {route.site for route in routes} for at, routes in few_routes(self.inst).items()
        }
        for t in range(len(form.times)):
            for r in flows.used(t):
                kept.setdefault(form.points[form.route_point[r]], set()).add(
                    form.sites[form.route_site[r]]
                )
        return Restricted.to(
            self.inst,
            {
                at: tuple(route for route in routes if route.site in kept.get(at, ()))
                for at, routes in self.inst.routes.items()
            },
        )


def _whole_size(form: Form, skeleton: Restricted) -> Size:
    """Rows, columns and nonzeros of the whole model: the skeleton's and those of all other routes.

    A route has a column and a row of its own at every time that its point asks for something. It stands in
    its point's demand, in its site's volume and in its own row, beside the opening if that is not given.
    """
    served = skeleton.model.inference.served
    site_open = skeleton.model.siting.site_open
    asks = form.asks[form.route_point]
    count = int(asks.sum()) - len(served)
    is_given = [[site_open[s, y].fixed for y, _ in form.times] for s in form.sites]
    entries = int((asks * (4 - np.array(is_given, dtype=int)[form.route_site])).sum())
    entries -= sum(4 - int(site_open[s, y].fixed) for _, _, s, y, _ in served)
    held = skeleton.problem.size
    return Size(
        rows=held.rows + count,
        columns=held.columns + count,
        nonzeros=held.nonzeros + entries,
        integers=held.integers,
    )
