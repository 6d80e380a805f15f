"""One page of a plan with charts, tables and a map, which needs nothing from outside."""

from .case import Case
from .page import page
from .saving import save_charts, save_tables

__all__ = ["Case", "page", "save_charts", "save_tables"]
