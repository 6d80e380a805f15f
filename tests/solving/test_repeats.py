"""Same in, same out: whatever the hash seed and the order of rows."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pandas as pd

import planner
from benchmarks.reliability.repeats import differing
from planner.instance import load

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"


def test_processes_with_other_hash_seeds_write_the_same_plan() -> None:
    """Proves on a sample what `python -m benchmarks.reliability repeats` proves on 60 solves."""
    assert differing(TINY, 2) == []


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    """Proves that files with shuffled rows give the same instance and plan, to the last digit."""
    shutil.copytree(TINY, tmp_path / "shuffled")
    draw = random.Random(1)
    for file in (tmp_path / "shuffled").glob("*.csv"):
        heading, *rows = file.read_text(encoding="utf-8").splitlines()
        draw.shuffle(rows)
        file.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    instance, other = load(TINY), load(tmp_path / "shuffled")
    assert other.sha256 == instance.sha256
    first = planner.solve(instance, time_limit_s=20).plan
    second = planner.solve(other, time_limit_s=20).plan
    assert first is not None and second is not None
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, second.tables[name], check_exact=True)
