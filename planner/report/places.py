"""Chapter: the map of sites, of what they serve and of the backbone, with a slider over years."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

import altair as alt
import pandas as pd

from planner.plan.reading import NOISE, slice_shares, table_of, weighed

from .case import Case
from .drawing import rows
from .figure import AnyChart, Chapter, Draw, Figure

KIND_COLOURS = {"campus": "#0072B2", "edge": "#E69F00"}
FLOW = "#009E73"
BACKBONE = "#D55E00"
MAP = (
    "Map with a slider over years: a circle per open site, its area the peak facility load, its colour the "
    "kind; green lines to the metros it serves, wider for more requests; orange lines for backbone in use."
)
WIDE: dict[str, float] = {"states": 1.6, "countries": 2.2}
"""Width of each outline over its height, so that a phone shows no empty bands."""
ANTARCTICA = "010"
"""Its number among the countries: nothing is sited there, and a sixth of the map would show it."""
IN_YEAR = "datum.from_year <= shown_year && shown_year < datum.until_year"


def chapter(case: Case) -> Chapter:
    """Sites, served flows and backbone, on a map where places have coordinates."""
    sites, flows, corridors = sites_table(case), flows_table(case), corridors_table(case)
    drawn = _map(case, sites, flows, corridors)
    figures = [
        Figure(
            "sites",
            "Sites: peak facility load by year, MW facility",
            sites,
            MAP if drawn else "No map: places without coordinates.",
            drawn,
            across="year",
            tall=430,
        )
    ]
    if not flows.empty:
        figures.append(
            Figure(
                "flows",
                "Served flows, all services, requests/s, mean of the year",
                flows,
                "Which metro is served from where; the largest flows first.",
                across="year",
            )
        )
    if not corridors.empty:
        figures.append(
            Figure(
                "corridors",
                "Backbone in use, the fuller direction, Gbit/s",
                corridors,
                "Traffic of training runs between sites by year.",
                across="year",
            )
        )
    return Chapter("Sites, flows and backbone", (), tuple(figures))


def sites_table(case: Case) -> pd.DataFrame:
    """Peak facility load of open sites by year; new sites with the first year of load or power."""
    first = {line.site: line.first_energised for line in case.summary.sites}
    found = [
        (
            row["site"],
            case.instance.site[row["site"]].kind,
            str(first.get(row["site"]) or "never"),
            int(row["period"]),
            float(row["peak_facility_mw"]),
        )
        for row in table_of(case.plan, "sites").to_dict("records")
        if row["open"] > 0.5
    ]
    return pd.DataFrame(found, columns=["site", "kind", "energised", "year", "facility_mw"])


def flows_table(case: Case) -> pd.DataFrame:
    """Requests/s by site, metro and year over all services, means of the year."""
    shares = slice_shares(case.plan, case.instance) or {}
    table = weighed(table_of(case.plan, "routing"), shares, "requests_per_s")
    keys = ["site", "metro", "period"]
    found = table.groupby(keys, sort=False)["requests_per_s"].sum().reset_index()
    found = found[found["requests_per_s"] > NOISE].rename(columns={"period": "year"})
    total = found.groupby(["site", "metro"])["requests_per_s"].transform("sum")
    found = found.assign(total=total).sort_values(["total", "year"], ascending=[False, True])
    return found.drop(columns="total").reset_index(drop=True)


def corridors_table(case: Case) -> pd.DataFrame:
    """Gbit/s of the fuller direction of every corridor in use, by year."""
    found = [
        (
            row["site_a"],
            row["site_b"],
            int(row["period"]),
            max(row["used_ab_gbps"], row["used_ba_gbps"]),
        )
        for row in table_of(case.plan, "corridors").to_dict("records")
    ]
    table = pd.DataFrame(found, columns=["site_a", "site_b", "year", "used_gbps"])
    return table[table["used_gbps"] > NOISE].reset_index(drop=True)


def _map(
    case: Case, sites: pd.DataFrame, flows: pd.DataFrame, corridors: pd.DataFrame
) -> Draw | None:
    """Draws the map; None where a site or metro in use has no coordinates."""
    at = {
        **{("site", s.site): (s.lon, s.lat) for s in case.instance.sites},
        **{("metro", m.metro): (m.lon, m.lat) for m in case.instance.metros},
    }
    used = {("site", str(name)) for name in sites["site"]}
    used |= {("metro", str(name)) for name in flows["metro"]}
    if not used or any(None in at[place] for place in used):
        return None
    countries = {case.instance.site[str(name)].country for name in sites["site"]}
    american = countries == {"US"}
    projection: Literal["albersUsa", "equalEarth"] = "albersUsa" if american else "equalEarth"
    span = _span(case)
    circles = _placed(sites, span, {"": ("site", "site")}, at)
    lines = _placed(flows, span, {"": ("site", "site"), "2": ("metro", "metro")}, at)
    fibre = _placed(corridors, span, {"": ("site", "site_a"), "2": ("site", "site_b")}, at)

    def draw(_top: float) -> AnyChart:
        years = case.years
        shown = alt.param(
            name="shown_year",
            value=years[-1],
            bind=alt.binding_range(
                min=years[0], max=case.instance.horizon_end_year - 1, step=1, name="year "
            ),
        )
        outline = "states" if american else "countries"
        layers = [
            _land(outline),
            _lines(lines, "requests_per_s", "requests/s", FLOW, 0.35, "metro"),
            _lines(fibre, "used_gbps", "Gbit/s", BACKBONE, 0.8, "site_b"),
            _circles(circles),
            _year(case),
        ]
        chart = alt.layer(*layers, usermeta={"wide": WIDE[outline]})
        chart = chart.add_params(shown).project(projection)
        # requests/s and Gbit/s are no one scale
        placed: AnyChart = chart.resolve_scale(strokeWidth="independent")
        return placed

    return draw


def _span(case: Case) -> dict[int, int]:
    return {period.start_year: period.end_year for period in case.instance.periods}


def _placed(
    table: pd.DataFrame,
    span: dict[int, int],
    ends: dict[str, tuple[str, str]],
    at: dict[tuple[str, str], tuple[float | None, float | None]],
) -> pd.DataFrame:
    """A table with the coordinates of its places, and the years in which a row holds."""
    columns: dict[str, Any] = {"from_year": table["year"], "until_year": table["year"].map(span)}
    for suffix, (kind, column) in ends.items():
        found = [at[kind, str(name)] for name in table[column]]
        columns[f"lon{suffix}"] = [lon for lon, _ in found]
        columns[f"lat{suffix}"] = [lat for _, lat in found]
    return table.drop(columns="year").assign(**columns).round(4)


def _land(outline: str) -> alt.Chart:
    text = files("planner.report").joinpath(f"outlines/{outline}.json").read_text("utf-8")
    land = alt.InlineData(
        values=json.loads(text), format=alt.TopoDataFormat(feature=outline, type="topojson")
    )
    chart: alt.Chart = (
        alt.Chart(land)
        .mark_geoshape(fill="#f2f2f2", stroke="#bbbbbb", strokeWidth=0.6)
        .transform_filter(f"datum.id !== '{ANTARCTICA}'")
    )
    return chart


def _year(case: Case) -> alt.Chart:
    """The year that is shown, which a print or a picture could not tell otherwise."""
    spans = [{"from_year": start, "until_year": end} for start, end in _span(case).items()]
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=spans))
        .mark_text(
            align="left",
            baseline="top",
            fontSize=14,
            fontWeight="bold",
            x=4,
            y=4,
            text=alt.ExprRef("'in ' + shown_year"),
        )
        .transform_filter(IN_YEAR)
    )
    return chart


def _lines(
    table: pd.DataFrame, value: str, unit: str, colour: str, opacity: float, far: str
) -> alt.Chart:
    near = "site_a" if far == "site_b" else "site"
    most = float(table[value].max()) if len(table) else 1.0
    chart: alt.Chart = (
        alt.Chart(rows(table))
        .mark_rule(color=colour, opacity=opacity)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            longitude2="lon2:Q",
            latitude2="lat2:Q",
            strokeWidth=alt.StrokeWidth(
                f"{value}:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[0.3, 5])
            ),
            tooltip=[
                alt.Tooltip(f"{near}:N"),
                alt.Tooltip(f"{far}:N"),
                alt.Tooltip(f"{value}:Q", title=unit, format=",.3~r"),
            ],
        )
        .transform_filter(IN_YEAR)
    )
    return chart


def _circles(table: pd.DataFrame) -> alt.Chart:
    most = float(table["facility_mw"].max()) if len(table) else 1.0
    chart: alt.Chart = (
        alt.Chart(rows(table))
        .mark_circle(opacity=0.85, stroke="white", strokeWidth=0.7)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size(
                "facility_mw:Q",
                title="MW facility",
                scale=alt.Scale(domain=[0, max(most, NOISE)], range=[12, 420]),
                legend=alt.Legend(
                    orient="bottom",
                    columns=3,
                    values=[most / 10, most / 2, most],
                    format=",.3~r",
                ),
            ),
            color=alt.Color(
                "kind:N",
                title="kind",
                scale=alt.Scale(domain=list(KIND_COLOURS), range=list(KIND_COLOURS.values())),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("site:N"),
                alt.Tooltip("kind:N"),
                alt.Tooltip("facility_mw:Q", title="MW facility", format=",.3~r"),
                alt.Tooltip("energised:N", title="first energised"),
            ],
        )
        .transform_filter(IN_YEAR)
    )
    return chart
