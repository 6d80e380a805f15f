"""The page of the benchmark, `docs/speed.md`, made from what is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from .charts import draw_gaps, draw_growth
from .figures import GAPS, MOMENTS_S, OURS, Figures, Ratio, figures, ratios
from .named import SERIES
from .record import Record

DOCS = Path(__file__).resolve().parents[2] / "docs"

_HEAD = """# How fast plans are found and proven

Made by `python -m benchmarks.search --page` from the records in `benchmarks/search/results/`;
`python -m benchmarks.search` measures what is missing there. Every solve runs in a process of its own. Ours
counts from the start of the process to the checked plan. HiGHS, SCIP and CBC are given the same whole model
in the same tight form; their time counts reading the instance and building the model, not the MPS file
through which SCIP and CBC take it. SCIP uses one thread, the others {threads}. Memory is that of the process
and all that it starts. The others' plans are read back and checked like ours, and each bound is held against
the others' plans.
"""

_RATIOS = """
## Against the best of the others

The gap that the best other solver had at the end of its {limit:.0f} s, and how many times sooner ours had the
same. `>` stands where none of the others had a plan and a bound: then the time limit stands for theirs. Where
ours did not come to their gap, its time limit stands for its time, and the ratio is below 1.
"""

_FIGURES = """
## Figures

Medians over the seeds; – where half of them or more never came there. The primal integral is the mean, over
the time limit, of how far the plan was from the best one known.
"""

_GAPS = """
## Gap over time

![Proven gap over time by instance and solver](speed-gaps.svg)
"""

_GROWTH = """
## Growth

From 27 sites, 60 metros, 6 years and 12 runs, one of them grows at a time.

![Size, time and memory against the numbers of sites, metros, years and runs](speed-growth.svg)
"""


def write_page(records: Sequence[Record], folder: Path = DOCS) -> None:
    """Write the page and its charts.

    Raises:
        ValueError: nothing is kept.
    """
    if not records:
        raise ValueError("nothing is kept; measure first")
    records = of_longest_limit(records)
    found = figures(records)
    (folder / "speed.md").write_text(page(records, found), encoding="utf-8")
    draw_gaps(records, folder / "speed-gaps.svg")
    draw_growth(found, folder / "speed-growth.svg")


def of_longest_limit(records: Sequence[Record]) -> list[Record]:
    """Of an instance, solver and seed that were measured with several limits, the longest one's record."""
    longest: dict[tuple[str, str, int], Record] = {}
    for record in records:
        at = (record.instance, record.solver, record.seed)
        if at not in longest or record.time_limit_s > longest[at].time_limit_s:
            longest[at] = record
    return list(longest.values())


def page(records: Sequence[Record], found: Sequence[Figures]) -> str:
    """Text of the page."""
    most_threads = max(record.threads for record in records)
    longest_s = max(record.time_limit_s for record in records)
    parts = [
        _HEAD.format(threads=most_threads),
        _RATIOS.format(limit=longest_s),
        _table(
            ["instance", "columns", "best other", "its gap", "ours is faster by"],
            [_ratio_row(ratio) for ratio in ratios(records)],
        ),
        _FIGURES,
        _table(
            [
                "instance", "solver", "seeds", *(f"s to {gap:.1%}" for gap in GAPS),
                *(f"gap at {s:.0f} s" for s in MOMENTS_S), "gap at the end", "s", "primal integral", "MB",
            ],
            [_figure_row(one) for one in found],
        ),
        _GAPS,
    ]  # fmt: skip
    series = {name for names in SERIES.values() for name in names}
    if series <= {one.instance for one in found if one.solver == OURS}:
        parts.append(_GROWTH)
    parts.append(_machine(records))
    return "\n".join(parts)


def _ratio_row(ratio: Ratio) -> list[str]:
    times = f"{'> ' if ratio.at_least else ''}{ratio.times:,.1f} ×"
    return [ratio.instance, f"{ratio.columns:,}", ratio.best, _share(ratio.gap), times]


def _figure_row(one: Figures) -> list[str]:
    gaps = [*one.gaps, *[math.inf] * (len(MOMENTS_S) - len(one.gaps))]
    return [
        one.instance,
        one.solver,
        str(one.seeds),
        *(_number(s) for s in one.times_s),
        *(_share(gap) for gap in gaps),
        _share(one.last_gap),
        _number(one.seconds),
        f"{one.integral:.3f}",
        f"{one.peak_memory_mb:,.0f}",
    ]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _share(value: float) -> str:
    return f"{value:.2%}" if math.isfinite(value) else "–"


def _number(value: float) -> str:
    return f"{value:,.1f}" if math.isfinite(value) else "–"


def _machine(records: Sequence[Record]) -> str:
    """On what it was measured: every combination of versions that the records name, load left out."""
    kinds = dict.fromkeys(
        ", ".join(f"{key} {value}" for key, value in r.machine.items() if key != "load")
        for r in records
    )
    return "\n## Measured on\n\n" + "\n".join(f"* {kind}" for kind in kinds) + "\n"
