"""Spare units: optima derived by hand. Units are free; an engine costs 3 M$/MW, firm grid 1."""

from __future__ import annotations

import pytest

from planner.instance import Instance
from tests.tiny import POWER, Rows, optimum, tiny, total

FREE = [{"usd_per_unit": 0}]
ENGINE = {"option": "engine", "kind": "gas", "capex_usd_per_kw": 3000, "unit_mw": 0.5}
GRID = {"option": "grid", "kind": "grid", "capex_usd_per_kw": 1000}


def islanded(
    engine: dict[str, object] | None = None,
    site: dict[str, object] | None = None,
    **tables: Rows,
) -> Instance:
    """A run of 1 MW on engines; the grid comes only where a position is held."""
    given: dict[str, Rows] = {
        "bill_of_materials": FREE,
        "sites": [{"grid_queue_years": 40, "max_facility_mw": 2} | (site or {})],
        "power_options": [ENGINE | (engine or {}), GRID],
    }
    return tiny(POWER, **given | tables)


def test_islanded_plant_has_a_spare():
    """Proves that 1 MW stands on three engines of 0.5 MW: 4.5; without a spare on two, 3."""
    plan = optimum(islanded(), 4.5)
    assert total(plan, "power", "built_mw", option="engine") == pytest.approx(1.5)


def test_no_unit_no_spare():
    """Proves that an option without unit_mw needs no spare: 3."""
    optimum(islanded({"unit_mw": None}), 3)


def test_a_grid_of_a_unit_backs_the_plant():
    """Proves that 0.5 MW of grid make 0.5 MW of engine enough: 0.5 + 1.5; less of it does not.

    With 0.4 MW, 0.4 + 3 · 1.1 or, without the grid, 4.5.
    """
    optimum(islanded(site={"queue_mw": 0.5}), 0.5 + 1.5)
    optimum(islanded(site={"queue_mw": 0.4}), 0.4 + 3.3)


@pytest.mark.parametrize(("mw", "musd"), [(0.5, 1.5), (0.4, 3.3)])
def test_existing_grid_backs_the_plant(mw: float, musd: float):
    """Proves that grid that stands backs too, from a unit's size on."""
    optimum(islanded(existing_assets=[{"family": "power", "item": "grid", "mw": mw}]), musd)


def test_a_spare_counts_by_its_credit():
    """Proves that engines of 90 % credit need 1/0.9 MW and a unit: 3 · (1/0.9 + 0.5)."""
    optimum(islanded({"capacity_credit": 0.9}), 3 * (1 / 0.9 + 0.5))


def test_a_spare_of_whole_modules():
    """Proves that in modules of 0.75 MW with a unit of 0.75 three stand: 6.75; without a spare two."""
    optimum(islanded({"unit_mw": 0.75, "module_mw": 0.75}), 3 * 2.25)


def test_existing_plant_needs_a_spare_too():
    """Proves that 1 MW of engines that stand carry the run only with 0.5 MW more: 1.5; else 0."""
    optimum(islanded(existing_assets=[{"family": "power", "item": "engine", "mw": 1}]), 1.5)


def test_a_flexible_connection_backs_nothing():
    """Proves that plant beside a flexible connection needs its spare all the same.

    The engines carry 1 MW in curtailed hours (3); firm less a unit of 0.5 they do it with 0.5 MW of the
    connection at 0.1 M$/MW: 3.05, where a third engine would make it 4.5. Backed by it, 3.
    """
    flexible = {
        "option": "flexible", "kind": "grid_flexible", "capex_usd_per_kw": 100,
        "max_curtailed_hours_per_year": 87.6,
    }  # fmt: skip
    optimum(islanded(power_options=[ENGINE, flexible]), 3.05)
