"""The instance to start from: `planner new` copies it, as a folder or as one workbook."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from importlib.resources import as_file, files
from io import StringIO
from pathlib import Path

from pydantic.fields import FieldInfo
from ruamel.yaml import YAML

from planner.instance.describe import type_words, workbook_from_schema
from planner.instance.schema import TABLES, columns_of

_FILES = files(__name__) / "files"


def write_folder(folder: Path) -> None:
    """Copy the instance to a folder that does not exist yet.

    Raises:
        FileExistsError: when something stands there.
    """
    with as_file(_FILES) as source:
        shutil.copytree(source, folder)


def write_workbook(path: Path) -> None:
    """Write the instance as a workbook: every table has its sheet, also those without rows.

    Raises:
        FileExistsError: when something stands there.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists already")
    workbook_from_schema(_settings(), _tables()).save(path)


def _settings() -> dict[str, object]:
    """Settings by dotted name; lists as the text of one cell."""
    tree = YAML(typ="safe", pure=True).load((_FILES / "instance.yaml").read_text("utf-8"))
    return dict(_leaves("", tree))


def _leaves(path: str, node: object) -> Iterator[tuple[str, object]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _leaves(f"{path}.{name}" if path else str(name), child)
    else:
        yield path, "|".join(map(str, node)) if isinstance(node, list) else node


def _tables() -> dict[str, list[dict[str, object]]]:
    found = {}
    for name, row in TABLES.items():
        path = _FILES / f"{name}.csv"
        if path.is_file():
            infos = columns_of(row)
            lines = csv.DictReader(StringIO(path.read_text("utf-8")))
            found[name] = [
                {column: _cell(text, infos[column]) for column, text in line.items()}
                for line in lines
            ]
    return found


def _cell(text: str, info: FieldInfo) -> object:
    """A number where the column holds numbers, so that Excel can count with it."""
    if not text:
        return None
    return float(text) if "number" in type_words(info) else text
