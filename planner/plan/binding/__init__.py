"""Limits that bind in a plan: what to talk about first when asked what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.core import Plan

from .limits import LimitUse, binding_rows, limit_uses
from .market import full_corridors, near_budget, offer_limits, supply_limits
from .places import ground_limits, metro_shares, site_limits
from .power import bridged_queues, held_positions, power_limits
from .standby import curtailed_connections, full_storage, spare_units
from .uses import BindingLimit

if TYPE_CHECKING:
    from planner.instance import Instance


def binding_limits(plan: Plan, instance: Instance) -> tuple[BindingLimit, ...]:
    """Limits with less than 0.1 % left, and rules that cost something in this plan.

    The latter are sites that bridge their grid queue or curtailed hours, spare units that stand by,
    and services near their latency budget.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
    """
    return (
        *binding_rows(plan),
        *site_limits(plan, instance),
        *power_limits(plan, instance),
        *held_positions(plan, instance),
        *bridged_queues(plan, instance),
        *curtailed_connections(plan, instance),
        *spare_units(plan, instance),
        *full_storage(plan, instance),
        *supply_limits(plan, instance),
        *offer_limits(plan, instance),
        *full_corridors(plan),
        *ground_limits(plan, instance),
        *metro_shares(plan, instance),
        *near_budget(plan, instance),
    )


__all__ = ["BindingLimit", "LimitUse", "binding_limits", "limit_uses"]
