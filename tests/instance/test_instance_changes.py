"""Changes, scenarios and the catalogue under an instance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.instance import InvalidInstance, load, scenario_names, write_folder
from planner.instance.catalogue import catalogue_versions

Folder = Callable[..., Path]

CATALOGUE = {
    "instance.yaml": (
        "name: full",
        "name: full\ncatalogue: 2026.1\nuse:\n  accelerators: [b200-sxm]\n  cooling: [air, "
        "direct-to-chip]\n  power_options: [grid, turbine]\n  fabrics: [infiniband]\n"
        "interpolate: [bill_of_materials, accelerator_supply, power_supply, energy]",
    ),
    "existing_assets.csv": None,
    "accelerators.csv": None,
    "bill_of_materials.csv": None,
    "accelerator_supply.csv": None,
    "cooling.csv": "cooling,capex_musd_per_mw\nair,1.75\n",
    "pue.csv": None,
    "power_options.csv": None,
    "power_supply.csv": None,
    "site_power.csv": None,
    "energisation_steps.csv": None,
    "energy.csv": None,
    "fabrics.csv": None,
    "throughput.csv": None,
    "scenarios.yaml": None,
    "training_runs.csv": ("60,chip", "60,b200-sxm", "chip|next", "b200-sxm"),
    "services.csv": ("m70", "agent-200b"),
}
"""Edits of the full instance that take technology from the catalogue, one cell aside."""


def refused(path: Path, **options: object) -> InvalidInstance:
    with pytest.raises(InvalidInstance) as caught:
        load(path, **options)
    return caught.value


def test_cells_and_settings_are_changed(folder: Folder) -> None:
    """A change wins over the file, and is recorded as path and value."""
    changes = [
        "sites.Dallas.grid_queue_years=1.5",
        "settings.solve.gap=0.02",
        "carbon_usd_per_t.2028=55",
        "periods=[2027, 2028]",
        "energy.TX.*.grid_usd_per_mwh=50",
        "site_power.Plains.cell.max_mw=",
        "training_runs.*.site_kinds=campus",
    ]
    instance = load(folder("full"), changes=changes)
    assert instance.site["Dallas"].grid_queue_years == 1.5
    assert instance.settings.solve.gap == 0.02
    assert instance.settings.carbon_usd_per_t == {2027: 10.0, 2028: 55.0}
    assert [row.grid_usd_per_mwh for row in instance.energy] == [50.0, 50.0]
    assert instance.site_power[0].max_mw is None
    assert instance.run["frontier"].site_kinds == ("campus",)
    assert instance.changes["energy.TX.*.grid_usd_per_mwh"] == "50"
    assert instance.changes["site_power.Plains.cell.max_mw"] == ""


def test_quoted_keys_may_hold_dots(folder: Folder) -> None:
    """A key with a dot or equals sign is quoted."""
    edits = {
        "sites.csv": ("d1,edge", "a.b=c,edge"),
        "route_costs.csv": ("m1,d1", "m1,a.b=c", "m2,d1", "m2,a.b=c"),
    }
    instance = load(folder("facility", edits), changes=['sites."a.b=c".opening_musd=7'])
    assert instance.site["a.b=c"].opening_musd == 7.0


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ("sites.dallas.queue_mw=1", "sites.dallas.queue_mw", "did you mean 'Dallas'?"),
        ("sites.Dallas.queue_mv=1", "sites.Dallas.queue_mv", "did you mean 'queue_mw'?"),
        ("site.Dallas.queue_mw=1", "site", "did you mean 'sites'?"),
        ("sites.Dallas=1", "sites.Dallas", "sites.site.column"),
        ("sites=1", "sites", "sites.site.column"),
        ("sites.Dallas.site=1", "sites.Dallas.site", "a key cannot be changed"),
        ("sites.Dallas.queue_mw=1,5", "sites.Dallas.queue_mw", "decimal comma?"),
        ("sites.Dallas.queue_mw=-1", "queue_mw", "≥ 0"),
        ("sites.Dallas.kind=", "kind", "one of campus, edge"),
        ("energy.TX.2029.gas_usd_per_mmbtu=1", "energy.TX.2029.gas_usd_per_mmbtu", "a key of"),
        ("solve.gap=none", "solve.gap", "a number"),
        ("solv.gap=1", "solv", "did you mean 'solve'?"),
        ("discount_rate.x=1", "discount_rate.x", "discount_rate as a whole"),
        ("discount_rate", "", "setting=value"),
        ('sites."Dallas.queue_mw=1', "", "setting=value"),
        ('sites."Dallas"x.queue_mw=1', 'sites."Dallas"x.queue_mw', "names joined by dots"),
        ("sites..queue_mw=1", "sites..queue_mw", "names joined by dots"),
    ],
)
def test_change_is_refused(folder: Folder, change: str, column: str, says: str) -> None:
    """A change is checked as a cell is; unknown names get a near one."""
    error = refused(folder("full"), changes=["solve.seed=3", change])
    assert [(f.file, f.row, f.column) for f in error.faults] == [("changes", 2, column)]
    assert says in str(error)


def test_scenario_is_applied_and_changes_win(folder: Folder) -> None:
    """A scenario sets cells and settings; a change given beside it wins."""
    path = folder("full")
    assert scenario_names(path) == ("dear-gas", "no-power")
    instance = load(path, scenario="dear-gas", changes=["solve.gap=0.03"])
    assert [row.gas_usd_per_mmbtu for row in instance.energy] == [8.0, 8.0]
    assert instance.settings.solve.gap == 0.03
    assert scenario_names(folder("facility", name="other")) == ()


def test_unknown_scenario_gets_a_near_name(folder: Folder) -> None:
    """A scenario that is not there is a fault of the scenarios file."""
    (fault,) = refused(folder("full"), scenario="deargas").faults
    assert (fault.file, fault.column) == ("scenarios.yaml", "scenario")
    assert "did you mean 'dear-gas'?" in str(fault)


def test_reduced_families_set_tables_aside(folder: Folder) -> None:
    """Leaving families out by change or scenario keeps the files valid, with notes."""
    path = folder("full")
    for options in ({"scenario": "no-power"}, {"changes": ["families=[siting,inference]"]}):
        instance = load(path, **options)
        assert instance.settings.families == ("siting", "inference")
        assert set(instance.tables()) == {"sites", "metros", "services", "demand", "latency"}
        assert "power_options.csv: set aside, as its families are left out" in instance.notes
    fleet = load(path, changes=["families=siting|fleet|inference"])
    assert {asset.family for asset in fleet.existing_assets} == {"accelerator"}
    assert any("3 rows of families left out" in note for note in fleet.notes)


def test_change_of_a_table_out_of_use(folder: Folder) -> None:
    """A change to a table of a family that was never listed is refused."""
    (fault,) = refused(folder("facility"), changes=["power_options.grid.lead_years=1"]).faults
    assert "list family power" in str(fault)


def test_catalogue_fills_what_the_instance_leaves_open(folder: Folder) -> None:
    """Own cells win column by column; only what is used is taken, weakest confidence first."""
    instance = load(folder("full", CATALOGUE))
    assert [row.accelerator for row in instance.accelerators] == ["b200-sxm"]
    assert {row.accelerator for row in instance.bill_of_materials} == {"b200-sxm"}
    assert {row.model for row in instance.throughput} == {"agent-200b"}
    assert {row.climate_zone for row in instance.pue} == {"3B"}
    assert {row.region for row in instance.energy} == {"TX"}
    assert instance.fabrics[0].accelerators == ("b200-sxm",)
    air = instance.cooling_technology["air"]
    assert air.capex_musd_per_mw == 1.75
    assert air.max_rack_kw > 0
    order = ["low", "", "medium", "high"]
    ranks = [order.index(confidence) for _, _, confidence in instance.catalogue_rows]
    assert ranks == sorted(ranks)
    names = {(table, key) for table, key, _ in instance.catalogue_rows}
    assert {("cooling", ("air",)), ("power_options", ("turbine",))} <= names


def test_catalogue_rows_can_be_changed(folder: Folder) -> None:
    """A change reaches rows that only the catalogue holds; emptying brings its value back."""
    path = folder("full", CATALOGUE)
    changes = [
        "power_options.turbine.capex_usd_per_kw=2500",
        "bill_of_materials.b200-sxm.gpu.2026.usd_per_unit=1",
        "cooling.air.capex_musd_per_mw=",
    ]
    given, changed = load(path), load(path, changes=changes)
    assert changed.power_option["turbine"].capex_usd_per_kw == 2500
    assert changed.unit_price_usd["b200-sxm", 2027] < given.unit_price_usd["b200-sxm", 2027]
    assert changed.cooling_technology["air"].capex_musd_per_mw != 1.75
    error = refused(path, changes=["power_options.smr.capex_usd_per_kw=2500"])
    assert "a key of power_options" in str(error)


def test_name_of_the_catalogue_in_another_case(folder: Folder) -> None:
    """A row that means the catalogue's but spells it otherwise is a fault of the instance."""
    error = refused(folder("full", {**CATALOGUE, "cooling.csv": "cooling,life_years\nAir,9\n"}))
    assert ("cooling.csv", 2, "cooling") in {(f.file, f.row, f.column) for f in error.faults}
    assert "did you mean 'air'" in str(error)


def test_unknown_item_of_the_catalogue(folder: Folder) -> None:
    """An item that the catalogue lacks is named with a near one."""
    error = refused(folder("full", CATALOGUE), changes=["use.cooling=[air, direct-to-chop]"])
    assert [(f.file, f.column) for f in error.faults] == [("changes", "use.cooling")]
    assert "'direct-to-chip'" in str(error)


def test_instance_on_the_catalogue_is_written_whole(folder: Folder, tmp_path: Path) -> None:
    """Written with all its rows, the instance loads back equal, changed cells included."""
    changes = ["power_options.turbine.other_usd_per_mwh=0", "use.fabrics=[]"]
    instance = load(folder("full", CATALOGUE), changes=changes)
    write_folder(instance, tmp_path / "again")
    again = load(tmp_path / "again")
    assert again.tables() == instance.tables()
    assert again.settings == instance.settings


@pytest.mark.parametrize("version", catalogue_versions())
def test_every_row_of_the_catalogue_is_sound(folder: Folder, version: str) -> None:
    """Taken whole, each version of the catalogue has no fault of its own."""
    edits = {**CATALOGUE, "cooling.csv": None}
    load(folder("full", edits), changes=[f"catalogue={version}", "use="])
