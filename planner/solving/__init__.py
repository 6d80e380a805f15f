"""Solving: handing the model to HiGHS, the search, the result."""

from .result import Progress, Result
from .pipeline import solve, solve_model

__all__ = ["Progress", "Result", "solve", "solve_model"]
