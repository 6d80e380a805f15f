"""Plans on the way: every better point of a search made a plan, checked, while the search goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from planner.plan.core import Plan

from .handover import Array


class InterimPlans:
    """Makes plans of points in a thread of its own, always of the latest; a context manager.

    Args:
        make: the checked plan of a point, or None where the point gives none.
        tell: called with every plan, from the thread.
    """

    def __init__(self, make: Callable[[Array], Plan | None], tell: Callable[[Plan], None]) -> None:
        self._make = make
        self._tell = tell
        self._latest: Array | None = None
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="interim plans", daemon=True)

    def __enter__(self) -> InterimPlans:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the plan in the making; a point still waiting is left to what follows."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join()

    def offer(self, x: Array) -> None:
        """Take note of a point; returns at once."""
        with self._changed:
            self._latest = x
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._latest is not None)
                if self._ended:
                    return
                x, self._latest = self._latest, None
            assert x is not None
            plan = self._make(x)
            if plan is not None:
                self._tell(plan)
