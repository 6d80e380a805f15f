"""The figures of one plan that stand side by side in a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.plan.core import Plan
from planner.plan.summary import ServiceYear, Summary
from planner.plan.tables import COST_HEADS, PENALTY_HEADS
from planner.plan.verify.costs import emissions_kt
from planner.plan.verify.totals import relative_gap

from .cases import Case


@dataclass(frozen=True)
class Latency:
    """How far a service is served from, over all years.

    Attributes:
        mean_rtt_ms: network round trip of the mean request served, ms.
        p95_rtt_ms: largest of the years' round trips that 95 % of the requests keep to, ms.
        unserved_share: share of the requests asked for that is not served.
    """

    mean_rtt_ms: float
    p95_rtt_ms: float
    unserved_share: float


@dataclass(frozen=True)
class KeyFigures:
    """The figures of one plan that stand side by side in a comparison.

    Attributes:
        letter: what the plan is called in tables.
        name: what its reader calls it, such as its folder.
        instance: name of its instance.
        instance_sha256: fingerprint of its instance.
        changes: settings and cells changed for it.
        is_locked: True when it keeps decisions of another plan; its bound holds for plans that keep them.
        status: optimal or feasible.
        objective_musd: cost, M$ present value.
        bound_musd: no plan of its instance costs less, M$.
        gap: share of the cost.
        gap_musd: M$.
        gap_controllable: share of the cost without penalties and remaining charges.
        gap_without_accelerators: share of the cost without accelerators and penalties.
        heads_musd: cost by head, M$ present value.
        cash_musd: all cash of the horizon, M$ undiscounted.
        capital_musd: the part of it that is paid for orders.
        first_new_site_energised: first year in which a site that did not stand before has load or power.
        sites_open_by_kind: sites open in the last period.
        facility_mw: peak facility load by period, MW.
        power_mw_by_option: MW in service in the last period.
        runs_placed: training runs that take place.
        runs_dropped: training runs that do not.
        late_years: years that runs start late, added up.
        latency: by service.
        inference_share: share of inference in the IT load of the last period.
        emissions_kt: kt CO2 a year by period.
        emissions_total_kt: kt CO2 over the horizon.
    """

    letter: str
    name: str
    instance: str
    instance_sha256: str
    changes: Mapping[str, str]
    is_locked: bool
    status: str
    objective_musd: float
    bound_musd: float
    gap: float
    gap_musd: float
    gap_controllable: float
    gap_without_accelerators: float
    heads_musd: Mapping[str, float]
    cash_musd: float
    capital_musd: float
    first_new_site_energised: int | None
    sites_open_by_kind: Mapping[str, int]
    facility_mw: Mapping[int, float]
    power_mw_by_option: Mapping[str, float]
    runs_placed: int
    runs_dropped: int
    late_years: float
    latency: Mapping[str, Latency]
    inference_share: float
    emissions_kt: Mapping[int, float]
    emissions_total_kt: float


def key_figures(case: Case) -> KeyFigures:
    """The figures of a plan."""
    summary, manifest = case.summary, case.plan.manifest
    ledger, last = case.recount.ledger, case.summary.years[-1]
    emissions = _emissions_kt(case)
    length = {y.start_year: y.length_years for y in case.instance.periods}
    return KeyFigures(
        letter=case.letter,
        name=case.name,
        instance=manifest.instance,
        instance_sha256=manifest.instance_sha256,
        changes=dict(manifest.changes),
        is_locked=bool(manifest.locks_sha256),
        status=str(manifest.status),
        objective_musd=manifest.objective_musd,
        bound_musd=manifest.bound_musd,
        gap=manifest.gap,
        gap_musd=manifest.gap_musd,
        gap_controllable=manifest.gap_controllable,
        gap_without_accelerators=gap_without_accelerators(case.plan),
        heads_musd={head: manifest.heads_musd.get(head, 0.0) for head in COST_HEADS},
        cash_musd=sum(ledger.cash.values()),
        capital_musd=sum(ledger.ordered.values()),
        first_new_site_energised=_first_energised(case),
        sites_open_by_kind=last.sites_open_by_kind,
        facility_mw={year.year: year.facility_mw for year in summary.years},
        power_mw_by_option=last.power_mw_by_option,
        runs_placed=sum(run.status == "placed" for run in summary.runs),
        runs_dropped=sum(run.status != "placed" for run in summary.runs),
        late_years=sum(run.late_years for run in summary.runs),
        latency=_latency(summary, length),
        inference_share=last.inference_share,
        emissions_kt=emissions,
        emissions_total_kt=sum(kt * length[year] for year, kt in emissions.items()),
    )


def gap_without_accelerators(plan: Plan) -> float:
    """The gap as a share of the cost without accelerators and penalties.

    Accelerators are most of the cost and hardly a matter of where things stand, so that a gap that
    looks small beside them may be large beside what the plan decides.
    """
    manifest = plan.manifest
    left_out = ("accelerators", *PENALTY_HEADS)
    base = manifest.objective_musd - sum(manifest.heads_musd.get(head, 0.0) for head in left_out)
    return relative_gap(manifest.gap_musd, base)


def _first_energised(case: Case) -> int | None:
    """First year of a site that is not one of those that stand."""
    new = [
        site.first_energised
        for site in case.summary.sites
        if site.first_energised is not None and case.instance.site[site.site].status != "existing"
    ]
    return min(new, default=None)


def _latency(summary: Summary, length: Mapping[int, int]) -> dict[str, Latency]:
    by_service: dict[str, list[tuple[int, ServiceYear]]] = {}
    for year in summary.years:
        for name, service in year.services.items():
            by_service.setdefault(name, []).append((length[year.year], service))
    found = {}
    for name, years in by_service.items():
        asked = sum(n * s.asked_requests_per_s for n, s in years)
        served = sum(n * s.served_requests_per_s for n, s in years)
        travelled = sum(n * s.served_requests_per_s * s.mean_rtt_ms for n, s in years)
        found[name] = Latency(
            mean_rtt_ms=travelled / served if served else 0.0,
            p95_rtt_ms=max(s.p95_rtt_ms for _, s in years),
            unserved_share=1 - served / asked if asked else 0.0,
        )
    return found


def _emissions_kt(case: Case) -> dict[int, float]:
    """Emissions, kt CO2 a year by period, of all energy that the sites use."""
    found = {y.start_year: 0.0 for y in case.instance.periods}
    for (_, _, year), kt in emissions_kt(case.instance, case.recount.found).items():
        found[year] += kt
    return found
