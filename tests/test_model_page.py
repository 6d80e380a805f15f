"""The page of the model names everything that the model holds, and nothing that it does not."""

import inspect
import re
import sys
from pathlib import Path

import pyomo.environ as pyo
import pytest
from tiny import tiny

import planner

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))

import model_page

FAMILIES = ("siting", "fleet", "halls", "power", "training", "backbone", "inference")


@pytest.fixture(scope="module")
def model():
    """The model of an instance of all families with every optional table that adds rows."""
    instance = tiny(
        FAMILIES,
        years=(2026, 2027),
        sites=[{"site": "a"}, {"site": "b"}],
        corridors=[{}],
        training_runs=[{"max_sites": 2, "slowable_share": 0.5, "sync_gbps_per_site": 1}],
        power_options=[
            {},
            {
                "option": "battery",
                "kind": "storage",
                "capex_usd_per_kw": 1,
                "storage_hours": 4,
                "efficiency": 0.9,
            },
            {
                "option": "flex",
                "kind": "grid_flexible",
                "capex_usd_per_kw": 1,
                "max_curtailed_hours_per_year": 100,
            },
            {"option": "engine", "kind": "gas", "capex_usd_per_kw": 1, "unit_mw": 5},
        ],
        slices=[
            {"slice": "day", "start_hour_utc": 0, "hours": 12},
            {"slice": "night", "start_hour_utc": 12, "hours": 12},
        ],
        lease_offers=[{"it_mw": 1, "musd_per_mw_year": 1}],
        rental_offers=[{"units": 10, "usd_per_unit_year": 1000}],
        limits=[{"limit": "capital", "value": 1000, "unit": "M$/year"}],
        locks=[
            {
                "in_table": "fleet",
                "site": "a",
                "item": "g",
                "period": None,
                "rule": "max",
                "value": 100,
            }
        ],
    )
    return planner.build_model(instance)


@pytest.fixture(scope="module")
def said():
    """What the docstrings say by block of the model; locks stand in the model itself."""
    found: dict[str, str] = {}
    for module in model_page.FAMILIES:
        for function in model_page.adders(module):
            block = model_page.block_of(function)
            found[block] = found.get(block, "") + inspect.getdoc(function)
    return found


def test_every_variable_is_in_the_notation(model):
    """Proves that the notation holds all variables under their names, and no other.

    Two families declare `peak_facility_mw` or `water`; the block is part of the name.
    """
    built = {x.name for x in model.component_objects(pyo.Var)}
    assert {variable.name for variable in model_page.variables()} == built


def test_every_constraint_is_in_its_familys_docstring(model, said):
    """Proves that no constraint stands in the model of which its family says nothing."""
    unsaid = []
    for row in model.component_objects(pyo.Constraint):
        block = row.parent_block()
        text = said["locks" if block is model else block.name]
        if not re.search(rf"`{row.local_name}(\[[^`]*)?`", text):
            unsaid.append(row.name)
    assert unsaid == []


def test_every_constraint_said_is_in_the_model(model, said):
    """Proves that a docstring names no constraint that the code has lost.

    `it_load` is added only where family halls is missing.
    """
    built = {row.local_name for row in model.component_objects(pyo.Constraint)}
    named = set()
    for text in said.values():
        for section in re.findall(r"^Constraints?:\n((?: +[^\n]*\n?)+)", text, flags=re.MULTILINE):
            entries = re.findall(r"^ {4}(`.*?`[^:]*):", section, flags=re.MULTILINE)
            named |= {
                name for entry in entries for name in re.findall(r"`(\w+)(?:\[[^`]*)?`", entry)
            }
    assert named - built == {"it_load"}


def test_parameters_have_a_meaning_and_a_place():
    """Proves that the parameters of the notation are columns that the schema explains."""
    page = model_page.model_page()
    assert len(model_page.parameters()) > 40
    for path in ("accelerators.kw_per_unit", "power_options.capacity_credit", "pue.pue_peak"):
        assert path in model_page.parameters()
        assert f"| `{path}` |" in page


def test_every_module_of_the_model_is_on_the_page():
    """Proves that a module which adds to the model cannot be forgotten on the page."""
    folder = Path(planner.__file__).parent / "models"
    adding = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^def add_", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert {module.__name__.rpartition(".")[2] for module in model_page.FAMILIES} == adding


def test_every_set_says_what_it_holds():
    """Proves that each public set of the model is described on the page."""
    page = model_page.model_page()
    for of in model_page.SET_CLASSES:
        for name, member in vars(of).items():
            if not name.startswith("_") and inspect.isfunction(getattr(member, "func", member)):
                assert f"* `{name}`: " in page, f"{of.__name__}.{name}"
