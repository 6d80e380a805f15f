"""Whole halls, openings and connections near a relaxation's solution, a heuristic of the plan side."""

from __future__ import annotations

import math

from planner.instance import Instance, Period
from planner.models import timing
from planner.models.sets import Sets

from .columns import Columns, Key
from .handover import Array

ALL_UP = math.inf
"""Spare halls without limit: every part of a module becomes a whole one."""

SMALL_SHARE = 1e-4
"""Parts of a module, or MW, below this are nothing."""


def whole_integers(
    inst: Instance, sets: Sets, columns: Columns, x: Array, spare: float, *, runs_up: bool
) -> dict[Key, float]:
    """Values of all integers outside training by key, near a relaxation's point.

    Args:
        inst: the instance.
        sets: its derived sets.
        columns: columns of the relaxed problem.
        x: its solution.
        spare: MW of halls in every period over what the relaxation has, as a share; ALL_UP rounds all up.
        runs_up: round all halls up where runs stand: inference can move to another site, a run whose
            sites are decided cannot.
    """
    values = _whole_halls(inst, sets, columns, x, spare, runs_up)
    for index, j in columns.members("power", "modules_built"):
        values["power", "modules_built", index] = float(math.ceil(x[j] - SMALL_SHARE))
    _connect(columns, x, values)
    _stand_by(inst, sets, columns, x, values)
    _open(inst, sets, columns, x, values)
    return values


def trimmed_integers(inst: Instance, sets: Sets, columns: Columns, x: Array) -> dict[Key, float]:
    """Values of all integers outside training by key, with nothing built that a point does not use.

    The point stays a solution: what it hosts, powers and serves still has its halls and open sites.

    Args:
        inst: the instance.
        sets: its derived sets.
        columns: columns of the problem.
        x: a solution of it with whole integers.
    """
    values: dict[Key, float] = {}
    for s, c in sets.hall_types:
        values |= _used_halls(inst, sets, columns, x, s, c)
    for index, j in columns.members("power", "modules_built"):
        values["power", "modules_built", index] = float(round(x[j]))
    for index, j in columns.members("power", "connected"):
        values["power", "connected", index] = float(round(x[j]))
    _stand_by(inst, sets, columns, x, values)
    _open(inst, sets, columns, x, values)
    return values


def _used_halls(
    inst: Instance, sets: Sets, columns: Columns, x: Array, s: str, c: str
) -> dict[Key, float]:
    """Orders of halls of a cooling at a site, as late as what they host allows."""
    site = inst.site[s]
    module = site.hall_module_mw or 0.0
    life = min(site.shell_life_years, inst.cooling_technology[c].life_years)
    serves = {
        y: timing.serving(inst, y, site.hall_build_years, life)
        for y in inst.periods
        if columns.find("halls", "halls_built", (s, c, y.start_year)) is not None
    }
    ordered = dict.fromkeys(serves, 0)
    for y in inst.periods:
        hosted = sum(
            float(x[j])
            for g in inst.accelerator
            if (j := columns.find("halls", "hosted_mw", (s, g, c, y.start_year))) is not None
        )
        missing = hosted - sets.existing(s, "hall", c, y)
        standing = sum(n for order, n in ordered.items() if y in serves[order])
        lacking = math.ceil(missing / module - SMALL_SHARE) - standing
        possible = [order for order, periods in serves.items() if y in periods]
        if lacking > 0 and possible:
            ordered[possible[-1]] += lacking
    return {("halls", "halls_built", (s, c, y.start_year)): float(n) for y, n in ordered.items()}


def _whole_halls(
    inst: Instance, sets: Sets, columns: Columns, x: Array, spare: float, runs_up: bool
) -> dict[Key, float]:
    """Modules by (site, cooling, period), cumulative numbers rounded.

    In each period the largest fractions are rounded up until halls of the relaxation's total MW, and
    some spare, stand; the rest is rounded down. Built halls stay.
    """
    with_runs = {
        index[2]
        for index, j in columns.members("training", "run_kunits")
        if runs_up and x[j] > SMALL_SHARE
    }
    years = [y.start_year for y in inst.periods]
    module = {site.site: site.hall_module_mw or 0.0 for site in inst.sites}
    wanted = dict.fromkeys(sets.hall_types, 0.0)
    standing = dict.fromkeys(sets.hall_types, 0)
    values: dict[Key, float] = {}
    for y in years:
        for s, c in sets.hall_types:
            j = columns.find("halls", "halls_built", (s, c, y))
            wanted[s, c] += 0.0 if j is None else float(x[j])
        relaxed = sum(module[s] * n for (s, _), n in wanted.items())
        target = ALL_UP if spare == ALL_UP else relaxed * (1 + spare)
        built = {
            (s, c): max(
                math.ceil(n - SMALL_SHARE) if s in with_runs else math.floor(n + SMALL_SHARE),
                standing[s, c],
            )
            for (s, c), n in wanted.items()
        }
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


def _stand_by(
    inst: Instance, sets: Sets, columns: Columns, x: Array, values: dict[Key, float]
) -> None:
    """A spare unit wherever plant stands that no firm grid of the relaxation backs."""
    for (s, p, year), _ in columns.members("power", "spare"):
        period = inst.period[year]
        unit_mw = inst.power_option[p].unit_mw or 0.0
        grid_mw = sum(
            _standing_mw(inst, sets, columns, x, (s, q, period))
            for q, option in inst.power_option.items()
            if option.kind == "grid"
        )
        plant_mw = _standing_mw(inst, sets, columns, x, (s, p, period))
        backed = grid_mw >= unit_mw * (1 + SMALL_SHARE)
        values["power", "spare", (s, p, year)] = float(plant_mw > SMALL_SHARE and not backed)
        if columns.find("power", "backed", (s, p, year)) is not None:
            values["power", "backed", (s, p, year)] = float(backed)


def _standing_mw(
    inst: Instance, sets: Sets, columns: Columns, x: Array, at: tuple[str, str, Period]
) -> float:
    """MW of an option in service at a site in a period, at a point."""
    s, p, period = at
    mw = sets.existing(s, "power", p, period)
    terms = sets.power.terms.get((s, p))
    if terms is None:
        return mw
    for tranche in ("order", *(step.label for step in terms.steps)):
        lead, life = terms.lead(tranche), terms.option.life_years
        for order in inst.periods:
            j = columns.find("power", "built_mw", (s, p, tranche, order.start_year))
            if j is not None and period in timing.serving(inst, order, lead, life):
                mw += float(x[j])
    return mw


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
