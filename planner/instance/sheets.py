"""The cells of a sheet as a raw table, with what a sheet can hide: merged cells, errors, hidden rows."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .cells import is_empty
from .faults import Findings, Where
from .raw import RawTable, Spoilt

MAX_CELLS = 20_000_000
"""Largest area of a sheet that is read, empty cells included."""

SHOWN_ROWS = 5

SheetCell = Cell | MergedCell


def read_sheet(values: Worksheet, formulas: Worksheet, table: RawTable, findings: Findings) -> None:
    """Fill a raw table with heading and rows of a sheet; rows and columns without values do not count.

    Args:
        values: the sheet with the values that were stored.
        formulas: the same sheet with its formulas.
        table: the table to be filled.
        findings: where faults and notes go.
    """
    rows, columns = _extent(values)
    if rows * columns > MAX_CELLS:
        found = f"{get_column_letter(columns)}{rows} as the last cell"
        expected = f"a sheet of at most {MAX_CELLS:,} cells"
        findings.fault(Where(table.file), "", found, expected, "delete what stands far out")
        table.readable = False
        return
    merged = _merged_cells(values)
    for row, (cells, written) in enumerate(
        zip(
            values.iter_rows(max_row=rows, max_col=columns),
            formulas.iter_rows(max_row=rows, max_col=columns),
            strict=True,
        ),
        start=1,
    ):
        record = [
            _cell(cell, formula, merged) for cell, formula in zip(cells, written, strict=True)
        ]
        if all(is_empty(cell) for cell in record):
            continue
        if not table.heading:
            table.heading = ["" if cell is None else str(cell) for cell in record]
            table.heading_row = row
        else:
            table.rows.append((row, record))
            for at, cell in enumerate(cells):
                if "%" in str(cell.number_format) and isinstance(record[at], (int, float)):
                    table.percent.setdefault(at, []).append(row)
    _note_hidden(values, table, findings)


def _extent(sheet: Worksheet) -> tuple[int, int]:
    """Last row and column with a value: formats alone can reach to the sheet's end."""
    filled = [place for place, cell in _stored(sheet) if not is_empty(cell.value)]
    return max((row for row, _ in filled), default=1), max((at for _, at in filled), default=1)


def _stored(sheet: Worksheet) -> Iterator[tuple[tuple[int, int], SheetCell]]:
    # Going over all cells would make those that the file does not hold, a million rows of them.
    yield from sheet._cells.items()


def _merged_cells(sheet: Worksheet) -> dict[str, str]:
    """Cells that a merged one with a value covers, and the range that covers them."""
    return {
        f"{get_column_letter(column)}{row}": str(found)
        for found in sheet.merged_cells.ranges
        if not is_empty(found.start_cell.value)
        for row, column in (*found.cells,)
        if (row, column) != (found.min_row, found.min_col)
    }


def _cell(value: SheetCell, formula: SheetCell, merged: dict[str, str]) -> object:
    at = value.coordinate
    if value.data_type == "e":
        return Spoilt(str(value.value), f"an Excel error in cell {at}")
    if formula.data_type == "f" and value.value is None:
        hint = f"the formula in cell {at} has no stored value; open and save the workbook in Excel"
        written = formula.value
        return Spoilt(str(getattr(written, "text", written)), hint)
    if at in merged:
        return Spoilt("", f"cell {at} is merged into {merged[at]}; unmerge it and fill every cell")
    found: object = value.value
    return found


def _note_hidden(sheet: Worksheet, table: RawTable, findings: Findings) -> None:
    """Say of rows and columns that nobody sees that they count like all others."""
    hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    rows = [number for number, _ in table.rows if number in hidden]
    if rows:
        more = " …" if len(rows) > SHOWN_ROWS else ""
        listed = ", ".join(map(str, rows[:SHOWN_ROWS])) + more
        findings.note(f"{table.file}: hidden rows count too (rows {listed})")
    for found in sheet.column_dimensions.values():
        if not found.hidden:
            continue
        first, last = found.min or 1, found.max or found.min or 1
        for heading in table.heading[first - 1 : last]:
            if heading:
                findings.note(f"{table.file}, column {heading}: the column is hidden, and counts")
