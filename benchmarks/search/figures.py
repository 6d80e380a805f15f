"""The figures of the benchmark: medians over the seeds, ratios, and what contradicts itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from .record import Record
from .solvers import OK
from .trajectory import gap_at, primal_integral, time_to

OURS = "ours"
GAPS = (0.05, 0.02, 0.01, 0.005)
MOMENTS_S = (60.0, 300.0, 900.0)
SLACK = 1e-6
"""Solvers hold rows to so much; a bound may lie above a cost by as much, as a share of it."""


@dataclass(frozen=True)
class Figures:
    """Medians over the seeds of one solver on one instance.

    Attributes:
        times_s: seconds to each of :data:`GAPS`; infinite where half of the seeds or more never came there.
        gaps: gap at each of :data:`MOMENTS_S`, as far as the time limit goes; infinite without plan or bound.
        integral: primal integral over the time limit, as a share of it.
    """

    instance: str
    solver: str
    columns: int
    seeds: int
    times_s: tuple[float, ...]
    gaps: tuple[float, ...]
    last_gap: float
    seconds: float
    integral: float
    peak_memory_mb: float


@dataclass(frozen=True)
class Ratio:
    """Ours against the best of the others on one instance.

    Attributes:
        best: the other solver that reached the smallest gap.
        gap: that gap; infinite where none of them had plan and bound.
        times: how many times faster ours was there, median over the seeds.
        at_least: whether the others never got there, so that the time limit stands for their time.
    """

    instance: str
    columns: int
    best: str
    gap: float
    times: float
    at_least: bool


def figures(records: Iterable[Record]) -> list[Figures]:
    """Figures of every instance and solver, in the order of the records."""
    records = list(records)
    best = best_plans(records)
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record.instance, record.solver), []).append(record)
    return [_figures(group, best) for group in groups.values()]


def _figures(group: list[Record], best: dict[tuple[str, int], float]) -> Figures:
    def middle(value: Callable[[Record], float]) -> float:
        return median(value(record) for record in group)

    limit_s = max(record.time_limit_s for record in group)
    return Figures(
        instance=group[0].instance,
        solver=group[0].solver,
        columns=max(record.size.columns for record in group),
        seeds=len(group),
        times_s=tuple(middle(lambda r, gap=gap: time_to(r.trajectory, gap)) for gap in GAPS),
        gaps=tuple(
            middle(lambda r, moment=moment: gap_at(r.trajectory, moment))
            for moment in MOMENTS_S
            if moment <= limit_s
        ),
        last_gap=middle(last_gap),
        seconds=middle(lambda r: r.seconds),
        integral=middle(
            lambda r: primal_integral(r.trajectory, best[r.instance, r.seed], r.time_limit_s)
        ),
        peak_memory_mb=middle(lambda r: r.peak_memory_mb),
    )


def last_gap(record: Record) -> float:
    """Gap at the end; infinite without plan or bound."""
    return gap_at(record.trajectory, math.inf)


def best_plans(records: Iterable[Record]) -> dict[tuple[str, int], float]:
    """Least cost that any solver found, by (instance, seed)."""
    best: dict[tuple[str, int], float] = {}
    for record in records:
        at = (record.instance, record.seed)
        best[at] = min(best.get(at, math.inf), record.incumbent_musd)
    return best


def ratios(records: Iterable[Record]) -> list[Ratio]:
    """Ours against the best of the others, instance by instance, where both were measured."""
    tasks: dict[str, dict[int, dict[str, Record]]] = {}
    for record in records:
        tasks.setdefault(record.instance, {}).setdefault(record.seed, {})[record.solver] = record
    found = []
    for seeds in tasks.values():
        compared = [
            _compared(solvers[OURS], [r for name, r in solvers.items() if name != OURS])
            for solvers in seeds.values()
            if OURS in solvers and len(solvers) > 1
        ]
        if compared:
            compared.sort(key=lambda one: one.times)
            found.append(compared[len(compared) // 2])
    return found


def _compared(ours: Record, others: list[Record]) -> Ratio:
    """Time to the smallest gap that another reached, over ours to the same.

    For a gap that was never reached the time limit stands.
    """
    best = min(others, key=lambda r: (last_gap(r), time_to(r.trajectory, last_gap(r))))
    gap = last_gap(best)
    reached = math.isfinite(gap)
    aim = gap if reached else 1.0
    theirs_s = time_to(best.trajectory, aim) if reached else best.time_limit_s
    ours_s = time_to(ours.trajectory, aim)
    return Ratio(
        instance=ours.instance,
        columns=max(r.size.columns for r in [ours, *others]),
        best=best.solver,
        gap=gap,
        times=theirs_s / ours_s if math.isfinite(ours_s) else theirs_s / ours.time_limit_s,
        at_least=not reached,
    )


def contradictions(records: Iterable[Record]) -> list[str]:
    """Bounds above the cost of another's plan of the same instance, and plans that the checker refuses."""
    records = list(records)
    worlds: dict[tuple[str, int], list[Record]] = {}
    for record in records:
        worlds.setdefault((record.instance, record.seed), []).append(record)
    faults = [
        f"{instance} seed {seed}: {a.solver} proves {a.bound_musd:.6f} M$ and {b.solver} has a plan "
        f"of {b.incumbent_musd:.6f}"
        for (instance, seed), group in worlds.items()
        for a in group
        for b in group
        if a.bound_musd > b.incumbent_musd + SLACK * max(1.0, abs(b.incumbent_musd))
    ]
    return faults + [
        f"{r.instance} seed {r.seed}: {r.solver}: {r.checked}"
        for r in records
        if r.checked != OK and not r.checked.startswith("no plan")
    ]
