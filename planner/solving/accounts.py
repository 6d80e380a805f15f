"""A plan's money, line by line, from the ledger of its model."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance
from planner.plan.core import Status
from planner.plan.proof import BoundProof, bound_by
from planner.plan.tables import COST_HEADS, PENALTY_HEADS, UNCONTROLLABLE_HEADS

from .result import relative_gap
from .values import SMALL, Values


def cost_rows(m: pyo.ConcreteModel, inst: Instance, values: Values) -> list[tuple[Any, ...]]:
    """(head, site, period, M$ present value) in the order of heads, sites, periods; nothing small."""
    lines: dict[tuple[str, str, int], float] = {}
    for entry in m.ledger.entries:
        amount = entry.musd * (1.0 if entry.variable is None else values(entry.variable))
        if amount:
            for year, present in entry.profile.present:
                at = (entry.head, entry.site, year)
                lines[at] = lines.get(at, 0.0) + amount * present
    order = {head: i for i, head in enumerate(COST_HEADS)}
    place = {"": -1} | {site.site: i for i, site in enumerate(inst.sites)}
    found = [(*at, musd) for at, musd in lines.items() if abs(musd) >= SMALL]
    return sorted(found, key=lambda row: (order[row[0]], place[row[1]], row[2]))


def cash_rows(m: pyo.ConcreteModel, inst: Instance, values: Values) -> list[tuple[Any, ...]]:
    """(head, period, M$ undiscounted) for every head that is cash."""
    heads = [head for head in COST_HEADS if head not in PENALTY_HEADS]
    cash = {(head, y.start_year): 0.0 for head in heads for y in inst.periods}
    for entry in m.ledger.entries:
        amount = entry.musd * (1.0 if entry.variable is None else values(entry.variable))
        if amount:
            for year, share in entry.profile.cash:
                cash[entry.head, year] += amount * share
    return [(*at, musd) for at, musd in cash.items()]


def heads_musd(costs: list[tuple[Any, ...]]) -> dict[str, float]:
    """Present value by head, from the cost lines."""
    totals = dict.fromkeys(COST_HEADS, 0.0)
    for head, _, _, musd in costs:
        totals[head] += musd
    return totals


def gap_figures(
    heads: dict[str, float],
    objective_musd: float,
    bound_musd: float,
    asked: float,
    proof: BoundProof | None,
) -> dict[str, Any]:
    """What a manifest says of how far a plan can be from the optimum.

    Args:
        heads: present value by head, M$.
        objective_musd: cost of the plan.
        bound_musd: proven lower bound; one above the cost counts as the cost.
        asked: relative gap within which a plan is called optimal.
        proof: dual values that are kept beside the plan.
    """
    bound = min(bound_musd, objective_musd)
    controllable = objective_musd - sum(heads[head] for head in UNCONTROLLABLE_HEADS)
    gap = relative_gap(objective_musd, bound)
    return {
        "status": Status.OPTIMAL if gap <= asked + 1e-9 else Status.FEASIBLE,
        "bound_musd": bound,
        "bound_by": bound_by(bound, proof),
        "gap": gap,
        "gap_controllable": relative_gap(objective_musd, bound, controllable),
        "gap_musd": objective_musd - bound,
    }
