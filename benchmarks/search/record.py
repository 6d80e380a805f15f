"""One solve of the benchmark as it is kept: a line of JSON in `results/`."""

from __future__ import annotations

import fcntl
import math
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from planner.plan.core import Size

from .trajectory import Point

RESULTS = Path(__file__).parent / "results"


class Record(BaseModel):
    """One solve of an instance by a solver.

    Attributes:
        gap: gap at which it might stop.
        points: (seconds, incumbent, bound) whenever one of them got better.
        ended: the solver's own word for how it ended, or why it was ended.
        seconds: wall time from the start of its process to its answer.
        checked: what the independent checker says of its plan: "ok", "no plan", or what is wrong.
        peak_memory_mb: most memory of the process and its children together.
        machine: processor, cores and versions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    instance: str
    solver: str
    seed: int
    time_limit_s: float
    gap: float
    threads: int
    size: Size
    points: tuple[tuple[float, float | None, float | None], ...]
    ended: str
    seconds: float
    checked: str
    peak_memory_mb: float
    machine: dict[str, str]

    @property
    def trajectory(self) -> list[Point]:
        """The points as such."""
        return [Point(*point) for point in self.points]

    @property
    def incumbent_musd(self) -> float:
        """Cost of the last plan; infinite without one."""
        last = self.points[-1][1] if self.points else None
        return math.inf if last is None else last

    @property
    def bound_musd(self) -> float:
        """The last bound; −infinite without one."""
        last = self.points[-1][2] if self.points else None
        return -math.inf if last is None else last

    @property
    def task(self) -> tuple[str, str, int, float]:
        """What is measured; a later record of the same takes the place of an earlier one."""
        return self.instance, self.solver, self.seed, self.time_limit_s


def keep(record: Record, folder: Path = RESULTS) -> None:
    """Append a record to its instance's file, whole, whoever else writes there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{record.instance}.jsonl").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(record.model_dump_json() + "\n")


def kept(folder: Path = RESULTS) -> list[Record]:
    """All records, of each task the latest."""
    latest: dict[tuple[str, str, int, float], Record] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = Record.model_validate_json(line)
            latest[record.task] = record
    return list(latest.values())
