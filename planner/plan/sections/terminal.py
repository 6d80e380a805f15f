"""Sections as text for a terminal of at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .section import Section

WIDTH = 100
INDENT = 2
GUTTER = 2
SHORTEST = 8
"""Characters of a word that a column has room for at least."""


def terminal(sections: Iterable[Section], *, colour: bool = False, width: int = WIDTH) -> str:
    """Sections one after the other.

    Args:
        sections: what to show.
        colour: True for a terminal that can show bold headings.
        width: columns of the terminal.
    """
    out = StringIO()
    console = Console(
        file=out,
        width=min(width, WIDTH),
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for number, section in enumerate(sections):
        if number:
            console.print()
        _print(console, section)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _print(console: Console, section: Section) -> None:
    console.print(Text(section.title, style="bold" if section.level < 3 else "italic"))
    for line in section.lines:
        console.print(_indented(line))
    if section.columns:
        console.print(Padding(_table(section, console.width), (0, 0, 0, INDENT)))
    for note in section.notes:
        console.print(_indented(note))


def _indented(line: str) -> Table:
    """A sentence two columns in, also where it is wrapped."""
    grid = Table.grid(padding=0)
    grid.add_column(width=INDENT)
    grid.add_column()
    grid.add_row("", Text(line))
    return grid


def _table(section: Section, width: int) -> Table:
    table = Table(box=None, padding=(0, GUTTER, 0, 0), pad_edge=False, show_edge=False)
    widths = column_widths(section, width - INDENT)
    for column, characters in zip(section.columns, widths, strict=True):
        table.add_column(
            Text(column.title),
            justify="left" if column.text else "right",
            overflow="fold",
            header_style="",
            vertical="top",
            width=characters,
        )
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table


def column_widths(section: Section, width: int) -> list[int]:
    """Characters for each column of a table.

    Figures take what they need, with their headings on one line where all of it fits. Words share what
    is left: each column what it needs, as far as there is enough for all.
    """
    cells = [
        max((len(row[at]) for row in section.rows), default=0) for at in range(len(section.columns))
    ]
    whole = [max(cell, len(c.title)) for cell, c in zip(cells, section.columns, strict=True)]
    room = width - GUTTER * (len(section.columns) - 1)
    if sum(whole) <= room:
        return whole
    widths = [
        0 if column.text else max(cell, *map(len, column.title.split()), 1)
        for cell, column in zip(cells, section.columns, strict=True)
    ]
    left = room - sum(widths)
    words = sorted((at for at, c in enumerate(section.columns) if c.text), key=whole.__getitem__)
    for number, at in enumerate(words):
        widths[at] = max(SHORTEST, min(whole[at], left // (len(words) - number)))
        left -= widths[at]
    return widths
