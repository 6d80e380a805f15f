"""Every wrong plan made by hand, in one list: `python -m tests.plan.all_mutations` counts them by rule.

Spoilt plans of solved instances: `python -m benchmarks.checker`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import planner.plan.verify
from planner.instance import Instance
from planner.plan.core import Plan
from tests.plan import (
    hand_case,
    hand_case_backbone,
    hand_case_day,
    mutations,
    mutations_backbone,
    mutations_day,
    mutations_manifest,
)

_WORLDS: tuple[
    tuple[
        Callable[[], Instance],
        Callable[[Instance], Plan],
        dict[str, tuple[str, tuple[mutations.Change, ...]]],
    ],
    ...,
] = (
    (hand_case.instance, hand_case.plan, mutations.MUTATIONS),
    (hand_case_day.instance, hand_case_day.plan, mutations_day.MUTATIONS),
    (hand_case_backbone.instance, hand_case_backbone.plan, mutations_backbone.MUTATIONS),
)


class Mutation(NamedTuple):
    """A plan with something wrong in it, and the rule that has to be named for it."""

    what: str
    rule: str
    instance: Instance
    plan: Plan


def hand_mutations() -> list[Mutation]:
    """Every change of the plans worked out by hand and of their manifest."""
    found = []
    for instance_of, plan_of, changes_by_name in _WORLDS:
        inst = instance_of()
        right = plan_of(inst)
        for what, (rule, changes) in changes_by_name.items():
            found.append(Mutation(what, rule, inst, mutations.altered(right, *changes)))
    for what, (rule, update) in mutations_manifest.MANIFESTS.items():
        found.append(Mutation(what, rule, hand_case.instance(), mutations.changed(**update)))
    return found


def rules_of_the_checker() -> set[str]:
    """Names of rules as they stand in the checker's own source: first words of what it reports."""
    folder = Path(planner.plan.verify.__file__).parent
    reports = {"report", "at_most", "at_least", "equal", "forbidden"}
    found: set[str] = set()
    for file in folder.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr in reports and call.args:
                found |= {
                    word.value
                    for word in ast.walk(call.args[0])
                    if isinstance(word, ast.Constant) and isinstance(word.value, str)
                }
    return found


def main() -> None:
    """Print how many wrong plans there are for each rule."""
    by_rule = Counter(mutation.rule for mutation in hand_mutations())
    for rule, n in sorted(by_rule.items()):
        print(f"{rule:<24} {n:>4}")
    print(f"{by_rule.total()} wrong plans, {len(by_rule)} rules")


if __name__ == "__main__":
    main()
