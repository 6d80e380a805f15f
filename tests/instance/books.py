"""The valid instances as workbooks, to be spoilt as people spoil them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import openpyxl
from bases import BASES
from openpyxl.worksheet.worksheet import Worksheet
from ruamel.yaml import YAML

BOOK = "book.xlsx"

Spoil = Callable[[openpyxl.Workbook], None]


def workbook(base: str) -> openpyxl.Workbook:
    """A valid instance as a workbook: a sheet of settings, a sheet per table, numbers as numbers."""
    book = openpyxl.Workbook()
    settings = book.active
    assert settings is not None
    settings.title = "instance"
    settings.append(["setting", "value"])
    tree = YAML(typ="safe", pure=True).load(BASES[base]["instance.yaml"])
    for name, value in tree.items():
        if isinstance(value, dict):
            for inner, number in value.items():
                settings.append([f"{name}.{inner}", number])
        else:
            settings.append([name, "|".join(map(str, value)) if isinstance(value, list) else value])
    for file, text in BASES[base].items():
        if file.endswith(".csv"):
            sheet = book.create_sheet(file.removesuffix(".csv"))
            for row in csv.reader(StringIO(text)):
                sheet.append([_cell(cell) for cell in row])
    return book


def _cell(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text or None
    return int(number) if number.is_integer() else number


def put(book: openpyxl.Workbook, sheet: str, row: int, column: str, value: object) -> None:
    """Write a cell by the heading of its column; a new heading is put behind the others."""
    at(book, sheet, row, column).value = value


def at(book: openpyxl.Workbook, sheet: str, row: int, column: str):
    """A cell by the heading of its column; a new heading is put behind the others."""
    found: Worksheet = book[sheet]
    names = [cell.value for cell in found[1]]
    if column not in names:
        names.append(column)
        found.cell(1, len(names), column)
    return found.cell(row, names.index(column) + 1)


def saved(base: str, spoil: Spoil) -> Callable[[Path], Path]:
    """Writes a valid workbook after somebody has worked on it."""

    def make(folder: Path) -> Path:
        folder.mkdir()
        book = workbook(base)
        spoil(book)
        book.save(folder / BOOK)
        return folder / BOOK

    return make
