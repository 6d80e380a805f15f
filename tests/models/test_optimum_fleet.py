"""Fleet: optima derived by hand. A run of 100 units (1 MW, 1 M$) is what needs them."""

from __future__ import annotations

import pytest

from tests.tiny import FLEET, by_year, cell, optimum, prices, tiny, total

YEARS = (2026, 2027)
IN_2027 = {"earliest_year": 2027, "latest_year": 2027}
TWO_YEARS = {"duration_years": 2}


def test_order_lead():
    """Proves that units for 2027 are ordered in 2026 at its price of 2; without the lead 1."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"order_lead_years": 1}],
        bill_of_materials=prices({2026: 2, 2027: 1}),
        training_runs=[IN_2027],
    )
    plan = optimum(inst, 2)
    assert cell(plan, "fleet", "bought_units", period=2026) == pytest.approx(100)
    assert cell(plan, "fleet", "installed_units", period=2026) == 0


def test_price_of_the_order_year():
    """Proves that an order costs its own year's price, 3; the first year's would be 1."""
    inst = tiny(
        FLEET, years=YEARS, bill_of_materials=prices({2026: 1, 2027: 3}), training_runs=[IN_2027]
    )
    optimum(inst, 3)


def test_price_is_the_sum_of_the_parts():
    """Proves that 0.7 for the gpu and 0.2 for the nic add up: 0.9; the gpu alone is 0.7."""
    parts = [
        {"category": "gpu", "usd_per_unit": 7_000},
        {"category": "nic", "usd_per_unit": 2_000},
    ]
    optimum(tiny(FLEET, bill_of_materials=parts), 0.7 + 0.2)


def test_end_of_life_is_a_new_purchase():
    """Proves that units of one year are bought twice for two years: 1 + 3; lasting ones 1."""
    inst = tiny(
        FLEET, years=YEARS, bill_of_materials=prices({2026: 1, 2027: 3}), training_runs=[TWO_YEARS]
    )
    plan = optimum(inst, 1 + 3)
    assert cell(plan, "fleet", "bought_units", period=2027) == pytest.approx(100)
    assert cell(plan, "fleet", "installed_units", period=2027) == pytest.approx(100)


def test_units_serve_until_their_life_ends():
    """Proves that units of two years are bought once for two years: 1; yearly ones 1 + 3."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"life_years": 2}],
        bill_of_materials=prices({2026: 1, 2027: 3}),
        training_runs=[TWO_YEARS],
    )
    plan = optimum(inst, 1)
    assert cell(plan, "fleet", "installed_units", period=2027) == pytest.approx(100)


def test_supply_of_a_year():
    """Proves that 60 of 100 units come in 2027, 40 a year early: 0.6 · 1 + 0.4 · 3 for two years.

    All have a life of two years, of which those of 2027 serve one before the horizon ends: half is
    charged. Without the limit it would be 0.5 · 1.
    """
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"life_years": 2}],
        bill_of_materials=prices({2026: 3, 2027: 1}),
        accelerator_supply=[{"units": 60}],
        training_runs=[IN_2027],
    )
    plan = optimum(inst, 0.6 * 1 / 2 + 0.4 * 3)
    assert cell(plan, "fleet", "bought_units", period=2026) == pytest.approx(40)


def test_supply_counts_the_years_of_a_period():
    """Proves that 50 a year are 100 in a period of two years: 1; else the run is dropped, 10."""
    inst = tiny(
        FLEET,
        end=2028,
        accelerators=[{"life_years": 2}],
        accelerator_supply=[{"units": 50}],
        training_runs=[TWO_YEARS],
    )
    optimum(inst, 1)


def test_supply_is_shared_by_all_sites():
    """Proves that 100 units a year equip one of two sites: 1 + 10; for each site it would be 2."""
    sites = [{"site": "a"}, {"site": "b", "kind": "edge"}]
    runs = [{"run": "w1", "site_kinds": "campus"}, {"run": "w2", "site_kinds": "edge"}]
    inst = tiny(FLEET, sites=sites, training_runs=runs, accelerator_supply=[{"units": 100}])
    plan = optimum(inst, 1 + 10)
    assert total(plan, "fleet", "bought_units") == pytest.approx(100)


def test_supply_of_nothing_stops_orders():
    """Proves that a supply of 0 is a limit: dropped, 10; read as no limit it would be 1."""
    supply = by_year({}, "units", {2026: 0})
    optimum(tiny(FLEET, accelerator_supply=supply), 10)


def test_existing_units_serve():
    """Proves that 60 existing units leave 40 to buy: 0.4; without them 1."""
    assets = [{"family": "accelerator", "item": "g", "units": 60}]
    plan = optimum(tiny(FLEET, existing_assets=assets), 0.4)
    assert cell(plan, "fleet", "installed_units") == pytest.approx(100)


def test_existing_units_end():
    """Proves that units that end in 2027 serve 2026 only: 0.4 + 1; else 0.4 + 0.4."""
    assets = [{"family": "accelerator", "item": "g", "units": 60, "end_year": 2027}]
    inst = tiny(FLEET, years=YEARS, existing_assets=assets, training_runs=[TWO_YEARS])
    optimum(inst, 0.4 + 1)


def test_existing_units_begin():
    """Proves that units under construction until 2027 serve from then: 1 + 0.4; else 0.8."""
    assets = [{"family": "accelerator", "item": "g", "units": 60, "in_service_year": 2027}]
    inst = tiny(FLEET, years=YEARS, existing_assets=assets, training_runs=[TWO_YEARS])
    optimum(inst, 1 + 0.4)


def test_availability():
    """Proves that 100 units at work need 125 at 80 %: 1.25; else 1."""
    plan = optimum(tiny(FLEET, accelerators=[{"availability": 0.8}]), 1.25)
    assert cell(plan, "fleet", "installed_units") == pytest.approx(125)
    assert cell(plan, "fleet", "training_units") == pytest.approx(100)


def test_available_from():
    """Proves that a product of 2027 makes the run a year late: 2 + 1; from 2026 on 1."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"available_from": 2027}],
        training_runs=[{"latest_year": 2027, "late_musd_per_year": 2}],
    )
    plan = optimum(inst, 2 + 1)
    assert cell(plan, "runs", "start_year") == 2027


def test_units_do_not_move():
    """Proves that the second site buys its own: 1 + 1/2 (half a life); moved units would cost 1."""
    sites = [{"site": "a"}, {"site": "b", "kind": "edge"}]
    runs = [{"run": "w1", "site_kinds": "campus"}, {"run": "w2", "site_kinds": "edge", **IN_2027}]
    accelerators = [{"life_years": 2}]
    inst = tiny(FLEET, years=YEARS, sites=sites, training_runs=runs, accelerators=accelerators)
    plan = optimum(inst, 1 + 1 / 2)
    assert cell(plan, "fleet", "bought_units", site="b", period=2027) == pytest.approx(100)


def test_it_load_is_that_of_installed_units():
    """Proves that 125 installed units of 10 kW draw 1.25 MW: a limit of 1.2 drops the run, 10.

    The 100 units at work are 1 MW and would fit: 1.25.
    """
    accelerators = [{"availability": 0.8}]
    optimum(tiny(FLEET, accelerators=accelerators, sites=[{"max_facility_mw": 1.2}]), 10)
