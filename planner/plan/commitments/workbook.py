"""Commitments as an Excel workbook; what looks like a formula in a name stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planner.spreadsheet import MARKS

from .cash import CashYear
from .core import Commitment, Commitments

Value = str | float | int | bool | date | None

_HEADINGS: dict[str, str] = {
    "kind": "kind",
    "site": "site",
    "item": "item",
    "amount": "amount",
    "unit": "unit",
    "modules": "modules",
    "cash_musd": "cash, M$ of the price year",
    "planned": "ordered in the plan",
    "lead_years": "lead, years",
    "in_service": "in service",
    "needed": "needed",
    "sign_by": "sign by",
    "slack_years": "slack, years",
    "load_mw": "load that draws on it, MW",
    "load_unit": "MW IT or facility",
    "lost_if_cancelled_musd": "lost if cancelled, M$",
    "lost_basis": "which is",
    "signed": "signed by the day of the report",
}
_CASH_HEADINGS: dict[str, str] = {
    "year": "from year",
    "years": "years",
    "signed_musd": "cash signed, M$",
    "open_musd": "cash open, M$",
    "running_musd": "running cash, M$",
    "cash_musd": "all cash, M$",
    "investment_musd": "orders as annuities and upkeep, M$ present value",
    "rents_musd": "rents, M$ present value",
    "operation_musd": "energy, carbon, network, M$ present value",
    "penalties_musd": "penalties, M$ present value",
    "cost_musd": "cost, M$ present value",
}
_FORMULA = re.compile(f"[{MARKS}]")
_WIDEST = 44


def write_workbook(found: Commitments, path: Path) -> None:
    """Write sheets of what is next, of everything, of cash, and of what the figures rest on.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Next 12 months"
    _commitments(first, found.next_twelve_months)
    _commitments(book.create_sheet("All"), found.commitments)
    _cash(book.create_sheet("Cash by period"), found.cash)
    _basis(book.create_sheet("Basis"), found)
    content = BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())


def _commitments(sheet: Worksheet, rows: Sequence[Commitment]) -> None:
    names = [field.name for field in fields(Commitment)]
    _table(
        sheet, [_HEADINGS[name] for name in names], ([getattr(r, n) for n in names] for r in rows)
    )


def _cash(sheet: Worksheet, rows: Sequence[CashYear]) -> None:
    names = [field.name for field in fields(CashYear)]
    headings = [_CASH_HEADINGS[name] for name in names]
    _table(sheet, headings, ([getattr(row, name) for name in names] for row in rows))


def _basis(sheet: Worksheet, found: Commitments) -> None:
    rows: list[list[Value]] = [
        ["instance", found.instance],
        ["as of", found.as_of],
        ["cash", found.cash_basis],
        ["present value", found.present_value_basis],
        ["cost, M$ present value", found.objective_musd],
        ["bound, M$ present value", found.bound_musd],
        ["gap, M$ present value", found.gap_musd],
        ["gap, share of the cost", found.gap],
        ["gap, share without penalties and remaining charges", found.gap_controllable],
        ["gap, share without accelerators and penalties", found.gap_without_accelerators],
    ]
    _table(sheet, ["figure", "value"], rows)


def _table(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """A heading that stays in sight and a filter over the rows; columns as wide as what they hold."""
    widths = [len(heading) for heading in headings]
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, column)
        _put(cell, heading)
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(sheet.cell(number, column), value)
            widths[column - 1] = max(widths[column - 1], len(str(value)))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _put(cell: Cell | MergedCell, value: Value) -> None:
    """Write a value; text is text even where a spreadsheet would calculate it."""
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, float):
            cell.number_format = "#,##0.###"
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.data_type = "s"
    if _FORMULA.match(value):
        cell.quotePrefix = True
