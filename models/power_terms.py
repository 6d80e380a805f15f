"""Linear terms of power that several of its rules need: in service, firm, drawn."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance, Period
from planner.instance.schema import Pue

from .linear import Terms


def in_service(m: pyo.ConcreteModel, s: str, p: str, y: Period) -> list[Any]:
    """Orders of an option at a site that are in service in a period, MW."""
    return [x for x, periods in m.power_served.get((s, p), ()) if y in periods]


def leased_hosting(m: pyo.ConcreteModel, inst: Instance, s: str, y: int) -> list[tuple[Pue, Any]]:
    """MW IT hosted in leased halls of a site in a period, with the PUE of their cooling."""
    leased = m.halls.hosted_in_leased_mw
    return [
        (inst.pue_at[s, c], leased[s, c, y]) for c in inst.cooling_technology if (s, c, y) in leased
    ]


def firm_terms(
    m: pyo.ConcreteModel, inst: Instance, s: str, y: Period, without: tuple[str, ...] = ()
) -> Terms:
    """Firm MW of what is built and leased at a site in a period; some kinds of option left out."""
    terms = [
        (option.capacity_credit, x)
        for p, option in inst.power_option.items()
        if option.kind not in without
        for x in in_service(m, s, p, y)
    ]
    return terms + [(row.pue_peak, x) for row, x in leased_hosting(m, inst, s, y.start_year)]


def standing_firm_mw(
    m: pyo.ConcreteModel, inst: Instance, s: str, y: Period, without: tuple[str, ...] = ()
) -> float:
    """Firm MW of the existing power at a site in a period; some kinds of option left out."""
    firm_mw: float = sum(
        option.capacity_credit * m.sets.existing(s, "power", p, y)
        for p, option in inst.power_option.items()
        if option.kind not in without
    )
    return firm_mw


def load_terms(m: pyo.ConcreteModel, inst: Instance, s: str, y: int, h: str) -> Terms:
    """Mean facility load of a site in a slice, MW: Σ pue · drawn."""
    return [
        (inst.pue_at[s, c].pue * a, x)
        for c in inst.cooling_technology
        for a, x in m.drawn_terms.get((s, c, y, h), ())
    ]
