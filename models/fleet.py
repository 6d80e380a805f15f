"""Fleet: accelerators bought and installed by site."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from . import timing
from .linear import linear


def add_fleet(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the fleet family. Units are counted in thousands, so that kW per unit give MW.

    Variables:
        `bought_kunits[s,g,y]` ≥ 0: thousand units ordered at the start of the period.
        `installed_kunits[s,g,y]` ≥ 0: thousand units in service.
    Constraints:
        `installed`: installed = existing + Σ orders in service (order lead, service life).
        `supply`: Σ_s bought[s,g,y] ≤ supply of g in y · L_y.
        `it_load` (without family halls): peak_facility_mw = Σ kw · installed.
    Costs: `accelerators`: the unit's price in the order's year, as the sum of its parts.
    """
    b = m.fleet = pyo.Block()
    sets = m.sets
    years = [y.start_year for y in inst.periods]
    b.orders = pyo.Set(dimen=3, initialize=_orders(m, inst), ordered=True)
    b.bought_kunits = pyo.Var(b.orders, domain=pyo.NonNegativeReals)
    b.installed_kunits = pyo.Var(
        [(s, g, y) for s, g in sets.hostable for y in years], domain=pyo.NonNegativeReals
    )
    serving = {
        (g.accelerator, y.start_year): [
            order.start_year
            for order in inst.periods
            if y in timing.serving(inst, order, g.order_lead_years, g.life_years)
        ]
        for g in inst.accelerators
        for y in inst.periods
    }
    period = inst.period
    b.installed = pyo.Constraint(
        list(b.installed_kunits),
        rule=lambda b, s, g, y: (
            linear(
                [(1.0, b.installed_kunits[s, g, y])]
                + [
                    (-1.0, b.bought_kunits[s, g, order])
                    for order in serving[g, y]
                    if (s, g, order) in b.orders
                ]
            )
            == sets.existing(s, "accelerator", g, period[y]) * 1e-3
        ),
    )
    b.supply = pyo.Constraint(
        [
            (g.accelerator, y)
            for g in inst.accelerators
            for y in years
            if (g.accelerator, y) in inst.supply_units
            and any((s, g.accelerator, y) in b.orders for s in sets.site_names)
        ],
        rule=lambda b, g, y: (
            linear(
                (1.0, b.bought_kunits[s, g, y]) for s in sets.site_names if (s, g, y) in b.orders
            )
            <= inst.supply_units[g, y] * period[y].length_years * 1e-3
        ),
    )
    if not inst.has("halls"):
        b.it_load = pyo.Constraint(
            sets.site_names,
            years,
            rule=lambda b, s, y: (
                linear(
                    [(1.0, m.siting.peak_facility_mw[s, y])]
                    + [
                        (-inst.accelerator[g].kw_per_unit, b.installed_kunits[s, g, y])
                        for g in inst.accelerator
                        if (s, g) in sets.coolings
                    ]
                )
                == 0
            ),
        )
    for s, g, y in b.orders:
        product = inst.accelerator[g]
        m.ledger.capital(
            "accelerators", s, b.bought_kunits[s, g, y], inst.unit_price_usd[g, y] * 1e-3,
            period[y], product.order_lead_years, product.life_years,
        )  # fmt: skip


def add_unit_use(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Add what units are used for; after training and inference.

    Variables, both mean thousand units at work in a slice, where units can be used:
        `busy_kunits[s,g,y,h]` ≥ 0: own ones, which the load drawn follows.
        `busy_rented_kunits[s,g,y,h]` ≥ 0: rented ones.
    Constraints:
        `unit_use`: Σ_w overlap·run_kunits + Σ pools[h] ≤ installed_kunits·availability + on rent.
        `busy`: busy + busy_rented = Σ_w overlap·run_kunits + Σ_k target_utilisation/p(k)·pools[h].
        `busy_rented`: busy_rented_kunits ≤ on rent. `busy_own` (where units are rented): busy_kunits ≤
            installed_kunits·availability.
    """
    b, sets = m.fleet, m.sets
    runs = m.training.held if inst.has("training") else {}
    pools = m.inference.held if inst.has("inference") else {}
    working = m.inference.working if inst.has("inference") else {}
    used = [
        (s, g, y.start_year, h)
        for s, g in sets.usable
        for y in inst.periods
        for h in inst.time_slice
        if (s, g, y.start_year) in runs or (s, g, y.start_year, h) in pools
    ]
    b.unit_use = pyo.Constraint(
        used,
        rule=lambda b, s, g, y, h: (
            linear(
                [
                    *runs.get((s, g, y), ()),
                    *((1.0, units) for units in pools.get((s, g, y, h), ())),
                    *((-a, x) for a, x in available(m, inst, s, g, y)),
                ]
            )
            <= 0
        ),
    )
    own = [at for at in used if at[:2] in sets.coolings]
    b.busy_kunits = pyo.Var(own, domain=pyo.NonNegativeReals)
    rented = [at for at in used if at[:3] in m.on_rent]
    b.busy_rented_kunits = pyo.Var(rented, domain=pyo.NonNegativeReals)
    b.busy = pyo.Constraint(
        used,
        rule=lambda b, *at: (
            linear(
                [
                    *((-1.0, v[at]) for v in (b.busy_kunits, b.busy_rented_kunits) if at in v),
                    *runs.get(at[:3], ()),
                    *working.get(at, ()),
                ]
            )
            == 0
        ),
    )
    b.busy_rented = pyo.Constraint(
        rented,
        rule=lambda b, *at: (
            linear([(1.0, b.busy_rented_kunits[at]), *((-1.0, x) for x in m.on_rent[at[:3]])]) <= 0
        ),
    )
    b.busy_own = pyo.Constraint(
        [at for at in own if at in b.busy_rented_kunits],
        rule=lambda b, s, g, y, h: (
            linear(
                [
                    (1.0, b.busy_kunits[s, g, y, h]),
                    (-inst.accelerator[g].availability, b.installed_kunits[s, g, y]),
                ]
            )
            <= 0
        ),
    )


def available(
    m: pyo.ConcreteModel, inst: Instance, s: str, g: str, y: int
) -> list[tuple[float, Any]]:
    """Units that can be used at a site in a period, as linear terms in thousand units."""
    terms: list[tuple[float, Any]] = [(1.0, x) for x in m.on_rent.get((s, g, y), ())]
    if (s, g) in m.sets.coolings:
        terms.append((inst.accelerator[g].availability, m.fleet.installed_kunits[s, g, y]))
    return terms


def _orders(m: pyo.ConcreteModel, inst: Instance) -> list[tuple[str, str, int]]:
    """(site, accelerator, period) in which an order can be made and would ever serve."""
    return [
        (s, g, y.start_year)
        for s, g in m.sets.hostable
        for y in inst.periods
        if (g, y.start_year) in m.sets.order_periods
    ]
