"""The steps of a solve, each with its wall time, in a process that does what the command does."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from planner.solving.result import Progress

BOUND_SIDE = "bound side"
"""Phase of the process that works beside; what it reports ends no step of the plan side."""

SEARCH = "search: "


@dataclass(frozen=True)
class Step:
    """A step and its wall time, s. Steps of the search begin with :data:`SEARCH`."""

    name: str
    seconds: float

    @property
    def is_search(self) -> bool:
        """Whether it is part of the search."""
        return self.name.startswith(SEARCH)


def steps_of(instance: Path, time_limit_s: float) -> list[Step]:
    """Solve an instance in a new process, save the plan, and say how long each step took.

    Raises:
        EOFError: the process died.
        RuntimeError: no plan was found; the message says why.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, time.time(), instance, time_limit_s))
    process.start()
    theirs.close()
    try:
        found: list[Step] | str = ours.recv()
    finally:
        process.join()
    if isinstance(found, str):
        raise RuntimeError(found)
    return found


def _work(told: Connection, asked_at: float, instance: Path, time_limit_s: float) -> None:
    import planner
    from planner.plan import files

    solve, load = planner.solve, planner.load
    reports: list[Progress] = []
    begun = time.time()
    inst = load(instance)
    read = time.time()
    result = solve(inst, time_limit_s=time_limit_s - (read - asked_at), on_progress=reports.append)
    solved = time.time()
    if result.plan is None:
        told.send(result.message)
        return
    with tempfile.TemporaryDirectory(prefix="planner-profile-") as home:
        files.save(result.plan, Path(home) / "plan", instance=inst)
        saved = time.time()
    seconds = result.seconds
    known = seconds.build + seconds.handover + seconds.solve + seconds.verify
    told.send(
        [
            Step("start and import", begun - asked_at),
            Step("read and check the instance", read - begun),
            Step("build the model", seconds.build),
            Step("hand it over", seconds.handover),
            *search_steps(reports, seconds.build + seconds.handover, seconds.solve),
            Step("check the plan", seconds.verify),
            Step("read the plan off the model", solved - read - known),
            Step("write the plan", saved - solved),
        ]
    )


def search_steps(reports: Iterable[Progress], begun_s: float, lasted_s: float) -> list[Step]:
    """Time from each phase's report to the next one's, the bound side's left out, in order of appearance.

    Args:
        reports: what was told, in the order of time.
        begun_s: moment at which the search began, s from the start of the solve.
        lasted_s: how long it lasted, s.
    """
    phases = [(p.elapsed_s, p.phase) for p in reports if p.phase != BOUND_SIDE]
    phases = [(at, phase) for at, phase in phases if at >= begun_s]
    moments = [at for at, _ in phases] + [begun_s + lasted_s]
    total: dict[str, float] = {}
    before = "before the first report"
    total[before] = moments[0] - begun_s
    for (at, phase), then in zip(phases, moments[1:], strict=True):
        total[phase] = total.get(phase, 0.0) + then - at
    return [Step(SEARCH + phase, seconds) for phase, seconds in total.items()]
