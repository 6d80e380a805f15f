"""Check solved plans of random instances, right ones and spoilt ones.

`python -m benchmarks.checker --seeds 0-199` prints right plans that are refused and spoilt ones that pass or
are refused without the rule that they break; 0 when there are none.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import planner
from planner.plan.verify import verify
from tests.models.wild import wild

from .spoiling import spoilt_plans


def main() -> int:
    """Run what the command line asks for; 0 when the checker is right every time."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker", description=__doc__)
    parser.add_argument("--seeds", default="0-199", help="a seed, or two joined by a dash")
    parser.add_argument("--rules", action="store_true", help="how often each rule was named")
    asked = parser.parse_args()
    first, _, last = asked.seeds.partition("-")
    right = spoilt = wrong = 0
    named: Counter[str] = Counter()
    began = time.process_time()
    for seed in range(int(first), int(last or first) + 1):
        faults, found = check(seed)
        right, spoilt, wrong = right + 1, spoilt + sum(found.values()), wrong + len(faults)
        named += found
        for fault in faults:
            print(f"seed {seed}: {fault}", flush=True)
    for rule, n in sorted(named.items()) if asked.rules else ():
        print(f"{rule:<24} {n:>6}")
    print(
        f"{right} plans, {spoilt} spoilt ones, {wrong} checked wrongly, "
        f"{time.process_time() - began:.0f} s of CPU"
    )
    return 1 if wrong else 0


def check(seed: int) -> tuple[list[str], Counter[str]]:
    """What the checker gets wrong about the plan of a seed, and the rules named for spoilt ones."""
    instance = wild(seed)
    plan = planner.solve(instance, gap=1e-6, threads=1, time_limit_s=30).plan
    if plan is None:
        return ["no plan"], Counter()
    faults = [f"the plan is refused: {broken}" for broken in verify(instance, plan).broken]
    named: Counter[str] = Counter()
    for spoilt in spoilt_plans(plan, seed):
        found = {broken.rule for broken in verify(instance, spoilt.plan).broken}
        if not found & spoilt.rules:
            faults.append(
                f"{spoilt.what}: {', '.join(sorted(found)) or 'passes'}, not one of "
                f"{', '.join(sorted(spoilt.rules))}"
            )
        named[min(found & spoilt.rules, default="none")] += 1
    return faults, named


if __name__ == "__main__":
    sys.exit(main())
