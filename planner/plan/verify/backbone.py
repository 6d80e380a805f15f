"""Rules of the backbone: one hub a run, traffic that arrives there, corridors that carry it."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from planner.instance import Instance

from .completeness import Rows
from .decisions import Decisions, PlacedRun
from .findings import COUNT, GBPS, Findings
from .sums import Amounts
from .timing import in_service, overlap_share, periods_by_start, served_periods


def check_backbone(
    instance: Instance, tables: Mapping[str, Rows], decisions: Decisions, findings: Findings
) -> None:
    """Report every rule of the backbone that does not hold, and derived columns that do not follow."""
    hubs = _hubs(instance, decisions, findings)
    for placed in decisions.placed:
        _check_arrival(instance, placed, hubs.get(placed.row.run), decisions, findings)
    may_send = {placed.row.run for placed in decisions.placed if placed.row.max_sites > 1}
    for (run, *way), gbps in decisions.flow_gbps.items():
        if run not in may_send:
            why = "the run is dropped, or may not be split"
            findings.forbidden("run_flow", gbps, GBPS, why, run=run, traffic=" to ".join(way))
    _check_orders(instance, decisions, findings)
    _check_capacity(instance, tables, decisions, findings)


def _hubs(instance: Instance, decisions: Decisions, findings: Findings) -> dict[str, str]:
    """Hub of every placed run that may be split; a hub elsewhere, or missing, is reported."""
    placed = {p.row.run: p for p in decisions.placed}
    found = {}
    for run, hub in decisions.hubs.items():
        takes_one = run in placed and instance.run[run].max_sites > 1
        if not takes_one:
            if hub:
                findings.report("run_hub", hub, "no hub: the run is not split", run=run)
        elif hub not in placed[run].units:
            should = f"one of its sites: {', '.join(placed[run].units)}"
            findings.report("run_hub", hub or "no hub", should, run=run)
        else:
            found[run] = hub
    return found


def _check_arrival(
    instance: Instance,
    placed: PlacedRun,
    hub: str | None,
    decisions: Decisions,
    findings: Findings,
) -> None:
    """What every site sends on is what it gets and has; the hub takes what is left."""
    run = placed.row.run
    leaving = Amounts()
    for (w, a, b), gbps in decisions.flow_gbps.items():
        if w == run:
            leaving.add((a,), gbps)
            leaving.add((b,), -gbps)
    if hub is None:
        return
    product = instance.accelerator.get(placed.accelerator)
    kw = product.kw_per_unit if product else 0.0
    sent = {
        s: placed.row.sync_gbps_per_site + placed.row.sync_gbps_per_mw * units * kw / 1000.0
        for s, units in placed.units.items()
        if s != hub
    }
    for site in dict.fromkeys([*sent, *(at for (at,) in leaving)]):
        if site != hub:
            findings.equal(
                "run_flow", leaving[site,], sent.get(site, 0.0), GBPS, run=run, site=site
            )
    # What is left over at the other sites arrives here, so that many small misses show.
    arriving = -leaving[hub,]
    findings.equal("run_flow", arriving, fsum(sent.values()), GBPS, run=run, site=hub)


def _check_orders(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    period_of = periods_by_start(instance)
    for (a, b, year), units in decisions.lit_units.items():
        row = instance.corridor[a, b]
        if not served_periods(instance, period_of[year], row.build_years, row.life_years):
            findings.forbidden(
                "serves_no_period", units, COUNT, "it would serve no period", corridor=f"{a}–{b}",
                period=year,
            )  # fmt: skip


def _check_capacity(
    instance: Instance, tables: Mapping[str, Rows], decisions: Decisions, findings: Findings
) -> None:
    period_of = periods_by_start(instance)
    capacity = Amounts()
    for (a, b), row in instance.corridor.items():
        for period in instance.periods:
            capacity[a, b, period.start_year] = row.existing_gbps
    for (a, b, ordered), units in decisions.lit_units.items():
        row = instance.corridor[a, b]
        for period in instance.periods:
            if in_service(period_of[ordered], row.build_years, row.life_years, period):
                capacity.add((a, b, period.start_year), units * row.unit_gbps)
    used = used_gbps(instance, decisions)
    said = {
        name: tables["corridors"].numbers(name)
        for name in ("capacity_gbps", "used_ab_gbps", "used_ba_gbps")
    }
    for key, gbps in capacity.items():
        a, b, year = key
        where: dict[str, object] = {"corridor": f"{a}–{b}", "period": year}
        findings.equal(
            "corridor_in_service", said["capacity_gbps"].get(key, 0.0), gbps, GBPS, **where
        )
        for column, (start, end) in (("used_ab_gbps", (a, b)), ("used_ba_gbps", (b, a))):
            way = {"traffic": f"{start} to {end}", "period": year}
            sent = used[start, end, year]
            findings.equal("corridor_use", said[column].get(key, 0.0), sent, GBPS, **way)
            findings.at_most("corridor_capacity", sent, gbps, GBPS, **way)


def used_gbps(instance: Instance, decisions: Decisions) -> Amounts:
    """Traffic by (from, to, year): every run in full in the periods that it touches."""
    used = Amounts()
    placed = {p.row.run: p for p in decisions.placed}
    for (run, a, b), gbps in decisions.flow_gbps.items():
        if run not in placed:
            continue
        start, duration = placed[run].start_year, placed[run].row.duration_years
        for period in instance.periods:
            if overlap_share(start, duration, period) > 0:
                used.add((a, b, period.start_year), gbps)
    return used
