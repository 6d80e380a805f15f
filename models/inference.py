"""Inference: which metro is served from where, and by which pools."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance
from planner.instance.schema import Service

from .linear import linear
from .sets import Sets

SECONDS_PER_YEAR = 8760 * 3600.0


def add_inference(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the inference family. Volumes are mean thousand requests/s, rates million tokens/s.

    Variables:
        `served[k,m,s,y]` ∈ [0, max_site_share]: share of a metro's demand served from a site, over ROUTES.
        `unserved[k,m,y]` ∈ [0,1]: share that is not served; 0 when strict.
        `volume[k,s,y]` ≥ 0: thousand requests/s served at a site.
        `disaggregated[k,s,y]`, `aggregated[k,s,y]` ≥ 0: the two ways of serving it (with fleet).
        `pool_kunits[k,s,g,phase,y]` ≥ 0: thousand units in a pool; phase prefill, decode or aggregated.
    Constraints:
        `demand_met`: Σ_s served + unserved = 1.
        `site_volume`: volume[k,s,y] = Σ_m demand[k,m,y]·served[k,m,s,y].
        `two_ways`: volume = disaggregated + aggregated.
        `prefill_work`, `decode_work`, `aggregated_work`: target_utilisation·Σ_g rate·pool_kunits ≥
            peak_to_mean · tokens (or requests) · volume of that way.
        `request_limit`: Σ_k volume[k,s,y] ≤ max_requests_per_s·site_open[s,y].
        `request_cover`: Σ_s max_requests_per_s·site_open[s,y] + Σ demand·unserved ≥ Σ demand, where every
            site has such a limit. Implied, but as a row of its own HiGHS makes cuts of it.
        `open_to_serve`: served[k,m,s,y] ≤ site_open[s,y], where only siting limits a site (no fleet,
            or no tokens): the strong link, without which the relaxation is far off.
    Costs: `frontend` and `transit` by peak traffic and km, or route_costs; `unserved`.

    Rates net of KV-cache transfer and interference: :attr:`planner.models.sets.Sets.rates`; pools that
    separate ones of the same product replace with no more units: :attr:`~planner.models.sets.Sets.pool_kinds`.
    """
    m.inference = pyo.Block()
    _add_routing(m, inst)
    _add_site_limits(m, inst)
    if inst.has("fleet"):
        _add_pools(m, inst)
    _use_units(m, inst)
    _add_cost(m, inst)


def _add_routing(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.inference, m.sets
    routes = inst.routes
    most = {k.service: k.max_site_share for k in inst.services}
    b.served = pyo.Var(
        [(k, metro, route.site, y) for k, metro, y in sets.demands for route in routes[k, metro]],
        bounds=lambda b, k, metro, s, y: (0, most[k]),
    )
    b.unserved = pyo.Var(sets.demands, bounds=(0, 1))
    if inst.settings.strict:
        for at in sets.demands:
            b.unserved[at].fix(0)
    b.demand_met = pyo.Constraint(
        sets.demands,
        rule=lambda b, k, metro, y: (
            linear(
                [
                    *((1.0, b.served[k, metro, route.site, y]) for route in routes[k, metro]),
                    (1.0, b.unserved[k, metro, y]),
                ]
            )
            == 1
        ),
    )
    years = [y.start_year for y in inst.periods]
    b.volume = pyo.Var(
        [(k, s, y) for k, sites in sets.serving_sites.items() for s in sites for y in years],
        domain=pyo.NonNegativeReals,
    )
    arriving: dict[tuple[str, str, int], list[tuple[float, Any]]] = {at: [] for at in b.volume}
    for (k, metro, s, y), x in b.served.items():
        arriving[k, s, y].append((-inst.demand_at[k, metro, y] * 1e-3, x))
    b.site_volume = pyo.Constraint(
        list(b.volume),
        rule=lambda b, k, s, y: linear([(1.0, b.volume[k, s, y]), *arriving[k, s, y]]) == 0,
    )


def _add_site_limits(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.inference, m.sets
    years = [y.start_year for y in inst.periods]
    limit = {s.site: s.max_requests_per_s for s in sets.sites if s.max_requests_per_s is not None}
    asked = {at: inst.demand_at[at] * 1e-3 for at in sets.demands}
    b.request_limit = pyo.Constraint(
        [(s, y) for s in limit for y in years if any((k, s, y) in b.volume for k in inst.service)],
        rule=lambda b, s, y: (
            linear(
                [
                    *((1.0, b.volume[k, s, y]) for k in inst.service if (k, s, y) in b.volume),
                    (-limit[s] * 1e-3, m.siting.site_open[s, y]),
                ]
            )
            <= 0
        ),
    )
    b.request_cover = pyo.Constraint(
        years
        if sets.demands and all(s in limit for k in inst.service for s in sets.serving_sites[k])
        else [],
        rule=lambda b, y: (
            linear(
                [
                    *((limit[s] * 1e-3, m.siting.site_open[s, y]) for s in limit),
                    *((asked[at], b.unserved[at]) for at in sets.demands if at[2] == y),
                ]
            )
            >= sum(asked[at] for at in sets.demands if at[2] == y)
        ),
    )
    unlimited = {
        k.service
        for k in inst.services
        if not inst.has("fleet") or k.input_tokens + k.output_tokens == 0
    }
    b.open_to_serve = pyo.Constraint(
        [at for at in b.served if at[0] in unlimited],
        rule=lambda b, k, metro, s, y: (
            linear([(1.0, b.served[k, metro, s, y]), (-1.0, m.siting.site_open[s, y])]) <= 0
        ),
    )


def _add_pools(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.inference, m.sets
    years = [y.start_year for y in inst.periods]
    b.pool_kunits = pyo.Var(
        [
            (k, s, g, phase, y)
            for k, sites in sets.serving_sites.items()
            for s in sites
            for service, g, phase in sets.pool_kinds
            if service == k and (s, g) in sets.coolings
            for y in years
        ],
        domain=pyo.NonNegativeReals,
    )
    b.disaggregated = pyo.Var(list(b.volume), domain=pyo.NonNegativeReals)
    both = {k for k, _, phase in sets.pool_kinds if phase == "aggregated"}
    b.aggregated = pyo.Var([at for at in b.volume if at[0] in both], domain=pyo.NonNegativeReals)
    b.two_ways = pyo.Constraint(
        list(b.volume),
        rule=lambda b, *at: (
            linear(
                [
                    (1.0, b.volume[at]),
                    (-1.0, b.disaggregated[at]),
                    *((-1.0, b.aggregated[at]) for _ in range(at in b.aggregated)),
                ]
            )
            == 0
        ),
    )
    work: dict[tuple[str, str, str, int], list[tuple[float, Any]]] = {}
    for (k, s, g, phase, y), x in b.pool_kunits.items():
        work.setdefault((k, s, phase, y), []).append((unit_rate(sets, k, g, phase), x))

    def rule(phase: str, way: pyo.Var) -> Any:
        return lambda b, k, s, y: (
            linear(
                [
                    *work.get((k, s, phase, y), ()),
                    (-asked_per_volume(inst.service[k], phase), way[k, s, y]),
                ]
            )
            >= 0
        )

    needed = list(b.volume)
    b.prefill_work = pyo.Constraint(
        [at for at in needed if inst.service[at[0]].input_tokens > 0],
        rule=rule("prefill", b.disaggregated),
    )
    b.decode_work = pyo.Constraint(
        [at for at in needed if inst.service[at[0]].output_tokens > 0],
        rule=rule("decode", b.disaggregated),
    )
    b.aggregated_work = pyo.Constraint(list(b.aggregated), rule=rule("aggregated", b.aggregated))


def unit_rate(sets: Sets, k: str, g: str, phase: str) -> float:
    """What a thousand units of a pool may be asked for: million tokens/s, or thousand requests/s."""
    scale = 1.0 if phase == "aggregated" else 1e-3
    return sets.inst.service[k].target_utilisation * sets.rates[k, g, phase] * scale


def asked_per_volume(service: Service, phase: str) -> float:
    """What a thousand requests/s ask of a phase in the busiest time, in the unit of its rate."""
    tokens = {
        "prefill": service.input_tokens * 1e-3,
        "decode": service.output_tokens * 1e-3,
        "aggregated": 1.0,
    }
    return service.peak_to_mean * tokens[phase]


def gbps_per_krps(service: Service) -> float:
    """Peak traffic, Gbit/s, of a mean volume of a thousand requests/s."""
    return service.mbit_per_request * service.peak_to_mean


def _use_units(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Units held by pools, and thereof at work in the mean, by (site, product, period)."""
    b = m.inference
    b.held, b.working = {}, {}
    if not inst.has("fleet"):
        return
    for (k, s, g, _, y), x in b.pool_kunits.items():
        service = inst.service[k]
        b.held.setdefault((s, g, y), []).append(x)
        busy = service.target_utilisation / service.peak_to_mean
        b.working.setdefault((s, g, y), []).append((busy, x))


def _add_cost(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, ledger, settings = m.inference, m.ledger, inst.settings
    period = {y.start_year: y for y in inst.periods}
    traffic = {k.service: gbps_per_krps(k) for k in inst.services}
    for (k, s, y), x in b.volume.items():
        musd = traffic[k] * settings.frontend_usd_per_gbps_year * 1e-6
        ledger.running("frontend", s, x, musd, period[y])
    usd_per_km = settings.transit_usd_per_gbps_km_year
    for k, metro, y in m.sets.demands:
        peak_gbps = inst.demand_at[k, metro, y] * 1e-3 * traffic[k]
        for route in inst.routes[k, metro]:
            usd = route.usd_per_year_full_demand
            if usd is None:
                usd = peak_gbps * route.route_km * usd_per_km
            x = b.served[k, metro, route.site, y]
            ledger.running("transit", route.site, x, usd * 1e-6, period[y])
    for k, metro, y in m.sets.demands:
        service = inst.service[k]
        mtokens_per_s = (
            inst.demand_at[k, metro, y] * (service.input_tokens + service.output_tokens) * 1e-6
        )
        usd_per_year = mtokens_per_s * SECONDS_PER_YEAR * (service.unserved_usd_per_mtoken or 0.0)
        ledger.running_penalty("unserved", b.unserved[k, metro, y], usd_per_year * 1e-6, period[y])
