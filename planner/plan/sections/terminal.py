"""Sections as text for a terminal of at most 100 columns."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .section import Column, Section

WIDTH = 100
FEW_COLUMNS = 3
LONGEST_WORD = 24
"""Characters of a word that is not broken where a table has few columns of words."""
LONGEST_WORD_OF_MANY = 16
"""The same where it has many."""


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
        console.print(Padding(_table(section), (0, 0, 0, 2)))
    for note in section.notes:
        console.print(_indented(note))


def _indented(line: str) -> Table:
    """A sentence two columns in, also where it is wrapped."""
    grid = Table.grid(padding=0)
    grid.add_column(width=2)
    grid.add_column()
    grid.add_row("", Text(line))
    return grid


def _table(section: Section) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    words = sum(column.text for column in section.columns)
    longest = LONGEST_WORD if words <= FEW_COLUMNS else LONGEST_WORD_OF_MANY
    for number, column in enumerate(section.columns):
        _add(table, column, [row[number] for row in section.rows], longest)
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table


def _add(table: Table, column: Column, cells: Iterable[str], most: int) -> None:
    """A column that breaks between words, and inside one only where that is very long."""
    longest = max((len(word) for cell in cells for word in cell.split()), default=0)
    table.add_column(
        Text(column.title),
        justify="left" if column.text else "right",
        overflow="fold",
        min_width=min(longest, most),
        header_style="",
        vertical="top",
    )
