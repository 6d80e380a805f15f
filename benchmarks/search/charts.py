"""Charts of the benchmark: the gap over time, and how time and memory grow."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import altair as alt

from .figures import OURS, Figures
from .named import MIDDLE, SERIES
from .record import Record

SMALLEST_GAP = 1e-5
"""Gaps are drawn on a logarithmic scale; what is closed is drawn here."""


def draw_gaps(records: Iterable[Record], file: Path) -> None:
    """Gap over time, one small chart for each instance, a line for each solver and seed."""
    rows = [
        {
            "instance": r.instance,
            "solver": r.solver,
            "seed": r.seed,
            "s": max(seconds, 0.1),
            "gap": max(gap, SMALLEST_GAP),
        }
        for r in records
        for seconds, gap in _steps(r)
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("s:Q", scale=alt.Scale(type="log"), title="seconds"),
            y=alt.Y(
                "gap:Q",
                scale=alt.Scale(type="log"),
                title="proven gap",
                axis=alt.Axis(format=".2%"),
            ),
            color=alt.Color("solver:N", title=None),
            detail="seed:N",
        )
        .properties(width=220, height=150)
        .facet(facet=alt.Facet("instance:N", title=None), columns=3)
        .resolve_scale(x="independent", y="independent")
    )
    chart.save(str(file))


def _steps(record: Record) -> list[tuple[float, float]]:
    """(seconds, gap) from the first plan with a bound to the end."""
    steps = [(p.seconds, p.gap) for p in record.trajectory if math.isfinite(p.gap)]
    return [*steps, (record.seconds, steps[-1][1])] if steps else []


def draw_growth(found: Iterable[Figures], file: Path) -> None:
    """Time and memory of ours against each size, on logarithmic scales."""
    ours = {f.instance: f for f in found if f.solver == OURS}
    rows: list[dict[str, Any]] = []
    for series, names in SERIES.items():
        for name in names:
            if name in ours:
                size = MIDDLE[series] if name == "runs27" else int(name.rpartition("-")[2])
                rows += [
                    {"by": series, "size": size, "what": what, "value": value}
                    for what, value in growth_figures(ours[name]).items()
                    if math.isfinite(value)
                ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("size:Q", scale=alt.Scale(type="log", nice=False), title="number of these"),
            y=alt.Y("value:Q", scale=alt.Scale(type="log"), title=None),
            color=alt.Color("by:N", title="grows by"),
        )
        .properties(width=220, height=180)
        .facet(facet=alt.Facet("what:N", title=None), columns=3)
        .resolve_scale(y="independent")
    )
    chart.save(str(file))


def growth_figures(figures: Figures) -> dict[str, float]:
    """What is drawn of an instance, by its name with unit."""
    return {
        "columns": float(figures.columns),
        "seconds to a gap of 5 %": figures.times_s[0],
        "peak memory, MB": figures.peak_memory_mb,
    }
