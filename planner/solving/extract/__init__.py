"""From a solved model to the tables of a plan."""

from .tables import plan_tables

__all__ = ["plan_tables"]
