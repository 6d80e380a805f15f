"""Solving: handing the model to HiGHS, the search, the result."""

from .pipeline import solve, solve_model
from .result import Progress, Result

__all__ = ["Progress", "Result", "solve", "solve_model"]
