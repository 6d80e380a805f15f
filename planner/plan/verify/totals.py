"""The manifest's figures: heads, objective and both gaps, recomputed."""

from __future__ import annotations

import math

from planner.instance import Instance
from planner.plan.core import Manifest, Status
from planner.plan.tables import UNCONTROLLABLE_HEADS

from .findings import MUSD, RELATIVE_SLACK, Findings, Verification, slack


def check_manifest(instance: Instance, manifest: Manifest, findings: Findings) -> None:
    """Report a plan of another instance, and figures that are no numbers."""
    if manifest.instance_sha256 != instance.sha256:
        findings.report("fingerprint", manifest.instance_sha256, instance.sha256, file="manifest")
    if manifest.status == Status.NONE:
        findings.report("status", "no plan", "a plan", file="manifest")
    figures = {
        "objective_musd": manifest.objective_musd,
        "bound_musd": manifest.bound_musd,
        "gap": manifest.gap,
        "gap_controllable": manifest.gap_controllable,
        "gap_musd": manifest.gap_musd,
        **{f"heads_musd.{head}": musd for head, musd in manifest.heads_musd.items()},
    }
    for name, value in figures.items():
        if not math.isfinite(value):
            findings.report("finite", str(value), "a number", file="manifest", figure=name)


def conclude(manifest: Manifest, heads_musd: dict[str, float], findings: Findings) -> Verification:
    """Compare the manifest's totals with the recomputed ones and put the outcome together."""
    objective = math.fsum(heads_musd.values())
    bound = manifest.bound_musd
    base = objective - math.fsum(heads_musd[head] for head in UNCONTROLLABLE_HEADS)
    gap_musd = objective - bound
    gap, gap_controllable = relative_gap(gap_musd, objective), relative_gap(gap_musd, base)

    for head in sorted(heads_musd.keys() | manifest.heads_musd.keys()):
        if head not in heads_musd:
            findings.report("objective", head, "a known cost head", file="manifest")
        said, should = manifest.heads_musd.get(head, 0.0), heads_musd.get(head, 0.0)
        findings.equal("objective", said, should, MUSD, file="manifest", head=head)
    findings.equal("objective", manifest.objective_musd, objective, MUSD, figure="objective_musd")
    total = math.fsum(manifest.heads_musd.values())
    findings.equal("objective", total, manifest.objective_musd, MUSD, figure="sum of heads")

    allowed_musd = slack(MUSD, max(abs(objective), abs(bound)))
    if gap_musd < -allowed_musd:
        says = f"bound {bound:.9g} M$"
        findings.report("gap", says, f"at most the objective {objective:.9g} M$", figure="bound")
    _compare("gap_musd", manifest.gap_musd, gap_musd, allowed_musd, findings)
    _compare("gap", manifest.gap, gap, _relative_slack(allowed_musd, objective), findings)
    _compare(
        "gap_controllable",
        manifest.gap_controllable,
        gap_controllable,
        _relative_slack(allowed_musd, base),
        findings,
    )
    _check_status(manifest, gap, findings)
    return Verification(
        ok=not findings.broken,
        broken=tuple(findings.broken),
        objective_musd=objective,
        heads_musd=heads_musd,
        gap=gap,
        gap_controllable=gap_controllable,
        gap_musd=gap_musd,
    )


def relative_gap(gap_musd: float, base_musd: float) -> float:
    """A gap as a share of a base; of a base of nothing: 0 when there is no gap, else 1."""
    if abs(base_musd) <= MUSD.absolute_slack:
        return 0.0 if abs(gap_musd) <= MUSD.absolute_slack else 1.0
    return gap_musd / base_musd


def _relative_slack(allowed_musd: float, base_musd: float) -> float:
    """How far a relative gap may be off when its numerator may be off by some M$."""
    base = max(abs(base_musd), MUSD.absolute_slack)
    return RELATIVE_SLACK + allowed_musd / base


def _compare(name: str, says: float, should: float, allowed: float, findings: Findings) -> None:
    if abs(says - should) > allowed:
        findings.report("gap", f"{says:.9g}", f"{should:.9g}", figure=name)


def _check_status(manifest: Manifest, gap: float, findings: Findings) -> None:
    """A plan is called optimal only when its gap is within the gap asked for."""
    asked = manifest.options.get("gap")
    if manifest.status != Status.OPTIMAL or not isinstance(asked, (int, float)):
        return
    if gap > asked + _relative_slack(0.0, 1.0):
        says, should = f"optimal at a gap of {gap:.6g}", f"a gap of at most {asked:g}"
        findings.report("status", says, should, file="manifest")
