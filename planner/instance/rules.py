"""Rules that hold between columns, rows and tables; what a place or plant must say."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from .cells import specs_of
from .faults import Findings, Where, near
from .schema import TABLES
from .set_aside import ASSET_FAMILY
from .settings_check import Frame
from .table_check import Table, TableRow

LARGEST_EDGE_MW = 1_000.0
"""Above this an urban site looks like a slip of the unit."""

UNIT_ASSETS: tuple[str, ...] = ("accelerator", "fabric")


def tables_in_use(families: tuple[str, ...]) -> tuple[str, ...]:
    """Tables that a choice of families reads, together with those that their keys refer to."""
    return tuple(name for name in TABLES if _in_use(name, families))


def _in_use(name: str, families: tuple[str, ...]) -> bool:
    row_type = TABLES[name]
    if set(row_type.families).isdisjoint(families):
        return False
    refs = (_ref(name, column) for column in row_type.key)
    return all(_in_use(ref, families) for ref in refs if ref)


def _ref(table: str, column: str) -> str:
    return specs_of(TABLES[table])[column].facts.ref


def sound_rows(
    tables: Mapping[str, Table], name: str, *columns: str
) -> Iterator[tuple[TableRow, Mapping[str, Any]]]:
    """Rows of a table, with their values, in which none of these columns has a fault."""
    if name in tables:
        for row in tables[name].rows:
            if row.bad.isdisjoint(columns):
                yield row, row.values


def names_in(tables: Mapping[str, Table], name: str, column: str) -> set[str] | None:
    """What a column of a table says; None when nothing may be concluded from what it lacks."""
    table = tables.get(name)
    if table is None or not table.readable or any(column in row.bad for row in table.rows):
        return None
    default = specs_of(table.row_type)[column].default
    return {str(found) for row in table.rows if (found := row.cells.get(column, default))}


def cell_at(row: TableRow, column: str) -> str:
    """Where a cell stands, for a note."""
    place = row.at(column)
    return f"{place.file} row {place.row}, column {column}"


def check_presence(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Refuse an instance without a table that a listed family cannot do without."""
    families = frame.settings.families
    for name in tables_in_use(families):
        row_type = TABLES[name]
        if row_type.required and not (name in tables and _has_rows(tables[name])):
            users = " and ".join(f for f in row_type.families if f in families)
            _absent(name, f"rows of {name}, needed by family {users}", tables, findings)
    if "inference" in families and not any(
        name in tables and _has_rows(tables[name]) for name in ("demand", "demand_totals")
    ):
        expected = "rows of demand or demand_totals, needed by family inference"
        _absent("demand", expected, tables, findings)
    if {"fleet", "inference"} <= set(families) and not (
        "throughput" in tables and _has_rows(tables["throughput"])
    ):
        expected = "rows of throughput, needed by families fleet and inference together"
        _absent("throughput", expected, tables, findings)


def _has_rows(table: Table) -> bool:
    return bool(table.rows) or not table.readable


def _absent(name: str, expected: str, tables: Mapping[str, Table], findings: Findings) -> None:
    file = tables[name].file if name in tables else f"{name}.csv"
    findings.fault(Where(file), "", None, expected)


def check_sites(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Coordinates in pairs, held grid positions, climate zones that some cooling serves."""
    for name in ("sites", "metros"):
        for row, site in sound_rows(tables, name, "lat", "lon"):
            if (site["lat"] is None) != (site["lon"] is None):
                column = "lat" if site["lat"] is None else "lon"
                findings.fault(row.at(column), column, None, "lat and lon together, or neither")
    for row, site in sound_rows(tables, "sites", "queue_mw", "queue_year"):
        if site["queue_year"] is not None and site["queue_mw"] == 0:
            place = row.at("queue_year")
            findings.note(f"{place.file} row {place.row}: queue_year without queue_mw does nothing")
    for row, site in sound_rows(tables, "sites", "queue_mw", "max_facility_mw"):
        if site["max_facility_mw"] is not None and site["queue_mw"] > site["max_facility_mw"]:
            place = row.at("queue_mw")
            findings.note(
                f"{place.file} row {place.row}: queue_mw {site['queue_mw']:g} is more than "
                f"max_facility_mw {site['max_facility_mw']:g}"
            )
    for row, site in sound_rows(tables, "sites", "kind", "max_facility_mw"):
        mw = site["max_facility_mw"]
        if site["kind"] == "edge" and mw is not None and mw > LARGEST_EDGE_MW:
            findings.note(
                f"{cell_at(row, 'max_facility_mw')}: {mw:.12g} looks like kW; {mw / 1000:.6g} MW? "
                f"An urban edge site has {LARGEST_EDGE_MW:g} MW at most; it is taken as it stands"
            )
    if "pue" in tables and tables["pue"].readable and "halls" in frame.settings.families:
        zones = {v["climate_zone"] for _, v in sound_rows(tables, "pue", "climate_zone")}
        for row, site in sound_rows(tables, "sites", "climate_zone"):
            if zones and site["climate_zone"] not in zones:
                zone = str(site["climate_zone"])
                expected = f"a climate zone of {tables['pue'].file}"
                hint = near(zone, sorted(map(str, zones)))
                findings.fault(row.at("climate_zone"), "climate_zone", zone, expected, hint)
    for row, pue in sound_rows(tables, "pue", "pue", "pue_peak"):
        if row.own and pue["pue_peak"] < pue["pue"]:
            place = row.at("pue_peak")
            findings.note(
                f"{place.file} row {place.row}: pue_peak {pue['pue_peak']:g} is below the yearly "
                f"mean {pue['pue']:g}"
            )


def check_assets(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Existing assets stand at existing sites, in one unit, for families that are listed."""
    status = {v["site"]: v["status"] for _, v in sound_rows(tables, "sites", "site", "status")}
    for row, asset in sound_rows(tables, "existing_assets", "family"):
        family = asset["family"]
        if family is None:
            continue
        if frame.knows("families") and ASSET_FAMILY[family] not in frame.settings.families:
            expected = f"an asset of a listed family ({ASSET_FAMILY[family]} is not)"
            findings.fault(row.at("family"), "family", family, expected)
        if status.get(asset["site"], "existing") != "existing":
            found = f"{asset['site']} ({status[asset['site']]})"
            expected = f"a site of {tables['sites'].file} with status existing"
            findings.fault(row.at("site"), "site", found, expected)
        given, other = ("units", "mw") if family in UNIT_ASSETS else ("mw", "units")
        if asset[given] is None and given not in row.bad:
            findings.fault(row.at(given), given, None, f"the {given} of this {family}")
        if asset[other] is not None and other not in row.bad:
            expected = f"an empty cell: a {family} is counted in {given}"
            findings.fault(row.at(other), other, asset[other], expected)
        begin, end = asset["in_service_year"], asset["end_year"]
        if begin is not None and end is not None and end <= begin:
            expected = f"a year after in_service_year {begin}"
            findings.fault(row.at("end_year"), "end_year", end, expected)


def check_steps(tables: Mapping[str, Table], findings: Findings) -> None:
    """Held steps rise in MW with the years, and take the place of a held grid position."""
    grid = {
        v["option"]
        for _, v in sound_rows(tables, "power_options", "option", "kind")
        if v["kind"] == "grid"
    }
    held = {
        v["site"]: row
        for row, v in sound_rows(tables, "sites", "site", "queue_mw")
        if v["queue_mw"] > 0
    }
    series: dict[tuple[str, str], list[tuple[int, float, TableRow]]] = defaultdict(list)
    columns = ("site", "option", "year", "cumulative_mw")
    for row, step in sound_rows(tables, "energisation_steps", *columns):
        at = (step["site"], step["option"])
        series[at].append((step["year"], step["cumulative_mw"], row))
        if step["option"] in grid and step["site"] in held:
            place = held[step["site"]].at("queue_mw")
            expected = f"no steps of the grid where queue_mw is held ({place.file} row {place.row})"
            findings.fault(row.at("option"), "option", step["option"], expected)
    for steps in series.values():
        steps.sort(key=lambda step: step[0])
        for (_, before, _), (_, mw, row) in itertools.pairwise(steps):
            if mw <= before:
                expected = f"more MW than the step before ({before:g})"
                findings.fault(row.at("cumulative_mw"), "cumulative_mw", mw, expected)


def check_pairs(tables: Mapping[str, Table], findings: Findings) -> None:
    """What joins two sites joins different ones, and stands once for both directions."""
    for name in ("site_latency", "corridors"):
        seen: dict[frozenset[str], TableRow] = {}
        for row, pair in sound_rows(tables, name, "site_a", "site_b"):
            a, b = pair["site_a"], pair["site_b"]
            if a == b:
                findings.fault(row.at("site_b"), "site_b", b, "another site than site_a")
                continue
            first = seen.setdefault(frozenset((a, b)), row)
            if first is not row and first.values["site_a"] != a:
                hint = f"also in row {first.where.row}"
                findings.fault(row.where, "site_a, site_b", f"{a}, {b}", "each pair once", hint)
