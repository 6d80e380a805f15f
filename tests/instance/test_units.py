"""Slips of the unit: every physical column knows what is usual in it, and no shipped value is odd."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.instance import load
from planner.instance.cells import specs_of
from planner.instance.schema import TABLES, Settings
from planner.instance.units import has_thousandth, slip, unusual

ROOT = Path(__file__).resolve().parents[2]
INSTANCES = sorted(path.parent for path in (ROOT / "instances").glob("*/instance.yaml"))
STARTER = ROOT / "planner" / "instance" / "starter" / "files"

WITHOUT = {"share", "degrees", "ratio", "units", "sites", "year", "units/year"}
BOUNDED = {"utc_offset_hours", "start_hour_utc", "hours", "local_hour"}
"""Columns whose range alone leaves no room for another unit."""

COLUMNS = [
    (row.table, spec)
    for row in TABLES.values()
    for spec in specs_of(row).values()
    if spec.kind in ("number", "whole")
    and spec.facts.unit
    and spec.facts.unit.split(" ")[0] not in WITHOUT
    and not spec.facts.unit.startswith(("H100", "share"))
    and spec.name not in BOUNDED
]


IN_THOUSANDTHS = [(table, spec) for table, spec in COLUMNS if has_thousandth(spec.facts.unit)]
"""Columns for whose unit people write a thousandth of it instead: kW, USD, m, µs, Mbit/s."""


@pytest.mark.parametrize(
    ("table", "spec"), COLUMNS, ids=lambda value: getattr(value, "name", value)
)
def test_every_physical_column_says_what_is_usual(table: str, spec) -> None:
    """Proves that no MW, M$, ms, km, price or rate goes without a look at its size."""
    assert spec.facts.usual is not None, f"{table}.{spec.name} in {spec.facts.unit}"
    low, high = spec.facts.usual
    assert 0 <= low < high


@pytest.mark.parametrize(
    ("table", "spec"), IN_THOUSANDTHS, ids=lambda value: getattr(value, "name", value)
)
def test_a_thousandfold_is_named_in_the_other_unit(table: str, spec) -> None:
    """Proves that the largest usual value, told in a unit a thousandth as large, gets that unit's name."""
    assert spec.facts.usual is not None
    meant = spec.facts.usual[1]
    remark = slip(meant * 1e3, spec)
    assert remark.startswith(f"{meant * 1e3:.12g} looks like ")
    assert unusual(meant * 1e3, spec).startswith(remark)
    assert unusual(meant, spec) == ""


def test_zero_is_no_slip_where_a_cell_may_be_empty() -> None:
    """Proves that "none" is not remarked on, and a price of nothing is."""
    site, energy = specs_of(TABLES["sites"]), specs_of(TABLES["energy"])
    assert unusual(0.0, site["queue_mw"]) == ""
    assert "0 USD/MWh is taken as it stands" in unusual(0.0, energy["grid_usd_per_mwh"])
    assert slip(8.0, specs_of(Settings)["discount_rate"]) == "8 looks like %; 0.08 share?"


def test_a_column_filled_in_kw_gets_five_notes_and_a_count(folder) -> None:
    """Proves that a long column in another unit does not bury everything else."""
    rows = "".join(f"cell,{2027 + i},{300_000 + i}\n" for i in range(40))
    edits = {
        "instance.yaml": ("name: full", "name: full\ninterpolate: [power_supply]"),
        "power_supply.csv": f"option,year,mw\n{rows}",
    }
    notes = [note for note in load(folder("full", edits)).notes if "column mw" in note]
    assert len(notes) == 6
    assert notes[0].startswith(
        "power_supply.csv row 2, column mw: 300000 looks like kW/year; 300 MW/year?"
    )
    assert notes[-1] == "power_supply.csv, column mw: 35 more rows with values as odd"


@pytest.mark.parametrize("path", [*INSTANCES, STARTER], ids=lambda path: path.name)
def test_no_shipped_instance_has_odd_values(path: Path) -> None:
    """Proves that what is usual, the thousandfold and the coordinates raise no false alarm."""
    odd = ("taken as it stands", "thousandfold", "looks like", "column lat")
    assert [note for note in load(path).notes if any(word in note for word in odd)] == []
