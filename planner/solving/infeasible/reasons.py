"""A reason why no plan exists, and the words in which it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from planner.instance import Instance
from planner.instance.schema import TABLES, Limit, Settings
from planner.instance.schema.columns import facts_of

from .knobs import GONE, ROW, Loosening
from .steps import Value

PLAIN = re.compile(r'[^".=*]+')
"""Parts of a path that need no quotes in `--set`."""


@dataclass(frozen=True)
class Change:
    """One value of the data, as it is and as it would have to be.

    Attributes:
        rule: rule family, in planning words.
        table: table, or `settings`.
        key: the row's key; empty for a setting.
        column: column or setting; `*` for the whole row.
        available: the value now.
        needed: the value from which on a plan exists.
        unit: unit of both, "" for words.
        stepwise: only some values make a difference (years, words, sites in reach); of other numbers,
            anything noticeably short of `needed` is not enough.
        set_line: the change as `--set` takes it; "" for what it cannot change (keys and whole rows).
    """

    rule: str
    table: str
    key: tuple[str, ...]
    column: str
    available: Value
    needed: Value
    unit: str
    stepwise: bool
    set_line: str

    @property
    def difference(self) -> float | None:
        """Needed less available; None where these are no numbers."""
        if isinstance(self.available, int | float) and isinstance(self.needed, int | float):
            return float(self.needed) - float(self.available)
        return None

    @property
    def text(self) -> str:
        """The change in a line."""
        where = " ".join(part for part in self.key if part) or self.table
        if self.column == ROW:
            return f"{self.rule}: {self.table} {where} left out"
        now, then = _shown(self.available, self.column), _shown(self.needed, self.column)
        what = f"{self.rule}: {where}, {self.column} {now} → {then}"
        return f"{what} {self.unit}".rstrip() + self._by()

    def _by(self) -> str:
        if self.difference is None:
            return ""
        word = "more" if self.difference > 0 else "less"
        if "year" in self.column and self.unit == "year":
            word = "years later" if self.difference > 0 else "years earlier"
        return f" ({abs(self.difference):,.4g} {word})"


@dataclass(frozen=True)
class Reason:
    """A smallest set of changes that together let a plan exist; none of them can be spared.

    Attributes:
        changes: the changes.
        is_shortfall: the changes cut the work itself, so they say how much of it cannot be done.
        is_rough: found in a model without whole numbers and with metros merged: less of it is not enough, but
            whether it is enough was not tried.
    """

    changes: tuple[Change, ...]
    is_shortfall: bool
    is_rough: bool = False

    @property
    def text(self) -> str:
        """The reason in a line."""
        return " and ".join(change.text for change in self.changes)

    def as_dict(self) -> dict[str, Any]:
        """The reason as plain data."""
        changes = [
            asdict(change) | {"difference": change.difference, "text": change.text}
            for change in self.changes
        ]
        return {
            "shortfall": self.is_shortfall,
            "rough": self.is_rough,
            "text": self.text,
            "changes": changes,
        }


def reason_of(instance: Instance, values: Mapping[Loosening, Value]) -> Reason:
    """The reason that new values of some places make up."""
    changes = tuple(_change(instance, at, value) for at, value in values.items())
    return Reason(changes, all(at.knob.work for at in values))


def _change(instance: Instance, at: Loosening, value: Value) -> Change:
    knob = at.knob
    if knob.table == "settings":
        unit = facts_of(Settings.model_fields[knob.column]).unit
        line = f"{knob.column}={_written(value)}"
        return Change(knob.rule, knob.table, (), knob.column, at.now, value, unit, False, line)
    row = getattr(instance, knob.table)[at.place]
    key = tuple("" if v is None else str(v) for v in (getattr(row, name) for name in row.key))
    unit, line = "", ""
    if value != GONE:
        unit = facts_of(TABLES[knob.table].model_fields[knob.column]).unit
        unit = row.unit if isinstance(row, Limit) else unit
        if knob.column not in row.key:
            path = (knob.table, *(_quoted(part) for part in key), knob.column)
            line = f"{'.'.join(path)}={_written(value)}"
    stepwise = knob.steps is not None
    return Change(knob.rule, knob.table, key, knob.column, at.now, value, unit, stepwise, line)


def _quoted(part: str) -> str:
    return part if PLAIN.fullmatch(part) else f'"{part}"'


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def _shown(value: Value, column: str) -> str:
    if value is None:
        return "(no limit)"
    if isinstance(value, tuple | str):
        return _written(value) or "(any)"
    return str(value) if column.endswith("_year") else f"{value:,.7g}"
