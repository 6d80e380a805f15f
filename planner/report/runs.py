"""Chapter: training runs over campuses in time, late and dropped ones marked."""

from __future__ import annotations

import altair as alt
import pandas as pd

from .case import Case
from .drawing import BLACK, OKABE_ITO, legend, rows
from .figure import AnyChart, Chapter, Draw, Figure

ON_TIME, LATE, DROPPED = "on time", "late", "dropped"
COLOURS = {ON_TIME: OKABE_ITO[0], LATE: OKABE_ITO[1], DROPPED: OKABE_ITO[5]}
NOWHERE = "(dropped)"
PIXELS_PER_SITE = 22


def chapter(case: Case) -> Chapter:
    """Every run at every site that it holds, from its start to its end."""
    table = runs_table(case)
    if table.empty:
        return Chapter("Training runs", (), ())
    return Chapter(
        "Training runs",
        ("A dropped run is drawn over the window in which it could have started.",),
        (
            Figure(
                "runs",
                "Training runs by site, start and end in years, size in MW IT",
                table,
                "A bar per run and site from start to end; blue on time, yellow late, orange dropped.",
                _gantt(table),
                tall=60 + PIXELS_PER_SITE * in_lanes(table)["lane"].nunique(),
            ),
        ),
    )


def runs_table(case: Case) -> pd.DataFrame:
    """A row per run and site; dropped runs have one with their window."""
    found: list[tuple[object, ...]] = []
    for run in case.summary.runs:
        asked = case.instance.run[run.run]
        if run.start_year is None:
            end = asked.latest_year + asked.duration_years
            found.append((run.run, NOWHERE, DROPPED, asked.earliest_year, end, 0.0, "", 0.0))
            continue
        state = LATE if run.late_years > 0 else ON_TIME
        found += [
            (
                run.run,
                site,
                state,
                run.start_year,
                run.end_year,
                mw,
                run.accelerator,
                run.late_years,
            )
            for site, mw in run.it_mw_by_site.items()
        ]
    names = ["run", "site", "state", "start_year", "end_year", "it_mw", "accelerator", "late_years"]
    table = pd.DataFrame(found, columns=names)
    table["last"] = table["site"] == NOWHERE
    return table.sort_values(["last", "start_year", "run"], kind="stable").drop(columns="last")


def in_lanes(table: pd.DataFrame) -> pd.DataFrame:
    """The runs of a site that overlap in lanes of their own, named in column `lane`."""
    ends: dict[str, list[float]] = {}
    lanes = []
    for row in table.sort_values("start_year", kind="stable").to_dict("records"):
        own = ends.setdefault(str(row["site"]), [])
        start, end = float(row["start_year"]), float(row["end_year"])
        at = next((n for n, busy_until in enumerate(own) if busy_until <= start), len(own))
        own[at : at + 1] = [end]
        lanes.append({**row, "lane": row["site"] if at == 0 else f"{row['site']} ({at + 1})"})
    return pd.DataFrame(lanes)


def _gantt(table: pd.DataFrame) -> Draw:
    shown = in_lanes(table)
    first = {site: at for at, site in enumerate(dict.fromkeys(table["site"]))}
    sites = sorted(dict.fromkeys(shown["lane"]))
    site_of = dict(zip(shown["lane"], shown["site"], strict=True))
    sites.sort(key=lambda lane: first[site_of[lane]])

    def draw(_top: float) -> AnyChart:
        base = alt.Chart(rows(shown)).encode(
            y=alt.Y("lane:N", sort=sites, title=None, axis=alt.Axis(labelLimit=130, grid=True)),
            x=alt.X(
                "start_year:Q",
                title="year",
                axis=alt.Axis(format="d", tickMinStep=1, labelOverlap=True),
                scale=alt.Scale(zero=False),
            ),
            tooltip=[
                alt.Tooltip("run:N"),
                alt.Tooltip("site:N"),
                alt.Tooltip("state:N"),
                alt.Tooltip("start_year:Q", title="start", format=".6~r"),
                alt.Tooltip("end_year:Q", title="end", format=".6~r"),
                alt.Tooltip("it_mw:Q", title="MW IT", format=",.3r"),
                alt.Tooltip("accelerator:N"),
            ],
        )
        bars = base.mark_bar(opacity=0.75, stroke="white", height=14).encode(
            x2="end_year:Q",
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=legend(3),
            ),
        )
        names = base.mark_text(align="left", dx=3, fontSize=9, color=BLACK).encode(text="run:N")
        return alt.layer(bars, names)

    return draw
