"""The instances with their published optima, and what a solve has to reach."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from planner import Instance
from planner.instance.orlib import COST_UNITS_PER_MUSD, import_orlib
from planner.solving.result import Result

HERE = Path(__file__).parent

RELATIVE_TOLERANCE = 1e-6
"""Largest difference from a published optimum, as a share of it; they are printed to 1e-9."""

GAP_TOLERANCE = 1e-9
"""Largest gap of a plan that was asked for without one."""


@dataclass(frozen=True)
class Published:
    """An instance and its published optimum.

    Attributes:
        name: name of the instance.
        file: its file beside this module.
        capacity: number that fills the word `capacity` in the file, None where it has none.
        optimum: published least cost, in the file's units of cost.
    """

    name: str
    file: Path
    capacity: float | None
    optimum: float

    @property
    def is_large(self) -> bool:
        """Whether it is one of the 12 with 100 sites and 1,000 customers."""
        return self.capacity is not None

    def instance(self) -> Instance:
        """The instance, imported from its file."""
        return import_orlib(self.file, capacity=self.capacity)


@dataclass(frozen=True)
class Comparison:
    """What a solve gave, beside what is published.

    Attributes:
        cost: cost of the plan in the file's units, None without a plan.
        difference: (cost − published) / published, None without a plan.
        gap: proven gap of the plan.
        verified: whether the independent checker passed the plan.
        ok: whether the plan is verified, proven optimal and costs what is published.
    """

    cost: float | None
    difference: float | None
    gap: float | None
    verified: bool
    ok: bool


def published() -> tuple[Published, ...]:
    """Every instance with a published optimum, in the order of OR-Library."""
    with (HERE / "optima.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Published(
                name=row["instance"],
                file=HERE / "files" / row["file"],
                capacity=float(row["capacity"]) if row["capacity"] else None,
                optimum=float(row["optimum"]),
            )
            for row in csv.DictReader(stream)
        )


def compare(target: Published, result: Result) -> Comparison:
    """Compare a result with what is published."""
    if result.plan is None:
        return Comparison(None, None, None, verified=False, ok=False)
    manifest = result.plan.manifest
    cost = manifest.objective_musd * COST_UNITS_PER_MUSD
    difference = cost / target.optimum - 1
    ok = (
        abs(difference) <= RELATIVE_TOLERANCE
        and manifest.gap <= GAP_TOLERANCE
        and manifest.status == "optimal"
        and manifest.verified
    )
    return Comparison(cost, difference, manifest.gap, manifest.verified, ok)
