"""Yearly tables: a row for the start year of every period, given or filled between years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from .cells import specs_of
from .faults import Findings
from .rules import sound_rows
from .schema import META_COLUMNS, Demand, Row
from .settings_check import YEARLY_TABLES, Frame
from .table_check import Table, TableRow

Series = tuple[str, ...]


def fill_years(tables: dict[str, Table], frame: Frame, findings: Findings) -> None:
    """Leave in every yearly table the rows of the periods' start years, filled where declared.

    Missing years are a fault unless `interpolate` names the table; then they lie on straight
    lines between the years given, and outside them take the nearest year's values.
    """
    starts = frame.settings.periods
    if not frame.knows("periods", "interpolate"):
        return
    for name in YEARLY_TABLES:
        table = tables.get(name)
        if table is None or not table.readable or any(row.bad for row in table.rows):
            continue
        series = _series(table)
        _fill_table(table, series, _years_needed(name, series, tables, starts), frame, findings)
    _check_priced(tables, starts, findings)


def _series(table: Table) -> dict[Series, dict[int, TableRow]]:
    found: dict[Series, dict[int, TableRow]] = defaultdict(dict)
    names = [column for column in table.row_type.key if column != "year"]
    for row in table.rows:
        year: Any = row.values["year"]
        found[tuple(str(row.values[name]) for name in names)][year] = row
    return found


def _years_needed(
    name: str,
    series: Iterable[Series],
    tables: Mapping[str, Table],
    starts: tuple[int, ...],
) -> dict[Series, tuple[int, ...]]:
    if name == "energy":
        regions = {v["region"] for _, v in sound_rows(tables, "sites", "region")}
        return {key: starts if key[0] in regions else () for key in series}
    if name in ("bill_of_materials", "accelerator_supply"):
        orderable = _orderable_years(tables, starts)
        return {key: orderable.get(key[0], starts) for key in series}
    return dict.fromkeys(series, starts)


def _orderable_years(
    tables: Mapping[str, Table], starts: tuple[int, ...]
) -> dict[str, tuple[int, ...]]:
    return {
        v["accelerator"]: tuple(y for y in starts if y >= (v["available_from"] or y))
        for _, v in sound_rows(tables, "accelerators", "accelerator", "available_from")
    }


def _fill_table(
    table: Table,
    series: Mapping[Series, Mapping[int, TableRow]],
    needed: Mapping[Series, tuple[int, ...]],
    frame: Frame,
    findings: Findings,
) -> None:
    interpolate = table.name in frame.settings.interpolate
    filled: list[TableRow] = []
    lacking: dict[tuple[int, ...], list[Series]] = defaultdict(list)
    for key, given in series.items():
        missing = tuple(year for year in needed[key] if year not in given)
        if missing and not interpolate:
            lacking[missing].append(key)
        filled += [_between(given, year) for year in missing]
        filled += [row for year, row in given.items() if year in frame.settings.periods]
    for missing, keys in lacking.items():
        first = min(series[keys[0]].values(), key=lambda row: row.where.row or 0)
        names = ", ".join(".".join(key) for key in keys[:3])
        more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
        years = ", ".join(map(str, sorted(series[keys[0]])))
        findings.fault(
            first.at("year"),
            "year",
            years,
            f"a row for every period; missing for {names}{more}: {', '.join(map(str, missing))}",
            f"to fill them, list {table.name} under interpolate",
        )
    _note_idle_years(table, frame, interpolate, findings)
    table.rows = filled


def _between(given: Mapping[int, TableRow], year: int) -> TableRow:
    """The row of a year that is not given, with a note that says where it comes from."""
    earlier = [y for y in given if y < year]
    later = [y for y in given if y > year]
    low, high = max(earlier, default=None), min(later, default=None)
    nearest = low if low is not None else high
    assert nearest is not None, "a series has at least one year"
    model = given[nearest].model
    assert model is not None, "only tables without faults are filled"
    update: dict[str, object] = {"year": year, "note": f"as in {nearest}"}
    if low is not None and high is not None:
        update["note"] = f"between {low} and {high}"
        share = (year - low) / (high - low)
        for column, spec in specs_of(type(model)).items():
            a, b = given[low].values[column], given[high].values[column]
            if spec.kind == "number" and isinstance(a, float) and isinstance(b, float):
                update[column] = a + share * (b - a)
    filled = model.model_copy(update=update)
    return TableRow(given[nearest].where, {}, values=filled.__dict__, model=filled)


def _note_idle_years(table: Table, frame: Frame, interpolate: bool, findings: Findings) -> None:
    """Rows between the starts of periods are easily taken for a mean: say that they are idle."""
    starts = frame.settings.periods
    end = frame.settings.horizon_end_year or starts[-1] + 1
    idle = {
        year
        for row in table.rows
        if row.own and isinstance(year := row.values["year"], int)
        if starts[0] < year < end and year not in starts
    }
    if idle and not interpolate:
        years = ", ".join(map(str, sorted(idle)))
        findings.note(
            f"{table.file}: rows of {years} are not used; a period takes those of its start year"
        )


def _check_priced(tables: Mapping[str, Table], starts: tuple[int, ...], findings: Findings) -> None:
    """Every region of a site has energy prices, every accelerator that can be ordered a price."""
    energy, parts = tables.get("energy"), tables.get("bill_of_materials")
    if energy is not None and energy.readable:
        regions = {v["region"] for _, v in sound_rows(tables, "energy")}
        for row, site in sound_rows(tables, "sites", "region"):
            if site["region"] and site["region"] not in regions:
                expected = f"a region of {energy.file}"
                findings.fault(row.at("region"), "region", site["region"], expected)
    if parts is not None and parts.readable:
        priced = {v["accelerator"] for _, v in sound_rows(tables, "bill_of_materials")}
        orderable = _orderable_years(tables, starts)
        for row, product in sound_rows(tables, "accelerators", "accelerator", "available_from"):
            name = product["accelerator"]
            if name not in priced and orderable[name]:
                expected = f"an accelerator with rows in {parts.file}"
                findings.fault(row.at("accelerator"), "accelerator", name, expected)


def spread_totals(tables: dict[str, Table], findings: Findings) -> None:
    """Turn demand totals into demand of metros by their share of the population.

    A service has either totals or demand by metro; totals need the population of every metro.
    """
    totals = tables.pop("demand_totals", None)
    if totals is None or not totals.rows:
        return
    by_metro: dict[object, TableRow] = {}
    for row, demand in sound_rows(tables, "demand", "service"):
        by_metro.setdefault(demand["service"], row)
    first: dict[object, TableRow] = {}
    for row in totals.rows:
        first.setdefault(row.values["service"], row)
    for service, row in first.items():
        if service in by_metro:
            where = by_metro[service].where
            expected = f"services that have no demand by metro ({where.file} row {where.row})"
            findings.fault(row.at("service"), "service", service, expected)
    people: dict[str, float] = {}
    for row, metro in sound_rows(tables, "metros", "metro", "population"):
        if metro["population"] is None:
            expected = f"the number of people, by which {totals.file} is spread"
            findings.fault(row.at("population"), "population", None, expected)
        else:
            people[metro["metro"]] = metro["population"]
    everyone = sum(people.values())
    if people and everyone <= 0:
        expected = "people in at least one metro"
        findings.fault(tables["metros"].rows[0].where, "population", 0, expected)
    if not findings.faults:
        spread = tables.setdefault("demand", Table("demand", totals.heading))
        spread.rows += [
            _share(row, name, number / everyone)
            for row in totals.rows
            for name, number in people.items()
        ]


def _share(total: TableRow, metro: str, share: float) -> TableRow:
    model = total.model
    assert model is not None, "totals without faults"
    values: dict[str, Any] = model.model_dump()
    meta = {column: values[column] for column in META_COLUMNS}
    row: Row = Demand(
        service=values["service"],
        metro=metro,
        year=values["year"],
        requests_per_s=values["requests_per_s"] * share,
        **meta,
    )
    return TableRow(total.where, {}, values=row.__dict__, model=row)
