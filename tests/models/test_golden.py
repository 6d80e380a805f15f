"""The rows that the solver gets, compared with those that were read and found right.

After a wanted change of the model: `python -m tests.models.regenerate`, and read the difference.
"""

from __future__ import annotations

import pytest

from tests.models.cases import every_rule
from tests.models.regenerate import GOLDEN
from tests.models.rows import model_text

BLOCKS = ("siting", "fleet", "halls", "power", "training", "inference", "cost")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return model_text(every_rule())


@pytest.mark.parametrize("block", BLOCKS)
def test_rows_are_as_they_were(texts: dict[str, str], block: str):
    """Proves that no row, coefficient, bound or cost of a family has changed unseen."""
    golden = (GOLDEN / f"{block}.txt").read_text(encoding="utf-8")
    assert texts[block].splitlines() == golden.splitlines()


def test_every_block_has_a_golden(texts: dict[str, str]):
    """Proves that no part of the model is left out of the comparison."""
    assert set(texts) == set(BLOCKS) == {path.stem for path in GOLDEN.iterdir()}


def test_every_kind_of_row_is_in_a_golden(texts: dict[str, str]):
    """Proves that the instance has an occasion for every constraint that the families declare."""
    expected = {
        "siting": "stays_open site_limit campus_cap",
        "fleet": "installed supply unit_use busy",
        "halls": "hosting hall_capacity peak_load halls_need_site draw draw_least draw_most water",
        "power": "whole_modules held_step power_limit order_book power_needs_site interconnection "
        "upgrade connected_once firm_power energy_balance capacity_factor land",
        "training": "run_once run_compute run_product_least run_product_most run_min_site "
        "run_site_cap run_start_cap run_max_sites at_runs run_least_sites run_rtt fabric at_once "
        "fabric_at_once",
        "inference": "demand_met site_volume two_ways prefill_work decode_work aggregated_work "
        "request_limit",
    }
    for block, names in expected.items():
        for name in names.split():
            assert f"row {block}.{name}[" in texts[block], name
