"""Tables of inference: volumes, pools, routing, unserved."""

from __future__ import annotations

from typing import Any

from planner.models.serving import PHASES

from .reader import Reader, Rows


def volume_rows(r: Reader) -> Rows:
    """Requests served at each site, and how."""
    rows: Rows = []
    for at, x in r.m.inference.volume.items():
        ways = (0.0, 0.0)
        if r.inst.has("fleet"):
            ways = (r.of("inference", "disaggregated", at), r.of("inference", "aggregated", at))
        rows.append((*at, r.values(x) * 1e3, ways[0] * 1e3, ways[1] * 1e3))
    return rows


def pool_rows(r: Reader) -> Rows:
    """Inference pools that hold units."""
    if not r.inst.has("fleet"):
        return []
    found = [
        (*at, units * 1e3)
        for at, x in r.m.inference.pool_kunits.items()
        if (units := r.values(x)) > 0
    ]
    keys: list[list[Any]] = [
        list(r.inst.service), r.sets.site_names, list(r.inst.accelerator), list(PHASES),
        r.years, list(r.hours),
    ]  # fmt: skip
    place = [{name: i for i, name in enumerate(names)} for names in keys]
    return sorted(found, key=lambda row: tuple(order[row[i]] for i, order in enumerate(place)))


def routing_rows(r: Reader) -> Rows:
    """Which metro is served from where."""
    rows: Rows = []
    site_order = {s: i for i, s in enumerate(r.sets.site_names)}
    served = r.m.inference.served
    for k in r.inst.service:
        for metro in r.inst.metro:
            routes = {route.site: route for route in r.inst.routes[k, metro]}
            for s in sorted(routes, key=site_order.__getitem__):
                for y, h in r.times:
                    share = r.values.of(served, (k, metro, s, y, h))
                    if share > 0:
                        asked = r.inst.asked_at[k, metro, y, h]
                        rows.append((k, metro, s, y, h, share, share * asked, routes[s].rtt_ms))
    return rows


def unserved_rows(r: Reader) -> Rows:
    """Demand that is not served."""
    rows: Rows = []
    unserved = r.m.inference.unserved
    for k in r.inst.service:
        for metro in r.inst.metro:
            for y, h in r.times:
                at = (k, metro, y, h)
                if at in unserved:
                    share = r.values(unserved[at])
                    rows.append((*at, share, share * r.inst.asked_at[at]))
    return rows
