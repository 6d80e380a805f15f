"""A solve in a process of its own, and what is left of one that was killed."""

from .left_behind import Unfinished, recover, unfinished
from .watchdog import solve_apart

__all__ = ["Unfinished", "recover", "solve_apart", "unfinished"]
