"""The folder in which a solve in a process of its own is described, and leaves what it finds.

job.json       what is solved and how
instance/      the instance
progress.json  where the search stood last
plan-N/        the N-th better plan, whole and checked
result.json    how the solve ended, written last
errors.txt     what the process said when it failed
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter

from planner.disk import flush_folder, write_through
from planner.instance import Instance, write_folder
from planner.instance.schema import Lock
from planner.plan import files
from planner.plan.core import Plan, StoppedBy
from planner.plan.locks import fingerprint
from planner.solving.accounts import gap_figures
from planner.solving.result import Progress, Result

CANCEL = "cancel"
"""The line on the process's standard input that asks for the best plan so far."""

NOT_KEPT = 74
"""Exit code of a process that could not write what it had found; a full disk holds no message."""

FINAL = "plan-final"
"""Folder of the plan that a solve ended with."""

KEPT_PLANS = 2
"""Plans on the way that are kept; the latest counts, the one before stands while it is written."""


class Origin(BaseModel):
    """What a plan's manifest says of the instance it was made for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instance: str
    instance_sha256: str
    changes: dict[str, str]
    notes: tuple[str, ...]
    catalogue_rows: tuple[tuple[str, str, str], ...]
    locks_sha256: str = ""

    @staticmethod
    def of(instance: Instance, locks: Sequence[Lock] = ()) -> Origin:
        """That of an instance and the decisions that are kept besides."""
        return Origin(
            instance=instance.settings.name,
            instance_sha256=instance.sha256,
            changes=dict(instance.changes),
            notes=instance.notes,
            catalogue_rows=tuple((t, "/".join(key), c) for t, key, c in instance.catalogue_rows),
            locks_sha256=fingerprint(locks),
        )

    def named_in(self, plan: Plan) -> Plan:
        """A plan made from a bare copy of the instance as one of the instance itself."""
        said = self.model_dump() | {"notes": (*self.notes, *plan.manifest.notes)}
        return replace(plan, manifest=plan.manifest.model_copy(update=said))


class Order(BaseModel):
    """What is solved and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Origin
    started_utc: str
    output: str = ""
    locks: tuple[Lock, ...] = ()
    time_limit_s: float | None = None
    gap: float | None = None
    threads: int | None = None
    seed: int | None = None
    any_solver: bool = False


class Job:
    """A job's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.errors = folder / "errors.txt"

    def write(self, order: Order, instance: Instance) -> None:
        """Describe the job: the order last, so that a folder with one is whole."""
        write_folder(instance, self.folder / "instance")
        self._put("job.json", order.model_dump_json(indent=2))

    @property
    def order(self) -> Order:
        """What is solved and how."""
        return Order.model_validate_json((self.folder / "job.json").read_text(encoding="utf-8"))

    def instance(self) -> Instance:
        """The instance, without changes and notes, which :class:`Origin` keeps."""
        from planner.instance import load

        return load(self.folder / "instance").replace(notes=(), catalogue_rows=())

    def keep(self, plan: Plan) -> None:
        """Save a plan on the way; of the earlier ones the latest stays."""
        numbers = self._plan_numbers()
        latest = numbers[-1] if numbers else 0
        files.save(plan, self.folder / f"plan-{latest + 1}")
        for number in numbers[: 1 - KEPT_PLANS or None]:
            shutil.rmtree(self.folder / f"plan-{number}", ignore_errors=True)

    def latest_plan(self) -> Plan | None:
        """The last whole plan, final or on the way, or None."""
        if (self.folder / FINAL).exists():
            return files.load(self.folder / FINAL)
        for number in reversed(self._plan_numbers()):
            try:
                return files.load(self.folder / f"plan-{number}")
            except files.BrokenPlan:
                continue
        return None

    def _plan_numbers(self) -> list[int]:
        """Numbers of the plans on the way that stand there, ascending."""
        return sorted(int(at.name.removeprefix("plan-")) for at in self.folder.glob("plan-*[0-9]"))

    def note_progress(self, progress: Progress) -> None:
        """Write where the search stands; a reader sees the whole of it or the one before."""
        text = json.dumps(TypeAdapter(Progress).dump_python(progress))
        fresh = self.folder / ".progress.json"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.folder / "progress.json")

    @property
    def progress(self) -> Progress | None:
        """Where the search stood last, or None when it had not begun."""
        try:
            text = (self.folder / "progress.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return TypeAdapter(Progress).validate_json(text)

    def end(self, result: Result) -> None:
        """Write how the solve ended, its plan first."""
        if result.plan is not None:
            files.save(result.plan, self.folder / FINAL)
        document = {
            name: TypeAdapter(kind).dump_python(getattr(result, name), mode="json")
            for name, kind in _RESULT.items()
        }
        self._put("result.json", json.dumps(document))

    def result(self) -> Result | None:
        """How the solve ended, or None when it did not come to its end."""
        try:
            document = json.loads((self.folder / "result.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        final = self.folder / FINAL
        plan = files.load(final) if final.exists() else None
        fields = {
            name: TypeAdapter(kind).validate_python(document[name])
            for name, kind in _RESULT.items()
        }
        return Result(plan=plan, **fields)

    def _put(self, name: str, text: str) -> None:
        fresh = self.folder / f".{name}.{os.getpid()}"
        write_through(fresh, text.encode())
        fresh.replace(self.folder / name)
        flush_folder(self.folder)


_RESULT = {name: kind for name, kind in get_type_hints(Result).items() if name != "plan"}


def with_bound(plan: Plan, bound_musd: float | None, stopped_by: StoppedBy) -> Plan:
    """A plan on the way as the outcome of a search that stopped, with the best bound it knew."""
    old = plan.manifest
    bound = old.bound_musd if bound_musd is None else max(old.bound_musd, bound_musd)
    asked = float(old.options["gap"])
    figures = gap_figures(old.heads_musd, old.objective_musd, bound, asked, plan.proof)
    return replace(plan, manifest=old.model_copy(update={**figures, "stopped_by": stopped_by}))
