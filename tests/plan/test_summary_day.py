"""Figures of a plan with slices, storage, contracts and flexible power, from the case by the hour.

The plan is worked out in :mod:`hand_case_day`; slices are a quarter and twice three eighths of the
year. What is expected here is summed by hand from its rows.
"""

import dataclasses

import hand_case_day
import hand_instance_day
import pandas as pd
import pytest

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.describe import FIGURES, meanings, plan_page
from planner.plan.summary import Contracts, Storage, Work, summarise
from planner.plan.tables import PLAN_TABLE
from planner.plan.text import WIDTH, full_text


@pytest.fixture(scope="module")
def plan():
    return hand_case_day.plan()


@pytest.fixture(scope="module")
def instance():
    return hand_instance_day.instance()


@pytest.fixture
def summary(plan, instance):
    return summarise(plan, instance)


def replaced(plan: Plan, **tables: list[tuple]) -> Plan:
    """The plan with the rows of some tables given anew."""
    frames = {
        name: pd.DataFrame(rows, columns=list(PLAN_TABLE[name].columns))
        for name, rows in tables.items()
    }
    return Plan(plan.manifest, {**plan.tables, **frames})


def limits_of(plan: Plan, instance: Instance) -> dict:
    """Limits that bind by kind and place."""
    return {(found.limit, found.where): found for found in summarise(plan, instance).limits}


def test_services_are_means_of_the_year(summary):
    """Proves the weights: 45 requests/s of three eighths of the year are 16.875 of 1300.

    Summed over slices without weights, 3,015 would be asked for.
    """
    chat = summary.years[1].services["chat"]
    assert chat.asked_requests_per_s == pytest.approx(1300)
    assert chat.unserved_requests_per_s == pytest.approx(16.875)
    assert chat.unserved_share == pytest.approx(16.875 / 1300)
    assert chat.disaggregated_share == 0


def test_pools_count_with_their_mean(summary):
    """Proves the mean: 100, 400 and 200 units are 250, and 30, 101.25 and 67.5 are 70.78125.

    At 2 kW that is 0.6415625 MW; the most over the slices, 501.25 units, would be 1.0025 MW.
    """
    year = summary.years[1]
    assert year.work_by_kind == {
        "campus": Work(2.0, 0.0),
        "edge": Work(0.0, pytest.approx(0.6415625)),
    }
    assert (year.training_it_mw, year.inference_it_mw) == (2.0, pytest.approx(0.6415625))
    assert year.inference_share == pytest.approx(0.6415625 / 2.6415625)


def test_storage_by_power_energy_and_what_it_shifts(summary):
    """Proves 4 h · 1 MW, and 0.2 MW over 12 h of three days in four: 1.8 MWh on a mean day."""
    assert summary.years[0].storage == Storage(1.0, 4.0, pytest.approx(1.8))
    assert summary.years[1].storage == Storage(2.6, pytest.approx(10.4), pytest.approx(1.8))


def test_leased_and_rented_shares(summary):
    """Proves 0.2 of 3.2 MW of halls, and 50 of 850 units."""
    assert summary.years[1].contracts == Contracts(
        own_hall_it_mw=3.0,
        leased_hall_it_mw=0.2,
        leased_share=pytest.approx(0.2 / 3.2),
        used_leased_it_mw=0.2,
        own_units=800,
        rented_units=50,
        rented_share=pytest.approx(50 / 850),
    )


def test_power_stack(summary):
    """Proves firm, flexible and leased power, and energy as means over the year.

    Battery 0.5 · 2.6, turbine 0.8 · 3.25, leased halls 1.5 · 0.2; solar counts nothing. Energy of
    the battery is what it gives: three eighths of 0.2 MW.
    """
    year = summary.years[1]
    assert year.firm_mw_by_option == pytest.approx(
        {"battery": 1.3, "flex": 2.6, "grid": 1.0, "turbine": 2.6, "leased": 0.3}
    )
    assert (year.flexible_mw, year.leased_power_mw) == (2.6, pytest.approx(0.3))
    assert year.energy_mw_by_option == pytest.approx(
        {
            "flex": 2.33,
            "grid": 0.07,
            "solar": 0.25 * 0.25 + 0.375 * 0.6,
            "turbine": 0.39125,
            "leased": 0.083625,
            "battery": 0.075,
        }
    )
    assert year.bridge.connected_mw == pytest.approx(10.45 + 0.3)
    assert year.bridge.firm_mw == pytest.approx(7.8)


def test_spend_by_vendor_is_of_the_orders(summary):
    """Proves 100 units of 20,000 USD in 2026; units that stand or are rented are no orders."""
    assert [year.spend_musd_by_vendor for year in summary.years] == [{"V": pytest.approx(2)}, {}]


def test_slowed_load_of_a_run(summary):
    """Proves that 100 slowed units of 10 kW are 1 MW of the run's 2."""
    assert summary.runs[0].slowed_it_mw_by_site == {"city": 1.0}
    assert "slows when curtailed, MW IT: city 1" in full_text(summary)


def test_what_carries_a_site_is_named(plan, instance):
    """Proves the notes on curtailed hours and spare units, and that the peak slice counts.

    `isle` serves 1600 requests/s by day and 1000 on the mean of the year, of 1600 that it may.
    """
    found = limits_of(plan, instance)
    assert set(found) == {
        ("requests of a site", "isle"),
        ("curtailed hours", "city"),
        ("spare unit", "turbine at isle"),
    }
    curtailed = found["curtailed hours", "city"]
    assert (curtailed.years, curtailed.value, curtailed.unit) == ((2027,), 876, "h/year")
    assert curtailed.note == (
        "2.6 MW connected; bridged by 1.2 MW of slowed runs, 1 MW of grid and 0.8 MW of battery "
        "for a peak of 3 MW in 2027"
    )
    spare = found["spare unit", "turbine at isle"]
    assert (spare.years, spare.value, spare.unit) == ((2026, 2027), 2, "MW")


def test_no_spare_beside_a_grid_of_its_size(plan, instance):
    """Proves that 2 MW of grid back a unit of 2 MW; 1 MW would not."""
    rows = [tuple(row) for row in plan.tables["power"].itertuples(index=False)]
    for grid_mw, stands_by in ((2.0, False), (1.0, True)):
        line = [("isle", "grid", "existing", year, 0.0, 0, grid_mw) for year in (2026, 2027)]
        found = limits_of(replaced(plan, power=[*rows, *line]), instance)
        assert (("spare unit", "turbine at isle") in found) is stands_by


def test_full_storage(plan, instance):
    """Proves that 4 MWh in a battery of 1 MW and 4 hours bind, and 2.4 do not."""
    assert ("storage", "battery at isle") not in limits_of(plan, instance)
    full = [("isle", "battery", 2026, "day", 0.0, 0.0, 4.0)]
    found = limits_of(replaced(plan, storage=full), instance)["storage", "battery at isle"]
    assert (found.years, found.value, found.unit) == ((2026,), 4, "MWh")


def test_offers_that_are_used_up(plan, instance):
    """Proves that each offer is named with its year: 0.5 MW of 0.5, and 60 units of 60."""
    found = limits_of(
        replaced(
            plan,
            leases=[
                ("port", "air", 2026, 2026, 0.5, 0.5),
                ("port", "air", 2026, 2027, 0.0, 0.4),
                ("port", "liquid", 2027, 2027, 0.05, 0.05),
            ],
            rentals=[("port", "infer", 2027, 2027, 60.0, 60.0)],
        ),
        instance,
    )
    lease, rental = found["lease offer", "air at port, from 2026"], None
    assert (lease.years, lease.value, lease.unit) == ((2026,), 0.5, "MW IT")
    rental = found["rental offer", "infer at port, from 2027"]
    assert (rental.years, rental.value, rental.unit) == ((2027,), 60, "units")
    assert ("lease offer", "liquid at port, from 2027") not in found


def test_share_of_one_metro(plan, instance):
    """Proves that a site at the most it may serve of a metro is counted, metro by metro."""
    (chat,) = instance.services
    held = instance.replace(services=(chat.model_copy(update={"max_site_share": 0.9}),))
    rows = [
        ("chat", "M", "isle", 2026, "day", 0.9, 1440.0, 12.0),
        ("chat", "N", "port", 2026, "day", 0.5, 150.0, 12.0),
    ]
    found = limits_of(replaced(plan, routing=rows), held)["share of one metro", "chat"]
    assert (found.years, found.value, found.note) == ((2026,), 0.9, "in 1 of 2 metros")


def test_round_trips_weigh_slices_by_their_hours(plan, instance):
    """Proves 0.25 · 60 requests/s at 8 ms against 0.375 · 40 at 60 ms: half and half, mean 34 ms.

    Without the hours it would be 0.6 against 0.4.
    """
    rows = [
        ("chat", "M", "isle", 2026, "sunday", 1.0, 60.0, 8.0),
        ("chat", "M", "isle", 2026, "day", 1.0, 40.0, 60.0),
    ]
    chat = summarise(replaced(plan, routing=rows), instance).years[0].services["chat"]
    assert {step: share for step, share in chat.share_by_rtt.items() if share} == {
        "10 ms": 0.5,
        "100 ms": 0.5,
    }
    assert (chat.mean_rtt_ms, chat.p95_rtt_ms) == (34, 60)


def test_without_instance_slices_have_no_weights(plan):
    """Proves that what would need the hours of the slices is left out, not summed up wrongly."""
    summary = summarise(plan)
    assert summary.years[1].services == {}
    assert summary.years[1].energy_mw_by_option == {}
    assert summary.years[1].contracts.rented_units == 50
    assert summary.years[1].power_mw_by_option["flex"] == 2.6
    assert "Services" not in full_text(summary)


def test_text_names_every_figure(summary):
    """Proves that the new figures stand in the text, within the width."""
    text = full_text(summary)
    assert max(map(len, text.splitlines())) <= WIDTH
    for line in (
        "of it may be curtailed        -    2.6",
        "with leased halls           0.3    0.3",
        "MWh shifted a day           1.8    1.8",
        "rented, %                   -   5.9%",
        "Accelerators ordered, M$",
    ):
        assert line in text


def test_every_figure_is_on_the_page_of_the_plan_format(summary):
    """Proves that whatever `show --json` can print is described, at its place in the document."""
    described = set(FIGURES.values())

    def look(figure: object) -> None:
        if dataclasses.is_dataclass(figure):
            assert type(figure) in described
            assert all(meanings(type(figure)).values())
            for field in dataclasses.fields(figure):
                look(getattr(figure, field.name))
        elif isinstance(figure, dict):
            for part in figure.values():
                look(part)
        elif isinstance(figure, tuple):
            for part in figure:
                look(part)

    look(summary)
    page = plan_page()
    assert all(f"| `{name}` |" in page for figure in described for name in meanings(figure))
    assert all(f"`{name}.csv`" in page for name in PLAN_TABLE)
