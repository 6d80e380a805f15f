"""When orders serve, and what a M$ costs then, as factors for the model.

The definitions stand in docs/conventions.md; the checker computes them a second time, year by year.
"""

from __future__ import annotations

import math

from planner.instance import Instance, Period

HOURS_PER_YEAR = 8760.0

_EPS = 1e-9
"""Slack when fractional lead times are compared with whole years."""


def serving(inst: Instance, order: Period, lead_years: float, life_years: float) -> list[Period]:
    """Periods in which an order is in service: a + l ≤ a' and a' + L' ≤ a + l + n."""
    first = order.start_year + lead_years
    return [
        y
        for y in inst.periods
        if first <= y.start_year + _EPS and y.end_year <= first + life_years + _EPS
    ]


def alive(inst: Instance, order: Period, lead_years: float, life_years: float) -> list[Period]:
    """Periods in which an order is on its way or in service."""
    last = order.start_year + lead_years + life_years
    return [
        y for y in inst.periods if order.start_year <= y.start_year and y.end_year <= last + _EPS
    ]


def asset_serves(in_service_year: int, end_year: int | None, period: Period) -> bool:
    """Whether an existing asset serves a period."""
    return in_service_year <= period.start_year and (
        end_year is None or period.end_year <= end_year
    )


def recovery_factor(rate: float, years: float) -> float:
    """Yearly payment at year's end that recovers 1 over some years: r/(1−(1+r)^−N), 1/N at r = 0."""
    if rate == 0.0:
        return 1.0 / years
    # The plain formula loses half its digits at rates near 0.
    return rate / -math.expm1(-years * math.log1p(rate))


def discount(inst: Instance, year: int) -> float:
    """Present value of 1 M$ of a calendar year's cash flow, as at the year's end."""
    since = year - inst.periods[0].start_year + 1
    return float((1.0 + inst.settings.discount_rate) ** -since)


def present_years(inst: Instance, period: Period) -> float:
    """Present value of 1 M$ in each year of a period."""
    return sum(discount(inst, year) for year in range(period.start_year, period.end_year))


def yearly_charge(inst: Instance, order: Period, lead_years: float, life_years: float) -> float:
    """Annuity per M$ of capital of an order, charged in every year in which it serves.

    Over the years it serves when its life ends inside the horizon, over its life when the horizon
    cuts it; 0 for an order that never serves.
    """
    periods = serving(inst, order, lead_years, life_years)
    if not periods:
        return 0.0
    ends_inside = order.start_year + lead_years + life_years <= inst.horizon_end_year + _EPS
    years = sum(y.length_years for y in periods) if ends_inside else life_years
    return recovery_factor(inst.settings.discount_rate, years)


def overlap(start: Period, duration_years: float, period: Period) -> float:
    """Share of a period that a run started at another period's start occupies."""
    begins = max(start.start_year, period.start_year)
    ends = min(start.start_year + duration_years, period.end_year)
    return max(0.0, ends - begins) / period.length_years


def rent_factor(inst: Instance, begin: Period, term_years: float) -> float:
    """Rent charged in each year served, over the yearly rent, so that the whole term is paid.

    1 when the horizon cuts the term; see docs/conventions.md, Money.
    """
    if begin.start_year + term_years > inst.horizon_end_year + _EPS:
        return 1.0
    years = sum(y.length_years for y in serving(inst, begin, 0.0, term_years))
    return term_years / years
