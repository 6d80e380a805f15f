"""Which training runs moved between two plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.plan.summary import RunLine

from .cases import Case
from .places import LEAST_MW


@dataclass(frozen=True)
class RunDifference:
    """A training run that differs between two plans.

    Attributes:
        run: its name.
        changes: what differs: dropped, placed, start, accelerator, sites, size, or only in one plan.
        a: the run in the first plan, None when its instance has no such run.
        b: the run in the second plan.
        moved_it_mw: MW IT that stand at other sites.
    """

    run: str
    changes: tuple[str, ...]
    a: RunLine | None
    b: RunLine | None
    moved_it_mw: float


def compare_runs(a: Case, b: Case) -> tuple[RunDifference, ...]:
    """Runs that are dropped in one plan or differ in start, product, sites or size."""
    runs_a = {line.run: line for line in a.summary.runs}
    runs_b = {line.run: line for line in b.summary.runs}
    found = []
    for run in dict.fromkeys([*runs_a, *runs_b]):
        one, other = runs_a.get(run), runs_b.get(run)
        if changes := tuple(_changes(one, other)):
            found.append(RunDifference(run, changes, one, other, _moved_mw(one, other)))
    return tuple(sorted(found, key=lambda run: -run.moved_it_mw))


def _changes(a: RunLine | None, b: RunLine | None) -> Iterable[str]:
    if a is None or b is None:
        yield "only in B" if a is None else "only in A"
        return
    if a.status != b.status:
        yield "placed in B only" if a.status == "dropped" else "dropped in B only"
        return
    if a.start_year != b.start_year:
        yield "start"
    if a.accelerator != b.accelerator:
        yield "accelerator"
    if a.it_mw_by_site.keys() != b.it_mw_by_site.keys():
        yield "sites"
    elif _moved_mw(a, b) > LEAST_MW:
        yield "MW by site"


def _moved_mw(a: RunLine | None, b: RunLine | None) -> float:
    """MW IT at other sites; of a run that only one plan places, all of it."""
    mw_a = {} if a is None else a.it_mw_by_site
    mw_b = {} if b is None else b.it_mw_by_site
    changes = [mw_b.get(s, 0.0) - mw_a.get(s, 0.0) for s in mw_a.keys() | mw_b.keys()]
    if not mw_a or not mw_b:
        return sum(map(abs, changes))
    return sum(map(abs, changes)) / 2
