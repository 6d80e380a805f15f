"""The rows that the solver gets, compared with those that were read and found right.

After a wanted change of the model: `python -m tests.models.regenerate`, and read the difference.
"""

from __future__ import annotations

import pytest

from tests.models.cases import GOLDEN_CASES
from tests.models.regenerate import GOLDEN
from tests.models.rows import model_text

EXPECTED = {
    "every_rule": {
        "siting": "stays_open site_limit campus_cap",
        "fleet": "installed supply unit_use busy",
        "halls": "hosting hall_capacity peak_load halls_need_site draw draw_least draw_most water",
        "power": "whole_modules held_step power_limit order_book power_needs_site interconnection "
        "upgrade connected_once firm_power energy_balance availability land",
        "training": "run_once run_compute run_product_least run_product_most run_min_site "
        "run_site_cap run_start_cap run_max_sites at_runs run_least_sites run_rtt fabric at_once "
        "fabric_at_once",
        "inference": "demand_met site_volume two_ways prefill_work decode_work aggregated_work "
        "request_limit",
    },
    "day": {
        "power": "charge_limit discharge_limit storage_limit storage_level curtailed_firm "
        "curtailed_energy spare_or_backed firm_without_unit",
        "training": "run_slowed",
    },
    "contracts": {
        "leases": "lease_offer lease_needs_site",
        "rentals": "rental_offer rental_needs_site",
        "halls": "leased_halls in_leased",
        "fleet": "busy_rented busy_own",
    },
    "backbone": {
        "backbone": "one_hub hub_is_member one_start started passed_on kept_at_hub met_at_hub "
        "met_arrives corridor_capacity",
    },
    "limits": {
        "limits": "emissions water capital vendor_share served_share grid_region",
    },
}
"""Rows for which a case was made, by case and block."""


@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_rows_are_as_they_were(name: str):
    """Proves that no row, coefficient, bound or cost of a case has changed unseen."""
    texts = model_text(GOLDEN_CASES[name]())
    assert set(texts) == {path.stem for path in (GOLDEN / name).iterdir()}
    for block, text in texts.items():
        golden = (GOLDEN / name / f"{block}.txt").read_text(encoding="utf-8")
        assert text.splitlines() == golden.splitlines(), block


@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_every_kind_of_row_is_in_a_golden(name: str):
    """Proves that the case has an occasion for every constraint that it was made for."""
    for block, rows in EXPECTED[name].items():
        golden = (GOLDEN / name / f"{block}.txt").read_text(encoding="utf-8")
        for row in rows.split():
            assert f"row {block}.{row}[" in golden, row
