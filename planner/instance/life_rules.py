"""Lives have to last a period: what ends within one serves none of it, and is charged nothing."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from .faults import Findings
from .rules import sound_rows
from .settings_check import Frame
from .table_check import Table

_LIVES: tuple[tuple[str, str, str], ...] = (
    ("cooling", "life_years", "a hall"),
    ("power_options", "life_years", "what is ordered"),
    ("accelerators", "life_years", "a unit"),
    ("fabrics", "life_years", "a unit of fabric"),
)
"""(table, column, what has that life)."""


def check_lives(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Refuse lives shorter than the longest period.

    An order is in service only in periods that its life covers whole. A shorter life would make
    an opening or a connection free, as its annuity falls due in no period, and would leave
    halls, plant and units out of the period without a word.
    """
    if not frame.knows("periods", "horizon_end_year"):
        return
    starts = frame.settings.periods
    end = frame.settings.horizon_end_year or starts[-1] + 1
    longest = max(b - a for a, b in itertools.pairwise((*starts, end)))
    at_least = f"at least {longest} years, the length of the longest period"
    columns = ("opening_life_years", "status", "opening_musd", "land_ha", "land_usd_per_ha")
    for row, site in sound_rows(tables, "sites", *columns):
        costs = site["opening_musd"] + (site["land_ha"] or 0.0) * site["land_usd_per_ha"]
        may_open = site["status"] in ("candidate", "forced") and costs > 0
        if may_open and site["opening_life_years"] < longest:
            expected = f"{at_least}: opening the site in it would cost nothing"
            found = site["opening_life_years"]
            findings.fault(row.at("opening_life_years"), "opening_life_years", found, expected)
    lives = _LIVES
    if "cooling" in tables:
        lives = (("sites", "shell_life_years", "a hall"), *lives)
    for name, column, what in lives:
        for row, values in sound_rows(tables, name, column):
            begins = values.get("available_from")
            never_ordered = begins is not None and begins > starts[-1]
            if values[column] < longest and not never_ordered:
                expected = f"{at_least}: {what} would serve none of it"
                findings.fault(row.at(column), column, values[column], expected)
