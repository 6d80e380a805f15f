"""Names that look like values, formulas or marks stay names, in folders and in workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from books import put, workbook

from planner.instance import load, write_folder

Folder = Callable[..., Path]

NAMES = (
    "NA", "N/A", "na", "nan", "NaN", "None", "null", "NULL", "~", "TRUE", "True", "false", "yes", "NO", "on",
    "1e3", "010", "1", "01", "1.0", "-5", "+1", "=1+1", "@home", "'=x", "''=x", "'t Harde", "a,b", 'a "b" c',
    "a;b", "#REF!", "2027-01-01", "1/2", "São Paulo", "東京", "İstanbul", "[a]", "{a}", "a: b", "*", "&a", "!x",
    "inf", "-inf", "1_000", "0x1F", "sites", "Total Energies", "C:\\x", "../x", "<b>x</b>", "[red]x[/red]",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_survives_a_round_trip(folder: Folder, tmp_path: Path, name: str) -> None:
    """Proves that a name is read, written and read again as it is, to the fingerprint of the instance."""
    cell = '"' + name.replace('"', '""') + '"'
    if name.startswith("'") and name.lstrip("'")[0] in "=+-@":
        cell = f'"\'{name}"'  # one apostrophe guards: it is no part of the name
    edits = {"metros.csv": ("m2", cell), "demand.csv": ("m2", cell)}
    edits["route_costs.csv"] = ("m2", cell, "m2", cell)
    instance = load(folder("facility", edits))
    assert {metro.metro for metro in instance.metros} == {"m1", name}
    write_folder(instance, tmp_path / "again")
    assert load(tmp_path / "again").sha256 == instance.sha256


@pytest.mark.parametrize(
    ("cell", "name"),
    [(True, "TRUE"), (False, "FALSE"), (1, "1"), (1.0, "1"), (1.5, "1.5"), ("01", "01"), ("NA", "NA"),
     ("TRUE", "TRUE"), ("1e3", "1e3"), (10**15, "1000000000000000")],
)  # fmt: skip
def test_a_name_in_a_cell_is_what_the_cell_shows(tmp_path: Path, cell: object, name: str) -> None:
    """Proves that a name typed into Excel, which makes a value of it, is the name that one sees."""
    book = workbook("facility")
    put(book, "metros", 3, "metro", cell)
    for sheet in ("demand", "route_costs"):
        for row in range(2, book[sheet].max_row + 1):
            if book[sheet].cell(row, 2).value == "m2":
                put(book, sheet, row, "metro", cell)
    book.save(tmp_path / "book.xlsx")
    assert {metro.metro for metro in load(tmp_path / "book.xlsx").metros} == {"m1", name}
