"""One run of HiGHS: in a thread of its own, watched, cancellable, every status looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import numpy as np

from .handover import Array, Problem, to_highs

INTEGRALITY = 1e-9
"""How far an integer may be from a whole number; a looser one is worth 1e-6 of every big-M."""


class Ending(StrEnum):
    """Why a run of HiGHS ended."""

    DONE = "done"
    """Solved within the gap asked for."""
    LIMIT = "limit"
    MEMORY = "memory"
    CANCELLED = "cancelled"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    ERROR = "error"


_STATUS: Any = highspy.HighsModelStatus
_ENDINGS: dict[Any, Ending] = {
    _STATUS.kOptimal: Ending.DONE,
    _STATUS.kModelEmpty: Ending.DONE,
    _STATUS.kInfeasible: Ending.INFEASIBLE,
    _STATUS.kUnboundedOrInfeasible: Ending.INFEASIBLE,
    _STATUS.kUnbounded: Ending.UNBOUNDED,
    _STATUS.kTimeLimit: Ending.LIMIT,
    _STATUS.kIterationLimit: Ending.LIMIT,
    _STATUS.kSolutionLimit: Ending.LIMIT,
    _STATUS.kMemoryLimit: Ending.MEMORY,
    _STATUS.kObjectiveBound: Ending.LIMIT,
    _STATUS.kObjectiveTarget: Ending.LIMIT,
    _STATUS.kInterrupt: Ending.CANCELLED,
    _STATUS.kHighsInterrupt: Ending.CANCELLED,
}
"""Every status not listed here is an error."""


@dataclass(frozen=True)
class Outcome:
    """What a run of HiGHS gave.

    Attributes:
        ending: why it ended.
        x: best point, or None.
        objective: its objective, recomputed from the arrays; inf without a point.
        bound: proven lower bound; −inf where there is none.
        status: HiGHS's own word for how it ended.
        row_dual: dual values of the rows of a linear problem, proven optimal or not, or None.
        nodes: branch-and-bound nodes.
    """

    ending: Ending
    x: Array | None
    objective: float
    bound: float
    status: str
    row_dual: Array | None = None
    nodes: int = 0


@dataclass(frozen=True)
class Limits:
    """How long a run may take and how exact it has to be.

    Attributes:
        seconds: wall time left.
        gap: relative gap at which it may stop; 0 asks for a proof within the solver's tolerances.
        threads: threads it may use.
        seed: seed of its random choices.
    """

    seconds: float
    gap: float
    threads: int
    seed: int


Watch = Callable[[float, float], None]
"""Called with (incumbent, bound) whenever the solver reports; inf and −inf where there is none."""


def run_highs(
    problem: Problem,
    limits: Limits,
    *,
    start: Array | None = None,
    watch: Watch | None = None,
    on_point: Callable[[Array], None] | None = None,
    cancel: threading.Event | None = None,
    **options: float | int | str | bool,
) -> Outcome:
    """Solve a problem with HiGHS.

    Args:
        problem: the arrays.
        limits: time, gap, threads, seed.
        start: a point to start from; only its integer columns need to be right.
        watch: told of incumbent and bound while it runs.
        on_point: given every better point while it runs, integers within tolerance.
        cancel: stops the run when set; the best point found so far is kept.
        options: further HiGHS options.

    Raises:
        HandoverError: the solver did not take the problem as given.
    """
    asked = {
        "time_limit": max(limits.seconds, 0.1),
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": 1e-9,
        "mip_feasibility_tolerance": INTEGRALITY,
        "random_seed": limits.seed,
        "threads": limits.threads,
        "parallel": "on" if limits.threads > 1 else "off",
        **options,
    }
    highs = to_highs(problem, asked)
    if start is not None and problem.is_integer.any():
        solution = highspy.HighsSolution()
        solution.col_value = start
        highs.setSolution(solution)
    _listen(highs, watch, on_point, cancel)
    _run_in_thread(highs, cancel, limits.seconds)
    return _outcome(highs, problem)


def _listen(
    highs: highspy.Highs,
    watch: Watch | None,
    on_point: Callable[[Array], None] | None,
    cancel: threading.Event | None,
) -> None:
    if watch is not None:

        def report(event: Any) -> None:
            watch(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

        highs.cbMipLogging.subscribe(report)
        highs.cbMipImprovingSolution.subscribe(report)
    if on_point is not None:

        def give(event: Any) -> None:
            on_point(np.array(event.data_out.mip_solution, dtype=float))

        highs.cbMipImprovingSolution.subscribe(give)
    if cancel is not None:

        def check(event: Any) -> None:
            if cancel.is_set():
                event.data_in.user_interrupt = True

        highs.cbMipInterrupt.subscribe(check)
        highs.cbSimplexInterrupt.subscribe(check)
        highs.cbIpmInterrupt.subscribe(check)


def _run_in_thread(highs: highspy.Highs, cancel: threading.Event | None, seconds: float) -> None:
    """Run so that this thread can still be interrupted: Event.wait sees Ctrl-C, join does not."""
    finished = threading.Event()

    def work() -> None:
        try:
            highs.run()
        finally:
            finished.set()

    thread = threading.Thread(target=work, name="highs", daemon=True)
    thread.start()
    while not finished.wait(0.2):
        continue
    thread.join()


def _outcome(highs: highspy.Highs, problem: Problem) -> Outcome:
    status = highs.getModelStatus()
    info = highs.getInfo()
    ending = _ENDINGS.get(status, Ending.ERROR)
    word = highs.modelStatusToString(status)
    is_mip = bool(problem.is_integer.any())
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    solution = highs.getSolution()
    x = np.array(solution.col_value, dtype=float) if feasible else None
    if x is not None and not np.isfinite(x).all():
        return Outcome(Ending.ERROR, None, float("inf"), -float("inf"), f"{word}, not a number")
    objective = float("inf") if x is None else problem.objective(x)
    if is_mip:
        bound = float(info.mip_dual_bound)
        if not np.isfinite(bound):
            bound = -float("inf")
    else:
        bound = objective if ending is Ending.DONE else -float("inf")
    has_duals = not is_mip and solution.dual_valid
    row_dual = np.array(solution.row_dual, dtype=float) if has_duals else None
    return Outcome(ending, x, objective, bound, word, row_dual, int(info.mip_node_count))
