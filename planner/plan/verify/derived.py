"""Columns of a plan that follow from its decisions, compared with what follows."""

from __future__ import annotations

from collections.abc import Mapping

from planner.instance import Instance
from planner.instance.geography import Route

from .completeness import Rows
from .decisions import Decisions
from .findings import (
    COUNT,
    MILLISECONDS,
    MW,
    REQUESTS,
    UNITS,
    YEARS,
    Findings,
    Unit,
)
from .keys import EXISTING, ORDER, Key
from .recomputed import Recomputed
from .sums import Amounts


class Comparison:
    """Compares columns of the plan with recomputed amounts."""

    def __init__(self, tables: Mapping[str, Rows], findings: Findings) -> None:
        self._tables = tables
        self._findings = findings

    def column(
        self, table: str, name: str, should: Mapping[Key, float], unit: Unit, rule: str
    ) -> None:
        """Report every row of a column that differs; what was not recomputed is 0."""
        for key, says in self._tables[table].numbers(name).items():
            row = " / ".join(str(part) for part in key)
            self._findings.equal(rule, says, should.get(key, 0.0), unit, table=table, row=row)


def check_derived(
    instance: Instance,
    tables: Mapping[str, Rows],
    decisions: Decisions,
    found: Recomputed,
    routes: Mapping[tuple[str, str, str], Route],
    findings: Findings,
) -> None:
    """Report every derived column that does not follow from the decisions."""
    compare = Comparison(tables, findings)
    compare.column("sites", "it_mw", found.it_mw, MW, "site_load")
    compare.column("sites", "peak_facility_mw", found.peak_mw, MW, "site_load")
    compare.column("sites", "mean_facility_mw", found.mean_mw, MW, "site_load")
    hosted = Amounts()
    for (site, _, cooling, year), mw in decisions.hosted_mw.items():
        hosted.add((site, cooling, year), mw)
    compare.column("halls", "in_service_mw", found.hall_mw, MW, "hall_in_service")
    compare.column("halls", "leased_mw", found.leased_mw, MW, "lease_in_service")
    compare.column("halls", "hosted_mw", hosted, MW, "hosting")
    compare.column("leases", "in_service_mw", found.lease_mw, MW, "lease_in_service")
    compare.column("hosting", "drawn_mw", found.drawn_mw, MW, "drawn_load")
    compare.column("fleet", "installed_units", found.installed, UNITS, "installed")
    compare.column("fleet", "training_units", found.training_units, UNITS, "unit_use")
    compare.column("fleet", "rented_units", found.rented_units, UNITS, "rental_in_service")
    most_in_pools: dict[Key, float] = {}
    for (*at, _), units in found.pool_units.items():
        most_in_pools[tuple(at)] = max(most_in_pools.get(tuple(at), 0.0), units)
    compare.column("fleet", "inference_units", most_in_pools, UNITS, "unit_use")
    compare.column("rentals", "in_service_units", found.rental_units, UNITS, "rental_in_service")
    compare.column("fabric", "in_service_units", found.fabric_units, UNITS, "fabric_in_service")
    _check_power_in_service(instance, tables, found, findings)
    _check_runs(instance, decisions, compare)
    compare.column("volumes", "requests_per_s", found.requests, REQUESTS, "volumes")
    _check_routing(decisions, found, routes, compare)


def _check_power_in_service(
    instance: Instance, tables: Mapping[str, Rows], found: Recomputed, findings: Findings
) -> None:
    """MW that are said to serve before they can name the queue or the step they jump."""
    for key, says in tables["power"].numbers("in_service_mw").items():
        site, option, tranche, year = key
        if tranche == ORDER:
            in_queue = instance.power_option[option].kind == "grid"
            rule = "grid_queue" if in_queue else "power_in_service"
        else:
            rule = "existing_assets" if tranche == EXISTING else "held_step"
        findings.equal(
            rule,
            says,
            found.power_mw[key],
            MW,
            site=site,
            option=option,
            tranche=tranche,
            period=year,
        )


def _check_runs(instance: Instance, decisions: Decisions, compare: Comparison) -> None:
    ends: dict[Key, float] = {}
    late: dict[Key, float] = {}
    sites: dict[Key, float] = {}
    run_mw = Amounts()
    site_mw: dict[Key, float] = {}
    for placed in decisions.placed:
        run = placed.row.run
        ends[run,] = placed.start_year + placed.row.duration_years
        late[run,] = placed.start_year - placed.row.earliest_year
        sites[run,] = len(placed.units)
        product = instance.accelerator.get(placed.accelerator)
        for site, units in placed.units.items():
            site_mw[run, site] = units * (product.kw_per_unit if product else 0.0) / 1000.0
            run_mw.add((run,), site_mw[run, site])
    compare.column("runs", "end_year", ends, YEARS, "runs")
    compare.column("runs", "late_years", late, YEARS, "runs")
    compare.column("runs", "sites", sites, COUNT, "runs")
    compare.column("runs", "it_mw", run_mw, MW, "runs")
    compare.column("run_sites", "it_mw", site_mw, MW, "runs")


def _check_routing(
    decisions: Decisions,
    found: Recomputed,
    routes: Mapping[tuple[str, str, str], Route],
    compare: Comparison,
) -> None:
    requests: dict[Key, float] = {}
    rtt_ms: dict[Key, float] = {}
    for key, share in decisions.share.items():
        service, metro, site, *when = key
        requests[key] = share * found.asked.get((service, metro, *when), 0.0)
        route = routes.get((service, metro, site))
        rtt_ms[key] = route.rtt_ms if route else 0.0
    not_served = {
        key: share * found.asked.get(key, 0.0) for key, share in decisions.unserved_share.items()
    }
    compare.column("routing", "requests_per_s", requests, REQUESTS, "routing")
    compare.column("routing", "rtt_ms", rtt_ms, MILLISECONDS, "latency")
    compare.column("unserved", "requests_per_s", not_served, REQUESTS, "routing")
