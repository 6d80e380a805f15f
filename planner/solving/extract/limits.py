"""The table of limits: what the plan makes of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance
from planner.instance.schema import LIMIT_UNITS
from planner.models.limits import (
    asked_krps,
    drawn_water_terms,
    emission_terms,
    grid_orders,
    services,
    spend_terms,
    standing_grid_mw,
    unserved_terms,
)
from planner.solving.values import Values

Used = Callable[[pyo.ConcreteModel, Instance, Values, str, int], float]


def limit_rows(m: pyo.ConcreteModel, inst: Instance, values: Values) -> list[tuple[Any, ...]]:
    """(limit, scope, period, value, used) of every limit, by kind, scope and year."""
    kinds = list(LIMIT_UNITS)
    order = sorted(inst.limit_at, key=lambda at: (kinds.index(at[0]), *at[1:]))
    return [
        (kind, scope, y, inst.limit_at[kind, scope, y], _USED[kind](m, inst, values, scope, y))
        for kind, scope, y in order
    ]


def _emissions(m: pyo.ConcreteModel, inst: Instance, values: Values, scope: str, y: int) -> float:
    return values.sum(emission_terms(m, inst, scope, y))


def _water(m: pyo.ConcreteModel, inst: Instance, values: Values, scope: str, y: int) -> float:
    return values.sum(drawn_water_terms(m, inst, scope, y))


def _capital(m: pyo.ConcreteModel, inst: Instance, values: Values, _scope: str, y: int) -> float:
    length = next(found.length_years for found in inst.periods if found.start_year == y)
    return values.sum(m.ledger.capital_terms(y)) / length


def _vendor_share(
    m: pyo.ConcreteModel, inst: Instance, values: Values, scope: str, y: int
) -> float:
    spend = [(vendor, musd * values(x)) for vendor, musd, x in spend_terms(m, inst, y)]
    total = sum(musd for _, musd in spend)
    return sum(musd for vendor, musd in spend if vendor == scope) / total if total else 0.0


def _served_share(
    m: pyo.ConcreteModel, inst: Instance, values: Values, scope: str, y: int
) -> float:
    """The least over the services, each its own."""
    shares = [
        1 - values.sum(unserved_terms(m, inst, k, y)) / asked
        for k in services(inst, scope)
        if (asked := asked_krps(inst, k, y)) > 0
    ]
    return min(shares, default=1.0)


def _site_share(m: pyo.ConcreteModel, inst: Instance, values: Values, scope: str, y: int) -> float:
    """The largest over metros, sites and slices."""
    found = (
        values(x) for at, x in m.inference.served.items() if at[3] == y and scope in ("", at[0])
    )
    return max(found, default=0.0)


def _grid_region(m: pyo.ConcreteModel, inst: Instance, values: Values, scope: str, y: int) -> float:
    built = sum(values(x) for x in grid_orders(m, inst, scope, y))
    return standing_grid_mw(m, inst, scope, y) + built


_USED: dict[str, Used] = {
    "emissions": _emissions,
    "water": _water,
    "capital": _capital,
    "vendor_share": _vendor_share,
    "served_share": _served_share,
    "site_share": _site_share,
    "grid_region": _grid_region,
}
