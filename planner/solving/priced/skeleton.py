"""The whole model without most of its routes: small, and yet with every rule that is not about routes.

A route is a column of its own (`served`). A model with some of them left out is the whole one with these
held at 0, so a plan of it is a plan of the whole model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyomo.environ as pyo

from planner.instance import Instance
from planner.instance.geography import Route
from planner.models import build_model
from planner.solving.handover import Problem, compile_model

Routes = Mapping[tuple[str, str], tuple[Route, ...]]

BLOCKS = frozenset({"siting", "inference", "cost"})
"""Families whose rules are known here; limits, too, would be a block, and may bound variables."""

ROWS = frozenset(
    {
        "stays_open", "demand_met", "site_volume", "request_limit", "request_cover",
        "open_to_serve",
    }
)  # fmt: skip
"""Rows that the prices, the sites' own problems and the openings' sequence take into account."""

COLUMNS = frozenset({"site_open", "served", "unserved", "volume"})
"""Variables of these rows."""


@dataclass(frozen=True)
class Restricted:
    """A model of an instance with some of its routes, and its arrays."""

    inst: Instance
    model: pyo.ConcreteModel
    problem: Problem

    @staticmethod
    def to(inst: Instance, routes: Routes) -> Restricted:
        """Build the model with some of the routes of every service and metro.

        Raises:
            HandoverError: as :func:`planner.solving.handover.compile_model`.
            TriviallyInfeasible: likewise.
        """
        few = inst.replace(fixed_routes={at: routes.get(at, ()) for at in inst.routes})
        model = build_model(few)
        return Restricted(few, model, compile_model(model))


def few_routes(inst: Instance) -> dict[tuple[str, str], tuple[Route, ...]]:
    """Routes with which nothing else of the model is missing: one for every service and site that has any.

    Where demand has to be met, one for every service and metro too.
    """
    seen: set[tuple[str, str]] = set()
    kept: dict[tuple[str, str], tuple[Route, ...]] = {}
    for (k, metro), routes in inst.routes.items():
        new = tuple(route for route in routes if (k, route.site) not in seen)
        seen.update((k, route.site) for route in new)
        if not new and inst.settings.strict:
            new = routes[:1]
        if new:
            kept[k, metro] = new
    return kept


def is_siting_alone(restricted: Restricted) -> bool:
    """Whether the model has no families, rows or variables but those of openings and of requests served."""
    blocks = {b.local_name for b in restricted.model.component_objects(pyo.Block, active=True)}
    rows = {row.parent_component().local_name for row in restricted.problem.rows}
    columns = {x.parent_component().local_name for x in restricted.problem.variables}
    return blocks <= BLOCKS and rows <= ROWS and columns <= COLUMNS
