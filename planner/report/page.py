"""The report as one page: first what is decided, then chapter by chapter, charts with their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
import pandas as pd
import vl_convert

from .case import Case
from .chapters import CHAPTERS
from .drawing import spec
from .figure import Chapter, Figure
from .first_page import FirstPage, first_page

VEGA_FOR_PAGE = "window.vegaEmbed = vegaEmbed"
"""What the script of Vega leaves for the page to call."""
MOST_ROWS = 200
"""Rows of a table on the page; its CSV has all of them."""


@dataclass(frozen=True)
class Shown:
    """A figure of one plan on the page.

    Attributes:
        plan: name of the plan, "" where the page has one.
        place: name of its place on the page.
        about: what the chart shows.
        spec: the chart, None for a table alone.
        tall: height of the chart in pixels.
        heads: headings of the table.
        rows: cells of the table, in words.
        numbers: for each column, whether it holds numbers.
        left_out: rows that the page does not show.
    """

    plan: str
    place: str
    about: str
    spec: dict[str, Any] | None
    tall: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]
    left_out: int


@dataclass(frozen=True)
class Panel:
    """The same figure of every plan, side by side."""

    title: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Part:
    """A chapter on the page."""

    title: str
    place: str
    lines: tuple[str, ...]
    panels: tuple[Panel, ...]


def page(cases: Sequence[Case], comparison: str = "") -> str:
    """A page of HTML that needs nothing from outside.

    Args:
        cases: the plans.
        comparison: how they differ, as safe HTML; "" for one plan.

    Raises:
        UnfitPlan: a plan does not fit its instance.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("planner.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    fronts: list[FirstPage] = [first_page(case) for case in cases]
    parts = _parts(cases)
    return environment.get_template("report.html").render(
        title=" / ".join(case.name for case in cases),
        fronts=fronts,
        many=len(cases) > 1,
        parts=parts,
        comparison=comparison,
        specs={
            shown.place: shown.spec
            for part in parts
            for panel in part.panels
            for shown in panel.shown
            if shown.spec is not None
        },
        vega=vl_convert.javascript_bundle(VEGA_FOR_PAGE),
    )


def _parts(cases: Sequence[Case]) -> list[Part]:
    parts = []
    for number, make in enumerate(CHAPTERS, start=1):
        chapters = [make(case) for case in cases]
        panels = _panels(cases, chapters)
        if panels:
            lines = tuple(dict.fromkeys(line for one in chapters for line in one.lines))
            parts.append(Part(chapters[0].title, f"part-{number}", lines, panels))
    return parts


def _panels(cases: Sequence[Case], chapters: Sequence[Chapter]) -> tuple[Panel, ...]:
    titles = {figure.name: figure.title for one in chapters for figure in one.figures}
    panels = []
    for name, title in titles.items():
        found = [
            (number, case, figure)
            for number, (case, one) in enumerate(zip(cases, chapters, strict=True), start=1)
            for figure in one.figures
            if figure.name == name
        ]
        top = max(figure.top for _, _, figure in found)
        shown = tuple(
            _shown(figure, case.name if len(cases) > 1 else "", f"{name}-{number}", top)
            for number, case, figure in found
        )
        panels.append(Panel(title, shown))
    return tuple(panels)


def _shown(figure: Figure, plan: str, place: str, top: float) -> Shown:
    table = across(figure)
    cut = table.head(MOST_ROWS)
    numbers = tuple(pd.api.types.is_numeric_dtype(table[name]) for name in table.columns)
    return Shown(
        plan=plan,
        place=place,
        about=figure.about,
        spec=None if figure.draw is None else spec(figure.draw(top), figure.tall),
        tall=figure.tall,
        heads=tuple(heading(str(name)) for name in table.columns),
        rows=tuple(
            tuple(cell(str(name), value) for name, value in zip(table.columns, row, strict=True))
            for row in cut.itertuples(index=False)
        ),
        numbers=numbers,
        left_out=len(table) - len(cut),
    )


def across(figure: Figure) -> pd.DataFrame:
    """The table of a figure as the page shows it: years side by side where it has them."""
    if not figure.across:
        return figure.table
    value = figure.table.columns[-1]
    names = [name for name in figure.table.columns[:-1] if name != figure.across]
    order = figure.table[names].drop_duplicates()
    wide = figure.table.pivot_table(
        index=names, columns=figure.across, values=value, aggfunc="sum", sort=False
    )
    wide = wide[sorted(wide.columns)].reset_index()
    wide.columns = [str(name) for name in wide.columns]
    return order.merge(wide, on=names, how="left")


UNITS = {
    "mw": "MW",
    "it_mw": "MW IT",
    "facility_mw": "MW facility",
    "musd": "M$",
    "percent": "%",
    "ms": "ms",
    "gbps": "Gbit/s",
    "requests_per_s": "requests/s",
    "kt": "kt",
    "m3": "m³",
    "years": "years",
    "units": "units",
}
"""How the unit at the end of a column's name is written in its heading."""


def heading(name: str) -> str:
    """A column's name as a heading, its unit set apart."""
    for ending in sorted(UNITS, key=len, reverse=True):
        if name == ending:
            return UNITS[ending]
        if name.endswith(f"_{ending}"):
            return f"{name[: -len(ending) - 1].replace('_', ' ')}, {UNITS[ending]}"
    return name.replace("_", " ")


def cell(name: str, value: float | str | None) -> str:
    """A cell in words: years as they are, other numbers with three significant digits."""
    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, str):
        return value
    number = float(value)
    if name == "year" or name.endswith("_year"):
        return f"{number:.6g}"
    return significant(number)


def significant(value: float) -> str:
    """Three significant digits, thousands apart, no exponent from a thousandth on."""
    if abs(value) < 5e-7:
        return "0"
    if abs(value) >= 100:
        digits = len(str(int(abs(value)))) - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}"
