"""Plans with dual values kept, of instances small enough to solve many, and bounds that are not theirs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from planner.plan.core import BoundBy, Plan
from planner.plan.proof import BoundProof
from planner.solving import staged

TOO_HIGH = 1e-4


@contextlib.contextmanager
def every_search_staged() -> Iterator[None]:
    """Search small instances as large ones are searched."""
    before = staged.STAGED_FROM_COLUMNS
    staged.STAGED_FROM_COLUMNS = 0
    try:
        yield
    finally:
        staged.STAGED_FROM_COLUMNS = before


def too_high(plan: Plan, proof: BoundProof) -> Plan:
    """The plan with a bound 0.01 % above what its dual values prove, said to be theirs."""
    # rough dual values of a tiny instance may prove less than nothing
    stated = proof.bound_musd + TOO_HIGH * abs(proof.bound_musd)
    said = {"bound_musd": stated, "bound_by": BoundBy.DUAL_VALUES}
    return replace(plan, manifest=plan.manifest.model_copy(update=said))
