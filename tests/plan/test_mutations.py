"""How many wrong plans there are, over which rules; and solved plans, right and spoilt."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.checker.__main__ import check
from benchmarks.checker.spoiling import RULES
from planner.plan.tables import PLAN_TABLES
from tests.plan.all_mutations import hand_mutations, rules_of_the_checker

TOLD_ELSEWHERE = {
    *("limits", "served_share", "vendor_share"),  # test_verify_limits
    "lock",  # test_verify_locks
    "residency",  # test_verify_residency
}
"""Rules of what the instances worked out by hand do not have."""


def test_there_are_two_hundred_wrong_plans() -> None:
    """Proves that the list holds more than 200 wrong plans of over 70 rules.

    Each of them is refused with its rule named: `test_a_wrong_plan_is_refused_by_name` of three files and
    `test_a_wrong_manifest_is_refused_by_name`.
    """
    every = hand_mutations()
    assert len({mutation.what for mutation in every}) >= 200
    assert len({mutation.rule for mutation in every}) >= 70


def test_every_rule_of_the_checker_is_broken_by_some_wrong_plan() -> None:
    """Proves that no rule stands in the checker's source that no wrong plan is refused for."""
    known = {rule for rule in rules_of_the_checker() if not rule.startswith("_")}
    assert known - {mutation.rule for mutation in hand_mutations()} == TOLD_ELSEWHERE


def test_every_number_of_a_plan_has_its_rules() -> None:
    """Proves that spoilt plans reach every column of every table but those of words."""
    for table in PLAN_TABLES:
        numbers = [name for name, _ in table.values if name not in table.text]
        assert list(RULES[table.name]) == numbers


@pytest.mark.parametrize("seed", [2, 9, 31])
def test_solved_plans_pass_and_spoilt_ones_are_named(seed: int) -> None:
    """Proves on a sample what `python -m benchmarks.checker` proves on 200 plans and 20,000 spoilt ones."""
    faults, named = check(seed)
    assert faults == []
    assert named.total() > 60 and len(named) > 15
    assert Counter(named)["none"] == 0
