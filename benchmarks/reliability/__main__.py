"""Print how reliable the planner is, figure by figure: `python -m benchmarks.reliability`.

Each row says how many were tried, how many went wrong, and the command of that row alone. `--quick` takes a
sample of each, `--count N` another number. A row that goes wrong says what, and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from . import figures


class Row(NamedTuple):
    """One figure: its name, how much is asked for in full and as a sample (0: all there is), what tries it."""

    name: str
    full: int
    quick: int
    figure: Callable[[int], figures.Figure]


ROWS = (
    Row("malformed", 0, 40, figures.malformed),
    Row("mutated", 0, 40, figures.mutated),
    Row("oracle", 1000, 20, figures.oracle),
    Row("relations", 100, 1, figures.relations),
    Row("checker", 200, 2, figures.spoilt),
    Row("canaries", 20, 1, figures.canaries),
    Row("bounds", 100, 3, figures.bounds),
    Row("reasons", 0, 4, figures.reasons),
    Row("kills", 100, 1, figures.kills),
    Row("cancels", 20, 1, figures.cancels),
    Row("overruns", 10, 1, figures.overruns),
    Row("together", 2, 1, figures.together),
    Row("repeats", 20, 3, figures.repeats),
    Row("orders", 5, 2, figures.orders),
)


def main() -> int:
    """Print the rows that the command line asks for; 0 when nothing went wrong."""
    known = {row.name: row for row in ROWS}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(known))
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--quick", action="store_true", help="a sample of each")
    much.add_argument("--count", type=int, metavar="N", help="this number of each")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(known))
    if unknown:
        parser.error(f"no row {', '.join(unknown)}; there are {', '.join(known)}")
    print(f"{'row':<12} {'tried':>7} {'wrong':>6} {'s':>6}  command", flush=True)
    wrong = sum(_show(known[name], asked.quick, asked.count) for name in asked.names or known)
    return 1 if wrong else 0


def _show(row: Row, quick: bool, count: int | None) -> int:
    """Try one row, print its line and what went wrong; says how much did."""
    began = time.perf_counter()
    much = row.quick if quick else row.full
    tried, faults = row.figure(much if count is None else count)
    seconds = time.perf_counter() - began
    option = " --quick" if quick else "" if count is None else f" --count {count}"
    command = f"python -m benchmarks.reliability {row.name}{option}"
    print(f"{row.name:<12} {tried:>7} {len(faults):>6} {seconds:>6.0f}  {command}", flush=True)
    for fault in faults:
        print(f"  {fault}", flush=True)
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
