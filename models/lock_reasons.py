"""Why a locked decision cannot be as its lock asks, in planning words."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance, Period
from planner.instance.schema import Site

from . import timing
from .lock_targets import Target, parts_of, run_and_product


def why_bounded(target: Target, most: float | None) -> str:
    """Why a lock crosses the bounds of its variable."""
    if target.lock.value != round(target.lock.value):
        return "only whole numbers can be ordered"
    return f"more than {target.in_unit(most or 0.0)} can never be of use there"


def why_impossible(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    """Why a decision is not a choice at all: it is nothing, or given, whatever is planned."""
    lock = target.lock
    site = inst.site.get(lock.site)
    if site is not None and lock.in_table != "corridors":
        if site.status == "excluded":
            return "the site is excluded"
        found = _why_closed(m, inst, site, target)
        if found:
            return found
    reasons = {
        "halls": _why_no_halls,
        "power": _why_no_power,
        "connections": _why_no_connection,
        "fleet": _why_no_units,
        "fabric": _why_no_fabric,
        "runs": _why_no_start,
        "run_sites": _why_not_at,
        "leases": _why_no_contract,
        "rentals": _why_no_contract,
        "corridors": _why_not_lit,
    }
    return reasons[lock.in_table](m, inst, target)


def _periods(inst: Instance, target: Target) -> list[Period]:
    return [y for y in inst.periods if target.year in (None, y.start_year)]


def _why_closed(m: pyo.ConcreteModel, inst: Instance, site: Site, target: Target) -> str:
    states = {m.sets.is_open(site, y) for y in _periods(inst, target)}
    if states == {False}:
        return f"the site cannot be open before {site.earliest_year}"
    if target.lock.in_table == "sites":
        return f"the site is {site.status} and stays open"
    return ""


def _too_late(inst: Instance, target: Target, lead: float, life: float) -> str:
    """That orders of the lock's periods serve in none, or nothing."""
    if any(timing.serving(inst, y, lead, life) for y in _periods(inst, target)):
        return ""
    when = "" if target.year is None else f" of {target.year}"
    return (
        f"an order{when} takes {lead:g} years and lasts {life:g}, so it would serve no whole period "
        f"before {inst.horizon_end_year}"
    )


def _why_no_halls(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    s, c = target.lock.site, target.lock.item
    if (s, c) not in m.sets.hall_types:
        return f"cooling {c} has no PUE in the climate of {s}"
    life = min(inst.site[s].shell_life_years, inst.cooling_technology[c].life_years)
    return _too_late(inst, target, inst.site[s].hall_build_years, life)


def _why_no_power(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    s = target.lock.site
    p, tranche = parts_of(target.lock)
    terms = m.sets.power.terms.get((s, p))
    if terms is None:
        return f"option {p} cannot be built at {s}"
    steps = {step.label: step for step in terms.steps}
    if tranche in steps:
        return f"the held step can be energised from {steps[tranche].from_year:g} on"
    if tranche != "order":
        return f"{s} holds no step {tranche}"
    late = _too_late(inst, target, terms.lead_years, terms.option.life_years)
    return late or f"the order book of {p} is empty then"


def _why_no_connection(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    return "the instance has no such one-time cost to pay"


def _why_no_units(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    g = target.lock.item
    return _why_not_bought(m, inst, target, g, inst.accelerator[g].life_years)


def _why_no_fabric(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    g, f = parts_of(target.lock)
    if inst.accelerator[g].h100e_per_unit == 0:
        return f"{g} does not train"
    if f not in m.sets.fabrics_for[g]:
        return f"fabric {f} does not connect {g}"
    return _why_not_bought(m, inst, target, g, inst.fabric[f].life_years)


def _why_not_bought(
    m: pyo.ConcreteModel, inst: Instance, target: Target, g: str, life: float
) -> str:
    s, product = target.lock.site, inst.accelerator[g]
    if (s, g) not in m.sets.fits:
        return f"no cooling at {s} takes racks of {product.rack_kw:g} kW"
    if product.available_from is not None and all(
        y.start_year < product.available_from for y in _periods(inst, target)
    ):
        return f"{g} can be ordered from {product.available_from} on"
    return _too_late(inst, target, product.order_lead_years, life) or f"no {g} is supplied then"


def _why_no_start(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    name, product = run_and_product(inst, target.lock.item)
    run = inst.run[name]
    if product and product not in m.sets.run_products(run):
        return f"the run cannot use {product}"
    windows = m.sets.run_starts[name]
    if not any(y in windows for y in _periods(inst, target)):
        return (
            f"it may start from {run.earliest_year} to {run.latest_year} and has to end by "
            f"{inst.horizon_end_year}"
        )
    sites = "one site" if run.max_sites == 1 else f"{run.max_sites} sites"
    return f"{sites} cannot hold it within the limits and lead times of then"


def _why_not_at(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    run = inst.run[target.lock.item]
    site = inst.site[target.lock.site]
    if site.kind not in run.site_kinds:
        return f"the run may not use sites of kind {site.kind}"
    if site.site not in m.sets.run_sites[run.run]:
        return "no product of the run can be used there"
    return "no part of it fits there within the limits and lead times of then"


def _why_no_contract(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    lock = target.lock
    offers: dict[Any, Any] = (
        m.sets.lease_offer if lock.in_table == "leases" else m.sets.rental_offer
    )
    offer = offers.get((lock.site, *parts_of(lock)))
    if offer is None:
        return "there is no such offer"
    if all(y.start_year < offer.from_year for y in _periods(inst, target)):
        return f"the offer begins in {offer.from_year}"
    return _too_late(inst, target, 0.0, offer.term_years)


def _why_not_lit(m: pyo.ConcreteModel, inst: Instance, target: Target) -> str:
    row = inst.corridor.get((target.lock.site, target.lock.item))
    if row is None:
        return "there is no such corridor"
    return _too_late(inst, target, row.build_years, row.life_years)
