"""The instances that are built: siting alone by number of variables, and the whole model."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.search.siting import Shape, shaped_instance
from benchmarks.search.split import split_instance
from planner import Instance, load

US_2026 = Path(__file__).resolve().parents[2] / "instances" / "us-2026"

SIZES: dict[str, Callable[[], Instance]] = {
    "siting-50k": partial(shaped_instance, Shape(60, 420, 0.2, 4.0), 0, "siting-50k"),
    "siting-200k": partial(shaped_instance, Shape(100, 1000, 0.2, 4.0), 0, "siting-200k"),
    "siting-1m": partial(shaped_instance, Shape(200, 2500, 0.2, 4.0), 0, "siting-1m"),
    "runs27": partial(split_instance, "runs27"),
    "us-2026": partial(load, US_2026),
}
"""By name, smallest first within its kind."""
