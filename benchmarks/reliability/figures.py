"""The figures of the table: each a function that says how much was tried and what went wrong."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.checker.__main__ import check
from benchmarks.kills.__main__ import FAULT, tried
from benchmarks.oracle.comparison import compare
from benchmarks.oracle.worlds import world
from benchmarks.reasons.__main__ import place_of
from benchmarks.relations.checks import RELATIONS, broken
from planner.bounds import check_bound
from planner.plan.verify import verify
from planner.solving import solve
from planner.solving.canaries import hear_all
from tests.models.wild import wild
from tests.plan.all_mutations import hand_mutations
from tests.solving.infeasible.cases import CASES

from .bounds import every_search_staged, too_high
from .repeats import differing
from .shuffling import shuffled

ROOT = Path(__file__).resolve().parents[2]
# The tests' own lists of wrong inputs and plans are what is counted here.
sys.path.insert(0, str(ROOT / "tests" / "instance"))


class Figure(NamedTuple):
    """How much was tried and what went wrong."""

    tried: int
    faults: list[str]


def malformed(count: int) -> Figure:
    """Malformed instances that are not named for what they are; a count of 0 takes all."""
    from malformed import cases, judged

    every = cases()
    chosen = every[:: max(1, len(every) // count)] if count else every
    faults = []
    for case in chosen:
        with tempfile.TemporaryDirectory() as home:
            fault = judged(case, Path(home) / "instance")
            if fault:
                faults.append(f"{case.kind}, {case.name}: {fault}")
    return Figure(len(chosen), faults)


def mutated(count: int) -> Figure:
    """Wrong plans made by hand that are not refused by the rule they break; a count of 0 takes all."""
    every = hand_mutations()
    chosen = every[:: max(1, len(every) // count)] if count else every
    faults = [
        f"{wrong.what}: not refused for {wrong.rule}"
        for wrong in chosen
        if wrong.rule not in {b.rule for b in verify(wrong.instance, wrong.plan).broken}
    ]
    return Figure(len(chosen), faults)


def oracle(count: int) -> Figure:
    """Tiny instances whose optimum is not that of enumeration."""
    found = [(seed, compare(world(seed)).mismatch) for seed in range(count)]
    return Figure(count, [f"seed {seed}: {fault}" for seed, fault in found if fault])


def relations(count: int) -> Figure:
    """Relations between least costs that do not hold."""
    faults = [
        f"{check.__name__}, seed {seed}: {fault}"
        for check in RELATIONS
        for seed in range(count)
        for fault in broken(check, seed)
    ]
    return Figure(len(RELATIONS) * count, faults)


def spoilt(count: int) -> Figure:
    """Plans of random instances, right and spoilt, that the checker gets wrong."""
    tried, faults = 0, []
    for seed in range(count):
        wrong, named = check(seed)
        tried += 1 + named.total()
        faults += [f"seed {seed}: {fault}" for fault in wrong]
    return Figure(tried, faults)


def canaries(count: int) -> Figure:
    """Models with known optima that the installed solver gets wrong, over some repeats."""
    heard = [heard for _ in range(count) for heard in hear_all()]
    return Figure(len(heard), [f"{h.name}: {h.fault}" for h in heard if not h.ok])


def kills(count: int) -> Figure:
    """Solves killed at random moments that lose a plan, leave half of one, or run on."""
    return _tried("kills", count)


def cancels(count: int) -> Figure:
    """Solves stopped by Ctrl-C that take more than 5 s, or lose their plan."""
    return _tried("cancels", count)


def overruns(count: int) -> Figure:
    """Solves that hear of no limit and are not ended within 10 s or 10 % of it with their plan."""
    return _tried("overruns", count)


def together(count: int) -> Figure:
    """Rounds of eight solves at once into one folder, and of eight without a name, that lose a plan."""
    return _tried("together", count)


def _tried(what: str, count: int) -> Figure:
    seen = tried(what, count)
    faults = [f"{times} x {said}" for said, times in seen.items() if said.startswith(FAULT)]
    return Figure(seen.total(), faults)


def reasons(count: int) -> Figure:
    """Built-in conflicts whose true cause is not named; a count of 0 takes all."""
    every = list(CASES.items())
    chosen = every[:: max(1, len(every) // count)] if count else every
    places = {name: place_of(case)[0] for name, case in chosen}
    return Figure(len(places), [f"{name}: not named" for name, at in places.items() if at is None])


def bounds(count: int) -> Figure:
    """Bounds of staged searches that do not come out anew, or that are accepted 0.01 % too high."""
    faults = []
    for seed in range(count):
        instance = wild(seed)
        with every_search_staged():
            plan = solve(instance, time_limit_s=20, threads=1).plan
        assert plan is not None
        checked = check_bound(instance, plan)
        if not checked.ok:
            faults.append(f"seed {seed}: {checked.text}")
        if plan.proof is not None and check_bound(instance, too_high(plan, plan.proof)).ok:
            faults.append(f"seed {seed}: accepted though too high")
    return Figure(count, faults)


REPEATED: dict[str, tuple[str, ...]] = {
    "tiny": (),
    "serving-2026": (),
    "slices-2026": ("--gap", "0.05", "--time-limit", "600"),
}
"""Instances that are solved again and again, and how: to a gap, since where a time limit stops is chance."""


def repeats(count: int) -> Figure:
    """Repeats of a solve that give another plan; a sample takes the smallest instance alone."""
    names = list(REPEATED)[: 1 if count < 5 else None]
    faults = [
        f"{name}, {fault}"
        for name in names
        for fault in differing([ROOT / "instances" / name] * count, REPEATED[name])
    ]
    return Figure(len(names) * count, faults)


def orders(count: int) -> Figure:
    """Instances with rows, columns, settings and files in another order that give another plan."""
    faults = []
    names = list(REPEATED)[: 1 if count < 5 else None]
    for name in names:
        instance = ROOT / "instances" / name
        with tempfile.TemporaryDirectory(prefix="planner-orders-") as home:
            others = [
                shuffled(instance, Path(home) / str(seed) / name, random.Random(seed))
                for seed in range(count)
            ]
            faults += [f"{name}, {f}" for f in differing([instance, *others], REPEATED[name])]
    return Figure(len(names) * count, faults)
