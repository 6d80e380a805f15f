"""Solving an instance under several scenarios, one after the other, and holding each against a base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from planner.instance import Instance
from planner.instance.faults import InvalidInstance
from planner.instance.schema import Lock
from planner.plan import files
from planner.plan.compare.cases import case_of
from planner.plan.compare.key_figures import KeyFigures, key_figures
from planner.plan.compare.verdict import Verdict, verdict_of
from planner.plan.core import Plan, Status, StoppedBy
from planner.plan.locks import ForeignDecision, fingerprint
from planner.solving import Result

FORMAT = "campus-edge what-if 1"
BASE = "base"
"""Folder and name of the solve without a scenario."""


class State(StrEnum):
    """How the solve of one scenario ended."""

    SOLVED = "solved"
    """A plan within the gap asked for."""
    LIMIT = "limit"
    """A plan, but a limit came before the gap asked for."""
    NO_PLAN = "no plan"
    """No plan; the reason says why."""
    REFUSED = "refused"
    """The instance has faults with this scenario, or its locks do not fit it."""
    NOT_TRIED = "not tried"
    """It was interrupted before its turn came."""


@dataclass(frozen=True)
class Outcome:
    """What became of one scenario.

    Attributes:
        scenario: its name; `base` for the instance without one.
        state: how it ended.
        reason: why there is no plan, in words; "" with a plan.
        plan: folder of the plan, None without one.
        kept: True when the plan stood there already and was not solved again.
        seconds: wall time of the solve that made the plan, s; 0 without a plan.
        figures: key figures of the plan, None without one.
        verdict: what it costs against the base, as far as the bounds prove it; None for the base itself
            and where either has no plan.
    """

    scenario: str
    state: State
    reason: str = ""
    plan: str | None = None
    kept: bool = False
    seconds: float = 0.0
    figures: KeyFigures | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class WhatIf:
    """A base and the scenarios held against it.

    Attributes:
        format: name and version of this document.
        base: what the scenarios are held against.
        outcomes: a row for each scenario, in the order asked for.
    """

    format: str
    base: Outcome
    outcomes: tuple[Outcome, ...]

    def as_json(self) -> dict[str, Any]:
        """All of it as plain dicts and lists."""
        return asdict(self)


Read = Callable[[str | None], tuple[Instance, Sequence[Lock]]]
"""Reads the instance under a scenario, None for without one, and the decisions that are to be kept."""
Solve = Callable[[Instance, Sequence[Lock], Path], Result]
"""Solves an instance with decisions kept and saves its plan, where there is one, in a folder."""


def what_if(
    scenarios: Sequence[str],
    folder: Path,
    *,
    read: Read,
    solve: Solve,
    base: tuple[Path, Plan, Instance] | None = None,
    told: Callable[[Outcome], None] = lambda _outcome: None,
) -> WhatIf:
    """Solve the instance under each scenario; one that fails is a row with its reason and stops nothing.

    A plan of the same instance, scenario, changes and locks that stands in its folder is kept, so that what
    was interrupted goes on where it stood. After an interrupted solve no other is begun.

    Args:
        scenarios: their names.
        folder: where the plans go, each in a folder with the name of its scenario.
        read: reads the instance under a scenario, and the decisions that are to be kept.
        solve: solves an instance with decisions kept, and saves the plan.
        base: folder, plan and instance to hold them against; None: the instance without scenario, which
            is solved first, as `base`.
        told: called with each outcome when it is there.
    """
    sweep = _Sweep(folder, read, solve, told)
    held = sweep.outcome(None) if base is None else _standing(BASE, *base, kept=True)
    plan = None if held.plan is None else files.load(Path(held.plan))
    return WhatIf(FORMAT, held, tuple(sweep.outcome(name, plan) for name in scenarios))


@dataclass
class _Sweep:
    folder: Path
    read: Read
    solve: Solve
    told: Callable[[Outcome], None]
    is_stopped: bool = False

    def outcome(self, scenario: str | None, base: Plan | None = None) -> Outcome:
        """What becomes of one scenario."""
        found = self._tried(scenario or BASE, scenario, base)
        self.told(found)
        return found

    def _tried(self, name: str, scenario: str | None, base: Plan | None) -> Outcome:
        if self.is_stopped:
            return Outcome(name, State.NOT_TRIED, "interrupted before its turn came")
        try:
            instance, locks = self.read(scenario)
            folder = self.folder / name
            if (kept := _of(folder, instance, locks)) is not None:
                return _standing(name, folder, kept, instance, kept=True, base=base)
            result = self.solve(instance, locks, folder)
        except _SAID as error:
            return Outcome(name, State.REFUSED, str(error))
        self.is_stopped = result.stopped_by is StoppedBy.CANCELLED
        if result.plan is None:
            return Outcome(name, State.NO_PLAN, result.message)
        return _standing(name, folder, result.plan, instance, kept=False, base=base)


_SAID = (InvalidInstance, ForeignDecision, files.BrokenPlan, files.PlanNotSaved)
"""What a scenario, its locks or the place of its plan can do, in words."""


def _of(folder: Path, instance: Instance, locks: Sequence[Lock]) -> Plan | None:
    """The plan of this very instance with these locks in a folder, None when nothing stands there.

    Raises:
        PlanNotSaved: something else stands there.
        BrokenPlan: what stands there is no whole plan.
    """
    if not folder.exists():
        return None
    plan = files.load(folder)
    manifest = plan.manifest
    if (manifest.instance_sha256, manifest.locks_sha256) == (instance.sha256, fingerprint(locks)):
        return plan
    reason = "the plan of another instance, or of other changes or locks, stands there"
    raise files.PlanNotSaved(folder, reason, "choose another folder with -o, or remove it")


def _standing(
    name: str,
    folder: Path,
    plan: Plan,
    instance: Instance,
    *,
    kept: bool,
    base: Plan | None = None,
) -> Outcome:
    """The row of a plan."""
    manifest = plan.manifest
    return Outcome(
        scenario=name,
        state=State.SOLVED if manifest.status is Status.OPTIMAL else State.LIMIT,
        plan=str(folder),
        kept=kept,
        seconds=sum(manifest.seconds.model_dump().values()),
        figures=key_figures(case_of("", name, plan, instance)),
        verdict=None if base is None else verdict_of(base.manifest, manifest),
    )
