"""Reading an instance folder: `instance.yaml`, CSV tables, `scenarios.yaml`."""

from __future__ import annotations

from pathlib import Path

from .faults import Findings, Where, near
from .raw import Node, Source
from .schema import TABLES
from .text_files import read_csv, read_yaml

SETTINGS_FILE = "instance.yaml"
SCENARIOS_FILE = "scenarios.yaml"
FOREIGN_TABLES: tuple[str, ...] = (
    *(".tsv", ".txt", ".tab", ".json", ".parquet"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers"),
    *(".gz", ".zip"),
)
"""Endings of files that hold a table in a form that is not read."""


def read_folder(path: Path, findings: Findings) -> Source:
    """Everything a folder says; files that are neither tables nor settings are not read."""
    source = Source(Node({}, Where(SETTINGS_FILE)))
    names = _files_of(path, findings)
    if SETTINGS_FILE in names:
        source.settings = read_yaml(path / SETTINGS_FILE, SETTINGS_FILE, findings) or Node(
            None, source.settings.where
        )
    else:
        findings.fault(Where(SETTINGS_FILE), "", None, "the file of settings")
        source.settings = Node(None, source.settings.where)
    if SCENARIOS_FILE in names:
        source.scenarios = read_yaml(path / SCENARIOS_FILE, SCENARIOS_FILE, findings)
    for name in names:
        table = _table_of(name)
        if table:
            source.tables[table] = read_csv(path / name, table, name, findings)
        elif name not in (SETTINGS_FILE, SCENARIOS_FILE):
            _refuse_mistyped(name, findings)
    return source


def _table_of(name: str) -> str:
    """The table that a file of this name holds, else ""."""
    stem = name.removesuffix(".csv")
    return stem if stem in TABLES and name != stem else ""


def _files_of(path: Path, findings: Findings) -> list[str]:
    """Names of the files of a folder; what would be read but is no file of it is refused."""
    names = []
    whole = path.resolve()
    for found in sorted(path.iterdir()):
        name = found.name
        if name.startswith("."):
            continue
        is_ours = name in (SETTINGS_FILE, SCENARIOS_FILE) or bool(_table_of(name))
        if not is_ours:
            if found.is_file():
                names.append(name)
        elif not found.is_file():
            what = "a folder" if found.is_dir() else "no file, or a link to nothing"
            findings.fault(Where(name), "", what, "a file of the folder")
        elif found.is_symlink() and whole not in found.resolve().parents:
            hint = "a link that leads out of the folder; copy the file into it"
            findings.fault(Where(name), "", str(found.readlink()), "a file of the folder", hint)
        else:
            names.append(name)
    return names


def _refuse_mistyped(name: str, findings: Findings) -> None:
    """Refuse a file that its author must think is read; plans, maps and prose may lie here."""
    stem, ending = Path(name).stem, Path(name).suffix.casefold()
    if ending == ".csv":
        hint = near(name, [f"{table}.csv" for table in TABLES])
        findings.fault(Where(name), "", name, "a file named as a table", hint)
    elif ending in FOREIGN_TABLES and stem.casefold().removesuffix(".csv") in TABLES:
        table = stem.casefold().removesuffix(".csv")
        findings.fault(Where(name), "", name, f"{table}.csv: a folder holds CSV tables")
    elif ending in (".yaml", ".yml"):
        known = (Path(SETTINGS_FILE).stem, Path(SCENARIOS_FILE).stem)
        hint = near(stem, known)
        if hint:
            expected = f"{SETTINGS_FILE} or {SCENARIOS_FILE}"
            findings.fault(Where(name), "", name, expected, hint)
