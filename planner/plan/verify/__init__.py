"""The independent checker of plans.

It recomputes every rule of `docs/conventions.md` from the rows of the instance and the primary
decisions of the plan, in plain loops, and compares what the plan says with what it found. It
knows neither the model nor a solver: nothing here imports Pyomo, HiGHS or `planner.models`.
"""

from .checker import verify
from .findings import Broken, Verification

__all__ = ["Broken", "Verification", "verify"]
