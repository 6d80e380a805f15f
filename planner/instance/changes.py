"""Changes to settings and cells, as `--set` and scenarios give them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from .cells import MisfitError, is_empty, specs_of
from .faults import Findings, Where, near
from .raw import Node
from .schema import TABLES, Settings
from .table_check import Table, TableRow, key_texts

PART = re.compile(r'"([^"]*)"|([^".=]+)')
ANY = "*"
SETTINGS = "settings"


@dataclass(frozen=True)
class Change:
    """A new value for a setting, or for one column of the rows that a key names.

    Attributes:
        text: the path as given.
        path: its parts: a table, its key and a column; or the name of a setting.
        value: the value as it would stand in a file.
    """

    text: str
    path: tuple[str, ...]
    value: Node

    @property
    def table(self) -> str | None:
        """The table it changes, None for a setting."""
        return self.path[0] if self.path[0] in TABLES else None

    @property
    def value_text(self) -> str:
        """The value in one line, as in `--set`."""
        return _value_text(self.value.plain())


def _value_text(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(_value_text, value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_value_text(v)}" for k, v in value.items()) + "}"
    return "" if value is None else str(value)


def parse_changes(texts: Iterable[str], findings: Findings) -> list[Change]:
    """Changes given as `path=value`, in order."""
    found = []
    for number, text in enumerate(texts, start=1):
        where = Where("changes", number)
        end = _path_end(text)
        if end < 0:
            expected = "table.key.column=value or setting=value"
            findings.fault(where, "", text, expected)
            continue
        value = text[end + 1 :].strip()
        change = parse_change(text[:end], Node(value or None, where), findings)
        if change is not None:
            found.append(change)
    return found


def _path_end(text: str) -> int:
    quoted = False
    for at, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == "=" and not quoted:
            return at
    return -1


def parse_change(path: str, value: Node, findings: Findings) -> Change | None:
    """A change from its path and value; None after a fault."""
    parts = split_path(path.strip())
    if not parts:
        expected = 'names joined by dots, names with dots in double quotes ("a.b")'
        findings.fault(value.where, path, path, expected)
        return None
    if parts[0] == SETTINGS and len(parts) > 1:
        parts = parts[1:]
    return Change(path, tuple(parts), value)


def split_path(path: str) -> list[str]:
    """The names that dots join, without their quotes; none when the path is malformed."""
    parts: list[str] = []
    at = 0
    while match := PART.match(path, at):
        parts.append((match[1] if match[1] is not None else match[2]).strip())
        at = match.end()
        if at == len(path):
            return parts
        if path[at] != ".":
            break
        at += 1
    return []


def change_setting(tree: Node, change: Change, findings: Findings) -> None:
    """Put a changed setting in the tree; the check of the settings then judges it."""
    if isinstance(tree.value, dict) and not tree.put(change.path, change.value):
        group = ".".join(change.path[:-1])
        expected = f"a change of {group} as a whole: it is one value"
        findings.fault(change.value.where, change.text, change.value_text, expected)


def change_cells(table: Table, change: Change, findings: Findings) -> None:
    """Change one column of every row that the key names, checked as a cell of the file.

    An empty value empties the cell: the catalogue's value comes back, else the default.
    """
    rows = rows_named(table, table.rows, change, findings)
    if not rows:
        return
    column, where = change.path[-1], change.value.where
    value = _cell_value(table, change, findings)
    if value is None and not is_empty(change.value.plain()):
        return
    for row in rows:
        row.placed[column] = where
        row.bad.discard(column)
        if value is not None:
            row.cells[column] = value
        elif row.base is not None and column in row.base:
            row.cells[column] = row.base[column]
        else:
            row.cells.pop(column, None)


def _cell_value(table: Table, change: Change, findings: Findings) -> object:
    spec = specs_of(table.row_type)[change.path[-1]]
    plain, where = change.value.plain(), change.value.where
    if is_empty(plain):
        return None
    if isinstance(plain, dict) or (isinstance(plain, list) and spec.kind != "words"):
        findings.fault(where, change.text, change.value_text, spec.expected)
        return None
    try:
        return spec.parse(plain)
    except MisfitError as misfit:
        findings.fault(where, change.text, change.value_text, spec.expected, misfit.hint)
        return None


def rows_named(
    table: Table, rows: list[TableRow], change: Change, findings: Findings
) -> list[TableRow]:
    """Rows whose key the change names; a fault when its path names no column or no row."""
    where, row_type = change.value.where, table.row_type
    specs = specs_of(row_type)
    *key, column = change.path[1:] or ("",)
    pattern = ".".join((table.name, *row_type.key, "column"))
    if len(key) != len(row_type.key):
        findings.fault(where, change.text, change.text, pattern)
        return []
    if column in row_type.key or column not in specs:
        others = [name for name in specs if name not in row_type.key]
        hint = near(column, others) if column not in specs else "a key cannot be changed"
        findings.fault(where, change.text, column, f"a column of {table.name}", hint)
        return []
    named = [row for row in rows if _matches(table, row, key)]
    if not named and table.readable:
        keys = {".".join(key_texts(found)) for row in rows if (found := table.key_of(row))}
        hint = near(".".join(key), sorted(keys))
        expected = f"a key of {table.name} ({pattern})"
        findings.fault(where, change.text, ".".join(key), expected, hint)
    return named


def _matches(table: Table, row: TableRow, key: list[str]) -> bool:
    found = table.key_of(row)
    return found is not None and all(
        part in (ANY, value) for part, value in zip(key, key_texts(found), strict=True)
    )


def check_unused(
    changes: Iterable[Change],
    tables: Mapping[str, Table],
    catalogue: Mapping[str, Table],
    set_aside: Container[str],
    findings: Findings,
) -> None:
    """Check that changes of a scenario that is not in use name something that exists.

    Of tables that are set aside, only the columns are known.
    """
    for change in changes:
        if change.table is None:
            _check_setting_path(change, findings)
            continue
        name = change.table
        known = [t for t in (tables.get(name), catalogue.get(name)) if t is not None]
        table = known[0] if known else Table(name, Where(f"{name}.csv"))
        if name in set_aside:
            table = Table(name, table.heading, readable=False)
        rows = [row for t in known for row in t.rows]
        if rows_named(table, rows, change, findings):
            _cell_value(table, change, findings)


def _check_setting_path(change: Change, findings: Findings) -> None:
    specs = specs_of(Settings)
    for depth, name in enumerate(change.path):
        if name not in specs:
            known = specs if depth else (*specs, *TABLES)
            hint = near(name, known)
            findings.fault(change.value.where, change.text, name, "a setting or table", hint)
            return
        spec = specs[name]
        if spec.kind == "by_year":
            return
        if spec.kind != "group":
            if depth + 1 < len(change.path):
                findings.fault(change.value.where, change.text, change.text, f"{name} alone")
            return
        specs = specs_of(type(spec.default))  # type: ignore[arg-type]
