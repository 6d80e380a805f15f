"""Capacity planner for the AI data-centre split: campuses for training, edge sites for inference.

The public interface: :func:`load` an :class:`Instance`, :func:`solve` it to a :class:`Plan`
(:func:`solve_apart` in a process of its own, under a watchdog),
:func:`verify` the plan, :func:`compare` plans, list the :func:`commitments` of one;
:func:`build_model` gives the Pyomo model itself, to which you may add rows before
:func:`solve_model`. Everything is imported on first use, so that `import planner` and
`planner --help` stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.instance import Instance, load
    from planner.models import build_model
    from planner.plan.commitments import commitments
    from planner.plan.compare import compare
    from planner.plan.core import Plan
    from planner.plan.verify import verify
    from planner.solving import solve, solve_model
    from planner.solving.apart import solve_apart

_HOMES = {
    "Instance": "planner.instance",
    "Plan": "planner.plan.core",
    "build_model": "planner.models",
    "commitments": "planner.plan.commitments",
    "compare": "planner.plan.compare",
    "load": "planner.instance",
    "solve": "planner.solving",
    "solve_apart": "planner.solving.apart",
    "solve_model": "planner.solving",
    "verify": "planner.plan.verify",
}


def __getattr__(name: str) -> object:
    """Import a public name from its home on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    """Public names."""
    return [*globals(), *_HOMES]


__all__ = [
    "Instance",
    "Plan",
    "build_model",
    "commitments",
    "compare",
    "load",
    "solve",
    "solve_apart",
    "solve_model",
    "verify",
]
