"""Workbooks as people make them: what one cell holds."""

from __future__ import annotations

import datetime

from .workbooks import putting, refused


def _cell(name, table, row, column, value, found, says):
    return refused(name, putting(table, row, column, value), table, row, column, found, says)


WORKBOOK_CELLS = [
    _cell(
        "kW for MW",
        "sites",
        2,
        "max_facility_mw",
        480_000,
        "480000.0",
        "480000 looks like kW; 480 MW?",
    ),
    _cell(
        "date for a year",
        "energy",
        2,
        "year",
        datetime.date(2027, 1, 1),
        "2027-01-01 00:00:00",
        "a date?",
    ),
    _cell(
        "serial of a date for a year",
        "energy",
        2,
        "year",
        46388,
        "46388",
        "46388 is 2027-01-01 as a spreadsheet counts days; write 2027",
    ),
    _cell(
        "date for a name",
        "latency",
        2,
        "site",
        datetime.datetime(2027, 3, 1),
        "2027-03-01 00:00:00",
        "the cell holds a date",
    ),
    _cell(
        "time for a number",
        "latency",
        2,
        "rtt_ms",
        datetime.time(0, 16),
        "00:16:00",
        "a number in ms",
    ),
    _cell(
        "thousands mark in a text",
        "sites",
        2,
        "max_facility_mw",
        "1,234.5",
        "1,234.5",
        "thousands mark? write 1234.5",
    ),
    _cell(
        "decimal comma in a text",
        "sites",
        2,
        "shell_musd_per_mw",
        "9,5",
        "9,5",
        "decimal comma? write 9.5",
    ),
    _cell(
        "currency in a text",
        "bill_of_materials",
        2,
        "usd_per_unit",
        "$30,000",
        "$30,000",
        "its currency stands in",
    ),
    _cell(
        "currency behind a number",
        "bill_of_materials",
        2,
        "usd_per_unit",
        "30000 USD",
        "30000 USD",
        "the number alone",
    ),
    _cell(
        "per cent in a text",
        "power_options",
        3,
        "capacity_credit",
        "95%",
        "95%",
        "write the share 0.95",
    ),
    _cell(
        "per cent as a number", "power_options", 3, "capacity_credit", 95, "95.0", "95 looks like %"
    ),
    _cell(
        "logical value for a number", "sites", 3, "queue_mw", True, "True", "the logical value TRUE"
    ),
    _cell("n/a for a number", "sites", 3, "queue_mw", "n/a", "n/a", "leave the cell empty"),
    _cell(
        "tbd for a number", "sites", 2, "max_facility_mw", "tbd", "tbd", "a number in MW facility"
    ),
    _cell("more or less", "sites", 2, "max_facility_mw", "~900", "~900", "a number in MW facility"),
    _cell(
        "blank that is no blank", "energy", 2, "grid_usd_per_mwh", "\u00a0", "\u00a0", "only blanks"
    ),
    _cell("half a year", "energy", 2, "year", 2027.5, "2027.5", "a year as four digits"),
    _cell("name of two lines", "sites", 3, "site", "Dal\nlas", "Dal\nlas", "a line break"),
    _cell(
        "number that lost its digits",
        "latency",
        2,
        "site",
        12345678901234567890.0,
        "1.234567890123457e+19",
        "format the cell as text",
    ),
]
