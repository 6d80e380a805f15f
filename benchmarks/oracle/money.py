"""Years and present values by `docs/conventions.md`, a second time and in the plainest form."""

from __future__ import annotations

from planner.instance import Instance, Period
from planner.instance.schema import ExistingAsset

SAME = 1e-9
"""Years that differ by less are the same."""


def served(instance: Instance, ordered: Period, lead: float, life: float) -> list[Period]:
    """Periods in which an order is in service."""
    begins, ends = ordered.start_year + lead, ordered.start_year + lead + life
    return [
        y for y in instance.periods if begins <= y.start_year + SAME and y.end_year <= ends + SAME
    ]


def stands(instance: Instance, asset: ExistingAsset, period: Period) -> bool:
    """Whether an existing asset serves a period."""
    ends = asset.end_year if asset.end_year is not None else instance.horizon_end_year
    return asset.in_service_year <= period.start_year and period.end_year <= ends


def overlap(instance: Instance, run: str, start_year: int, period: Period) -> float:
    """Share of a period in which a run that starts in a year holds its units."""
    ends = start_year + instance.run[run].duration_years
    shared = min(ends, period.end_year) - max(start_year, period.start_year)
    return max(0.0, shared) / period.length_years


def at_year(instance: Instance, year: int) -> float:
    """Present value of 1 M$ paid in a calendar year."""
    after = year - instance.periods[0].start_year + 1
    return float(1.0 / (1.0 + instance.settings.discount_rate) ** after)


def yearly(instance: Instance, period: Period) -> float:
    """Present value of 1 M$ in every year of a period."""
    return sum(at_year(instance, year) for year in range(period.start_year, period.end_year))


def annuity(rate: float, years: float) -> float:
    """Yearly payment that recovers 1 M$ in some years."""
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


def order(instance: Instance, ordered: Period, lead: float, life: float) -> float:
    """Present value of 1 M$ of capital ordered in a period."""
    periods = served(instance, ordered, lead, life)
    if not periods:
        return 0.0
    inside = ordered.start_year + lead + life <= instance.horizon_end_year + SAME
    years = sum(y.length_years for y in periods) if inside else life
    payment = annuity(instance.settings.discount_rate, years)
    return payment * sum(yearly(instance, y) for y in periods)


def rent(instance: Instance, begun: Period, term: int) -> float:
    """Present value of 1 M$ a year of a rent that begins in a period."""
    periods = served(instance, begun, 0.0, term)
    years = sum(y.length_years for y in periods)
    inside = begun.start_year + term <= instance.horizon_end_year + SAME
    return (term / years if inside else 1.0) * sum(yearly(instance, y) for y in periods)
