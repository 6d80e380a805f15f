"""Run with `python -m benchmarks.reasons`: every built-in conflict, where its true cause is named."""

from __future__ import annotations

import time

from planner.solving.infeasible.search import why_infeasible
from tests.solving.infeasible.cases import CASES


def main() -> None:
    """Print for every conflict the place of its true cause among the reasons, and the time it took."""
    places = []
    for name, case in CASES.items():
        began = time.perf_counter()
        found = why_infeasible(case.make())
        seconds = time.perf_counter() - began
        naming = [
            place
            for place, reason in enumerate(found.reasons, start=1)
            if any((c.table, c.column) == (case.table, case.column) for c in reason.changes)
        ]
        place = naming[0] if naming else None
        places.append(place)
        print(f"{name:35} place {place} of {len(found.reasons)}  {seconds:5.2f} s")
    named = [place for place in places if place is not None]
    print(f"named {len(named)} of {len(places)}, first {named.count(1)} of {len(places)}")


if __name__ == "__main__":
    main()
