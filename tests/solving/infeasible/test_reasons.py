"""Built-in conflicts: the cause is named, with the smallest change, and the change is right."""

from __future__ import annotations

import pytest

from planner.instance import Instance
from planner.plan.core import StoppedBy
from planner.solving import solve
from planner.solving.infeasible.reasons import Reason
from tests.solving.infeasible.cases import CASES, Case


def with_changes(instance: Instance, reason: Reason, share: float = 1.0) -> Instance:
    """The instance with a share of a reason's changes; only numbers that can take any value are shared."""
    for change in reason.changes:
        then = change.needed
        if change.difference is not None and not change.stepwise:
            assert isinstance(change.available, int | float)
            then = change.available + share * change.difference
        if change.table == "settings":
            settings = instance.settings.model_copy(update={change.column: then})
            instance = instance.replace(settings=settings)
            continue
        rows = []
        for row in getattr(instance, change.table):
            key = tuple("" if v is None else str(v) for v in (getattr(row, n) for n in row.key))
            if key != change.key:
                rows.append(row)
            elif change.column != "*":
                rows.append(row.model_copy(update={change.column: then}))
        instance = instance.replace(**{change.table: tuple(rows)})
    return instance


def named(case: Case, reasons: tuple[Reason, ...]) -> Reason | None:
    """The reason that names the true cause, or None."""
    for reason in reasons:
        if any((c.table, c.column) == (case.table, case.column) for c in reason.changes):
            return reason
    return None


@pytest.mark.parametrize("name", CASES)
def test_the_true_cause_is_named_and_its_change_is_the_smallest(name: str) -> None:
    """Proves that the limit made too tight is named with the value that is needed.

    If the search named something else, or too much of it, the planner would renegotiate the wrong contract.
    The change applied has to give a checked plan, and 5 % less of it none.
    """
    case = CASES[name]
    instance = case.make()
    result = solve(instance, time_limit_s=30, threads=1)
    assert result.stopped_by is StoppedBy.INFEASIBLE
    reason = named(case, result.reasons)
    assert reason is not None, [r.text for r in result.reasons]
    change = next(c for c in reason.changes if (c.table, c.column) == (case.table, case.column))
    if isinstance(case.needed, int | float):
        assert change.needed == pytest.approx(case.needed, rel=0.03, abs=1e-9)
    else:
        assert change.needed == case.needed
    assert reason.text in result.message or len(result.reasons) > 3
    assert solve(with_changes(instance, reason), time_limit_s=30, threads=1).plan is not None
    if not change.stepwise:
        less = solve(with_changes(instance, reason, 0.95), time_limit_s=0.5, threads=1)
        assert less.stopped_by is StoppedBy.INFEASIBLE
