"""Instances: their schema, how they are read, checked and changed."""

from .core import Instance, Period
from .door import instance_from_tables, load
from .faults import Fault, InvalidInstance
from .scenarios import scenario_names
from .writing import write_folder

__all__ = [
    "Fault",
    "Instance",
    "InvalidInstance",
    "Period",
    "instance_from_tables",
    "load",
    "scenario_names",
    "write_folder",
]
