"""Limits of sites that bind: load, requests, campus caps, land, water, a share of one metro."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.plan.core import Plan
from planner.plan.reading import sums_by_year, table_of
from planner.plan.verify.siting import committed_mw

from .uses import BINDING_SLACK, BindingLimit, Use, lines, used_up

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.instance.schema import Site

HOURS_PER_YEAR = 8760

_REQUESTS = ("site", "requests_per_s")


def site_limits(plan: Plan, instance: Instance) -> list[BindingLimit]:
    """Load and requests of sites, and campus caps."""
    uses = [*_loads(plan, instance), *_requests(plan, instance), *_groups(plan, instance)]
    return used_up(uses)


def ground_limits(plan: Plan, instance: Instance) -> list[BindingLimit]:
    """Land and water of sites."""
    return used_up([*_land(plan, instance), *_water(plan, instance)])


def metro_shares(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Services of which some site serves as much of a metro as it may."""
    routing = table_of(plan, "routing")
    for service in instance.services:
        most = service.max_site_share
        own = routing[routing["service"] == service.service]
        full = own[own["share"].astype(float) > most * (1 - BINDING_SLACK)]
        if most < 1 and not full.empty:
            years = tuple(sorted({int(y) for y in full["period"]}))
            note = f"in {full['metro'].nunique()} of {own['metro'].nunique()} metros"
            yield BindingLimit("share of one metro", service.service, years, most, "share", note)


def _loads(plan: Plan, instance: Instance) -> Iterator[Use]:
    peak = sums_by_year(table_of(plan, "sites"), "site", "peak_facility_mw")
    for site in instance.sites:
        for period in instance.periods:
            if site.max_facility_mw is not None:
                at = (site.site, period.start_year)
                most = site.max_facility_mw
                yield Use("site limit", *at, peak.get(at, 0.0), most, "MW facility")


def _requests(plan: Plan, instance: Instance) -> Iterator[Use]:
    """The limit holds in every slice, so that the busiest one counts."""
    volumes = table_of(plan, "volumes")
    by_slice = volumes.groupby(["site", "period", "slice"], sort=False)["requests_per_s"].sum()
    busiest = sums_by_year(by_slice.groupby(["site", "period"]).max().reset_index(), *_REQUESTS)
    for site in instance.sites:
        if site.max_requests_per_s is not None:
            for period in instance.periods:
                at, most = (site.site, period.start_year), site.max_requests_per_s
                yield Use("requests of a site", *at, busiest.get(at, 0.0), most, "requests/s")


def _groups(plan: Plan, instance: Instance) -> Iterator[Use]:
    groups: dict[str, list[Site]] = {}
    for site in instance.sites:
        group = site.campus_group or (site.site if site.kind == "campus" else "")
        if group:
            groups.setdefault(group, []).append(site)
    peak = sums_by_year(table_of(plan, "sites"), "site", "peak_facility_mw")
    for group, sites in groups.items():
        cap = max(instance.settings.campus_cap_mw, committed_mw(instance, sites))
        for period in instance.periods:
            used = sum(peak.get((s.site, period.start_year), 0.0) for s in sites)
            yield Use("campus cap", group, period.start_year, used, cap, "MW facility")


def _land(plan: Plan, instance: Instance) -> Iterator[Use]:
    used: dict[tuple[str, int], float] = {}
    for row in lines(plan, "power"):
        at = (row.key[0], row.year)
        hectares = instance.power_option[row.key[1]].land_ha_per_mw * row.values["in_service_mw"]
        used[at] = used.get(at, 0.0) + hectares
    for site in instance.sites:
        if site.land_ha is not None:
            for period in instance.periods:
                at = (site.site, period.start_year)
                yield Use("land", *at, used.get(at, 0.0), site.land_ha, "ha")


def _water(plan: Plan, instance: Instance) -> Iterator[Use]:
    used: dict[tuple[str, int], float] = {}
    for row in lines(plan, "hosting"):
        site, _, cooling = row.key
        litres_per_kwh = instance.pue_at[site, cooling].water_l_per_kwh
        m3 = litres_per_kwh * row.values["drawn_mw"] * HOURS_PER_YEAR
        used[site, row.year] = used.get((site, row.year), 0.0) + m3
    for place in instance.sites:
        if place.water_m3_per_year is not None:
            for period in instance.periods:
                at = (place.site, period.start_year)
                yield Use("water", *at, used.get(at, 0.0), place.water_m3_per_year, "m3/year")
