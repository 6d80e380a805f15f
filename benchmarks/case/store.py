"""Results on disk: one JSON line for each solve, appended when it is there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from planner.instance import Instance
from planner.plan.core import Plan

from .figures import figures_of

BASE = "base"
"""The instance without a scenario."""


@dataclass(frozen=True)
class Stored:
    """What is kept of one solve.

    Attributes:
        instance: name of the instance.
        scenario: its scenario, `base` without one.
        base_sha256: fingerprint of the instance without a scenario when it was solved.
        changes: settings and cells that the scenario changes.
        time_limit_s: time that the search had, s.
        made_utc: when the plan was made.
        versions: of the software.
        status: optimal, feasible or none.
        reason: why there is no plan; "" with one.
        objective_musd: cost, M$ present value, None without a plan.
        bound_musd: no plan costs less, M$; None when nothing is known.
        heads_musd: cost by head.
        figures: see :func:`figures_of`; empty without a plan.
    """

    instance: str
    scenario: str
    base_sha256: str
    changes: dict[str, str]
    time_limit_s: float
    made_utc: str
    versions: dict[str, str]
    status: str
    reason: str
    objective_musd: float | None
    bound_musd: float | None
    heads_musd: dict[str, float]
    figures: dict[str, Any]

    @property
    def has_plan(self) -> bool:
        """Whether there is one."""
        return self.objective_musd is not None


def of_plan(plan: Plan, instance: Instance, scenario: str, base_sha256: str) -> Stored:
    """What is kept of a plan."""
    manifest = plan.manifest
    return Stored(
        instance=instance.settings.name,
        scenario=scenario,
        base_sha256=base_sha256,
        changes=dict(manifest.changes),
        time_limit_s=float(manifest.options.get("time_limit_s", 0.0)),
        made_utc=manifest.created_utc,
        versions=dict(manifest.versions),
        status=str(manifest.status),
        reason="",
        objective_musd=manifest.objective_musd,
        bound_musd=manifest.bound_musd,
        heads_musd=dict(manifest.heads_musd),
        figures=figures_of(plan, instance),
    )


def without_plan(
    instance: str,
    scenario: str,
    base_sha256: str,
    time_limit_s: float,
    reason: str,
    bound_musd: float | None = None,
) -> Stored:
    """What is kept of a solve that gave no plan."""
    return Stored(
        instance=instance,
        scenario=scenario,
        base_sha256=base_sha256,
        changes={},
        time_limit_s=time_limit_s,
        made_utc="",
        versions={},
        status="none",
        reason=reason,
        objective_musd=None,
        bound_musd=bound_musd,
        heads_musd={},
        figures={},
    )


def append(path: Path, one: Stored) -> None:
    """Add a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def read(path: Path) -> dict[str, Stored]:
    """The last line of every scenario, by its name; none without a file."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [Stored(**json.loads(line)) for line in lines]
    return {one.scenario: one for one in found}
