"""What stands already has to be possible: cooled, housed, powered, within every limit of its site.

Units that stand are hosted in every period that they serve, so that a site whose existing units
find no hall, too little power or too low a limit leaves no plan at all. Only what is certain is
refused: whatever can still be ordered in time counts as unlimited.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .core import Period
from .faults import Findings
from .references import ITEM_TABLE
from .rules import UNIT_ASSETS
from .settings_check import Frame
from .table_check import Table, TableRow

Values = Mapping[str, Any]

EPS_YEARS = 1e-9
"""Slack when fractional lead times are compared with whole years, as in the model."""

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
)


def check_standing(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Refuse existing units that no cooling, hall, power or limit of their site can carry.

    Nothing is concluded from tables with faults of their own.
    """
    if not frame.knows("families", "periods", "horizon_end_year", "campus_cap_mw"):
        return
    if not all(_is_sound(tables[name]) for name in _TABLES if name in tables):
        return
    standing = _Standing(tables, frame)
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


@dataclass(frozen=True)
class _Standing:
    """What stands, and what could still be ordered, by site and period."""

    tables: Mapping[str, Table]
    frame: Frame

    def has(self, family: str) -> bool:
        return family in self.frame.settings.families

    @cached_property
    def periods(self) -> list[Period]:
        starts = self.frame.settings.periods
        end = self.frame.settings.horizon_end_year
        ends = (*starts[1:], starts[-1] + 1 if end is None else end)
        return [Period(a, b - a) for a, b in zip(starts, ends, strict=True)]

    def _rows(self, name: str) -> list[TableRow]:
        return self.tables[name].rows if name in self.tables else []

    def _by(self, name: str, *key: str) -> dict[Any, Values]:
        found: dict[Any, Values] = {}
        for row in self._rows(name):
            at = tuple(row.values[column] for column in key)
            found[at if len(at) > 1 else at[0]] = row.values
        return found

    @cached_property
    def site_row(self) -> dict[str, TableRow]:
        return {str(row.values["site"]): row for row in self._rows("sites")}

    @cached_property
    def sites(self) -> dict[str, Values]:
        """Sites where something stands."""
        used = {row.values["site"] for row in self._rows("existing_assets")}
        return {name: row.values for name, row in self.site_row.items() if name in used}

    @cached_property
    def products(self) -> dict[str, Values]:
        return self._by("accelerators", "accelerator")

    @cached_property
    def coolings(self) -> dict[str, Values]:
        return self._by("cooling", "cooling")

    @cached_property
    def options(self) -> dict[str, Values]:
        return self._by("power_options", "option")

    @cached_property
    def own_terms(self) -> dict[tuple[str, str], Values]:
        return self._by("site_power", "site", "option")

    @cached_property
    def _pue(self) -> dict[tuple[str, str], Values]:
        return self._by("pue", "cooling", "climate_zone")

    @cached_property
    def steps(self) -> dict[tuple[str, str], list[tuple[int, float]]]:
        """Held steps as (year, MW by then), by site and option."""
        found: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
        for row in self._rows("energisation_steps"):
            step: Values = row.values
            found[step["site"], step["option"]].append((step["year"], step["cumulative_mw"]))
        return found

    @cached_property
    def is_whole(self) -> bool:
        """Whether every asset has its amount, and a row for its site and item."""
        items = {
            "cooling": self.coolings,
            "power_options": self.options,
            "accelerators": self.products,
        }
        return all(
            asset["site"] in self.site_row
            and asset["item"] in items[ITEM_TABLE[asset["family"]]]
            and asset["units" if asset["family"] in UNIT_ASSETS else "mw"] is not None
            for asset in (row.values for row in self._rows("existing_assets"))
            if isinstance(asset["family"], str)
        )

    def assets(self, site: str, family: str, period: Period | None = None) -> list[TableRow]:
        """Rows of what stands at a site, in a period or in any."""
        return [
            row
            for row in self._by_place.get((site, family), ())
            if any(_serves(row.values, y) for y in ([period] if period else self.periods))
        ]

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[TableRow]]:
        found: dict[tuple[str, str], list[TableRow]] = defaultdict(list)
        for row in self._rows("existing_assets"):
            asset: Values = row.values
            if (asset["mw"] or asset["units"] or 0.0) > 0:
                found[asset["site"], asset["family"]].append(row)
        return found

    def amounts(self, site: str, family: str, period: Period) -> dict[str, float]:
        """MW IT of accelerators, MW of halls or power in service in a period, by item."""
        found: dict[str, float] = defaultdict(float)
        for row in self.assets(site, family, period):
            asset: Values = row.values
            if family == "accelerator":
                kw = self.products[asset["item"]]["kw_per_unit"]
                found[asset["item"]] += kw * asset["units"] / 1000
            else:
                found[asset["item"]] += asset["mw"]
        return found

    def can_order(self, lead_years: float, life_years: float, period: Period) -> bool:
        """Whether an order of some period is in service in this one."""
        return any(
            y.start_year + lead_years <= period.start_year + EPS_YEARS
            and period.end_year <= y.start_year + lead_years + life_years + EPS_YEARS
            for y in self.periods
        )

    def pue_peaks(self, site: str, product: str) -> dict[str, float]:
        """Peak PUE of the coolings that can host a product at a site."""
        zone, rack_kw = self.sites[site]["climate_zone"], self.products[product]["rack_kw"]
        return {
            name: self._pue[name, zone]["pue_peak"]
            for name, cooling in self.coolings.items()
            if (name, zone) in self._pue and cooling["max_rack_kw"] >= rack_kw
        }

    def hall_mw(self, site: str, cooling: str, period: Period) -> float:
        """Most MW IT of halls of a cooling in service: what stands, or no limit."""
        place = self.sites[site]
        life = min(place["shell_life_years"], self.coolings[cooling]["life_years"])
        if self.can_order(place["hall_build_years"], life, period):
            return math.inf
        return self.amounts(site, "hall", period).get(cooling, 0.0)

    def peak_mw(self, site: str, period: Period) -> float:
        """Least peak facility load of the units that stand at a site in a period."""
        load = 0.0
        for product, mw in self.amounts(site, "accelerator", period).items():
            peaks = [
                peak
                for cooling, peak in self.pue_peaks(site, product).items()
                if self.hall_mw(site, cooling, period) > 0
            ]
            load += mw * min(peaks, default=1.0)
        return load


def _serves(asset: Values, period: Period) -> bool:
    end = asset["end_year"]
    return bool(
        asset["in_service_year"] <= period.start_year and (end is None or period.end_year <= end)
    )


def _exceeds(amount: float, limit: float) -> bool:
    return amount > limit * (1 + TOLERANCE) + TOLERANCE


def _check_cooling(standing: _Standing, site: str, findings: Findings) -> bool:
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


def _check_halls(standing: _Standing, site: str, findings: Findings) -> None:
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


def _check_site_limit(standing: _Standing, site: str, findings: Findings) -> None:
    limit = standing.sites[site]["max_facility_mw"]
    for period in standing.periods if limit is not None else ():
        peak = standing.peak_mw(site, period)
        if _exceeds(peak, limit):
            place = standing.site_row[site].at("max_facility_mw")
            expected = f"at most max_facility_mw {limit:g} ({place.file} row {place.row})"
            _fault_of_units(standing, site, period, _at_peak(peak, period), expected, findings)
            return


def _check_groups(standing: _Standing, sites: list[str], findings: Findings) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, row in standing.site_row.items():
        site: Values = row.values
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


def _committed_mw(standing: _Standing, members: list[str]) -> float:
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


def _check_power(standing: _Standing, site: str, findings: Findings) -> None:
    """Units that stand have firm power in every period in which none can be added."""
    if not standing.has("power"):
        return
    for period in standing.periods:
        peak = standing.peak_mw(site, period)
        firm = sum(_firm_mw(standing, site, period))
        if _exceeds(peak, firm):
            expected = (
                f"at most the {firm:g} MW of firm power that stands there or is held, as none that "
                "is ordered serves then"
            )
            _fault_of_units(standing, site, period, _at_peak(peak, period), expected, findings)
            return


def _firm_mw(standing: _Standing, site: str, period: Period) -> Iterator[float]:
    """Most firm MW of each option in service at a site in a period."""
    stands = standing.amounts(site, "power", period)
    for name, option in standing.options.items():
        if option["capacity_credit"] > 0:
            new = _new_mw(standing, site, name, period)
            most = standing.own_terms.get((site, name), {}).get("max_mw")
            if most is not None:
                new = min(new, max(0.0, most - stands.get(name, 0.0)))
            yield option["capacity_credit"] * (stands.get(name, 0.0) + new)


def _new_mw(standing: _Standing, site: str, name: str, period: Period) -> float:
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


def _check_land(standing: _Standing, site: str, findings: Findings) -> None:
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
    standing: _Standing, site: str, period: Period, found: str, expected: str, findings: Findings
) -> None:
    """A fault of the units that stand at a site in a period, at the first row of them."""
    row = standing.assets(site, "accelerator", period)[0]
    findings.fault(row.at("units"), "units", found, expected)
