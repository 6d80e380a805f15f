"""Measure the search against other solvers: `python -m benchmarks.search`.

Without options every instance is solved by every solver with three seeds; what is kept in `results/`
already is left out, so a run that was stopped goes on where it was. `--page` makes `docs/speed.md` of what
is kept and measures nothing. The exit code is 1 when two solvers contradict each other or the checker
refuses a plan.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .asked import Asked
from .figures import contradictions
from .measured import measure
from .named import instances
from .page import write_page
from .record import RESULTS, Record, keep, kept
from .solvers import SOLVERS


def main() -> int:
    """Measure what the command line asks for; 0 when nothing contradicts itself."""
    known = instances()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="INSTANCE", choices=known, default=list(known))
    parser.add_argument("--solver", nargs="+", choices=SOLVERS, default=list(SOLVERS))
    parser.add_argument("--seed", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--time-limit", type=float, default=900.0, metavar="S")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="also what is kept already")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of what is kept")
    parser.add_argument("--page", action="store_true", help="make docs/speed.md and end")
    parser.add_argument("--list", action="store_true", help="names of the instances and end")
    asked = parser.parse_args()
    if asked.list:
        print("\n".join(known))
        return 0
    if asked.page:
        write_page(kept(asked.results))
    else:
        _measure_all(asked)
    wrong = contradictions(kept(asked.results))
    for fault in wrong:
        print(f"WRONG {fault}")
    return 1 if wrong else 0


def _measure_all(asked: argparse.Namespace) -> None:
    done = set() if asked.again else {record.task for record in kept(asked.results)}
    for name in asked.only:
        named = instances()[name]
        for seed in asked.seed:
            solvers = [s for s in asked.solver if (name, s, seed, asked.time_limit) not in done]
            instance = named.make(seed) if solvers else None
            for solver in solvers:
                wanted = Asked(asked.time_limit, named.gap, seed, asked.threads)
                record = measure(name, solver, instance, wanted)
                keep(record, asked.results)
                _print(record)


def _print(record: Record) -> None:
    last = record.trajectory[-1].gap if record.points else float("inf")
    print(
        f"{record.instance:<18} {record.solver:<6} seed {record.seed}  {record.seconds:7.1f} s  "
        f"gap {last:9.3%}  {record.peak_memory_mb:7.0f} MB  {record.ended}  {record.checked}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
