"""Lives shorter than a period: refused where something would be free, else a remark."""

from __future__ import annotations

import pytest

from planner.instance import InvalidInstance
from tests.tiny import FLEET, POWER, ROUTING, Rows, tiny

TWO_YEARS = {"years": (2026, 2027), "end": 2029}


def refused(families: tuple[str, ...], **tables: Rows) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInstance) as caught:
        tiny(families, **TWO_YEARS, **tables)  # type: ignore[arg-type]
    return [(fault.file, fault.column, str(fault)) for fault in caught.value.faults]


@pytest.mark.parametrize("costs", [{"opening_musd": 1}, {"land_ha": 1, "land_usd_per_ha": 1000}])
def test_an_opening_may_not_be_free(costs: dict[str, float]) -> None:
    """Proves that an opening recovered over 1 year is refused when a period lasts 2."""
    site = {"status": "candidate", "opening_life_years": 1, **costs}
    ((file, column, text),) = refused(ROUTING, sites=[site])
    assert (file, column) == ("sites", "opening_life_years")
    assert "at least 2 years" in text and "would cost nothing" in text
    tiny(ROUTING, **TWO_YEARS, sites=[site | {"opening_life_years": 2}])  # type: ignore[arg-type]


def test_an_opening_without_cost_may_have_any_life() -> None:
    """Proves that a life is only refused where there is something to recover over it."""
    free = {"status": "candidate", "opening_life_years": 1}
    costs = {"status": "existing", "opening_life_years": 1, "opening_musd": 1}
    for site in (free, costs):
        assert tiny(ROUTING, **TWO_YEARS, sites=[site]).sites  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "paid",
    [
        {"site_power": [{"interconnection_musd": 5}]},
        {"energisation_steps": [{"year": 2026, "cumulative_mw": 1, "upgrade_musd": 5}]},
    ],
)
def test_a_connection_may_not_be_free(paid: dict[str, Rows]) -> None:
    """Proves that an option that ends within a period is refused when its connections are paid."""
    short: Rows = [{"life_years": 1}]
    ((file, column, text),) = refused(POWER, power_options=short, **paid)
    assert (file, column) == ("power_options", "life_years")
    (table,) = paid
    assert f"{table} row 1" in text and "would cost nothing" in text


def test_a_life_too_short_to_serve_a_period_is_told() -> None:
    """Proves that a unit of 1 year is no fault beside a period of 2, but named in the notes."""
    inst = tiny(FLEET, **TWO_YEARS, accelerators=[{"life_years": 1}])  # type: ignore[arg-type]
    assert [note for note in inst.notes if "life_years" in note] == [
        "accelerators row 1, column life_years: no unit ordered with a life of 1 years serves a "
        "period of 2 years"
    ]
    whole = tiny(FLEET, **TWO_YEARS, accelerators=[{"life_years": 2}])  # type: ignore[arg-type]
    assert not [note for note in whole.notes if "life_years" in note]
