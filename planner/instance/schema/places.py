"""Tables of places: sites, metros, what stands already, and measured network times."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col

SITE_KINDS: tuple[str, ...] = ("campus", "edge")
SITE_STATUSES: tuple[str, ...] = ("candidate", "existing", "forced", "excluded")
ASSET_FAMILIES: tuple[str, ...] = ("hall", "power", "accelerator", "fabric")


class Site(Row):
    """A place where a data centre stands or may be built."""

    table: ClassVar[str] = "sites"
    key: ClassVar[tuple[str, ...]] = ("site",)
    families: ClassVar[tuple[str, ...]] = ("siting",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Candidate and existing sites, campuses and urban edge sites."

    site: str = col("Name of the site; the key.")
    name: str = col("Name to print.", default="")
    operator: str = col("Who runs the site.", default="")
    kind: str = col("Remote campus or urban edge site.", choices=SITE_KINDS)
    campus_group: str = col(
        "Neighbouring sites that share one campus cap; empty: a campus is its own group, "
        "an edge site is in none.",
        default="",
    )
    lat: float | None = col("Latitude.", unit="degrees north", default=None, ge=-90, le=90)
    lon: float | None = col("Longitude.", unit="degrees east", default=None, ge=-180, le=180)
    country: str = col("Country, ISO 3166 code.", default="")
    bloc: str = col("Group of countries it is in, for residency; empty: none.", default="")
    region: str = col(
        "Region whose energy prices and carbon apply.", default="", needed_by=("power",)
    )
    grid_region: str = col("Grid operator's region, for the queue and its limits.", default="")
    climate_zone: str = col(
        "Climate zone that sets PUE and water use.",
        default="",
        needed_by=("halls",),
        source="ASHRAE 169 zones, as in Lei & Masanet 2022",
    )
    status: str = col(
        "candidate: may open; existing: open from the start, no opening cost; forced: must be "
        "open from its earliest year; excluded: stays closed.",
        default="candidate",
        choices=SITE_STATUSES,
    )
    earliest_year: int | None = col(
        "First year in which the site may open; empty: the first period.",
        unit="year",
        default=None,
        ge=1990,
        le=2200,
    )
    max_facility_mw: float | None = col(
        "Largest peak facility load the site may ever draw.",
        unit="MW facility",
        default=None,
        gt=0,
        le=100_000,
        needed_by=("fleet",),
        usual=(0.5, 10_000),
    )
    max_requests_per_s: float | None = col(
        "Largest number of requests served in a second, over all services; empty: no such limit.",
        unit="requests/s",
        default=None,
        ge=0,
        usual=(0.01, 1e7),
    )
    land_ha: float | None = col(
        "Land of the site, bought when it opens and shared by on-site plant.",
        unit="ha",
        default=None,
        ge=0,
        usual=(0.05, 50_000),
    )
    land_usd_per_ha: float = col(
        "Price of the land.", unit="USD/ha", default=0.0, ge=0, usual=(100, 1e9)
    )
    opening_musd: float = col(
        "One-time cost of opening: permits, roads, substation yard.",
        unit="M$",
        default=0.0,
        ge=0,
        usual=(0.01, 5_000),
    )
    opening_life_years: float = col(
        "Years over which opening and land are recovered.",
        unit="years",
        default=25.0,
        gt=0,
        le=100,
        usual=(1, 60),
    )
    fixed_musd_per_year: float = col(
        "Yearly cost of an open site: staff, security, taxes.",
        unit="M$/year",
        default=0.0,
        ge=0,
        usual=(0.001, 1_000),
    )
    shell_musd_per_mw: float | None = col(
        "Building and electrical plant of a hall, without cooling.",
        unit="M$/MW IT",
        default=None,
        ge=0,
        needed_by=("halls",),
        usual=(0.5, 40),
    )
    shell_life_years: float = col(
        "Life of a hall; its cooling may end it sooner.",
        unit="years",
        default=20.0,
        gt=0,
        le=100,
        usual=(1, 60),
    )
    hall_module_mw: float | None = col(
        "IT load of one hall, the unit in which halls are built.",
        unit="MW IT",
        default=None,
        gt=0,
        le=5_000,
        needed_by=("halls",),
        usual=(0.05, 1_000),
    )
    hall_build_years: float = col(
        "Years from the order of a hall to its service.",
        unit="years",
        default=1.0,
        ge=0,
        le=30,
        usual=(0.1, 10),
    )
    grid_queue_years: float | None = col(
        "Years that a new grid connection waits from its order.",
        unit="years",
        default=None,
        ge=0,
        le=50,
        needed_by=("power",),
        usual=(0, 20),
    )
    queue_mw: float = col(
        "Grid position already held, MW above it waits the full queue.",
        unit="MW facility",
        default=0.0,
        ge=0,
        le=100_000,
        usual=(0.05, 10_000),
    )
    queue_year: float | None = col(
        "Year in which the held position can first be energised.",
        unit="year",
        default=None,
        ge=1990,
        le=2200,
    )
    water_m3_per_year: float | None = col(
        "Water permit; empty: no limit.", unit="m3/year", default=None, ge=0, usual=(500, 1e8)
    )


class Metro(Row):
    """A place where people ask for inference."""

    table: ClassVar[str] = "metros"
    key: ClassVar[tuple[str, ...]] = ("metro",)
    families: ClassVar[tuple[str, ...]] = ("inference",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Places where people ask for inference."

    metro: str = col("Name of the metro; the key.")
    lat: float | None = col("Latitude.", unit="degrees north", default=None, ge=-90, le=90)
    lon: float | None = col("Longitude.", unit="degrees east", default=None, ge=-180, le=180)
    country: str = col("Country, ISO 3166 code.", default="")
    bloc: str = col("Group of countries it is in, for residency; empty: none.", default="")
    population: float | None = col(
        "People; the weight by which demand totals are spread.",
        unit="people",
        default=None,
        ge=0,
        usual=(2_000, 1e8),
    )
    utc_offset_hours: float = col(
        "Local time less UTC, in winter.", unit="hours", default=0.0, ge=-12, le=14
    )


class ExistingAsset(Row):
    """Something that stands, or is firmly under construction, before the horizon begins."""

    table: ClassVar[str] = "existing_assets"
    key: ClassVar[tuple[str, ...]] = ("site", "family", "item", "in_service_year")
    families: ClassVar[tuple[str, ...]] = ("fleet", "halls", "power")
    about: ClassVar[str] = "Halls, power, accelerators and fabric that stand before the horizon."

    site: str = col("Site where it stands; the site's status must be existing.", ref="sites")
    family: str = col(
        "hall: item is a cooling, amount in MW IT; power: item is a power option, MW; "
        "accelerator: item is an accelerator, units; fabric: item is the accelerator whose "
        "units the backend fabric connects, units.",
        choices=ASSET_FAMILIES,
    )
    item: str = col("Cooling, power option or accelerator, by family.")
    in_service_year: int = col(
        "Serves every period that starts in or after this year.", unit="year", ge=1950, le=2200
    )
    end_year: int | None = col(
        "Serves periods that end by the start of this year; empty: serves to the horizon's end.",
        unit="year",
        default=None,
        ge=1950,
        le=2300,
    )
    mw: float | None = col(
        "Amount of a hall (MW IT) or of power (MW).",
        unit="MW",
        default=None,
        ge=0,
        le=100_000,
        usual=(0.01, 10_000),
    )
    units: float | None = col("Amount of accelerators or fabric.", unit="units", default=None, ge=0)
    remaining_charge_musd_per_year: float = col(
        "Yearly charge still owed for it; 0: sunk.",
        unit="M$/year",
        default=0.0,
        ge=0,
        usual=(0.001, 10_000),
    )


class Latency(Row):
    """A measured round trip between a metro and a site."""

    table: ClassVar[str] = "latency"
    key: ClassVar[tuple[str, ...]] = ("metro", "site")
    families: ClassVar[tuple[str, ...]] = ("inference",)
    about: ClassVar[str] = "Measured round trips; they win over the estimate from distance."

    metro: str = col("Metro.", ref="metros")
    site: str = col("Site.", ref="sites")
    rtt_ms: float = col(
        "Measured network round trip.", unit="ms", ge=0, le=10_000, usual=(0.05, 500)
    )


class SiteLatency(Row):
    """A measured round trip between two sites."""

    table: ClassVar[str] = "site_latency"
    key: ClassVar[tuple[str, ...]] = ("site_a", "site_b")
    families: ClassVar[tuple[str, ...]] = ("training",)
    about: ClassVar[str] = "Measured round trips between sites, either direction."

    site_a: str = col("One site.", ref="sites")
    site_b: str = col("The other site.", ref="sites")
    rtt_ms: float = col(
        "Measured network round trip.", unit="ms", ge=0, le=10_000, usual=(0.05, 500)
    )


class RouteCost(Row):
    """What it costs to serve a metro's whole demand from a site."""

    table: ClassVar[str] = "route_costs"
    key: ClassVar[tuple[str, ...]] = ("service", "metro", "site")
    families: ClassVar[tuple[str, ...]] = ("inference",)
    about: ClassVar[str] = "Cost of serving a metro from a site; wins over transit by distance."

    service: str = col("Service.", ref="services")
    metro: str = col("Metro.", ref="metros")
    site: str = col("Site.", ref="sites")
    usd_per_year_full_demand: float = col(
        "Yearly cost of serving the metro's whole demand from the site.",
        unit="USD/year",
        ge=0,
        usual=(1, 1e10),
    )
