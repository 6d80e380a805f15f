"""Years: what an order or an existing asset serves, and what a year's money is worth."""

from __future__ import annotations

import math

from planner.instance import Instance, Period
from planner.instance.schema import ExistingAsset

_SAME_YEAR = 1e-9
"""Years closer than this are the same; sums such as 2026 + 0.1 + 2.9 are not exact."""


def in_service(order: Period, lead_years: float, life_years: float, period: Period) -> bool:
    """Whether an order of one period serves the whole of another."""
    begins = order.start_year + lead_years
    ends = order.start_year + lead_years + life_years
    return begins <= period.start_year + _SAME_YEAR and period.end_year <= ends + _SAME_YEAR


def on_the_books(order: Period, lead_years: float, life_years: float, period: Period) -> bool:
    """Whether an order of one period is alive in another: ordered, not yet at its life's end."""
    ends = order.start_year + lead_years + life_years
    return order.start_year <= period.start_year and period.end_year <= ends + _SAME_YEAR


def term_periods(instance: Instance, begins: Period, term_years: int) -> list[Period]:
    """Periods that a lease or rental begun in one period serves as a whole."""
    return served_periods(instance, begins, 0.0, term_years)


def periods_by_start(instance: Instance) -> dict[int, Period]:
    """Periods by their start year."""
    return {p.start_year: p for p in instance.periods}


def served_periods(
    instance: Instance, order: Period, lead_years: float, life_years: float
) -> list[Period]:
    """Periods in which an order is in service."""
    return [p for p in instance.periods if in_service(order, lead_years, life_years, p)]


def stands_in(instance: Instance, asset: ExistingAsset, period: Period) -> bool:
    """Whether an existing asset serves a period."""
    ends = instance.horizon_end_year if asset.end_year is None else asset.end_year
    return asset.in_service_year <= period.start_year and period.end_year <= ends


def overlap_share(start_year: float, duration_years: float, period: Period) -> float:
    """Share of a period during which a run that starts in a given year holds its units."""
    begins = max(start_year, period.start_year)
    ends = min(start_year + duration_years, period.end_year)
    return max(0.0, ends - begins) / period.length_years


def years_of(period: Period) -> range:
    """Calendar years of a period."""
    return range(period.start_year, period.end_year)


def discount(instance: Instance, year: int) -> float:
    """What a dollar spent in a calendar year is worth, as at that year's end."""
    years_from_start = year - instance.periods[0].start_year + 1
    return float((1.0 + instance.settings.discount_rate) ** -years_from_start)


def capital_recovery(rate: float, years: float) -> float:
    """Yearly payment that recovers one dollar over some years at a rate."""
    if rate == 0.0:
        return 1.0 / years
    # 1 − (1+r)^-N without the cancellation that the plain formula suffers at small rates.
    return rate / -math.expm1(-years * math.log1p(rate))
