"""A plan with every order signed on its last responsible day, put before the checker's rules."""

from __future__ import annotations

from dataclasses import replace

from planner.instance import Instance
from planner.plan.commitments.links import is_connection, needs_of_corridors
from planner.plan.commitments.needs import Need, needs_of_places, sign_by
from planner.plan.commitments.power_needs import needs_of_power
from planner.plan.verify.decisions import Decisions
from planner.plan.verify.findings import Findings
from planner.plan.verify.fleet import check_fleet
from planner.plan.verify.halls import check_halls
from planner.plan.verify.ledger import Order
from planner.plan.verify.power import check_power
from planner.plan.verify.recomputed import recompute
from planner.plan.verify.recount import Recount
from planner.plan.verify.training import check_training

DECIDED = {
    "halls": "modules",
    "power_plant": "built_mw",
    "accelerators": "bought_units",
    "backend_fabric": "fabric_bought_units",
    "backbone": "lit_units",
}
"""Field of the decisions in which the orders of a head stand."""

NOT_ASKED = {
    "order_book",
    "supply",
    "interconnection",
    "upgrade",
    "hosting",
    "hosted_mw",
    "idle_draw",
    "draw",
    "drawn_mw",
}
"""Rules of when something can be had, and of where idle units stand and what they draw: orders that
nothing draws on yet are moved alone, what is decided with them is not."""


def needs_of_orders(instance: Instance, counted: Recount) -> dict[Order, Need]:
    """Needs of everything that is ordered and not opened or connected."""
    plant = [o for o in counted.ledger.orders if o.head == "power_plant" and not is_connection(o)]
    needs = needs_of_places(instance, counted)
    needs |= needs_of_power(instance, counted, plant)
    needs |= needs_of_corridors(instance, counted)
    return {order: need for order, need in needs.items() if order.head in DECIDED}


def delayed(instance: Instance, counted: Recount, needs: dict[Order, Need]) -> Decisions:
    """The decisions with every order in the last period in which it can be signed; others gone."""
    fields = {name: dict(getattr(counted.decisions, name)) for name in DECIDED.values()}
    for order, need in needs.items():
        decided = fields[DECIDED[order.head]]
        where = () if order.head == "backbone" else (order.site,)
        begun = (*where, *order.paid.key, order.period.start_year)
        amount = decided[begun]
        decided[begun] -= amount
        latest = sign_by(order, need)
        if latest is not None:
            year = max(y.start_year for y in instance.periods if y.start_year <= latest + 1e-9)
            key = (*where, *order.paid.key, year)
            decided[key] = decided.get(key, 0) + amount
    return replace(counted.decisions, **fields)


def broken_rules(instance: Instance, decisions: Decisions) -> set[str]:
    """Names of the rules that orders have to do with and that decisions break."""
    findings = Findings()
    found = recompute(instance, decisions)
    if instance.has("fleet"):
        check_fleet(instance, decisions, found, findings)
    if instance.has("halls"):
        check_halls(instance, decisions, found, findings)
    if instance.has("power"):
        check_power(instance, decisions, found, findings)
    if instance.has("training"):
        check_training(instance, decisions, found, findings)
    return {broken.rule for broken in findings.broken} - NOT_ASKED
