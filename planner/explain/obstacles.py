"""Rules that stand in the way of what is left undone, in planning words with numbers."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

from planner.instance import Instance
from planner.instance.schema import Site
from planner.instance.standing import EPS_YEARS
from planner.plan.binding import BindingLimit
from planner.plan.binding.power import power_in_service_mw
from planner.plan.binding.uses import BINDING_SLACK
from planner.plan.core import Plan
from planner.plan.reading import sums_by_year, table_of
from planner.plan.verify.keys import ORDER
from planner.plan.verify.recomputed import power_lead_years
from planner.plan.verify.siting import committed_mw

from .figures import without_routes_limit

NEAREST = 3
"""Sites within reach of a metro that are spoken of."""

LEAST_MW = 0.1
"""Plant below this is not spoken of."""

MARKET: frozenset[str] = frozenset({"accelerator supply", "order book", "limit"})
"""Kinds of limits that hold for all sites."""


def years_text(years: Sequence[int]) -> str:
    """Years in words, a span as its first and last."""
    if len(years) < 3:
        return " and ".join(map(str, years))
    return f"{years[0]}–{years[-1]}"


def reach(instance: Instance, service: str, metro: str) -> tuple[str, ...]:
    """Sites that may serve a metro, nearest first."""
    return tuple(route.site for route in instance.routes.get((service, metro), ()))


def beyond(instance: Instance, service: str, metro: str) -> tuple[tuple[str, float], ...]:
    """Sites that only the latency budget keeps from a metro, with their round trip in ms."""
    if instance.service[service].max_network_ms is None or instance.fixed_routes is not None:
        return ()
    within = set(reach(instance, service, metro))
    routes = without_routes_limit(instance, service).routes[service, metro]
    return tuple((route.site, route.rtt_ms) for route in routes if route.site not in within)


def demand_obstacles(
    plan: Plan,
    instance: Instance,
    binding: Collection[BindingLimit],
    demand: tuple[str, str],
    years: Sequence[int],
) -> tuple[str, ...]:
    """Why the demand of a (service, metro) is not all served in some years.

    Args:
        plan: the plan.
        instance: its instance.
        binding: limits that bind in it.
        demand: service and metro.
        years: start years of the periods.
    """
    service, metro = demand
    budget = instance.service[service].max_network_ms
    found = []
    near, far = reach(instance, service, metro), beyond(instance, service, metro)
    if not near:
        found.append(f"no site may serve {service} in {metro}")
    if far and budget is not None and len(near) < NEAREST:
        site, rtt_ms = far[0]
        number = f"{len(near)} site{'s' if len(near) != 1 else ''}"
        found.append(f"{number} within {budget:g} ms; next is {site} at {rtt_ms:.3g} ms")
    for site in near[:NEAREST]:
        found.extend(_site(plan, instance, binding, instance.site[site], years))
    if len(near) > NEAREST:
        held = {s for s in near if any(_is_at(limit, instance.site[s]) for limit in binding)}
        found.append(
            f"{len(near)} sites in reach, of which {len(held)} are at a limit of their own"
        )
    found += [*_market(instance, binding, years), *_left_to_order(plan, instance, years[0])]
    return tuple(found)


def run_obstacles(
    plan: Plan, instance: Instance, binding: Collection[BindingLimit], run: str
) -> tuple[str, ...]:
    """Why a run is dropped or late: what it asks for, and what its sites and products have left."""
    row = instance.run[run]
    years = [
        y.start_year
        for y in instance.periods
        if row.earliest_year < y.end_year and y.start_year <= row.latest_year + row.duration_years
    ]
    found = [_asked(instance, run)]
    sites = [s for s in instance.sites if s.kind in row.site_kinds and s.status != "excluded"]
    number, room_mw = _room(instance, sites, row.max_sites)
    if 0 < room_mw < math.inf:
        named = "its largest site" if number == 1 else f"its {number} largest sites"
        together = "" if number == 1 else " together"
        found.append(f"{named} may draw {room_mw:,.0f} MW facility{together}, within campus caps")
    full = [s for s in sites if any(_is_at(b, s) and _meets(b, years) for b in binding)]
    if len(full) <= NEAREST:
        for site in full:
            found.extend(_site(plan, instance, binding, site, years))
    else:
        found.append(f"{len(full)} of {len(sites)} sites it may use are at a limit of their own")
    found += [*_market(instance, binding, years), *_left_to_order(plan, instance, years[0])]
    return tuple(found)


def _room(instance: Instance, sites: Sequence[Site], most: int) -> tuple[int, float]:
    """How many sites give a run most room, at most so many, and MW facility that they may draw together.

    The site that adds most comes first; sites of a campus group add no more than is left of its cap.
    """
    groups: dict[str, list[Site]] = {}
    for site in instance.sites:
        groups.setdefault(_group(site), []).append(site)
    left_mw = {
        group: max(instance.settings.campus_cap_mw, committed_mw(instance, members))
        if group
        else math.inf
        for group, members in groups.items()
    }
    free, room_mw, number = list(sites), 0.0, 0
    while free and number < most:
        adds = {s.site: min(s.max_facility_mw or math.inf, left_mw[_group(s)]) for s in free}
        best = max(free, key=lambda site: adds[site.site])
        if adds[best.site] <= 0:
            break
        room_mw += adds[best.site]
        left_mw[_group(best)] -= adds[best.site]
        free.remove(best)
        number += 1
    return number, room_mw


def _group(site: Site) -> str:
    """The campus group of a site, "" for none."""
    return site.campus_group or (site.site if site.kind == "campus" else "")


def _asked(instance: Instance, run: str) -> str:
    row = instance.run[run]
    needs = (
        f"{row.it_mw:,.4g} MW IT" if row.it_mw is not None else f"{row.h100e:,.4g} H100 equivalents"
    )
    sites = "one site" if row.max_sites == 1 else f"at most {row.max_sites} sites"
    window = (
        f"in {row.earliest_year}"
        if row.earliest_year == row.latest_year
        else f"from {row.earliest_year} to {row.latest_year}"
    )
    return f"asks for {needs} on {sites}, start {window}, for {row.duration_years:g} years"


def _site(
    plan: Plan,
    instance: Instance,
    binding: Collection[BindingLimit],
    site: Site,
    years: Sequence[int],
) -> Iterator[str]:
    """What a site has, when its grid comes, and which of its own limits bind in the years."""
    open_in = {
        int(row["period"])
        for row in table_of(plan, "sites").to_dict("records")
        if row["site"] == site.site and float(row["open"]) > 0.5
    }
    if not open_in & set(years):
        early = site.earliest_year
        when = f", not before {early}" if early is not None and early > years[0] else ""
        yield f"{site.site}: not open in {years_text(years)}{when}"
        return
    parts = [_load(plan, site, years)] if instance.has("fleet") else []
    if instance.has("power"):
        parts += _power(plan, instance, site, years)
    parts += [
        f"{limit.limit} {limit.value:,.4g} {limit.unit} used up ({years_text(limit.years)})"
        for limit in binding
        if _is_at(limit, site) and _meets(limit, years)
    ]
    if parts:
        yield f"{site.site}: {'; '.join(parts)}"


def _load(plan: Plan, site: Site, years: Sequence[int]) -> str:
    peaks = sums_by_year(table_of(plan, "sites"), "site", "peak_facility_mw")
    peak = max(peaks.get((site.site, y), 0.0) for y in years)
    most = "" if site.max_facility_mw is None else f" of {site.max_facility_mw:,.4g}"
    return f"{peak:,.4g}{most} MW in use"


def _power(plan: Plan, instance: Instance, site: Site, years: Sequence[int]) -> Iterator[str]:
    """When new grid power comes at the earliest, and what runs there until then."""
    grid = [p for p in instance.power_options if p.kind == "grid" and site.kind in p.site_kinds]
    if grid:
        lead_years = min(power_lead_years(instance, site, p, ORDER) for p in grid)
        ordered = instance.periods[0].start_year
        first = math.ceil(ordered + lead_years - 1e-9)
        if first > years[0]:
            yield f"grid ordered in {ordered} comes in {first}"
    kind = {p.option: p.kind for p in instance.power_options}
    other: dict[str, float] = {}
    for (s, p, y), mw in power_in_service_mw(plan).items():
        if s == site.site and y == years[0] and kind[p] != "grid" and mw > LEAST_MW:
            other[p] = mw
    if other:
        yield (
            "in " + str(years[0]) + " on " + ", ".join(f"{m:,.4g} MW {p}" for p, m in other.items())
        )


def _market(
    instance: Instance, binding: Collection[BindingLimit], years: Sequence[int]
) -> list[str]:
    """Limits over all sites that are used up when it would have to be ordered for the years."""
    words = {
        "accelerator supply": "sold out",
        "order book": "order book sold out",
        "limit": "binds",
    }
    return [
        f"{limit.where}: {words[limit.limit]} ({years_text(early)})"
        for limit in binding
        if limit.limit in MARKET
        if (early := tuple(y for y in limit.years if _could_serve(instance, limit, y, years)))
    ]


def _could_serve(
    instance: Instance, limit: BindingLimit, ordered: int, years: Sequence[int]
) -> bool:
    """Whether what is ordered in a period may stand in any of the years."""
    if limit.limit == "limit":
        return ordered <= years[-1]
    if limit.where in instance.accelerator:
        unit = instance.accelerator[limit.where]
        lead_years, life_years = unit.order_lead_years, unit.life_years
    else:
        option = instance.power_option[limit.where]
        lead_years, life_years = option.lead_years, option.life_years
    begins = ordered + lead_years
    return begins <= years[-1] and begins + life_years > years[0]


def _left_to_order(plan: Plan, instance: Instance, year: int) -> list[str]:
    """What is left in the order books in the last period that is in time for a year, and what it costs."""
    if not instance.has("power") or not instance.power_supply:
        return []
    ordered: dict[tuple[str, int], float] = {}
    for row in table_of(plan, "power").to_dict("records"):
        if row["tranche"] == ORDER:
            at = (str(row["option"]), int(row["period"]))
            ordered[at] = ordered.get(at, 0.0) + float(row["built_mw"])
    left = []
    for option in instance.power_options:
        in_time = [
            y for y in instance.periods if y.start_year + option.lead_years <= year + EPS_YEARS
        ]
        if not in_time or (option.option, in_time[-1].start_year) not in instance.order_book_mw:
            continue
        last = (option.option, in_time[-1].start_year)
        book = instance.order_book_mw[last] * in_time[-1].length_years
        mw = book - ordered.get(last, 0.0)
        if mw > BINDING_SLACK * book:
            left.append(
                f"{mw:,.0f} MW of {option.option} (in {last[1]}, {option.capex_usd_per_kw:,.0f} USD/kW)"
            )
    return [f"left to order in time for {year}: {', '.join(left)}"] if left else []


def _is_at(limit: BindingLimit, site: Site) -> bool:
    """Whether a limit is one of the site, or of its campus group."""
    if limit.limit in MARKET or limit.limit == "grid queue":
        return False
    return limit.where in (site.site, site.campus_group) or f" at {site.site}" in limit.where


def _meets(limit: BindingLimit, years: Sequence[int]) -> bool:
    return any(year in years for year in limit.years)
