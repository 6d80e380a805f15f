"""Table of the backbone between sites."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col


class Corridor(Row):
    """A fibre route between two sites that can be lit."""

    table: ClassVar[str] = "corridors"
    key: ClassVar[tuple[str, ...]] = ("site_a", "site_b")
    families: ClassVar[tuple[str, ...]] = ("backbone",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = (
        "Fibre routes between sites, each pair once; traffic may pass through any site, open or not."
    )

    site_a: str = col("One end.", ref="sites")
    site_b: str = col("The other end.", ref="sites")
    route_km: float = col(
        "Length of the fibre route.", unit="km", gt=0, le=40_000, usual=(0.5, 25_000)
    )
    existing_gbps: float = col(
        "Capacity that is lit already, each way.", unit="Gbit/s", default=0.0, ge=0, usual=(1, 1e6)
    )
    unit_gbps: float = col(
        "Capacity of one unit that can be lit, each way.",
        unit="Gbit/s",
        gt=0,
        le=1e7,
        usual=(1, 1e6),
    )
    musd_per_km: float = col("Cost of one unit along the route.", unit="M$/km", ge=0, usual=(0, 5))
    musd_per_end: float = col(
        "Cost of one unit at each of its two ends.",
        unit="M$",
        default=0.0,
        ge=0,
        usual=(0.001, 200),
    )
    build_years: float = col(
        "Years from order to service.", unit="years", default=0.0, ge=0, le=20, usual=(0.05, 10)
    )
    life_years: float = col("Service life.", unit="years", gt=0, le=50, usual=(1, 50))
