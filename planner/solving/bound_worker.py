"""What the bound side's process runs: a relaxation by HiGHS, its bounds printed as they improve."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from .bound_side import load_problem
from .child import end_with_parent
from .highs import Ending, Limits, run_highs


def main() -> None:
    """Solve the problem in a file; arguments: file, seconds, gap, threads, seed."""
    end_with_parent()
    file, seconds, gap, threads, seed = sys.argv[1:]
    best = -float("inf")

    def tell(_incumbent: float, bound: float) -> None:
        nonlocal best
        if np.isfinite(bound) and bound > best:
            best = bound
            print(json.dumps({"bound": bound}), flush=True)

    limits = Limits(float(seconds), float(gap), int(threads), int(seed))
    outcome = run_highs(load_problem(Path(file)), limits, watch=tell, mip_lp_solver="ipm")
    if outcome.ending in (Ending.DONE, Ending.LIMIT, Ending.MEMORY):
        tell(outcome.objective, outcome.bound)


if __name__ == "__main__":
    main()
