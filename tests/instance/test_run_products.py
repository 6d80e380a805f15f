"""Runs that none of their products can serve: told, and refused when nothing may be dropped."""

from __future__ import annotations

import pytest

import planner
from planner.instance import Instance, InvalidInstance
from tests.tiny import FLEET, Rows, cell, tiny

BOTH: dict[str, Rows] = {
    "accelerators": [{}, {"accelerator": "h"}],
    "bill_of_materials": [{}, {"accelerator": "h"}],
}

UNITS = {"family": "accelerator", "item": "g", "units": 200}
FABRIC = {"family": "fabric", "item": "g", "units": 200}

HOPELESS: dict[str, tuple[dict[str, Rows], str]] = {
    "no fabric connects it": (
        {**BOTH, "fabrics": [{"accelerators": "h"}], "training_runs": [{"accelerators": "g"}]},
        "g is connected by no fabric",
    ),
    "it comes too late": (
        {"accelerators": [{"available_from": 2027}]},
        "g cannot be ordered to serve by 2026 and stands nowhere",
    ),
    "its lead is too long": (
        {"accelerators": [{"order_lead_years": 1}]},
        "g cannot be ordered to serve by 2026 and stands nowhere",
    ),
    "none is sold": (
        {"accelerator_supply": [{"units": 0}]},
        "g cannot be ordered to serve by 2026 and stands nowhere",
    ),
    "it stands, but is sold no more, nor its fabric": (
        {"accelerators": [{"available_from": 2027}], "existing_assets": [UNITS]},
        "g cannot be ordered any more, nor its fabric with it",
    ),
}


def of(tables: dict[str, Rows], *, strict: bool) -> Instance:
    return tiny(FLEET, settings={"strict": strict}, years=(2026, 2027), **tables)


@pytest.mark.parametrize("name", HOPELESS)
def test_it_is_told_and_dropped(name: str) -> None:
    """Proves that the note is right: the run is dropped in the plan, though that costs 10^6 M$."""
    tables, says = HOPELESS[name]
    (run,) = tables.get("training_runs", [{}])
    tables = {**tables, "training_runs": [{**run, "dropped_musd": 1e6}]}
    inst = of(tables, strict=False)
    assert f"training_runs row 1: w can only be dropped: {says}" in inst.notes
    result = planner.solve(inst, time_limit_s=20, threads=1)
    assert result.plan is not None
    assert cell(result.plan, "runs", "status", run="w") == "dropped"


@pytest.mark.parametrize("name", HOPELESS)
def test_it_is_refused_when_strict(name: str) -> None:
    """Proves that the same run is a fault where no run may be dropped."""
    tables, says = HOPELESS[name]
    with pytest.raises(InvalidInstance) as caught:
        of(tables, strict=True)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("training_runs", 1, "accelerators")
    assert says in str(fault)


@pytest.mark.parametrize(
    "tables",
    [
        {**BOTH, "fabrics": [{"accelerators": "h"}]},
        {"accelerators": [{"available_from": 2027}], "existing_assets": [UNITS, FABRIC]},
        {"fabrics": [{"accelerators": "h"}], **BOTH, "existing_assets": [FABRIC]},
        {"accelerators": [{"order_lead_years": 1}], "training_runs": [{"latest_year": 2027}]},
    ],
    ids=["another product", "it stands with fabric", "fabric stands", "it comes by the last start"],
)
def test_one_way_is_enough(tables: dict[str, Rows]) -> None:
    """Proves that a run which some product can serve is not called hopeless, and is placed."""
    inst = of(tables, strict=True)
    result = planner.solve(inst, time_limit_s=20, threads=1)
    assert result.plan is not None, result.message
    assert cell(result.plan, "runs", "status", run="w") == "placed"
