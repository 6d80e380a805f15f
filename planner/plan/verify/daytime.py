"""Demand by slice: what a metro asks for at the hours of its own day, and shares of the year."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from planner.instance import Instance
from planner.instance.schema import Service, Slice

HOURS_PER_DAY = 24

_SLIVER_HOURS = 1e-9
"""A slice does not reach into an hour of which it covers less than this."""


def year_share(time_slice: Slice) -> float:
    """Share of the year's hours that a slice stands for."""
    return time_slice.hours / HOURS_PER_DAY * time_slice.days_share


def year_shares(instance: Instance) -> dict[str, float]:
    """Share of the year's hours by slice."""
    return {h.slice: year_share(h) for h in instance.time_slices}


def demand_by_slice(instance: Instance) -> dict[tuple[Any, ...], float]:
    """Requests per second asked for, by (service, metro, year, slice); what is 0 is left out.

    It is the demand of the year times the factor of the slice: the mean of the day's local hours
    that the slice covers in the metro over the mean of all days, each weighed by its share.
    """
    factors: dict[tuple[str, str, str], float] = {}
    for service in instance.services:
        hourly = _local_hours(instance, service)
        by_offset = {
            offset: {h.slice: _factor(instance, hourly, offset, h) for h in instance.time_slices}
            for offset in {metro.utc_offset_hours for metro in instance.metros}
        }
        for metro in instance.metros:
            for name, factor in by_offset[metro.utc_offset_hours].items():
                factors[service.service, metro.metro, name] = factor
    given = instance.fixed_factors
    asked: dict[tuple[Any, ...], float] = {}
    for (k, m, year), requests in instance.demand_at.items():
        for h in instance.time_slices:
            at = (k, m, year, h.slice)
            factor = factors[k, m, h.slice] if given is None else given[at]
            if factor > 0:
                asked[at] = requests * factor
    return asked


def peak_over_mean(instance: Instance, service: Service) -> float:
    """Demand in the busiest time of a slice over its mean: 1 where local hours tell the peaks."""
    return 1.0 if _local_hours(instance, service) else service.peak_to_mean


def _local_hours(instance: Instance, service: Service) -> dict[str, dict[int, float]]:
    """Factor by day and local hour; empty without slices or without rows for the service."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    if instance.slices:
        for row in instance.local_demand:
            if row.service == service.service:
                found[row.day][row.local_hour] = row.factor
    return found


def _factor(
    instance: Instance, hourly: dict[str, dict[int, float]], offset_hours: float, h: Slice
) -> float:
    if not hourly:
        return 1.0
    share_of_day = {other.day: other.days_share for other in instance.slices}
    mean = sum(
        share * sum(hourly[day].values()) / HOURS_PER_DAY for day, share in share_of_day.items()
    )
    begins = h.start_hour_utc + offset_hours
    ends = begins + h.hours
    covered = 0.0
    # Offsets move a slice by less than a day either way, so that three days hold all of it.
    for hour in range(-HOURS_PER_DAY, 3 * HOURS_PER_DAY):
        inside = min(ends, hour + 1) - max(begins, hour)
        if inside > _SLIVER_HOURS:
            covered += inside * hourly[h.day][hour % HOURS_PER_DAY]
    return covered / h.hours / mean
