"""Build and hand over, ours and Pyomo's own interfaces side by side: `python -m benchmarks.handover`.

Every repeat is a process of its own; the ways take turns, and medians are printed, ratios first: build and
hand-over of ours over those of the interface.
"""

from __future__ import annotations

import argparse
from statistics import median

from .measured import measure
from .routes import ROUTES, Timed
from .sizes import SIZES

OURS = "ours"


def main() -> None:
    """Print the table for the sizes that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.handover", description=__doc__)
    parser.add_argument("sizes", nargs="*", metavar="size", help=", ".join(SIZES))
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    unknown = sorted(set(asked.sizes) - set(SIZES))
    if unknown:
        parser.error(f"no size {', '.join(unknown)}; there are {', '.join(SIZES)}")
    print(
        f"{'size':<12} {'columns':>9}  {'way':<15} {'ours / it':>9} {'build s':>8} {'hand s':>7}"
        f" {'both s':>7} {'peak MB':>8}",
        flush=True,
    )
    for size in asked.sizes or SIZES:
        _show(size, asked.repeats)


def _show(size: str, repeats: int) -> None:
    measured: dict[str, list[tuple[Timed, float]]] = {route: [] for route in ROUTES}
    for _ in range(repeats):
        for route in ROUTES:
            measured[route].append(measure(size, route))
    both = {
        route: median(t.build_s + t.handover_s for t, _ in found)
        for route, found in measured.items()
    }
    for route, found in measured.items():
        print(
            f"{size:<12} {found[0][0].columns:>9,}  {route:<15} {both[OURS] / both[route]:>9.2f}"
            f" {median(t.build_s for t, _ in found):>8.2f}"
            f" {median(t.handover_s for t, _ in found):>7.2f} {both[route]:>7.2f}"
            f" {median(mb for _, mb in found):>8,.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
