"""Run with `python -m benchmarks.case`: solve the scenarios of the case, keep their figures, make the page.

    python -m benchmarks.case solve --time-limit 240            # us-2026, every scenario
    python -m benchmarks.case solve --scenario queue-10         # one of them
    python -m benchmarks.case solve --instance instances/world-2026 --scenario base --time-limit 900
    python -m benchmarks.case take plans/us-2026                # the figures of a plan that stands already
    python -m benchmarks.case page                              # docs/case_study.md and its charts

Solves that are in the results with as much time, of the same instance, are not repeated, so that the same
command goes on where it was interrupted.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from planner.instance import load

from . import store
from .charts import write_charts
from .page import charts_of, page
from .results import Results
from .solves import SCENARIOS, solve_all, take
from .store import BASE

MAIN = Path("instances/us-2026")
OTHERS = (Path("instances/world-2026"),)
RESULTS = Path("docs/case")
PAGE = Path("docs/case_study.md")


def main() -> None:
    """Do what is asked on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    solve = commands.add_parser("solve", help="solve scenarios and keep their figures")
    solve.add_argument("--instance", type=Path, default=MAIN)
    solve.add_argument("--scenario", action="append", help=f"default: {', '.join(SCENARIOS)}")
    solve.add_argument("--time-limit", type=float, default=240.0, help="seconds for each solve")
    solve.add_argument("--plans", type=Path, default=Path("plans/case"))
    solve.add_argument("--results", type=Path, default=RESULTS)
    stands = commands.add_parser("take", help="keep the figures of a plan that stands already")
    stands.add_argument("plan", type=Path)
    stands.add_argument("--instance", type=Path, default=MAIN)
    stands.add_argument("--scenario", default=BASE)
    stands.add_argument("--results", type=Path, default=RESULTS)
    made = commands.add_parser("page", help="make the page and its charts")
    made.add_argument("--results", type=Path, default=RESULTS)
    made.add_argument("--page", type=Path, default=PAGE)
    asked = parser.parse_args()
    if asked.command == "page":
        write_page(asked.results, asked.page)
        print(f"written: {asked.page}")
        return
    lines = asked.results / f"{asked.instance.name}.jsonl"
    if asked.command == "take":
        take(asked.plan, lines, asked.scenario, asked.instance)
    else:
        plans = asked.plans / asked.instance.name
        solve_all(asked.instance, lines, plans, asked.scenario or SCENARIOS, asked.time_limit)


def write_page(results: Path, at: Path) -> None:
    """Write the page and its charts, which stand in the folder of the results."""
    found = results_of(MAIN, results)
    write_charts(found, charts_of(found), results)
    at.write_text(text_of(results), encoding="utf-8")


def text_of(results: Path) -> str:
    """The page as it follows from stored results and the instances as they are."""
    solved = [folder for folder in OTHERS if store.read(results / f"{folder.name}.jsonl")]
    sha256 = {folder.name: load(folder).sha256 for folder in (MAIN, *solved)}
    return page(
        results_of(MAIN, results), [results_of(folder, results) for folder in solved], sha256
    )


def results_of(folder: Path, results: Path) -> Results:
    """The stored solves of an instance, in the order of its scenarios.

    Raises:
        SystemExit: its base is not among them.
    """
    stored = store.read(results / f"{folder.name}.jsonl")
    if BASE not in stored or not stored[BASE].has_plan:
        raise SystemExit(f"no plan of {folder} without a scenario in {results}; solve it first")
    order = {name: at for at, name in enumerate(SCENARIOS)}
    names = sorted(stored, key=lambda name: order.get(name, len(order)))
    return Results(str(folder), {name: stored[name] for name in names})


if __name__ == "__main__":
    main()
