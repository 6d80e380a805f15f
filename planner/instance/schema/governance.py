"""Tables of what may not be exceeded, and of what is decided already."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col

LIMIT_UNITS: dict[str, str] = {
    "emissions": "kt CO2/year",
    "water": "thousand m3/year",
    "capital": "M$/year",
    "vendor_share": "share",
    "served_share": "share",
    "site_share": "share",
    "grid_region": "MW",
}
"""Unit in which each kind of limit is given."""

LIMIT_FAMILIES: dict[str, str] = {
    "emissions": "power",
    "water": "halls",
    "capital": "siting",
    "vendor_share": "fleet",
    "served_share": "inference",
    "site_share": "inference",
    "grid_region": "power",
}
"""Family that has to be in use for each kind of limit."""

LOCK_TABLES: tuple[str, ...] = (
    "sites",
    "halls",
    "power",
    "connections",
    "fleet",
    "fabric",
    "runs",
    "run_sites",
    "leases",
    "rentals",
    "corridors",
)
"""Plan tables whose decisions can be locked."""

LOCK_RULES: tuple[str, ...] = ("fix", "min", "max")


class Limit(Row):
    """A limit of a year."""

    table: ClassVar[str] = "limits"
    key: ClassVar[tuple[str, ...]] = ("limit", "scope", "year")
    families: ClassVar[tuple[str, ...]] = ("siting",)
    about: ClassVar[str] = (
        "Limits by period; all optional, and none where there is no row. A row holds in the period that "
        "starts in its year."
    )

    limit: str = col(
        "emissions, water: of all sites, or of those in region `scope`, mean of the period; capital: "
        "orders of the period over its years; vendor_share: most of the period's spend on accelerators "
        "that may go to vendor `scope`; served_share: least share of the demand of service `scope` "
        "that is served; site_share: most of one metro's demand of service `scope` that one site may "
        "serve; grid_region: most grid connection in service at the sites of grid region `scope`.",
        choices=tuple(LIMIT_UNITS),
    )
    scope: str = col("What it holds for; empty, where that is possible: everything.", default="")
    year: int = col("Start year of the period in which it holds.", unit="year")
    value: float = col("The limit.", ge=0)
    unit: str = col(
        "Unit of the value, which must be that of its kind: "
        + "; ".join(f"{limit} in {unit}" for limit, unit in LIMIT_UNITS.items())
        + ".",
        choices=tuple(dict.fromkeys(LIMIT_UNITS.values())),
    )


class Lock(Row):
    """A decision that is taken already."""

    table: ClassVar[str] = "locks"
    key: ClassVar[tuple[str, ...]] = ("in_table", "site", "item", "period", "rule")
    families: ClassVar[tuple[str, ...]] = ("siting",)
    about: ClassVar[str] = "Decisions of a plan that are forced, forbidden or fixed."

    in_table: str = col(
        "Plan table whose decision is locked: sites (open, 0/1), halls (modules_built), power "
        "(built_mw), connections (connected, 0/1), fleet (bought_units), fabric (bought_units), runs "
        "(1: starts, 0: does not), run_sites (1: is there, 0: is not), leases (taken_mw), rentals "
        "(taken_units), corridors (lit_units).",
        choices=LOCK_TABLES,
    )
    site: str = col("Site; site_a for corridors; empty for runs.", default="", ref="sites")
    item: str = col(
        "What at the site, parts joined by a slash: cooling (halls), option/tranche (power, "
        "connections), accelerator (fleet), accelerator/fabric (fabric), run or run/accelerator "
        "(runs), run (run_sites), cooling/from_year (leases), accelerator/from_year (rentals), site_b "
        "(corridors); empty for sites.",
        default="",
    )
    period: int | None = col(
        "Start year of the period of the decision; empty: the sum over all periods, for sites every "
        "period; always empty for run_sites.",
        unit="year",
        default=None,
    )
    rule: str = col("fix: this value; min: at least it; max: at most it.", choices=LOCK_RULES)
    value: float = col("The value, in the unit of the plan table.", ge=0)
