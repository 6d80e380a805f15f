"""Rows of the bundled catalogue, merged under those of the instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from .faults import Findings, Where, near
from .schema import CATALOGUE_TABLES, META_COLUMNS, CatalogueUse
from .settings_check import YEARLY_TABLES, Frame
from .table_check import Key, Table, TableRow, read_rows
from .text_files import read_csv

NO_CATALOGUE = "none"
WEAKEST_FIRST: tuple[str, ...] = ("low", "", "medium", "high")

CatalogueRow = tuple[str, tuple[str, ...], str]

DEPENDENT_TABLES: dict[str, tuple[str, ...]] = {
    "accelerators": ("bill_of_materials", "accelerator_supply", "throughput"),
    "cooling": ("pue",),
    "power_options": ("power_supply",),
    "fabrics": (),
}
"""Tables whose rows are taken only for the items that are taken, by table of items."""


def catalogue_versions() -> tuple[str, ...]:
    """Versions of the bundled catalogue."""
    folder = files("planner.catalogue")
    return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name[0].isdigit()))


@lru_cache(maxsize=4)
def _read_version(version: str) -> dict[str, Table]:
    folder = files("planner.catalogue") / version
    findings, tables = Findings(), {}
    for name in CATALOGUE_TABLES:
        path = folder / f"{name}.csv"
        if path.is_file():
            raw = read_csv(path, name, f"catalogue {version}/{name}.csv", findings)
            tables[name] = read_rows(raw, findings)
    findings.raise_faults()
    return tables


def catalogue_tables(frame: Frame, findings: Findings) -> dict[str, Table] | None:
    """Tables of the version that the settings name, not to be changed; None after a fault."""
    version = frame.settings.catalogue
    if not frame.knows("catalogue"):
        return None
    if version == NO_CATALOGUE:
        if frame.knows("use") and frame.settings.use != CatalogueUse():
            expected = "no use, since catalogue is none"
            found = frame.tree.at(("use",)).plain()
            findings.fault(frame.where("use"), "use", found, expected)
        return {}
    versions = (NO_CATALOGUE, *catalogue_versions())
    if version not in versions:
        expected = f"one of {', '.join(versions)}"
        hint = near(version, versions)
        findings.fault(frame.where("catalogue"), "catalogue", version, expected, hint)
        return None
    return _read_version(version)


def merge_catalogue(
    tables: dict[str, Table],
    catalogue: Mapping[str, Table],
    frame: Frame,
    in_use: Iterable[str],
    findings: Findings,
) -> None:
    """Put the catalogue's rows under the instance's, column by column, in the tables in use.

    Rows that the instance gives itself are always merged; of the others, those that
    `settings.use` takes.
    """
    taken = _items_taken(tables, catalogue, frame, findings)
    for name in in_use:
        if name not in catalogue:
            continue
        given = catalogue[name]
        table = tables.setdefault(name, Table(name, Where(f"{name}.csv")))
        own = {key: row for row in table.rows if (key := table.key_of(row)) is not None}
        for row in given.rows:
            key = given.key_of(row)
            if key is None:
                continue
            if key in own:
                _lay_under(own[key], row)
            elif all(key[0] in taken[item] for item in taken if _depends(name, item)):
                cells = dict(row.cells)
                table.rows.append(
                    TableRow(row.where, cells, base=row.cells, base_where=row.where, own=False)
                )
    if "fabrics" in in_use and "fabrics" in tables:
        _keep_known_accelerators(tables)


def distrust(tables: dict[str, Table], in_use: Iterable[str]) -> None:
    """Mark the tables that an unknown catalogue would complete: nothing is missing in them."""
    for name in CATALOGUE_TABLES:
        if name in in_use:
            tables.setdefault(name, Table(name, Where(f"{name}.csv"))).readable = False


def _depends(table: str, item: str) -> bool:
    return table == item or table in DEPENDENT_TABLES[item]


def _items_taken(
    tables: Mapping[str, Table],
    catalogue: Mapping[str, Table],
    frame: Frame,
    findings: Findings,
) -> dict[str, set[object]]:
    taken: dict[str, set[object]] = {}
    for name in DEPENDENT_TABLES:
        known = _first_keys(catalogue.get(name))
        wanted = getattr(frame.settings.use, name) if frame.knows("use") else ()
        for item in wanted:
            if item not in known and catalogue:
                findings.fault(
                    frame.where("use", name),
                    f"use.{name}",
                    item,
                    f"{name} of catalogue {frame.settings.catalogue}",
                    near(item, map(str, known)),
                )
        taken[name] = (set(wanted) or known) | _first_keys(tables.get(name))
    return taken


def _first_keys(table: Table | None) -> set[object]:
    if table is None:
        return set()
    keys = (table.key_of(row) for row in table.rows)
    return {key[0] for key in keys if key is not None}


def _lay_under(row: TableRow, given: TableRow) -> None:
    row.base, row.base_where = given.cells, given.where
    for column, value in given.cells.items():
        if column not in row.cells and column not in row.bad:
            row.cells[column] = value
            row.placed[column] = given.where


def _keep_known_accelerators(tables: Mapping[str, Table]) -> None:
    """Catalogue fabrics connect only the accelerators that were taken."""
    known, kept = _first_keys(tables.get("accelerators")), []
    for row in tables["fabrics"].rows:
        listed = row.cells.get("accelerators")
        if row.base is not None and listed == row.base.get("accelerators") and listed:
            assert isinstance(listed, tuple)
            row.cells["accelerators"] = tuple(name for name in listed if name in known)
        if row.own or not listed or row.cells["accelerators"]:
            kept.append(row)
    tables["fabrics"].rows = kept


def drop_unused(tables: Mapping[str, Table]) -> None:
    """Drop catalogue rows of regions, climate zones and models that the instance never names."""
    for name, column, user in (
        ("energy", "region", "sites"),
        ("pue", "climate_zone", "sites"),
        ("throughput", "model", "services"),
    ):
        if name in tables and user in tables:
            named = {row.cells.get(column) for row in tables[user].rows}
            table = tables[name]
            table.rows = [row for row in table.rows if row.own or row.cells.get(column) in named]


def rows_used(tables: Mapping[str, Table], frame: Frame) -> tuple[CatalogueRow, ...]:
    """Catalogue rows that give at least one value, weakest confidence first."""
    years = set(frame.settings.periods)
    found: list[CatalogueRow] = []
    for name, table in tables.items():
        yearly = name in YEARLY_TABLES and name not in frame.settings.interpolate
        for row in table.rows:
            key = table.key_of(row)
            if row.base is None or key is None or (yearly and row.cells["year"] not in years):
                continue
            if _gives_a_value(table, row):
                confidence = str(row.base.get("confidence", ""))
                found.append((name, tuple(map(str, key)), confidence))
    return tuple(sorted(found, key=lambda row: (WEAKEST_FIRST.index(row[2]), row[0], row[1])))


def _gives_a_value(table: Table, row: TableRow) -> bool:
    assert row.base is not None
    plain: Key = (*table.row_type.key, *META_COLUMNS)
    return not row.own or any(
        column not in plain and row.placed.get(column) == row.base_where for column in row.base
    )
