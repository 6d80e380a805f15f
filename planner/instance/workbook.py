"""Reading an instance from an Excel workbook: a sheet of settings and a sheet per table."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from .cells import is_empty
from .faults import Findings, Where, near
from .raw import Node, RawTable, Source
from .schema import TABLES

SETTINGS_SHEET = "instance"

SheetCell = Cell | MergedCell


def read_workbook(path: Path, findings: Findings) -> Source | None:
    """Everything a workbook says; sheets named `readme` or with a leading `_` are not read.

    Formulas count with the value that Excel stored; a formula without one is a fault.
    """
    try:
        values = load_workbook(path, data_only=True)
        formulas = load_workbook(path, data_only=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        findings.fault(Where(path.name), "", None, "an .xlsx workbook", str(error))
        return None
    source = Source(Node({}, Where(path.name)))
    found_settings = False
    for sheet in values.worksheets:
        name = sheet.title
        if name.startswith("_") or name.casefold() == "readme":
            continue
        file = f"{path.name} sheet {name}"
        if name != SETTINGS_SHEET and name not in TABLES:
            hint = near(name, (SETTINGS_SHEET, *TABLES))
            findings.fault(Where(file), "", name, "a sheet named as a table", hint)
            continue
        table = _read_sheet(sheet, formulas[name], RawTable(name, file), findings)
        if name == SETTINGS_SHEET:
            found_settings = True
            _read_settings(table, source.settings, findings)
        else:
            source.tables[name] = table
    if not found_settings:
        expected = f"a sheet {SETTINGS_SHEET} with the settings"
        findings.fault(Where(path.name), "", None, expected)
    return source


def _read_sheet(
    values: Worksheet, formulas: Worksheet, table: RawTable, findings: Findings
) -> RawTable:
    for row, (cells, written) in enumerate(
        zip(values.iter_rows(), formulas.iter_rows(), strict=True), start=1
    ):
        record = [
            _cell(value, formula, Where(table.file, row), findings)
            for value, formula in zip(cells, written, strict=True)
        ]
        if all(is_empty(cell) for cell in record):
            continue
        if not table.heading:
            table.heading = ["" if cell is None else str(cell) for cell in record]
            table.heading_row = row
        else:
            table.rows.append((row, record))
    return table


def _cell(value: SheetCell, formula: SheetCell, where: Where, findings: Findings) -> object:
    if value.data_type == "e":
        findings.fault(where, value.coordinate, value.value, "a value", "an Excel error")
        return None
    if formula.data_type == "f" and value.value is None:
        hint = "the formula has no stored value; open and save the workbook in Excel"
        findings.fault(where, value.coordinate, formula.value, "a value", hint)
    found: object = value.value
    return found


def _read_settings(table: RawTable, settings: Node, findings: Findings) -> None:
    heading = [name.strip() for name in table.heading]
    if "setting" not in heading or "value" not in heading:
        where = Where(table.file, table.heading_row)
        found = ", ".join(heading) or None
        findings.fault(where, "", found, "columns setting and value")
        return
    at_name, at_value = heading.index("setting"), heading.index("value")
    settings.where = Where(table.file)
    first: dict[str, int] = {}
    for row, record in table.rows:
        where = Where(table.file, row)
        name = str(record[at_name] or "").strip()
        if not name:
            findings.fault(where, "setting", None, "the name of a setting")
        elif name in first:
            hint = f"also in row {first[name]}"
            findings.fault(where, name, name, "each setting once", hint)
        else:
            first[name] = row
            if not settings.put(name.split("."), Node(record[at_value], where)):
                expected = "a setting that is not given as one value above"
                findings.fault(where, name, record[at_value], expected)
