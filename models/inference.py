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
    r"""Add the inference family. Volumes are thousand requests/s, mean of a slice; rates million tokens/s.

    Variables:
        `served[k,m,s,y,h]` ∈ [0, max_site_share]: share of a metro's demand served from a site, over
            ROUTES.
        `unserved[k,m,y,h]` ∈ [0,1]: share that is not served; 0 when strict.
        `volume[k,s,y,h]` ≥ 0: thousand requests/s served at a site.
        `disaggregated[k,s,y,h]`, `aggregated[k,s,y,h]` ≥ 0: the two ways of serving it (with fleet),
            one of them alone where the service says so.
        `pool_kunits[k,s,g,phase,y,h]` ≥ 0: thousand units in a pool; phase prefill, decode or
            aggregated. Units may change pools from slice to slice.
    Constraints:
        `demand_met`: Σ_s served + unserved = 1.
        `site_volume`: volume[k,s,y,h] = Σ_m asked[k,m,y,h]·served[k,m,s,y,h].
        `two_ways`: volume = disaggregated + aggregated.
        `prefill_work`, `decode_work`, `aggregated_work`: target_utilisation·Σ_g rate·pool_kunits ≥
            p(k) · tokens (or requests) · volume of that way; p the peak over the slice.
        `request_limit`: Σ_k volume[k,s,y,h] ≤ max_requests_per_s·site_open[s,y].
        `request_cover`: Σ_s max_requests_per_s·site_open[s,y] + Σ asked·unserved ≥ Σ asked, where every
            site has such a limit. Implied, but as a row of its own HiGHS makes cuts of it.
        `open_to_serve`: served[k,m,s,y,h] ≤ site_open[s,y], where only siting limits a site (no fleet,
            or no tokens): the strong link, without which the relaxation is far off.
    Costs: `frontend` and `transit` by peak traffic and km, or route_costs; `unserved`.

    Rates net of KV-cache transfer and interference: :attr:`planner.models.serving.ServingSets.rates`; pools
    that separate ones of the same product replace with no more units, which are left out:
    :attr:`planner.models.serving.ServingSets.pool_kinds`.
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
    routes, demands = inst.routes, sets.serving.demands
    most = {k.service: k.max_site_share for k in inst.services}
    b.served = pyo.Var(
        [(k, metro, route.site, y, h) for k, metro, y, h in demands for route in routes[k, metro]],
        bounds=lambda b, k, *at: (0, most[k]),
    )
    b.unserved = pyo.Var(demands, bounds=(0, 1))
    if inst.settings.strict:
        for at in demands:
            b.unserved[at].fix(0)
    b.demand_met = pyo.Constraint(
        demands,
        rule=lambda b, k, metro, y, h: (
            linear(
                [
                    *((1.0, b.served[k, metro, route.site, y, h]) for route in routes[k, metro]),
                    (1.0, b.unserved[k, metro, y, h]),
                ]
            )
            == 1
        ),
    )
    b.volume = pyo.Var(
        [
            (k, s, y.start_year, h)
            for k, sites in sets.serving.sites.items()
            for s in sites
            for y in inst.periods
            for h in inst.time_slice
        ],
        domain=pyo.NonNegativeReals,
    )
    arriving: dict[tuple[str, str, int, str], list[tuple[float, Any]]] = {at: [] for at in b.volume}
    for (k, metro, s, y, h), x in b.served.items():
        arriving[k, s, y, h].append((-inst.asked_at[k, metro, y, h] * 1e-3, x))
    b.site_volume = pyo.Constraint(
        list(b.volume),
        rule=lambda b, *at: linear([(1.0, b.volume[at]), *arriving[at]]) == 0,
    )


def _add_site_limits(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.inference, m.sets
    times = [(y.start_year, h) for y in inst.periods for h in inst.time_slice]
    limit = {s.site: s.max_requests_per_s for s in sets.sites if s.max_requests_per_s is not None}
    b.request_limit = pyo.Constraint(
        [
            (s, *at)
            for s in limit
            for at in times
            if any((k, s, *at) in b.volume for k in inst.service)
        ],
        rule=lambda b, s, y, h: (
            linear(
                [
                    *(
                        (1.0, b.volume[k, s, y, h])
                        for k in inst.service
                        if (k, s, y, h) in b.volume
                    ),
                    (-limit[s] * 1e-3, m.siting.site_open[s, y]),
                ]
            )
            <= 0
        ),
    )
    asked: dict[tuple[int, str], list[tuple[float, Any]]] = {at: [] for at in times}
    for at, x in b.unserved.items():
        asked[at[2], at[3]].append((inst.asked_at[at] * 1e-3, x))
    everywhere = all(s in limit for k in inst.service for s in sets.serving.sites[k])
    b.request_cover = pyo.Constraint(
        [at for at in times if asked[at] and everywhere],
        rule=lambda b, y, h: (
            linear([*((limit[s] * 1e-3, m.siting.site_open[s, y]) for s in limit), *asked[y, h]])
            >= sum(a for a, _ in asked[y, h])
        ),
    )
    unlimited = {
        k.service
        for k in inst.services
        if not inst.has("fleet") or k.input_tokens + k.output_tokens == 0
    }
    b.open_to_serve = pyo.Constraint(
        [at for at in b.served if at[0] in unlimited],
        rule=lambda b, k, metro, s, y, h: (
            linear([(1.0, b.served[k, metro, s, y, h]), (-1.0, m.siting.site_open[s, y])]) <= 0
        ),
    )


def _add_pools(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.inference, m.sets
    usable = set(sets.usable)
    times = [(y.start_year, h) for y in inst.periods for h in inst.time_slice]
    b.pool_kunits = pyo.Var(
        [
            (k, s, g, phase, *at)
            for k, sites in sets.serving.sites.items()
            for s in sites
            for service, g, phase in sets.serving.pool_kinds
            if service == k and (s, g) in usable
            for at in times
        ],
        domain=pyo.NonNegativeReals,
    )
    together = {k for k, _, phase in sets.serving.pool_kinds if phase == "aggregated"}
    only = {k.service: k.serving for k in inst.services}
    b.disaggregated = pyo.Var(
        [at for at in b.volume if only[at[0]] != "aggregated"], domain=pyo.NonNegativeReals
    )
    b.aggregated = pyo.Var(
        [at for at in b.volume if at[0] in together], domain=pyo.NonNegativeReals
    )
    b.two_ways = pyo.Constraint(
        list(b.volume),
        rule=lambda b, *at: (
            linear(
                [
                    (1.0, b.volume[at]),
                    *((-1.0, way[at]) for way in (b.disaggregated, b.aggregated) if at in way),
                ]
            )
            == 0
        ),
    )
    work: dict[tuple[str, str, str, int, str], list[tuple[float, Any]]] = {}
    for (k, s, g, phase, y, h), x in b.pool_kunits.items():
        work.setdefault((k, s, phase, y, h), []).append((unit_rate(sets, k, g, phase), x))

    def rule(phase: str, way: pyo.Var) -> Any:
        return lambda b, k, s, y, h: (
            linear(
                [
                    *work.get((k, s, phase, y, h), ()),
                    (-asked_per_volume(inst, k, phase), way[k, s, y, h]),
                ]
            )
            >= 0
        )

    apart = list(b.disaggregated)
    b.prefill_work = pyo.Constraint(
        [at for at in apart if inst.service[at[0]].input_tokens > 0],
        rule=rule("prefill", b.disaggregated),
    )
    b.decode_work = pyo.Constraint(
        [at for at in apart if inst.service[at[0]].output_tokens > 0],
        rule=rule("decode", b.disaggregated),
    )
    b.aggregated_work = pyo.Constraint(list(b.aggregated), rule=rule("aggregated", b.aggregated))


def unit_rate(sets: Sets, k: str, g: str, phase: str) -> float:
    """What a thousand units of a pool may be asked for: million tokens/s, or thousand requests/s."""
    scale = 1.0 if phase == "aggregated" else 1e-3
    return sets.inst.service[k].target_utilisation * sets.serving.rates[k, g, phase] * scale


def asked_per_volume(inst: Instance, k: str, phase: str) -> float:
    """What a thousand requests/s ask of a phase in a slice's busiest time, in the unit of its rate."""
    service = inst.service[k]
    tokens = {
        "prefill": service.input_tokens * 1e-3,
        "decode": service.output_tokens * 1e-3,
        "aggregated": 1.0,
    }
    return inst.peak_over_slice[k] * tokens[phase]


def gbps_per_krps(service: Service) -> float:
    """Peak traffic, Gbit/s, of a mean volume of a thousand requests/s."""
    return service.mbit_per_request * service.peak_to_mean


def _use_units(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Units held by pools, and thereof at work in the mean, by (site, product, period, slice)."""
    b = m.inference
    b.held, b.working = {}, {}
    if not inst.has("fleet"):
        return
    busy = {
        k.service: k.target_utilisation / inst.peak_over_slice[k.service] for k in inst.services
    }
    for (k, s, g, _, y, h), x in b.pool_kunits.items():
        b.held.setdefault((s, g, y, h), []).append(x)
        b.working.setdefault((s, g, y, h), []).append((busy[k], x))


def _add_cost(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, ledger, settings = m.inference, m.ledger, inst.settings
    period = inst.period
    hours = {h.slice: h.hours_share for h in inst.time_slices}
    traffic = {k.service: gbps_per_krps(k) for k in inst.services}
    for (k, s, y, h), x in b.volume.items():
        musd = hours[h] * traffic[k] * settings.frontend_usd_per_gbps_year * 1e-6
        ledger.running("frontend", s, x, musd, period[y])
    usd_per_km = settings.transit_usd_per_gbps_km_year
    for k, metro, y, h in m.sets.serving.demands:
        asked = inst.asked_at[k, metro, y, h]
        peak_gbps = asked * 1e-3 * traffic[k]
        over_mean = asked / inst.demand_at[k, metro, y]
        for route in inst.routes[k, metro]:
            usd = route.usd_per_year_full_demand
            usd = peak_gbps * route.route_km * usd_per_km if usd is None else usd * over_mean
            x = b.served[k, metro, route.site, y, h]
            ledger.running("transit", route.site, x, hours[h] * usd * 1e-6, period[y])
    for k, metro, y, h in m.sets.serving.demands:
        service = inst.service[k]
        tokens = service.input_tokens + service.output_tokens
        mtokens_per_s = inst.asked_at[k, metro, y, h] * tokens * 1e-6
        usd_per_year = mtokens_per_s * SECONDS_PER_YEAR * (service.unserved_usd_per_mtoken or 0.0)
        musd = hours[h] * usd_per_year * 1e-6
        ledger.running_penalty("unserved", b.unserved[k, metro, y, h], musd, period[y])
