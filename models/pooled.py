"""Inference with the pools of many sites taken together: a relaxation, for bounds and for searching.

Where routing matters little, most of the size of the inference family buys nothing. Here the sites
that may serve the same services form a *class*; pools belong to a class, and only the units they use
stand at sites. Every solution of the true family, summed over the sites of each class, is a solution
here of no higher cost, so the optimum is a lower bound (docs/search.md).
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from .inference import SECONDS_PER_YEAR, asked_per_volume, gbps_per_krps, unit_rate
from .linear import linear

Terms = list[tuple[float, Any]]


def add_pooled_inference(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the inference family with pools by class a of sites, in place of the true one.

    Variables:
        `used_kunits[s,g,y]` ≥ 0: thousand units that pools use at a site.
        `working_kunits[s,g,y]` ≥ 0: thereof at work, in the mean.
        `pool_kunits[k,a,g,phase,y]` ≥ 0: thousand units in the pools of a class.
        `volume[k,a,y]`, `disaggregated[k,a,y]`, `aggregated[k,a,y]` ≥ 0: thousand requests/s.
        `unserved[k,m,y]` ∈ [0,1]: share of a metro's demand that is not served; 0 when strict.
    Constraints:
        `demand_met`: Σ_a volume[k,a,y] + Σ_m demand·unserved = Σ_m demand.
        `two_ways`, `prefill_work`, `decode_work`, `aggregated_work`: as in the true family, by class.
        `class_units`: Σ_{s in a} used_kunits[s,g,y] = Σ_{k,phase} pool_kunits[k,a,g,phase,y].
        `class_working`: Σ_{s in a} working_kunits = Σ_{k,phase} target_utilisation/peak_to_mean·pools.
        `working_least`, `working_most`: working lies between the least and the largest busy share of used.
    Costs: `frontend` by volume; `transit` of the cheapest route of each metro; `unserved`.
    """
    b = m.inference = pyo.Block()
    sets = m.sets
    years = [y.start_year for y in inst.periods]
    class_of = _classes(m, inst)
    b.used_kunits = pyo.Var(
        [(s, g, y) for s, g in sets.hostable if s in class_of for y in years],
        domain=pyo.NonNegativeReals,
    )
    b.working_kunits = pyo.Var(list(b.used_kunits), domain=pyo.NonNegativeReals)
    _add_demand(m, inst, class_of)
    _add_pools(m, inst, class_of)
    _add_sites(m, inst, class_of)
    _add_cost(m, inst)
    b.held = {at: [b.used_kunits[at]] for at in b.used_kunits}
    b.working = {at: [(1.0, b.working_kunits[at])] for at in b.used_kunits}


def _classes(m: pyo.ConcreteModel, inst: Instance) -> dict[str, int]:
    """Class of each site that may serve anything: sites that may serve the same services."""
    serves = {
        s: tuple(k for k in inst.service if s in m.sets.serving_sites[k])
        for s in m.sets.site_names
    }
    number = {kind: i for i, kind in enumerate(dict.fromkeys(serves.values()))}
    return {s: number[kind] for s, kind in serves.items() if kind}


def _add_demand(m: pyo.ConcreteModel, inst: Instance, class_of: dict[str, int]) -> None:
    b, sets = m.inference, m.sets
    b.unserved = pyo.Var(sets.demands, bounds=(0, 1))
    for at in sets.demands:
        if inst.settings.strict:
            b.unserved[at].fix(0)
        elif not inst.routes[at[0], at[1]]:
            b.unserved[at].fix(1)
    served_by = {
        k: sorted({class_of[s] for s in sets.serving_sites[k]}) for k in inst.service
    }
    years = [y.start_year for y in inst.periods]
    b.volume = pyo.Var(
        [(k, a, y) for k, found in served_by.items() for a in found for y in years],
        domain=pyo.NonNegativeReals,
    )
    asked: dict[tuple[str, int], Terms] = {}
    for k, metro, y in sets.demands:
        requests = inst.demand_at[k, metro, y] * 1e-3
        asked.setdefault((k, y), []).append((requests, b.unserved[k, metro, y]))
    b.demand_met = pyo.Constraint(
        list(asked),
        rule=lambda b, k, y: linear(
            [*((1.0, b.volume[k, a, y]) for a in served_by[k]), *asked[k, y]]
        )
        == sum(requests for requests, _ in asked[k, y]),
    )


def _add_pools(m: pyo.ConcreteModel, inst: Instance, class_of: dict[str, int]) -> None:
    b, sets = m.inference, m.sets
    years = [y.start_year for y in inst.periods]
    hosts = {(class_of[s], g) for s, g in sets.hostable if s in class_of}
    b.pool_kunits = pyo.Var(
        [
            (k, a, g, phase, y)
            for k, g, phase in sets.pool_kinds
            for a in dict.fromkeys(at[1] for at in b.volume if at[0] == k)
            if (a, g) in hosts
            for y in years
        ],
        domain=pyo.NonNegativeReals,
    )
    both = {k for k, _, phase in sets.pool_kinds if phase == "aggregated"}
    b.disaggregated = pyo.Var(list(b.volume), domain=pyo.NonNegativeReals)
    b.aggregated = pyo.Var([at for at in b.volume if at[0] in both], domain=pyo.NonNegativeReals)
    b.two_ways = pyo.Constraint(
        list(b.volume),
        rule=lambda b, *at: linear(
            [
                (1.0, b.volume[at]),
                (-1.0, b.disaggregated[at]),
                *((-1.0, b.aggregated[at]) for _ in range(at in b.aggregated)),
            ]
        )
        == 0,
    )
    work: dict[tuple[str, int, str, int], Terms] = {}
    for (k, a, g, phase, y), x in b.pool_kunits.items():
        work.setdefault((k, a, phase, y), []).append((unit_rate(m, inst, k, g, phase), x))

    def phase_rule(phase: str, way: pyo.Var) -> Any:
        return lambda b, k, a, y: linear(
            [
                *work.get((k, a, phase, y), ()),
                (-asked_per_volume(inst.service[k], phase), way[k, a, y]),
            ]
        ) >= 0

    b.prefill_work = pyo.Constraint(
        [at for at in b.volume if inst.service[at[0]].input_tokens > 0],
        rule=phase_rule("prefill", b.disaggregated),
    )
    b.decode_work = pyo.Constraint(
        [at for at in b.volume if inst.service[at[0]].output_tokens > 0],
        rule=phase_rule("decode", b.disaggregated),
    )
    b.aggregated_work = pyo.Constraint(
        list(b.aggregated), rule=phase_rule("aggregated", b.aggregated)
    )


def _add_sites(m: pyo.ConcreteModel, inst: Instance, class_of: dict[str, int]) -> None:
    b = m.inference
    busy = {k.service: k.target_utilisation / k.peak_to_mean for k in inst.services}
    pools: dict[tuple[int, str, int], Terms] = {}
    for (k, a, g, _, y), x in b.pool_kunits.items():
        pools.setdefault((a, g, y), []).append((busy[k], x))
    places: dict[tuple[int, str, int], list[tuple[str, str, int]]] = {}
    for s, g, y in b.used_kunits:
        places.setdefault((class_of[s], g, y), []).append((s, g, y))
    b.class_units = pyo.Constraint(
        list(places),
        rule=lambda b, *at: linear(
            [
                *((1.0, b.used_kunits[place]) for place in places[at]),
                *((-1.0, x) for _, x in pools.get(at, ())),
            ]
        )
        == 0,
    )
    b.class_working = pyo.Constraint(
        list(places),
        rule=lambda b, *at: linear(
            [
                *((1.0, b.working_kunits[place]) for place in places[at]),
                *((-share, x) for share, x in pools.get(at, ())),
            ]
        )
        == 0,
    )
    least, most = min(busy.values()), max(busy.values())
    b.working_least = pyo.Constraint(
        list(b.used_kunits),
        rule=lambda b, *at: linear(
            [(1.0, b.working_kunits[at]), (-least, b.used_kunits[at])]
        )
        >= 0,
    )
    b.working_most = pyo.Constraint(
        list(b.used_kunits),
        rule=lambda b, *at: linear([(1.0, b.working_kunits[at]), (-most, b.used_kunits[at])])
        <= 0,
    )


def _add_cost(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, ledger, settings = m.inference, m.ledger, inst.settings
    period = {y.start_year: y for y in inst.periods}
    traffic = {k.service: gbps_per_krps(k) for k in inst.services}
    for (k, _, y), x in b.volume.items():
        musd = traffic[k] * settings.frontend_usd_per_gbps_year * 1e-6
        ledger.running("frontend", "", x, musd, period[y])
    for k, metro, y in m.sets.demands:
        service = inst.service[k]
        requests = inst.demand_at[k, metro, y]
        peak_gbps = requests * 1e-3 * traffic[k]
        costs = [
            peak_gbps * route.route_km * settings.transit_usd_per_gbps_km_year
            if route.usd_per_year_full_demand is None
            else route.usd_per_year_full_demand
            for route in inst.routes[k, metro]
        ]
        cheapest = min(costs, default=0.0) * 1e-6
        unserved = b.unserved[k, metro, y]
        ledger.running("transit", "", None, cheapest, period[y])
        ledger.running("transit", "", unserved, -cheapest, period[y])
        mtokens_per_s = requests * (service.input_tokens + service.output_tokens) * 1e-6
        usd = mtokens_per_s * SECONDS_PER_YEAR * (service.unserved_usd_per_mtoken or 0.0)
        ledger.running_penalty("unserved", unserved, usd * 1e-6, period[y])
