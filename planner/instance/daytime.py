"""Demand through the day: from local hours of metros to slices of the day in UTC."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from .schema import LocalDemand, Metro, Service, Slice

HOURS = 24


def demand_factors(
    slices: Sequence[Slice],
    metros: Iterable[Metro],
    services: Iterable[Service],
    local_demand: Iterable[LocalDemand],
) -> dict[tuple[str, str, str], float]:
    """Demand in a slice over the year's mean by (service, metro, slice); 1 without local demand.

    The factor of a slice is the mean of the local hours that it covers at the metro's UTC offset, over
    the mean of all days' hours weighed by the days' shares: only ratios of the rows matter.
    """
    profiles: dict[str, dict[str, list[float]]] = {}
    for row in local_demand:
        days = profiles.setdefault(row.service, {})
        days.setdefault(row.day, [0.0] * HOURS)[row.local_hour] = row.factor
    share = {h.day: h.days_share for h in slices}
    offsets = {metro.metro: metro.utc_offset_hours for metro in metros}
    found: dict[tuple[str, str, str], float] = {}
    for service in services:
        days = profiles.get(service.service, {})
        if not days or not any(h.day in days for h in slices):
            for metro in offsets:
                found |= {(service.service, metro, h.slice): 1.0 for h in slices}
            continue
        mean = sum(share[day] * sum(days[day]) / HOURS for day in share)
        by_offset = {
            (offset, h.slice): _mean_over(days[h.day], h.start_hour_utc + offset, h.hours) / mean
            for offset in set(offsets.values())
            for h in slices
        }
        for metro, offset in offsets.items():
            for h in slices:
                found[service.service, metro, h.slice] = by_offset[offset, h.slice]
    return found


def _mean_over(hourly: Sequence[float], start: float, hours: float) -> float:
    """Mean of a cyclic day of hourly values from a time on, parts of hours counted as parts."""
    total, at, end = 0.0, start, start + hours
    while at < end - 1e-9:
        upto = min(math.floor(at + 1e-9) + 1, end)
        total += (upto - at) * hourly[math.floor(at + 1e-9) % HOURS]
        at = upto
    return total / hours
