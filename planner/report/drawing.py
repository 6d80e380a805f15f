"""How charts look: colours that colour-blind readers can tell apart, years, stacks, lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

import altair as alt
import pandas as pd

from .figure import AnyChart, Draw

OKABE_ITO: tuple[str, ...] = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
)
"""Colours of Okabe and Ito, which stay apart for every common kind of colour blindness."""
BLACK = "#000000"
"""The eighth of them, for lines over bars."""
LEGEND_COLUMNS = 2
"""Columns of a legend; the page makes it one where it is narrow."""
GREY = "#999999"
"""For what is summed up as others."""
OTHERS = "all others"
MOST_COLOURS = len(OKABE_ITO)


def rows(frame: pd.DataFrame) -> alt.InlineData:
    """A table as the data of a chart."""
    return alt.InlineData(values=cast("list[dict[str, Any]]", frame.to_dict("records")))


def year_axis(years: Sequence[int]) -> alt.X:
    """Periods by their start year, also those of which a table has no row."""
    return alt.X(
        "year:O",
        title="from year",
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
        scale=alt.Scale(domain=list(years)),
    )


def up_to(top: float) -> alt.Scale:
    """A value axis from nothing to the top; open where there is none."""
    return alt.Scale(domain=[0, top], nice=True) if top > 0 else alt.Scale(zero=True)


def few(
    table: pd.DataFrame, by: str, value: str, palette: Sequence[str] = ()
) -> tuple[pd.DataFrame, dict[str, str]]:
    """A table whose smallest names are summed up at its end, and a colour for each name that is left.

    Args:
        table: columns year, `by` and `value`.
        by: column of names.
        value: column by which names are small.
        palette: names in the order of their colours, where several charts share them; those beyond the last
            colour are summed up.
    """
    totals = table.groupby(by, sort=False)[value].sum()
    largest = list(palette) or [
        str(name) for name in totals.sort_values(ascending=False, kind="stable").index
    ]
    kept = largest[:MOST_COLOURS]
    named = table.assign(**{by: table[by].where(table[by].isin(kept), OTHERS)})
    shown = summed(named, [by, "year"], value)
    names = [str(name) for name in dict.fromkeys(shown[by])]
    own = [name for name in names if name != OTHERS]
    place = {name: (kept if palette else own).index(name) for name in own}
    colours = {name: OKABE_ITO[place[name]] for name in own}
    return shown, colours | ({OTHERS: GREY} if OTHERS in names else {})


def summed(table: pd.DataFrame, by: list[str], value: str) -> pd.DataFrame:
    """Sums of a column by names, as a table in the order in which the names first come."""
    return table.groupby(by, sort=False)[value].sum().reset_index()


def tallest(table: pd.DataFrame, value: str) -> float:
    """Height of the tallest stack over the years."""
    return float(table.groupby("year")[value].sum().max()) if len(table) else 0.0


def legend(columns: int | None = None) -> alt.Legend:
    """A legend below the chart, which leaves a phone its width; columns as the page has room for."""
    across = alt.Undefined if columns is None else columns
    return alt.Legend(orient="bottom", columns=across, title=None, labelLimit=220)


def stack(
    table: pd.DataFrame,
    *,
    by: str,
    value: str,
    unit: str,
    years: Sequence[int],
    palette: Sequence[str] = (),
) -> Draw:
    """Bars by year, stacked by name.

    Args:
        table: columns year, `by` and `value`.
        by: column of names.
        value: column of what is stacked.
        unit: heading of the value axis.
        years: start years of all periods.
        palette: names in the order of their colours; none: those of the table.
    """
    shown, colour_of = few(table, by, value, palette)
    names = list(colour_of)
    colours = alt.Scale(domain=names, range=list(colour_of.values()))

    def draw(top: float) -> AnyChart:
        chart: alt.Chart = (
            alt.Chart(rows(shown))
            .mark_bar()
            .encode(
                x=year_axis(years),
                y=alt.Y(f"{value}:Q", title=unit, scale=up_to(top)),
                color=alt.Color(f"{by}:N", scale=colours, legend=legend(), sort=names),
                order=alt.Order("rank:Q"),
                tooltip=[
                    alt.Tooltip(f"{by}:N"),
                    alt.Tooltip("year:O"),
                    alt.Tooltip(f"{value}:Q", title=unit, format=",.3~r"),
                ],
            )
            .transform_calculate(rank=f"indexof({json.dumps(names)}, datum['{by}'])")
        )
        return chart

    return draw


def line_over(
    table: pd.DataFrame, *, value: str, unit: str, name: str, years: Sequence[int]
) -> alt.Chart:
    """A black line with points over bars by year, named at its last point."""
    base = alt.Chart(rows(table.assign(line=name)))
    line: alt.Chart = base.mark_line(
        color=BLACK, strokeWidth=2, point=alt.OverlayMarkDef(color=BLACK)
    ).encode(
        x=year_axis(years),
        y=alt.Y(f"{value}:Q", title=unit),
        tooltip=[
            alt.Tooltip("line:N"),
            alt.Tooltip("year:O"),
            alt.Tooltip(f"{value}:Q", title=unit, format=",.3~r"),
        ],
    )
    return line


def stack_under_line(
    table: pd.DataFrame,
    *,
    by: str,
    value: str,
    unit: str,
    line: pd.DataFrame,
    name: str,
    years: Sequence[int],
    palette: Sequence[str] = (),
) -> Draw:
    """Stacked bars by year, and a line that they have to reach.

    Args:
        table: columns year, `by` and `value`.
        by: column of names.
        value: column of what is stacked, and of the line.
        unit: heading of the value axis.
        line: columns year and `value`.
        name: what the line is.
        years: start years of all periods.
        palette: names in the order of their colours; none: those of the table.
    """
    bars = stack(table, by=by, value=value, unit=unit, years=years, palette=palette)

    def draw(top: float) -> AnyChart:
        over = line_over(line, value=value, unit=unit, name=name, years=years)
        return alt.layer(bars(top), over)

    return draw


def spec(chart: AnyChart, tall: int, wide: int | str = "container") -> dict[str, Any]:
    """A chart as Vega-Lite, as wide as there is room or as many pixels as are said."""
    sized = chart.properties(width=wide, height=tall)
    styled = (
        sized.configure(font="system-ui, sans-serif", background="white")
        .configure_view(stroke=None)
        .configure_legend(columns=LEGEND_COLUMNS)
    )
    found: dict[str, Any] = styled.to_dict()
    return found
