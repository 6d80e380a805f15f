"""What is kept of a plan: the figures that the page quotes and draws, small enough for the repository."""

from __future__ import annotations

from typing import Any

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.materials import materials, spend_by
from planner.plan.reading import slice_shares, sums, table_of, weighed
from planner.plan.summary import RunLine, Year
from planner.report.case import Case
from planner.report.equipment import cooling_table
from planner.report.money import BACKEND, FRONTEND, by_head
from planner.report.power import gap_table

DIGITS = 6
"""Significant digits that are kept: more than a page shows, fewer than rounding noise."""


def figures_of(plan: Plan, instance: Instance) -> dict[str, Any]:
    """Figures of a plan by year, by run and in all, with their unit in the name."""
    case = Case("", plan, instance)
    bill = materials(plan, instance)
    pull = bill.pull_through()
    found = {
        "campus_cap_mw": instance.settings.campus_cap_mw,
        "last_mile_ms": instance.settings.last_mile_ms,
        "years": [_year(case, year) for year in case.summary.years],
        "runs": [_run(instance, run) for run in case.summary.runs],
        "budget_ms": {k.service: k.max_network_ms for k in instance.services},
        "cooling_mw": _by_name(case, "cooling", "hosted_mw"),
        "gap_mw": _gap(case),
        "network_musd": _network(case),
        "orders_musd": {k: sum(v.values()) for k, v in spend_by(bill.orders, "category").items()},
        "leaders": [
            {"category": one.category, "supplier": one.supplier, "share": one.share}
            for one in bill.leaders()
        ],
        "pull_through": {
            "gpu_musd": pull.gpu_musd,
            "memory_storage_network_musd": pull.memory_storage_network_musd,
            "all_but_gpu_musd": pull.all_but_gpu_musd,
        },
        "edge_share": _edge_share(case),
    }
    rounded: dict[str, Any] = _rounded(found)
    return rounded


def _year(case: Case, year: Year) -> dict[str, Any]:
    backbone = year.backbone
    return {
        "year": year.year,
        "sites_open": dict(year.sites_open_by_kind),
        "facility_mw": year.facility_mw,
        "it_mw": year.it_mw,
        "work_mw": {
            kind: {"training": held.training_it_mw, "inference": held.inference_it_mw}
            for kind, held in year.work_by_kind.items()
        },
        "inference_share": year.inference_share,
        "firm_mw": dict(year.firm_mw_by_option),
        "spend_by_vendor_musd": dict(year.spend_musd_by_vendor),
        "services": {
            name: {
                "asked_requests_per_s": one.asked_requests_per_s,
                "unserved_share": one.unserved_share,
                "disaggregated_share": one.disaggregated_share,
                "mean_rtt_ms": one.mean_rtt_ms,
                "p95_rtt_ms": one.p95_rtt_ms,
            }
            for name, one in year.services.items()
        },
        "backbone": backbone
        and {
            "corridors_lit": backbone.corridors_lit,
            "lit_tbps": backbone.lit_tbps,
            "used_tbps": backbone.used_tbps,
            "lit_km": backbone.lit_km,
        },
        "leased_share": year.contracts.leased_share,
        "rented_share": year.contracts.rented_share,
    }


def _run(instance: Instance, run: RunLine) -> dict[str, Any]:
    return {
        "run": run.run,
        "kind": instance.run[run.run].kind,
        "status": run.status,
        "start_year": run.start_year,
        "end_year": run.end_year,
        "late_years": run.late_years,
        "it_mw": run.it_mw,
        "sites": len(run.it_mw_by_site),
        "accelerator": run.accelerator,
    }


def _by_name(case: Case, by: str, value: str) -> dict[str, dict[str, float]]:
    if not case.instance.has("halls"):
        return {}
    return _by_year_and_name(cooling_table(case), by, value)


def _gap(case: Case) -> dict[str, float]:
    """Peak load beyond firm grid and leased power, site by site, by year."""
    if not case.instance.has("power"):
        return {}
    return {str(row["year"]): row["firm_mw"] for row in gap_table(case).to_dict("records")}


def _by_year_and_name(table: Any, by: str, value: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in table.to_dict("records"):
        found.setdefault(str(row[by]), {})[str(row["year"])] = row[value]
    return found


def _network(case: Case) -> dict[str, float]:
    """Cash of the horizon for the network, by head, backend heads first."""
    cash = by_head(case, "cash").groupby("head")["musd"].sum()
    return {head: float(cash.get(head, 0.0)) for head in (*BACKEND, *FRONTEND)}


def _edge_share(case: Case) -> dict[str, dict[str, float]]:
    """Share of the requests served that edge sites serve, by service and year."""
    shares = slice_shares(case.plan, case.instance) or {}
    kind = {s.site: s.kind for s in case.instance.sites}
    table = weighed(table_of(case.plan, "volumes"), shares, "requests_per_s")
    found: dict[str, dict[str, float]] = {}
    for (service, year), rows in table.groupby(["service", "period"]):
        by_kind = sums(rows.assign(kind=rows["site"].map(kind)), "kind", "requests_per_s")
        total = sum(by_kind.values())
        if total > 0:
            found.setdefault(str(service), {})[str(year)] = by_kind.get("edge", 0.0) / total
    return found


def _rounded(value: Any) -> Any:
    """The same with floats cut to what is kept."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    if isinstance(value, float):
        short = float(f"{value:.{DIGITS}g}")
        return 0.0 if abs(short) < 1e-9 else short
    return value
