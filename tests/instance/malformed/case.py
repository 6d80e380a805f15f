"""A malformed instance of one kind, what must become of it, and whether that is what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bases import write_files

from planner.instance import InvalidInstance, load

from .edited import Edited

Make = Callable[[Path], Path]
"""Writes an instance below a folder that does not exist yet and returns what is to be loaded."""


@dataclass(frozen=True)
class Refused:
    """The instance is refused, and one of its faults stands here.

    Attributes:
        file: file, or workbook and sheet; ANYWHERE stands for the path that was given.
        row: row of it, None for the whole file.
        column: column or setting.
        says: what the fault's text has to hold.
        value: what was found, where the case says it; None: nothing was.
    """

    file: str
    row: int | None
    column: str
    says: str
    value: str | None = "?"


@dataclass(frozen=True)
class Warned:
    """The instance is taken, and one of its notes holds all of these."""

    says: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One malformed instance.

    Attributes:
        kind: kind of fault.
        name: what is wrong, unique within its kind.
        make: writes it.
        expected: what must become of it.
        changes: changes given beside it, as with `--set`.
        scenario: scenario that is asked for.
    """

    kind: str
    name: str
    make: Make
    expected: Refused | Warned
    changes: tuple[str, ...] = field(default=())
    scenario: str | None = None


ANYWHERE = "(path)"


def of_kind(kind: str, cases: list[Edited]) -> list[Case]:
    """Edited instances as cases of a kind."""
    return [
        Case(
            kind,
            case.what,
            edited(case.base, case.edits),
            Refused(case.file, case.row, case.column, case.says),
        )
        for case in cases
    ]


def edited(base: str, edits: dict[str, object]) -> Make:
    """Writes a valid instance with edits."""
    return lambda folder: write_files(base, folder, edits)


def judged(case: Case, folder: Path) -> str:
    """Why a case is not treated as it must be; "" when it is."""
    path = case.make(folder)
    try:
        notes = load(path, changes=case.changes, scenario=case.scenario).notes
    except InvalidInstance as error:
        return _judge_refusal(case, error, str(path))
    if isinstance(case.expected, Refused):
        return f"taken, with the notes {notes}"
    if not any(all(word in note for word in case.expected.says) for note in notes):
        return f"no note says {case.expected.says}: {notes}"
    return ""


def _judge_refusal(case: Case, error: InvalidInstance, path: str) -> str:
    expected = case.expected
    if isinstance(expected, Warned):
        return f"refused: {error}"
    incomplete = [fault for fault in error.faults if not (fault.file and fault.expected)]
    if incomplete:
        return f"faults without place or expectation: {incomplete}"
    file = path if expected.file == ANYWHERE else expected.file
    here = [
        fault
        for fault in error.faults
        if (fault.file, fault.row, fault.column) == (file, expected.row, expected.column)
        and expected.value in ("?", fault.value)
        and expected.says in str(fault)
    ]
    return "" if here else f"no fault at {expected} in:\n{error}"
