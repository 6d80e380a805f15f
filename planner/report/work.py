"""Chapter: what the megawatts do, training at campuses and inference at the edge."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .case import Case
from .drawing import line_over, rows, stack, tallest, up_to, year_axis
from .figure import AnyChart, Chapter, Figure

COLUMNS = ["work", "year", "it_mw"]


def chapter(case: Case) -> Chapter:
    """IT load held for training and inference by kind of site, and the share of inference."""
    table = work_table(case)
    if table.empty:
        return Chapter("Training and inference", (), ())
    return Chapter(
        "Training and inference",
        ("IT load held by runs and by inference pools, rented units counted with theirs.",),
        (
            Figure(
                "work",
                "Training and inference by kind of site, MW IT",
                table,
                "Bars by year: MW IT held for training and inference at campuses and edge sites.",
                stack(table, by="work", value="it_mw", unit="MW IT", years=case.years),
                tallest(table, "it_mw"),
                "year",
            ),
            _share(case),
        ),
    )


def work_table(case: Case) -> pd.DataFrame:
    """MW IT by kind of work and site, and year; without rows that are nothing in every year."""
    found = [
        (f"{work} at {kind} sites", year.year, mw)
        for year in case.summary.years
        for kind, held in year.work_by_kind.items()
        for work, mw in (
            ("training", held.training_it_mw),
            ("inference", held.inference_it_mw),
        )
    ]
    table = pd.DataFrame(found, columns=COLUMNS)
    used = table.groupby("work")["it_mw"].transform("max") > 0
    return table[used].sort_values(["work", "year"], ascending=[False, True], kind="stable")


def _share(case: Case) -> Figure:
    table = pd.DataFrame(
        [(year.year, 100 * year.inference_share) for year in case.summary.years],
        columns=["year", "inference_percent"],
    )

    def draw(_top: float) -> AnyChart:
        unit = "% of MW IT held"
        line = line_over(
            table, value="inference_percent", unit=unit, name="inference", years=case.years
        )
        return alt.layer(
            alt.Chart(rows(table))
            .mark_area(color="#E69F00", opacity=0.5)
            .encode(
                x=year_axis(case.years),
                y=alt.Y("inference_percent:Q", title=unit, scale=up_to(100)),
            ),
            line,
        )

    return Figure(
        "inference-share",
        "Share of inference, % of the MW IT held",
        table,
        "Line by year: inference as a share of the IT load held for training and inference.",
        draw,
        100.0,
    )
