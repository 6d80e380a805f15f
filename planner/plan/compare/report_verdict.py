"""The head of a comparison, and what the bounds say about the costs of two plans."""

from __future__ import annotations

from planner.plan.sections import Section, money, share

from .core import Comparison, Pair
from .key_figures import KeyFigures
from .report_costs import LEAST_MUSD


def head(comparison: Comparison) -> Section:
    """Which plans are compared."""
    lines = []
    for plan in comparison.plans:
        changed = ", ".join(f"{path} = {value}" for path, value in plan.changes.items())
        lines.append(
            f"{plan.letter}  {plan.name}: {plan.instance}, {plan.status}, "
            f"{money(plan.objective_musd)}, gap {share(plan.gap) if plan.gap_musd >= LEAST_MUSD else 0}"
            + (f"; changed: {changed}" if changed else "")
            + ("; keeps decisions of another plan" if plan.is_locked else "")
        )
    return Section("Comparison of plans", tuple(lines), level=1)


def verdict_section(comparison: Comparison, pair: Pair) -> Section:
    """Whether one of two plans is proven cheaper, in sentences."""
    plans = {plan.letter: plan for plan in comparison.plans}
    a, b, verdict = plans[pair.a], plans[pair.b], pair.verdict
    amount = abs(verdict.difference_musd)
    if not verdict.cheaper:
        lines = [f"{a.letter} and {b.letter} cost the same as they stand."]
    else:
        cheap, dear = (a, b) if verdict.cheaper == "a" else (b, a)
        part = amount / dear.objective_musd if dear.objective_musd else 0.0
        lines = [
            f"As they stand, {cheap.letter} costs {money(amount)} ({share(part)}) less than "
            f"{dear.letter}."
        ]
    locked = [
        f"{plan.letter} keeps decisions of another plan (--lock): its bound is that of plans which keep "
        "them, not of its instance."
        for plan in (a, b)
        if plan.is_locked
    ]
    if verdict.distinguishable:
        title = f"Cost: {a.letter if verdict.cheaper == 'a' else b.letter} is proven cheaper"
        low, high = sorted((abs(verdict.least_musd), abs(verdict.most_musd)))
        lines.append(
            "The bounds prove it: whatever a longer search finds, the least costs of the two "
            f"{'cases' if locked else 'instances'} differ by {money(low)} to {money(high)}."
        )
        lines += locked
        return Section(title, tuple(lines), level=3)
    lines.append(
        f"That is within the gaps: {_interval(a)}; {_interval(b)}. The intervals overlap, so neither "
        "is proven cheaper; a longer search may turn the difference round."
    )
    lines += locked
    if pair.inputs.same_instance and not locked:
        lines.append(
            "Both are plans of one instance, whose least cost is one number: what differs below is how "
            "far each search came."
        )
    return Section("Cost: not distinguishable in cost", tuple(lines), level=3)


def _interval(plan: KeyFigures) -> str:
    return (
        f"least cost of {plan.letter} lies between {plan.bound_musd:,.0f} and "
        f"{plan.objective_musd:,.0f} M$"
    )
