"""Whole halls, openings and connections near a relaxation's solution, a heuristic of the plan side."""

from __future__ import annotations

import math

from planner.instance import Instance
from planner.models.sets import Sets

from .columns import Columns, Key
from .handover import Array

SMALL_SHARE = 1e-4
"""Parts of a module, or MW, below this are nothing."""


def whole_integers(
    inst: Instance, sets: Sets, columns: Columns, x: Array, spare: float
) -> dict[Key, float]:
    """Values of all integers outside training by key, near a relaxation's point.

    Args:
        inst: the instance.
        sets: its derived sets.
        columns: columns of the relaxed problem.
        x: its solution.
        spare: MW of halls in every period over what the relaxation has, as a share; inf rounds all up.
    """
    values = _whole_halls(inst, sets, columns, x, spare)
    for block, name in (("power", "modules_built"),):
        for index, j in columns.members(block, name):
            values[block, name, index] = float(math.ceil(x[j] - SMALL_SHARE))
    _connect(columns, x, values)
    _open(inst, sets, columns, x, values)
    return values


def _whole_halls(
    inst: Instance, sets: Sets, columns: Columns, x: Array, spare: float
) -> dict[Key, float]:
    """Modules by (site, cooling, period), cumulative numbers rounded.

    In each period the largest fractions are rounded up until halls of the relaxation's total MW, and
    some spare, stand; the rest is rounded down. Built halls stay.
    """
    years = [y.start_year for y in inst.periods]
    module = {site.site: site.hall_module_mw or 0.0 for site in inst.sites}
    wanted = dict.fromkeys(sets.hall_types, 0.0)
    standing = dict.fromkeys(sets.hall_types, 0)
    values: dict[Key, float] = {}
    for y in years:
        for s, c in sets.hall_types:
            j = columns.find("halls", "halls_built", (s, c, y))
            wanted[s, c] += 0.0 if j is None else float(x[j])
        target = sum(module[s] * n for (s, _), n in wanted.items()) * (1 + spare)
        built = {at: max(math.floor(n + SMALL_SHARE), standing[at]) for at, n in wanted.items()}
        total = sum(module[s] * n for (s, _), n in built.items())
        partly = [at for at, n in wanted.items() if n - built[at] > SMALL_SHARE]
        for at in sorted(partly, key=lambda at: (built[at] - wanted[at], at)):
            if total >= target:
                break
            built[at] += 1
            total += module[at[0]]
        for (s, c), n in built.items():
            if columns.find("halls", "halls_built", (s, c, y)) is not None:
                values["halls", "halls_built", (s, c, y)] = float(n - standing[s, c])
                standing[s, c] = n
    return values


def _connect(columns: Columns, x: Array, values: dict[Key, float]) -> None:
    """Connections in the first period in which the relaxation has paid for a noticeable part."""
    connected: set[tuple[str, str, str]] = set()
    for index, j in columns.members("power", "connected"):
        first = x[j] > SMALL_SHARE and index[:3] not in connected
        values["power", "connected", index] = float(first)
        if first:
            connected.add(index[:3])


def _open(inst: Instance, sets: Sets, columns: Columns, x: Array, values: dict[Key, float]) -> None:
    """Openings in the first period in which halls or power are built at the site."""
    needed: set[tuple[str, int]] = {
        (index[0], index[2])
        for (block, name, index), n in values.items()
        if (block, name) == ("halls", "halls_built") and n > 0
    }
    needed |= {
        (index[0], index[3])
        for index, j in columns.members("power", "built_mw")
        if x[j] > SMALL_SHARE
    }
    needed |= {
        index for index, j in columns.members("siting", "peak_facility_mw") if x[j] > SMALL_SHARE
    }
    for s in sets.site_names:
        is_open = False
        for y in (y.start_year for y in inst.periods):
            is_open = is_open or (s, y) in needed
            if columns.find("siting", "site_open", (s, y)) is not None:
                values["siting", "site_open", (s, y)] = float(is_open)
