"""What the optional tables allow: empty keys, rows set aside, notes on what can have no effect."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.instance import InvalidInstance, load, write_folder

Folder = Callable[..., Path]


def test_every_table_at_once_is_accepted_without_a_remark(folder: Folder) -> None:
    """Proves that an instance with all tables passes, and that nothing in it is called idle."""
    inst = load(folder("whole"))
    assert inst.notes == ()
    assert (len(inst.locks), len(inst.limits), len(inst.local_demand)) == (11, 7, 48)
    assert inst.slices and inst.corridors and inst.lease_offers and inst.rental_offers


def test_it_is_written_and_read_again(folder: Folder, tmp_path: Path) -> None:
    """Proves that empty scopes and periods survive writing: the fingerprint is the same."""
    inst = load(folder("whole"))
    write_folder(inst, tmp_path / "again")
    assert load(tmp_path / "again").sha256 == inst.sha256


def test_a_key_may_be_empty_where_the_table_says_so(folder: Folder) -> None:
    """Proves that the column of an empty key may be left out, and that rows stand empty first."""
    locks = "in_table,site,rule,value\nsites,Dallas,min,1\n"
    limits = "limit,year,value,unit\ncapital,2028,9,M$/year\ncapital,2027,8,M$/year\n"
    inst = load(folder("whole", {"locks.csv": locks, "limits.csv": limits}))
    (lock,) = inst.locks
    assert (lock.item, lock.period) == ("", None)
    assert inst.limit_at == {("capital", "", 2027): 8, ("capital", "", 2028): 9}
    mixed = "in_table,site,item,period,rule,value\nhalls,Plains,liquid,2027,max,4\n"
    mixed += "halls,Plains,liquid,,max,5\n"
    found = load(folder("whole", {"locks.csv": mixed}, "mixed")).locks
    assert [row.period for row in found] == [None, 2027]


def test_limits_hold_in_single_years(folder: Folder) -> None:
    """Proves that a limit of 2028 alone is neither refused for 2027 nor filled in there."""
    limits = "limit,scope,year,value,unit\nwater,,2028,50,thousand m3/year\n"
    inst = load(folder("whole", {"limits.csv": limits}))
    assert list(inst.limit_at) == [("water", "", 2028)]


@pytest.mark.parametrize("path", ['limits.water."".2028.value', "limits.water.*.2028.value"])
def test_a_row_with_an_empty_key_is_changed(folder: Folder, path: str) -> None:
    """Proves that `""` names an empty key, and `*` any."""
    inst = load(folder("whole"), changes=[f"{path}=7"])
    assert inst.limit_at["water", "", 2028] == 7


def test_near_keys_are_offered_for_an_empty_one(folder: Folder) -> None:
    """Proves that a change of a key that is not there is refused with a near one."""
    with pytest.raises(InvalidInstance) as caught:
        load(folder("whole"), changes=["limits.water.TX.2028.value=7"])
    assert "did you mean 'water..2028'?" in str(caught.value)


def test_rows_of_families_left_out_are_set_aside(folder: Folder) -> None:
    """Proves that a comparison without a family needs no other file: its limits and locks rest."""
    inst = load(folder("whole"), changes=["families=siting|fleet|halls|inference"])
    assert {row.limit for row in inst.limits} == {
        "water",
        "capital",
        "vendor_share",
        "served_share",
        "site_share",
    }
    assert {row.in_table for row in inst.locks} == {"sites", "halls", "fleet", "leases", "rentals"}
    assert "limits.csv: 2 rows of families left out are set aside" in inst.notes
    assert "locks.csv: 6 rows of families left out are set aside" in inst.notes


NOTES = [
    (
        {"training_runs.csv": (",2,0.3,", ",1,0.3,")},
        "training_runs.csv row 2, column sync_gbps_per_site: does nothing, as max_sites is 1",
    ),
    (
        {"training_runs.csv": (",2,0.3,", ",1,0.3,")},
        "training_runs.csv: no run may be split, so none needs corridors",
    ),
    (
        {"corridors.csv": ("400,100", "40,100")},
        "corridors.csv row 2, column route_km: 40 km is shorter than the great circle, 274 km",
    ),
    (
        {"rental_offers.csv": ("12000,2", "12000,1")},
        "rental_offers.csv row 2, column term_years: a term of 1 years serves no period of 2 years",
    ),
    (
        {"sites.csv": (",candidate,", ",excluded,"), "locks.csv": None},
        "lease_offers.csv row 2, column site: nothing is taken at Dallas, excluded",
    ),
    (
        {"slice_availability.csv": ("solar,TX,noon,0.7\n", "")},
        "slice_availability.csv: solar in TX has rows for 3 of 4 slices; its capacity_factor holds "
        "in the others",
    ),
    (
        {"slice_availability.csv": None, "local_demand.csv": None},
        "slices.csv: without rows of local_demand or slice_availability every slice is the mean of "
        "the year",
    ),
    (
        {"power_options.csv": ("cell,fuel_cell,3000,0.95", "cell,fuel_cell,3000,0")},
        "power_options.csv row 3, column unit_mw: does nothing, as capacity_credit is 0",
    ),
    (
        {"power_options.csv": ("flexible,grid_flexible,150,1,1,40,campus,,,,88\n", "")},
        "training_runs.csv row 2, column slowable_share: does nothing without a power option of "
        "kind grid_flexible",
    ),
    (
        {"metros.csv": ("US,NAFTA", "US,")},
        "services.csv row 2, column residency: does nothing, as no metro is in a bloc",
    ),
    (
        {"locks.csv": ("2027,max,4", "2027,min,0")},
        "locks.csv row 3, column value: at least 0 is no lock",
    ),
    (
        {"corridors.csv": ("0.01,20", "0.01,1")},
        "corridors.csv row 2, column life_years: no unit ordered with a life of 1 years serves a "
        "period of 2 years",
    ),
]


@pytest.mark.parametrize(("edits", "note"), NOTES, ids=[note[:60] for _, note in NOTES])
def test_what_can_have_no_effect_is_told(
    folder: Folder, edits: dict[str, object], note: str
) -> None:
    """Proves that a value that nothing reads is no silent one, and keeps no instance from solving."""
    assert note in load(folder("whole", edits)).notes


def test_traffic_without_backbone_is_told(folder: Folder) -> None:
    """Proves that traffic of a run is told to do nothing where the family is left out by a change."""
    families = "families=siting|fleet|halls|power|training|inference"
    assert (
        "training_runs.csv row 2, column sync_gbps_per_site: does nothing without family backbone"
        in load(folder("whole"), changes=[families]).notes
    )


def test_faults_of_all_new_tables_come_in_one_pass(folder: Folder) -> None:
    """Proves that one read names a fault in each of the tables, and nothing else."""
    edits: dict[str, object] = {
        "slices.csv": ("0,24,0.3", "0,24,0.2"),
        "slice_availability.csv": ("TX,noon", "TY,noon"),
        "corridors.csv": ("Plains,Dallas", "Plains,Plains"),
        "lease_offers.csv": ("2027,5", "2030,5"),
        "limits.csv": ("kt CO2/year", "MW"),
        "locks.csv": ("2027,max,4", "2027,max,-4", "frontier,,fix", "frontier,2027,fix"),
        "power_options.csv": (",88", ","),
    }
    with pytest.raises(InvalidInstance) as caught:
        load(folder("whole", edits))
    assert {(fault.file, fault.row, fault.column) for fault in caught.value.faults} == {
        ("slices.csv", 5, "days_share"),
        ("slice_availability.csv", 4, "region"),
        ("corridors.csv", 2, "site_b"),
        ("lease_offers.csv", 2, "from_year"),
        ("limits.csv", 2, "unit"),
        ("locks.csv", 3, "value"),
        ("locks.csv", 9, "period"),
        ("locks.csv", 10, "item"),
        ("locks.csv", 12, "item"),
        ("power_options.csv", 5, "max_curtailed_hours_per_year"),
    }


def test_importing_the_package_loads_no_scipy() -> None:
    """Proves that reading an instance does not wait for a library that only a backbone needs."""
    code = "import sys, planner.instance; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
