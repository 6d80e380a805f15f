"""Power: queues, held positions, order books, plant on site, and the energy that flows."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance, Period

from . import timing
from .flexible import add_flexible
from .linear import linear
from .power_sets import GRID_KINDS, LEASED
from .power_terms import (
    firm_terms,
    in_service,
    leased_hosting,
    load_terms,
    standing_firm_mw,
)
from .spares import add_spares
from .storage import add_storage, storage_terms
from .timing import HOURS_PER_YEAR


def add_power(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the power family.

    Variables:
        `built_mw[s,p,j,y]` ≥ 0: MW of tranche j ordered (j = `order`) or energised (j = `held-…`).
        `modules_built[s,p,y]` ∈ ℤ₊: whole units of tranche `order`, for options with module_mw.
        `connected[s,p,j,y]` ∈ {0,1}: interconnection (j = `site`) or upgrade of a held step is paid.
        `generation_mw[s,p,y,h]` ≥ 0: mean output in a slice; p = `leased` is the power of leased halls.
    Constraints:
        `whole_modules`: built_mw[s,p,order,y] = module_mw · modules_built[s,p,y].
        `held_step`: Σ_y built_mw[s,p,j,y] ≤ MW of the step; none before its year.
        `power_limit`: existing + Σ_j orders alive ≤ max_mw, where a site gives one.
        `order_book`: Σ_s built_mw[s,p,order,y] ≤ order book of p in y · L_y.
        `power_needs_site`: Σ_j built_mw[s,p,j,y] ≤ useful MW · site_open[s,y].
        `interconnection`: Σ_j built_mw[s,p,j,y] ≤ useful MW · Σ_{y' ≤ y} connected[s,p,site,y'].
        `upgrade`: built_mw[s,p,j,y] ≤ MW of the step · Σ_{y' ≤ y} connected[s,p,j,y'].
        `connected_once`: Σ_y connected[s,p,j,y] ≤ 1.
        `firm_power`: Σ_p capacity_credit · in service + Σ_c pue_peak · hosted_in_leased_mw ≥
            peak_facility_mw[s,y].
        `energy_balance`: Σ_p generation_mw + Σ (discharge_mw − charge_mw) = Σ_c pue[s,c] · drawn_mw[s,c,y,h]
            − q · energy shed, q the site's curtailed share.
        `availability`: generation_mw[s,p,y,h] ≤ availability of the slice · in service, of a flexible
            option times 1 − its curtailed share.
        `leased_energy`: generation_mw[s,leased,y,h] ≤ Σ_c pue · hosted_in_leased_mw.
        `land`: Σ_p land_ha_per_mw · in service ≤ land_ha.
    Bounds: peak_facility_mw[s,y] ≤ most firm MW that lead times and held positions allow by then.
    Costs: `power_plant` (capex, fixed cost, interconnection, upgrades), `energy`, `carbon`.

    Storage, flexible connections and spare units: :func:`planner.models.storage.add_storage`,
    :func:`planner.models.flexible.add_flexible`, :func:`planner.models.spares.add_spares`.

    The queue is the lead of the grid's tranche `order`: an order of y is in service from the first
    period that starts `grid_queue_years` later.
    """
    m.power = pyo.Block()
    _add_orders(m, inst)
    _add_connections(m, inst)
    _add_limits(m, inst)
    add_storage(m, inst)
    _add_firm_power(m, inst)
    _add_balance(m, inst)
    add_flexible(m, inst)
    add_spares(m, inst)
    _add_cost(m, inst)


def _add_orders(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.power, m.sets
    keys: list[tuple[str, str, str, int]] = []
    for (s, p), terms in sets.power.terms.items():
        first = {"order": float("-inf")} | {step.label: step.from_year for step in terms.steps}
        for tranche, from_year in first.items():
            for y in inst.periods:
                lead, life = terms.lead(tranche), terms.option.life_years
                book = inst.order_book_mw.get((p, y.start_year), 1.0)
                if tranche == "order" and book == 0:
                    continue
                if y.start_year >= from_year and timing.serving(inst, y, lead, life):
                    keys.append((s, p, tranche, y.start_year))
    b.built_mw = pyo.Var(keys, domain=pyo.NonNegativeReals)
    for s, p, j, year in keys:
        if m.siting.site_open[s, year].fixed and m.siting.site_open[s, year].value == 0:
            b.built_mw[s, p, j, year].fix(0)
    whole = [
        (s, p, y)
        for s, p, j, y in keys
        if j == "order" and inst.power_option[p].module_mw is not None
    ]
    b.modules_built = pyo.Var(
        whole,
        domain=pyo.NonNegativeIntegers,
        bounds=lambda b, s, p, y: (
            0,
            -(-sets.power.terms[s, p].useful_mw // inst.power_option[p].module_mw),
        ),
    )
    b.whole_modules = pyo.Constraint(
        whole,
        rule=lambda b, s, p, y: (
            b.built_mw[s, p, "order", y]
            == inst.power_option[p].module_mw * b.modules_built[s, p, y]
        ),
    )


def _add_connections(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.power, m.sets
    built = b.built_mw
    tranches: dict[tuple[str, str, int], list[str]] = {}
    for s, p, j, y in built:
        tranches.setdefault((s, p, y), []).append(j)
    paid = [
        (s, p, tranche)
        for (s, p), terms in sets.power.terms.items()
        for tranche, musd in terms.one_time_musd.items()
    ]
    years = [y.start_year for y in inst.periods]
    b.connected = pyo.Var([(*at, y) for at in paid for y in years], domain=pyo.Binary)
    b.connected_once = pyo.Constraint(
        paid, rule=lambda b, s, p, j: linear((1.0, b.connected[s, p, j, y]) for y in years) <= 1
    )
    b.power_needs_site = pyo.Constraint(
        [(s, p, y) for s, p, y in tranches if not m.siting.site_open[s, y].fixed],
        rule=lambda b, s, p, y: (
            linear(
                [(1.0, built[s, p, j, y]) for j in tranches[s, p, y]]
                + [(-_most_mw(m, s, p), m.siting.site_open[s, y])]
            )
            <= 0
        ),
    )
    b.interconnection = pyo.Constraint(
        [(s, p, y) for s, p, y in tranches if (s, p, "site", y) in b.connected],
        rule=lambda b, s, p, y: (
            linear(
                [(1.0, built[s, p, j, y]) for j in tranches[s, p, y]]
                + [(-_most_mw(m, s, p), b.connected[s, p, "site", e]) for e in years if e <= y]
            )
            <= 0
        ),
    )
    steps = {
        (s, p, step.label): step.mw
        for (s, p), terms in sets.power.terms.items()
        for step in terms.steps
    }
    b.upgrade = pyo.Constraint(
        [at for at in built if (*at[:3], at[3]) in b.connected],
        rule=lambda b, s, p, j, y: (
            linear(
                [(1.0, built[s, p, j, y])]
                + [(-steps[s, p, j], b.connected[s, p, j, e]) for e in years if e <= y]
            )
            <= 0
        ),
    )
    b.held_step = pyo.Constraint(
        list(steps),
        rule=lambda b, s, p, j: (
            linear((1.0, built[s, p, j, y]) for y in years if (s, p, j, y) in built)
            <= steps[s, p, j]
        ),
    )


def _most_mw(m: pyo.ConcreteModel, s: str, p: str) -> float:
    """MW of an option that can be of use in one period's orders, held steps included."""
    terms = m.sets.power.terms[s, p]
    if terms.max_mw is not None:
        return float(terms.max_mw)
    return float(max(terms.useful_mw, sum(step.mw for step in terms.steps)))


def _add_limits(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.power, m.sets
    period = inst.period
    served: dict[tuple[str, str], list[tuple[Any, list[Period]]]] = {}
    living: dict[tuple[str, str, int], list[Any]] = {}
    for s, p, j, y in b.built_mw:
        terms = sets.power.terms[s, p]
        when = (terms.lead(j), terms.option.life_years)
        x = b.built_mw[s, p, j, y]
        served.setdefault((s, p), []).append((x, timing.serving(inst, period[y], *when)))
        if terms.max_mw is not None:
            for e in timing.alive(inst, period[y], *when):
                living.setdefault((s, p, e.start_year), []).append(x)
    for s in sets.site_names:
        for p in inst.power_option:
            served.setdefault((s, p), [])
    m.power_served = served
    b.power_limit = pyo.Constraint(
        list(living),
        rule=lambda b, s, p, y: (
            linear((1.0, x) for x in living[s, p, y])
            <= max(0.0, sets.power.terms[s, p].max_mw - sets.existing(s, "power", p, period[y]))
        ),
    )
    booked: dict[tuple[str, int], list[Any]] = {}
    for s, p, j, y in b.built_mw:
        if j == "order" and (p, y) in inst.order_book_mw:
            booked.setdefault((p, y), []).append(b.built_mw[s, p, j, y])
    b.order_book = pyo.Constraint(
        list(booked),
        rule=lambda b, p, y: (
            linear((1.0, x) for x in booked[p, y])
            <= inst.order_book_mw[p, y] * period[y].length_years
        ),
    )


def _add_firm_power(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.power, m.sets
    years = [y.start_year for y in inst.periods]
    period = inst.period
    b.firm_power = pyo.Constraint(
        sets.site_names,
        years,
        rule=lambda b, s, y: (
            linear([*firm_terms(m, inst, s, period[y]), (-1.0, m.siting.peak_facility_mw[s, y])])
            >= -standing_firm_mw(m, inst, s, period[y])
        ),
    )
    land = {s.site: s.land_ha for s in sets.sites if s.land_ha is not None}
    hectares = {p: option.land_ha_per_mw for p, option in inst.power_option.items()}
    b.land = pyo.Constraint(
        [(s, y) for s in land for y in years],
        rule=lambda b, s, y: (
            linear((hectares[p], x) for p in hectares for x in in_service(m, s, p, period[y]))
            <= land[s]
            - sum(hectares[p] * sets.existing(s, "power", p, period[y]) for p in hectares)
        ),
    )
    for s in sets.site_names:
        for y in inst.periods:
            most = sets.power.firm_potential_mw(s, y)
            m.siting.peak_facility_mw[s, y.start_year].setub(most)


def _add_balance(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.power, m.sets
    times = [(y.start_year, h) for y in inst.periods for h in inst.time_slice]
    period = inst.period
    options: dict[str, list[str]] = {s: [] for s in sets.site_names}
    for s, p in sets.power.present:
        serves = m.power_served[s, p] or sets.stands(s, "power", p)
        if serves and inst.power_option[p].kind != "storage":
            options[s].append(p)
    for s in dict.fromkeys(at[0] for at in m.halls.hosted_in_leased_mw):
        options[s].append(LEASED)
    b.generation_mw = pyo.Var(
        [(s, p, *at) for s, found in options.items() for p in found for at in times],
        domain=pyo.NonNegativeReals,
    )
    q = sets.power.curtailed_share
    b.energy_balance = pyo.Constraint(
        [(s, *at) for s in sets.site_names for at in times],
        rule=lambda b, s, y, h: (
            linear(
                [
                    *((1.0, b.generation_mw[s, p, y, h]) for p in options[s]),
                    *storage_terms(m, inst, s, y, h),
                    *((-a, x) for a, x in load_terms(m, inst, s, y, h)),
                    *((q.get(s, 0.0) * a, x) for a, x in m.shed_energy.get((s, y), ())),
                ]
            )
            == 0
        ),
    )
    b.availability = pyo.Constraint(
        [at for at in b.generation_mw if at[1] != LEASED],
        rule=lambda b, s, p, y, h: _within(
            m, inst, b.generation_mw[s, p, y, h], s, p, period[y], h
        ),
    )
    b.leased_energy = pyo.Constraint(
        [at for at in b.generation_mw if at[1] == LEASED],
        rule=lambda b, s, p, y, h: (
            linear(
                [
                    (1.0, b.generation_mw[s, p, y, h]),
                    *((-row.pue, x) for row, x in leased_hosting(m, inst, s, y)),
                ]
            )
            <= 0
        ),
    )


def _within(m: pyo.ConcreteModel, inst: Instance, x: Any, s: str, p: str, y: Period, h: str) -> Any:
    """Output in a slice ≤ availability · in service."""
    share = inst.availability(p, inst.site[s].region, h)
    share *= 1 - inst.power_option[p].max_curtailed_hours_per_year / HOURS_PER_YEAR
    built = [(-share, order) for order in in_service(m, s, p, y)]
    return linear([(1.0, x), *built]) <= share * m.sets.existing(s, "power", p, y)


def _add_cost(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets, ledger = m.power, m.sets, m.ledger
    period = inst.period
    for (s, p, j, y), x in b.built_mw.items():
        terms = sets.power.terms[s, p]
        when = (period[y], terms.lead(j), terms.option.life_years)
        ledger.capital("power_plant", s, x, terms.capex_musd_per_mw, *when)
        for e in timing.serving(inst, *when):
            ledger.running("power_plant", s, x, terms.option.fixed_usd_per_kw_year * 1e-3, e)
    for (s, p, j, y), x in b.connected.items():
        terms = sets.power.terms[s, p]
        once = terms.one_time_musd[j]
        ledger.capital("power_plant", s, x, once, period[y], 0.0, terms.option.life_years)
    for s in sets.site_names:
        for p, option in inst.power_option.items():
            for y in inst.periods:
                standing = sets.existing(s, "power", p, y)
                fixed = standing * option.fixed_usd_per_kw_year * 1e-3
                ledger.running("power_plant", s, None, fixed, y)
    musd_per_mw_year = HOURS_PER_YEAR * 1e-6
    hours = {h.slice: h.hours_share for h in inst.time_slices}
    for (s, p, y, h), x in b.generation_mw.items():
        musd = hours[h] * usd_per_mwh(inst, s, p, y) * musd_per_mw_year
        ledger.running("energy", s, x, musd, period[y])
        carbon_usd = carbon_t_per_mwh(inst, s, p, y) * inst.carbon_usd_per_t(y)
        ledger.running("carbon", s, x, hours[h] * carbon_usd * musd_per_mw_year, period[y])
    for (s, p, y, h), x in b.discharge_mw.items():
        musd = hours[h] * inst.power_option[p].other_usd_per_mwh * musd_per_mw_year
        ledger.running("energy", s, x, musd, period[y])


def usd_per_mwh(inst: Instance, s: str, p: str, y: int) -> float:
    """Cost of a MWh of an option's output at a site: fuel, the grid's price and what else it costs."""
    prices = inst.energy_at[inst.site[s].region, y]
    if p == LEASED:
        return prices.grid_usd_per_mwh
    option = inst.power_option[p]
    usd = option.heat_rate_mmbtu_per_mwh * prices.gas_usd_per_mmbtu + option.other_usd_per_mwh
    return usd + (prices.grid_usd_per_mwh if option.kind in GRID_KINDS else 0.0)


def carbon_t_per_mwh(inst: Instance, s: str, p: str, y: int) -> float:
    """Emissions of a MWh of an option's output at a site."""
    grid = inst.energy_at[inst.site[s].region, y].grid_carbon_t_per_mwh
    if p == LEASED:
        return grid
    option = inst.power_option[p]
    return option.carbon_t_per_mwh + (grid if option.kind in GRID_KINDS else 0.0)
