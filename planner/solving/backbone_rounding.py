"""Whole hubs and lit units near a relaxation's solution, a heuristic of the plan side."""

from __future__ import annotations

import math

from planner.instance import Instance
from planner.models import timing

from .circulation import without_circulation
from .columns import Columns, Key
from .handover import Array

AT = ("training", "at")

SMALL_TBPS = 1e-7
"""Traffic below this is a solver's noise."""

SMALL_UNITS = 1e-4
"""Parts of a unit below this are nothing."""


def whole_hubs(columns: Columns, x: Array, training: dict[Key, float]) -> dict[Key, float]:
    """A hub for every run of which sites are decided: the member that is most of it in a relaxation.

    Args:
        columns: columns of the relaxed problem.
        x: its solution.
        training: decided sites of runs, by key.
    """
    members = {
        index for (block, name, index), v in training.items() if (block, name) == AT and v > 0
    }
    best: dict[str, tuple[float, str]] = {}
    for (w, s), j in columns.members("backbone", "hub"):
        if (w, s) in members and (w not in best or float(x[j]) > best[w][0]):
            best[w] = (float(x[j]), s)
    return {("backbone", "hub", (w, s)): 1.0 for w, (_, s) in best.items()}


def lit_up(inst: Instance, columns: Columns, x: Array) -> dict[Key, float]:
    """Whole units of every corridor, ordered as late as the traffic of a point allows.

    Args:
        inst: the instance.
        columns: columns of the problem.
        x: a point of it whose lit units need not be whole.
    """
    used = _used_tbps(inst, columns, x)
    values: dict[Key, float] = {}
    for a, b in inst.corridor:
        row = inst.corridor[a, b]
        serves = {
            y: timing.serving(inst, y, row.build_years, row.life_years)
            for y in inst.periods
            if columns.find("backbone", "lit_units", (a, b, y.start_year)) is not None
        }
        ordered = dict.fromkeys(serves, 0)
        for y in inst.periods:
            most = max(used.get((a, b, y.start_year), 0.0), used.get((b, a, y.start_year), 0.0))
            units = (most * 1e3 - row.existing_gbps) / row.unit_gbps
            standing = sum(n for order, n in ordered.items() if y in serves[order])
            lacking = math.ceil(units - SMALL_UNITS) - standing
            possible = [order for order, periods in serves.items() if y in periods]
            if lacking > 0 and possible:
                ordered[possible[-1]] += lacking
        for y, n in ordered.items():
            values["backbone", "lit_units", (a, b, y.start_year)] = float(n)
    return values


def _used_tbps(inst: Instance, columns: Columns, x: Array) -> dict[tuple[str, str, int], float]:
    """Traffic by (from, to, start year): every run in full in the periods that it touches."""
    begun = inst.period
    used: dict[tuple[str, str, int], float] = {}
    flows: dict[tuple[str, int], dict[tuple[str, str], float]] = {}
    for (w, t, a, b), j in columns.members("backbone", "flow_tbps"):
        flows.setdefault((w, t), {})[a, b] = float(x[j])
    for (w, t), ways in flows.items():
        duration = inst.run[w].duration_years
        touched = [y for y in inst.periods if timing.overlap(begun[t], duration, y) > 0]
        for (a, b), tbps in without_circulation(ways, SMALL_TBPS).items():
            for y in touched:
                at = (a, b, y.start_year)
                used[at] = used.get(at, 0.0) + tbps
    return used
