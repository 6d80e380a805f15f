"""Locks: decisions that are taken already, as bounds of variables or as rows."""

from __future__ import annotations

import math
from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from .linear import linear
from .lock_reasons import why_bounded, why_impossible
from .lock_targets import Target, targets


def add_locks(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the locks of an instance, after all families.

    A lock on one variable becomes its bounds, one on a sum a row. Each holds to within 1e-7 of the model's
    unit and of its value; nothing is exactly nothing.

    Constraint:
        `locked_sum[i]`: value ≤ Σ_y decision ≤ value, for locks without a period, and starts of a run.
    Expressions:
        `m.lock_targets`: every lock that is a choice of the model.
        `m.lock_conflicts`: in words, locks that no plan can keep: of a choice that the instance does not
            leave, or against a bound or another lock.
    """
    m.lock_conflicts, m.lock_targets, m.unlocked_bounds = [], [], []
    locked: set[int] = set()
    sums: list[Target] = []
    for target in targets(m, inst):
        free = [x for x in target.variables if not x.fixed]
        if not free:
            _check_given(m, inst, target)
        elif len(target.variables) > 1:
            m.lock_targets.append(target)
            sums.append(target)
        else:
            m.lock_targets.append(target)
            _bound(m, inst, target, free[0], locked)
    if not sums:
        return
    m.locks = pyo.Block()
    m.locks.locked_sum = pyo.Constraint(
        range(len(sums)),
        rule=lambda b, i: (
            sums[i].lower,
            linear((1.0, x) for x in sums[i].variables),
            sums[i].upper,
        ),
    )


def _check_given(m: pyo.ConcreteModel, inst: Instance, target: Target) -> None:
    """A decision that the instance has taken itself."""
    value = float(sum(x.value for x in target.variables))
    if not target.admits(value):
        m.lock_conflicts.append(f"{target.words}: {why_impossible(m, inst, target)}")


def _bound(m: pyo.ConcreteModel, inst: Instance, target: Target, x: Any, locked: set[int]) -> None:
    low, high = x.bounds
    if id(x) not in locked:
        m.unlocked_bounds.append((x, low, high))
    if target.lock.in_table == "corridors" and target.lower > high:
        # its bound is what can be of use, which is no rule
        high = max(high, math.ceil(target.lower))
        m.unlocked_bounds[-1] = (x, low, high)
    new_low = max(low, target.lower)
    uppers = [value for value in (high, target.upper) if value is not None]
    new_high = min(uppers, default=None)
    if not x.is_continuous():
        new_low = math.ceil(new_low - 1e-9)
        new_high = None if new_high is None else math.floor(new_high + 1e-9)
    if new_high is not None and new_low > new_high:
        reason = (
            "another lock asks for something else" if id(x) in locked else why_bounded(target, high)
        )
        m.lock_conflicts.append(f"{target.words}: {reason}")
        return
    locked.add(id(x))
    x.setlb(new_low)
    x.setub(new_high)


def soften_locks(m: pyo.ConcreteModel) -> None:
    r"""Let every lock of a model be missed, and minimise by how much, in place of the cost.

    Variables: `short[i]`, `over[i]` ≥ 0: how far the decision of lock i is below and above its value.
    Constraints: `least[i]`: Σ decision + short ≥ value. `most[i]`: Σ decision − over ≤ value.
    Objective: `miss` = Σ (short + over)/max(1, value).
    """
    for x, low, high in m.unlocked_bounds:
        x.setlb(low)
        x.setub(high)
    if m.component("locks") is not None:
        m.locks.deactivate()
    m.total.deactivate()
    b = m.softened = pyo.Block()
    found: list[Target] = m.lock_targets
    numbers = range(len(found))
    b.short = pyo.Var(numbers, domain=pyo.NonNegativeReals)
    b.over = pyo.Var(numbers, domain=pyo.NonNegativeReals)
    b.least = pyo.Constraint(
        numbers,
        rule=lambda b, i: (
            linear([*((1.0, x) for x in found[i].variables), (1.0, b.short[i])]) >= found[i].lower
        ),
    )
    b.most = pyo.Constraint(
        [i for i in numbers if found[i].upper is not None],
        rule=lambda b, i: (
            linear([*((1.0, x) for x in found[i].variables), (-1.0, b.over[i])]) <= found[i].upper
        ),
    )
    b.miss = pyo.Objective(
        expr=linear((1 / found[i].scale, x) for v in (b.short, b.over) for i, x in v.items())
    )
