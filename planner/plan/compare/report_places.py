"""Sites, power, runs and metros that differ, as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.plan.sections import (
    NOTHING,
    Column,
    Section,
    amount,
    by_year,
    change,
    cut,
    share,
    year_cell,
)
from planner.plan.summary import RunLine

from .core import Pair
from .places import LEAST_MW, SiteDifference
from .runs import RunDifference

SITES_NAMED = 3


def site_sections(pair: Pair, most: int) -> list[Section]:
    """Sites that open in other years or are of another size."""
    if not pair.sites:
        return [Section("Sites: the same, of the same size, in the same years", level=3)]
    timing = [site for site in pair.sites if site.only_in or _timing(site) != NOTHING]
    sections = []
    if timing:
        shown, notes = cut(timing, most, "sites that open or are energised in other years")
        sections.append(
            Section(
                "Sites in one plan only, earlier or later",
                columns=(
                    Column("site", text=True),
                    Column("kind", text=True),
                    Column(f"opens, {pair.a}"),
                    Column(f"opens, {pair.b}"),
                    Column(f"energised, {pair.a}"),
                    Column(f"energised, {pair.b}"),
                    Column("which is", text=True),
                ),
                rows=tuple(
                    (
                        site.site,
                        site.kind,
                        year_cell(site.a_open_year),
                        year_cell(site.b_open_year),
                        year_cell(site.a_energised_year),
                        year_cell(site.b_energised_year),
                        _which(site, pair),
                    )
                    for site in shown
                ),
                notes=notes,
                level=3,
            )
        )
    shown, notes = cut(pair.sites, most, "sites")
    heading = Section(
        f"Peak facility load by site, MW, {pair.b} less {pair.a}", notes=notes, level=3
    )
    labels = (Column("site", text=True),)
    rows = [((site.site,), _cells(site.difference_mw, change)) for site in shown]
    return [*sections, *by_year(heading, labels, rows)]


def _which(site: SiteDifference, pair: Pair) -> str:
    if site.only_in:
        return f"only in {pair.a if site.only_in == 'a' else pair.b}"
    return _timing(site)


def _timing(site: SiteDifference) -> str:
    """How much later the second plan opens or energises a site."""
    parts = []
    for what, a, b in (
        ("opens", site.a_open_year, site.b_open_year),
        ("energised", site.a_energised_year, site.b_energised_year),
    ):
        if a is None or b is None:
            if a != b:
                parts.append(f"{what} in one only")
        elif a != b:
            years = f"{abs(b - a)} year{'s' if abs(b - a) != 1 else ''}"
            parts.append(f"{what} {years} {'later' if b > a else 'earlier'}")
    return ", ".join(parts) or NOTHING


def power_sections(pair: Pair, most: int) -> list[Section]:
    """Power in service that differs, and that stands elsewhere."""
    if not pair.power:
        return []
    shown, notes = cut(pair.power, most, "options")
    heading = Section("Power in service by option, MW", notes=notes, level=3)
    rows = []
    for one in shown:
        rows.append(((one.option, f"{pair.b} less {pair.a}"), _cells(one.difference_mw, change)))
        if any(mw > LEAST_MW for mw in one.moved_mw.values()):
            rows.append((("", "at other sites"), _cells(one.moved_mw, amount)))
    labels = (Column("option", text=True), Column("", text=True))
    return by_year(heading, labels, rows)


def _cells(mw: Mapping[int, float], cell: Callable[[float], str]) -> dict[int, str]:
    return {year: cell(value) for year, value in mw.items()}


def run_section(pair: Pair, most: int) -> Section | None:
    """Training runs that differ: when, on what, where."""
    if not pair.runs:
        return None
    shown, notes = cut(pair.runs, most, "runs")
    return Section(
        "Training runs that differ",
        columns=(
            Column("run", text=True),
            Column("differs in", text=True),
            Column("start, product", text=True),
            Column("MW IT moved"),
            Column(f"MW IT by site, {pair.b} less {pair.a}", text=True),
        ),
        rows=tuple(
            (
                run.run,
                ", ".join(run.changes),
                _run(run.a) if _run(run.a) == _run(run.b) else f"{_run(run.a)} → {_run(run.b)}",
                amount(run.moved_it_mw),
                _by_site(run),
            )
            for run in shown
        ),
        notes=notes,
        level=3,
    )


def _run(run: RunLine | None) -> str:
    if run is None:
        return "(no such run)"
    if run.status != "placed":
        return "dropped"
    return f"{run.start_year} {run.accelerator}"


def _by_site(run: RunDifference) -> str:
    """MW IT that a run has more or less of at its sites, the largest first."""
    mw_a = {} if run.a is None else run.a.it_mw_by_site
    mw_b = {} if run.b is None else run.b.it_mw_by_site
    changes = {site: mw_b.get(site, 0.0) - mw_a.get(site, 0.0) for site in {**mw_a, **mw_b}}
    ranked = sorted(changes.items(), key=lambda entry: -abs(entry[1]))
    told = [f"{site} {change(mw)}" for site, mw in ranked if abs(mw) > LEAST_MW]
    more = [f"{len(told) - SITES_NAMED} more"] if len(told) > SITES_NAMED else []
    return ", ".join([*told[:SITES_NAMED], *more])


def metro_section(pair: Pair, most: int) -> Section | None:
    """How much of each service's demand is served from elsewhere, and the largest metros."""
    moved = [service for service in pair.services if service.moved_share > 0]
    if not moved:
        return None
    lines = tuple(
        f"{service.service}: {share(service.moved_share)} of the demand is served from elsewhere, "
        f"in {len(service.metros)} metros"
        for service in moved
    )
    metros = [metro for service in moved for metro in service.metros]
    metros.sort(key=lambda metro: -metro.moved_requests_per_s)
    shown, notes = cut(metros, most, "metros and services")
    return Section(
        "Metros served from elsewhere",
        lines,
        (
            Column("service", text=True),
            Column("metro", text=True),
            Column("moved, requests/s"),
            Column("share"),
            Column(f"less from, in {pair.b}", text=True),
            Column("more from", text=True),
        ),
        tuple(
            (
                metro.service,
                metro.metro,
                amount(metro.moved_requests_per_s),
                share(metro.moved_share),
                _sites(metro.lost_by),
                _sites(metro.gained_by),
            )
            for metro in shown
        ),
        notes,
        level=3,
    )


def _sites(requests: Mapping[str, float]) -> str:
    return next(iter(requests), "") + (
        f" and {len(requests) - 1} more" if len(requests) > 1 else ""
    )
