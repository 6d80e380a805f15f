"""Limits by period: emissions, water, capital, vendors, what is served, grid connections of a region."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from .halls import water_terms
from .linear import Terms, linear
from .power import carbon_t_per_mwh
from .power_sets import GRID_KINDS
from .power_terms import in_service
from .timing import HOURS_PER_YEAR

At = tuple[str, int]
"""(scope, start year) of a limit."""


def add_limits(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the limits of an instance, after the families that they limit. One row for every row of `limits`.

    Constraints:
        `emissions[scope,y]`: Σ_{s,p,h} σ_h·carbon·8760·generation_mw/1000 ≤ value, kt CO2 a year, over all
            sites or those of region scope.
        `water[scope,y]`: Σ_{s,c,h} σ_h·water_l_per_kwh·8760·drawn_mw/1000 ≤ value, thousand m³ a year.
        `capital[scope,y]`: Σ capital of the period's orders ≤ value·L_y, M$.
        `vendor_share[scope,y]`: (1 − value)·Σ price·bought_kunits of the vendor ≤ value·Σ that of the others.
        `served_share[scope,k,y]`: Σ_{m,h} σ_h·asked·unserved ≤ (1 − value)·Σ_m demand, service k.
        `grid_region[scope,y]`: Σ MW of kinds grid and grid_flexible in service ≤ max(value, existing).
    Bounds: served[k,m,s,y,h] ≤ value of `site_share`, for service k or all.
    """
    b = m.limits = pyo.Block()
    at: dict[str, list[At]] = {}
    for kind, scope, y in inst.limit_at:
        at.setdefault(kind, []).append((scope, y))

    def value(kind: str, scope: str, y: int) -> float:
        return inst.limit_at[kind, scope, y]

    period = inst.period
    b.emissions = pyo.Constraint(
        at.get("emissions", []),
        rule=lambda b, scope, y: (
            linear(emission_terms(m, inst, scope, y)) <= value("emissions", scope, y)
        ),
    )
    b.water = pyo.Constraint(
        at.get("water", []),
        rule=lambda b, scope, y: (
            linear(drawn_water_terms(m, inst, scope, y)) <= value("water", scope, y)
        ),
    )
    b.capital = pyo.Constraint(
        at.get("capital", []),
        rule=lambda b, scope, y: (
            linear(m.ledger.capital_terms(y)) <= value("capital", scope, y) * period[y].length_years
        ),
    )
    b.vendor_share = pyo.Constraint(
        at.get("vendor_share", []),
        rule=lambda b, scope, y: _vendor_row(m, inst, scope, y, value("vendor_share", scope, y)),
    )
    b.served_share = pyo.Constraint(
        [(scope, k, y) for scope, y in at.get("served_share", []) for k in services(inst, scope)],
        rule=lambda b, scope, k, y: (
            linear(unserved_terms(m, inst, k, y))
            <= (1 - value("served_share", scope, y)) * asked_krps(inst, k, y)
        ),
    )
    b.grid_region = pyo.Constraint(
        at.get("grid_region", []),
        rule=lambda b, scope, y: (
            linear((1.0, x) for x in grid_orders(m, inst, scope, y))
            <= max(0.0, value("grid_region", scope, y) - standing_grid_mw(m, inst, scope, y))
        ),
    )
    _bound_site_shares(m, inst)


def sites_of(m: pyo.ConcreteModel, inst: Instance, region: str) -> list[str]:
    """Usable sites of a region; of all for the empty one."""
    return [s for s in m.sets.site_names if not region or inst.site[s].region == region]


def emission_terms(m: pyo.ConcreteModel, inst: Instance, region: str, y: int) -> Terms:
    """Emissions of a region's sites in a period, kt CO2 a year."""
    hours = {h.slice: h.hours_share * HOURS_PER_YEAR * 1e-3 for h in inst.time_slices}
    places = set(sites_of(m, inst, region))
    return [
        (hours[h] * carbon_t_per_mwh(inst, s, p, y), x)
        for (s, p, year, h), x in m.power.generation_mw.items()
        if year == y and s in places
    ]


def drawn_water_terms(m: pyo.ConcreteModel, inst: Instance, region: str, y: int) -> Terms:
    """Water of a region's sites in a period, thousand m³ a year."""
    return [term for s in sites_of(m, inst, region) for term in water_terms(m, inst, s, y)]


def spend_terms(m: pyo.ConcreteModel, inst: Instance, y: int) -> list[tuple[str, float, Any]]:
    """(vendor, M$ per thousand units, order) of every order of accelerators in a period."""
    return [
        (inst.accelerator[g].vendor, inst.unit_price_usd[g, y] * 1e-3, x)
        for (_, g, year), x in m.fleet.bought_kunits.items()
        if year == y
    ]


def _vendor_row(m: pyo.ConcreteModel, inst: Instance, vendor: str, y: int, share: float) -> Any:
    return (
        linear(
            (musd * ((1 - share) if of == vendor else -share), x)
            for of, musd, x in spend_terms(m, inst, y)
        )
        <= 0
    )


def services(inst: Instance, scope: str) -> list[str]:
    """Services that a limit holds for: each of them for the empty scope."""
    return [scope] if scope else list(inst.service)


def unserved_terms(m: pyo.ConcreteModel, inst: Instance, k: str, y: int) -> Terms:
    """Demand of a service that is not served in a period, thousand requests/s, mean of the period."""
    hours = {h.slice: h.hours_share * 1e-3 for h in inst.time_slices}
    return [
        (hours[at[3]] * inst.asked_at[at], x)
        for at, x in m.inference.unserved.items()
        if at[0] == k and at[2] == y
    ]


def asked_krps(inst: Instance, k: str, y: int) -> float:
    """Demand of a service in a period, thousand requests/s, mean of the period."""
    return sum(
        mean * 1e-3 for (of, _, year), mean in inst.demand_at.items() if (of, year) == (k, y)
    )


def _grid_sites(m: pyo.ConcreteModel, inst: Instance, grid_region: str) -> list[tuple[str, str]]:
    return [
        (s, p)
        for s in m.sets.site_names
        for p, option in inst.power_option.items()
        if inst.site[s].grid_region == grid_region and option.kind in GRID_KINDS
    ]


def grid_orders(m: pyo.ConcreteModel, inst: Instance, grid_region: str, y: int) -> list[Any]:
    """Orders of grid connection that are in service in a grid region in a period, MW."""
    period = inst.period[y]
    at = _grid_sites(m, inst, grid_region)
    return [x for s, p in at for x in in_service(m, s, p, period)]


def standing_grid_mw(m: pyo.ConcreteModel, inst: Instance, grid_region: str, y: int) -> float:
    """Existing grid connection in service in a grid region in a period, MW."""
    period = inst.period[y]
    at = _grid_sites(m, inst, grid_region)
    return sum(float(m.sets.existing(s, "power", p, period)) for s, p in at)


def _bound_site_shares(m: pyo.ConcreteModel, inst: Instance) -> None:
    for (kind, scope, year), share in inst.limit_at.items():
        if kind != "site_share":
            continue
        for (k, _, _, y, _), x in m.inference.served.items():
            if y == year and scope in ("", k):
                x.setub(min(x.ub, share))
