"""Traffic that goes round in a ring and arrives nowhere, taken out of a flow."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

Way = tuple[str, str]
"""(from, to)."""


def without_circulation(flows: Mapping[Way, float], nothing: float = 0.0) -> dict[Way, float]:
    """A flow with the same sources and sinks and no ring of ways that all carry some of it.

    What goes round costs a linear program nothing where corridors have room, but it is no traffic.

    Args:
        flows: amount by way.
        nothing: amounts up to this are none.
    """
    left = {way: amount for way, amount in flows.items() if amount > nothing}
    while ring := _ring(left):
        least = min(left[way] for way in ring)
        for way in ring:
            left[way] -= least
            if left[way] <= nothing:
                del left[way]
    return left


def _ring(flows: Mapping[Way, float]) -> list[Way]:
    """Ways that form a ring; empty where there is none."""
    onward: dict[str, list[str]] = {}
    for a, b in flows:
        onward.setdefault(a, []).append(b)
    done: set[str] = set()
    for start in onward:
        path: list[str] = []
        ring = _ring_from(start, onward, path, done)
        if ring:
            return ring
    return []


def _ring_from(
    start: str, onward: Mapping[str, list[str]], path: list[str], done: set[str]
) -> list[Way]:
    """A ring that can be reached from a place, by depth-first search with its own stack."""
    ahead = {start: iter(onward.get(start, ()))} if start not in done else {}
    path.extend(ahead)
    while path:
        here = path[-1]
        there = next(ahead[here], None)
        if there is None:
            done.add(path.pop())
        elif there in path:
            ring = [*path[path.index(there) :], there]
            return list(pairwise(ring))
        elif there not in done:
            ahead[there] = iter(onward.get(there, ()))
            path.append(there)
    return []
