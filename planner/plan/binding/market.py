"""Limits of what can be had that bind: products, leases, rentals, lit fibre, the latency budget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.plan.core import Plan
from planner.plan.reading import slice_shares, sums_by_year, table_of, weighed
from planner.plan.verify.keys import lease_offers, rental_offers

from .uses import BindingLimit, Use, lines, used_up

if TYPE_CHECKING:
    from planner.instance import Instance

NEAR_BUDGET = 0.95
"""Routes above this share of their service's latency budget count as held by latency."""


def supply_limits(plan: Plan, instance: Instance) -> list[BindingLimit]:
    """Units of a product that can be bought, over the years of the period."""
    bought = sums_by_year(table_of(plan, "fleet"), "accelerator", "bought_units")

    def uses() -> Iterator[Use]:
        for period in instance.periods:
            for product in instance.accelerators:
                at = (product.accelerator, period.start_year)
                if at in instance.supply_units:
                    most = instance.supply_units[at] * period.length_years
                    yield Use("accelerator supply", *at, bought.get(at, 0.0), most, "units")

    return used_up(uses())


def offer_limits(plan: Plan, instance: Instance) -> list[BindingLimit]:
    """Lease and rental offers of which everything is taken."""
    leases, rentals = lease_offers(instance), rental_offers(instance)

    def uses() -> Iterator[Use]:
        for row in lines(plan, "leases"):
            site, cooling, year = row.key
            most = leases[site, cooling, int(year)].it_mw
            where = f"{cooling} at {site}, from {year}"
            yield Use("lease offer", where, row.year, row.values["in_service_mw"], most, "MW IT")
        for row in lines(plan, "rentals"):
            site, product, year = row.key
            most = rentals[site, product, int(year)].units
            where, used = f"{product} at {site}, from {year}", row.values["in_service_units"]
            yield Use("rental offer", where, row.year, used, most, "units")

    return used_up(uses())


def full_corridors(plan: Plan) -> list[BindingLimit]:
    """Corridors whose lit capacity is used up in one direction."""
    return used_up(
        Use(
            "corridor",
            "–".join(row.key),
            row.year,
            max(row.values["used_ab_gbps"], row.values["used_ba_gbps"]),
            row.values["capacity_gbps"],
            "Gbit/s lit",
        )
        for row in lines(plan, "corridors")
    )


def near_budget(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Services with routes close to their latency budget."""
    routing, shares = table_of(plan, "routing"), slice_shares(plan, instance)
    if routing.empty or shares is None:
        return
    routing = weighed(routing, shares, "requests_per_s")
    for service in instance.services:
        budget = service.max_network_ms
        if budget is None:
            continue
        own = routing[routing["service"] == service.service]
        near = own[own["rtt_ms"] > NEAR_BUDGET * budget]
        if not near.empty:
            share = float(near["requests_per_s"].sum() / own["requests_per_s"].sum())
            years = tuple(sorted({int(y) for y in near["period"]}))
            note = f"{share:.1%} of its served requests take over {NEAR_BUDGET:.0%} of it"
            yield BindingLimit("latency budget", service.service, years, budget, "ms", note)
