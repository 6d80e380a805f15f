"""Plans on disk: a folder with `manifest.json`, one CSV per table, and checksums written last.

The folder `instance` in it is the instance as it was solved, changes applied, so that a plan can be
read, compared and solved again when its instance has changed since. It is an instance like any other.
Where the search had dual values that prove a bound, they stand in `bound.npz` (:mod:`planner.plan.proof`).

A folder appears under its name only when it is whole: everything is written to a hidden folder
beside it, flushed to the disk, and renamed. A reader never sees half a plan.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import shutil
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import ValidationError

from planner.disk import flush_folder, write_through
from planner.spreadsheet import guarded, unguarded

from .core import Manifest, Plan
from .proof import BoundProof
from .tables import PLAN_TABLES, PlanTable
from .unfinished import hidden_beside, sweep

if TYPE_CHECKING:
    from planner.instance import Instance

MANIFEST_FILE = "manifest.json"
CHECKSUM_FILE = "checksums.json"
INSTANCE_FOLDER = "instance"
PROOF_FILE = "bound.npz"

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class BrokenPlan(Exception):
    """A folder does not hold a whole, unchanged plan.

    Attributes:
        file: the file at fault, relative to the plan's folder.
        reason: what is wrong with it.
    """

    def __init__(self, folder: Path, file: str, reason: str) -> None:
        self.folder = folder
        self.file = file
        self.reason = reason
        super().__init__(f"{folder / file}: {reason}")


class PlanNotSaved(Exception):
    """A plan could not be written; what stood in its place before is untouched.

    Attributes:
        reason: what happened.
        next_step: what to do about it.
    """

    def __init__(self, folder: Path, reason: str, next_step: str) -> None:
        self.folder = folder
        self.reason = reason
        self.next_step = next_step
        super().__init__(f"plan not saved to {folder}: {reason}; {next_step}")

    @staticmethod
    def because(folder: Path, error: OSError) -> PlanNotSaved:
        """What the disk or the system said, with advice."""
        return PlanNotSaved(folder, error.strerror or str(error), _next_step(error.errno))


def save(
    plan: Plan, folder: Path, *, instance: Instance | None = None, overwrite: bool = False
) -> Path:
    """Write a plan to a folder of its own and return the folder.

    Args:
        plan: the plan.
        folder: where it is to stand; folders above it are made.
        instance: the instance it was made for, changes applied, to be written beside its tables; one
            with routes given from outside cannot be written and is left out.
        overwrite: replace a plan that stands there; it is deleted only after the new one is in
            its place.

    Raises:
        PlanNotSaved: the disk is full, the place is forbidden, or something stands there that
            may not be replaced.
    """
    folder = Path(folder)
    _refuse_to_replace(folder, overwrite)
    unfinished: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        unfinished = hidden_beside(folder, ".tmp")
        _write_whole(plan, instance, unfinished)
        _put_in_place(unfinished, folder, overwrite)
    except OSError as error:
        raise PlanNotSaved.because(folder, error) from error
    finally:
        if unfinished is not None:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def load(folder: Path) -> Plan:
    """Read a plan that :func:`save` wrote.

    Key columns are text, `period` is an integer, values are floats (empty: NaN) or text.

    Raises:
        BrokenPlan: a file is missing, changed since it was written, or no part of a plan.
    """
    folder = Path(folder)
    content = _read_unchanged(folder)
    try:
        manifest = Manifest.model_validate(json.loads(content[MANIFEST_FILE]))
    except (ValidationError, ValueError) as error:
        raise BrokenPlan(folder, MANIFEST_FILE, f"is no manifest of a plan: {error}") from error
    tables = {
        table.name: _read_table(folder, table, content[_file_of(table)]) for table in PLAN_TABLES
    }
    return Plan(manifest, tables, _read_proof(folder))


def load_instance(folder: Path) -> Instance | None:
    """Read the instance that stands in a plan's folder; None where :func:`save` was given none.

    Raises:
        BrokenPlan: a file of it is missing, was added, or was changed since it was written.
        InvalidInstance: this version of the software refuses it.
    """
    from planner.instance import load as load_from

    folder = Path(folder)
    checksums = {n: c for n, c in _checksums(folder).items() if n.startswith(f"{INSTANCE_FOLDER}/")}
    home = folder / INSTANCE_FOLDER
    standing = {f"{INSTANCE_FOLDER}/{file.name}" for file in home.glob("*")}
    if not checksums and not standing:
        return None
    for name in sorted(standing - checksums.keys()):
        raise BrokenPlan(folder, name, "was added since the plan was saved")
    for name, checksum in checksums.items():
        _unchanged(folder, name, checksum)
    return load_from(home)


def _refuse_to_replace(folder: Path, overwrite: bool) -> None:
    if not os.path.lexists(folder):
        return
    if not overwrite:
        raise PlanNotSaved(
            folder, "something stands there already", "choose another folder or allow overwriting"
        )
    if not (folder / CHECKSUM_FILE).is_file():
        raise PlanNotSaved(
            folder, "what stands there is no plan", "choose another folder or remove it yourself"
        )


def _next_step(code: int | None) -> str:
    if code in _FULL:
        return "free some space or choose a folder on another disk"
    if code in _FORBIDDEN:
        return "choose a folder that you may write to"
    if code in (errno.EEXIST, errno.ENOTEMPTY):
        return "choose another folder or allow overwriting"
    return "choose another folder"


def _write_whole(plan: Plan, instance: Instance | None, folder: Path) -> None:
    manifest = plan.manifest.model_dump(mode="json")
    content = {MANIFEST_FILE: json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"}
    content |= {_file_of(table): _text_of(table, plan.tables[table.name]) for table in PLAN_TABLES}
    data_of = {name: text.encode() for name, text in content.items()}
    if plan.proof is not None:
        data_of[PROOF_FILE] = plan.proof.to_bytes()
    checksums = {}
    for name, data in data_of.items():
        checksums[name] = hashlib.sha256(data).hexdigest()
        write_through(folder / name, data)
    if instance is not None and instance.fixed_routes is None:
        checksums |= _write_instance(instance, folder)
    write_through(folder / CHECKSUM_FILE, (json.dumps(checksums, indent=2) + "\n").encode())
    flush_folder(folder)


def _write_instance(instance: Instance, folder: Path) -> dict[str, str]:
    """Write the instance and return the checksums of its files."""
    from planner.instance import write_folder

    write_folder(instance, folder / INSTANCE_FOLDER)
    return {
        f"{INSTANCE_FOLDER}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((folder / INSTANCE_FOLDER).iterdir())
    }


def _put_in_place(finished: Path, folder: Path, overwrite: bool) -> None:
    """Rename the finished plan; what another process has put there since is replaced only if asked for."""
    if not overwrite or not os.path.lexists(folder):
        # fails where a plan stands
        finished.rename(folder)
        flush_folder(folder.parent)
        return
    aside = hidden_beside(folder, ".old")
    folder.rename(aside)
    try:
        finished.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    flush_folder(folder.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _file_of(table: PlanTable) -> str:
    return f"{table.name}.csv"


def _text_of(table: PlanTable, frame: pd.DataFrame) -> str:
    columns = []
    for name in table.columns:
        values = frame[name].tolist()
        is_text = name in table.text or (name in table.key and name != "period")
        columns.append(
            [guarded(str(v)) for v in values] if is_text else [_number(v) for v in values]
        )
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue()


def _number(value: float | None) -> str:
    """Shortest text that reads back as the same number; empty for no number; no negative zero."""
    if value is None or pd.isna(value):
        return ""
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def _read_unchanged(folder: Path) -> dict[str, str]:
    """Text of every file of the plan, each compared with its checksum."""
    if not folder.is_dir():
        raise BrokenPlan(folder, "", _where_it_went(folder))
    checksums = _checksums(folder)
    content = {}
    for name in (MANIFEST_FILE, *map(_file_of, PLAN_TABLES)):
        if name not in checksums:
            # A file that is missing too is the fault to report.
            _bytes_of(folder, name)
            raise BrokenPlan(folder, CHECKSUM_FILE, f"has no checksum of {name}")
        content[name] = _unchanged(folder, name, checksums[name]).decode()
    return content


def _read_proof(folder: Path) -> BoundProof | None:
    """What the bound can be computed from; None where the plan was saved without."""
    checksum = _checksums(folder).get(PROOF_FILE)
    if checksum is None:
        return None
    try:
        return BoundProof.from_bytes(_unchanged(folder, PROOF_FILE, checksum))
    except ValueError as error:
        raise BrokenPlan(folder, PROOF_FILE, str(error)) from error


def _checksums(folder: Path) -> dict[str, str]:
    try:
        checksums = json.loads(_bytes_of(folder, CHECKSUM_FILE))
    except ValueError as error:
        raise BrokenPlan(folder, CHECKSUM_FILE, "is no list of checksums") from error
    if not isinstance(checksums, dict):
        raise BrokenPlan(folder, CHECKSUM_FILE, "is no list of checksums")
    return checksums


def _unchanged(folder: Path, name: str, checksum: str) -> bytes:
    data = _bytes_of(folder, name)
    if hashlib.sha256(data).hexdigest() != checksum:
        raise BrokenPlan(folder, name, "was changed since the plan was saved")
    return data


def _where_it_went(folder: Path) -> str:
    asides = sorted(folder.parent.glob(f".{folder.name}.*.old"))
    if not asides:
        return "no such folder"
    return f"no such folder; an overwrite was cut short, the earlier plan stands in {asides[-1]}"


def _bytes_of(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise BrokenPlan(folder, name, "is missing") from error
    except OSError as error:
        raise BrokenPlan(folder, name, f"cannot be read: {error.strerror}") from error


def _read_table(folder: Path, table: PlanTable, text: str) -> pd.DataFrame:
    rows = csv.reader(StringIO(text, newline=""))
    try:
        header = tuple(next(rows, ()))
        if header != table.columns:
            raise BrokenPlan(folder, _file_of(table), f"has columns {', '.join(header)}")
        columns = list(zip(*rows, strict=True)) or [()] * len(header)
        series = dict(
            _series(table, name, cells) for name, cells in zip(header, columns, strict=True)
        )
    except ValueError as error:
        raise BrokenPlan(folder, _file_of(table), str(error)) from error
    return pd.DataFrame(series, columns=list(header))


def _series(table: PlanTable, name: str, cells: tuple[str, ...]) -> tuple[str, pd.Series[Any]]:
    if name in ("period", "from_year"):
        return name, pd.Series([int(cell) for cell in cells], dtype="int64")
    if name in table.key or name in table.text:
        return name, pd.Series([unguarded(cell) for cell in cells], dtype=object)
    numbers = [float(cell) if cell else float("nan") for cell in cells]
    return name, pd.Series(numbers, dtype="float64")
