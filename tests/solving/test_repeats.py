"""Same in, same out: whatever the hash seed and the order of rows, columns, settings and files."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.reliability.repeats import differing
from benchmarks.reliability.shuffling import shuffled
from planner.instance import load

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"


def test_processes_with_other_hash_seeds_write_the_same_plan() -> None:
    """Proves on a sample what `python -m benchmarks.reliability repeats` proves on 60 solves."""
    assert differing([TINY] * 2) == []


def test_another_order_gives_the_same_plan(tmp_path: Path) -> None:
    """Proves that shuffled rows, columns, settings and files give the same plan, byte by byte.

    The full figure is `python -m benchmarks.reliability orders`.
    """
    other = shuffled(TINY, tmp_path / "shuffled" / "tiny", random.Random(1))
    assert (other / "demand.csv").read_text() != (TINY / "demand.csv").read_text()
    assert (other / "instance.yaml").read_text() != (TINY / "instance.yaml").read_text()
    assert load(other).sha256 == load(TINY).sha256
    assert differing([TINY, other]) == []
