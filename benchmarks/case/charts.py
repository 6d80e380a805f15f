"""The charts of the case, drawn from stored figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from planner.report.drawing import (
    BLACK,
    OKABE_ITO,
    line_over,
    rows,
    spec,
    stack,
    stack_under_line,
    tallest,
)
from planner.report.figure import AnyChart

from .results import Results

WIDTH, HEIGHT = 640, 280
PIXELS_PER_ROW = 24


def write_charts(results: Results, names: set[str], folder: Path) -> list[Path]:
    """Draw charts as SVG, those that have anything to show.

    Args:
        results: stored solves.
        names: which charts.
        folder: where they go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in CHARTS.items():
        chart = draw(results) if name in names else None
        if chart is not None:
            tall = HEIGHT
            if name in (SCENARIOS, "runs"):
                count = len(results.solves if name == SCENARIOS else results.figure("runs"))
                tall = PIXELS_PER_ROW * count
            written.append(folder / f"{name}.svg")
            written[-1].write_text(
                vl_convert.vegalite_to_svg(spec(chart, tall, WIDTH)), encoding="utf-8"
            )
    return written


SCENARIOS = "scenarios"


def scenarios(results: Results) -> AnyChart | None:
    """The interval from bound to plan of every scenario."""
    found = [
        {
            "scenario": name,
            "from": (one.bound_musd or 0.0) / 1000,
            "to": (one.objective_musd or 0.0) / 1000,
        }
        for name, one in results.solves.items()
        if one.has_plan
    ]
    table = pd.DataFrame(found)
    order = list(table["scenario"])
    base = alt.Chart(rows(table)).encode(
        y=alt.Y("scenario:N", sort=order, title=None, axis=alt.Axis(labelLimit=160)),
        x=alt.X(
            "from:Q", title="least cost lies between bound and plan, bn$", scale=_around(table)
        ),
        x2="to:Q",
    )
    ends = alt.Chart(rows(table)).encode(y=alt.Y("scenario:N", sort=order), x="to:Q")
    return alt.layer(
        base.mark_rule(strokeWidth=6, color=OKABE_ITO[0]), ends.mark_point(filled=True, color=BLACK)
    )


def _around(table: pd.DataFrame) -> alt.Scale:
    low, high = float(table["from"].min()), float(table["to"].max())
    margin = 0.05 * max(high - low, 1e-3 * high)
    return alt.Scale(domain=[max(0.0, low - margin), high + margin], zero=False)


def _stacked(results: Results, found: list[tuple[str, int, float]], unit: str) -> AnyChart | None:
    table = pd.DataFrame(found, columns=["name", "year", "value"])
    table = table[table.groupby("name")["value"].transform("max") > 0]
    if table.empty:
        return None
    draw = stack(table, by="name", value="value", unit=unit, years=results.years())
    return draw(tallest(table, "value"))


def work(results: Results) -> AnyChart | None:
    """MW IT by kind of work and site."""
    return _stacked(
        results,
        [
            (f"{what} at {kind} sites", year["year"], mw)
            for what in ("training", "inference")
            for year in results.figure("years")
            for kind, held in year["work_mw"].items()
            for mw in (held[what],)
        ],
        "MW IT",
    )


def inference_share(results: Results) -> AnyChart | None:
    """Share of inference."""
    table = pd.DataFrame(
        [(y["year"], 100 * y["inference_share"]) for y in results.figure("years")],
        columns=["year", "share"],
    )
    unit = "% of the MW IT held"
    return alt.layer(
        line_over(table, value="share", unit=unit, name="inference", years=results.years())
    )


def cooling(results: Results) -> AnyChart | None:
    """MW IT by cooling and density of racks."""
    found = []
    for name, by_year in results.figure("cooling_mw").items():
        technology, density = name.rsplit(", ", 1)
        light = float(density.split()[0]) <= 40
        label = f"{technology}, racks {'to' if light else 'above'} 40 kW"
        found += [(label, int(year), mw) for year, mw in by_year.items()]
    table = pd.DataFrame(found, columns=["name", "year", "value"])
    summed = table.groupby(["name", "year"], sort=True)["value"].sum().reset_index()
    return _stacked(results, list(summed.itertuples(index=False, name=None)), "MW IT")


def _bars(found: dict[str, float], unit: str) -> AnyChart | None:
    table = pd.DataFrame(
        [(name.replace("_", " "), value) for name, value in found.items() if value > 0],
        columns=["name", "value"],
    )
    if table.empty:
        return None
    chart: alt.Chart = (
        alt.Chart(rows(table))
        .mark_bar(color=OKABE_ITO[0])
        .encode(
            x=alt.X("value:Q", title=unit),
            y=alt.Y("name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=180)),
        )
    )
    return chart


def network(results: Results) -> AnyChart | None:
    """Cash for networks."""
    return _bars(results.figure("network_musd"), "M$ of cash over the horizon")


def orders(results: Results) -> AnyChart | None:
    """Orders by category."""
    return _bars(results.figure("orders_musd"), "M$ ordered over the horizon")


def vendors(results: Results) -> AnyChart | None:
    """Orders of accelerators by vendor."""
    return _stacked(
        results,
        [
            (vendor, year["year"], musd)
            for year in results.figure("years")
            for vendor, musd in sorted(year["spend_by_vendor_musd"].items())
        ],
        "M$ ordered",
    )


def runs(results: Results) -> AnyChart | None:
    """Runs in time, with their size and number of sites."""
    found: list[dict[str, Any]] = [
        {**run, "label": f"{run['it_mw']:,.0f} MW IT, {run['sites']} sites"}
        for run in results.figure("runs")
        if run["status"] == "placed"
    ]
    if not found:
        return None
    table = pd.DataFrame(found).sort_values("start_year", kind="stable")
    order = list(table["run"])
    base = alt.Chart(rows(table)).encode(
        y=alt.Y("run:N", sort=order, title=None, axis=alt.Axis(labelLimit=160)),
        x=alt.X(
            "start_year:Q",
            title="year",
            axis=alt.Axis(format="d", tickMinStep=1),
            scale=alt.Scale(zero=False),
        ),
    )
    return alt.layer(
        base.mark_bar(color=OKABE_ITO[4]).encode(x2="end_year:Q"),
        base.mark_text(align="left", dx=3, fontSize=9, color=BLACK).encode(text="label:N"),
    )


def backbone(results: Results) -> AnyChart | None:
    """Traffic between sites."""
    years = [year for year in results.figure("years") if year["backbone"]]
    return _stacked(
        results,
        [("sent over corridors", y["year"], y["backbone"]["used_tbps"]) for y in years],
        "Tbit/s",
    )


def power(results: Results) -> AnyChart | None:
    """Firm power by option against peak load."""
    years = results.figure("years")
    found = [(option, y["year"], mw) for y in years for option, mw in y["firm_mw"].items()]
    table = pd.DataFrame(found, columns=["option", "year", "firm_mw"])
    if table.empty:
        return None
    table = table.assign(first=table["option"] != "grid").sort_values(
        ["first", "option", "year"], kind="stable"
    )
    load = pd.DataFrame([(y["year"], y["facility_mw"]) for y in years], columns=["year", "firm_mw"])
    draw = stack_under_line(
        table,
        by="option",
        value="firm_mw",
        unit="MW",
        line=load,
        name="peak facility load",
        years=results.years(),
    )
    return draw(max(tallest(table, "firm_mw"), tallest(load, "firm_mw")))


def contracts(results: Results) -> AnyChart | None:
    """Shares leased and rented."""
    found = [
        (name, year["year"], 100 * year[key])
        for year in results.figure("years")
        for name, key in (("halls on lease", "leased_share"), ("units on rent", "rented_share"))
    ]
    table = pd.DataFrame(found, columns=["name", "year", "value"])
    if not table["value"].max() > 0:
        return None
    chart: alt.Chart = (
        alt.Chart(rows(table))
        .mark_line(point=True)
        .encode(
            x=alt.X("year:O", title="year", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("value:Q", title="%"),
            color=alt.Color(
                "name:N",
                scale=alt.Scale(range=list(OKABE_ITO[:2])),
                legend=alt.Legend(orient="bottom", title=None),
            ),
        )
    )
    return chart


CHARTS = {
    SCENARIOS: scenarios,
    "work": work,
    "inference-share": inference_share,
    "cooling": cooling,
    "network": network,
    "orders": orders,
    "vendors": vendors,
    "runs": runs,
    "backbone": backbone,
    "power": power,
    "contracts": contracts,
}
"""Every chart by the name of its file."""
