"""What stands and runs in each period: sites, power, fleet, work, contracts, backbone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.binding.power import alive_power_mw
from planner.plan.binding.standby import leased_peak_mw
from planner.plan.core import Plan
from planner.plan.reading import NOISE, Shares, in_year, sums, weighed
from planner.plan.tables import COST_HEADS, PENALTY_HEADS
from planner.plan.verify.flexible import FLEXIBLE
from planner.plan.verify.keys import LEASED

from .figures import Backbone, Bridge, Contracts, Storage, Work, Year
from .services import services_of

if TYPE_CHECKING:
    from planner.instance import Instance

HOURS_PER_DAY = 24


def year_of(plan: Plan, instance: Instance | None, year: int, shares: Shares | None) -> Year:
    """The figures of the period that starts in a year."""
    sites, fleet = in_year(plan, "sites", year), in_year(plan, "fleet", year)
    is_open = sites[sites["open"] > 0.5]
    cash = _heads(in_year(plan, "cash", year))
    kind = {} if instance is None else {s.site: s.kind for s in instance.sites}
    vendor = {} if instance is None else {g.accelerator: g.vendor for g in instance.accelerators}
    by_kind = sites.assign(kind=sites["site"].map(kind))
    by_vendor = fleet.assign(vendor=fleet["accelerator"].map(vendor))
    open_kinds = is_open["site"].map(kind).value_counts(sort=False)
    work = {} if instance is None else _work(plan, instance, year)
    training = sum(w.training_it_mw for w in work.values())
    inference = sum(w.inference_it_mw for w in work.values())
    power = _sums_of(plan, "power", year, "option", "in_service_mw")
    leased = 0.0 if instance is None else _leased_mw(plan, instance, year)
    return Year(
        year=year,
        sites_open=len(is_open),
        it_mw=float(sites["it_mw"].sum()),
        facility_mw=float(sites["peak_facility_mw"].sum()),
        power_mw_by_option=power,
        units_by_accelerator=sums(fleet, "accelerator", "installed_units"),
        services=services_of(plan, year, shares),
        cost_musd_by_head=_heads(in_year(plan, "costs", year)),
        cash_musd_by_head={h: v for h, v in cash.items() if h not in PENALTY_HEADS},
        contracts=_contracts(plan, year),
        sites_open_by_kind={str(k): int(n) for k, n in open_kinds.items()},
        it_mw_by_kind=sums(by_kind, "kind", "it_mw"),
        facility_mw_by_kind=sums(by_kind, "kind", "peak_facility_mw"),
        units_by_vendor=sums(by_vendor, "vendor", "installed_units"),
        spend_musd_by_vendor={} if instance is None else _spend(by_vendor, instance, year),
        work_by_kind=work,
        training_it_mw=training,
        inference_it_mw=inference,
        inference_share=inference / (training + inference) if training + inference else 0.0,
        firm_mw_by_option={} if instance is None else _firm(instance, power, leased),
        flexible_mw=0.0 if instance is None else _of_kind(instance, power, FLEXIBLE),
        leased_power_mw=leased,
        energy_mw_by_option={} if shares is None else _energy(plan, year, shares),
        storage=None if instance is None else _storage(plan, instance, year),
        backbone=None if instance is None else _backbone(plan, instance, year),
        bridge=None if instance is None else _bridge(plan, instance, year, leased),
    )


def _sums_of(plan: Plan, table: str, year: int, by: str, value: str) -> dict[str, float]:
    return sums(in_year(plan, table, year), by, value)


def _heads(table: pd.DataFrame) -> dict[str, float]:
    found = sums(table, "head", "musd")
    return {head: found[head] for head in COST_HEADS if head in found}


def _contracts(plan: Plan, year: int) -> Contracts:
    halls, fleet = in_year(plan, "halls", year), in_year(plan, "fleet", year)
    own, leased = float(halls["in_service_mw"].sum()), float(halls["leased_mw"].sum())
    units, rented = float(fleet["installed_units"].sum()), float(fleet["rented_units"].sum())
    return Contracts(
        own_hall_it_mw=own,
        leased_hall_it_mw=leased,
        leased_share=leased / (own + leased) if leased > NOISE else 0.0,
        used_leased_it_mw=float(halls["hosted_in_leased_mw"].sum()),
        own_units=units,
        rented_units=rented,
        rented_share=rented / (units + rented) if rented > NOISE else 0.0,
    )


def _work(plan: Plan, instance: Instance, year: int) -> dict[str, Work]:
    """By kind of site; pools may change from slice to slice, and count with their mean."""
    shares = {h.slice: h.hours_share for h in instance.time_slices}
    pools = weighed(in_year(plan, "pools", year), shares, "units")
    training = _mw_by_kind(in_year(plan, "fleet", year), "training_units", instance)
    inference = _mw_by_kind(pools, "units", instance)
    return {
        kind: Work(training.get(kind, 0.0), inference.get(kind, 0.0))
        for kind in sorted(training.keys() | inference.keys())
    }


def _mw_by_kind(table: pd.DataFrame, units: str, instance: Instance) -> dict[str, float]:
    kw = table["accelerator"].map({g.accelerator: g.kw_per_unit for g in instance.accelerators})
    kind = table["site"].map({s.site: s.kind for s in instance.sites})
    mw = kw.astype(float) * table[units].astype(float) / 1000
    return sums(pd.DataFrame({"kind": kind, "mw": mw}), "kind", "mw")


def _spend(by_vendor: pd.DataFrame, instance: Instance, year: int) -> dict[str, float]:
    price = {
        name: instance.unit_price_usd[name, year] / 1e6
        for name in instance.accelerator
        if (name, year) in instance.unit_price_usd
    }
    musd = by_vendor["accelerator"].map(price).astype(float) * by_vendor["bought_units"]
    return sums(by_vendor.assign(musd=musd), "vendor", "musd")


def _leased_mw(plan: Plan, instance: Instance, year: int) -> float:
    return sum(mw for (_, y), mw in leased_peak_mw(plan, instance).items() if y == year)


def _firm(instance: Instance, power: dict[str, float], leased: float) -> dict[str, float]:
    firm = {p: instance.power_option[p].capacity_credit * mw for p, mw in power.items()}
    return {p: mw for p, mw in (firm | {LEASED: leased}).items() if mw > NOISE}


def _of_kind(instance: Instance, power: dict[str, float], kind: str) -> float:
    return sum(mw for p, mw in power.items() if instance.power_option[p].kind == kind)


def _energy(plan: Plan, year: int, shares: Shares) -> dict[str, float]:
    made = weighed(in_year(plan, "generation", year), shares, "mean_mw")
    given = weighed(in_year(plan, "storage", year), shares, "discharge_mw")
    return sums(made, "option", "mean_mw") | sums(given, "option", "discharge_mw")


def _storage(plan: Plan, instance: Instance, year: int) -> Storage | None:
    hours = {p.option: p.storage_hours for p in instance.power_options if p.storage_hours}
    power = _sums_of(plan, "power", year, "option", "in_service_mw")
    mw = {p: power[p] for p in hours if p in power}
    if not mw:
        return None
    shares = {h.slice: h.hours_share for h in instance.time_slices}
    given = weighed(in_year(plan, "storage", year), shares, "discharge_mw")["discharge_mw"]
    return Storage(
        power_mw=sum(mw.values()),
        energy_mwh=sum(hours[p] * found for p, found in mw.items()),
        shifted_mwh_per_day=float(given.sum()) * HOURS_PER_DAY,
    )


def _backbone(plan: Plan, instance: Instance, year: int) -> Backbone | None:
    if not instance.has("backbone"):
        return None
    lit_gbps = used_gbps = km = 0.0
    lit = 0
    for row in in_year(plan, "corridors", year).to_dict("records"):
        corridor = instance.corridor[str(row["site_a"]), str(row["site_b"])]
        added = float(row["capacity_gbps"]) - corridor.existing_gbps
        used_gbps += max(float(row["used_ab_gbps"]), float(row["used_ba_gbps"]))
        if added > NOISE:
            lit, lit_gbps, km = lit + 1, lit_gbps + added, km + corridor.route_km
    capital = _heads(in_year(plan, "cash", year)).get("backbone", 0.0)
    return Backbone(lit, lit_gbps / 1000, used_gbps / 1000, km, capital)


def _bridge(plan: Plan, instance: Instance, year: int, leased: float) -> Bridge | None:
    if not instance.has("power"):
        return None
    sites = in_year(plan, "sites", year)
    power = _sums_of(plan, "power", year, "option", "in_service_mw")
    ordered = sum(mw for (_, _, y), mw in alive_power_mw(plan, instance).items() if y == year)
    return Bridge(
        asked_mw=ordered + leased,
        connected_mw=sum(power.values()) + leased,
        firm_mw=sum(_firm(instance, power, leased).values()),
        facility_mw=float(sites["peak_facility_mw"].sum()),
        it_mw=float(sites["it_mw"].sum()),
        used_it_mw=float(in_year(plan, "hosting", year)["drawn_mw"].sum())
        if instance.has("halls")
        else None,
    )
