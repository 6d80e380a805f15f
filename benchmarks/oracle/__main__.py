"""Compare the planner with plain enumeration on tiny random instances.

`python -m benchmarks.oracle --seeds 0-999` prints what does not match, and figures by shape; 0 when all
match.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import defaultdict

from .comparison import Comparison, compare
from .worlds import SHAPES, world


def main() -> int:
    """Run what the command line asks for; 0 when everything matches."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oracle", description=__doc__)
    parser.add_argument("--seeds", default="0-999", help="a seed, or two joined by a dash")
    first, _, last = parser.parse_args().seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    by_shape: dict[str, list[Comparison]] = defaultdict(list)
    began = time.process_time()
    for seed in seeds:
        found = compare(world(seed))
        shape = SHAPES[seed % len(SHAPES)].__name__
        by_shape[shape].append(found)
        if found.mismatch:
            print(f"seed {seed} ({shape}): {found.mismatch}", flush=True)
    print(
        f"{'shape':<24} {'instances':>9} {'no plan':>8} {'choices':>9} {'programs':>9} {'wrong':>6}"
    )
    for shape, found_of in by_shape.items():
        _print_line(shape, found_of)
    every = [found for found_of in by_shape.values() for found in found_of]
    _print_line("all", every)
    wrong = sum(bool(found.mismatch) for found in every)
    print(f"{len(every)} instances, {wrong} mismatches, {time.process_time() - began:.0f} s of CPU")
    return 1 if wrong else 0


def _print_line(name: str, found: list[Comparison]) -> None:
    without = sum(math.isinf(c.oracle.musd) for c in found)
    choices, solved = (sum(c.oracle.choices for c in found), sum(c.oracle.solved for c in found))
    wrong = sum(bool(c.mismatch) for c in found)
    print(f"{name:<24} {len(found):>9} {without:>8} {choices:>9} {solved:>9} {wrong:>6}")


if __name__ == "__main__":
    sys.exit(main())
