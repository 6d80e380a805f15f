"""Lives against the length of periods: what ends within a period serves none of it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping

from .faults import Findings
from .rules import sound_rows
from .settings_check import Frame
from .table_check import Table

_LIVES: tuple[tuple[str, str, str], ...] = (
    ("sites", "shell_life_years", "hall"),
    ("cooling", "life_years", "hall"),
    ("power_options", "life_years", "MW"),
    ("accelerators", "life_years", "unit"),
    ("fabrics", "life_years", "unit"),
    ("corridors", "life_years", "unit"),
)
"""(table, column, what is ordered with that life)."""


def check_lives(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Refuse lives that make one-time costs free, remark on those too short for a period.

    An order is in service, and its annuity due, only in periods that its life covers whole. A site
    stays open and a connection stays in use beyond its life, so that one that ends within a period
    would cost nothing there. Halls, plant and units only cannot serve such a period.
    """
    if not frame.knows("families", "periods", "horizon_end_year"):
        return
    longest = longest_period(frame)
    _check_openings(tables, longest, findings)
    _check_connections(tables, longest, findings)
    for name, column, what in _LIVES:
        if name == "sites" and "halls" not in frame.settings.families:
            continue
        for row, values in sound_rows(tables, name, column):
            if values[column] < longest:
                place = row.at(column)
                findings.note(
                    f"{place.file} row {place.row}, column {column}: no {what} ordered with a life "
                    f"of {values[column]:g} years serves a period of {longest} years"
                )


def longest_period(frame: Frame) -> int:
    """Length in years of the longest period."""
    starts = frame.settings.periods
    end = frame.settings.horizon_end_year or starts[-1] + 1
    return max(b - a for a, b in itertools.pairwise((*starts, end)))


def _check_openings(tables: Mapping[str, Table], longest: int, findings: Findings) -> None:
    columns = ("opening_life_years", "status", "opening_musd", "land_ha", "land_usd_per_ha")
    for row, site in sound_rows(tables, "sites", *columns):
        costs = site["opening_musd"] + (site["land_ha"] or 0.0) * site["land_usd_per_ha"]
        may_open = site["status"] in ("candidate", "forced") and costs > 0
        life = site["opening_life_years"]
        if may_open and life < longest:
            expected = f"{_at_least(longest)}: opening the site in it would cost nothing"
            findings.fault(row.at("opening_life_years"), "opening_life_years", life, expected)


def _check_connections(tables: Mapping[str, Table], longest: int, findings: Findings) -> None:
    """Interconnections and upgrades are recovered over the life of their option."""
    costs: dict[str, list[str]] = defaultdict(list)
    paid = (("site_power", "interconnection_musd"), ("energisation_steps", "upgrade_musd"))
    for name, column in paid:
        for row, values in sound_rows(tables, name, "option", column):
            if values[column] > 0:
                costs[values["option"]].append(f"{row.where.file} row {row.where.row}")
    for row, option in sound_rows(tables, "power_options", "option", "life_years"):
        if option["life_years"] < longest and option["option"] in costs:
            where = costs[option["option"]][0]
            expected = f"{_at_least(longest)}: its connections ({where}) would cost nothing in it"
            findings.fault(row.at("life_years"), "life_years", option["life_years"], expected)


def _at_least(longest: int) -> str:
    return f"at least {longest} years, the length of the longest period"
