"""The instance format described from its schema: docs page, JSON Schema, workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from .schema import CATALOGUE_TABLES, FAMILY_NEEDS, TABLES, Row, Settings, columns_of, facts_of

SETTINGS_SHEET = "instance"
"""Sheet of a workbook that holds the settings: dotted name, value."""

_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
_IN_A_CELL = ", in a cell separated by `|`"
_BOUNDS = ((Ge, "ge", "≥"), (Gt, "gt", ">"), (Le, "le", "≤"), (Lt, "lt", "<"))


def type_words(info: FieldInfo) -> str:
    """What a cell may hold, in words: its type, and for lists what separates the words."""
    facts = facts_of(info)
    if facts.choices:
        words = " or ".join(f"`{word}`" for word in facts.choices)
        return f"list of {words}{_IN_A_CELL}" if facts.listed else words
    return _type_words(info.annotation, listed=facts.listed)


def _type_words(annotation: object, *, listed: bool) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        kinds = [arg for arg in args if arg is not NoneType]
        return " or ".join(_type_words(kind, listed=listed) for kind in kinds)
    if origin is tuple:
        item = _WORDS[args[0]]
        return f"list of {item}{_IN_A_CELL if listed else ''}"
    if origin is dict:
        return f"{_WORDS[args[1]]} by year"
    assert isinstance(annotation, type)
    return "settings of its own" if issubclass(annotation, BaseModel) else _WORDS[annotation]


def range_words(info: FieldInfo) -> str:
    """Permitted range in words, such as `> 0, ≤ 100`; empty when any number will do."""
    words = []
    for kind, attribute, sign in _BOUNDS:
        for bound in info.metadata:
            if isinstance(bound, kind):
                words.append(f"{sign} {getattr(bound, attribute):.12g}")
    return ", ".join(words)


def default_words(info: FieldInfo) -> str:
    """What an empty cell means: `required`, `empty`, or the default."""
    default = info.default
    if default is PydanticUndefined:
        return "required"
    if isinstance(default, BaseModel):
        return ""
    if default is None or default == "" or default == ():
        return "empty"
    if isinstance(default, tuple):
        return "|".join(map(str, default))
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


def format_page() -> str:
    """The whole format as a Markdown page."""
    parts = [_INTRODUCTION, "## Families\n", _families(), "## Settings\n", _settings_text()]
    parts += [_column_table(Settings.model_fields)]
    for name, info in Settings.model_fields.items():
        nested = info.annotation
        if isinstance(nested, type) and issubclass(nested, BaseModel):
            parts += [f"### `{name}`\n", f"{info.description}\n"]
            parts.append(_column_table(nested.model_fields))
    parts.append("## Tables\n")
    for row in TABLES.values():
        parts += [f"### `{row.table}`\n", _table_text(row), _column_table(_own_columns(row))]
    parts += ["## Columns of every table\n", _column_table(_meta_columns())]
    return "\n".join(parts)


_INTRODUCTION = """# Instance format

An instance is a folder with `instance.yaml` (settings) and one CSV file per table, or one Excel
workbook with a sheet per table and the settings in the sheet `instance`. IDs are text
everywhere: `01` and `1` are two sites, and `NA` is a name. Every MW says IT or facility.

A wrong file is refused with every fault at once. `planner check INSTANCE` lists them, and
`planner new FOLDER` writes an instance to start from. An editor that knows JSON Schema can check
`instance.yaml` while it is typed: {download}`instance.schema.json`.
"""


def _families() -> str:
    lines = ["| family | needs | tables |", "|---|---|---|"]
    for family, needs in FAMILY_NEEDS.items():
        tables = ", ".join(f"`{row.table}`" for row in TABLES.values() if family in row.families)
        lines.append(f"| `{family}` | {', '.join(f'`{need}`' for need in needs)} | {tables} |")
    return "\n".join(lines) + "\n"


def _settings_text() -> str:
    return "What `instance.yaml` may say.\n"


def _table_text(row: type[Row]) -> str:
    sentences = [row.about, f"Key: {', '.join(f'`{column}`' for column in row.key)}."]
    sentences.append(f"Families: {', '.join(f'`{family}`' for family in row.families)}.")
    if row.required:
        sentences.append("At least one row is needed.")
    if row.table in CATALOGUE_TABLES:
        sentences.append("The catalogue gives rows; the instance's own win column by column.")
    return " ".join(sentences) + "\n"


def _own_columns(row: type[Row]) -> dict[str, FieldInfo]:
    return {name: info for name, info in columns_of(row).items() if name not in _meta_columns()}


def _meta_columns() -> dict[str, FieldInfo]:
    return dict(Row.model_fields)


def _column_table(columns: dict[str, FieldInfo]) -> str:
    lines = [
        "| name | unit | what it holds | range | when empty | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for name, info in columns.items():
        cells = (
            f"`{name}`",
            facts_of(info).unit,
            type_words(info),
            range_words(info),
            default_words(info),
            _meaning(info),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _meaning(info: FieldInfo) -> str:
    facts = facts_of(info)
    sentences = [info.description or ""]
    if facts.ref:
        sentences.append(f"One of `{facts.ref}`.")
    if facts.needed_by:
        sentences.append(f"Needed by {', '.join(f'`{f}`' for f in facts.needed_by)}.")
    if facts.usual:
        low, high = facts.usual
        sentences.append(f"Usual: {low:g} to {high:.12g}.")
    if facts.source:
        sentences.append(f"Source: {facts.source}.")
    return " ".join(sentences)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `instance.yaml`, with units under `x-unit`."""
    schema = Settings.model_json_schema()
    _plain_facts(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _plain_facts(node: object) -> None:
    """Put what JSON Schema has a word for into that word, and the unit under `x-unit`."""
    if isinstance(node, list):
        for item in node:
            _plain_facts(item)
    if not isinstance(node, dict):
        return
    facts = node.pop("facts", None)
    if facts:
        if facts["unit"]:
            node["x-unit"] = facts["unit"]
        if facts["choices"]:
            target = node["items"] if node.get("type") == "array" else node
            target["enum"] = list(facts["choices"])
    for child in node.values():
        _plain_facts(child)


def workbook_from_schema(
    settings: Mapping[str, object], tables: Mapping[str, Sequence[Mapping[str, object]]]
) -> Workbook:
    """A workbook with the settings and a sheet for every table, filled where values are given.

    Every heading and every setting carries a comment: sentence, unit, type, range, default.

    Args:
        settings: values by dotted name, such as `solve.gap`.
        tables: rows by table; cells by column.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_settings(book.create_sheet(SETTINGS_SHEET), settings)
    for row in TABLES.values():
        _write_table(book.create_sheet(row.table), row, tables.get(row.table, ()))
    return book


def _write_settings(sheet: Worksheet, values: Mapping[str, object]) -> None:
    sheet.append(["setting", "value"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for name, value in values.items():
        sheet.append([name, value])
        _as_text(sheet)
        sheet.cell(sheet.max_row, 1).comment = _comment(Settings.model_fields[name.split(".")[0]])
    sheet.column_dimensions["A"].width = 32
    sheet.column_dimensions["B"].width = 60
    sheet.freeze_panes = "A2"


def _write_table(sheet: Worksheet, row: type[Row], lines: Sequence[Mapping[str, object]]) -> None:
    columns = columns_of(row)
    for number, (name, info) in enumerate(columns.items(), start=1):
        cell = sheet.cell(1, number, name)
        cell.font = Font(bold=True, italic=not info.is_required())
        cell.comment = _comment(info)
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(name) + 2)
    for line in lines:
        sheet.append([line.get(name) for name in columns])
        _as_text(sheet)
    sheet.freeze_panes = "A2"


def _as_text(sheet: Worksheet) -> None:
    """Keep the texts of the last row text, also those that begin like a formula."""
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"


def _comment(info: FieldInfo) -> Comment:
    lines = [
        _meaning(info),
        f"Unit: {facts_of(info).unit}" if facts_of(info).unit else "",
        f"Holds: {type_words(info)}",
        f"Range: {range_words(info)}" if range_words(info) else "",
        f"When empty: {default_words(info)}" if default_words(info) else "",
    ]
    comment = Comment("\n".join(line for line in lines if line), "planner")
    comment.width, comment.height = 320, 160
    return comment
