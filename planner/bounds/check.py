"""A plan's bound computed anew, and what can be said of it in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planner.instance import Instance
from planner.models import build_model
from planner.plan.core import BoundBy, Plan
from planner.plan.proof import BoundProof

from .grouping import UnfitProof, grouped
from .relaxation import Unsolved, relaxation_duals
from .weak_duality import Proven, proven

WITHIN = 1e-12
"""What a bound may exceed the recomputed one by, relative: sums of demand come in another order here."""


@dataclass(frozen=True)
class BoundCheck:
    """What is left of a plan's bound when it is computed anew.

    Attributes:
        ok: nothing contradicts the bound; whether all of it could be computed, `whole` says.
        whole: all of the bound was computed anew.
        bound_musd: the bound that the plan states.
        recomputed_musd: what was computed: no plan costs less; None where nothing could be.
        rows: rows of the model whose dual values it is made of.
        text: the same in words, with what rests on the solver alone.
    """

    ok: bool
    whole: bool
    bound_musd: float
    recomputed_musd: float | None
    rows: int
    text: str


def check_bound(instance: Instance, plan: Plan) -> BoundCheck:
    """Compute a plan's bound anew.

    From the dual values that are kept beside the plan, if there are any. Else from those of the linear
    relaxation of the whole model, which is solved here; the solver need not be trusted, since the bound that
    any dual values prove is computed without it.

    Args:
        instance: the instance that the plan is for, with its changes.
        plan: the plan.
    """
    proof = plan.proof
    try:
        found = _from_proof(instance, proof) if proof else _from_relaxation(instance)
    except (UnfitProof, Unsolved) as error:
        stated = plan.manifest.bound_musd
        is_fit = not isinstance(error, UnfitProof)
        return BoundCheck(is_fit, False, stated, None, 0, f"nothing could be computed: {error}")
    return _judged(plan, found)


def _from_proof(instance: Instance, proof: BoundProof) -> Proven:
    locked = instance.replace(locks=proof.locks)
    model = build_model(grouped(locked, proof.group_of) if proof.group_of else locked)
    return proven(model, proof.duals)


def _from_relaxation(instance: Instance) -> Proven:
    model = build_model(instance)
    return proven(model, relaxation_duals(model))


def _judged(plan: Plan, found: Proven) -> BoundCheck:
    """What the figures say of the plan; exact numbers are compared, rounded ones told."""
    manifest, proof = plan.manifest, plan.proof
    stated, recomputed = manifest.bound_musd, float(found.bound_musd)
    kept = proof is not None
    source = "dual values kept with the plan" if kept else "the linear relaxation, solved anew"
    what = f"{recomputed:,.3f} M$ from {found.rows:,} {source}"
    whole = _reaches(found.bound_musd, stated)
    faults = []
    if found.missing:
        faults.append(f"{found.missing} dual values are of rows that the model has not")
    if kept and not whole and manifest.bound_by is BoundBy.DUAL_VALUES:
        faults.append("the bound stated is more than the dual values prove")
    if proof is not None and not _reaches(found.bound_musd, proof.bound_musd):
        faults.append(f"the dual values were said to prove {proof.bound_musd:,.3f} M$")
    if not _reaches(Fraction(manifest.objective_musd), recomputed):
        faults.append("the plan costs less than any plan can")
    text = f"bound {stated:,.3f} M$: computed anew {what}"
    if faults:
        text = f"bound {stated:,.3f} M$ refused: {'; '.join(faults)}; computed anew {what}"
    elif not whole:
        text = (
            f"bound {stated:,.3f} M$ rests on {_alone(manifest.strategy)}, which nothing here repeats; "
            f"computed anew {what}, so the gap is {_gap(manifest.objective_musd, recomputed)} at most"
        )
    return BoundCheck(not faults, whole and not faults, stated, recomputed, found.rows, text)


def _alone(strategy: str) -> str:
    """What proves a bound that no dual values here reach."""
    return "the search's prices" if strategy == "priced" else "the solver's branch and bound"


def _reaches(bound: Fraction, stated: float) -> bool:
    """Whether a bound is as high as one that was stated, but for rounding."""
    return bound >= Fraction(stated) - Fraction(WITHIN * max(1.0, abs(stated)))


def _gap(objective_musd: float, bound_musd: float) -> str:
    if objective_musd <= 0:
        return f"M$ {objective_musd - bound_musd:,.3f}"
    return f"{(objective_musd - bound_musd) / objective_musd:.2%}"
