"""Tiny models with known optima on which versions of HiGHS have been wrong.

Each goes the way of a real solve: compiled, handed over, run, its integers made whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyomo.environ as pyo

from planner.plan.core import StoppedBy

from .handover import HandoverError, Problem, compile_model
from .highs import Limits, run_highs
from .search import Clock, Found, conclude, search_whole

SECONDS = 20.0
"""Time limit of one canary; all but the one about the limit take milliseconds."""

SHORT_SECONDS, GRACE_SECONDS = 1.0, 3.0
"""Limit of the canary about the limit, and how far it may be overrun, s."""

WITHIN = 1e-6
"""Relative distance of an objective from the known optimum that still passes."""


@dataclass(frozen=True)
class Canary:
    """One model and what has to come of it.

    Attributes:
        name: short, for tables.
        about: what went wrong with it in some version.
        sing: solves it; returns "" when all is right, else what is wrong.
    """

    name: str
    about: str
    sing: Callable[[], str]


@dataclass(frozen=True)
class Check:
    """One thing that was tried.

    Attributes:
        name: what was tried.
        about: what it would spoil.
        fault: what is wrong; empty when nothing is.
    """

    name: str
    about: str
    fault: str

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.fault


def hear_all() -> Iterator[Check]:
    """Solve every canary with the installed solver, one after the other."""
    for canary in CANARIES:
        try:
            fault = canary.sing()
        except HandoverError as error:
            fault = f"not handed over: {error}"
        yield Check(canary.name, canary.about, fault)


def _clock(seconds: float = SECONDS) -> Clock:
    now = time.perf_counter()
    return Clock(now, now + seconds, gap=0.0, threads=1, seed=0, cancel=threading.Event())


def _fault(problem: Problem, found: Found, optimum: float) -> str:
    """What is wrong with an answer whose right objective is known."""
    if found.x is None:
        return f"no plan ({found.stopped_by}), where one of {optimum:g} exists"
    if abs(found.objective - optimum) > WITHIN * max(1.0, abs(optimum)):
        return f"objective {found.objective!r} instead of {optimum:g}, called {found.stopped_by}"
    if found.bound > optimum + WITHIN * max(1.0, abs(optimum)):
        return f"bound {found.bound!r} above the optimum {optimum:g}"
    integers = found.x[problem.is_integer]
    if not np.array_equal(integers, np.round(integers)):
        return f"integers are not whole: {integers.tolist()}"
    missed = problem.worst_violation(found.x)
    return f"a row is missed by {missed:g}" if missed > WITHIN else ""


def _whole(model: pyo.ConcreteModel, optimum: float) -> str:
    problem = compile_model(model)
    return _fault(problem, search_whole(problem, _clock()), optimum)


def _without_presolve(model: pyo.ConcreteModel, optimum: float) -> str:
    problem = compile_model(model)
    clock = _clock()
    outcome = run_highs(problem, clock.limits(), presolve="off")
    return _fault(problem, conclude(problem, outcome, clock), optimum)


def _big_m_presolve() -> str:
    model = pyo.ConcreteModel()
    model.own = pyo.Var(bounds=(0, None))
    model.bought = pyo.Var(bounds=(0, None))
    model.build = pyo.Var(domain=pyo.Binary)
    model.demand = pyo.Constraint(expr=model.own + model.bought == 10)
    model.link = pyo.Constraint(expr=model.own <= 100 * model.build)
    model.cost = pyo.Objective(expr=2 * model.bought + 99999 * model.build)
    return _whole(model, 20.0)


def _connected(*, grid_mw: float) -> pyo.ConcreteModel:
    """1,500 MW from three sites, one of them with a grid of its own size."""
    model = pyo.ConcreteModel()
    model.mw = pyo.Var(range(3), bounds=(0, None))
    model.build = pyo.Var(range(3), domain=pyo.Binary)
    model.demand = pyo.Constraint(expr=sum(model.mw[s] for s in range(3)) == 1500)
    limits = (1000.0, 1000.0, grid_mw)
    model.link = pyo.Constraint(range(3), rule=lambda m, s: m.mw[s] <= limits[s] * m.build[s])
    model.cost = pyo.Objective(
        expr=sum((10 + s) * model.build[s] + (1 + s) * model.mw[s] for s in range(3))
    )
    return model


def _huge_number_refused() -> str:
    try:
        compile_model(_connected(grid_mw=1e16))
    except HandoverError:
        return ""
    return "a coefficient of 1e16 was handed over; the solver drops the rows around it"


def _rows_kept() -> str:
    return _whole(_connected(grid_mw=500.0), 10 + 11 + 1000 + 2 * 500)


def _time_limit_kept() -> str:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.Integers)
    model.y = pyo.Var(domain=pyo.Integers)
    model.z = pyo.Var(domain=pyo.Integers)
    model.fours = pyo.Constraint(expr=4 * model.y - model.z == 0)
    model.odd = pyo.Constraint(expr=8 * model.x + model.z == -19)
    model.cost = pyo.Objective(expr=model.x)
    began = time.perf_counter()
    limits = Limits(SHORT_SECONDS, gap=0.0, threads=1, seed=0)
    outcome = run_highs(compile_model(model), limits, presolve="off")
    took = time.perf_counter() - began
    if outcome.x is not None:
        return "a plan where none exists"
    if took > SHORT_SECONDS + GRACE_SECONDS:
        return f"took {took:.1f} s of a limit of {SHORT_SECONDS:g} s"
    return ""


def _trickle() -> str:
    model = pyo.ConcreteModel()
    model.mw = pyo.Var(bounds=(5, None))
    model.build = pyo.Var(domain=pyo.Binary)
    model.link = pyo.Constraint(expr=model.mw <= 1e7 * model.build)
    model.cost = pyo.Objective(expr=1e6 * model.build + model.mw)
    return _without_presolve(model, 1_000_005.0)


def _whole_integers() -> str:
    model = pyo.ConcreteModel()
    model.mw = pyo.Var(range(2), bounds=(0, None))
    model.modules = pyo.Var(range(2), domain=pyo.NonNegativeIntegers, bounds=(0, 9))
    model.demand = pyo.Constraint(expr=model.mw[0] + model.mw[1] == 4.5)
    model.link = pyo.Constraint(range(2), rule=lambda m, s: m.mw[s] <= 1.5 * m.modules[s])
    model.cost = pyo.Objective(
        expr=7 * model.modules[0] + 8 * model.modules[1] + model.mw[0] + model.mw[1]
    )
    return _whole(model, 25.5)


def _fractional_bounds() -> str:
    model = pyo.ConcreteModel()
    model.near = pyo.Var(domain=pyo.Integers, bounds=(0, 4.5))
    model.far = pyo.Var(domain=pyo.Integers, bounds=(0, 9.5))
    model.none = pyo.Var(domain=pyo.Integers, bounds=(-0.5, 0.5))
    model.demand = pyo.Constraint(expr=model.near + model.far + model.none >= 7)
    model.cost = pyo.Objective(expr=model.near + 3 * model.far + 2 * model.none)
    return _without_presolve(model, 13.0)


def _not_infeasible() -> str:
    model = pyo.ConcreteModel()
    model.mw = pyo.Var(bounds=(0, None))
    model.build = pyo.Var(domain=pyo.Binary)
    model.above = pyo.Constraint(expr=100.45 * model.mw + 1e12 * model.build <= 1e12)
    model.below = pyo.Constraint(expr=100.45 * model.mw - 1e12 * model.build <= 0)
    model.cost = pyo.Objective(expr=model.mw + model.build)
    return _whole(model, 0.0)


def _infeasible() -> str:
    model = pyo.ConcreteModel()
    model.mw = pyo.Var(range(2), bounds=(0, 700))
    model.modules = pyo.Var(range(2), domain=pyo.Integers, bounds=(0, 7))
    model.link = pyo.Constraint(range(2), rule=lambda m, s: m.mw[s] <= 100 * m.modules[s])
    model.demand = pyo.Constraint(expr=model.mw[0] + model.mw[1] >= 1500)
    model.cost = pyo.Objective(expr=model.modules[0] + model.modules[1])
    found = search_whole(compile_model(model), _clock())
    if found.stopped_by is StoppedBy.INFEASIBLE and found.x is None:
        return ""
    return f"1,500 MW out of 1,400 MW were called {found.stopped_by}"


CANARIES: tuple[Canary, ...] = (
    Canary("big-M presolve", "a build decision fixed the wrong way, called optimal", _big_m_presolve),
    Canary("huge number", "all rows lost beside one coefficient of 1e16", _huge_number_refused),
    Canary("rows kept", "all rows lost on the way to the solver", _rows_kept),
    Canary("time limit", "the time limit overrun many times over", _time_limit_kept),
    Canary("big-M trickle", "a binary of 5e-7 gives megawatts at no cost", _trickle),
    Canary("whole integers", "integers and sums a little off", _whole_integers),
    Canary("fractional bounds", "a bound of 4.5 on an integer gives a dearer optimum", _fractional_bounds),
    Canary("not infeasible", "a feasible model called infeasible by presolve", _not_infeasible),
    Canary("infeasible", "an infeasible model given a plan", _infeasible),
)  # fmt: skip
