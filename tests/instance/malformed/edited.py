"""Malformed instances as edits of a small valid one, each with the fault it must get."""

from __future__ import annotations

from typing import NamedTuple

SITES, YAML, DEMAND = "sites.csv", "instance.yaml", "demand.csv"
RUNS, ASSETS = "training_runs.csv", "existing_assets.csv"


class Edited(NamedTuple):
    """A valid instance with edits, and the fault that they are.

    Attributes:
        what: name of the case.
        base: the valid instance.
        edits: by file its new content, pieces (old, new), or None.
        file: file of the fault; row and column: where in it.
        says: what the fault's text has to hold.
    """

    what: str
    base: str
    edits: dict[str, object]
    file: str
    row: int | None
    column: str
    says: str


def full(what, file, old, new, row, column, says, at=None):
    """One replacement in one file of the full instance."""
    return Edited(what, "full", {file: (old, new)}, at or file, row, column, says)


def plain(what, file, old, new, row, column, says, at=None):
    """One replacement in one file of the facility instance."""
    return Edited(what, "facility", {file: (old, new)}, at or file, row, column, says)


def whole(what, file, old, new, row, column, says, at=None):
    """One replacement in one file of the whole instance."""
    return Edited(what, "whole", {file: (old, new)}, at or file, row, column, says)
