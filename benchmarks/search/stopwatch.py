"""The clock of one solve, which tells the process that watches it where it stands."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

import numpy as np

from .trajectory import Point


class Stopwatch:
    """Wall time since the process was asked for, less what is not the solver's affair.

    Args:
        started: moment (`time.time`) at which the process was asked for.
        tell: given every point.
    """

    def __init__(self, started: float, tell: Callable[[Point], None]) -> None:
        self._started = started
        self._tell = tell

    def seconds(self) -> float:
        """Wall time so far, s."""
        return time.time() - self._started

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """Time in which the clock stands: a file through which a solver has to be given the model."""
        began = time.time()
        try:
            yield
        finally:
            self._started += time.time() - began

    def note(self, incumbent: float, bound: float) -> None:
        """Tell where the solve stands; numbers beyond 1e19 stand for none."""
        self._tell(Point(self.seconds(), _known(incumbent), _known(bound)))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) and abs(value) < 1e19 else None
