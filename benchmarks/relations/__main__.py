"""Hold relations between least costs over random instances.

`python -m benchmarks.relations` takes all of them over seeds 0-99; names take only those named. Prints every
seed for which one does not hold; 0 when all hold.
"""

from __future__ import annotations

import argparse
import sys
import time

from .checks import RELATIONS, Check, broken


def main() -> int:
    """Run what the command line asks for; 0 when every relation holds."""
    known = {check.__name__: check for check in RELATIONS}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(known))
    parser.add_argument("--seeds", default="0-99", help="a seed, or two joined by a dash")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(known))
    if unknown:
        parser.error(f"no relation {', '.join(unknown)}; there are {', '.join(known)}")
    first, _, last = asked.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    missed = sum(_hold(known[name], seeds) for name in asked.names or known)
    return 1 if missed else 0


def _hold(check: Check, seeds: range) -> int:
    """Hold one relation over some seeds, print its line, and say for how many seeds it is broken."""
    began, missed = time.process_time(), 0
    for seed in seeds:
        faults = broken(check, seed)
        missed += bool(faults)
        for fault in faults:
            print(f"{check.__name__}, seed {seed}: {fault}", flush=True)
    seconds = time.process_time() - began
    print(
        f"{check.__name__:<20} {len(seeds):>5} instances {missed:>4} broken {seconds:>6.0f} s of CPU"
    )
    return missed


if __name__ == "__main__":
    sys.exit(main())
