"""The independent check of a plan's bound.

It builds the linear relaxation anew from the instance, reads the rows of the model in a way of its own, and
computes by weak duality, in whole numbers without rounding, what the dual values kept beside the plan prove.
It shares nothing with the search but the model: nothing here imports `planner.solving`.
"""

from .check import BoundCheck, check_bound

__all__ = ["BoundCheck", "check_bound"]
