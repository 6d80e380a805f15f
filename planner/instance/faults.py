"""What is wrong with an instance: where it stands, what was found, what was expected."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Where(NamedTuple):
    """A place in a file: line or sheet row (heading = 1), and for YAML the character."""

    file: str
    row: int | None = None
    character: int | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that keeps an instance from being used.

    Attributes:
        file: name of the file, or of workbook and sheet, or the table when it came from Python.
        row: line of the file (heading = 1), row of the sheet, position in a list of Python rows
            (first = 1), or number of the change; None when it concerns the whole file.
        column: column of the table, or dotted name of the setting.
        value: what was found, None when nothing was.
        expected: what would be right.
        hint: what was probably meant.
        character: position in the line, for YAML only.
    """

    file: str
    row: int | None
    column: str
    value: str | None
    expected: str
    hint: str = ""
    character: int | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f" row {self.row}"
        if self.character is not None:
            place += f" character {self.character}"
        if self.column:
            place += f", column {self.column}" if self.character is None else f", {self.column}"
        found = "nothing" if self.value is None else repr(self.value)
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}: {found} — expected {self.expected}{hint}"


class InvalidInstance(Exception):
    """An instance with faults; nothing of it is used.

    Attributes:
        faults: every fault of every file, in the order of files and rows.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        count = len(self.faults)
        heading = f"{count} fault{'' if count == 1 else 's'} in the instance"
        super().__init__("\n".join((heading, *(f"  {fault}" for fault in self.faults))))


@dataclass
class Findings:
    """Faults and notes collected in one pass over all files."""

    faults: list[Fault] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)

    def fault(
        self, where: Where, column: str, value: object, expected: str, hint: str = ""
    ) -> None:
        """Add a fault at a place."""
        text = _shown(value) if value is not None else None
        if not text and not isinstance(value, str):
            text = None
        self.faults.append(
            Fault(where.file, where.row, column, text, expected, hint, where.character)
        )

    def note(self, text: str) -> None:
        """Add a note; the same note is kept once."""
        self.notes[text] = None

    def raise_faults(self) -> None:
        """Raise :class:`InvalidInstance` when there is any fault."""
        if self.faults:
            files = list(dict.fromkeys(fault.file for fault in self.faults))
            ordered = sorted(
                dict.fromkeys(self.faults), key=lambda f: (files.index(f.file), f.row or 0)
            )
            raise InvalidInstance(ordered)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def folded(name: str) -> str:
    """A name without case and blanks, in one form of its letters: what folds alike is one name mistyped."""
    plain = name if name.isascii() else unicodedata.normalize("NFKC", name)
    return "".join(plain.casefold().split())


def near(name: str, known: Iterable[str]) -> str:
    """A hint `did you mean …?` when a known name is near, else ""."""
    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(folded(candidate), candidate)
    found = difflib.get_close_matches(folded(name), by_fold, n=1, cutoff=0.6)
    return f"did you mean {by_fold[found[0]]!r}?" if found else ""
