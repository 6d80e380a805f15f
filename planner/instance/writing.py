"""Writing an instance as a folder, whole and on the disk, or not at all."""

from __future__ import annotations

import csv
import shutil
import uuid
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from planner.disk import flush_folder, write_through
from planner.spreadsheet import guarded

from .core import Instance
from .folder import SETTINGS_FILE
from .schema import CATALOGUE_TABLES, Row, Settings, columns_of, facts_of


def write_folder(instance: Instance, path: Path | str) -> None:
    """Write settings and tables as a folder that loads back to an equal instance.

    Columns in which every row has the default are left out. Changes, notes and routes given from
    outside are not written: changes are in the values already.

    Raises:
        FileExistsError: when the target exists and is not an empty folder.
        ValueError: for an instance with routes given from outside, which no file can hold.
    """
    target = Path(path).absolute()
    if instance.fixed_routes is not None:
        raise ValueError("an instance with fixed routes cannot be written as a folder")
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise FileExistsError(f"{target} exists and is not an empty folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = target.parent / f".{target.name}-{uuid.uuid4().hex}"
    whole.mkdir()
    try:
        _write_settings(instance.settings, whole / SETTINGS_FILE)
        for name, rows in instance.tables().items():
            merged = name in CATALOGUE_TABLES and instance.settings.catalogue != "none"
            _write_table(rows, whole / f"{name}.csv", instance.settings.families, merged)
        flush_folder(whole)
        if target.exists():
            target.rmdir()
        whole.rename(target)
        flush_folder(target.parent)
    except BaseException:
        shutil.rmtree(whole, ignore_errors=True)
        raise


def _write_settings(settings: Settings, file: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = StringIO()
    yaml.dump(settings.model_dump(mode="json", exclude_defaults=True), out)
    write_through(file, out.getvalue().encode())


def _write_table(
    rows: tuple[Row, ...], file: Path, families: tuple[str, ...], merged: bool
) -> None:
    """Write a table; one that the catalogue lies under says its defaults too."""
    row_type = type(rows[0])
    columns = [
        name
        for name, info in columns_of(row_type).items()
        if name in row_type.key
        or not set(facts_of(info).needed_by).isdisjoint(families)
        or any(merged or getattr(row, name) != info.get_default() for row in rows)
    ]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    write_through(file, out.getvalue().encode())


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return guarded("|".join(value))
    if isinstance(value, str):
        return guarded(value)
    return repr(value) if isinstance(value, float) else str(value)
