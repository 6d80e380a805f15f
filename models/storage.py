"""Storage: energy shifted between the slices of a day."""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from planner.instance import Instance
from planner.instance.schema import Slice

from .linear import Terms, linear
from .power_terms import in_service

Row = tuple[str, str, int, str]


def add_storage(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add storage in days of more than one slice; elsewhere it counts by its capacity credit alone.

    Variables:
        `charge_mw[s,p,y,h]`, `discharge_mw[s,p,y,h]` ≥ 0: mean power in and out in a slice.
        `stored_mwh[s,p,y,h]` ≥ 0: energy at the end of the slice.
    Constraints:
        `charge_limit`, `discharge_limit`: charge_mw, discharge_mw ≤ MW in service.
        `storage_limit`: stored_mwh ≤ storage_hours · MW in service.
        `storage_level`: stored[h] = stored[before h] + hours_h · (efficiency · charge − discharge), the
            last slice of a day standing before its first.
    """
    b, sets = m.power, m.sets
    before = dict(_before(inst))
    period = inst.period
    at = [
        (s, p, y, h)
        for s, p in sets.power.present
        if inst.power_option[p].kind == "storage"
        and (m.power_served[s, p] or sets.stands(s, "power", p))
        for y in period
        for h in before
    ]
    b.charge_mw = pyo.Var(at, domain=pyo.NonNegativeReals)
    b.discharge_mw = pyo.Var(at, domain=pyo.NonNegativeReals)
    b.stored_mwh = pyo.Var(at, domain=pyo.NonNegativeReals)

    def within(x: pyo.Var, hours: bool) -> pyo.Constraint:
        def rule(b: pyo.Block, s: str, p: str, y: int, h: str) -> object:
            most = (inst.power_option[p].storage_hours or 0.0) if hours else 1.0
            built = [(-most, order) for order in in_service(m, s, p, period[y])]
            standing = most * sets.existing(s, "power", p, period[y])
            return linear([(1.0, x[s, p, y, h]), *built]) <= standing

        return pyo.Constraint(at, rule=rule)

    b.charge_limit = within(b.charge_mw, hours=False)
    b.discharge_limit = within(b.discharge_mw, hours=False)
    b.storage_limit = within(b.stored_mwh, hours=True)

    def level(b: pyo.Block, s: str, p: str, y: int, h: str) -> object:
        hours = inst.time_slice[h].hours
        gain = (inst.power_option[p].efficiency or 1.0) * hours
        return (
            linear(
                [
                    (1.0, b.stored_mwh[s, p, y, h]),
                    (-1.0, b.stored_mwh[s, p, y, before[h]]),
                    (-gain, b.charge_mw[s, p, y, h]),
                    (float(hours), b.discharge_mw[s, p, y, h]),
                ]
            )
            == 0
        )

    b.storage_level = pyo.Constraint(at, rule=level)


def _before(inst: Instance) -> Iterator[tuple[str, str]]:
    """(slice, the one before it in its day) of the days that have more than one."""
    days: dict[str, list[Slice]] = {}
    for h in inst.time_slices:
        days.setdefault(h.day, []).append(h)
    for slices in days.values():
        if len(slices) > 1:
            for i, h in enumerate(slices):
                yield h.slice, slices[i - 1].slice


def storage_terms(m: pyo.ConcreteModel, inst: Instance, s: str, y: int, h: str) -> Terms:
    """What storage of a site gives less what it takes in a slice, MW."""
    b = m.power
    terms: Terms = []
    for p in inst.power_option:
        if (s, p, y, h) in b.charge_mw:
            terms += [(1.0, b.discharge_mw[s, p, y, h]), (-1.0, b.charge_mw[s, p, y, h])]
    return terms
