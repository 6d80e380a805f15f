"""The search for the reasons why no plan exists, by loosening data and solving again.

First which columns, loosened in all rows, let a plan exist; then which rows; then how far. What is named
has been solved: with the new values there is a plan, and with any one of them left as it was there is none.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from planner.instance import Instance

from .feasible import Asker, Undecided
from .knobs import GONE, Knob, Loosening, Setting, loosened, loosenings
from .reasons import Reason, reason_of
from .steps import Value

T = TypeVar("T")

MOST_SECONDS = 60.0
"""Time that the question is given at most."""

MOST_ROWS = 8
"""Rows of one column that are tried one by one; of more, a smallest set is searched."""

CLOSE = 0.02
"""How close to the smallest change a number is brought, as a share of the change."""

NEXT_TO_NOTHING = 1e-9
"""Change, as a share of the larger of value and loosest value, below which no smaller one is searched."""

FIRST_STEP = 1 / 16
"""First change tried of a number, as a share of its value."""

GROWTH = 4.0
"""Factor from a change that is too small to the next one."""

DIGITS = 4
"""Digits to which a changed number is rounded, where that leaves it close to the smallest."""


@dataclass(frozen=True)
class Findings:
    """What was found out.

    Attributes:
        reasons: each of them enough by itself, the smallest change first; shortfalls after ways out.
        complete: False when the time ended the search.
    """

    reasons: tuple[Reason, ...]
    complete: bool


def why_infeasible(
    instance: Instance,
    *,
    seconds: float = MOST_SECONDS,
    threads: int = 1,
    cancel: threading.Event | None = None,
) -> Findings:
    """Find what has to change in the data of an instance without a plan for one to exist.

    Args:
        instance: an instance whose model is infeasible, its locks included.
        seconds: time after which the search says what it has.
        threads: threads of the solver.
        cancel: set it to stop.
    """
    deadline = time.perf_counter() + seconds
    asker = Asker(deadline, threads, cancel or threading.Event())
    search = _Search(instance, asker)
    complete = search.run()
    ranked = sorted(search.found, key=_rank)
    return Findings(tuple(reason_of(instance, values) for values in ranked), complete)


class _Search:
    """The steps of the search, and what they have found so far."""

    def __init__(self, instance: Instance, asker: Asker) -> None:
        self.instance = instance
        self.asker = asker
        self.found: list[Setting] = []

    def run(self) -> bool:
        """Search until everything is answered (True) or the time is over (False)."""
        try:
            every = loosenings(self.instance)
            ways_out = {knob: at for knob, at in every.items() if not knob.work}
            work = {knob: at for knob, at in every.items() if knob.work}
            self._of(ways_out)
            self._of(work)
            if not self.found:
                self._of(every)
        except Undecided:
            return False
        return True

    def _of(self, knobs: dict[Knob, tuple[Loosening, ...]]) -> None:
        """Reasons from some knobs: single ones, or where none is enough a smallest set of them."""
        single = [at for at in knobs.values() if self._helps(at)]
        for at in single:
            self._rows_of(at)
        if single:
            return
        everything = [at for places in knobs.values() for at in places]
        if not self._helps(everything):
            return
        kept = smallest(list(knobs), lambda some: self._helps(_places(knobs, some)))
        self._sized(self._fewest(_places(knobs, kept)))

    def _rows_of(self, places: Sequence[Loosening]) -> None:
        """Reasons from one column: single rows, or where none is enough a smallest set of them."""
        single = [at for at in places if self._helps([at])] if len(places) <= MOST_ROWS else []
        for at in single:
            self._sized([at])
        if not single:
            self._sized(self._fewest(places))

    def _fewest(self, places: Sequence[Loosening]) -> list[Loosening]:
        return smallest(list(places), self._helps)

    def _sized(self, places: Sequence[Loosening]) -> None:
        """Take note of places with the smallest values that are enough, one after the other."""
        values: Setting = {at: at.loosest for at in places}
        self.found.append(values)
        for at in places:
            values[at] = least_change(at, partial(self._still, dict(values), at))

    def _still(self, values: Setting, at: Loosening, value: Value) -> bool:
        return self._has_plan({**values, at: value})

    def _helps(self, places: Iterable[Loosening]) -> bool:
        return self._has_plan({at: at.loosest for at in places})

    def _has_plan(self, values: Setting) -> bool:
        return self.asker.has_plan(loosened(self.instance, values))


def _places(
    knobs: dict[Knob, tuple[Loosening, ...]], some: Iterable[Knob]
) -> tuple[Loosening, ...]:
    return tuple(at for knob in some for at in knobs[knob])


def smallest(items: list[T], enough: Callable[[list[T]], bool]) -> list[T]:
    """A set of items that is enough and of which none can be spared.

    Halves, quarters and so on are left out, the last ones first, so that few items out of many are found
    in few questions.

    Args:
        items: items that are enough together.
        enough: whether some of them are.
    """
    kept, size = items[::-1], len(items)
    while size:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            if rest and enough(rest):
                kept = rest
            else:
                at += size
        size //= 2
    return kept[::-1]


def least_change(at: Loosening, enough: Callable[[Value], bool]) -> Value:
    """The value nearest to the present one that is enough; the loosest is known to be."""
    if at.knob.steps is not None:
        return _first_step(at.steps, enough)
    assert isinstance(at.now, int | float) and isinstance(at.loosest, int | float)
    return _least_number(float(at.now), float(at.loosest), enough)


def _first_step(steps: Sequence[Value], enough: Callable[[Value], bool]) -> Value:
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if enough(steps[middle]):
            high = middle
        else:
            low = middle + 1
    return steps[high]


def _least_number(now: float, loosest: float, enough: Callable[[Value], bool]) -> float:
    whole = loosest - now
    low, high = 0.0, abs(whole)
    step = min(FIRST_STEP * abs(now) or high * 1e-6, high)
    while step < high and not enough(now + math.copysign(step, whole)):
        low, step = step, step * GROWTH
    high = min(step, high)
    nothing = NEXT_TO_NOTHING * max(abs(now), abs(loosest))
    while high - low > CLOSE * high and high > nothing:
        middle = (low + high) / 2
        if enough(now + math.copysign(middle, whole)):
            high = middle
        else:
            low = middle
    return _round_number(now, math.copysign(1.0, whole), low, high, enough)


def _round_number(
    now: float, sign: float, low: float, high: float, enough: Callable[[Value], bool]
) -> float:
    """A number with few digits instead of `now + sign · high`, where one is as close and enough."""
    value = now + sign * high
    for digits in range(1, DIGITS + 1):
        scale = 10.0 ** (digits - 1 - math.floor(math.log10(abs(value)))) if value else 1.0
        rounded = math.floor(sign * value * scale + 0.5) / scale * sign + 0.0  # no -0
        change = sign * (rounded - now)
        if low < change <= low + (high - low) * 2 and enough(rounded):
            return rounded
    return value


def _rank(values: Setting) -> tuple[bool, bool, int, float]:
    """Ways out before shortfalls, values before rows left out, few changes before many, small first."""
    gone = any(value == GONE for value in values.values())
    work = all(at.knob.work for at in values)
    return work, gone, len(values), sum(_size(at, value) for at, value in values.items())


def _size(at: Loosening, value: Value) -> float:
    """A change as a share of the value; years count a tenth each, words as much as a doubling."""
    if not isinstance(at.now, int | float) or not isinstance(value, int | float):
        return 1.0
    if at.knob.column.endswith("year"):
        return abs(value - at.now) / 10
    return abs(value - at.now) / abs(at.now) if at.now else 1.0
