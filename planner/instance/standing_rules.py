"""What stands already has to be possible: cooled, housed, powered, within every limit of its site.

Units that stand are hosted in every period that they serve, so that a site whose existing units
find no hall, too little power or too low a limit leaves no plan at all. Only what is certain is
refused: whatever can still be ordered in time counts as unlimited.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from .core import Period
from .faults import Findings
from .settings_check import Frame
from .standing import Standing
from .table_check import Table

TOLERANCE = 1e-6
"""Share by which an amount may exceed a limit before it is certain that it does."""

_TABLES = (
    "sites",
    "existing_assets",
    "accelerators",
    "cooling",
    "pue",
    "power_options",
    "site_power",
    "energisation_steps",
    "lease_offers",
)


def check_standing(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Refuse existing units that no cooling, hall, power or limit of their site can carry.

    Nothing is concluded from tables with faults of their own.
    """
    if not frame.knows("families", "periods", "horizon_end_year", "campus_cap_mw"):
        return
    if not all(_is_sound(tables[name]) for name in _TABLES if name in tables):
        return
    standing = Standing(tables, frame)
    if not standing.is_whole:
        return
    cooled = [site for site in standing.sites if _check_cooling(standing, site, findings)]
    for site in cooled:
        _check_halls(standing, site, findings)
        _check_site_limit(standing, site, findings)
        _check_power(standing, site, findings)
    _check_groups(standing, cooled, findings)
    for site in standing.sites:
        _check_land(standing, site, findings)


def _is_sound(table: Table) -> bool:
    return table.readable and not any(row.bad for row in table.rows)


def _exceeds(amount: float, limit: float) -> bool:
    return amount > limit * (1 + TOLERANCE) + TOLERANCE


def _check_cooling(standing: Standing, site: str, findings: Findings) -> bool:
    """Every product that stands has a cooling that can host it; False where one has none."""
    if not standing.has("halls"):
        return True
    cooled = True
    for row in standing.assets(site, "accelerator"):
        product = str(row.values["item"])
        if standing.pue_peaks(site, product):
            continue
        cooled = False
        rack_kw = standing.products[product]["rack_kw"]
        zone = standing.sites[site]["climate_zone"]
        expected = (
            f"an accelerator that some cooling can host at {site}: its racks of {rack_kw:g} kW need "
            f"a cooling of max_rack_kw {rack_kw:g} or more with a row of pue for climate zone {zone}"
        )
        findings.fault(row.at("item"), "item", product, expected)
    return cooled


def _check_halls(standing: Standing, site: str, findings: Findings) -> None:
    """Units that stand find room, from the densest racks down, in halls dense enough for them."""
    if not standing.has("halls"):
        return
    for period in standing.periods:
        need = standing.amounts(site, "accelerator", period)
        for rack_kw in sorted({standing.products[g]["rack_kw"] for g in need}, reverse=True):
            dense = [g for g in need if standing.products[g]["rack_kw"] >= rack_kw]
            halls = {cooling for g in dense for cooling in standing.pue_peaks(site, g)}
            mw = sum(need[g] for g in dense)
            room = sum(standing.hall_mw(site, cooling, period) for cooling in halls)
            if _exceeds(mw, room):
                expected = (
                    f"at most the {room:g} MW IT of halls that stand there for racks of "
                    f"{rack_kw:g} kW and more, as none that is ordered serves then"
                )
                found = f"{mw:g} MW IT in {period.start_year}"
                _fault_of_units(standing, site, period, found, expected, findings)
                return


def _check_site_limit(standing: Standing, site: str, findings: Findings) -> None:
    limit = standing.sites[site]["max_facility_mw"]
    for period in standing.periods if limit is not None else ():
        peak = standing.peak_mw(site, period)
        if _exceeds(peak, limit):
            place = standing.site_row[site].at("max_facility_mw")
            expected = f"at most max_facility_mw {limit:g} ({place.file} row {place.row})"
            _fault_of_units(standing, site, period, _at_peak(peak, period), expected, findings)
            return


def _check_groups(standing: Standing, sites: list[str], findings: Findings) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, row in standing.site_row.items():
        site: Mapping[str, Any] = row.values
        group = site["campus_group"] or (name if site["kind"] == "campus" else "")
        if group and site["status"] != "excluded":
            groups[group].append(name)
    for group, members in groups.items():
        cap = max(standing.frame.settings.campus_cap_mw, _committed_mw(standing, members))
        for period in standing.periods:
            loads = {s: standing.peak_mw(s, period) for s in members if s in sites}
            if _exceeds(sum(loads.values()), cap):
                expected = (
                    f"at most {cap:g} MW in campus group {group}: campus_cap_mw, or the power "
                    "that stands there"
                )
                found = _at_peak(sum(loads.values()), period)
                largest = max(loads, key=lambda s: loads[s])
                _fault_of_units(standing, largest, period, found, expected, findings)
                break


def _committed_mw(standing: Standing, members: list[str]) -> float:
    """MW of power, or load without family power, of a campus group, at most what its sites may draw."""
    if standing.has("power"):
        stands = max(
            sum(sum(standing.amounts(s, "power", y).values()) for s in members)
            for y in standing.periods
        )
    else:
        stands = max(
            sum(
                mw * max(standing.pue_peaks(s, product).values(), default=1.0)
                for s in members
                for product, mw in standing.amounts(s, "accelerator", y).items()
            )
            for y in standing.periods
        )
    limits = (standing.site_row[s].values["max_facility_mw"] for s in members)
    return min(stands, sum(float(mw) for mw in limits if isinstance(mw, float)))


def _check_power(standing: Standing, site: str, findings: Findings) -> None:
    """Units that stand have firm power in every period in which none can be added."""
    if not standing.has("power"):
        return
    for period in standing.periods:
        peak = standing.peak_mw(site, period)
        firm, less = min(_firm_powers(standing, site, period), key=lambda found: found[0])
        if _exceeds(peak, firm):
            expected = (
                f"at most the {firm:g} MW of firm power that stands there or is held{less}, as none "
                "that is ordered serves then"
            )
            _fault_of_units(standing, site, period, _at_peak(peak, period), expected, findings)
            return


def _firm_powers(standing: Standing, site: str, period: Period) -> Iterator[tuple[float, str]]:
    """Most firm MW at a site in a period by each rule on it, and what that rule leaves out."""
    most = {name: _most_mw(standing, site, name, period) for name in standing.options}
    # An option without credit gives nothing, however much of it there may be.
    firm = {
        name: option["capacity_credit"] * most[name] if option["capacity_credit"] > 0 else 0.0
        for name, option in standing.options.items()
    }
    leased = standing.leased_power_mw(site, period)
    total = sum(firm.values()) + leased
    yield total, ""
    flexible = [n for n, option in standing.options.items() if option["kind"] == "grid_flexible"]
    if any(most[name] > 0 for name in flexible) and not standing.can_shed:
        steady = sum(mw for name, mw in firm.items() if name not in flexible) + leased
        yield steady, ", without what may be curtailed"
    grid = sum(most[n] for n, option in standing.options.items() if option["kind"] == "grid")
    for name in standing.amounts(site, "power", period):
        option = standing.options[name]
        if option["unit_mw"] is not None and grid < option["unit_mw"]:
            yield total - option["capacity_credit"] * option["unit_mw"], f", less a unit of {name}"


def _most_mw(standing: Standing, site: str, name: str, period: Period) -> float:
    """Most MW of an option in service at a site in a period."""
    stands = standing.amounts(site, "power", period).get(name, 0.0)
    new = _new_mw(standing, site, name, period)
    limit = standing.own_terms.get((site, name), {}).get("max_mw")
    return stands + (new if limit is None else min(new, max(0.0, limit - stands)))


def _new_mw(standing: Standing, site: str, name: str, period: Period) -> float:
    """MW of an option that can be added by a period: what is held by then, or no limit."""
    place, option = standing.sites[site], standing.options[name]
    if place["kind"] not in option["site_kinds"]:
        return 0.0
    lead = place["grid_queue_years"] if option["kind"] == "grid" else option["lead_years"]
    own = standing.own_terms.get((site, name), {}).get("lead_years")
    if standing.can_order(lead if own is None else own, option["life_years"], period):
        return math.inf
    steps = standing.steps.get((site, name))
    if steps is not None:
        return max((mw for year, mw in steps if year <= period.start_year), default=0.0)
    year = place["queue_year"]
    is_energised = year is None or year <= period.start_year
    return place["queue_mw"] if option["kind"] == "grid" and is_energised else 0.0


def _check_land(standing: Standing, site: str, findings: Findings) -> None:
    """Plant that stands has room on the site's land."""
    land_ha = standing.sites[site]["land_ha"]
    if not standing.has("power") or land_ha is None:
        return
    for period in standing.periods:
        stands = standing.amounts(site, "power", period)
        needed = sum(standing.options[p]["land_ha_per_mw"] * mw for p, mw in stands.items())
        if _exceeds(needed, land_ha):
            row = standing.assets(site, "power", period)[0]
            place = standing.site_row[site].at("land_ha")
            expected = f"plant on at most land_ha {land_ha:g} ({place.file} row {place.row})"
            findings.fault(row.at("mw"), "mw", f"{needed:g} ha in {period.start_year}", expected)
            return


def _at_peak(mw: float, period: Period) -> str:
    return f"{mw:g} MW facility at peak in {period.start_year}"


def _fault_of_units(
    standing: Standing, site: str, period: Period, found: str, expected: str, findings: Findings
) -> None:
    """A fault of the units that stand at a site in a period, at the first row of them."""
    row = standing.assets(site, "accelerator", period)[0]
    findings.fault(row.at("units"), "units", found, expected)
