"""The ways from an instance to a model that HiGHS holds, each timed step by step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs as AppsiHighs
from pyomo.contrib.solver.solvers.highs import Highs as ContribHighs

from planner import Instance, build_model
from planner.solving.handover import compile_model, to_highs
from planner.solving.pipeline import no_garbage_collection


@dataclass(frozen=True)
class Timed:
    """Processor seconds of building and of handing over, and how many columns HiGHS then holds.

    One thread does it all, so on an idle machine these are seconds of the clock; on a busy one they still hold.
    """

    build_s: float
    handover_s: float
    columns: int


def _ours(model: pyo.ConcreteModel) -> int:
    return int(to_highs(compile_model(model), {}).getNumCol())


def _appsi(model: pyo.ConcreteModel) -> int:
    solver: Any = AppsiHighs()
    solver.set_instance(model)
    return int(solver._solver_model.getNumCol())


def _contrib(model: pyo.ConcreteModel) -> int:
    solver: Any = ContribHighs()
    solver.set_instance(model)
    return int(solver._solver_model.getNumCol())


ROUTES: dict[str, Callable[[pyo.ConcreteModel], int]] = {
    "ours": _ours,
    "appsi_highs": _appsi,
    "contrib.solver": _contrib,
}
"""Ways by name; ours first."""


def timed(route: str, instance: Instance) -> Timed:
    """Build the model and hand it over; all routes are spared the garbage collector, which ours is."""
    with no_garbage_collection():
        began = time.process_time()
        model = build_model(instance)
        built = time.process_time()
        columns = ROUTES[route](model)
        handed = time.process_time()
    return Timed(built - began, handed - built, columns)
