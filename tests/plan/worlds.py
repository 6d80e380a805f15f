"""The cases worked out by hand, by name, to be checked under locks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.core import Plan
from planner.plan.tables import PLAN_TABLES
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


def unnoticed(inst: Instance, right: Plan) -> list[tuple[str, str, int]]:
    """(table, column, row) of every number that can be raised by 1 with the plan still called right."""
    found = []
    for table in PLAN_TABLES:
        frame = right.tables[table.name]
        for column in (name for name, _ in table.values if name not in table.text):
            for row in range(len(frame)):
                raised = frame.astype({column: float})
                raised.loc[row, column] += 1.0
                if pd.isna(raised.loc[row, column]):
                    continue
                tables = {**right.tables, table.name: raised}
                if verify(inst, replace(right, tables=tables)).ok:
                    found.append((table.name, column, row))
    return found


def checked(world: str, locks: tuple[Lock, ...], *changes: Change) -> Verification:
    """The check of a world's plan, changed or not, under some locks."""
    instance_of, plan_of = WORLDS[world]
    inst = instance_of().replace(locks=locks)
    return verify(inst, altered(plan_of(inst), *changes))
