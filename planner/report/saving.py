"""The charts and tables of a report as files of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import vl_convert

from planner.spreadsheet import guarded

from .case import Case
from .chapters import CHAPTERS
from .drawing import spec
from .figure import Figure

WIDTH = 720
"""Pixels of a chart in a file, before the scale."""
SCALE = 2.0


def figures_of(case: Case) -> tuple[Figure, ...]:
    """Every figure of a plan's chapters."""
    return tuple(figure for make in CHAPTERS for figure in make(case).figures)


def save_charts(cases: Sequence[Case], folder: Path) -> list[Path]:
    """Write every chart as PNG and SVG into a folder, that of each plan where there are several.

    Raises:
        OSError: a file cannot be written.
    """
    written = []
    for own, figure in _figures(cases, folder):
        if figure.draw is None:
            continue
        found = spec(figure.draw(figure.top).properties(title=figure.title), figure.tall, WIDTH)
        for ending, data in (
            ("png", vl_convert.vegalite_to_png(found, scale=SCALE)),
            ("svg", vl_convert.vegalite_to_svg(found).encode()),
        ):
            written.append(own / f"{figure.name}.{ending}")
            written[-1].write_bytes(data)
    return written


def save_tables(cases: Sequence[Case], folder: Path) -> list[Path]:
    """Write every table as CSV into a folder, that of each plan where there are several.

    Raises:
        OSError: a file cannot be written.
    """
    written = []
    for own, figure in _figures(cases, folder):
        written.append(own / f"{figure.name}.csv")
        safe(figure.table).to_csv(written[-1], index=False)
    return written


def safe(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which no text runs as a formula in a spreadsheet."""
    return table.map(lambda cell: guarded(cell) if isinstance(cell, str) else cell)


def _figures(cases: Sequence[Case], folder: Path) -> Iterator[tuple[Path, Figure]]:
    """Every figure of every plan, with the folder for its files."""
    for number, case in enumerate(cases, start=1):
        own = folder if len(cases) == 1 else folder / f"plan-{number}"
        own.mkdir(parents=True, exist_ok=True)
        for figure in figures_of(case):
            yield own, figure
