"""Limits: optima derived by hand. 100 units are 1 MW and 1 M$; 1 MW is 8.76 GWh a year."""

from __future__ import annotations

import pytest

from tests.tiny import (
    FLEET,
    HALLS,
    POWER,
    ROUTING,
    SERVING,
    by_year,
    cell,
    optimum,
    prices,
    tiny,
    total,
)

MUSD_A_MW_YEAR = 1e6 / 8760
"""USD/MWh at which a MW costs 1 M$ a year."""

CLEAN_AND_DEAR = {"option": "clean", "kind": "gas", "other_usd_per_mwh": MUSD_A_MW_YEAR}
FREE_GRID = {"option": "grid", "kind": "grid"}


@pytest.mark.parametrize("scope", ["", "R"])
def test_emissions(scope: str):
    """Proves that of 8.76 kt only 4.38 leave half a MW to clean power: 1 + 0.5; without a limit 1."""
    inst = tiny(
        POWER,
        power_options=[FREE_GRID, CLEAN_AND_DEAR],
        energy=[{"grid_carbon_t_per_mwh": 1}],
        limits=[{"limit": "emissions", "scope": scope, "value": 4.38, "unit": "kt CO2/year"}],
    )
    plan = optimum(inst, 1 + 0.5)
    assert cell(plan, "limits", "used") == pytest.approx(4.38)
    assert total(plan, "generation", "mean_mw", option="clean") == pytest.approx(0.5)


def test_emissions_of_one_region():
    """Proves that region R, where nothing may be emitted, leaves b in region Q alone: 1; over all sites
    b's MW would have to be clean, 2.
    """
    inst = tiny(
        POWER,
        sites=[{"site": "a"}, {"site": "b", "region": "Q"}],
        existing_assets=[{"site": "b", "family": "hall", "item": "air", "mw": 1}],
        power_options=[FREE_GRID, CLEAN_AND_DEAR],
        energy=[
            {"region": "R", "grid_carbon_t_per_mwh": 1},
            {"region": "Q", "grid_carbon_t_per_mwh": 1},
        ],
        limits=[{"limit": "emissions", "scope": "R", "value": 0, "unit": "kt CO2/year"}],
    )
    plan = optimum(inst, 1)
    assert cell(plan, "limits", "used") == 0


def test_a_limit_holds_in_its_year():
    """Proves that a limit of 2027 does not bind in 2026: 1; if it did 2."""
    inst = tiny(
        POWER,
        years=(2026, 2027),
        power_options=[FREE_GRID, CLEAN_AND_DEAR],
        energy=by_year({"grid_carbon_t_per_mwh": 1}, "grid_usd_per_mwh", {2026: 0, 2027: 0}),
        limits=[{"limit": "emissions", "year": 2027, "value": 0, "unit": "kt CO2/year"}],
    )
    optimum(inst, 1)


def test_water():
    """Proves that 4.38 of 8.76 thousand m³ leave half a MW to dry cooling at 1 a MW: 1 + 0.5; else 1."""
    inst = tiny(
        HALLS,
        sites=[{"hall_module_mw": 0.5}],
        cooling=[{"cooling": "wet"}, {"cooling": "dry", "capex_musd_per_mw": 1}],
        pue=[{"cooling": "wet", "water_l_per_kwh": 1}, {"cooling": "dry"}],
        limits=[{"limit": "water", "value": 4.38, "unit": "thousand m3/year"}],
    )
    plan = optimum(inst, 1 + 0.5)
    assert cell(plan, "limits", "used") == pytest.approx(4.38)


def test_capital_delays_what_it_cannot_pay():
    """Proves that 0.5 a year in 2026 put the run off to 2027: 1 + 2; without a limit 1."""
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        bill_of_materials=prices({2026: 1, 2027: 1}),
        training_runs=[{"latest_year": 2027, "late_musd_per_year": 2}],
        limits=[{"limit": "capital", "value": 0.5, "unit": "M$/year"}],
    )
    plan = optimum(inst, 1 + 2)
    assert cell(plan, "limits", "used") == 0


def test_capital_is_that_of_a_year():
    """Proves that 0.5 a year are 1 in a period of two: 1; if they were 0.5 the run is dropped, 10."""
    inst = tiny(
        FLEET,
        end=2028,
        accelerators=[{"life_years": 2}],
        limits=[{"limit": "capital", "value": 0.5, "unit": "M$/year"}],
    )
    plan = optimum(inst, 1)
    assert cell(plan, "limits", "used") == pytest.approx(0.5)


@pytest.mark.parametrize(("most", "musd"), [(3.9, 10), (4.1, 1 + 3 + 5)])
def test_capital_counts_openings_and_no_running_costs(most: float, musd: float):
    """Proves that opening at 3 and units at 1 are 4 of capital, which 3.9 do not pay, 10, and 4.1 do,
    with 5 a year of running costs besides, 9.
    """
    inst = tiny(
        FLEET,
        sites=[{"status": "candidate", "opening_musd": 3, "fixed_musd_per_year": 5}],
        limits=[{"limit": "capital", "value": most, "unit": "M$/year"}],
    )
    optimum(inst, musd)


def test_vendor_share():
    """Proves that 0.4 of the spend for v let one run be on h, 1 of 1 + 2: 3; without a limit 2, by
    units (a half) 4.
    """
    inst = tiny(
        FLEET,
        accelerators=[{"accelerator": "g"}, {"accelerator": "h", "vendor": "x"}],
        bill_of_materials=[
            {"accelerator": "g"},
            {"accelerator": "h", "usd_per_unit": 20_000},
        ],
        training_runs=[{"run": "one"}, {"run": "two"}],
        limits=[{"limit": "vendor_share", "scope": "v", "value": 0.4, "unit": "share"}],
    )
    plan = optimum(inst, 1 + 2)
    assert cell(plan, "limits", "used") == pytest.approx(1 / 3)


HALF = {"limit": "served_share", "value": 0.5, "unit": "share"}
FREE = {"unserved_usd_per_mtoken": 0}


@pytest.mark.parametrize("scope", ["", "k"])
def test_served_share(scope: str):
    """Proves that half of the demand, 50 requests/s, takes 100 units although nothing is lost unserved:
    1; without a limit 0.
    """
    inst = tiny(SERVING, services=[FREE], limits=[HALF | {"scope": scope}])
    plan = optimum(inst, 1)
    assert cell(plan, "limits", "used") == pytest.approx(0.5)


def test_served_share_is_that_of_each_service():
    """Proves that half of either service is served, 1 and 2; over both together all of the first, 2."""
    inst = tiny(
        SERVING,
        services=[{"service": "k"} | FREE, {"service": "l", "input_tokens": 3000} | FREE],
        demand=[{"service": "k"}, {"service": "l"}],
        limits=[HALF],
    )
    plan = optimum(inst, 1 + 2)
    assert cell(plan, "limits", "used") == pytest.approx(0.5)


def test_site_share():
    """Proves that 0.6 from a at 1 leave 0.4 to b at 3: 1.8; without a limit 1."""
    inst = tiny(
        ROUTING,
        sites=[{"site": "a"}, {"site": "b"}],
        route_costs=[
            {"site": "a", "usd_per_year_full_demand": 1e6},
            {"site": "b", "usd_per_year_full_demand": 3e6},
        ],
        limits=[{"limit": "site_share", "value": 0.6, "unit": "share"}],
    )
    plan = optimum(inst, 0.6 * 1 + 0.4 * 3)
    assert cell(plan, "limits", "used") == pytest.approx(0.6)


@pytest.mark.parametrize(("standing", "musd"), [(0.1, 1 + 0.6), (0.7, 1 + 0.3)])
def test_grid_region(standing: float, musd: float):
    """Proves that 0.4 MW of grid in the region leave 0.6 to gas at 1 a MW: 1.6; where 0.7 stand already
    they stay, 1.3; without a limit 1.
    """
    inst = tiny(
        POWER,
        sites=[{"grid_region": "G"}],
        existing_assets=[{"family": "power", "item": "grid", "mw": standing}],
        power_options=[FREE_GRID, {"option": "gas", "kind": "gas", "capex_usd_per_kw": 1000}],
        limits=[{"limit": "grid_region", "scope": "G", "value": 0.4, "unit": "MW"}],
    )
    plan = optimum(inst, musd)
    assert cell(plan, "limits", "used") == pytest.approx(max(0.4, standing))


def test_grid_region_counts_flexible_connections():
    """Proves that a flexible connection counts as grid: gas at 1 carries all of it, 2; else 1."""
    flexible = {"option": "flexible", "kind": "grid_flexible", "max_curtailed_hours_per_year": 1}
    inst = tiny(
        POWER,
        sites=[{"grid_region": "G"}],
        power_options=[flexible, {"option": "gas", "kind": "gas", "capex_usd_per_kw": 1000}],
        limits=[{"limit": "grid_region", "scope": "G", "value": 0, "unit": "MW"}],
    )
    optimum(inst, 1 + 1)
