"""Solves that were killed together with the process that watched them: what they were, and their last plan."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from planner.plan.core import StoppedBy
from planner.plan.unfinished import is_being_written
from planner.solving.result import Progress, Result

from .job import Job
from .watchdog import interrupted

_RUN = re.compile(r"^\..+\.run$")


@dataclass(frozen=True)
class Unfinished:
    """A solve that did not come to its end.

    Attributes:
        folder: hidden folder with what it left.
        instance: name of the instance.
        output: where its plan was going to stand.
        started_utc: when it began.
        progress: where it stood last, or None when it had not begun.
        has_plan: whether it had found a plan.
    """

    folder: Path
    instance: str
    output: str
    started_utc: str
    progress: Progress | None
    has_plan: bool


def unfinished(folder: Path) -> list[Unfinished]:
    """Solves whose plans were to stand in a folder and that nobody is running any more."""
    found = []
    for left in sorted(folder.glob(".*.run")):
        if not _RUN.match(left.name) or is_being_written(left):
            continue
        job = Job(left)
        try:
            order = job.order
        except FileNotFoundError:
            # killed before the job was described: nothing to recover
            continue
        found.append(
            Unfinished(
                folder=left,
                instance=order.origin.instance,
                output=order.output,
                started_utc=order.started_utc,
                progress=job.progress,
                has_plan=job.latest_plan() is not None,
            )
        )
    return found


def recover(left: Unfinished) -> Result:
    """The last plan of an unfinished solve, checked, with the bound it knew; its folder stays."""
    job = Job(left.folder)
    result = job.result()
    if result is None:
        message = "the solve was interrupted"
        result = interrupted(job, job.instance(), StoppedBy.INTERRUPTED, message)
    if result.plan is None:
        return result
    return replace(result, plan=job.order.origin.named_in(result.plan))


def discard(left: Unfinished) -> None:
    """Delete what an unfinished solve left."""
    shutil.rmtree(left.folder, ignore_errors=True)
