"""Solve, save, load, check again: what is on disk is the plan that was found."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from planner.plan.files import load, save
from planner.plan.verify import verify
from tests.models.cases import BY_FAMILY
from tests.tiny import GAP


@pytest.mark.parametrize("family", BY_FAMILY)
def test_a_saved_plan_passes_the_checker(family: str, tmp_path: Path):
    """Proves that a plan of each family survives its files: same objective, every rule kept."""
    inst = BY_FAMILY[family]()
    result = planner.solve(inst, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    folder = tmp_path / "plan"
    save(result.plan, folder)
    loaded = load(folder)
    checked = verify(inst, loaded)
    assert checked.ok, checked.broken
    assert loaded.manifest == result.plan.manifest
    for name, frame in result.plan.tables.items():
        assert loaded.tables[name].shape == frame.shape, name
