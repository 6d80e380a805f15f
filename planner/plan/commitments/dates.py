"""Days of years that need not be whole: a lead of half a year ends in the middle of one."""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta


def day_of(year: float) -> date:
    """The day on which a year begins, or that lies as far into it as its fraction says."""
    # Sums such as 2026 + 0.1 + 2.9 are not exact, and a day before the new year is not meant.
    whole = math.floor(year + 1e-9)
    days = 366 if calendar.isleap(whole) else 365
    return date(whole, 1, 1) + timedelta(days=round(max(0.0, year - whole) * days))


def year_of(day: date) -> float:
    """A day as a year with its fraction."""
    days = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / days


def a_year_after(day: date) -> date:
    """The same day of the next year; 1 March after 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
