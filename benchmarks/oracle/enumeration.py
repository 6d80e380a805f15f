"""The least cost of an instance: every choice of whole numbers, and a small program for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from planner.instance import Instance

from .decisions import Choice, choices
from .draft import Draft
from .exact import prove
from .limits import add_limits, add_locks, add_standing_charges
from .linear import Program
from .places import add_loads, add_unit_use, add_units
from .power import add_power
from .simplex import Optimum, solve
from .workloads import add_backbone, add_inference, add_training


@dataclass(frozen=True)
class LeastCost:
    """What enumeration found.

    Attributes:
        musd: the least cost, proved in fractions; infinite when no choice has a plan.
        choice: whole numbers that have it.
        choices: how many there are.
        solved: how many programs were solved; the others cost more by their whole numbers alone.
    """

    musd: float
    choice: Choice | None
    choices: int
    solved: int


def least_cost(instance: Instance, lock_slack: float = 0.0) -> LeastCost:
    """The least cost of an instance by plain enumeration, locks kept to within some slack."""
    best: tuple[float, Choice | None, Program, Optimum | None] = (inf, None, Program(), None)
    every, solved = choices(instance), 0
    for choice in every:
        # All other costs are 0 or more, and choices come cheapest first.
        if choice.cost >= best[0]:
            break
        solved += 1
        program = program_of(instance, choice, lock_slack)
        optimum = solve(program)
        if optimum is not None and optimum.cost < best[0]:
            best = (optimum.cost, choice, program, optimum)
    musd, choice_taken, program, optimum = best
    if optimum is not None:
        musd = float(prove(program, optimum))
    return LeastCost(musd, choice_taken, len(every), solved)


def program_of(instance: Instance, choice: Choice, lock_slack: float = 0.0) -> Program:
    """The linear program that is left of an instance once its whole numbers are chosen."""
    draft = Draft(instance, choice, lock_slack)
    if instance.has("fleet"):
        add_units(draft)
    if instance.has("training"):
        add_training(draft)
    if instance.has("backbone"):
        add_backbone(draft)
    if instance.has("inference"):
        add_inference(draft)
    if instance.has("fleet"):
        add_unit_use(draft)
        add_loads(draft)
    if instance.has("power"):
        add_power(draft)
    add_standing_charges(draft)
    add_limits(draft)
    add_locks(draft)
    return draft.program
