"""Backbone: the traffic of split runs from their sites to a hub, and the fibre that is lit for it."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from . import timing
from .linear import Terms, linear
from .traffic import TBPS_PER_GBPS, Traffic


def add_backbone(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the backbone family, for the runs that may be split. Traffic is counted in Tbit/s.

    Variables:
        `hub[w,s]` ∈ {0,1}: the traffic of the run meets at the site.
        `at_from[w,t,s]` ≥ 0: the run is at the site and starts in t, where it has a choice of starts.
        `kept_tbps[w,t,s]` ≥ 0: own traffic of the site that ends there, at the hub all of it.
        `met_tbps[w,t,s]` ≥ 0: traffic of the other sites that ends there.
        `flow_tbps[w,t,a,b]` ≥ 0: traffic of the run from a to b over their corridor.
        `lit_units[a,b,y]` ∈ ℤ₊: units of a corridor ordered at the start of the period.
    Constraints:
        `one_hub`: Σ_s hub = Σ_{t,g} start. `hub_is_member`: hub ≤ at.
        `one_start`, `started`: Σ_t at_from = at, at_from[w,t,s] ≤ Σ_g start[w,t,g].
        `passed_on`: Σ_b flow[n,b] − Σ_a flow[a,n] = sent − kept − met at every site n, open or not, with sent =
            sync_gbps_per_site·at_from + sync_gbps_per_mw·Σ_g kw·run_kunits where the run can be.
        `kept_at_hub`, `met_at_hub`: kept, met ≤ most that the site, the others can send · hub.
        `met_arrives`: met ≤ Σ_a flow[a,s].
        `corridor_capacity`: Σ flow of the runs that touch the period ≤ existing + unit·Σ lit in service, each
            way.
    Costs: `backbone`: (musd_per_km·route_km + 2·musd_per_end)·lit_units.

    What a site keeps and what it meets are two variables, and nothing ends that did not arrive: a site that
    is half a hub in the relaxation still sends half of its traffic, and one that is none sends all of it.
    """
    b = m.backbone = pyo.Block()
    traffic = Traffic(inst, m.places)
    _add_hubs(m, traffic)
    _add_flows(m, traffic)
    _add_passing(m, inst, traffic)
    _add_corridors(m, inst, traffic)
    for (a, c, y), x in b.lit_units.items():
        row = inst.corridor[a, c]
        musd = row.musd_per_km * row.route_km + 2 * row.musd_per_end
        order = inst.period[y]
        m.ledger.capital("backbone", "", x, musd, order, row.build_years, row.life_years)


def _add_hubs(m: pyo.ConcreteModel, traffic: Traffic) -> None:
    b = m.backbone
    b.hub = pyo.Var(
        [(w, s) for w, sites in traffic.members_ever.items() for s in sites], domain=pyo.Binary
    )
    b.one_hub = pyo.Constraint(
        list(traffic.members_ever),
        rule=lambda b, w: (
            linear(
                [
                    *((1.0, b.hub[w, s]) for s in traffic.members_ever[w]),
                    *((-1.0, x) for at, x in m.training.start.items() if at[0] == w),
                ]
            )
            == 0
        ),
    )
    b.hub_is_member = pyo.Constraint(
        list(b.hub), rule=lambda b, w, s: b.hub[w, s] <= m.training.at[w, s]
    )


def _add_flows(m: pyo.ConcreteModel, traffic: Traffic) -> None:
    b, nonnegative = m.backbone, pyo.NonNegativeReals
    sending = list(traffic.own_tbps)
    begun = _begun(m)
    b.flow_tbps = pyo.Var(
        [(*at, *way) for at, ways in traffic.ways.items() for way in ways], domain=nonnegative
    )
    b.kept_tbps = pyo.Var(sending, domain=nonnegative)
    b.met_tbps = pyo.Var(sending, domain=nonnegative)
    b.at_from = pyo.Var(
        [
            (w, t, s)
            for w, t, s in sending
            if len(traffic.starts[w]) > 1 and traffic.inst.run[w].sync_gbps_per_site > 0
        ],
        domain=nonnegative,
    )
    from_any: dict[tuple[str, str], Terms] = {}
    for (w, _, s), x in b.at_from.items():
        from_any.setdefault((w, s), []).append((1.0, x))
    b.one_start = pyo.Constraint(
        list(from_any),
        rule=lambda b, w, s: (
            linear(
                [
                    *from_any[w, s],
                    (-1.0, m.training.at[w, s]),
                ]
            )
            == 0
        ),
    )
    b.started = pyo.Constraint(
        list(b.at_from),
        rule=lambda b, w, t, s: (
            linear(
                [
                    (1.0, b.at_from[w, t, s]),
                    *begun[w, t],
                ]
            )
            <= 0
        ),
    )


def _begun(m: pyo.ConcreteModel) -> dict[tuple[str, int], Terms]:
    """Starts of a run in a year on any product, with the sign of what they allow."""
    found: dict[tuple[str, int], Terms] = {}
    for (w, t, _), x in m.training.start.items():
        found.setdefault((w, t), []).append((-1.0, x))
    return found


def _add_passing(m: pyo.ConcreteModel, inst: Instance, traffic: Traffic) -> None:
    b = m.backbone
    leaving: dict[tuple[str, int, str], Terms] = {}
    arriving: dict[tuple[str, int, str], Terms] = {}
    for (w, t, a, c), x in b.flow_tbps.items():
        leaving.setdefault((w, t, a), []).append((1.0, x))
        arriving.setdefault((w, t, c), []).append((-1.0, x))
    sent = _sent(m, inst)
    b.passed_on = pyo.Constraint(
        list(dict.fromkeys([*sent, *leaving])),
        rule=lambda b, *at: (
            linear(
                [
                    *leaving.get(at, ()),
                    *arriving.get(at, ()),
                    *((1.0, ends[at]) for ends in (b.kept_tbps, b.met_tbps) if at in ends),
                    *((-a, x) for a, x in sent.get(at, ())),
                ]
            )
            == 0
        ),
    )
    b.kept_at_hub = pyo.Constraint(
        list(b.kept_tbps),
        rule=lambda b, w, t, s: (
            linear([(1.0, b.kept_tbps[w, t, s]), (-traffic.own_tbps[w, t, s], b.hub[w, s])]) <= 0
        ),
    )
    b.met_at_hub = pyo.Constraint(
        list(b.met_tbps),
        rule=lambda b, w, t, s: (
            linear([(1.0, b.met_tbps[w, t, s]), (-traffic.others_tbps((w, t), s), b.hub[w, s])])
            <= 0
        ),
    )
    b.met_arrives = pyo.Constraint(
        list(b.met_tbps),
        rule=lambda b, *at: linear([(1.0, b.met_tbps[at]), *arriving.get(at, ())]) <= 0,
    )


def _sent(m: pyo.ConcreteModel, inst: Instance) -> dict[tuple[str, int, str], Terms]:
    """Traffic that each site of a run sends, Tbit/s, by (run, start year, site)."""
    b = m.backbone
    sent: dict[tuple[str, int, str], Terms] = {}
    for w, t, s in b.kept_tbps:
        at = b.at_from[w, t, s] if (w, t, s) in b.at_from else m.training.at[w, s]
        sent[w, t, s] = [(inst.run[w].sync_gbps_per_site * TBPS_PER_GBPS, at)]
    for (w, t, s, g), x in m.training.run_kunits.items():
        if (w, t, s) in sent:
            gbps = inst.run[w].sync_gbps_per_mw * inst.accelerator[g].kw_per_unit
            sent[w, t, s].append((gbps * TBPS_PER_GBPS, x))
    return sent


def _add_corridors(m: pyo.ConcreteModel, inst: Instance, traffic: Traffic) -> None:
    b = m.backbone
    serves = {
        (*at, y.start_year): served
        for at, row in inst.corridor.items()
        for y in inst.periods
        if (served := timing.serving(inst, y, row.build_years, row.life_years))
    }
    b.lit_units = pyo.Var(
        list(serves),
        domain=pyo.NonNegativeIntegers,
        bounds=lambda b, a, c, y: (0, traffic.useful_units((a, c), serves[a, c, y])),
    )
    carried: dict[tuple[str, str, int], Terms] = {}
    for (w, t, a, c), x in b.flow_tbps.items():
        for y in traffic.touched[w, t]:
            carried.setdefault((a, c, y.start_year), []).append((1.0, x))
    lit: dict[tuple[str, str, int], list[Any]] = {}
    for (a, c, order), served in serves.items():
        for y in served:
            lit.setdefault((a, c, y.start_year), []).append(b.lit_units[a, c, order])

    def capacity(b: pyo.Block, a: str, c: str, y: int) -> Any:
        corridor = (a, c) if (a, c) in inst.corridor else (c, a)
        row = inst.corridor[corridor]
        units = [(-row.unit_gbps * TBPS_PER_GBPS, x) for x in lit.get((*corridor, y), ())]
        return linear([*carried[a, c, y], *units]) <= row.existing_gbps * TBPS_PER_GBPS

    b.corridor_capacity = pyo.Constraint(list(carried), rule=capacity)
