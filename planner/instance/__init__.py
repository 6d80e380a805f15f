"""Instances: their schema, how they are read, checked and changed."""

from .core import Instance, Period

__all__ = ["Instance", "Period"]
