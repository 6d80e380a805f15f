"""The door: from files or Python values to an :class:`Instance`, or to all their faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .backbone_rules import check_backbone
from .catalogue import (
    NO_CATALOGUE,
    catalogue_tables,
    distrust,
    drop_unused,
    merge_catalogue,
    rows_used,
)
from .cells import MisfitError, specs_of
from .changes import Change, change_cells, change_setting, check_unused, parse_changes
from .coordinates import check_coordinates
from .core import INSTANCE_TABLES, Instance
from .faults import Findings, InvalidInstance, Where, near
from .folder import SCENARIOS_FILE, SETTINGS_FILE, read_folder
from .life_rules import check_lives
from .limit_rules import check_limits
from .lock_rules import check_locks
from .offer_rules import check_offers
from .option_rules import check_options
from .raw import Node, RawTable, Source, node_of
from .references import check_references, check_spelling
from .rules import (
    check_assets,
    check_pairs,
    check_presence,
    check_sites,
    check_steps,
    tables_in_use,
)
from .scenarios import chosen_changes, read_scenarios
from .schema import FAMILIES, TABLES, Row, Settings
from .service_rules import check_services
from .set_aside import set_aside_rows
from .settings_check import Frame, check_settings
from .slice_rules import check_local_demand, check_slice_availability, check_slices
from .standing_rules import check_standing
from .table_check import Table, read_rows, validate_rows
from .thousandfold import note_thousandfold
from .workbook import read_workbook
from .workload_rules import check_run_products, check_runs
from .yearly import fill_years, spread_totals


def load(path: Path | str, *, changes: Sequence[str] = (), scenario: str | None = None) -> Instance:
    """Read and check an instance folder or an .xlsx workbook.

    Args:
        path: folder with `instance.yaml` and CSV tables, or a workbook.
        changes: `table.key.column=value` or `setting=value`, applied after the scenario.
        scenario: name of a scenario of `scenarios.yaml`.

    Raises:
        InvalidInstance: with every fault of every file.
    """
    path, findings = Path(path), Findings()
    source: Source | None = None
    try:
        if path.is_dir():
            source = read_folder(path, findings)
        elif path.is_file() and path.suffix.casefold() == ".xlsx":
            source = read_workbook(path, findings)
        else:
            _refuse_path(path, findings)
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL character, which no system takes.
        reason = getattr(error, "strerror", None) or str(error)
        findings.fault(Where(str(path)), "", reason, "a folder or workbook that can be read")
    if source is None:
        raise InvalidInstance(findings.faults)
    return _enter(source, changes, scenario, findings)


def _refuse_path(path: Path, findings: Findings) -> None:
    found = path.name if path.exists() else None
    hint = ""
    if path.suffix.casefold() in (".xls", ".xlsm", ".xlsb", ".ods"):
        hint = "save the workbook as .xlsx"
    elif path.name.casefold() in (SETTINGS_FILE, SCENARIOS_FILE) or path.suffix == ".csv":
        hint = f"name the folder that holds it: {path.parent}"
    findings.fault(Where(str(path)), "", found, "an instance folder or an .xlsx workbook", hint)


def instance_from_tables(
    settings: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, object]]]
) -> Instance:
    """Check an instance given as Python values, by the same rules as one from files.

    Args:
        settings: what `instance.yaml` would say.
        tables: rows by table name; a missing column, None and "" are empty cells.

    Raises:
        InvalidInstance: with every fault; rows are numbered from 1.
    """
    findings = Findings()
    source = Source(node_of(settings, Where("settings")))
    for name, rows in tables.items():
        if name not in TABLES:
            findings.fault(Where(name), "", name, "the name of a table", near(name, TABLES))
            continue
        heading = list(dict.fromkeys(column for row in rows for column in row))
        records: list[tuple[int, Sequence[object]]] = [
            (number, [row.get(column) for column in heading])
            for number, row in enumerate(rows, start=1)
        ]
        source.tables[name] = RawTable(name, name, heading, records, None, origin="values")
    return _enter(source, (), None, findings)


def _enter(
    source: Source, texts: Sequence[str], scenario: str | None, findings: Findings
) -> Instance:
    scenarios = read_scenarios(source, findings)
    changes = chosen_changes(scenarios, scenario, source, findings)
    changes += parse_changes(texts, findings)
    families_of_file = _families(source.settings)
    for change in changes:
        if change.table is None:
            change_setting(source.settings, change, findings)
    frame = check_settings(source.settings, findings)
    in_use = tables_in_use(frame.settings.families if frame.knows("families") else FAMILIES)
    left_out = _left_out(frame, families_of_file)
    set_aside = set(tables_in_use(families_of_file)) - set(in_use) if left_out else set()
    tables = _read_tables(source, in_use, set_aside, findings)
    set_aside_rows(tables, left_out, findings)
    catalogue = catalogue_tables(frame, findings)
    if catalogue is not None and frame.knows("families"):
        merge_catalogue(tables, catalogue, frame, in_use, findings)
    elif frame.settings.catalogue != NO_CATALOGUE:
        distrust(tables, in_use)
    _change_tables(tables, changes, in_use, set_aside, findings)
    unused = [c for name, found in scenarios.items() if name != scenario for c in found]
    check_unused(unused, tables, catalogue or {}, set_aside, findings)
    drop_unused(tables)
    _check(tables, frame, findings)
    catalogue_rows = rows_used(tables, frame)
    fill_years(tables, frame, findings)
    spread_totals(tables, findings)
    findings.raise_faults()
    rows: dict[str, Any] = {
        name: _sorted(tables[name]) for name in INSTANCE_TABLES if name in tables
    }
    return Instance(
        settings=frame.settings,
        notes=tuple(findings.notes),
        catalogue_rows=catalogue_rows,
        changes={change.text: change.value_text for change in changes},
        **rows,
    )


def _families(settings: Node) -> tuple[str, ...]:
    """Families that the file itself lists, before any change."""
    node = settings.at(("families",))
    if node is settings:
        return ()
    try:
        found: Any = specs_of(Settings)["families"].parse(node.plain())
    except MisfitError:
        return ()
    return tuple(found)


def _left_out(frame: Frame, families_of_file: tuple[str, ...]) -> set[str]:
    if not frame.knows("families"):
        return set()
    return set(families_of_file) - set(frame.settings.families)


def _read_tables(
    source: Source, in_use: tuple[str, ...], set_aside: set[str], findings: Findings
) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name in TABLES:
        raw = source.tables.get(name)
        if raw is None:
            continue
        if name in in_use:
            tables[name] = read_rows(raw, findings)
        elif name in set_aside:
            findings.note(f"{raw.file}: set aside, as its families are left out")
        elif raw.rows or not raw.readable:
            users = " or ".join(TABLES[name].families)
            hint = f"list family {users} or remove the table"
            findings.fault(Where(raw.file), "", name, "a table of a family that is listed", hint)
    return tables


def _change_tables(
    tables: Mapping[str, Table],
    changes: Sequence[Change],
    in_use: tuple[str, ...],
    set_aside: set[str],
    findings: Findings,
) -> None:
    for change in changes:
        name = change.table
        if name is None:
            continue
        if name in set_aside:
            findings.note(f"change {change.text}: set aside with its table")
        elif name not in in_use:
            users = " or ".join(TABLES[name].families)
            expected = "a table of a family that is listed"
            findings.fault(change.value.where, change.text, name, expected, f"list family {users}")
        else:
            table = tables.get(name, Table(name, Where(f"{name}.csv")))
            change_cells(table, change, findings)


def _check(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    families = frame.settings.families if frame.knows("families") else ()
    for table in tables.values():
        validate_rows(table, families, findings)
    note_thousandfold(tables, findings)
    check_spelling(tables, findings)
    check_references(tables, findings)
    if frame.knows("families"):
        check_presence(tables, frame, findings)
    check_sites(tables, frame, findings)
    check_coordinates(tables, findings)
    check_assets(tables, frame, findings)
    check_options(tables, findings)
    check_steps(tables, findings)
    check_pairs(tables, findings)
    check_lives(tables, frame, findings)
    check_standing(tables, frame, findings)
    check_runs(tables, frame, findings)
    check_run_products(tables, frame, findings)
    check_services(tables, frame, findings)
    check_slices(tables, frame, findings)
    check_local_demand(tables, findings)
    check_slice_availability(tables, findings)
    check_offers(tables, frame, findings)
    check_backbone(tables, frame, findings)
    check_limits(tables, frame, findings)
    check_locks(tables, frame, findings)


def _sorted(table: Table) -> tuple[Any, ...]:
    models: list[Row] = [row.model for row in table.rows if row.model is not None]
    return tuple(sorted(models, key=lambda row: _place(row, table.row_type.key)))


def _place(row: Row, key: tuple[str, ...]) -> tuple[tuple[bool, Any], ...]:
    """Place of a row among its table's: by its key, empty cells first."""
    parts = (getattr(row, column) for column in key)
    return tuple((part is not None, part) for part in parts)
