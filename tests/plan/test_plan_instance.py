"""The instance that stands in a plan's folder, and the plan taken apart against it."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from worlds import WORLDS

import planner
from planner.plan.files import BrokenPlan, load, load_instance, save
from planner.plan.verify.recount import UnfitPlan, recount

STARTER = Path(planner.__file__).parent / "instance" / "starter" / "files"


def world(name):
    """A hand-made instance and its plan."""
    instance_of, plan_of = WORLDS[name]
    inst = instance_of()
    return inst, plan_of(inst)


def test_a_plan_keeps_its_instance(tmp_path):
    """Proves that the instance comes back with the fingerprint of the one that was solved."""
    inst, plan = world("day")
    folder = save(plan, tmp_path / "plan", instance=inst)
    again = load_instance(folder)
    assert again is not None
    assert again.sha256 == inst.sha256
    assert load(folder).manifest == plan.manifest


def test_a_plan_keeps_an_instance_of_the_catalogue(tmp_path):
    """Proves that rows of the catalogue and changed cells stand in the copy as they were solved."""
    inst = planner.load(STARTER, changes=["discount_rate=0.11"])
    _, plan = world("day")
    again = load_instance(save(plan, tmp_path / "plan", instance=inst))
    assert again is not None
    assert (again.sha256, again.settings.discount_rate) == (inst.sha256, 0.11)


def test_a_plan_saved_without_instance_has_none(tmp_path):
    """Proves that plans of before, without the folder, are still read."""
    _, plan = world("all")
    assert load_instance(save(plan, tmp_path / "plan")) is None


def _change(folder):
    (folder / "instance" / "sites.csv").write_text("site\nelsewhere\n")


def _remove(folder):
    (folder / "instance" / "sites.csv").unlink()


def _add(folder):
    (folder / "instance" / "limits.csv").write_text("limit,year,value\nwater,2026,1\n")


def _remove_all(folder):
    shutil.rmtree(folder / "instance")


@pytest.mark.parametrize("damage", [_change, _remove, _add, _remove_all])
def test_a_changed_instance_is_refused(damage, tmp_path):
    """Proves that figures are never computed from an instance that was touched after the solve."""
    inst, plan = world("day")
    folder = save(plan, tmp_path / "plan", instance=inst)
    damage(folder)
    with pytest.raises(BrokenPlan):
        load_instance(folder)


@pytest.mark.parametrize("name", WORLDS)
def test_charges_add_up_to_the_lines_of_the_plan(name):
    """Proves that the items of the ledger are the whole of every cost line, none twice."""
    inst, plan = world(name)
    ledger = recount(inst, plan).ledger
    added = {}
    for charge, charged in ledger.charges.items():
        begins = max(p.start_year for p in inst.periods if p.start_year <= charge.year)
        # A run that is dropped after the horizon is charged in its last period.
        key = (charge.head, charge.site, begins)
        added[key] = added.get(key, 0.0) + charged.musd
    assert {k: v for k, v in added.items() if v} == pytest.approx(dict(ledger.lines), rel=1e-12)
    assert sum(added.values()) == pytest.approx(plan.manifest.objective_musd, rel=1e-9)


def test_a_plan_of_other_prices_is_refused():
    """Proves that a plan is not explained with prices at which it does not cost what it says."""
    inst, plan = world("all")
    dearer = tuple(
        row.model_copy(update={"usd_per_unit": 2 * row.usd_per_unit})
        for row in inst.bill_of_materials
    )
    with pytest.raises(UnfitPlan, match="cost_line"):
        recount(dataclasses.replace(inst, bill_of_materials=dearer), plan)
