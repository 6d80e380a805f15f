"""Which inputs of two instances differ: settings, cells, rows that only one of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.instance import Instance
from planner.instance.schema import META_COLUMNS, TABLES, Row

SETTINGS = "settings"
NOT_COMPARED: tuple[str, ...] = ("description", "solve")
"""Settings that are no input of the plan; the fingerprint leaves them out too."""

Value = float | int | str | bool | list[Any] | dict[str, Any] | None


@dataclass(frozen=True)
class InputDifference:
    """One cell or setting that differs, or a row that only one instance has.

    Attributes:
        table: table, or `settings`.
        row: key of the row, its parts joined by dots as in `--set`; "" for a setting.
        column: column or setting; "" when the whole row is in one instance only.
        from_value: value in the first instance, None where it has none.
        to_value: value in the second instance, None where it has none.
        only_in: "a" or "b" for a row that only one of them has, else "".
    """

    table: str
    row: str
    column: str
    from_value: Value
    to_value: Value
    only_in: str = ""

    @property
    def factor(self) -> float | None:
        """The second value over the first, where both are numbers other than 0."""
        a, b = self.from_value, self.to_value
        if isinstance(a, bool) or isinstance(b, bool):
            return None
        if isinstance(a, (int, float)) and isinstance(b, (int, float)) and a and b:
            return b / a
        return None


@dataclass(frozen=True)
class Inputs:
    """How the instances of two plans compare.

    Attributes:
        same_instance: True when both plans are of one instance, by its fingerprint.
        differences: every input that differs, settings first, then tables in the order of the format.
    """

    same_instance: bool
    differences: tuple[InputDifference, ...]

    def groups(self) -> dict[tuple[str, str, str], list[InputDifference]]:
        """Differences by (table, column, only_in), in their order."""
        found: dict[tuple[str, str, str], list[InputDifference]] = {}
        for one in self.differences:
            found.setdefault((one.table, one.column, one.only_in), []).append(one)
        return found


def compare_inputs(a: Instance, b: Instance) -> Inputs:
    """Every input in which two instances differ; sources, notes and solve options are none."""
    if a.sha256 == b.sha256:
        return Inputs(True, ())
    found = list(_settings(a, b))
    tables = a.tables() | b.tables()
    for name in TABLES:
        if name in tables:
            found += _rows(name, a.tables().get(name, ()), b.tables().get(name, ()))
    return Inputs(False, tuple(found))


def _settings(a: Instance, b: Instance) -> Iterator[InputDifference]:
    before = dict(_leaves(a.settings.model_dump(mode="json")))
    after = dict(_leaves(b.settings.model_dump(mode="json")))
    for name in before | after:
        if name.partition(".")[0] in NOT_COMPARED:
            continue
        one, other = before.get(name), after.get(name)
        if one != other:
            yield InputDifference(SETTINGS, "", name, one, other)


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Value]]:
    """Settings by their path; a group of settings is taken apart."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _rows(table: str, before: tuple[Row, ...], after: tuple[Row, ...]) -> Iterator[InputDifference]:
    old, new = _by_key(before), _by_key(after)
    for key in old | new:
        if key not in new:
            yield InputDifference(table, key, "", None, None, only_in="a")
        elif key not in old:
            yield InputDifference(table, key, "", None, None, only_in="b")
        elif old[key] is not new[key]:
            one, other = _cells(old[key]), _cells(new[key])
            for column, value in one.items():
                if value != other[column]:
                    yield InputDifference(table, key, column, value, other[column])


def _by_key(rows: tuple[Row, ...]) -> dict[str, Row]:
    return {".".join(str(getattr(row, part)) for part in row.key): row for row in rows}


def _cells(row: Row) -> dict[str, Value]:
    return row.model_dump(mode="json", exclude={*META_COLUMNS, *row.key})
