"""Sums that are not rounded on the way, so that what decides a rule does not depend on their order."""

from __future__ import annotations

from .keys import Key


class Amounts(dict[Key, float]):
    """Amounts by key, 0 where nothing was put; asking for one leaves no entry behind.

    An amount is the sum of what was added to it, rounded once: what a float addition loses is kept
    beside it and added to the next.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lost: dict[Key, float] = {}

    def __missing__(self, key: Key) -> float:
        return 0.0

    def add(self, key: Key, value: float) -> None:
        """Add to an amount."""
        before = self.get(key)
        if before is None:
            self[key] = value
            return
        # Two floats hold a sum exactly: the rounded one, and what rounding took from it (Knuth).
        total = before + value
        taken = total - before
        lost = (before - (total - taken)) + (value - taken) + self._lost.get(key, 0.0)
        self[key] = total + lost
        self._lost[key] = lost - (self[key] - total)
