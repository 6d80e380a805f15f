"""A section of a report: a heading, sentences, a table, a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from planner.plan.text.layout import NOTHING

T = TypeVar("T")

YEARS_PER_TABLE = 10
"""Columns of years that fit beside a label on a terminal of 100 columns."""


@dataclass(frozen=True)
class Column:
    """A column of a section's table.

    Attributes:
        title: heading, with the unit where there is one.
        text: True for words, which stand to the left; figures stand to the right.
    """

    title: str
    text: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a report; everything in it is plain text and has yet to be escaped.

    Attributes:
        title: heading.
        lines: sentences before the table.
        columns: of the table; none without a table.
        rows: cells, already in words.
        notes: sentences after the table.
        level: 1 for the report's own heading, 2 for a part, 3 for a part of a part.
    """

    title: str
    lines: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    level: int = 2


def cut(items: Sequence[T], most: int | None, what: str) -> tuple[Sequence[T], tuple[str, ...]]:
    """The first items of a long list, and a note of how many are not shown.

    Args:
        items: all of them, the most important first.
        most: how many to keep; None: all.
        what: their name in the note.
    """
    if most is None or len(items) <= most:
        return items, ()
    return items[:most], (f"… and {len(items) - most:,} more {what}",)


def by_year(
    section: Section,
    labels: Sequence[Column],
    rows: Sequence[tuple[Sequence[str], Mapping[int, str]]],
) -> list[Section]:
    """A section with a column per year; long horizons take several tables.

    Args:
        section: heading, sentences and notes; its table is replaced.
        labels: columns before the years.
        rows: words of the first columns, and a cell by year.
    """
    years = sorted({year for _, cells in rows for year in cells})
    blocks = [years[at : at + YEARS_PER_TABLE] for at in range(0, len(years), YEARS_PER_TABLE)] or [
        []
    ]
    made = []
    for block in blocks:
        made.append(
            replace(
                section,
                columns=(*labels, *(Column(str(year)) for year in block)),
                rows=tuple(
                    (*words, *(cells.get(year, NOTHING) for year in block)) for words, cells in rows
                ),
                lines=section.lines if block is blocks[0] else (),
                notes=section.notes if block is blocks[-1] else (),
            )
        )
    return made
