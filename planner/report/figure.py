"""What a chapter of the report is made of: figures, each a table with a chart drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import altair as alt
import pandas as pd

AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart
Draw = Callable[[float], AnyChart]
"""Draws a chart; its argument is the top of the value axis, so that plans side by side share it."""


@dataclass(frozen=True)
class Figure:
    """A table and, where there is something to see, its chart.

    Attributes:
        name: short name for files and places on the page: letters, digits, hyphens.
        title: heading, with the unit.
        table: rows as they go to CSV, whole numbers of digits; columns have their unit in the name.
        about: what the chart shows, in a sentence; its text for those who do not see it.
        draw: draws the chart; None for a table alone.
        top: tallest value to be drawn, in the chart's unit; 0 where the axis needs no common top.
        across: column of the table whose values become columns on the page; "" for none.
        tall: height of the chart in pixels.
    """

    name: str
    title: str
    table: pd.DataFrame
    about: str
    draw: Draw | None = None
    top: float = 0.0
    across: str = ""
    tall: int = 260


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report.

    Attributes:
        title: heading.
        lines: sentences before its figures.
        figures: what it shows; without any it is left out.
    """

    title: str
    lines: tuple[str, ...]
    figures: tuple[Figure, ...]
