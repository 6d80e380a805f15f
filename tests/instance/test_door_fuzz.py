"""Corrupted instances at random: they load, or every fault says where it stands; nothing else happens."""

from __future__ import annotations

import csv
import random
from io import StringIO
from pathlib import Path

import pytest
from books import workbook

from planner.instance import InvalidInstance, load

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"
SEEDS_OF_CELLS, SEEDS_OF_BYTES, SEEDS_OF_SHEETS, SEEDS_OF_BOOKS = 300, 120, 40, 25

WORDS = (
    "", " ", "\t", "NA", "nan", "None", "null", "TRUE", "false", "inf", "-inf", "1e16", "1e308", "1e400",
    "-1", "0", "-0.0", "1", "0.5", "99999", "1000000", "2026", "2027.0", "46388", "1,5", "1.234,5", "1 000",
    "95%", "$5", "5 MW", "ja", "yes", "2027-01-01", "01.02.2027", "a|b", "|", "[a, b]", "[]", "{}", "'",
    '"', "=1+1", "@x", "'=x", "\u00a0", "\u200b", "\ufeff", "\u2212 5", "٣", "\x1b[0m", "x" * 5000, "9" * 400,
    "../x", "ÄÖ", "a\nb", "#REF!", "0x10", "1_000", "+", "e", ".", "1e", "0o7",
)  # fmt: skip
"""What a cell is replaced with; besides, cells are swapped, doubled and cut."""


def assert_named_or_loaded(path: Path) -> None:
    try:
        load(path)
    except InvalidInstance as error:
        assert error.faults
        for fault in error.faults:
            assert fault.file, str(fault)
            assert fault.expected, str(fault)
            # Without a row there is only what concerns a whole file, which has no column.
            assert fault.row is not None or not fault.column, str(fault)


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(path.read_text(encoding="utf-8"), newline="")))


def corrupted(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    """The rows with one cell other than it was."""
    row = chance.randrange(len(rows))
    at = chance.randrange(len(rows[row]))
    cell = rows[row][at]
    other = chance.choice(chance.choice(rows))
    new = chance.choice(
        (chance.choice(WORDS), other, cell + cell, cell[1:], cell + " ", cell.upper())
    )
    return [
        [new if (r, c) == (row, at) else old for c, old in enumerate(cells)]
        for r, cells in enumerate(rows)
    ]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The files of the smallest shipped instance."""
    return {p.name: p.read_bytes() for p in TINY.iterdir() if p.suffix in (".csv", ".yaml")}


def written(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_one_cell_of_a_table_is_corrupted(files: dict[str, bytes], tmp_path: Path) -> None:
    """Proves that no value of any one cell ends in a traceback: it loads, or its faults are placed."""
    folder = written(files, tmp_path / "tiny")
    tables = sorted(name for name in files if name.endswith(".csv"))
    for seed in range(SEEDS_OF_CELLS):
        chance = random.Random(seed)
        name = chance.choice(tables)
        out = StringIO()
        csv.writer(out, lineterminator="\n").writerows(corrupted(rows_of(TINY / name), chance))
        (folder / name).write_text(out.getvalue(), encoding="utf-8", newline="")
        assert_named_or_loaded(folder)
        (folder / name).write_bytes(files[name])


def test_bytes_of_a_file_are_corrupted(files: dict[str, bytes], tmp_path: Path) -> None:
    """Proves the same of bytes that are lost, doubled, cut off or other than they were, settings too."""
    folder = written(files, tmp_path / "tiny")
    names = [*sorted(files), *["instance.yaml"] * 10]
    for seed in range(SEEDS_OF_BYTES):
        chance = random.Random(seed)
        name = chance.choice(names)
        data = files[name]
        at, much = chance.randrange(len(data)), chance.randrange(1, 20)
        cut = data[at : at + much]
        put = chance.choice(
            (b"", cut + cut, bytes([chance.randrange(256)]), b"\n", b'"', b": [", b"\t")
        )
        after = b"" if chance.random() < 0.1 else data[at + much :]
        (folder / name).write_bytes(data[:at] + put + after)
        assert_named_or_loaded(folder)
        (folder / name).write_bytes(data)


def test_one_cell_of_a_workbook_is_corrupted(tmp_path: Path) -> None:
    """Proves the same of the cells of a workbook, which may hold dates, errors and formulas too."""
    odd = [*WORDS, 0, -1, 1.5, 1e300, True, 46388, "=A1", "=1/0", "#N/A"]
    for seed in range(SEEDS_OF_SHEETS):
        chance = random.Random(seed)
        book = workbook("facility")
        sheet = chance.choice(book.worksheets)
        row, column = chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column + 1)
        value = chance.choice(odd)
        clean = value.replace("\x1b", "") if isinstance(value, str) else value
        sheet.cell(row, column, clean)
        if chance.random() < 0.2:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row + 1, end_column=column)
        book.save(tmp_path / "book.xlsx")
        assert_named_or_loaded(tmp_path / "book.xlsx")


def test_bytes_of_a_workbook_are_corrupted(tmp_path: Path) -> None:
    """Proves that a damaged workbook is refused as one, whatever the parser trips over."""
    workbook("facility").save(tmp_path / "whole.xlsx")
    data = (tmp_path / "whole.xlsx").read_bytes()
    for seed in range(SEEDS_OF_BOOKS):
        chance = random.Random(seed)
        spoilt = bytearray(data)
        for _ in range(chance.choice((1, 3, 30))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        (tmp_path / "book.xlsx").write_bytes(spoilt)
        assert_named_or_loaded(tmp_path / "book.xlsx")
