"""Which sites differ between two plans, by how much and when, and which power moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.plan.reading import NOISE, in_year
from planner.plan.summary import SiteLine

from .cases import Case, Span

LEAST_MW = 0.05
"""Differences below 50 kW are no other decision."""


@dataclass(frozen=True)
class SiteDifference:
    """A site that differs between two plans.

    Attributes:
        site: its name.
        kind: campus or edge.
        only_in: "a" or "b" when only one plan opens it, else "".
        a_open_year: first year open in the first plan, None when never.
        b_open_year: first year open in the second plan, None when never.
        a_energised_year: first year with load or new power in the first plan, None when never.
        b_energised_year: the same in the second plan.
        a_facility_mw: peak facility load by year, MW.
        b_facility_mw: the same in the second plan.
        difference_mw: second less first by year, MW facility.
    """

    site: str
    kind: str
    only_in: str
    a_open_year: int | None
    b_open_year: int | None
    a_energised_year: int | None
    b_energised_year: int | None
    a_facility_mw: Mapping[int, float]
    b_facility_mw: Mapping[int, float]
    difference_mw: Mapping[int, float]

    @property
    def largest_mw(self) -> float:
        """Largest difference of any year, MW facility."""
        return max((abs(mw) for mw in self.difference_mw.values()), default=0.0)


@dataclass(frozen=True)
class PowerDifference:
    """A power option that differs between two plans.

    Attributes:
        option: power option.
        a_mw: MW in service by year in the first plan.
        b_mw: the same in the second plan.
        difference_mw: second less first by year, MW.
        moved_mw: MW that stand at other sites, beside the difference, by year.
    """

    option: str
    a_mw: Mapping[int, float]
    b_mw: Mapping[int, float]
    difference_mw: Mapping[int, float]
    moved_mw: Mapping[int, float]

    @property
    def largest_mw(self) -> float:
        """Largest difference of any year, MW."""
        return max((abs(mw) for mw in self.difference_mw.values()), default=0.0)


def compare_sites(a: Case, b: Case, spans: Sequence[Span]) -> tuple[SiteDifference, ...]:
    """Sites that open or are energised in other years or are of another size, the largest first."""
    lines_a = {line.site: line for line in a.summary.sites}
    lines_b = {line.site: line for line in b.summary.sites}
    found = []
    for site in dict.fromkeys([*lines_a, *lines_b]):
        one, other = lines_a.get(site), lines_b.get(site)
        mw_a = _load_mw(a, site, {span.year: span.a for span in spans})
        mw_b = _load_mw(b, site, {span.year: span.b for span in spans})
        difference = SiteDifference(
            site=site,
            kind=(a if one else b).instance.site[site].kind,
            only_in="" if one and other else ("a" if one else "b"),
            a_open_year=one.first_open if one else None,
            b_open_year=other.first_open if other else None,
            a_energised_year=one.first_energised if one else None,
            b_energised_year=other.first_energised if other else None,
            a_facility_mw=mw_a,
            b_facility_mw=mw_b,
            difference_mw={year: mw_b[year] - mw for year, mw in mw_a.items()},
        )
        if difference.largest_mw > LEAST_MW or _years(one) != _years(other):
            found.append(difference)
    return tuple(sorted(found, key=lambda one: -one.largest_mw))


def _years(line: SiteLine | None) -> tuple[int | None, int | None]:
    return (None, None) if line is None else (line.first_open, line.first_energised)


def _load_mw(case: Case, site: str, period_of: Mapping[int, int]) -> dict[int, float]:
    found = case.recount.found
    return {year: found.peak_mw[site, period] for year, period in period_of.items()}


def compare_power(a: Case, b: Case, spans: Sequence[Span]) -> tuple[PowerDifference, ...]:
    """Power options that differ in MW in service or in where these stand, the largest first."""
    mw_a = {span.year: _in_service_mw(a, span.a) for span in spans}
    mw_b = {span.year: _in_service_mw(b, span.b) for span in spans}
    options = {o for by_year in (mw_a, mw_b) for found in by_year.values() for o, _ in found}
    differences = [_power(option, mw_a, mw_b) for option in sorted(options)]
    return tuple(
        sorted(
            (one for one in differences if max(one.largest_mw, *one.moved_mw.values()) > LEAST_MW),
            key=lambda one: -one.largest_mw,
        )
    )


def _power(
    option: str,
    mw_a: Mapping[int, Mapping[tuple[str, str], float]],
    mw_b: Mapping[int, Mapping[tuple[str, str], float]],
) -> PowerDifference:
    sums: dict[int, tuple[float, float, float]] = {}
    for year, before in mw_a.items():
        after = mw_b[year]
        sites = {site for at, site in before.keys() | after.keys() if at == option}
        one = sum(before.get((option, site), 0.0) for site in sites)
        other = sum(after.get((option, site), 0.0) for site in sites)
        changed = sum(
            abs(after.get((option, site), 0.0) - before.get((option, site), 0.0)) for site in sites
        )
        sums[year] = (one, other, (changed - abs(other - one)) / 2)
    return PowerDifference(
        option=option,
        a_mw={year: one for year, (one, _, _) in sums.items()},
        b_mw={year: other for year, (_, other, _) in sums.items()},
        difference_mw={year: other - one for year, (one, other, _) in sums.items()},
        moved_mw={year: moved for year, (_, _, moved) in sums.items()},
    )


def _in_service_mw(case: Case, period: int) -> dict[tuple[str, str], float]:
    """MW in service by (option, site) in a period; no noise."""
    table = in_year(case.plan, "power", period)
    found: dict[tuple[str, str], float] = {}
    for option, site, mw in zip(
        table["option"], table["site"], table["in_service_mw"], strict=True
    ):
        if mw > NOISE:
            found[str(option), str(site)] = found.get((str(option), str(site)), 0.0) + float(mw)
    return found
