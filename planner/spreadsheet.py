"""Text in CSV files that people open in a spreadsheet, so that no cell runs as a formula.

A text that a spreadsheet would take for a formula gets an apostrophe in front; one that looks so guarded
already gets another. Taking one apostrophe away gives back every text as it was. Numbers are not text:
-5 stays -5.
"""

from __future__ import annotations

import re
from typing import TypeVar

MARKS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""Characters that begin a formula, in a bracket of a regular expression; wide forms count too."""

_RISKY = re.compile(f"'*[{MARKS}]")
_GUARDED = re.compile(f"'+[{MARKS}]")

Cell = TypeVar("Cell")


def guarded(text: str) -> str:
    """A text as a CSV cell that no spreadsheet runs."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(cell: Cell) -> Cell | str:
    """The text behind a guarded cell; any other cell as it is."""
    if isinstance(cell, str) and _GUARDED.match(cell):
        return cell[1:]
    return cell
