"""Reading an instance folder: `instance.yaml`, CSV tables, `scenarios.yaml`."""

from __future__ import annotations

from pathlib import Path

from .faults import Findings, Where, near
from .raw import Node, Source
from .schema import TABLES
from .text_files import read_csv, read_yaml

SETTINGS_FILE = "instance.yaml"
SCENARIOS_FILE = "scenarios.yaml"
FOREIGN_TABLES: tuple[str, ...] = (".tsv", ".parquet", ".xlsx", ".xls", ".ods")


def read_folder(path: Path, findings: Findings) -> Source:
    """Everything a folder says; files that are neither tables nor settings are not read."""
    source = Source(Node({}, Where(SETTINGS_FILE)))
    names = sorted(p.name for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
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
        stem, dot, _ = name.rpartition(".")
        if dot and stem in TABLES and name == f"{stem}.csv":
            source.tables[stem] = read_csv(path / name, stem, name, findings)
        elif name not in (SETTINGS_FILE, SCENARIOS_FILE):
            _refuse_mistyped(name, findings)
    return source


def _refuse_mistyped(name: str, findings: Findings) -> None:
    """Refuse a file that its author must think is read; plans, maps and prose may lie here."""
    stem, ending = Path(name).stem, Path(name).suffix.casefold()
    if ending == ".csv":
        hint = near(name, [f"{table}.csv" for table in TABLES])
        findings.fault(Where(name), "", name, "a file named as a table", hint)
    elif ending in FOREIGN_TABLES and stem.casefold() in TABLES:
        findings.fault(Where(name), "", name, f"{stem.casefold()}.csv: a folder holds CSV tables")
    elif ending in (".yaml", ".yml"):
        known = (Path(SETTINGS_FILE).stem, Path(SCENARIOS_FILE).stem)
        hint = near(stem, known)
        if hint:
            expected = f"{SETTINGS_FILE} or {SCENARIOS_FILE}"
            findings.fault(Where(name), "", name, expected, hint)
