"""What a plan has ordered by some year, as the existing assets of a later instance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.instance.schema import ExistingAsset

from .core import Plan
from .locks import STANDING
from .verify.recomputed import hall_terms, power_lead_years

if TYPE_CHECKING:
    from planner.instance import Instance

_EPS = 1e-9
"""Years that differ by less are the same."""

_LEAST = 1e-6
"""Amounts below this are none: what a solver leaves of nothing."""

UNITS = ("accelerator", "fabric")
"""Families of assets that are counted in units, the others in MW."""


class CannotStand(ValueError):
    """Two orders cannot both be rows of existing assets; the message names them."""


@dataclass(frozen=True)
class Standing:
    """What a plan leaves to an instance whose first period begins in some year.

    Attributes:
        assets: rows for `existing_assets`, those of the plan's own instance that still serve too.
        opened: sites that are open by then; their status has to be `existing`.
        corridor_gbps: what is lit by then beside what stood, Gbit/s each way, by corridor and the year from
            which it is in service; `existing_gbps` of the corridor has no year.
    """

    assets: tuple[ExistingAsset, ...]
    opened: tuple[str, ...]
    corridor_gbps: dict[tuple[str, str, int], float]


@dataclass(frozen=True)
class _Order:
    site: str
    family: str
    item: str
    amount: float
    ordered: int
    lead_years: float
    life_years: float


def standing_of(plan: Plan, instance: Instance, until_year: int) -> Standing:
    """Orders of a plan in periods that start before a year, as what stands or is on its way.

    Capital that is not paid off yet counts as sunk. Leases and rentals are no assets: what is on lease or
    rent is left out.

    Args:
        plan: the plan.
        instance: the plan's own instance.
        until_year: start of the later instance's first period.

    Raises:
        CannotStand: two orders of one thing begin to serve in the same later year and end in different ones.
    """
    kept = [
        row for row in instance.existing_assets if row.end_year is None or row.end_year > until_year
    ]
    found: dict[tuple[str, str, str, int], ExistingAsset] = {
        (row.site, row.family, row.item, row.in_service_year): row for row in kept
    }
    for order in _orders(plan, instance, until_year):
        if order.amount > _LEAST:
            _add(found, order, until_year)
    years = [y.start_year for y in instance.periods if y.start_year < until_year]
    sites = plan.tables["sites"]
    is_open = sites[(sites["period"].isin(years[-1:])) & (sites["open"] > 0.5)]
    return Standing(
        assets=tuple(found[key] for key in sorted(found)),
        opened=tuple(str(site) for site in is_open["site"]),
        corridor_gbps=_corridors(plan, instance, until_year),
    )


def _orders(plan: Plan, instance: Instance, until_year: int) -> Iterator[_Order]:
    """Orders in periods before a year, with lead and life."""
    tables = {
        name: plan.tables[name][plan.tables[name]["period"] < until_year]
        for name in ("halls", "power", "fleet", "fabric")
    }
    for row in tables["halls"].to_dict("records"):
        site, cooling = instance.site[row["site"]], str(row["cooling"])
        mw = row["modules_built"] * (site.hall_module_mw or 0.0)
        lead, life = hall_terms(instance, site, cooling)
        yield _Order(site.site, "hall", cooling, mw, row["period"], lead, life)
    for row in tables["power"].to_dict("records"):
        if row["tranche"] == STANDING:
            continue
        site, option = instance.site[row["site"]], instance.power_option[row["option"]]
        lead = power_lead_years(instance, site, option, row["tranche"])
        yield _Order(
            site.site, "power", option.option, row["built_mw"], row["period"], lead, option.life_years
        )  # fmt: skip
    for row in tables["fleet"].to_dict("records"):
        unit = instance.accelerator[row["accelerator"]]
        bought, lead, life = row["bought_units"], unit.order_lead_years, unit.life_years
        yield _Order(
            row["site"], "accelerator", unit.accelerator, bought, row["period"], lead, life
        )
    for row in tables["fabric"].to_dict("records"):
        if row["fabric"] == STANDING:
            continue
        unit = instance.accelerator[row["accelerator"]]
        lead, life = unit.order_lead_years, instance.fabric[row["fabric"]].life_years
        bought = row["bought_units"]
        yield _Order(row["site"], "fabric", unit.accelerator, bought, row["period"], lead, life)


def _add(
    found: dict[tuple[str, str, str, int], ExistingAsset], order: _Order, until_year: int
) -> None:
    """Add an order; what serves by the year already may take an earlier one, for a row of its own."""
    first = math.ceil(order.ordered + order.lead_years - _EPS)
    end = math.floor(order.ordered + order.lead_years + order.life_years + _EPS)
    if end <= max(first, until_year):
        return
    while True:
        key = (order.site, order.family, order.item, first)
        there = found.get(key)
        if there is None or there.end_year == end:
            break
        if first > until_year:
            raise CannotStand(
                f"{order.site} {order.family} {order.item}: orders in service from {first} end in "
                f"{there.end_year} and in {end}; existing_assets has one row for them"
            )
        first -= 1
    column = "units" if order.family in UNITS else "mw"
    amount = order.amount + ((getattr(there, column) or 0.0) if there else 0.0)
    charge = there.remaining_charge_musd_per_year if there else 0.0
    found[key] = ExistingAsset(
        site=order.site, family=order.family, item=order.item, in_service_year=first, end_year=end,
        mw=amount if column == "mw" else None, units=amount if column == "units" else None,
        remaining_charge_musd_per_year=charge,
    )  # fmt: skip


def _corridors(
    plan: Plan, instance: Instance, until_year: int
) -> dict[tuple[str, str, int], float]:
    lit: dict[tuple[str, str, int], float] = {}
    for row in plan.tables["corridors"].to_dict("records"):
        if row["period"] < until_year and row["lit_units"] > _LEAST:
            corridor = instance.corridor[row["site_a"], row["site_b"]]
            first = math.ceil(row["period"] + corridor.build_years - _EPS)
            key = (row["site_a"], row["site_b"], first)
            lit[key] = lit.get(key, 0.0) + row["lit_units"] * corridor.unit_gbps
    return lit
