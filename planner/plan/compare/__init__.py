"""Comparing plans: inputs, sites, power, runs, metros, and cost taken apart."""

from .core import Comparison, Pair, compare
from .report import ROWS_ON_PAGE, report

__all__ = ["ROWS_ON_PAGE", "Comparison", "Pair", "compare", "report"]
