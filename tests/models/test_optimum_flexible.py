"""Flexible connections: optima derived by hand. Units are free; a run takes 1 MW a year.

A flexible MW costs 1 M$ and is curtailed in 1 % of the hours; firm grid never comes.
"""

from __future__ import annotations

import pytest

from planner.instance import Instance
from tests.tiny import POWER, Rows, cell, optimum, tiny, total

FREE = [{"usd_per_unit": 0}]
Q = 0.01
FLEXIBLE = {
    "option": "flexible", "kind": "grid_flexible", "capex_usd_per_kw": 1000,
    "max_curtailed_hours_per_year": Q * 8760,
}  # fmt: skip
ENGINE = {"option": "engine", "kind": "gas", "capex_usd_per_kw": 3000}
BATTERY = {
    "option": "battery", "kind": "storage", "capex_usd_per_kw": 2000, "storage_hours": 4,
    "efficiency": 1,
}  # fmt: skip
YEAR_OF_MW = 8760e-6
"""M$ for 1 MW throughout a year at 1 USD/MWh."""


def flexible(
    *options: dict[str, object], years: tuple[int, ...] = (2026,), **tables: Rows
) -> Instance:
    """A flexible connection and what else can be built."""
    given: dict[str, Rows] = {
        "bill_of_materials": FREE,
        "sites": [{"grid_queue_years": 40, "max_facility_mw": 2}],
        "power_options": [FLEXIBLE, *options],
    }
    return tiny(POWER, years=years, **given | tables)


def test_nothing_but_flexible_is_not_firm():
    """Proves that a flexible connection alone powers nothing that cannot slow: dropped, 10; else 1."""
    plan = optimum(flexible(), 10)
    assert total(plan, "power", "built_mw") == 0


def test_plant_bridges_the_curtailed_hours():
    """Proves that an engine of 1 MW stands by and runs in 1 % of the hours.

    1 + 3 and 1 % of a year at 1,000 USD/MWh, 0.0876; the engine alone would cost 3 + 8.76, and without
    the row of energy nothing would be burnt.
    """
    plan = optimum(flexible(ENGINE | {"other_usd_per_mwh": 1000}), 4 + Q * 1000 * YEAR_OF_MW)
    assert cell(plan, "generation", "mean_mw", option="flexible") == pytest.approx(1 - Q)
    assert cell(plan, "generation", "mean_mw", option="engine") == pytest.approx(Q)


def test_storage_bridges_the_curtailed_hours():
    """Proves that storage counts by its credit and gives back what the grid gave before.

    The connection charges it in the other hours, so 1/(1 − q) MW of it and 1 MW of storage: 1.0101 + 2.
    """
    plan = optimum(flexible(BATTERY), 1 / (1 - Q) + 2)
    assert cell(plan, "generation", "mean_mw", option="flexible") == pytest.approx(1)


def test_a_run_that_slows_makes_up_the_lost_compute():
    """Proves that a run that can stop needs no plant but 1/(1 − q) of the units: 1.0101 MW."""
    plan = optimum(flexible(training_runs=[{"slowable_share": 1}]), 1 / (1 - Q))
    assert cell(plan, "run_sites", "units") == pytest.approx(100 / (1 - Q))
    assert cell(plan, "run_sites", "slowed_units") == pytest.approx(100 / (1 - Q))


def test_a_run_slows_only_in_part():
    """Proves that half of the load is shed and the other half bridged.

    Units grow by 1/(1 − q/2); half of their MW stand on the engine (3 M$/MW), which, its energy being free,
    gives half all the time, and the other half on the grid (1 M$/MW): 2 M$ a MW.
    """
    mw = 1 / (1 - Q / 2)
    plan = optimum(flexible(ENGINE, training_runs=[{"slowable_share": 0.5}]), 2 * mw)
    assert cell(plan, "run_sites", "slowed_units") == pytest.approx(50 * mw)


def test_idle_load_is_not_shed():
    """Proves that units that idle at 40 % shed only 60 %: the engine bridges 0.4 of 1/(1 − q) MW.

    Energy is free, so the grid carries 0.6 and the engine 0.4 of it: 0.6 + 0.4 · 3 M$ a MW; were all
    shed, 1.
    """
    runs = [{"slowable_share": 1}]
    inst = flexible(ENGINE, training_runs=runs, accelerators=[{"idle_share": 0.4}])
    optimum(inst, (0.6 + 0.4 * 3) / (1 - Q))


def test_a_flexible_connection_has_its_own_queue():
    """Proves that the flexible queue of a year makes the run a year late: 2 more; firm comes never."""
    window = {"latest_year": 2027, "late_musd_per_year": 2, "slowable_share": 1}
    inst = flexible(
        years=(2026, 2027),
        training_runs=[window],
        site_power=[{"option": "flexible", "lead_years": 1}],
    )
    optimum(inst, 1 / (1 - Q) + 2)


def test_another_run_cannot_shed_for_one_that_ended():
    """Proves that only runs at work shed: the year after needs the engine, 3 more.

    Two runs, one a year, of which the first can slow; what is built lives one year.
    """
    runs = [
        {"run": "w1", "slowable_share": 1},
        {"run": "w2", "earliest_year": 2027, "latest_year": 2027},
    ]
    inst = flexible(ENGINE, years=(2026, 2027), training_runs=runs)
    optimum(inst, 1 / (1 - Q) + 3)


def test_a_firm_connection_needs_no_bridge():
    """Proves that firm grid at 2 M$/MW is better than flexible with an engine: 2, not 4."""
    grid = {"option": "grid", "kind": "grid", "capex_usd_per_kw": 2000}
    optimum(flexible(grid, ENGINE, sites=[{"grid_queue_years": 0}]), 2)
