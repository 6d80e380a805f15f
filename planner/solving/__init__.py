"""Solving: handing the model to HiGHS, the search, the result."""

from .result import Progress, Result
from .solve import solve, solve_model

__all__ = ["Progress", "Result", "solve", "solve_model"]
