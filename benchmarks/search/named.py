"""Every instance of the benchmark by name, and how near a solve of it may stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.orlib.published import published
from planner import Instance, load

from .siting import SHAPES as SITING
from .siting import siting_instance
from .split import SHAPES as SPLIT
from .split import split_instance

ROOT = Path(__file__).resolve().parents[2]

SHIPPED = ("us-2026", "world-2026")
SERIES: dict[str, tuple[str, ...]] = {
    "sites": ("sites-14", "runs27", "sites-54", "sites-108"),
    "metros": ("metros-30", "runs27", "metros-120", "metros-240"),
    "years": ("years-3", "runs27", "years-12", "years-24"),
    "runs": ("runs-6", "runs27", "runs-24", "runs-48"),
}
"""Four sizes each, by what grows; the name's number is the size, that of `runs27` in :data:`MIDDLE`."""

MIDDLE = {"sites": 27, "metros": 60, "years": 6, "runs": 12}


@dataclass(frozen=True)
class Named:
    """An instance of the benchmark.

    Attributes:
        make: the instance of a seed; one that is not generated is the same for all.
        gap: gap at which every solver may stop.
    """

    make: Callable[[int], Instance]
    gap: float


def instances() -> dict[str, Named]:
    """All of them, in the order of the table."""
    return {
        **{name: Named(partial(split_instance, name), 1e-3) for name in SPLIT},
        **{name: Named(partial(siting_instance, name), 1e-3) for name in SITING},
        **{name: Named(partial(_shipped, name), 1e-3) for name in SHIPPED},
        **{
            one.name: Named(lambda seed, one=one: one.instance(), 1e-7)
            for one in published()
            if one.is_large
        },
    }


def _shipped(name: str, seed: int) -> Instance:
    return load(ROOT / "instances" / name)
