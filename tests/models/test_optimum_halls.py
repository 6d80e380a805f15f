"""Halls and cooling: optima derived by hand. Units are free here, halls cost 3 M$/MW."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from planner.instance import Instance
from tests.tiny import HALLS, POWER, Rows, cell, optimum, tiny, total

FREE = [{"usd_per_unit": 0}]
SHELL_2 = {"shell_musd_per_mw": 2}
COOLING_1 = [{"capex_musd_per_mw": 1}]
MWH = 8760e-6
"""M$ for 1 MW throughout a year at 1 USD/MWh."""


def halls(
    site: Mapping[str, object] | None = None, years: tuple[int, ...] = (2026,), **tables: Rows
) -> Instance:
    """An instance in which a hall costs 2 M$/MW and its cooling 1 M$/MW."""
    given: dict[str, Rows] = {"bill_of_materials": FREE, "cooling": COOLING_1} | tables
    return tiny(HALLS, years=years, sites=[SHELL_2 | dict(site or {})], **given)


def test_halls_come_in_whole_modules():
    """Proves that 1.5 MW take two modules: 2 · 3; by the MW it would be 4.5."""
    plan = optimum(halls(training_runs=[{"h100e": 150}]), 2 * 3)
    assert cell(plan, "halls", "modules_built") == 2
    assert cell(plan, "halls", "hosted_mw") == pytest.approx(1.5)


def test_module_size():
    """Proves that modules of 0.4 MW hold 1 MW in three: 1.2 · 3; of 1 MW it would be 3."""
    plan = optimum(halls({"hall_module_mw": 0.4}), 1.2 * 3)
    assert cell(plan, "halls", "in_service_mw") == pytest.approx(1.2)


@pytest.mark.parametrize(("rack_kw", "musd", "chosen"), [(40, 2 + 1, "air"), (60, 2 + 4, "liquid")])
def test_dense_racks_need_liquid(rack_kw: float, musd: float, chosen: str):
    """Proves that racks of 60 kW stand in liquid cooling at 4 although air at 1 cools 50 kW."""
    cooling = [
        {"cooling": "air", "capex_musd_per_mw": 1, "max_rack_kw": 50},
        {"cooling": "liquid", "capex_musd_per_mw": 4, "max_rack_kw": 150},
    ]
    pue = [{"cooling": "air"}, {"cooling": "liquid"}]
    plan = optimum(halls(accelerators=[{"rack_kw": rack_kw}], cooling=cooling, pue=pue), musd)
    assert cell(plan, "halls", "hosted_mw", cooling=chosen) == pytest.approx(1)


def test_rack_as_dense_as_the_cooling_fits():
    """Proves that a rack of just the cooling's limit stands: 3; else the run is dropped, 10."""
    optimum(halls(accelerators=[{"rack_kw": 50}]), 3)


def test_cooling_without_pue_for_the_climate():
    """Proves that a cooling without a row for the climate is not built: 2 + 4; with air 2 + 1."""
    cooling = [
        {"cooling": "air", "capex_musd_per_mw": 1},
        {"cooling": "liquid", "capex_musd_per_mw": 4},
    ]
    pue = [{"cooling": "air", "climate_zone": "elsewhere"}, {"cooling": "liquid"}]
    optimum(halls(cooling=cooling, pue=pue), 2 + 4)


def test_existing_halls_are_used():
    """Proves that 1 MW of existing hall leaves one module for 1.5 MW: 3; without it 6."""
    assets = [{"family": "hall", "item": "air", "mw": 1}]
    plan = optimum(halls(existing_assets=assets, training_runs=[{"h100e": 150}]), 3)
    assert cell(plan, "halls", "in_service_mw") == pytest.approx(2)


def test_existing_hall_of_the_wrong_cooling():
    """Proves that a hall cools what its own cooling can: 2 + 4 for liquid; else 0."""
    cooling = [
        {"cooling": "air", "capex_musd_per_mw": 1, "max_rack_kw": 50},
        {"cooling": "liquid", "capex_musd_per_mw": 4, "max_rack_kw": 150},
    ]
    inst = halls(
        accelerators=[{"rack_kw": 60}],
        cooling=cooling,
        pue=[{"cooling": "air"}, {"cooling": "liquid"}],
        existing_assets=[{"family": "hall", "item": "air", "mw": 5}],
    )
    optimum(inst, 2 + 4)


def test_build_time():
    """Proves that a hall takes a year to build, which makes the run late: 2 + 3; else 3."""
    late = {"latest_year": 2027, "late_musd_per_year": 2}
    inst = halls({"hall_build_years": 1}, (2026, 2027), training_runs=[late])
    plan = optimum(inst, 2 + 3)
    assert cell(plan, "halls", "modules_built", period=2026) == 1
    assert cell(plan, "runs", "start_year") == 2027


@pytest.mark.parametrize(
    ("shell_life", "cooling_life", "musd"), [(2, 1, 3 + 3), (1, 2, 3 + 3), (2, 2, 3)]
)
def test_the_shorter_life_ends_a_hall(shell_life: float, cooling_life: float, musd: float):
    """Proves that a hall is built anew when shell or cooling is used up: 3 + 3, else 3."""
    inst = halls(
        {"shell_life_years": shell_life},
        (2026, 2027),
        cooling=[{"capex_musd_per_mw": 1, "life_years": cooling_life}],
        training_runs=[{"duration_years": 2}],
    )
    plan = optimum(inst, musd)
    assert total(plan, "halls", "modules_built") == musd / 3


def test_peak_pue_against_the_site_limit():
    """Proves that the site's limit holds for the peak load: of two runs of 1 MW IT at a peak PUE
    of 1.5 one fits into 2.8 MW: 3 + 10; by the mean PUE of 1.2, 2.4 MW, both would: 6.
    """
    inst = halls(
        {"max_facility_mw": 2.8},
        pue=[{"pue": 1.2, "pue_peak": 1.5}],
        training_runs=[{"run": "w1"}, {"run": "w2"}],
    )
    plan = optimum(inst, 3 + 10)
    assert cell(plan, "sites", "peak_facility_mw") == pytest.approx(1.5)


def test_halls_of_a_site_need_it_open():
    """Proves that halls are built at open sites only: 3 + 2 of opening; else 3."""
    plan = optimum(halls({"status": "candidate", "opening_musd": 2}), 3 + 2)
    assert cell(plan, "sites", "open") == 1


def test_mean_pue_drives_the_energy():
    """Proves that 1 MW IT takes 1.2 MW at 100 USD/MWh; by the peak PUE it would be 1.5."""
    inst = tiny(
        POWER,
        bill_of_materials=FREE,
        pue=[{"pue": 1.2, "pue_peak": 1.5}],
        energy=[{"grid_usd_per_mwh": 100}],
    )
    plan = optimum(inst, 1.2 * 100 * MWH)
    assert cell(plan, "sites", "mean_facility_mw") == pytest.approx(1.2)


def test_idle_draw():
    """Proves that 100 existing units draw half of 1 MW when the run of 2026 is over.

    1 + 0.5 MW at 100 USD/MWh; without idle draw 1, always busy 2.
    """
    inst = tiny(
        POWER,
        years=(2026, 2027),
        accelerators=[{"idle_share": 0.5}],
        existing_assets=[{"family": "accelerator", "item": "g", "units": 100}],
        energy=[{"grid_usd_per_mwh": 100}],
    )
    plan = optimum(inst, (1 + 0.5) * 100 * MWH)
    assert cell(plan, "hosting", "drawn_mw", period=2027) == pytest.approx(0.5)


def test_water_permit():
    """Proves that 8,760 m3 cool 0.5 MW at 2 l/kWh, the rest is cooled dry: 0.5 · 3 + 0.5 · 5.

    Without the permit it would be 3 by evaporation alone.
    """
    inst = halls(
        {"water_m3_per_year": 8760, "hall_module_mw": 0.5},
        cooling=[
            {"cooling": "evaporative", "capex_musd_per_mw": 1},
            {"cooling": "dry", "capex_musd_per_mw": 3},
        ],
        pue=[{"cooling": "evaporative", "water_l_per_kwh": 2}, {"cooling": "dry"}],
    )
    plan = optimum(inst, 0.5 * (2 + 1) + 0.5 * (2 + 3))
    assert cell(plan, "hosting", "drawn_mw", cooling="dry") == pytest.approx(0.5)


def test_idle_units_cool_by_the_hall_they_stand_in():
    """Proves that no cooling draws less than its idle units: 1 MW of units, half of it idle draw,
    stands in 0.5 MW of each existing hall; at 100 USD/MWh and PUE 1 and 2 the least is
    0.25 · 2 + 0.25 · 1 MW; were all of the 0.5 MW in the better hall, 0.5.
    """
    inst = tiny(
        POWER,
        sites=[{"max_facility_mw": 1.5, "hall_module_mw": 1, "shell_musd_per_mw": 100}],
        accelerators=[{"idle_share": 0.5}],
        cooling=[{"cooling": "air"}, {"cooling": "bath"}],
        pue=[
            {"cooling": "air", "pue": 2, "pue_peak": 2},
            {"cooling": "bath", "pue": 1, "pue_peak": 1},
        ],
        existing_assets=[
            {"family": "accelerator", "item": "g", "units": 100},
            {"family": "hall", "item": "air", "mw": 0.5},
            {"family": "hall", "item": "bath", "mw": 0.5},
        ],
        energy=[{"grid_usd_per_mwh": 100}],
        training_runs=[{"dropped_musd": 0, "h100e": 1000}],
    )
    plan = optimum(inst, (0.25 * 2 + 0.25 * 1) * 100 * MWH)
    assert cell(plan, "hosting", "drawn_mw", cooling="bath") == pytest.approx(0.25)


@pytest.mark.parametrize("dense", [{"rack_kw": 500}, {"h100e_per_unit": 0}])
def test_fabric_of_a_product_that_cannot_train_is_of_no_use(dense: dict[str, object]):
    """Proves that fabric may stand for what no cooling hosts or what does not train: the run buys g at 1.

    Were it looked for in the plan, where no such unit can be, the plan would be refused.
    """
    inst = tiny(
        HALLS,
        accelerators=[{}, {"accelerator": "h", **dense}],
        bill_of_materials=[{}, {"accelerator": "h"}],
        existing_assets=[{"family": "fabric", "item": "h", "units": 50}],
    )
    optimum(inst, 1)
