"""Halls and cooling: where units stand, what cools them, what load they draw."""

from __future__ import annotations

import math
from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from . import timing
from .linear import linear
from .sets import Sets
from .timing import HOURS_PER_YEAR


def add_halls(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add halls by cooling and the hosting of units in them.

    Variables:
        `halls_built[s,c,y]` ∈ ℤ₊: modules of hall_module_mw ordered at the start of the period.
        `hosted_mw[s,g,c,y]` ≥ 0, MW IT: units of a product standing in a cooling.
        `hosted_in_leased_mw[s,c,y]` ≥ 0, MW IT: thereof in leased halls, where halls can be leased.
    Constraints:
        `hosting`: Σ_c hosted_mw[s,g,c,y] = kw_g · installed_kunits[s,g,y], over HOSTABLE: cooling c
            hosts g only when its max_rack_kw ≥ g's rack_kw.
        `hall_capacity`: Σ_g hosted_mw[s,g,c,y] ≤ existing + module · Σ orders in service +
            hosted_in_leased_mw.
        `leased_halls`, `in_leased`: hosted_in_leased_mw ≤ halls on lease, ≤ Σ_g hosted_mw.
        `peak_load`: peak_facility_mw[s,y] = Σ pue_peak[s,c] · hosted_mw[s,g,c,y].
        `halls_need_site`: halls_built[s,c,y] ≤ most modules useful · site_open[s,y].
    Costs: `halls` (shell), `cooling`: per MW IT, over the shorter of shell and cooling life.
    """
    b = m.halls = pyo.Block()
    sets = m.sets
    module_mw = {site.site: site.hall_module_mw or 0.0 for site in sets.sites}
    years = [y.start_year for y in inst.periods]
    period = inst.period
    life = {
        (s, c): min(inst.site[s].shell_life_years, inst.cooling_technology[c].life_years)
        for s, c in sets.hall_types
    }
    serving = {
        (s, c, order.start_year): [
            y.start_year
            for y in timing.serving(inst, order, inst.site[s].hall_build_years, life[s, c])
        ]
        for s, c in sets.hall_types
        for order in inst.periods
    }
    orders = [at for at, served in serving.items() if served]
    most = {at: _useful_modules(sets, *at[:2]) for at in orders}
    b.halls_built = pyo.Var(
        orders, domain=pyo.NonNegativeIntegers, bounds=lambda b, s, c, y: (0, most[s, c, y])
    )
    b.hosted_mw = pyo.Var(
        [(s, g, c, y) for (s, g), fits in sets.coolings.items() for c in fits for y in years],
        domain=pyo.NonNegativeReals,
    )
    b.hosting = pyo.Constraint(
        [(s, g, y) for s, g in sets.hostable for y in years],
        rule=lambda b, s, g, y: (
            linear(
                [(1.0, b.hosted_mw[s, g, c, y]) for c in sets.coolings[s, g]]
                + [(-inst.accelerator[g].kw_per_unit, m.fleet.installed_kunits[s, g, y])]
            )
            == 0
        ),
    )
    products = {
        (s, c): [g for g in inst.accelerator if c in sets.coolings.get((s, g), ())]
        for s, c in sets.hall_types
    }
    ordered_for: dict[tuple[str, str, int], list[int]] = {}
    for (s, c, order), served in serving.items():
        for y in served:
            ordered_for.setdefault((s, c, y), []).append(order)
    b.hosted_in_leased_mw = pyo.Var(
        [at for at in m.on_lease if products.get(at[:2])], domain=pyo.NonNegativeReals
    )
    b.leased_halls = pyo.Constraint(
        list(b.hosted_in_leased_mw),
        rule=lambda b, *at: (
            linear([(1.0, b.hosted_in_leased_mw[at]), *((-1.0, x) for x in m.on_lease[at])]) <= 0
        ),
    )
    b.in_leased = pyo.Constraint(
        list(b.hosted_in_leased_mw),
        rule=lambda b, s, c, y: (
            linear(
                [
                    (1.0, b.hosted_in_leased_mw[s, c, y]),
                    *((-1.0, b.hosted_mw[s, g, c, y]) for g in products[s, c]),
                ]
            )
            <= 0
        ),
    )
    b.hall_capacity = pyo.Constraint(
        [(s, c, y) for s, c in sets.hall_types if products[s, c] for y in years],
        rule=lambda b, s, c, y: (
            linear(
                [(1.0, b.hosted_mw[s, g, c, y]) for g in products[s, c]]
                + [
                    (-module_mw[s], b.halls_built[s, c, order])
                    for order in ordered_for.get((s, c, y), ())
                ]
                + [
                    (-1.0, b.hosted_in_leased_mw[s, c, y])
                    for _ in m.on_lease.get((s, c, y), ())[:1]
                ]
            )
            <= sets.existing(s, "hall", c, period[y])
        ),
    )
    b.peak_load = pyo.Constraint(
        sets.site_names,
        years,
        rule=lambda b, s, y: (
            linear(
                [(1.0, m.siting.peak_facility_mw[s, y])]
                + [
                    (-inst.pue_at[s, c].pue_peak, b.hosted_mw[s, g, c, y])
                    for g in inst.accelerator
                    for c in sets.coolings.get((s, g), ())
                ]
            )
            == 0
        ),
    )
    b.halls_need_site = pyo.Constraint(
        [(s, c, y) for s, c, y in orders if not m.siting.site_open[s, y].fixed],
        rule=lambda b, s, c, y: b.halls_built[s, c, y] <= most[s, c, y] * m.siting.site_open[s, y],
    )
    for s, c, y in orders:
        if m.siting.site_open[s, y].fixed and m.siting.site_open[s, y].value == 0:
            b.halls_built[s, c, y].fix(0)
        site, built = inst.site[s], b.halls_built[s, c, y]
        when = (period[y], site.hall_build_years, life[s, c])
        m.ledger.capital("halls", s, built, (site.shell_musd_per_mw or 0.0) * module_mw[s], *when)
        capex = inst.cooling_technology[c].capex_musd_per_mw
        m.ledger.capital("cooling", s, built, capex * module_mw[s], *when)


def add_load(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the mean load drawn in each slice, which energy and water follow.

    After training and inference.

    Variables:
        `drawn_mw[s,g,c,y,h]` ≥ 0, MW IT: mean load drawn in a cooling, where a product has a choice of
            coolings; with one cooling it is an expression.
    Constraints:
        `draw`: Σ_c drawn_mw = kw_g · (idle_share · installed + (1 − idle_share) · busy[h]).
        `draw_least`, `draw_most`: idle_share · hosted ≤ drawn ≤ hosted, where there is a choice.
        `water`: Σ_h σ_h · Σ water_l_per_kwh · drawn_mw · 8760 ≤ water_m3_per_year.
    Expressions: `m.drawn_by_product[s,g,c,y,h]`, `m.drawn_terms[s,c,y,h]`: the load drawn as terms.
    """
    b, sets = m.halls, m.sets
    times = [(y.start_year, h) for y in inst.periods for h in inst.time_slice]

    def load(s: str, g: str, y: int, h: str) -> list[tuple[float, object]]:
        product, busy = inst.accelerator[g], m.fleet.busy_kunits
        terms = [(product.kw_per_unit * product.idle_share, m.fleet.installed_kunits[s, g, y])]
        if (s, g, y, h) in busy:
            terms.append((product.kw_per_unit * (1 - product.idle_share), busy[s, g, y, h]))
        return terms

    choice = [at for at, fits in sets.coolings.items() if len(fits) > 1]
    b.drawn_mw = pyo.Var(
        [(s, g, c, *at) for s, g in choice for c in sets.coolings[s, g] for at in times],
        domain=pyo.NonNegativeReals,
    )
    b.draw = pyo.Constraint(
        [(s, g, *at) for s, g in choice for at in times],
        rule=lambda b, s, g, y, h: (
            linear(
                [(1.0, b.drawn_mw[s, g, c, y, h]) for c in sets.coolings[s, g]]
                + [(-a, x) for a, x in load(s, g, y, h)]
            )
            == 0
        ),
    )
    b.draw_least = pyo.Constraint(
        list(b.drawn_mw),
        rule=lambda b, s, g, c, y, h: (
            linear(
                [
                    (1.0, b.drawn_mw[s, g, c, y, h]),
                    (-inst.accelerator[g].idle_share, b.hosted_mw[s, g, c, y]),
                ]
            )
            >= 0
        ),
    )
    b.draw_most = pyo.Constraint(
        list(b.drawn_mw),
        rule=lambda b, s, g, c, y, h: b.drawn_mw[s, g, c, y, h] <= b.hosted_mw[s, g, c, y],
    )
    by_product = {
        (s, g, c, *at): [(1.0, b.drawn_mw[s, g, c, *at])] if len(fits) > 1 else load(s, g, *at)
        for (s, g), fits in sets.coolings.items()
        for c in fits
        for at in times
    }
    terms: dict[tuple[str, str, int, str], list[tuple[float, object]]] = {}
    for (s, _, c, y, h), drawn in by_product.items():
        terms.setdefault((s, c, y, h), []).extend(drawn)
    m.drawn_by_product, m.drawn_terms = by_product, terms
    permits = {s.site: s.water_m3_per_year for s in sets.sites if s.water_m3_per_year is not None}
    b.water = pyo.Constraint(
        [(s, y.start_year) for s in permits for y in inst.periods],
        rule=lambda b, s, y: linear(water_terms(m, inst, s, y)) <= permits[s] * 1e-3,
    )


def water_terms(m: pyo.ConcreteModel, inst: Instance, s: str, y: int) -> list[tuple[float, Any]]:
    """Water of a site in a period, thousand m³ a year, as linear terms."""
    return [
        (h.hours_share * a * inst.pue_at[s, c].water_l_per_kwh * HOURS_PER_YEAR * 1e-3, x)
        for h in inst.time_slices
        for c in inst.cooling_technology
        for a, x in m.drawn_terms.get((s, c, y, h.slice), ())
    ]


def _useful_modules(sets: Sets, s: str, c: str) -> int:
    """Modules beyond which one order of halls can never be of use: they fill the site's limit."""
    limit_it_mw = sets.site_limit_mw[s] / sets.inst.pue_at[s, c].pue_peak
    return math.ceil(limit_it_mw / (sets.inst.site[s].hall_module_mw or 1.0) - 1e-9)
