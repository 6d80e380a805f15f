"""The checker decides exactly: sums in any order, and comparisons to the last digit of the slack."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from planner.plan.verify.findings import MW, UNITS, Findings, slack
from planner.plan.verify.sums import Amounts


def added(values: list[float]) -> float:
    """The sum of some values, added one after another."""
    amounts = Amounts()
    for value in values:
        amounts.add(("site",), value)
    return amounts["site",]


def test_what_a_large_amount_hides_is_not_lost() -> None:
    """Proves that 1e16 + 1 − 1e16 is 1; added up as floats it is 0, and a MW would be missing."""
    assert added([1e16, 1.0, -1e16]) == 1.0
    assert added([0.1] * 10) == 1.0


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_rows_does_not_change_a_sum(seed: int) -> None:
    """Proves that sums of 300 amounts of 12 magnitudes are those of exact fractions, in any order."""
    draw = random.Random(seed)
    values = [draw.uniform(-1, 1) * 10.0 ** draw.randint(-6, 6) for _ in range(300)]
    exact = float(sum(map(Fraction, values)))
    for _ in range(3):
        draw.shuffle(values)
        assert added(values) == pytest.approx(exact, rel=3e-16, abs=0)


def test_an_amount_that_was_only_asked_for_is_not_there() -> None:
    """Proves that asking for an amount gives 0 and leaves nothing behind."""
    amounts = Amounts()
    assert amounts["site",] == 0.0
    assert list(amounts) == []


@pytest.mark.parametrize("unit", [MW, UNITS])
def test_a_row_is_refused_from_the_first_float_beyond_its_slack(unit) -> None:
    """Proves that at most, at least and equal decide as fractions do, float by float at the border."""
    draw = random.Random(7)
    for _ in range(300):
        right = draw.choice((1.0, draw.uniform(0, 1e5), draw.uniform(0, 1e-3)))
        left = right + slack(unit, right)
        for _ in range(3):
            left = math.nextafter(left, -math.inf)
        for _ in range(7):
            allowed = Fraction(slack(unit, max(left, right)))
            beyond = Fraction(left) - Fraction(right) > allowed
            findings = Findings()
            findings.at_most("rule", left, right, unit)
            findings.at_least("rule", right, left, unit)
            findings.equal("rule", left, right, unit)
            assert len(findings.broken) == (3 if beyond else 0), (left, right)
            left = math.nextafter(left, math.inf)
