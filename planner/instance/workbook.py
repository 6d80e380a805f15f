"""Reading an instance from an Excel workbook: a sheet of settings and a sheet per table."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook

from .faults import Findings, Where, near
from .raw import Node, RawTable, Source
from .schema import TABLES
from .sheets import read_sheet
from .text_files import MAX_MEGABYTES

SETTINGS_SHEET = "instance"
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
"""How files of Excel 97 begin, and workbooks with a password."""


def read_workbook(path: Path, findings: Findings) -> Source | None:
    """Everything a workbook says; sheets named `readme` or with a leading `_` are not read.

    Formulas count with the value that Excel stored; a formula without one is a fault.
    """
    books = _open(path, findings)
    if books is None:
        return None
    values, formulas = books
    source = Source(Node({}, Where(path.name)))
    found_settings = False
    for sheet in values.worksheets:
        name = sheet.title
        if name.startswith("_") or name.casefold() == "readme":
            continue
        file = f"{path.name} sheet {name}"
        if name != SETTINGS_SHEET and name not in TABLES:
            hint = near(name, (SETTINGS_SHEET, *TABLES))
            hint = hint or "rename sheets that are not to be read so that they begin with _"
            findings.fault(Where(file), "", name, "a sheet named as a table", hint)
            continue
        if sheet.sheet_state != "visible":
            findings.note(f"{file}: the sheet is hidden, and counts")
        raw = RawTable(name, file, origin="sheet")
        read_sheet(sheet, formulas[name], raw, findings)
        if name == SETTINGS_SHEET:
            found_settings = True
            _read_settings(raw, source.settings, findings)
        else:
            source.tables[name] = raw
    if not found_settings:
        expected = f"a sheet {SETTINGS_SHEET} with the settings"
        findings.fault(Where(path.name), "", None, expected)
        source.settings.value = None
    return source


def _open(path: Path, findings: Findings) -> tuple[Workbook, Workbook] | None:
    """The workbook with its stored values and with its formulas; None after a fault."""
    where, expected = Where(path.name), "an .xlsx workbook"
    try:
        if not zipfile.is_zipfile(path):
            findings.fault(where, "", None, expected, _what_else(path))
            return None
        with zipfile.ZipFile(path) as parts:
            megabytes = sum(part.file_size for part in parts.infolist()) / 1e6
        if megabytes > MAX_MEGABYTES:
            at_most = f"a workbook of at most {MAX_MEGABYTES} MB when unpacked"
            findings.fault(where, "", f"{megabytes:.0f} MB", at_most)
            return None
        with warnings.catch_warnings():
            # Of parts that say nothing about cells: print settings, styles, lists to choose from.
            warnings.simplefilter("ignore", UserWarning)
            return load_workbook(path, data_only=True), load_workbook(path, data_only=False)
    except Exception as error:
        # Whatever the parser stumbles over is a fault of the file: XML that ends early, a part that
        # is missing, a style that is none. It raises nearly every type there is.
        findings.fault(where, "", None, expected, f"damaged? {type(error).__name__}: {error}")
        return None


def _what_else(path: Path) -> str:
    """What a file is that carries the name of a workbook and is none."""
    with path.open("rb") as stream:
        head = stream.read(512)
    if head.startswith(OLD_FORMAT):
        return "an .xls file, or one with a password? save it as .xlsx without a password"
    if head.lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "a web page under the name of a workbook? open and save it as .xlsx"
    if not head:
        return "the file is empty"
    return "no workbook under this name, or one cut short; save it as .xlsx"


def _read_settings(table: RawTable, settings: Node, findings: Findings) -> None:
    heading = [name.strip() for name in table.heading]
    if "setting" not in heading or "value" not in heading:
        where = Where(table.file, table.heading_row)
        found = ", ".join(heading) or None
        findings.fault(where, "", found, "columns setting and value")
        settings.value = None
        return
    at_name, at_value = heading.index("setting"), heading.index("value")
    settings.where = Where(table.file, table.heading_row)
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
