"""The figures of a plan: every expected number here is summed by hand from the rows above it."""

import json

import pandas as pd
import pytest

from planner.instance import Instance
from planner.instance.schema import (
    Accelerator,
    AcceleratorSupply,
    Cooling,
    EnergisationStep,
    ExistingAsset,
    PowerOption,
    PowerSupply,
    Pue,
    Service,
    Settings,
    Site,
    SitePower,
)
from planner.plan.core import Manifest, Plan, Status, StoppedBy
from planner.plan.summary import Bridge, Work, summarise
from planner.plan.tables import PLAN_TABLES
from planner.plan.text import WIDTH, full_text, money, percent, short_text

FAMILIES = ("siting", "fleet", "halls", "power", "training", "inference")

ROWS = {
    "sites": [
        ("town", 2026, 1, 10.0, 12.0, 11.0),
        ("town", 2028, 1, 20.0, 24.0, 22.0),
        ("far", 2026, 0, 0.0, 0.0, 0.0),
        ("far", 2028, 1, 80.0, 100.0, 90.0),
    ],
    "halls": [
        ("town", "air", 2026, 10, 10.0, 0.0, 10.0, 0.0),
        ("town", "air", 2028, 10, 20.0, 0.0, 20.0, 0.0),
        ("far", "air", 2028, 80, 80.0, 0.0, 80.0, 0.0),
    ],
    "hosting": [
        ("town", "gpu", "air", 2026, 10.0, 8.0),
        ("town", "gpu", "air", 2028, 20.0, 15.0),
        ("far", "gpu", "air", 2028, 80.0, 60.0),
    ],
    "power": [
        ("town", "grid", "existing", 2026, 0.0, 0, 15.0),
        ("town", "grid", "existing", 2028, 0.0, 0, 15.0),
        ("town", "grid", "held-2026", 2026, 10.0, 0, 10.0),
        ("town", "grid", "held-2026", 2028, 0.0, 0, 10.0),
        ("far", "grid", "order", 2026, 60.0, 0, 0.0),
        ("far", "grid", "order", 2028, 0.0, 0, 60.0),
        ("far", "gas", "order", 2026, 50.0, 0, 50.0),
        ("far", "gas", "order", 2028, 0.0, 0, 50.0),
    ],
    "fleet": [
        ("town", "gpu", 2026, 10_000, 10_000, 0, 0, 8_000),
        ("town", "gpu", 2028, 10_000, 20_000, 0, 4_000, 14_000),
        ("far", "gpu", 2028, 80_000, 80_000, 0, 70_000, 0),
    ],
    "runs": [
        ("big", "placed", 2028, 2029.5, 1.0, "gpu", 2, 74.0, ""),
        ("small", "dropped", None, None, None, "", 0, 0.0, ""),
    ],
    "run_sites": [("big", "far", 70_000, 70.0, 0.0), ("big", "town", 4_000, 4.0, 0.0)],
    "volumes": [
        ("chat", "town", 2026, "year", 90.0, 45.0, 45.0),
        ("chat", "town", 2028, "year", 200.0, 200.0, 0.0),
    ],
    "pools": [
        ("chat", "town", "gpu", "prefill", 2026, "year", 3_000.0),
        ("chat", "town", "gpu", "aggregated", 2026, "year", 5_000.0),
        ("chat", "town", "gpu", "prefill", 2028, "year", 14_000.0),
    ],
    "routing": [
        ("chat", "metro", "town", 2026, "year", 0.9, 90.0, 39.0),
        ("chat", "metro", "town", 2028, "year", 1.0, 200.0, 39.0),
    ],
    "unserved": [
        ("chat", "metro", 2026, "year", 0.1, 10.0),
        ("chat", "metro", 2028, "year", 0.0, 0.0),
    ],
    "costs": [
        ("halls", "town", 2026, 700.0),
        ("halls", "far", 2028, 200.0),
        ("unserved", "", 2026, 100.0),
    ],
    "cash": [("halls", 2026, 900.0), ("halls", 2028, 300.0), ("unserved", 2026, 100.0)],
}


def make_plan(rows=ROWS):
    tables = {
        table.name: pd.DataFrame(rows.get(table.name, []), columns=list(table.columns))
        for table in PLAN_TABLES
    }
    manifest = Manifest(
        instance="two places",
        instance_sha256="",
        status=Status.FEASIBLE,
        stopped_by=StoppedBy.TIME_LIMIT,
        objective_musd=1000.0,
        bound_musd=990.0,
        gap=0.01,
        gap_controllable=10 / 900,
        gap_musd=10.0,
        heads_musd={"halls": 900.0, "unserved": 100.0},
        changes={"discount_rate": "0.1"},
        notes=("a note",),
        verified=True,
    )
    return Plan(manifest, tables)


def make_instance():
    """Limits that the plan uses up: the group's cap, gas order book, supply, held MW, water."""
    return Instance(
        settings=Settings(
            name="two places",
            families=FAMILIES,
            periods=(2026, 2028),
            horizon_end_year=2030,
            discount_rate=0.0,
            price_year=2026,
            campus_cap_mw=100.0,
        ),
        sites=(
            Site(
                site="far", kind="campus", max_facility_mw=300, grid_queue_years=2, climate_zone="z"
            ),
            Site(
                site="town",
                kind="edge",
                max_facility_mw=24.01,
                grid_queue_years=1,
                climate_zone="z",
                # 15 MW drawn in 2028 at 1 l/kWh: 15,000 kW · 8,760 h · 1 l = 131,400 m3.
                water_m3_per_year=131_400,
            ),
        ),
        accelerators=(
            Accelerator(accelerator="gpu", vendor="Maker", kw_per_unit=1, rack_kw=10, life_years=5),
        ),
        accelerator_supply=(
            AcceleratorSupply(accelerator="gpu", year=2026, units=20_000),
            AcceleratorSupply(accelerator="gpu", year=2028, units=45_000),
        ),
        cooling=(Cooling(cooling="air", max_rack_kw=40, capex_musd_per_mw=1, life_years=10),),
        pue=(Pue(cooling="air", climate_zone="z", pue=1.1, pue_peak=1.2, water_l_per_kwh=1.0),),
        power_options=(
            PowerOption(
                option="gas", kind="gas", capex_usd_per_kw=1, capacity_credit=0.9, life_years=20
            ),
            PowerOption(
                option="grid", kind="grid", capex_usd_per_kw=1, capacity_credit=1, life_years=20
            ),
        ),
        power_supply=(PowerSupply(option="gas", year=2026, mw=25),),
        site_power=(SitePower(site="far", option="gas", max_mw=50),),
        energisation_steps=(
            EnergisationStep(site="town", option="grid", year=2026, cumulative_mw=10),
        ),
        services=(Service(service="chat", max_network_ms=40, model="m"),),
    )


@pytest.fixture
def summary():
    return summarise(make_plan(), make_instance())


def test_years_add_up_the_rows_of_their_period(summary):
    """Proves the sums by year, kind, option, vendor and head; a mixed-up period would show."""
    first, second = summary.years
    assert (first.year, second.year) == (2026, 2028)
    assert (first.sites_open, second.sites_open) == (1, 2)
    assert second.sites_open_by_kind == {"edge": 1, "campus": 1}
    assert (first.it_mw, second.it_mw) == (10, 100)
    assert second.facility_mw_by_kind == {"edge": 24, "campus": 100}
    assert first.power_mw_by_option == {"grid": 25, "gas": 50}
    assert second.power_mw_by_option == {"grid": 85, "gas": 50}
    assert second.units_by_vendor == {"Maker": 100_000}
    assert first.cost_musd_by_head == {"halls": 700, "unserved": 100}


def test_penalties_are_no_cash(summary):
    """Proves that a penalty is never shown as cash, also when a plan's table should hold one."""
    assert summary.years[0].cash_musd_by_head == {"halls": 900}


def test_bridge_from_asked_to_used(summary):
    """Proves every step: 2026 asks 15 existing + 10 held + 60 + 50 ordered; 60 wait."""
    first, second = summary.years
    assert first.bridge == Bridge(135, 75, 25 + 0.9 * 50, 12, 10, 8)
    assert second.bridge == Bridge(135, 135, 85 + 0.9 * 50, 124, 100, 75)


def test_work_by_kind_weighs_units_with_their_load(summary):
    """Proves the split of training and inference: 1 kW a unit, so 1,000 units are 1 MW."""
    assert summary.years[0].work_by_kind == {"edge": Work(0, 8)}
    assert summary.years[1].work_by_kind == {"campus": Work(70, 0), "edge": Work(4, 14)}


def test_sites_are_energised_by_the_first_new_power_or_load(summary):
    """Proves that on-site power ordered for a site still closed counts from its first MW."""
    lines = {line.site: line for line in summary.sites}
    assert (lines["town"].first_open, lines["town"].first_energised) == (2026, 2026)
    assert (lines["far"].first_open, lines["far"].first_energised) == (2028, 2026)
    assert (lines["far"].kind, lines["far"].last_facility_mw) == ("campus", 100)


def test_existing_power_alone_does_not_energise_a_site():
    """Proves that a site with old power and nothing on it is not called energised."""
    rows = ROWS | {
        "sites": [("town", 2026, 1, 0.0, 0.0, 0.0)],
        "power": [("town", "grid", "existing", 2026, 0.0, 0, 15.0)],
        "volumes": [],
    }
    assert summarise(make_plan(rows)).sites[0].first_energised is None


def test_runs_and_services(summary):
    """Proves run places, lateness, drops, and the unserved and disaggregated shares."""
    big, small = summary.runs
    assert (big.start_year, big.end_year, big.late_years) == (2028, 2029.5, 1)
    assert big.it_mw_by_site == {"far": 70, "town": 4}
    assert (small.status, small.start_year, small.it_mw_by_site) == ("dropped", None, {})
    chat = summary.years[0].services["chat"]
    assert (chat.asked_requests_per_s, chat.unserved_share) == (100, 0.1)
    assert chat.disaggregated_share == 0.5


def test_limits_that_bind(summary):
    """Proves each kind of limit, with its place and years; unused limits are not named.

    Far's own limit of 300 MW and the supply of 2026 (20,000 a year over two years, 10,000 bought)
    have room. Supply of 2028 is 2 · 45,000 = 90,000, all bought. Town's limit has 0.04 % left.
    """
    found = {(limit.limit, limit.where): limit for limit in summary.limits}
    assert {key: limit.years for key, limit in found.items()} == {
        ("site limit", "town"): (2028,),
        ("campus cap", "far"): (2028,),
        ("power of a site", "gas at far"): (2026, 2028),
        ("order book", "gas"): (2026,),
        ("accelerator supply", "gpu"): (2028,),
        ("held position", "grid at town, 2026"): (2026,),
        ("grid queue", "far"): (2026,),
        ("water", "town"): (2028,),
        ("latency budget", "chat"): (2026, 2028),
    }
    assert found["order book", "gas"].value == 50
    assert found["accelerator supply", "gpu"].value == 90_000
    assert found["grid queue", "far"].note == "bridged by 50 MW of gas until 2028"


def test_campus_cap_rises_to_what_is_committed():
    """Proves that 150 MW of existing power lift a cap of 100 MW: 100 MW of load then has room."""
    stands = ExistingAsset(site="far", family="power", item="grid", in_service_year=2028, mw=150.0)
    limits = summarise(make_plan(), make_instance().replace(existing_assets=(stands,))).limits
    assert "campus cap" not in {limit.limit for limit in limits}


def test_without_instance_what_needs_it_is_left_out():
    """Proves that a plan alone still gives its figures, and says how to get the others."""
    summary = summarise(make_plan())
    assert summary.limits is None
    assert summary.years[1].bridge is None
    assert summary.years[1].units_by_accelerator == {"gpu": 100_000}
    text = full_text(summary)
    assert "--instance" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_json_is_plain(summary):
    """Proves that the figures survive JSON and no NaN is among them."""
    read = json.loads(json.dumps(summary.as_json(), allow_nan=False))
    assert read["years"][1]["bridge"]["firm_mw"] == 130
    assert read["runs"][0]["it_mw_by_site"] == {"far": 70, "town": 4}


def test_text_fits_a_terminal_and_says_it_all(summary):
    """Proves the width, and that the figures a mail would quote stand in the text."""
    text = full_text(summary)
    assert max(map(len, text.splitlines())) <= WIDTH
    for figure in (
        "1.00 bn$",
        "1.00% = 10.0 M$",
        "1.11%",
        "discount_rate = 0.1",
        "Maker",
        "dropped",
    ):
        assert figure in text
    assert "10.0%" in text
    assert max(map(len, short_text(summary).splitlines())) <= WIDTH


def test_many_years_are_set_in_blocks():
    """Proves that a plan of 20 years is shown whole within the width."""
    sites = [("town", 2026 + n, 1, 10.0 + n, 12.0 + n, 11.0) for n in range(20)]
    text = full_text(summarise(make_plan({"sites": sites})))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert all(str(2026 + n) in text for n in range(20))


@pytest.mark.parametrize(
    ("musd", "words"),
    [
        (0, "0 M$"),
        (0.0123, "0.0123 M$"),
        (4.567, "4.57 M$"),
        (845.4, "845 M$"),
        (12_345.6, "12.3 bn$"),
        (123_456, "123 bn$"),
        (1_234_567, "1,235 bn$"),
    ],
)
def test_money_has_three_digits(musd, words):
    """Proves the rounding of money in words, thousands included."""
    assert money(musd) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0.00%"), (0.1234, "12.34%"), (0.00002, "0.0020%")]
)
def test_small_gaps_are_not_rounded_to_nothing(share, words):
    """Proves that a small gap is not printed as 0."""
    assert percent(share) == words
