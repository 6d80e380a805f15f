"""The solvers that are compared: each is given an instance's folder and tells how it goes.

Ours is `planner.solve`, from the folder to the checked plan. The others are given the same whole Pyomo
model with the same tight form: HiGHS as arrays, SCIP and CBC as an MPS file, the writing and reading of
which is not counted.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyomo.environ as pyo

from planner import Instance, build_model, load, solve
from planner.plan.core import Size, StoppedBy
from planner.plan.verify import verify
from planner.solving.handover import Array, Problem, compile_model
from planner.solving.highs import Limits, run_highs
from planner.solving.pipeline import no_garbage_collection, plan_of_point
from planner.solving.result import Progress
from planner.solving.search import Clock, Found, with_whole_integers

from .asked import Asked
from .stopwatch import Stopwatch

OK, NO_PLAN = "ok", "no plan"

HIGHS_INTEGRALITY = 1e-6
"""HiGHS's own default; ours asks for more."""

ROUNDING_S = 120.0
"""Time in which a baseline's integers are rounded and the rest is solved again, not counted."""


@dataclass(frozen=True)
class Answer:
    """What a solver answered; see :class:`benchmarks.search.record.Record`."""

    ended: str
    size: Size
    checked: str


WholeSolver = Callable[[Problem, Asked, Stopwatch, Path], tuple[str, Array | None]]


def run_ours(folder: Path, asked: Asked, watch: Stopwatch) -> Answer:
    """The planner's own search."""

    def tell(progress: Progress) -> None:
        known, bound = progress.incumbent_musd, progress.bound_musd
        watch.note(
            float("inf") if known is None else known, -float("inf") if bound is None else bound
        )

    result = solve(
        load(folder),
        time_limit_s=asked.left_s(watch),
        gap=asked.gap,
        threads=asked.threads,
        seed=asked.seed,
        on_progress=tell,
    )
    if result.plan is None:
        return Answer(str(result.stopped_by), result.size, f"{NO_PLAN}: {result.message}")
    manifest = result.plan.manifest
    watch.note(manifest.objective_musd, manifest.bound_musd)
    return Answer(str(result.stopped_by), result.size, OK if manifest.verified else "not checked")


def _run_whole(run: WholeSolver, folder: Path, asked: Asked, watch: Stopwatch) -> Answer:
    """Another solver on the whole model."""
    instance = load(folder)
    with no_garbage_collection():
        model = build_model(instance)
        problem = compile_model(model)
    with tempfile.TemporaryDirectory(prefix="planner-search-") as home:
        ended, x = run(problem, asked, watch, Path(home))
    watch.note(float("inf"), -float("inf"))
    return Answer(ended, problem.size, _checked(instance, model, problem, x, asked))


def _run_highs(
    problem: Problem, asked: Asked, watch: Stopwatch, _: Path
) -> tuple[str, Array | None]:
    outcome = run_highs(
        problem,
        Limits(asked.left_s(watch), asked.gap, asked.threads, asked.seed),
        watch=watch.note,
        mip_feasibility_tolerance=HIGHS_INTEGRALITY,
    )
    watch.note(outcome.objective, outcome.bound)
    return outcome.status, outcome.x


def _run_scip(
    problem: Problem, asked: Asked, watch: Stopwatch, folder: Path
) -> tuple[str, Array | None]:
    # here, so that ours and HiGHS can be measured where SCIP is not installed
    from .scip import run_scip

    return run_scip(problem, asked, watch, folder)


def _run_cbc(
    problem: Problem, asked: Asked, watch: Stopwatch, folder: Path
) -> tuple[str, Array | None]:
    # here, so that ours and HiGHS can be measured where CBC is not installed
    from .cbc import run_cbc

    return run_cbc(problem, asked, watch, folder)


def _checked(
    instance: Instance, model: pyo.ConcreteModel, problem: Problem, x: Array | None, asked: Asked
) -> str:
    """What the checker says of a point as a plan, its integers rounded and the rest solved again."""
    if x is None:
        return NO_PLAN
    began = time.perf_counter()
    clock = Clock(began, began + ROUNDING_S, asked.gap, asked.threads, 0, threading.Event())
    whole = with_whole_integers(problem, x, clock)
    if whole is None:
        return "no plan is left when its integers are rounded"
    # a plan has to name a bound, which is not what is checked here; costs are not below 0
    found = Found(whole, problem.objective(whole), 0.0, StoppedBy.TIME_LIMIT)
    plan = plan_of_point(instance, model, problem, found, {"gap": asked.gap}, "whole")
    broken = verify(instance, plan).broken
    return f"{len(broken)} rules broken: {broken[0]}" if broken else OK


SOLVERS: dict[str, Callable[[Path, Asked, Stopwatch], Answer]] = {
    "ours": run_ours,
    "highs": partial(_run_whole, _run_highs),
    "scip": partial(_run_whole, _run_scip),
    "cbc": partial(_run_whole, _run_cbc),
}
"""By name, ours first."""
