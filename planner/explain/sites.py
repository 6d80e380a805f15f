"""Why a site is not in the plan: what forcing it costs, and from which figure on it enters."""

from __future__ import annotations

from dataclasses import dataclass

from planner.instance.schema import Lock
from planner.plan.core import Plan, StoppedBy
from planner.plan.reading import sums_by_year, table_of

from . import figures
from .figures import Figure
from .what_if import Interval, Resolver, difference, first_that


class NotASite(ValueError):
    """A site cannot be explained; the message says why."""


@dataclass(frozen=True)
class Entry:
    """From which value of one figure on a site is in the least-cost plan.

    Attributes:
        figure: what is changed, in words.
        unit: its unit.
        before: its value.
        after: value from which the site opens, to 1 % of the span tried; None where it never does.
        furthest: the furthest value tried.
    """

    figure: str
    unit: str
    before: float
    after: float | None
    furthest: float


@dataclass(frozen=True)
class WhyNotSite:
    """Why a plan does not open a site.

    Attributes:
        site: the site.
        forced: least cost with the site open in the last period less that of the plan, M$; None where
            there was no time.
        forced_peak_mw: its largest peak facility load when forced open; None where that was not solved.
        infeasible: True when it cannot be open at all.
        entries: figures from which on it enters.
        not_tried: figures for which there was no time.
    """

    site: str
    forced: Interval | None
    forced_peak_mw: float | None
    infeasible: bool
    entries: tuple[Entry, ...]
    not_tried: tuple[str, ...]


def why_not_site(resolver: Resolver, site: str) -> WhyNotSite:
    """Force a site and look for the figures at which it enters.

    Raises:
        NotASite: the instance has no such site, or the plan opens it.
    """
    instance, plan = resolver.instance, resolver.plan
    if site not in instance.site:
        raise NotASite(f"the plan's instance has no site {site!r}")
    if _opens(plan, site):
        raise NotASite(f"the plan opens {site}; ask about a site that it does not open")
    last = instance.periods[-1].start_year
    lock = Lock(in_table="sites", site=site, period=last, rule="min", value=1)
    result = resolver.solve(instance, (lock,))
    forced = peak_mw = None
    if result is not None and result.plan is not None:
        forced = difference(plan, result, sign=1)
        peaks = sums_by_year(table_of(result.plan, "sites"), "site", "peak_facility_mw")
        peak_mw = max((mw for (at, _), mw in peaks.items() if at == site), default=0.0)
    infeasible = (
        result is not None and result.plan is None and result.stopped_by is StoppedBy.INFEASIBLE
    )
    entries: list[Entry] = []
    not_tried: list[str] = []
    if not infeasible:
        for kind in (figures.grid_price, figures.queue_years, figures.site_mw):
            figure = kind(instance, site)
            if figure is None:
                continue
            entry = _entry(resolver, site, figure)
            if entry is None:
                not_tried.append(figure.name)
            else:
                entries.append(entry)
    return WhyNotSite(site, forced, peak_mw, infeasible, tuple(entries), tuple(not_tried))


def _entry(resolver: Resolver, site: str, figure: Figure) -> Entry | None:
    """The figure at which a site enters; None when there was no time to ask."""
    asked = False

    def opens(value: float) -> bool | None:
        nonlocal asked
        result = resolver.solve(figure.with_value(value))
        if result is None or result.plan is None:
            return None
        asked = True
        return _opens(result.plan, site)

    after = first_that(opens, figure.value, figure.furthest, whole=figure.whole)
    if not asked:
        return None
    return Entry(figure.name, figure.unit, figure.value, after, figure.furthest)


def _opens(plan: Plan, site: str) -> bool:
    rows = table_of(plan, "sites").to_dict("records")
    return any(row["site"] == site and float(row["open"]) > 0.5 for row in rows)
