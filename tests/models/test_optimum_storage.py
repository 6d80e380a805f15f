"""Storage and plant by slice: optima derived by hand. Units are free, a run takes 1 MW all day."""

from __future__ import annotations

import pytest

from planner.instance import Instance
from tests.models.test_optimum_slices import HALVES
from tests.tiny import POWER, Rows, cell, optimum, tiny

FREE = [{"usd_per_unit": 0}]
SOLAR = {"option": "solar", "kind": "solar", "capex_usd_per_kw": 1000}
BATTERY = {
    "option": "battery", "kind": "storage", "capex_usd_per_kw": 2000, "storage_hours": 12,
    "efficiency": 1,
}  # fmt: skip
DAY_ONLY = [
    {"option": "solar", "slice": "first", "share": 1},
    {"option": "solar", "slice": "second", "share": 0},
]


def sunny(solar: dict[str, object], battery: dict[str, object], **tables: Rows) -> Instance:
    """Sun in the first half of the day only."""
    given: dict[str, Rows] = {
        "bill_of_materials": FREE,
        "sites": [{"max_facility_mw": 2}],
        "power_options": [SOLAR | solar, BATTERY | battery],
        "slices": HALVES,
        "slice_availability": DAY_ONLY,
    }
    return tiny(POWER, **given | tables)


def test_storage_carries_the_night():
    """Proves that 2 MW of sun and 1 MW of 12 h storage carry 1 MW through the night: 2 + 2.

    Without storage the run is dropped (10); were the sun to shine all day, 1.
    """
    plan = optimum(sunny({}, {}), 4)
    assert cell(plan, "storage", "charge_mw", slice="first") == pytest.approx(1)
    assert cell(plan, "storage", "discharge_mw", slice="second") == pytest.approx(1)
    assert cell(plan, "storage", "stored_mwh", slice="first") == pytest.approx(12)
    assert cell(plan, "storage", "stored_mwh", slice="second") == pytest.approx(0, abs=1e-6)


def test_losses_of_storage():
    """Proves that at half the efficiency 2 MW go in for 1 MW out: 3 of sun and 2 · 2 of storage."""
    optimum(sunny({}, {"efficiency": 0.5}), 3 + 4)


def test_hours_of_storage():
    """Proves that storage of 6 hours takes 2 MW for the 12 MWh of the night: 2 + 4; by MW alone 4."""
    optimum(sunny({}, {"storage_hours": 6}), 2 + 4)


def test_storage_is_cyclic_within_its_day():
    """Proves that a night's energy cannot come from another day's sun: the run is dropped, 10.

    Sun on one of two days; were storage to carry it over, 2 + 2 · 2 would serve.
    """
    days = [
        {"slice": f"{day} {half['slice']}", "day": day, "days_share": 0.5}
        | {k: half[k] for k in ("start_hour_utc", "hours")}
        for day in ("sunny", "dark")
        for half in HALVES
    ]
    availability = [
        {"option": "solar", "slice": h["slice"], "share": 1.0 if h["day"] == "sunny" else 0.0}
        for h in days
    ]
    plan = optimum(sunny({}, {}, slices=days, slice_availability=availability), 10)
    assert cell(plan, "runs", "status") == "dropped"


def test_without_slices_storage_shifts_nothing_but_is_firm():
    """Proves that in one slice a sun of 50 % needs 2 MW, firm or not: 2, and storage is not bought.

    Where the sun is not firm, 1 MW of storage is: 2 + 2.
    """
    half = {"capacity_factor": 0.5}
    optimum(sunny(half, {}, slices=[], slice_availability=[]), 2)
    plan = optimum(sunny(half | {"capacity_credit": 0}, {}, slices=[], slice_availability=[]), 4)
    assert cell(plan, "storage", "discharge_mw") == 0


def test_what_storage_gives_costs_its_variable_cost():
    """Proves that a MW given half of the time costs 4,380 h: 4 + 0.5 · 8760 h · 10 USD/MWh."""
    optimum(sunny({}, {"other_usd_per_mwh": 10}), 4 + 0.5 * 8760 * 10e-6)


def test_existing_storage_serves():
    """Proves that storage that stands is free: 2 MW of sun alone, 2."""
    asset = [{"family": "power", "item": "battery", "mw": 1}]
    optimum(sunny({}, {}, existing_assets=asset), 2)
