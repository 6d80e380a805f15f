"""Limits of power that bind: sites, order books, held positions, queues and what bridges them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.plan.core import Plan
from planner.plan.reading import NOISE
from planner.plan.verify.keys import EXISTING, ORDER, held_steps
from planner.plan.verify.recomputed import power_lead_years

from .uses import BINDING_SLACK, BindingLimit, Use, lines, used_up

if TYPE_CHECKING:
    from planner.instance import Instance


def power_limits(plan: Plan, instance: Instance) -> list[BindingLimit]:
    """Limits of an option at a site, and order books over all sites."""
    return used_up([*_site_power(plan, instance), *_order_books(plan, instance)])


def alive_power_mw(plan: Plan, instance: Instance) -> dict[tuple[str, str, int], float]:
    """MW ordered and not yet at their life's end by (site, option, year), existing included."""
    alive: dict[tuple[str, str, int], float] = {}
    for row in lines(plan, "power"):
        site, option, tranche = row.key
        if tranche == EXISTING:
            at = (site, option, row.year)
            alive[at] = alive.get(at, 0.0) + row.values["in_service_mw"]
            continue
        plant = instance.power_option[option]
        lead = power_lead_years(instance, instance.site[site], plant, tranche)
        end = row.year + lead + plant.life_years
        for period in instance.periods:
            if row.year <= period.start_year and period.end_year <= end + NOISE:
                at = (site, option, period.start_year)
                alive[at] = alive.get(at, 0.0) + row.values["built_mw"]
    return alive


def power_in_service_mw(plan: Plan) -> dict[tuple[str, str, int], float]:
    """MW in service by (site, option, year), all tranches."""
    found: dict[tuple[str, str, int], float] = {}
    for row in lines(plan, "power"):
        at = (row.key[0], row.key[1], row.year)
        found[at] = found.get(at, 0.0) + row.values["in_service_mw"]
    return found


def held_positions(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Held steps of which everything is taken."""
    taken: dict[tuple[str, ...], dict[int, float]] = {}
    for row in lines(plan, "power"):
        if row.key[2] not in (EXISTING, ORDER) and row.values["built_mw"] > NOISE:
            taken.setdefault(row.key, {})[row.year] = row.values["built_mw"]
    held = {
        (site.site, option.option, step.tranche): step.mw
        for site in instance.sites
        for option in instance.power_options
        for step in held_steps(instance, site, option)
    }
    for (site, option, tranche), by_year in taken.items():
        mw = held[site, option, tranche]
        if mw - sum(by_year.values()) < BINDING_SLACK * mw:
            where = f"{option} at {site}, {tranche.removeprefix('held-')}"
            yield BindingLimit("held position", where, tuple(sorted(by_year)), mw, "MW")


def bridged_queues(plan: Plan, instance: Instance) -> Iterator[BindingLimit]:
    """Sites that run on something else until their place in the grid's queue comes up."""
    kind = {p.option: p.kind for p in instance.power_options}
    grid: dict[str, int] = {}
    other: dict[str, dict[int, dict[str, float]]] = {}
    for row in lines(plan, "power"):
        site, option, tranche = row.key
        mw = row.values["in_service_mw"]
        if mw <= NOISE or tranche == EXISTING:
            continue
        if kind[option] != "grid":
            of_year = other.setdefault(site, {}).setdefault(row.year, {})
            of_year[option] = of_year.get(option, 0.0) + mw
        elif tranche == ORDER:
            grid[site] = min(row.year, grid.get(site, row.year))
    for site, comes in grid.items():
        before = {year: mw for year, mw in sorted(other.get(site, {}).items()) if year < comes}
        if before:
            most = max(before.values(), key=lambda by_option: sum(by_option.values()))
            note = f"bridged by {amounts(most)} until {comes}"
            queue = instance.site[site].grid_queue_years or 0.0
            yield BindingLimit("grid queue", site, tuple(before), queue, "years", note)


def amounts(mw_by_name: dict[str, float]) -> str:
    """MW by name in words, the largest first."""
    ranked = sorted(mw_by_name.items(), key=lambda item: -item[1])
    parts = [f"{mw:,.4g} MW of {name}" for name, mw in ranked]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _site_power(plan: Plan, instance: Instance) -> Iterator[Use]:
    alive = alive_power_mw(plan, instance)
    for (site, option), own in instance.site_power_at.items():
        if own.max_mw is not None:
            for period in instance.periods:
                used = alive.get((site, option, period.start_year), 0.0)
                where = f"{option} at {site}"
                yield Use("power of a site", where, period.start_year, used, own.max_mw, "MW")


def _order_books(plan: Plan, instance: Instance) -> Iterator[Use]:
    ordered: dict[tuple[str, int], float] = {}
    for row in lines(plan, "power"):
        if row.key[2] == ORDER:
            at = (row.key[1], row.year)
            ordered[at] = ordered.get(at, 0.0) + row.values["built_mw"]
    for period in instance.periods:
        for plant in instance.power_options:
            at = (plant.option, period.start_year)
            if at in instance.order_book_mw:
                book = instance.order_book_mw[at] * period.length_years
                yield Use("order book", *at, ordered.get(at, 0.0), book, "MW")
