"""Rules of time within the year: slices fill their days, and everything by slice finds its slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from .daytime import HOURS
from .faults import Findings, near
from .rules import names_in, sound_rows
from .settings_check import Frame
from .table_check import Table, TableRow

SUM_TOLERANCE = 1e-9
"""By how much the shares of all days may miss 1."""

DECIMALS = 6
"""Decimals in which shares are proposed; they add up to 1 in them."""


def check_slices(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """The slices of a day follow one another around it, and the days make up the year."""
    table = tables.get("slices")
    if table is None or not table.readable or not table.rows:
        return
    days: dict[str, list[TableRow]] = defaultdict(list)
    for row, part in sound_rows(tables, "slices", "slice", "day", "start_hour_utc", "hours"):
        days[part["day"]].append(row)
    if any(row.bad for row in table.rows):
        return
    for rows in days.values():
        _check_day(rows, findings)
    shares = {day: _number(rows[0], "days_share") for day, rows in days.items()}
    total = sum(shares.values())
    if abs(total - 1.0) > SUM_TOLERANCE:
        row = table.rows[-1]
        found = f"{total:.9g} over {len(shares)} days" if len(shares) > 1 else f"{total:.9g}"
        expected = "shares of the days that add up to 1, to within 1e-9"
        findings.fault(row.at("days_share"), "days_share", found, expected, _proposal(shares))
    varied = ("local_demand", "slice_availability")
    if frame.knows("families") and not any(tables[n].rows for n in varied if n in tables):
        findings.note(
            f"{table.file}: without rows of local_demand or slice_availability every slice is the "
            "mean of the year"
        )


def _number(row: TableRow, column: str) -> float:
    value: Any = row.values[column]
    return float(value)


def _check_day(rows: list[TableRow], findings: Findings) -> None:
    """Each slice starts when the one before it ends, once around the day."""
    share = rows[0].values["days_share"]
    for row in rows:
        if row.values["days_share"] != share:
            place = rows[0].where
            expected = f"{share:g}, as in the other slices of {row.values['day']} (row {place.row})"
            findings.fault(row.at("days_share"), "days_share", row.values["days_share"], expected)
    ordered = sorted(rows, key=lambda row: _number(row, "start_hour_utc"))
    hours = sum(_number(row, "hours") for row in rows)
    for before, row in zip([ordered[-1], *ordered[:-1]], ordered, strict=True):
        begins = _number(before, "start_hour_utc") + _number(before, "hours")
        start = _number(row, "start_hour_utc")
        if begins % HOURS != start:
            name, after = row.values["day"], before.values["slice"]
            expected = (
                f"{begins % HOURS:g}, when {after} ends: the slices of {name} follow one another"
            )
            findings.fault(row.at("start_hour_utc"), "start_hour_utc", f"{start:g}", expected)
            return
    if hours != HOURS:
        row = ordered[-1]
        expected = f"slices of {row.values['day']} that fill its 24 hours once; they have {hours:g}"
        findings.fault(row.at("hours"), "hours", row.values["hours"], expected)


def _proposal(shares: Mapping[str, float]) -> str:
    """The same shares in proportion, in six decimals, of which the last day takes the rest."""
    total, names = sum(shares.values()), list(shares)
    rounded = {day: round(shares[day] / total, DECIMALS) for day in names[:-1]}
    rounded[names[-1]] = 1.0 - sum(rounded.values())
    words = ", ".join(f"{day} {share:.{DECIMALS}f}" for day, share in rounded.items())
    return f"in proportion, to six decimals: {words}"


def check_local_demand(tables: Mapping[str, Table], findings: Findings) -> None:
    """A service with local demand has all hours of all days, and some demand in them."""
    table = tables.get("local_demand")
    if table is None or not table.rows:
        return
    if "slices" not in tables or (tables["slices"].readable and not tables["slices"].rows):
        findings.fault(
            table.rows[0].where, "", None, "rows of slices, without which it does nothing"
        )
        return
    days = names_in(tables, "slices", "day")
    if days is None or not table.readable:
        return
    hours: dict[tuple[str, str], dict[int, tuple[TableRow, float]]] = defaultdict(dict)
    unknown = False
    for row, local in sound_rows(tables, "local_demand", "service", "day", "local_hour"):
        if local["day"] not in days:
            expected = f"a day of {tables['slices'].file}"
            findings.fault(row.at("day"), "day", local["day"], expected, near(local["day"], days))
            unknown = True
        factor = 1.0 if "factor" in row.bad else local["factor"]
        hours[local["service"], local["day"]][local["local_hour"]] = (row, factor)
    if unknown or any(row.bad - {"factor"} for row in table.rows):
        return
    for service in dict.fromkeys(service for service, _ in hours):
        rows = [row for (k, _), found in hours.items() if k == service for row, _ in found.values()]
        for day in sorted(days):
            found = hours.get((service, day), {})
            missing = [hour for hour in range(HOURS) if hour not in found]
            if missing:
                row = next(iter(found.values()))[0] if found else rows[0]
                expected = f"24 rows for {service} and {day}; missing hours {_ranges(missing)}"
                findings.fault(row.at("local_hour"), "local_hour", f"{len(found)} rows", expected)
        of_service = (x for (k, _), found in hours.items() if k == service for x in found.values())
        if all(factor == 0 for _, factor in of_service):
            expected = (
                f"demand of {service} in some hour: its mean is what the others are measured by"
            )
            findings.fault(rows[0].at("factor"), "factor", 0, expected)


def _ranges(numbers: Iterable[int]) -> str:
    """Whole numbers in short: 3, 7 to 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}" if len(r) == 1 else f"{r[0]} to {r[-1]}" for r in runs)


def check_slice_availability(tables: Mapping[str, Table], findings: Findings) -> None:
    """Plant by slice is of a region of the sites, and of something that generates."""
    table, regions = tables.get("slice_availability"), names_in(tables, "sites", "region")
    if table is None or not table.readable:
        return
    kinds = {
        v["option"]: v["kind"] for _, v in sound_rows(tables, "power_options", "option", "kind")
    }
    series: dict[tuple[str, str], list[TableRow]] = defaultdict(list)
    for row, part in sound_rows(tables, "slice_availability", "option", "region", "slice"):
        option, region = part["option"], part["region"]
        if regions is not None and region not in regions:
            expected = f"a region of {tables['sites'].file}"
            hint = near(region, sorted(regions))
            findings.fault(row.at("region"), "region", region, expected, hint)
        if kinds.get(option) == "storage":
            expected = "an option that generates; storage gives what it has taken in"
            findings.fault(row.at("option"), "option", option, expected)
        series[option, region].append(row)
    slices = names_in(tables, "slices", "slice")
    for (option, region), rows in series.items():
        if slices is not None and len(rows) < len(slices):
            findings.note(
                f"{table.file}: {option} in {region} has rows for {len(rows)} of {len(slices)} "
                "slices; its capacity_factor holds in the others"
            )
