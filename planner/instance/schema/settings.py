"""The settings of an instance: what `instance.yaml` may say."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from .columns import FAMILIES, col


class SolveOptions(BaseModel):
    """Options of the solve that an instance may preset; the command line wins."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    time_limit_s: float = col(
        "Wall time from reading to the plan.", unit="s", default=240.0, gt=0, le=1e6
    )
    gap: float = col(
        "Relative gap at which the search may stop.", unit="share", default=1e-3, ge=0, le=1
    )
    threads: int = col("Threads of the solver.", default=2, ge=1, le=256)
    seed: int = col("Seed of the solver.", default=0, ge=0, le=2_147_483_647)


class CatalogueUse(BaseModel):
    """Which items of the catalogue the instance takes; an empty list takes all of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accelerators: tuple[str, ...] = col("Accelerators to take.", default=())
    cooling: tuple[str, ...] = col("Coolings to take.", default=())
    power_options: tuple[str, ...] = col("Power options to take.", default=())
    fabrics: tuple[str, ...] = col("Backend fabrics to take.", default=())


class Settings(BaseModel):
    """Settings of an instance, one value each."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: str = col("Name of the instance.")
    description: str = col("What it is about.", default="")
    families: tuple[str, ...] = col("Constraint families in use.", choices=FAMILIES, listed=True)
    catalogue: str = col("Version of the bundled technology catalogue, or none.", default="none")
    use: CatalogueUse = col("Items of the catalogue to take.", default=CatalogueUse())
    periods: tuple[int, ...] = col("Start years of the planning periods, rising.", unit="year")
    horizon_end_year: int | None = col(
        "Year in which the last period has ended; empty: the last period is one year.",
        unit="year",
        default=None,
    )
    discount_rate: float = col(
        "Real discount rate; yearly cash flows are discounted year by year.",
        unit="share/year",
        gt=-0.5,
        le=1,
        usual=(0.0, 0.3),
    )
    price_year: int = col("Year whose money all prices are in.", unit="year", ge=1990, le=2200)
    campus_cap_mw: float = col(
        "Largest peak facility load of a campus group, unless more is already committed there.",
        unit="MW facility",
        default=1000.0,
        gt=0,
        le=1e5,
        source="mission: a campus is capped at about 1 GW",
        usual=(1, 20_000),
    )
    route_factor: float = col(
        "Fibre route length over great-circle distance.",
        unit="ratio",
        default=2.1,
        ge=1,
        le=5,
        source="Bozkurt et al. 2018: 1.3 (shortest conduit) to 2.1 (practice)",
    )
    last_mile_ms: float = col(
        "Round trip of the access network and edge stack.",
        unit="ms",
        default=15.0,
        ge=0,
        le=1000,
        usual=(0.1, 200),
    )
    carbon_usd_per_t: dict[int, float] | float = col(
        "Price of carbon, one number or one per year.", unit="USD/t CO2", default=0.0
    )
    frontend_usd_per_gbps_year: float = col(
        "Frontend network of a site per unit of peak traffic.",
        unit="USD/(Gbit/s)/year",
        default=0.0,
        ge=0,
        usual=(1, 1e6),
    )
    transit_usd_per_gbps_km_year: float = col(
        "Transport between metro and site per unit of peak traffic and route km.",
        unit="USD/(Gbit/s km)/year",
        default=0.0,
        ge=0,
    )
    interpolate: tuple[str, ...] = col(
        "Yearly tables whose missing years are filled: straight lines between the years given, "
        "the nearest year's value outside them.",
        default=(),
    )
    strict: bool = col("Forbid unserved demand and dropped runs.", default=False)
    solve: SolveOptions = col("Options of the solve.", default=SolveOptions())
