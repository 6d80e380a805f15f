"""Workbooks as people make them: rows, columns and sheets."""

from __future__ import annotations

from books import BOOK, at, put, saved

from .case import Case, Refused, Warned


def sheet(name):
    """Place of a fault in a sheet."""
    return f"{BOOK} sheet {name}"


def refused(name, spoil, table, row, column, value, says, base="full"):
    """A workbook, spoilt, with the fault that it must get."""
    expected = Refused(sheet(table), row, column, says, value)
    return Case("workbooks", name, saved(base, spoil), expected)


def _noted(name, spoil, *says, base="full"):
    return Case("workbooks", name, saved(base, spoil), Warned(says))


def putting(table, row, column, value):
    """Puts a value into one cell."""
    return lambda book: put(book, table, row, column, value)


def _title(book):
    book["sites"].insert_rows(1, 2)
    book["sites"]["A1"].value = "Sites of our plan, draft 3"


def _units_row(book):
    units = {"lat": "deg", "max_facility_mw": "MW", "shell_musd_per_mw": "M$/MW IT",
             "hall_module_mw": "MW", "grid_queue_years": "years", "queue_mw": "MW", "queue_year": "year",
             "lon": "degrees"}  # fmt: skip
    book["sites"].insert_rows(2)
    for column, unit in units.items():
        put(book, "sites", 2, column, unit.replace("deg", "degrees") if unit == "deg" else unit)


def _total(book):
    book["demand"].append(["Total", None, None, 12])


def _nameless_total(book):
    book["metros"].append([None, None, None, None, 8_000_000])


def _total_of_formulas(book):
    book["demand_totals"].append(["Summe", None, "=SUM(C2:C3)"])


def _note(book):
    book["energy"].append([])
    book["energy"].append(["Source: EIA, Annual Energy Outlook, and our own estimate"])


def _merged_names(book):
    book["energy"].merge_cells("A2:A3")


def _merged_numbers(book):
    book["power_supply"].merge_cells("C2:C3")


def _merged_heading(book):
    book["latency"].merge_cells("A1:B1")


def _second_below(book):
    book["energy"].append([])
    book["energy"].append(["region", "year", "gas_usd_per_mmbtu"])
    book["energy"].append(["TX", 2027, 3])


def _second_beside(book):
    found = book["demand_totals"]
    for row, values in enumerate((("metro", "population"), ("NA", 5), ("Houston", 6)), start=1):
        for column, value in enumerate(values, start=5):
            found.cell(row, column, value)


def _hide_row(book):
    book["demand_totals"].row_dimensions[3].hidden = True


def _hide_column(book):
    book["sites"].column_dimensions["K"].hidden = True


def _hide_sheet(book):
    book["energy"].sheet_state = "hidden"


def _rename(table, name):
    def spoil(book):
        book[table].title = name

    return spoil


def _percent_of_mw(book):
    cell = at(book, "sites", 3, "max_facility_mw")
    cell.number_format = "0%"


def _text_numbers(book):
    for row in (2, 3):
        put(book, "demand_totals", row, "requests_per_s", "800")


def _error(text):
    def spoil(book):
        cell = at(book, "energy", 3, "grid_usd_per_mwh")
        cell.value, cell.data_type = text, "e"

    return spoil


def _no_stored_value(book):
    put(book, "energy", 2, "grid_usd_per_mwh", "=40+5")


def _blank_column(book):
    book["latency"].insert_cols(2)
    book["latency"]["B2"].value = "see mail"


def _far_cell(book):
    book["latency"]["XFD1048576"].value = "x"


def _duplicate_heading(book):
    put(book, "latency", 1, "rtt", "rtt_ms")


def _setting(name, value):
    def spoil(book):
        for row in book["instance"].iter_rows(min_row=2):
            if row[0].value == name:
                row[1].value = value
                return
        book["instance"].append([name, value])

    return spoil


def _percent_text(book):
    put(book, "power_options", 3, "capacity_credit", "95 %")


SHEETS = [
    refused(
        "title above the headings",
        _title,
        "sites",
        1,
        "",
        "Sites of our plan, draft 3",
        "they stand in row 3",
    ),
    refused(
        "row of units below the headings", _units_row, "sites", 2, "", "degrees", "a row of units?"
    ),
    refused(
        "row of totals", _total, "demand", 4, "service", "Total", "a row of totals?", "facility"
    ),
    refused(
        "row of totals without a name",
        _nameless_total,
        "metros",
        4,
        "metro",
        None,
        "a row of totals?",
    ),
    refused(
        "row of totals as a formula",
        _total_of_formulas,
        "demand_totals",
        4,
        "requests_per_s",
        "=SUM(C2:C3)",
        "no stored value",
    ),
    refused(
        "note below the table",
        _note,
        "energy",
        5,
        "region",
        "Source: EIA, Annual Energy Outlook, and our own estimate",
        "a note?",
    ),
    refused("merged names", _merged_names, "energy", 3, "region", None, "merged into A2:A3"),
    refused("merged numbers", _merged_numbers, "power_supply", 3, "mw", None, "merged into C2:C3"),
    refused("merged headings", _merged_heading, "latency", 1, "site", None, "part of the key"),
    refused("second table below", _second_below, "energy", 5, "", "region", "a second table?"),
    refused(
        "second table beside",
        _second_beside,
        "demand_totals",
        1,
        "metro",
        "metro",
        "a second table begins in cell 5",
    ),
    refused(
        "sheet named by hand",
        _rename("sites", "Sites (2)"),
        "Sites (2)",
        None,
        "",
        "Sites (2)",
        "did you mean 'sites'?",
    ),
    refused(
        "sheet named by Excel",
        _rename("energy", "Tabelle1"),
        "Tabelle1",
        None,
        "",
        "Tabelle1",
        "a sheet named as a table",
    ),
    refused(
        "error of a reference",
        _error("#REF!"),
        "energy",
        3,
        "grid_usd_per_mwh",
        "#REF!",
        "an Excel error in cell C3",
    ),
    refused(
        "error of a look-up",
        _error("#N/A"),
        "energy",
        3,
        "grid_usd_per_mwh",
        "#N/A",
        "an Excel error",
    ),
    refused(
        "error of a division",
        _error("#DIV/0!"),
        "energy",
        3,
        "grid_usd_per_mwh",
        "#DIV/0!",
        "an Excel error",
    ),
    refused(
        "formula never computed",
        _no_stored_value,
        "energy",
        2,
        "grid_usd_per_mwh",
        "=40+5",
        "the formula in cell C2 has no stored value",
    ),
    refused(
        "cells without a heading",
        _blank_column,
        "latency",
        1,
        "(2)",
        None,
        "a heading over every cell",
    ),
    refused(
        "heading twice",
        _duplicate_heading,
        "latency",
        1,
        "rtt_ms",
        "rtt_ms",
        "also the heading of cell 3",
    ),
    refused(
        "cell at the sheet's end",
        _far_cell,
        "latency",
        None,
        "",
        "XFD1048576 as the last cell",
        "far out",
    ),
    refused(
        "Ja for true",
        _setting("strict", "Ja"),
        "instance",
        7,
        "strict",
        "Ja",
        "write true",
        "facility",
    ),
    refused(
        "Yes for true",
        _setting("strict", "Yes"),
        "instance",
        7,
        "strict",
        "Yes",
        "write true",
        "facility",
    ),
    refused(
        "per cent of a rate",
        _setting("discount_rate", 8),
        "instance",
        6,
        "discount_rate",
        "8",
        "8 looks like %",
    ),
    refused(
        "per cent in the text of a share",
        _percent_text,
        "power_options",
        3,
        "capacity_credit",
        "95 %",
        "write the share 0.95",
    ),
    refused(
        "settings by another name",
        _rename("instance", "Settings"),
        "Settings",
        None,
        "",
        "Settings",
        "a sheet named as a table",
    ),
]

NOTED = [
    _noted(
        "kW for MW of an edge site",
        putting("sites", 3, "max_facility_mw", 40_000),
        f"{BOOK} sheet sites row 3, column max_facility_mw",
        "40000 looks like kW; 40 MW?",
    ),
    _noted(
        "numbers as text",
        _text_numbers,
        f"{BOOK} sheet demand_totals, column requests_per_s",
        "numbers that the sheet holds as text (rows 2, 3)",
    ),
    _noted(
        "hidden row", _hide_row, f"{BOOK} sheet demand_totals", "hidden rows count too (rows 3)"
    ),
    _noted(
        "hidden column",
        _hide_column,
        f"{BOOK} sheet sites, column hall_module_mw",
        "the column is hidden",
    ),
    _noted("hidden sheet", _hide_sheet, f"{BOOK} sheet energy", "the sheet is hidden, and counts"),
    _noted(
        "MW as per cent",
        _percent_of_mw,
        f"{BOOK} sheet sites, column max_facility_mw",
        "formatted as %, taken as the number behind it (rows 3)",
    ),
    _noted(
        "name with blanks around it",
        putting("sites", 3, "site", " Dallas "),
        f"{BOOK} sheet sites, column site",
        "outer blanks trimmed (rows 3)",
    ),
    _noted(
        "name like a formula",
        putting("metros", 4, "metro", "+49 Berlin"),
        f"{BOOK} sheet metros row 4, column metro",
        "begins like a formula",
        base="facility",
    ),
]


WORKBOOKS = [*SHEETS, *NOTED]
