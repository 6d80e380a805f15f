"""The bound side: a process of its own in which prices rise while plans are sought."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from planner.solving.child import BoundProcess

from .ascent import Prices, load_prices
from .form import Form, save_form


class BoundSide(BoundProcess):
    """Raises prices in another process and reports the bounds they prove; a context manager.

    Args:
        form: siting alone.
        report: called with every bound, from a thread of this process.
    """

    def __init__(self, form: Form, report: Callable[[float], None]) -> None:
        super().__init__()
        self._form = form
        self._report = report
        self._prices = self._path / "prices.npz"
        self._has_prices = threading.Event()
        self._settled = threading.Event()

    @property
    def is_settled(self) -> bool:
        """Whether prices hardly rise any more, so that it pays to plan by them."""
        return self._settled.is_set() or not self.running

    @property
    def prices(self) -> Prices | None:
        """The latest prices, or None when there are none yet."""
        return load_prices(self._prices) if self._has_prices.is_set() else None

    def _prepared(self) -> tuple[str, ...]:
        file = self._path / "form.npz"
        save_form(self._form, file)
        return ("planner.solving.priced.worker", str(file), str(self._prices))

    def _hear(self, said: dict[str, Any]) -> None:
        self._report(float(said["bound"]))
        if said["prices"]:
            self._has_prices.set()
        if said["settled"]:
            self._settled.set()
