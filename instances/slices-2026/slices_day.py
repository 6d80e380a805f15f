"""The day: its slices, demand by local hour, and the sun."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi

from slices_sources import GENERAL, YEAR, facts

from planner.instance.schema import LocalDemand, Slice, SliceAvailability

DAY = "equinox"
SLICE_HOURS = 2
HOURS = 24
DEGREES_PER_HOUR = 15
STEPS_PER_HOUR = 60


def slices() -> Iterator[Slice]:
    """Twelve slices of two hours, of one day that stands for all."""
    for start in range(0, HOURS, SLICE_HOURS):
        yield Slice(
            slice=_name(start),
            day=DAY,
            start_hour_utc=start,
            hours=SLICE_HOURS,
            days_share=1.0,
            source="definition",
            source_year=YEAR,
            confidence="high",
            note="UTC; an equinox day, the mean of the seasons' lengths of day",
        )


def profile(service: str) -> list[float]:
    """Demand by local hour over its mean."""
    shape = [float(row[service]) for row in facts("local_hours")]
    mean = sum(shape) / len(shape)
    return [round(value / mean, 4) for value in shape]


def local_demand(services: list[str]) -> Iterator[LocalDemand]:
    """Demand of every service by the metro's local hour."""
    for service in services:
        for hour, factor in enumerate(profile(service)):
            yield LocalDemand(
                service=service,
                day=DAY,
                local_hour=hour,
                factor=factor,
                source=GENERAL,
                source_year=YEAR,
                confidence="low",
                note="waking hours and office hours",
            )


def solar_availability(option: str) -> Iterator[SliceAvailability]:
    """Output of solar plant in every slice at the campuses, each in a region of its own.

    Clear sky at the equinox: output goes with max(0, cos w), w the hour angle of the site's longitude,
    whose mean over the day is 1/pi. Scaled so that the mean of the day is the yearly capacity factor:
    share = capacity_factor * pi * mean of max(0, cos w) over the slice.
    """
    for site in facts("sites"):
        if not site["solar_capacity_factor"]:
            continue
        capacity_factor = float(site["solar_capacity_factor"])
        for start in range(0, HOURS, SLICE_HOURS):
            sun = _mean_sun(start, float(site["lon"]))
            yield SliceAvailability(
                option=option,
                region=site["region"],
                slice=_name(start),
                share=round(min(1.0, capacity_factor * pi * sun), 4),
                source=f"clear-sky geometry; yearly capacity factor {capacity_factor:g}: {GENERAL}",
                source_year=YEAR,
                confidence="low",
                note="capacity factor x pi x mean of max(0, cos hour angle) over the slice",
            )


def _name(start_hour: int) -> str:
    return f"utc-{start_hour:02d}"


def _mean_sun(start_hour: int, lon: float) -> float:
    """Mean of max(0, cos w) over a slice, w the hour angle, 0 at local solar noon."""
    steps = SLICE_HOURS * STEPS_PER_HOUR
    angles = [
        ((start_hour + (k + 0.5) / STEPS_PER_HOUR - 12) * DEGREES_PER_HOUR + lon) * pi / 180
        for k in range(steps)
    ]
    return sum(max(0.0, cos(angle)) for angle in angles) / steps
