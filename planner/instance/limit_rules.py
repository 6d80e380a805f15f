"""Rules of limits: a kind in its unit, for something that exists, in the start year of a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .faults import Findings, near
from .rules import names_in, sound_rows
from .schema import LIMIT_FAMILIES, LIMIT_UNITS
from .settings_check import Frame
from .table_check import Table, TableRow


@dataclass(frozen=True)
class _Scope:
    """What the scope of a kind of limit names, and whether it has to name one."""

    table: str
    column: str
    required: bool = False


SCOPES: dict[str, _Scope] = {
    "emissions": _Scope("sites", "region"),
    "water": _Scope("sites", "region"),
    "vendor_share": _Scope("accelerators", "vendor", required=True),
    "served_share": _Scope("services", "service"),
    "site_share": _Scope("services", "service"),
    "grid_region": _Scope("sites", "grid_region", required=True),
}
"""By kind; limits of a kind that is not here hold for everything."""


def check_limits(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Every limit can be understood, and holds in some period of something that exists."""
    for row, limit in sound_rows(tables, "limits", "limit"):
        kind = limit["limit"]
        family = LIMIT_FAMILIES[kind]
        if frame.knows("families") and family not in frame.settings.families:
            expected = f"a limit on a listed family ({family} is not)"
            findings.fault(row.at("limit"), "limit", kind, expected)
            continue
        if "unit" not in row.bad and limit["unit"] != LIMIT_UNITS[kind]:
            expected = f"{LIMIT_UNITS[kind]}, the unit of {kind}"
            findings.fault(row.at("unit"), "unit", limit["unit"], expected)
        if "value" not in row.bad and LIMIT_UNITS[kind] == "share" and limit["value"] > 1:
            findings.fault(row.at("value"), "value", limit["value"], f"a share ≤ 1 for {kind}")
        if "year" not in row.bad and frame.knows("periods"):
            check_start(row, "year", limit["year"], frame, findings)
        if "scope" not in row.bad:
            _check_scope(row, limit, tables, findings)


def check_start(row: TableRow, column: str, year: int, frame: Frame, findings: Findings) -> None:
    """Refuse a year in which no period starts."""
    starts = frame.settings.periods
    if year not in starts:
        expected = f"a year in which a period starts: {', '.join(map(str, starts))}"
        findings.fault(row.at(column), column, year, expected)


def _check_scope(
    row: TableRow, limit: Mapping[str, Any], tables: Mapping[str, Table], findings: Findings
) -> None:
    kind, scope = limit["limit"], limit["scope"]
    what = SCOPES.get(kind)
    if what is None:
        if scope:
            expected = f"an empty cell: {kind} has no parts"
            findings.fault(row.at("scope"), "scope", scope, expected)
        return
    file = tables[what.table].file if what.table in tables else f"{what.table}.csv"
    expected = f"a {what.column} of {file}"
    if not scope:
        if what.required:
            findings.fault(row.at("scope"), "scope", None, f"{expected}, for {kind}")
        return
    known = names_in(tables, what.table, what.column)
    if known is not None and scope not in known:
        findings.fault(row.at("scope"), "scope", scope, expected, near(scope, sorted(known)))
