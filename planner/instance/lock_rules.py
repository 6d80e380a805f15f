"""Rules of locks: each names a decision that plans have, and no two ask for opposite values of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .faults import Findings, near
from .limit_rules import check_start
from .lock_items import ITEM_WORDS, LockItems
from .references import MAX_HINTS
from .rules import cell_at, sound_rows
from .set_aside import LOCK_FAMILY
from .settings_check import Frame
from .table_check import Table, TableRow

Values = Mapping[str, Any]

YES_OR_NO: tuple[str, ...] = ("sites", "connections", "runs", "run_sites")
"""Tables whose decisions are 0 or 1."""

SLACK = 1e-6
"""How far a decision may be from the value of its lock, in the model's unit and as a share."""

THOUSANDS: tuple[str, ...] = ("fleet", "fabric", "rentals")
"""Tables of units, of which the model's unit is a thousand."""


def check_locks(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """Every lock names a decision of a family in use with a value that it can take."""
    items, hints = LockItems(tables), _Hints()
    sound: list[TableRow] = []
    for row, lock in sound_rows(tables, "locks", "in_table"):
        family = LOCK_FAMILY[lock["in_table"]]
        if frame.knows("families") and family not in frame.settings.families:
            expected = f"a decision of a listed family ({family} is not)"
            findings.fault(row.at("in_table"), "in_table", lock["in_table"], expected)
            continue
        before = len(findings.faults)
        if row.bad.isdisjoint({"site", "item"}):
            _check_place(row, lock, items, hints, findings)
        if "period" not in row.bad and lock["period"] is not None:
            _check_period(row, lock, frame, findings)
        if "value" not in row.bad:
            _check_value(row, lock, findings)
        if not row.bad and len(findings.faults) == before:
            sound.append(row)
    _check_contradictions(sound, findings)


@dataclass
class _Hints:
    """Near names of items, sought for the first faults only, as the search is slow."""

    found: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def near(self, lock: Values, known: set[str]) -> str:
        key = (lock["in_table"], lock["site"], lock["item"])
        if key not in self.found and len(self.found) < MAX_HINTS:
            self.found[key] = near(lock["item"], sorted(known))
        return self.found.get(key, "")


def _check_place(
    row: TableRow, lock: Values, items: LockItems, hints: _Hints, findings: Findings
) -> None:
    table, site, item = lock["in_table"], lock["site"], lock["item"]
    if table == "runs" and site:
        expected = "an empty cell: a run starts, wherever it stands"
        findings.fault(row.at("site"), "site", site, expected)
    if table != "runs" and not site:
        findings.fault(row.at("site"), "site", None, f"the site of the decision in {table}")
        return
    if table == "sites":
        if item:
            findings.fault(row.at("item"), "item", item, "an empty cell: the site is named already")
        return
    known = items.of(table, site)
    if known is None or item in known:
        return
    expected = f"{ITEM_WORDS[table]} that {'exists' if table in ('runs', 'run_sites') else site + ' can have'}"
    hint = hints.near(lock, known)
    if table == "corridors" and site in (items.of(table, item) or ()):
        hint = f"the corridor goes from {item} to {site}: site {item}, item {site}"
    findings.fault(row.at("item"), "item", item or None, expected, hint)


def _check_period(row: TableRow, lock: Values, frame: Frame, findings: Findings) -> None:
    if lock["in_table"] == "run_sites":
        expected = "an empty cell: a run is at its sites for as long as it runs"
        findings.fault(row.at("period"), "period", lock["period"], expected)
    elif frame.knows("periods"):
        check_start(row, "period", lock["period"], frame, findings)


def _check_value(row: TableRow, lock: Values, findings: Findings) -> None:
    if lock["in_table"] in YES_OR_NO and lock["value"] not in (0, 1):
        expected = f"0 or 1, as in {lock['in_table']} of a plan"
        findings.fault(row.at("value"), "value", lock["value"], expected)
    elif lock.get("rule") == "min" and lock["value"] == 0:
        findings.note(f"{cell_at(row, 'value')}: at least 0 is no lock")


def _check_contradictions(rows: list[TableRow], findings: Findings) -> None:
    """Refuse a lock that asks for more of a number than another one allows of it, or of its sum."""
    groups: dict[tuple[str, str, str], list[TableRow]] = defaultdict(list)
    for row in rows:
        lock: Values = row.values
        item = lock["item"].partition("/")[0] if lock["in_table"] == "runs" else lock["item"]
        groups[lock["in_table"], lock["site"], item].append(row)
    for group in groups.values():
        for i, row in enumerate(group):
            clash = next((first for first in group[:i] if _clash(first.values, row.values)), None)
            if clash is not None:
                rule, value = clash.values["rule"], clash.values["value"]
                expected = f"a value that goes with row {clash.where.row} ({rule} {value:g})"
                found = f"{row.values['rule']} {row.values['value']:g}"
                findings.fault(row.at("value"), "value", found, expected)


def _clash(one: Values, other: Values) -> bool:
    return _exceeds(one, other) or _exceeds(other, one)


def _exceeds(low: Values, high: Values) -> bool:
    """Whether the least of a decision is more than the most of it, or of a sum that it is part of."""
    if low["rule"] == "max" or high["rule"] == "min" or not _is_part(low, high):
        return False
    unit = 1e3 if low["in_table"] in THOUSANDS else 1.0
    room = sum(SLACK * (unit + lock["value"]) for lock in (low, high))
    return bool(low["value"] - high["value"] > room)


def _is_part(part: Values, whole: Values) -> bool:
    same_item = part["item"] == whole["item"] or part["item"].startswith(whole["item"] + "/")
    years = (part["period"], whole["period"])
    if part["in_table"] == "sites":
        return years[0] == years[1] or None in years
    return same_item and whole["period"] in (None, part["period"])
