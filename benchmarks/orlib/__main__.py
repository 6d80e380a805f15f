"""Solve the instances to a gap of 0 and compare with the published optima.

`python -m benchmarks.orlib` takes the 37 small ones, `--large` the 12 with 100 sites and 1,000
customers, names only those named.
"""

from __future__ import annotations

import argparse
import sys
import time

from planner import solve

from .published import Published, compare, published

HEADING = (
    f"{'instance':<11} {'published':>14} {'ours':>14} {'difference':>11} {'gap':>9} "
    f"{'seconds':>8}  {'verified':<8}"
)


def main() -> int:
    """Run what the command line asks for; 0 when every instance reached its optimum."""
    known = {target.name: target for target in published()}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orlib", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="instances, such as cap41")
    parser.add_argument("--large", action="store_true", help="the 12 large instances")
    parser.add_argument("--time-limit", type=float, default=1800.0, help="s for each instance")
    parser.add_argument("--threads", type=int, default=2, help="threads of the solver")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(known))
    if unknown:
        parser.error(f"no instance {', '.join(unknown)}; there are {', '.join(known)}")
    if asked.names:
        targets = [known[name] for name in asked.names]
    else:
        targets = [target for target in known.values() if target.is_large is asked.large]
    print(HEADING, flush=True)
    passed = sum(_run(target, asked.time_limit, asked.threads) for target in targets)
    print(f"{passed} passed, {len(targets) - passed} failed")
    return 0 if passed == len(targets) else 1


def _run(target: Published, time_limit_s: float, threads: int) -> bool:
    """Solve one instance, print its line, say whether it reached its optimum."""
    began = time.perf_counter()
    result = solve(target.instance(), gap=0.0, time_limit_s=time_limit_s, threads=threads)
    seconds = time.perf_counter() - began
    found = compare(target, result)
    cost = "-" if found.cost is None else f"{found.cost:,.3f}"
    difference = "-" if found.difference is None else f"{found.difference:+.1e}"
    gap = "-" if found.gap is None else f"{found.gap:.1e}"
    print(
        f"{target.name:<11} {target.optimum:>14,.3f} {cost:>14} {difference:>11} {gap:>9} "
        f"{seconds:>8.1f}  {'yes' if found.verified else 'no':<8} "
        f"{'OK' if found.ok else f'miss: {result.message}'}",
        flush=True,
    )
    return found.ok


if __name__ == "__main__":
    sys.exit(main())
