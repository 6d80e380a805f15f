"""Tables of power: options, order books, site overrides, held steps, energy prices."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col
from .places import SITE_KINDS

POWER_KINDS: tuple[str, ...] = (
    "grid",
    "grid_flexible",
    "gas",
    "fuel_cell",
    "nuclear",
    "solar",
    "storage",
)


class PowerOption(Row):
    """A way to power a site."""

    table: ClassVar[str] = "power_options"
    key: ClassVar[tuple[str, ...]] = ("option",)
    families: ClassVar[tuple[str, ...]] = ("power",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Ways to power a site."

    option: str = col("Name of the option; the key.")
    kind: str = col(
        "Kind of plant; the one of kind grid waits each site's queue. grid_flexible is a connection "
        "that may be curtailed, and storage shifts energy between the slices of a day.",
        choices=POWER_KINDS,
    )
    capex_usd_per_kw: float = col("Overnight cost.", unit="USD/kW", ge=0, usual=(10, 50_000))
    fixed_usd_per_kw_year: float = col(
        "Yearly cost of capacity in service.",
        unit="USD/kW/year",
        default=0.0,
        ge=0,
        usual=(0.5, 1_000),
    )
    heat_rate_mmbtu_per_mwh: float = col(
        "Gas per unit of electricity.", unit="MMBtu/MWh", default=0.0, ge=0, le=50, usual=(3, 20)
    )
    other_usd_per_mwh: float = col(
        "Variable cost other than gas or the grid's price.",
        unit="USD/MWh",
        default=0.0,
        ge=0,
        usual=(0.05, 500),
    )
    carbon_t_per_mwh: float = col(
        "Emissions of on-site generation; the grid's stand in `energy`.",
        unit="t CO2/MWh",
        default=0.0,
        ge=0,
        le=5,
        usual=(0.01, 1.5),
    )
    capacity_credit: float = col("Share of capacity that counts as firm.", unit="share", ge=0, le=1)
    capacity_factor: float = col(
        "Largest yearly mean output over capacity.", unit="share", default=1.0, gt=0, le=1
    )
    lead_years: float = col(
        "Years from order to service; the grid's stand in `sites`.",
        unit="years",
        default=0.0,
        ge=0,
        le=50,
        usual=(0.05, 20),
    )
    life_years: float = col("Service life.", unit="years", gt=0, le=100, usual=(1, 80))
    module_mw: float | None = col(
        "Size of one unit when only whole units can be had; empty: any size.",
        unit="MW",
        default=None,
        gt=0,
        le=5_000,
        usual=(0.05, 2_000),
    )
    unit_mw: float | None = col(
        "Size of one generating unit. Where no firm grid connection of at least that size is in "
        "service, one unit more than needed must stand (N+1); empty: no spare is asked for.",
        unit="MW",
        default=None,
        gt=0,
        le=5_000,
        usual=(0.05, 2_000),
    )
    storage_hours: float | None = col(
        "Energy of storage over its power; required for kind storage.",
        unit="h",
        default=None,
        gt=0,
        le=1_000,
        usual=(0.25, 200),
    )
    efficiency: float | None = col(
        "Energy out over energy in, a whole cycle; required for kind storage.",
        unit="share",
        default=None,
        gt=0,
        le=1,
    )
    max_curtailed_hours_per_year: float = col(
        "Hours in which a connection of kind grid_flexible may give nothing; required for it.",
        unit="h/year",
        default=0.0,
        ge=0,
        le=8760,
        usual=(1, 4_000),
    )
    land_ha_per_mw: float = col(
        "Land it takes on the site.", unit="ha/MW", default=0.0, ge=0, usual=(0.0005, 20)
    )
    site_kinds: tuple[str, ...] = col(
        "Site kinds where it may be built.", default=SITE_KINDS, choices=SITE_KINDS, listed=True
    )


class PowerSupply(Row):
    """Order book of an option over all sites."""

    table: ClassVar[str] = "power_supply"
    key: ClassVar[tuple[str, ...]] = ("option", "year")
    families: ClassVar[tuple[str, ...]] = ("power",)
    about: ClassVar[str] = "MW that can be ordered in a year over all sites; no rows: no limit."

    option: str = col("Power option.", ref="power_options")
    year: int = col("Year of the order.", unit="year")
    mw: float = col("MW that can be ordered in the year.", unit="MW/year", ge=0, usual=(0, 100_000))


class SitePower(Row):
    """What is different about an option at a site."""

    table: ClassVar[str] = "site_power"
    key: ClassVar[tuple[str, ...]] = ("site", "option")
    families: ClassVar[tuple[str, ...]] = ("power",)
    about: ClassVar[str] = (
        "Limits, leads and costs of an option at a site; empty: the option's own."
    )

    site: str = col("Site.", ref="sites")
    option: str = col("Power option.", ref="power_options")
    max_mw: float | None = col(
        "Most MW of it in service at the site, with what stands already; 0 forbids it.",
        unit="MW",
        default=None,
        ge=0,
        le=100_000,
        usual=(0.05, 20_000),
    )
    lead_years: float | None = col(
        "Years from order to service here.",
        unit="years",
        default=None,
        ge=0,
        le=50,
        usual=(0.05, 20),
    )
    capex_usd_per_kw: float | None = col(
        "Overnight cost here.", unit="USD/kW", default=None, ge=0, usual=(10, 50_000)
    )
    interconnection_musd: float = col(
        "One-time cost of the first MW built here, whatever its size.",
        unit="M$",
        default=0.0,
        ge=0,
        usual=(0.01, 5_000),
    )


class EnergisationStep(Row):
    """What an interconnection study offers: power that comes in steps."""

    table: ClassVar[str] = "energisation_steps"
    key: ClassVar[tuple[str, ...]] = ("site", "option", "year")
    families: ClassVar[tuple[str, ...]] = ("power",)
    about: ClassVar[str] = (
        "Position held in steps: MW that can be energised from each year on. "
        "Takes the place of queue_mw and queue_year for the grid."
    )

    site: str = col("Site.", ref="sites")
    option: str = col("Power option.", ref="power_options")
    year: int = col("Year from which the step can be energised.", unit="year")
    cumulative_mw: float = col(
        "MW that can be energised by then, earlier steps included.",
        unit="MW",
        gt=0,
        le=100_000,
        usual=(0.05, 10_000),
    )
    upgrade_musd: float = col(
        "One-time cost of network upgrades that the step needs, if any of it is taken.",
        unit="M$",
        default=0.0,
        ge=0,
        usual=(0.01, 5_000),
    )


class Energy(Row):
    """Energy prices and the grid's carbon."""

    table: ClassVar[str] = "energy"
    key: ClassVar[tuple[str, ...]] = ("region", "year")
    families: ClassVar[tuple[str, ...]] = ("power",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Energy prices and the grid's carbon by region and year."

    region: str = col("Region, as named in `sites`.")
    year: int = col("Year.", unit="year")
    grid_usd_per_mwh: float = col(
        "Price of energy from the grid.", unit="USD/MWh", ge=0, usual=(5, 1_000)
    )
    grid_carbon_t_per_mwh: float = col(
        "Emissions of energy from the grid.", unit="t CO2/MWh", ge=0, le=3, usual=(0, 1.5)
    )
    gas_usd_per_mmbtu: float = col(
        "Price of gas delivered to the site.", unit="USD/MMBtu", ge=0, usual=(0.2, 100)
    )
