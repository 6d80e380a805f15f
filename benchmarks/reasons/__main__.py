"""Run with `python -m benchmarks.reasons`: every built-in conflict, where its true cause is named."""

from __future__ import annotations

import time

from planner.solving.infeasible.search import why_infeasible
from tests.solving.infeasible.cases import CASES, Case


def main() -> None:
    """Print for every conflict the place of its true cause among the reasons, and the time it took."""
    places = []
    for name, case in CASES.items():
        began = time.perf_counter()
        place, among = place_of(case)
        seconds = time.perf_counter() - began
        places.append(place)
        print(f"{name:35} place {place} of {among}  {seconds:5.2f} s")
    named = [place for place in places if place is not None]
    print(f"named {len(named)} of {len(places)}, first {named.count(1)} of {len(places)}")


def place_of(case: Case) -> tuple[int | None, int]:
    """Place of a conflict's true cause among the reasons, None where it is not named; and their number."""
    found = why_infeasible(case.make())
    naming = [
        place
        for place, reason in enumerate(found.reasons, start=1)
        if any((c.table, c.column) == (case.table, case.column) for c in reason.changes)
    ]
    return (naming[0] if naming else None), len(found.reasons)


if __name__ == "__main__":
    main()
