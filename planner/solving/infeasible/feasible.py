"""Whether a plan exists at all, as a solve without costs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

import numpy as np

from planner.instance import Instance
from planner.models import build_model
from planner.solving.handover import TriviallyInfeasible, compile_model
from planner.solving.highs import Ending, Limits, run_highs


class Undecided(Exception):
    """The question was not answered within the time, or the solver failed at it."""


@dataclass
class Asker:
    """Answers whether instances have plans, until a moment.

    Attributes:
        deadline: moment (`time.perf_counter`) after which nothing is answered.
        threads: threads of the solver.
        cancel: set to stop.
        build_s: longest time that building a model took, s; a build cannot be stopped, so none is begun
            with less time left.
    """

    deadline: float
    threads: int
    cancel: threading.Event
    build_s: float = 0.0

    def has_plan(self, instance: Instance) -> bool:
        """Whether some plan keeps every rule of an instance, at whatever cost.

        Raises:
            Undecided: the time is over, the user wants to stop, or the solver failed.
        """
        began = time.perf_counter()
        if self.deadline - began <= self.build_s or self.cancel.is_set():
            raise Undecided("the time is over")
        model = build_model(instance)
        self.build_s = max(self.build_s, time.perf_counter() - began)
        if model.lock_conflicts:
            return False
        try:
            problem = compile_model(model)
        except TriviallyInfeasible:
            return False
        free = replace(problem, cost=np.zeros_like(problem.cost), offset=0.0)
        limits = Limits(max(self.deadline - time.perf_counter(), 0.1), 1.0, self.threads, 0)
        outcome = run_highs(free, limits, cancel=self.cancel)
        if outcome.x is not None:
            return True
        if outcome.ending is Ending.INFEASIBLE:
            return False
        raise Undecided(f"the solver ended with {outcome.status}")
