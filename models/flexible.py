"""Flexible connections: earlier power that may be curtailed, and what carries a site meanwhile."""

from __future__ import annotations

import pyomo.environ as pyo

from planner.instance import Instance

from .linear import Terms, linear
from .power_terms import firm_terms, in_service, load_terms, standing_firm_mw

FLEXIBLE = ("grid_flexible",)


def add_flexible(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add what holds while flexible connections are curtailed, at sites that have or can have one.

    Curtailed share q of the year's hours: the largest of the site's flexible options.

    Constraints:
        `curtailed_firm`: Σ_{p not flexible} capacity_credit · in service + Σ_c pue_peak ·
            hosted_in_leased_mw + Σ shed ≥ peak_facility_mw[s,y].
        `curtailed_energy`: Σ_h σ_h · Σ_{p flexible} generation_mw ≤ (1 − q) · Σ_h σ_h · Σ_c pue · drawn_mw +
            q · Σ_{p storage} capacity_credit · in service.

    Shed load, `m.shed[s,y]`: what runs that may slow give up there (family training); the energy
    balance has q of it less.
    """
    b, sets = m.power, m.sets
    period = inst.period
    at = [(s, y) for s in sets.power.curtailed_share for y in period]
    b.curtailed_firm = pyo.Constraint(
        at,
        rule=lambda b, s, y: (
            linear(
                [
                    *firm_terms(m, inst, s, period[y], without=FLEXIBLE),
                    *m.shed.get((s, y), ()),
                    (-1.0, m.siting.peak_facility_mw[s, y]),
                ]
            )
            >= -standing_firm_mw(m, inst, s, period[y], without=FLEXIBLE)
        ),
    )

    def energy(b: pyo.Block, s: str, y: int) -> object:
        q = sets.power.curtailed_share[s]
        taken, drawn = _yearly_means(m, inst, s, y)
        carried: Terms = []
        standing = 0.0
        for p, option in inst.power_option.items():
            if option.kind == "storage":
                credit = option.capacity_credit
                carried += [(credit, x) for x in in_service(m, s, p, period[y])]
                standing += credit * sets.existing(s, "power", p, period[y])
        return (
            linear(
                [*taken, *((-(1 - q) * a, x) for a, x in drawn), *((-q * a, x) for a, x in carried)]
            )
            <= q * standing
        )

    b.curtailed_energy = pyo.Constraint(at, rule=energy)


def _yearly_means(m: pyo.ConcreteModel, inst: Instance, s: str, y: int) -> tuple[Terms, Terms]:
    """Energy from flexible connections and facility load of a site, both yearly means in MW."""
    taken: Terms = []
    drawn: Terms = []
    for h in inst.time_slices:
        for p, option in inst.power_option.items():
            if option.kind in FLEXIBLE and (s, p, y, h.slice) in m.power.generation_mw:
                taken.append((h.hours_share, m.power.generation_mw[s, p, y, h.slice]))
        drawn += [(h.hours_share * a, x) for a, x in load_terms(m, inst, s, y, h.slice)]
    return taken, drawn
