"""Lines of what a plan buys and rents: read off its decisions, priced from its instance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .core import Plan
from .reading import table_of
from .verify.keys import EXISTING, SITE_CONNECTION, connection_musd
from .verify.timing import periods_by_start, served_periods

if TYPE_CHECKING:
    from planner.instance import Instance, Period
    from planner.instance.schema import LeaseOffer, RentalOffer

USD_PER_MUSD = 1e6
KW_PER_MW = 1e3

SETS = "sets, one per unit"
"""Unit of a part whose quantity the instance does not give."""

Kind = Literal["order", "running"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing bought or paid for by the year.

    Attributes:
        kind: order (capital, in the period of the order) or running (all years of the period).
        year: start year of the period.
        head: cost head whose cash it is part of.
        category: what kind of thing it is.
        item: product, cooling, power option, corridor: what exactly.
        vendor: who sells the product that it is part of; "" where there is none.
        supplier: who makes it; "" where the instance does not say.
        site: where it goes; "" for the backbone.
        site_kind: campus or edge; "" for the backbone.
        quantity: how much of it, in `unit`.
        unit: unit of the quantity.
        musd: cash in M$ of the price year, undiscounted.
    """

    kind: Kind
    year: int
    head: str
    category: str
    item: str
    vendor: str = ""
    supplier: str = ""
    site: str = ""
    site_kind: str = ""
    quantity: float
    unit: str
    musd: float


def order_lines(plan: Plan, instance: Instance) -> Iterator[Line]:
    """Everything that is ordered, by period of the order."""
    yield from _servers(plan, instance)
    yield from _fabric(plan, instance)
    yield from _backbone(plan, instance)
    yield from _halls(plan, instance)
    yield from _power_plant(plan, instance)
    yield from _openings(plan, instance)


def running_lines(plan: Plan, instance: Instance) -> Iterator[Line]:
    """What is paid for by the year: leases, rentals, upkeep of plant and sites."""
    yield from _leases(plan, instance)
    yield from _rentals(plan, instance)
    yield from _plant_upkeep(plan, instance)
    yield from _site_upkeep(plan, instance)


def _positive(plan: Plan, table: str, column: str) -> list[dict[Any, Any]]:
    found = table_of(plan, table)
    rows: list[dict[Any, Any]] = found[found[column] > 0].to_dict("records")
    return rows


def _at(instance: Instance, site: str) -> dict[str, str]:
    return {"site": site, "site_kind": instance.site[site].kind}


def _servers(plan: Plan, instance: Instance) -> Iterator[Line]:
    """Units ordered, part by part, at the prices of the order's year."""
    parts: dict[tuple[str, int], list[Any]] = {}
    for part in instance.bill_of_materials:
        parts.setdefault((part.accelerator, part.year), []).append(part)
    for row in _positive(plan, "fleet", "bought_units"):
        product, year, units = row["accelerator"], int(row["period"]), row["bought_units"]
        for part in parts.get((product, year), ()):
            counted = part.quantity is not None
            yield Line(
                kind="order",
                year=year,
                head="accelerators",
                category=part.category,
                item=product,
                vendor=instance.accelerator[product].vendor,
                supplier=part.supplier,
                **_at(instance, row["site"]),
                quantity=units * (part.quantity if counted else 1.0),
                unit=part.unit if counted else SETS,
                musd=units * part.usd_per_unit / USD_PER_MUSD,
            )


def _fabric(plan: Plan, instance: Instance) -> Iterator[Line]:
    """Backend fabric, its optics apart."""
    for row in _positive(plan, "fabric", "bought_units"):
        product, year = instance.accelerator[row["accelerator"]], int(row["period"])
        fabric = instance.fabric[row["fabric"]]
        share = product.backend_fabric_share
        usd = fabric.price_factor * share / (1 - share)
        usd *= instance.unit_price_usd.get((product.accelerator, year), 0.0)
        for category, part, supplier in (
            ("backend_fabric", 1 - fabric.optics_share, fabric.supplier),
            ("backend_optics", fabric.optics_share, fabric.optics_supplier),
        ):
            if part > 0:
                yield Line(
                    kind="order",
                    year=year,
                    head="backend_fabric",
                    category=category,
                    item=fabric.fabric,
                    vendor=product.vendor,
                    supplier=supplier,
                    **_at(instance, row["site"]),
                    quantity=row["bought_units"],
                    unit="units connected",
                    musd=row["bought_units"] * usd * part / USD_PER_MUSD,
                )


def _backbone(plan: Plan, instance: Instance) -> Iterator[Line]:
    for row in _positive(plan, "corridors", "lit_units"):
        way = instance.corridor[row["site_a"], row["site_b"]]
        yield Line(
            kind="order",
            year=int(row["period"]),
            head="backbone",
            category="backbone",
            item=f"{way.site_a} - {way.site_b}",
            quantity=row["lit_units"] * way.unit_gbps,
            unit="Gbit/s",
            musd=row["lit_units"] * (way.musd_per_km * way.route_km + 2 * way.musd_per_end),
        )


def _halls(plan: Plan, instance: Instance) -> Iterator[Line]:
    """Halls without their cooling, and the cooling."""
    for row in _positive(plan, "halls", "modules_built"):
        site = instance.site[row["site"]]
        mw = row["modules_built"] * (site.hall_module_mw or 0.0)
        cooling_musd = mw * instance.cooling_technology[row["cooling"]].capex_musd_per_mw
        for head, item, musd in (
            ("halls", "shell and electrical plant", mw * (site.shell_musd_per_mw or 0.0)),
            ("cooling", row["cooling"], cooling_musd),
        ):
            yield Line(
                kind="order",
                year=int(row["period"]),
                head=head,
                category=head,
                item=item,
                **_at(instance, site.site),
                quantity=mw,
                unit="MW IT",
                musd=musd,
            )


def _power_plant(plan: Plan, instance: Instance) -> Iterator[Line]:
    """Plant by option, then connections and upgrades paid once."""
    for row in _positive(plan, "power", "built_mw"):
        if row["tranche"] == EXISTING:
            continue
        terms = instance.site_power_at.get((row["site"], row["option"]))
        own = None if terms is None else terms.capex_usd_per_kw
        usd_per_kw = instance.power_option[row["option"]].capex_usd_per_kw if own is None else own
        yield Line(
            kind="order",
            year=int(row["period"]),
            head="power_plant",
            category="power_plant",
            item=row["option"],
            **_at(instance, row["site"]),
            quantity=row["built_mw"],
            unit="MW",
            musd=row["built_mw"] * KW_PER_MW * usd_per_kw / USD_PER_MUSD,
        )
    for row in _positive(plan, "connections", "connected"):
        site, option = instance.site[row["site"]], instance.power_option[row["option"]]
        what = "connection" if row["tranche"] == SITE_CONNECTION else f"upgrade {row['tranche']}"
        yield Line(
            kind="order",
            year=int(row["period"]),
            head="power_plant",
            category="power_connection",
            item=f"{option.option} {what}",
            **_at(instance, site.site),
            quantity=float(row["connected"]),
            unit="connections",
            musd=row["connected"] * connection_musd(instance, site, option)[row["tranche"]],
        )


def _openings(plan: Plan, instance: Instance) -> Iterator[Line]:
    """Land and opening, in the first period in which a site that did not stand is open."""
    opened: dict[str, int] = {}
    for row in _positive(plan, "sites", "open"):
        opened[row["site"]] = min(int(row["period"]), opened.get(row["site"], int(row["period"])))
    for name, year in opened.items():
        site = instance.site[name]
        if site.status == "existing":
            continue
        land_ha = site.land_ha or 0.0
        for item, quantity, unit, musd in (
            ("opening", 1.0, "sites", site.opening_musd),
            ("land", land_ha, "ha", land_ha * site.land_usd_per_ha / USD_PER_MUSD),
        ):
            if musd > 0:
                yield Line(
                    kind="order",
                    year=year,
                    head="land_opening",
                    category="land_opening",
                    item=item,
                    **_at(instance, name),
                    quantity=quantity,
                    unit=unit,
                    musd=musd,
                )


def _leases(plan: Plan, instance: Instance) -> Iterator[Line]:
    offers = {(r.site, r.cooling, r.from_year): r for r in instance.lease_offers}
    for row in _positive(plan, "leases", "taken_mw"):
        offer = offers[row["site"], row["cooling"], int(row["from_year"])]
        for period, paid_years in _rent_years(instance, offer, int(row["period"])):
            yield Line(
                kind="running",
                year=period.start_year,
                head="leases",
                category="leases",
                item=offer.cooling,
                **_at(instance, offer.site),
                quantity=row["taken_mw"],
                unit="MW IT",
                musd=row["taken_mw"] * offer.musd_per_mw_year * paid_years,
            )


def _rentals(plan: Plan, instance: Instance) -> Iterator[Line]:
    offers = {(r.site, r.accelerator, r.from_year): r for r in instance.rental_offers}
    for row in _positive(plan, "rentals", "taken_units"):
        offer = offers[row["site"], row["accelerator"], int(row["from_year"])]
        for period, paid_years in _rent_years(instance, offer, int(row["period"])):
            yield Line(
                kind="running",
                year=period.start_year,
                head="rentals",
                category="rentals",
                item=offer.accelerator,
                vendor=instance.accelerator[offer.accelerator].vendor,
                **_at(instance, offer.site),
                quantity=row["taken_units"],
                unit="units",
                musd=row["taken_units"] * offer.usd_per_unit_year * paid_years / USD_PER_MUSD,
            )


def _rent_years(
    instance: Instance, offer: LeaseOffer | RentalOffer, begun: int
) -> Iterator[tuple[Period, float]]:
    """Years of rent paid in each period that a term serves.

    A term that ends inside the horizon is paid in full, spread over the periods that it serves whole.
    """
    order = periods_by_start(instance)[begun]
    served = served_periods(instance, order, 0.0, offer.term_years)
    ends_inside = begun + offer.term_years <= instance.horizon_end_year
    stretch = offer.term_years / sum(p.length_years for p in served) if ends_inside else 1.0
    for period in served:
        yield period, stretch * period.length_years


def _plant_upkeep(plan: Plan, instance: Instance) -> Iterator[Line]:
    period_of = periods_by_start(instance)
    for row in _positive(plan, "power", "in_service_mw"):
        usd_per_kw = instance.power_option[row["option"]].fixed_usd_per_kw_year
        if usd_per_kw > 0:
            period = period_of[int(row["period"])]
            yearly = row["in_service_mw"] * KW_PER_MW * usd_per_kw / USD_PER_MUSD
            yield Line(
                kind="running",
                year=period.start_year,
                head="power_plant",
                category="plant_upkeep",
                item=row["option"],
                **_at(instance, row["site"]),
                quantity=row["in_service_mw"],
                unit="MW",
                musd=yearly * period.length_years,
            )


def _site_upkeep(plan: Plan, instance: Instance) -> Iterator[Line]:
    period_of = periods_by_start(instance)
    for row in _positive(plan, "sites", "open"):
        site, period = instance.site[row["site"]], period_of[int(row["period"])]
        if site.fixed_musd_per_year > 0:
            yield Line(
                kind="running",
                year=period.start_year,
                head="land_opening",
                category="site_upkeep",
                item="site",
                **_at(instance, site.site),
                quantity=1.0,
                unit="sites",
                musd=site.fixed_musd_per_year * period.length_years,
            )
