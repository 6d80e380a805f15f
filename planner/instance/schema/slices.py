"""Tables of time within a year: slices of representative days, local demand, plant by slice."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col


class Slice(Row):
    """A part of a representative day."""

    table: ClassVar[str] = "slices"
    key: ClassVar[tuple[str, ...]] = ("slice",)
    families: ClassVar[tuple[str, ...]] = ("inference", "power")
    about: ClassVar[str] = (
        "Parts of representative days; the slices of a day follow one another and fill its 24 hours. "
        "No rows: one slice, the mean of the year."
    )

    slice: str = col("Name of the slice; the key.")
    day: str = col("Representative day it belongs to; storage shifts energy within a day.")
    start_hour_utc: int = col("Hour of the day, UTC, at which it starts.", unit="h", ge=0, le=23)
    hours: int = col("How long it lasts.", unit="h", ge=1, le=24)
    days_share: float = col(
        "Share of the year's days that are like its day; the same in every slice of the day.",
        unit="share",
        gt=0,
        le=1,
    )

    @property
    def hours_share(self) -> float:
        """Share of the year's hours."""
        return self.hours / 24 * self.days_share


WHOLE_YEAR = Slice(slice="year", day="year", start_hour_utc=0, hours=24, days_share=1.0)
"""The one slice of an instance without slices."""


class LocalDemand(Row):
    """How demand runs through the local day."""

    table: ClassVar[str] = "local_demand"
    key: ClassVar[tuple[str, ...]] = ("service", "day", "local_hour")
    families: ClassVar[tuple[str, ...]] = ("inference",)
    about: ClassVar[str] = (
        "Demand by the metro's local hour, 24 rows for every day of `slices`; only ratios matter, the "
        "year's mean stays that of `demand`. A service with rows has its peaks from them and not from "
        "peak_to_mean."
    )

    service: str = col("Service.", ref="services")
    day: str = col("Day, as named in `slices`.")
    local_hour: int = col("Hour of the local day, 0 from midnight to one.", unit="h", ge=0, le=23)
    factor: float = col("Demand over the mean.", unit="ratio", ge=0, le=1_000)


class SliceAvailability(Row):
    """Output of an option in a slice."""

    table: ClassVar[str] = "slice_availability"
    key: ClassVar[tuple[str, ...]] = ("option", "region", "slice")
    families: ClassVar[tuple[str, ...]] = ("power",)
    about: ClassVar[str] = (
        "Largest mean output over capacity in a slice, by option and region; without a row the option's "
        "capacity_factor holds in every slice."
    )

    option: str = col("Power option.", ref="power_options")
    region: str = col("Region, as named in `sites`.")
    slice: str = col("Slice.", ref="slices")
    share: float = col("Largest mean output over capacity.", unit="share", ge=0, le=1)
