"""The instance tiny costs what its README derives by hand."""

import json
import re
from pathlib import Path

import pytest

import planner
from planner.plan.core import Status
from planner.plan.tables import COST_HEADS

FOLDER = Path(__file__).resolve().parents[2] / "instances" / "tiny"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def test_optimum_is_the_one_by_hand():
    """Proves all six families together: total and every head, proven optimal and verified.

    A year too many of any annuity, a PUE taken for another, a lead of 0 years or a route over 20 ms
    would change a head.
    """
    result = planner.solve(planner.load(FOLDER), threads=1)
    assert result.plan is not None, result.message
    manifest = result.plan.manifest
    assert result.status is Status.OPTIMAL and manifest.verified
    assert manifest.gap == pytest.approx(0, abs=1e-9)
    assert manifest.objective_musd == pytest.approx(EXPECTED["objective_musd"], rel=1e-6)
    assert manifest.heads_musd == pytest.approx(EXPECTED["heads_musd"], rel=1e-6, abs=1e-9)


def test_derivation_and_expectation_are_the_same():
    """Proves that README and expected.json give the same heads, and that they add up to the total."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \**(\w+)\** \|.*\| \**([\d.]+)\** \|$", text, re.MULTILINE)
    derived = {name: float(musd) for name, musd in rows}
    total = derived.pop("total")
    assert derived == EXPECTED["heads_musd"]
    assert tuple(derived) == COST_HEADS
    assert total == EXPECTED["objective_musd"] == pytest.approx(sum(derived.values()), rel=1e-12)


def test_tables_are_read_without_remark():
    """Proves that nothing in the instance is set aside, filled in or unusual."""
    assert planner.load(FOLDER).notes == ()
