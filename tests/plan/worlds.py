"""The cases worked out by hand, by name, to be checked under locks."""

from __future__ import annotations

from collections.abc import Callable

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.core import Plan
from planner.plan.verify import Verification, verify
from tests.plan import hand_case, hand_case_backbone, hand_case_day
from tests.plan.mutations import Change, altered

WORLDS: dict[str, tuple[Callable[[], Instance], Callable[[Instance], Plan]]] = {
    "all": (hand_case.instance, hand_case.plan),
    "day": (hand_case_day.instance, hand_case_day.plan),
    "ring": (hand_case_backbone.instance, hand_case_backbone.plan),
}


def rules(outcome: Verification) -> set[str]:
    """Names of the rules that are broken."""
    return {broken.rule for broken in outcome.broken}


def checked(world: str, locks: tuple[Lock, ...], *changes: Change) -> Verification:
    """The check of a world's plan, changed or not, under some locks."""
    instance_of, plan_of = WORLDS[world]
    inst = instance_of().replace(locks=locks)
    return verify(inst, altered(plan_of(inst), *changes))
