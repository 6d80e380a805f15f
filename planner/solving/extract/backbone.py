"""Tables of the backbone: corridors lit and used, and the traffic of each run."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance
from planner.models import timing
from planner.solving.circulation import without_circulation
from planner.solving.values import Values

Rows = list[tuple[Any, ...]]

GBPS_PER_TBPS = 1e3


def hub_of(m: pyo.ConcreteModel, inst: Instance, values: Values, run: str) -> str:
    """Site at which the traffic of a run meets; empty for one that is dropped or may not be split."""
    hubs = [s for s in inst.site if values.of(m.backbone.hub, (run, s)) > 0.5]
    return hubs[0] if hubs else ""


def run_flow_rows(m: pyo.ConcreteModel, inst: Instance, values: Values) -> Rows:
    """(run, from_site, to_site, Gbit/s) of every run's traffic, where there is any."""
    place = {s: i for i, s in enumerate(inst.site)}
    rows: Rows = []
    for w in inst.run:
        flows = sorted(
            (place[a], place[b], a, b, gbps)
            for (_, a, b), gbps in _flows(m, values, w).items()
            if gbps > 0
        )
        rows += [(w, a, b, gbps) for _, _, a, b, gbps in flows]
    return rows


def corridor_rows(m: pyo.ConcreteModel, inst: Instance, values: Values) -> Rows:
    """(site_a, site_b, period, units ordered, Gbit/s each way, used from a to b, from b to a)."""
    used: dict[tuple[str, str, int], float] = {}
    period = inst.period
    for w, run in inst.run.items():
        for (t, a, b), gbps in _flows(m, values, w).items():
            for y in inst.periods:
                if timing.overlap(period[t], run.duration_years, y) > 0:
                    at = (a, b, y.start_year)
                    used[at] = used.get(at, 0.0) + gbps
    rows: Rows = []
    for (a, b), row in inst.corridor.items():
        capacity = dict.fromkeys(period, row.existing_gbps)
        lit = {y: values.of(m.backbone.lit_units, (a, b, y)) for y in period}
        for order in inst.periods:
            for y in timing.serving(inst, order, row.build_years, row.life_years):
                capacity[y.start_year] += row.unit_gbps * lit[order.start_year]
        rows += [
            (a, b, y, lit[y], gbps, used.get((a, b, y), 0.0), used.get((b, a, y), 0.0))
            for y, gbps in capacity.items()
        ]
    return rows


def _flows(m: pyo.ConcreteModel, values: Values, run: str) -> dict[tuple[int, str, str], float]:
    """Gbit/s of a run by (start year, from, to), of the start that it has."""
    begun = {t for (w, t, _), x in m.training.start.items() if w == run and values(x) > 0.5}
    found: dict[tuple[int, str, str], float] = {}
    for start in begun:
        flows = {
            (a, b): values(x) * GBPS_PER_TBPS
            for (w, t, a, b), x in m.backbone.flow_tbps.items()
            if (w, t) == (run, start)
        }
        found |= {(start, *way): gbps for way, gbps in without_circulation(flows).items()}
    return found
