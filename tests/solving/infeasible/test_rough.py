"""Large strict instances: what cannot be done and the limits it hangs on, from one relaxation."""

from __future__ import annotations

import pytest

import planner
from planner.plan.core import StoppedBy
from planner.solving.highs import Limits
from planner.solving.infeasible import hook
from planner.solving.infeasible.rough import is_large, rough_reasons
from tests.solving.infeasible.cases import CASES

LIMITS = Limits(seconds=20, gap=0.0, threads=1, seed=0)

IN_ROWS = (
    "accelerator supply", "capital budget", "emissions", "water of a site", "grid region",
    "power while the grid is curtailed", "land",
)  # fmt: skip
"""Conflicts whose limit is an amount that rows of the model share out."""

ONLY_WHOLE = ("round trip between sites", "served share", "spare unit", "hall module")
"""Conflicts that are none in fractions, or that stand though work may be dropped."""


@pytest.mark.parametrize("name", IN_ROWS)
def test_a_limit_that_work_hangs_on_is_named_with_the_least_it_has_to_be(name: str) -> None:
    """Proves that the price of a limit gives the value worked out by hand, where it is enough by itself."""
    case = CASES[name]
    (reason, *_) = rough_reasons(case.make(), LIMITS)
    (change,) = reason.changes
    assert (change.table, change.column) == (case.table, case.column)
    assert change.needed == pytest.approx(case.needed, rel=1e-6)
    assert reason.is_rough and not reason.is_shortfall


@pytest.mark.parametrize("name", [name for name in CASES if name not in ONLY_WHOLE])
def test_what_cannot_be_done_is_named(name: str) -> None:
    """Proves that of the conflicts that are ones in fractions too each has its undone work told."""
    instance = CASES[name].make()
    undone = rough_reasons(instance, LIMITS)[-1]
    assert undone.is_shortfall
    for change in undone.changes:
        assert 0 <= change.needed < change.available
        assert change.table in ("training_runs", "demand")


def test_nothing_is_said_where_all_work_can_be_done() -> None:
    """Proves that a strict instance with a plan has no reasons: 100 units for a run that needs 100."""
    instance = CASES["accelerator supply"].make()
    supply = tuple(row.model_copy(update={"units": 100.0}) for row in instance.accelerator_supply)
    assert rough_reasons(instance.replace(accelerator_supply=supply), LIMITS) == ()


def test_a_large_instance_is_told_roughly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves that the result of a solve has the reasons found aside, in words of work and limits."""
    instance = CASES["accelerator supply"].make()
    assert not is_large(instance)
    monkeypatch.setattr(hook, "is_large", lambda _: True)
    result = planner.solve(instance, time_limit_s=20, threads=1)
    assert result.plan is None and result.stopped_by is StoppedBy.INFEASIBLE
    assert all(reason.is_rough for reason in result.reasons)
    assert "size of a run: w, h100e 100 → 80" in result.message
    assert "accelerator supply: g 2026, units 80 → 100" in result.message
