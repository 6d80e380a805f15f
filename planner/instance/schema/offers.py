"""Tables of what can be leased and rented instead of being built and bought."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col


class LeaseOffer(Row):
    """Powered halls that somebody else owns."""

    table: ClassVar[str] = "lease_offers"
    key: ClassVar[tuple[str, ...]] = ("site", "cooling", "from_year")
    families: ClassVar[tuple[str, ...]] = ("halls",)
    about: ClassVar[str] = (
        "Powered halls that can be leased at a site; a lease lasts its whole term. Energy is paid for "
        "besides, at the grid's price."
    )

    site: str = col("Site.", ref="sites")
    cooling: str = col("Cooling of the halls.", ref="cooling")
    from_year: int = col("First year in which a lease can begin.", unit="year", ge=1990, le=2200)
    it_mw: float = col(
        "Most that can be on lease from this offer at any time.",
        unit="MW IT",
        gt=0,
        le=100_000,
        usual=(0.05, 5_000),
    )
    musd_per_mw_year: float = col(
        "Rent, power capacity included, energy not.", unit="M$/MW IT/year", ge=0, usual=(0.2, 20)
    )
    term_years: int = col("Length of a lease.", unit="years", ge=1, le=50, usual=(1, 40))


class RentalOffer(Row):
    """Accelerators that somebody else owns, houses, powers and connects."""

    table: ClassVar[str] = "rental_offers"
    key: ClassVar[tuple[str, ...]] = ("site", "accelerator", "from_year")
    families: ClassVar[tuple[str, ...]] = ("fleet",)
    about: ClassVar[str] = (
        "Accelerators that can be rented at a site, with their hall, power, energy and backend fabric; a "
        "rental lasts its whole term."
    )

    site: str = col("Site.", ref="sites")
    accelerator: str = col("Accelerator.", ref="accelerators")
    from_year: int = col("First year in which a rental can begin.", unit="year", ge=1990, le=2200)
    units: float = col(
        "Most that can be on rent from this offer at any time.", unit="units", gt=0, le=1e9
    )
    usd_per_unit_year: float = col(
        "Rent, everything included.", unit="USD/unit/year", ge=0, usual=(500, 500_000)
    )
    term_years: int = col("Length of a rental.", unit="years", ge=1, le=50, usual=(1, 40))
