"""The figures a planner would quote from a plan: typed, with their units, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from .binding import BindingLimit, alive_power_mw, binding_limits
from .core import Plan
from .tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLE

if TYPE_CHECKING:
    from planner.instance import Instance

SHOWN_FROM = 1e-6
"""Amounts below this are solver noise and count as nothing (MW, units, shares)."""


@dataclass(frozen=True)
class Bridge:
    """How the MW asked for become work, in one year.

    Attributes:
        asked_mw: power ordered and not yet at its life's end, in service or waiting, existing
            included.
        connected_mw: power in service.
        firm_mw: the part of it that counts as firm.
        facility_mw: peak facility load.
        it_mw: IT load of the units installed.
        used_it_mw: mean IT load drawn; None without family halls.
    """

    asked_mw: float
    connected_mw: float
    firm_mw: float
    facility_mw: float
    it_mw: float
    used_it_mw: float | None


@dataclass(frozen=True)
class Work:
    """IT load held for training and for inference, in MW IT; mean over the period."""

    training_it_mw: float
    inference_it_mw: float


@dataclass(frozen=True)
class ServiceYear:
    """A service in a year: mean requests per second asked and not served."""

    asked_requests_per_s: float
    served_requests_per_s: float
    unserved_requests_per_s: float
    unserved_share: float
    disaggregated_share: float


@dataclass(frozen=True)
class Year:
    """What stands and runs in the period that starts in a year.

    Whatever ends in `_by_kind` or `_by_vendor`, `bridge` and `work_by_kind` need the instance and
    are empty without it.
    """

    year: int
    sites_open: int
    it_mw: float
    facility_mw: float
    power_mw_by_option: Mapping[str, float]
    units_by_accelerator: Mapping[str, float]
    services: Mapping[str, ServiceYear]
    cost_musd_by_head: Mapping[str, float]
    cash_musd_by_head: Mapping[str, float]
    sites_open_by_kind: Mapping[str, int]
    it_mw_by_kind: Mapping[str, float]
    facility_mw_by_kind: Mapping[str, float]
    units_by_vendor: Mapping[str, float]
    work_by_kind: Mapping[str, Work]
    bridge: Bridge | None


@dataclass(frozen=True)
class SiteLine:
    """A site that is open at some time.

    Attributes:
        kind: campus or edge; "" without the instance.
        first_open: first year open.
        first_energised: first year with load, or with power beyond what stood before; None: never.
        last_facility_mw: peak facility load in the last period.
    """

    site: str
    kind: str
    first_open: int
    first_energised: int | None
    last_facility_mw: float


@dataclass(frozen=True)
class RunLine:
    """A training run: when, on what, where (site → MW IT), how late, or dropped."""

    run: str
    status: str
    start_year: int | None
    end_year: float | None
    late_years: float
    accelerator: str
    it_mw: float
    it_mw_by_site: Mapping[str, float]


@dataclass(frozen=True)
class Summary:
    """Everything that `planner show` prints; see the fields' own classes.

    `limits` is None when no instance was given, and then kinds, vendors and bridge are missing too.
    """

    instance: str
    status: str
    stopped_by: str
    verified: bool
    objective_musd: float
    bound_musd: float
    gap: float
    gap_controllable: float
    gap_musd: float
    changes: Mapping[str, str]
    notes: tuple[str, ...]
    heads_musd: Mapping[str, float]
    years: tuple[Year, ...]
    sites: tuple[SiteLine, ...]
    runs: tuple[RunLine, ...]
    limits: tuple[BindingLimit, ...] | None

    def as_json(self) -> dict[str, Any]:
        """The figures as plain dicts and lists."""
        return asdict(self)


def summarise(plan: Plan, instance: Instance | None = None) -> Summary:
    """The figures of a plan; with its instance also kinds, vendors and the limits that bind.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
    """
    manifest = plan.manifest
    periods = sorted({int(y) for y in table_of(plan, "sites")["period"]})
    return Summary(
        instance=manifest.instance,
        status=str(manifest.status),
        stopped_by=str(manifest.stopped_by),
        verified=manifest.verified,
        objective_musd=manifest.objective_musd,
        bound_musd=manifest.bound_musd,
        gap=manifest.gap,
        gap_controllable=manifest.gap_controllable,
        gap_musd=manifest.gap_musd,
        changes=dict(manifest.changes),
        notes=manifest.notes,
        heads_musd={h: manifest.heads_musd[h] for h in COST_HEADS if h in manifest.heads_musd},
        years=tuple(_year(plan, instance, y) for y in periods),
        sites=_sites(plan, instance),
        runs=_runs(plan),
        limits=None if instance is None else binding_limits(plan, instance),
    )


def table_of(plan: Plan, name: str) -> pd.DataFrame:
    """A table of the plan, without rows when the plan has none of it."""
    found = plan.tables.get(name)
    return pd.DataFrame(columns=list(PLAN_TABLE[name].columns)) if found is None else found


def _in_year(plan: Plan, name: str, year: int) -> pd.DataFrame:
    table = table_of(plan, name)
    return table[table["period"] == year]


def _sums(table: pd.DataFrame, by: str, value: str) -> dict[str, float]:
    sums = table.groupby(by, sort=False)[value].sum()
    return {str(name): float(v) for name, v in sums.items() if abs(v) > SHOWN_FROM}


def _heads(table: pd.DataFrame) -> dict[str, float]:
    sums = _sums(table, "head", "musd")
    return {head: sums[head] for head in COST_HEADS if head in sums}


def _year(plan: Plan, instance: Instance | None, year: int) -> Year:
    sites = _in_year(plan, "sites", year)
    fleet = _in_year(plan, "fleet", year)
    is_open = sites[sites["open"] > 0.5]
    cash = _heads(_in_year(plan, "cash", year))
    kind = {} if instance is None else {s.site: s.kind for s in instance.sites}
    vendor = {} if instance is None else {g.accelerator: g.vendor for g in instance.accelerators}
    by_kind = sites.assign(kind=sites["site"].map(kind))
    by_vendor = fleet.assign(vendor=fleet["accelerator"].map(vendor))
    open_kinds = is_open["site"].map(kind).value_counts(sort=False)
    return Year(
        year=year,
        sites_open=len(is_open),
        it_mw=float(sites["it_mw"].sum()),
        facility_mw=float(sites["peak_facility_mw"].sum()),
        power_mw_by_option=_sums(_in_year(plan, "power", year), "option", "in_service_mw"),
        units_by_accelerator=_sums(fleet, "accelerator", "installed_units"),
        services=_services(plan, year),
        cost_musd_by_head=_heads(_in_year(plan, "costs", year)),
        cash_musd_by_head={h: v for h, v in cash.items() if h not in PENALTY_HEADS},
        sites_open_by_kind={str(k): int(n) for k, n in open_kinds.items()},
        it_mw_by_kind=_sums(by_kind, "kind", "it_mw"),
        facility_mw_by_kind=_sums(by_kind, "kind", "peak_facility_mw"),
        units_by_vendor=_sums(by_vendor, "vendor", "installed_units"),
        work_by_kind={} if instance is None else _work(fleet, instance),
        bridge=None if instance is None else _bridge(plan, instance, year),
    )


def _services(plan: Plan, year: int) -> dict[str, ServiceYear]:
    served = _sums(_in_year(plan, "routing", year), "service", "requests_per_s")
    missing = _in_year(plan, "unserved", year)
    unserved = _sums(missing, "service", "requests_per_s")
    split = _sums(_in_year(plan, "volumes", year), "service", "disaggregated_requests_per_s")
    found = {}
    for service in dict.fromkeys([*map(str, missing["service"]), *served]):
        on, off = served.get(service, 0.0), unserved.get(service, 0.0)
        asked = on + off
        found[service] = ServiceYear(
            asked_requests_per_s=asked,
            served_requests_per_s=on,
            unserved_requests_per_s=off,
            unserved_share=off / asked if asked else 0.0,
            disaggregated_share=split.get(service, 0.0) / on if on else 0.0,
        )
    return found


def _work(fleet: pd.DataFrame, instance: Instance) -> dict[str, Work]:
    kw = fleet["accelerator"].map({g.accelerator: g.kw_per_unit for g in instance.accelerators})
    mw = pd.DataFrame(
        {
            "kind": fleet["site"].map({s.site: s.kind for s in instance.sites}),
            "training": kw.astype(float) * fleet["training_units"].astype(float) / 1000,
            "inference": kw.astype(float) * fleet["inference_units"].astype(float) / 1000,
        }
    )
    training, inference = _sums(mw, "kind", "training"), _sums(mw, "kind", "inference")
    return {
        kind: Work(training.get(kind, 0.0), inference.get(kind, 0.0))
        for kind in sorted(training.keys() | inference.keys())
    }


def _bridge(plan: Plan, instance: Instance, year: int) -> Bridge | None:
    if not instance.has("power"):
        return None
    power, sites = _in_year(plan, "power", year), _in_year(plan, "sites", year)
    credit = power["option"].map({p.option: p.capacity_credit for p in instance.power_options})
    asked = sum(mw for (_, _, y), mw in alive_power_mw(plan, instance).items() if y == year)
    return Bridge(
        asked_mw=asked,
        connected_mw=float(power["in_service_mw"].sum()),
        firm_mw=float((credit.astype(float) * power["in_service_mw"]).sum()),
        facility_mw=float(sites["peak_facility_mw"].sum()),
        it_mw=float(sites["it_mw"].sum()),
        used_it_mw=float(_in_year(plan, "hosting", year)["drawn_mw"].sum())
        if instance.has("halls")
        else None,
    )


def _sites(plan: Plan, instance: Instance | None) -> tuple[SiteLine, ...]:
    table, power = table_of(plan, "sites"), table_of(plan, "power")
    volumes = table_of(plan, "volumes")
    opened = table[table["open"] > 0.5].groupby("site", sort=False)["period"].min()
    # The lesser of: first load, first power that did not stand before, first request served.
    signs = [
        table[(table["it_mw"] > SHOWN_FROM) | (table["peak_facility_mw"] > SHOWN_FROM)],
        power[(power["tranche"] != "existing") & (power["in_service_mw"] > SHOWN_FROM)],
        volumes[volumes["requests_per_s"] > SHOWN_FROM],
    ]
    energised = pd.concat([sign[["site", "period"]] for sign in signs]).groupby("site")["period"]
    first = {str(site): int(year) for site, year in energised.min().items()}
    last = table[table["period"] == table["period"].max()]
    load = _sums(last, "site", "peak_facility_mw")
    return tuple(
        SiteLine(
            site=str(site),
            kind="" if instance is None else instance.site[str(site)].kind,
            first_open=int(year),
            first_energised=first.get(str(site)),
            last_facility_mw=load.get(str(site), 0.0),
        )
        for site, year in opened.items()
    )


def _runs(plan: Plan) -> tuple[RunLine, ...]:
    where = table_of(plan, "run_sites")
    lines = []
    for row in table_of(plan, "runs").to_dict("records"):
        placed = row["status"] == "placed"
        lines.append(
            RunLine(
                run=str(row["run"]),
                status=str(row["status"]),
                start_year=int(row["start_year"]) if placed else None,
                end_year=float(row["end_year"]) if placed else None,
                late_years=float(row["late_years"]) if placed else 0.0,
                accelerator=str(row["accelerator"]) if placed else "",
                it_mw=float(row["it_mw"]) if placed else 0.0,
                it_mw_by_site=_sums(where[where["run"] == row["run"]], "site", "it_mw"),
            )
        )
    return tuple(lines)
