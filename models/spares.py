"""Spare units (N+1): plant that no firm grid connection backs needs one unit more."""

from __future__ import annotations

import pyomo.environ as pyo

from planner.instance import Instance

from .linear import linear
from .power_terms import firm_terms, in_service, standing_firm_mw

FIRM_GRID = "grid"


def add_spares(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add spare units of the options that have a unit_mw.

    Variables, where the option can be in service and the existing grid alone is smaller than a unit:
        `spare[s,p,y]` ∈ {0,1}: a unit must stand by.
        `backed[s,p,y]` ∈ {0,1}: firm grid of at least unit_mw is in service.
    Constraints:
        `spare_or_backed`: MW in service ≤ most that there can be · (spare + backed).
        `grid_backs`: unit_mw · backed ≤ MW of kind grid in service.
        `firm_without_unit`: firm power − capacity_credit · unit_mw · spare ≥ peak_facility_mw[s,y].
    """
    b, sets = m.power, m.sets
    period = inst.period
    unit = {p: o.unit_mw for p, o in inst.power_option.items() if o.unit_mw is not None}
    grid = [p for p, option in inst.power_option.items() if option.kind == FIRM_GRID]
    most = {
        (s, p, y): sets.power.most_mw(s, p, period[y])
        for s, p in sets.power.present
        if p in unit
        for y in period
    }
    standing_grid = {
        (s, y): sum(sets.existing(s, "power", p, period[y]) for p in grid)
        for s in sets.site_names
        for y in period
    }
    at = [(s, p, y) for (s, p, y), mw in most.items() if mw > 0 and standing_grid[s, y] < unit[p]]
    b.spare = pyo.Var(at, domain=pyo.Binary)
    lines = {(s, y): [x for p in grid for x in in_service(m, s, p, period[y])] for s, _, y in at}
    b.backed = pyo.Var([(s, p, y) for s, p, y in at if lines[s, y]], domain=pyo.Binary)
    b.spare_or_backed = pyo.Constraint(
        at,
        rule=lambda b, *i: (
            linear(
                [
                    *((1.0, x) for x in in_service(m, i[0], i[1], period[i[2]])),
                    *((-most[i], x[i]) for x in (b.spare, b.backed) if i in x),
                ]
            )
            <= -sets.existing(i[0], "power", i[1], period[i[2]])
        ),
    )
    b.grid_backs = pyo.Constraint(
        list(b.backed),
        rule=lambda b, s, p, y: (
            linear([(unit[p], b.backed[s, p, y]), *((-1.0, x) for x in lines[s, y])])
            <= standing_grid[s, y]
        ),
    )
    b.firm_without_unit = pyo.Constraint(
        at,
        rule=lambda b, s, p, y: (
            linear(
                [
                    *firm_terms(m, inst, s, period[y]),
                    (-inst.power_option[p].capacity_credit * unit[p], b.spare[s, p, y]),
                    (-1.0, m.siting.peak_facility_mw[s, y]),
                ]
            )
            >= -standing_firm_mw(m, inst, s, period[y])
        ),
    )
