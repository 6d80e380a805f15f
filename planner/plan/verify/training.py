"""Rules of training: when and on what a run takes place, over which sites, with enough of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

from planner.instance import Instance

from .decisions import Decisions, PlacedRun
from .findings import COUNT, H100E, MILLISECONDS, MW, UNITS, YEARS, Findings
from .flexible import check_slowed, curtailed_shares, effective_units
from .geography import round_trip_ms, shortest_way_km
from .keys import EXISTING, Key
from .recomputed import Recomputed
from .timing import overlap_share, periods_by_start, served_periods


def check_training(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of training that does not hold."""
    if instance.settings.strict:
        for row in decisions.dropped:
            findings.report(
                "demand_served", "dropped", "placed: the instance is strict", run=row.run
            )
    if not instance.has("backbone"):
        for run, hub in decisions.hubs.items():
            if hub:
                findings.report("run_hub", hub, "no hub: there is no backbone", run=run)
    curtailed = curtailed_shares(instance)
    for placed in decisions.placed:
        _check_window(instance, placed, findings)
        _check_sites(instance, placed, findings)
        _check_compute(instance, placed, curtailed, findings)
        check_slowed(instance, placed, curtailed, findings)
        _check_held_at_once(instance, placed, found, findings)
    _check_fabric_orders(instance, decisions, findings)
    _check_fabric(instance, found, findings)


def _check_window(instance: Instance, placed: PlacedRun, findings: Findings) -> None:
    row, run = placed.row, placed.row.run
    if placed.start_year not in periods_by_start(instance):
        says = f"starts {placed.start_year:g}"
        findings.report("run_window", says, "starts with a period", run=run)
    findings.at_least("run_window", placed.start_year, row.earliest_year, YEARS, run=run)
    findings.at_most("run_window", placed.start_year, row.latest_year, YEARS, run=run)
    end_year = placed.start_year + row.duration_years
    findings.at_most("run_window", end_year, instance.horizon_end_year, YEARS, run=run)


def _check_sites(instance: Instance, placed: PlacedRun, findings: Findings) -> None:
    row, run = placed.row, placed.row.run
    if not placed.units:
        findings.report("run_compute", "no sites", "at least one site", run=run)
    findings.at_most("run_max_sites", len(placed.units), row.max_sites, COUNT, run=run)
    for name in placed.units:
        site = instance.site[name]
        if site.kind not in row.site_kinds or site.status == "excluded":
            should = f"a usable site of kind {' or '.join(row.site_kinds)}"
            findings.report("site_kind", f"{site.kind}, {site.status}", should, run=run, site=name)
    for a, b in combinations(placed.units, 2):
        rtt_ms = round_trip_ms(instance, instance.site[a], instance.site[b])
        if instance.has("backbone") and math.isinf(shortest_way_km(instance, a, b)):
            should = "sites with a way along corridors between them"
            findings.report("run_rtt", "no way", should, run=run, sites=f"{a}–{b}")
        elif row.max_rtt_ms is not None:
            findings.at_most(
                "run_rtt", rtt_ms, row.max_rtt_ms, MILLISECONDS, run=run, sites=f"{a}–{b}"
            )


def _check_compute(
    instance: Instance, placed: PlacedRun, curtailed: Mapping[str, float], findings: Findings
) -> None:
    row, run = placed.row, placed.row.run
    product = instance.accelerator.get(placed.accelerator)
    allowed = not row.accelerators or placed.accelerator in row.accelerators
    if product is None or not allowed or product.h100e_per_unit <= 0:
        should = "a product with a training rate that the run may use"
        findings.report("run_product", placed.accelerator or "no product", should, run=run)
    if product is None:
        return
    extra_sites = max(0, len(placed.units) - 1)
    needed = rate_needed_h100e(instance, placed) * (1.0 + row.split_loss * extra_sites)
    rate = product.h100e_per_unit * row.goodput_share * effective_units(placed, curtailed)
    findings.at_least("run_compute", rate, needed, H100E, run=run)
    unit_mw = product.kw_per_unit / 1000.0
    for site, units in placed.units.items():
        least_mw = max(row.min_site_it_mw, unit_mw)
        findings.at_least("run_min_site", units * unit_mw, least_mw, MW, run=run, site=site)


def rate_needed_h100e(instance: Instance, placed: PlacedRun) -> float:
    """Compute rate that a run needs unsplit, net of goodput, in H100 equivalents."""
    row = placed.row
    if row.h100e is not None:
        return row.h100e
    reference = instance.accelerator[row.reference_accelerator]
    units = (row.it_mw or 0.0) * 1000.0 / reference.kw_per_unit
    return units * reference.h100e_per_unit * row.goodput_share


def _check_held_at_once(
    instance: Instance, placed: PlacedRun, found: Recomputed, findings: Findings
) -> None:
    """A run that fills a period in part still needs all its units while it lasts."""
    name, product = placed.accelerator, instance.accelerator.get(placed.accelerator)
    if product is None:
        return
    for period in instance.periods:
        if overlap_share(placed.start_year, placed.row.duration_years, period) == 0.0:
            continue
        for site, units in placed.units.items():
            at = (site, name, period.start_year)
            where = {"run": placed.row.run, "site": site, "period": period.start_year}
            usable = found.installed[at] * product.availability + found.rented_units[at]
            findings.at_most("unit_use", units, usable, UNITS, **where)
            findings.at_most("fabric", units, _fabric_units(instance, found, at), UNITS, **where)


def _fabric_units(instance: Instance, found: Recomputed, at: Key) -> float:
    """Units that fabric connects at a site in a period, `at` being (site, accelerator, year).

    Rented units bring their own.
    """
    site, name, year = at
    fabrics = [EXISTING, *(f.fabric for f in instance.fabrics)]
    own = math.fsum(found.fabric_units[site, name, fabric, year] for fabric in fabrics)
    return own + found.rented_units[at]


def _check_fabric_orders(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    period_of = periods_by_start(instance)
    for (site, name, fabric, year), units in decisions.fabric_bought_units.items():
        where: dict[str, object] = {
            "site": site,
            "accelerator": name,
            "fabric": fabric,
            "period": year,
        }
        if fabric == EXISTING:
            findings.forbidden(
                "existing_assets", units, UNITS, "what stands is not ordered", **where
            )
            continue
        product = instance.accelerator[name]
        lead, life = product.order_lead_years, instance.fabric[fabric].life_years
        if product.available_from is not None and year < product.available_from:
            reason = f"{name} cannot be ordered before {product.available_from}"
            findings.forbidden("available_from", units, UNITS, reason, **where)
        if not served_periods(instance, period_of[year], lead, life):
            findings.forbidden(
                "serves_no_period", units, UNITS, "it would serve no period", **where
            )


def _check_fabric(instance: Instance, found: Recomputed, findings: Findings) -> None:
    for at, used in found.training_units.items():
        site, name, year = at
        where = {"site": site, "accelerator": name, "period": year}
        findings.at_most("fabric", used, _fabric_units(instance, found, at), UNITS, **where)
