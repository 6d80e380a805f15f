"""Which metros are served from elsewhere between two plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.plan.reading import NOISE, in_year
from planner.plan.verify.daytime import year_shares

from .cases import Case, Span

UNSERVED = "(unserved)"
"""Stands for the site of demand that is not served."""


@dataclass(frozen=True)
class MetroDifference:
    """A metro of which a service is served from elsewhere.

    Attributes:
        service: service.
        metro: metro.
        moved_share: share of its demand, over all years, that another site serves or none.
        moved_requests_per_s: mean requests/s of it, over all years that the plans have in common.
        lost_by: requests/s less by site, the largest first; demand not served counts as a site.
        gained_by: requests/s more by site.
    """

    service: str
    metro: str
    moved_share: float
    moved_requests_per_s: float
    lost_by: Mapping[str, float]
    gained_by: Mapping[str, float]


@dataclass(frozen=True)
class ServiceDifference:
    """A service and how much of its demand is served from elsewhere.

    Attributes:
        service: service.
        moved_share: share of its demand, weighed by requests, that another site serves or none.
        by_year: the same by year.
        metros: metros of which any is served from elsewhere, the largest first.
    """

    service: str
    moved_share: float
    by_year: Mapping[int, float]
    metros: tuple[MetroDifference, ...]


@dataclass(frozen=True)
class _Move:
    """Demand of a metro in one slice of some years, and what each site serves more of it.

    Requests/s are weighed by the share of the slice in the year.
    """

    service: str
    metro: str
    span: Span
    asked: float
    change: Mapping[str, float]

    @property
    def moved(self) -> float:
        return sum(map(abs, self.change.values())) / 2


def compare_service(a: Case, b: Case, spans: Sequence[Span]) -> tuple[ServiceDifference, ...]:
    """How much of each service's demand is served from elsewhere, and of which metros.

    Of demand that both plans have in a year, the share of every site is compared; shares of unequal
    demands weigh as their mean. Plans of the same slices are compared slice by slice.
    """
    moves = list(_moves(a, b, spans))
    return tuple(
        _service(service, [move for move in moves if move.service == service])
        for service in dict.fromkeys(move.service for move in moves)
    )


def _moves(a: Case, b: Case, spans: Sequence[Span]) -> Iterator[_Move]:
    by_slice = a.instance.time_slices == b.instance.time_slices
    for span in spans:
        sources_a = _sources(a, span.a, by_slice)
        sources_b = _sources(b, span.b, by_slice)
        for (service, metro, at), before in sources_a.items():
            after = sources_b.get((service, metro, at))
            if after is not None:
                asked_a, asked_b = sum(before.values()), sum(after.values())
                asked = (asked_a + asked_b) / 2
                change = {
                    site: asked * (after.get(site, 0.0) / asked_b - before.get(site, 0.0) / asked_a)
                    for site in before | after
                }
                yield _Move(service, metro, span, asked, change)


def _sources(
    case: Case, period: int, by_slice: bool
) -> dict[tuple[str, str, str], dict[str, float]]:
    """Requests/s by site, of every service, metro and slice; by year where slices do not count."""
    share_of = year_shares(case.instance)
    served = in_year(case.plan, "routing", period)
    missing = in_year(case.plan, "unserved", period).assign(site=UNSERVED)
    columns = ["service", "metro", "slice", "site", "requests_per_s"]
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for frame in (served, missing):
        if frame.empty:
            continue
        for service, metro, at, site, requests in _rows(frame, columns):
            weighed = requests * share_of[at]
            if weighed > NOISE:
                sites = found.setdefault((service, metro, at if by_slice else ""), {})
                sites[site] = sites.get(site, 0.0) + weighed
    return found


def _rows(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[str, str, str, str, float]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _service(service: str, moves: Sequence[_Move]) -> ServiceDifference:
    metros = [
        _metro(service, metro, [move for move in moves if move.metro == metro])
        for metro in dict.fromkeys(move.metro for move in moves if move.moved > NOISE)
    ]
    by_year = {
        year: _share([move for move in moves if move.span.year == year])
        for year in sorted({move.span.year for move in moves})
    }
    return ServiceDifference(
        service=service,
        moved_share=_share(moves),
        by_year=by_year,
        metros=tuple(sorted(metros, key=lambda metro: -metro.moved_requests_per_s)),
    )


def _metro(service: str, metro: str, moves: Sequence[_Move]) -> MetroDifference:
    years = sum({move.span: move.span.years for move in moves}.values())

    def mean(of: Callable[[_Move], float]) -> float:
        return sum(of(move) * move.span.years for move in moves) / years

    gained: dict[str, float] = {}
    lost: dict[str, float] = {}
    for move in moves:
        for site, requests in move.change.items():
            side = gained if requests > 0 else lost
            side[site] = side.get(site, 0.0) + abs(requests) * move.span.years / years
    return MetroDifference(
        service=service,
        metro=metro,
        moved_share=_share(moves),
        moved_requests_per_s=mean(lambda move: move.moved),
        lost_by=_largest_first(lost),
        gained_by=_largest_first(gained),
    )


def _share(moves: Sequence[_Move]) -> float:
    asked = sum(move.asked * move.span.years for move in moves)
    return sum(move.moved * move.span.years for move in moves) / asked if asked else 0.0


def _largest_first(amounts: Mapping[str, float]) -> dict[str, float]:
    ranked = sorted(amounts.items(), key=lambda entry: -entry[1])
    return {site: amount for site, amount in ranked if amount > NOISE}
