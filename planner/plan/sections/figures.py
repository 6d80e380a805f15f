"""How differences and dates are set in reports; amounts are set as in `planner show`."""

from __future__ import annotations

from datetime import date

from planner.plan.text.layout import NOTHING, amount


def change(value: float) -> str:
    """A difference with its sign; a dash for none."""
    text = amount(value)
    return text if text == NOTHING or value < 0 else f"+{text}"


def share(value: float) -> str:
    """A share in %, three significant digits, and enough of them to tell it from nothing."""
    if abs(value) < 5e-7:
        return NOTHING
    if abs(value) < 1e-3:
        return f"{value:.4%}"
    return f"{value:.2%}" if abs(value) < 0.0995 else f"{value:.1%}"


def year_cell(year: int | None) -> str:
    """A year; a dash for none."""
    return NOTHING if year is None else str(year)


def day(when: date | None) -> str:
    """A day; a dash for none."""
    return NOTHING if when is None else when.isoformat()
