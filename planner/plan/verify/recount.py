"""A plan taken apart into decisions, what follows from them, and money, for whoever reports on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.instance import Instance
from planner.instance.geography import Route
from planner.plan.core import Plan

from .completeness import read_tables
from .costs import add_up, check_costs
from .decisions import Decisions, read_decisions
from .findings import Findings
from .inference import check_inference
from .ledger import Ledger
from .recomputed import Recomputed, recompute


class UnfitPlan(ValueError):
    """A plan does not fit its instance: tables or costs are not what the instance makes of them."""


@dataclass(frozen=True)
class Recount:
    """A plan recomputed from its decisions.

    Attributes:
        decisions: what was decided.
        found: what follows from the decisions.
        routes: routes in use by (service, metro, site).
        ledger: every flow of money.
    """

    decisions: Decisions
    found: Recomputed
    routes: Mapping[tuple[str, str, str], Route]
    ledger: Ledger


def recount(instance: Instance, plan: Plan) -> Recount:
    """Recompute a plan that has passed the checker.

    Args:
        instance: the instance it was made for, changes applied.
        plan: the plan.

    Raises:
        UnfitPlan: tables, routes or costs of the plan are not those of the instance.
    """
    findings = Findings()
    tables = read_tables(instance, plan, findings)
    decisions = read_decisions(instance, tables, findings)
    found = recompute(instance, decisions)
    routes = check_inference(instance, decisions, found, findings)
    ledger = add_up(instance, decisions, found, routes)
    check_costs(ledger, tables, findings)
    if findings.broken:
        raise UnfitPlan(
            f"the plan does not fit its instance in {len(findings.broken)} places, "
            f"the first: {findings.broken[0]}"
        )
    return Recount(decisions, found, routes, ledger)
