"""Power: optima derived by hand. Units, shells and cooling are free; a run takes 1 MW a year."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from planner.instance import Instance, InvalidInstance
from tests.tiny import POWER, Rows, cell, optimum, tiny, total

FREE = [{"usd_per_unit": 0}]
MWH = 8760e-6
"""M$ for 1 MW throughout a year at 1 USD/MWh."""
YEARS = (2026, 2027)
NEVER = {"grid_queue_years": 40}
"""A queue too long for the horizon: nothing but held positions."""
WINDOW = {"latest_year": 2027, "late_musd_per_year": 2}
TWO_YEARS = {"duration_years": 2}


def mw_costs(musd_per_mw: float, **columns: object) -> dict[str, object]:
    """A power option with a cost per MW."""
    return {"capex_usd_per_kw": musd_per_mw * 1000, **columns}


GRID = mw_costs(1)
GAS = mw_costs(3, option="gas", kind="gas")


def power(
    years: tuple[int, ...] = (2026,),
    options: Rows = (GRID,),
    site: Mapping[str, object] | None = None,
    settings: Mapping[str, object] | None = None,
    **tables: Rows,
) -> Instance:
    """An instance in which the grid costs 1 M$/MW and energy nothing."""
    sites: dict[str, Rows] = {"sites": [dict(site or {})]}
    given: dict[str, Rows] = sites | {"bill_of_materials": FREE, "power_options": options} | tables
    return tiny(POWER, years=years, settings=settings, **given)


def test_there_is_one_grid():
    """Proves that a second option of kind grid, which would double the MW held, is refused."""
    with pytest.raises(InvalidInstance, match="one option of kind grid"):
        power(options=(GRID, GRID | {"option": "other grid"}))


def test_queue():
    """Proves that a connection waits a year, which makes the run late: 1 + 2; else 1."""
    plan = optimum(power(YEARS, site={"grid_queue_years": 1}, training_runs=[WINDOW]), 1 + 2)
    assert cell(plan, "power", "built_mw", tranche="order", period=2026) == pytest.approx(1)
    assert cell(plan, "runs", "start_year") == 2027


@pytest.mark.parametrize("queue_year", [2026, None])
def test_held_position_serves_at_once_up_to_its_size(queue_year: int | None):
    """Proves that of two runs one is powered by the 1.5 MW held: 1 + 10; without them 20, if the
    queue did not bind 1 + 1.
    """
    site = NEVER | {"queue_mw": 1.5, "queue_year": queue_year}
    plan = optimum(power(site=site, training_runs=[{"run": "w1"}, {"run": "w2"}]), 1 + 10)
    step = f"held-{queue_year or 'now'}"
    assert cell(plan, "power", "built_mw", tranche=step) == pytest.approx(1)


def test_held_position_of_a_later_year():
    """Proves that MW held for 2027 make the run late: 1 + 2; at once 1, not at all 10."""
    site = NEVER | {"queue_mw": 1, "queue_year": 2027}
    plan = optimum(power(YEARS, site=site, training_runs=[WINDOW]), 1 + 2)
    assert cell(plan, "power", "built_mw", tranche="held-2027", period=2027) == pytest.approx(1)


@pytest.mark.parametrize(("dropped", "musd"), [(10, 1 + (1 + 4)), (3, 1 + 3)])
def test_energisation_steps_with_an_upgrade(dropped: float, musd: float):
    """Proves that the MW of 2027 need the whole upgrade of 4, if any of its 2 MW are taken.

    2026 takes the first step (1), 2027 half of the second: 1 + 4. Where dropping the run costs 3,
    it is dropped. An upgrade by the MW would cost 1 + 1 + 2 in both cases; MW used twice 1.
    """
    steps = [
        {"year": 2026, "cumulative_mw": 1},
        {"year": 2027, "cumulative_mw": 3, "upgrade_musd": 4},
    ]
    runs = [
        {"run": "w1"},
        {"run": "w2", "earliest_year": 2027, "latest_year": 2027, "dropped_musd": dropped},
    ]
    plan = optimum(power(YEARS, site=NEVER, energisation_steps=steps, training_runs=runs), musd)
    assert total(plan, "connections", "connected", tranche="held-2027") == (dropped == 10)


def test_steps_say_the_mw_held_by_then():
    """Proves that 1 MW of 2026 and 3 MW of 2027 are 3 in all: four runs of 2027, one dropped.

    3 + 10; were they added up, 4.
    """
    steps = [{"year": 2026, "cumulative_mw": 1}, {"year": 2027, "cumulative_mw": 3}]
    runs = [{"run": f"w{i}", "earliest_year": 2027, "latest_year": 2027} for i in range(4)]
    inst = power(YEARS, site=NEVER, energisation_steps=steps, training_runs=runs)
    plan = optimum(inst, 3 + 10)
    assert total(plan, "power", "built_mw") == pytest.approx(3)


def test_a_step_is_not_energised_before_its_year():
    """Proves that 1 MW of 2026 drops one of two runs of 2026 although 3 MW come in 2027."""
    steps = [{"year": 2026, "cumulative_mw": 1}, {"year": 2027, "cumulative_mw": 3}]
    runs = [{"run": "w1"}, {"run": "w2"}]
    optimum(power(YEARS, site=NEVER, energisation_steps=steps, training_runs=runs), 1 + 10)


def test_order_book_over_two_sites():
    """Proves that 1.2 MW a year power one of two sites: 1 + 10; for each site it would be 2."""
    inst = power(
        sites=[{"site": "a"}, {"site": "b", "kind": "edge"}],
        training_runs=[
            {"run": "w1", "site_kinds": "campus"},
            {"run": "w2", "site_kinds": "edge"},
        ],
        power_supply=[{"mw": 1.2}],
    )
    plan = optimum(inst, 1 + 10)
    assert total(plan, "power", "built_mw") == pytest.approx(1)


def test_order_book_counts_the_years_of_a_period():
    """Proves that 0.5 MW a year are 1 MW in a period of two years: 1; else the run is dropped."""
    inst = tiny(
        POWER,
        end=2028,
        bill_of_materials=FREE,
        sites=[{"shell_life_years": 2}],
        accelerators=[{"life_years": 2}],
        cooling=[{"life_years": 2}],
        power_options=[GRID | {"life_years": 2}],
        power_supply=[{"mw": 0.5}],
        training_runs=[TWO_YEARS],
    )
    optimum(inst, 1)


def test_held_positions_are_not_in_the_order_book():
    """Proves that a book of nothing leaves the MW held: 1; counted in the book it would be 10."""
    optimum(power(site=NEVER | {"queue_mw": 1}, power_supply=[{"mw": 0}]), 1)


def test_plant_on_site_bridges_until_the_grid_arrives():
    """Proves that gas powers 2026 (3 and energy at 50) and the grid 2027 (1 and energy at 20).

    Gas in both years would be 6 and 100 MWh-prices, the grid alone leaves 2026 without: 10.
    """
    gas = GAS | {"other_usd_per_mwh": 50}
    inst = power(
        YEARS,
        options=(GRID, gas),
        site={"grid_queue_years": 1},
        energy=[{"grid_usd_per_mwh": 20}],
        training_runs=[TWO_YEARS],
    )
    plan = optimum(inst, 3 + 50 * MWH + 1 + 20 * MWH)
    assert cell(plan, "generation", "mean_mw", option="gas", period=2026) == pytest.approx(1)
    assert cell(plan, "generation", "mean_mw", option="grid", period=2027) == pytest.approx(1)


def test_capacity_credit():
    """Proves that half of the capacity counts as firm: 2 MW; at full credit 1."""
    plan = optimum(power(options=(GRID | {"capacity_credit": 0.5},)), 2)
    assert cell(plan, "power", "in_service_mw", tranche="order") == pytest.approx(2)


def test_capacity_credit_at_a_site_that_opens():
    """Proves that 2 MW of half credit may power a site of 1 MW: 2; dropped, 10, if 1 MW could."""
    site = {"status": "candidate", "max_facility_mw": 1}
    optimum(power(options=(GRID | {"capacity_credit": 0.5},), site=site), 2)


def test_whole_modules():
    """Proves that 1 MW takes two engines of 0.8 MW: 1.6 · 3; in any size 3."""
    inst = power(options=(GRID, GAS | {"module_mw": 0.8}), site=NEVER)
    plan = optimum(inst, 1.6 * 3)
    assert cell(plan, "power", "modules_built", option="gas") == 2


@pytest.mark.parametrize(
    ("site", "interconnection", "musd"), [({"status": "candidate"}, 0, 1.6), ({}, 1, 1 + 1.6)]
)
def test_whole_modules_above_the_site_limit(
    site: dict[str, object], interconnection: float, musd: float
):
    """Proves that two engines of 0.8 MW may power a site of 1 MW, one of which it needs in part.

    A link to opening or connection that allows 1 MW only would leave one engine: dropped, 10.
    """
    inst = power(
        options=(mw_costs(1, option="gas", kind="gas", module_mw=0.8),),
        site={"max_facility_mw": 1, **site},
        site_power=[{"option": "gas", "interconnection_musd": interconnection}],
    )
    plan = optimum(inst, musd)
    assert cell(plan, "power", "modules_built") == 2


def test_energy_above_the_peak_load():
    """Proves that a mean PUE above the peak one is taken as it stands: 1.5 MW of plant for energy.

    Plant for the site's limit of 1 MW would not do: dropped, 10.
    """
    inst = power(
        site={"status": "candidate", "max_facility_mw": 1}, pue=[{"pue": 1.5, "pue_peak": 1}]
    )
    plan = optimum(inst, 1.5)
    assert cell(plan, "generation", "mean_mw") == pytest.approx(1.5)


def test_interconnection_is_paid_once():
    """Proves that orders of two years pay one connection: 5 + 1 + 1/2; each its own: 5 + 2.5 more.

    The life of two years leaves half of what is ordered in 2027 to the time after the horizon.
    """
    inst = power(
        YEARS,
        options=(GRID | {"life_years": 2},),
        site_power=[{"interconnection_musd": 5}],
        training_runs=[
            TWO_YEARS | {"run": "w1", "dropped_musd": 100},
            {"run": "w2", "earliest_year": 2027, "latest_year": 2027},
        ],
    )
    # Both MW could be ordered in 2026 for 1 + 1: the second one is cheaper in 2027.
    plan = optimum(inst, 5 + 1 + 1 / 2)
    assert cell(plan, "connections", "connected", period=2026) == 1
    assert total(plan, "connections", "connected") == 1


@pytest.mark.parametrize(("interconnection", "musd"), [(5, 5 + 1), (9.5, 10)])
def test_interconnection_is_paid_in_full(interconnection: float, musd: float):
    """Proves that 1 MW pays the whole connection: 5 + 1, or the run is dropped: 10.

    Paid by the share of the site's 1,000 MW it would be next to nothing.
    """
    optimum(power(site_power=[{"interconnection_musd": interconnection}]), musd)


def test_no_interconnection_where_some_stands():
    """Proves that 0.4 existing MW have their connection: 0.6; else 5.6."""
    inst = power(
        existing_assets=[{"family": "power", "item": "grid", "mw": 0.4}],
        site_power=[{"interconnection_musd": 5}],
    )
    plan = optimum(inst, 0.6)
    assert cell(plan, "power", "in_service_mw", tranche="existing") == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("max_mw", "standing_mw", "musd"),
    [(1, 0, 1 + 3), (1, 0.4, 0.6 + 3), (1, 1.5, 0.5 * 3), (0, 0, 2 * 3)],
)
def test_limit_of_an_option_at_a_site(max_mw: float, standing_mw: float, musd: float):
    """Proves that the grid gives at most `max_mw` of 2 MW, existing included, gas at 3 the rest.

    Without the limit it would be 2 less what stands. Where more stands, it stands; 0 forbids.
    """
    assets: dict[str, Rows] = (
        {"existing_assets": [{"family": "power", "item": "grid", "mw": standing_mw}]}
        if standing_mw
        else {}
    )
    inst = power(
        options=(GRID, GAS),
        site_power=[{"max_mw": max_mw}],
        training_runs=[{"h100e": 200, "dropped_musd": 100}],
        **assets,
    )
    plan = optimum(inst, musd)
    grid_mw = total(plan, "power", "in_service_mw", option="grid")
    assert grid_mw == pytest.approx(max(max_mw, standing_mw))


def test_limit_of_an_option_counts_what_is_on_order():
    """Proves that plant that replaces other plant is within the limit while it is on order.

    1 MW for 2027 is ordered in 2026, the next for 2028 in 2027, while the first one serves: 2 MW.
    With a limit of 2 that is 3 + 3, with 1 the run is dropped: 10.
    """
    gas = GAS | {"lead_years": 1}
    run = {"earliest_year": 2027, "latest_year": 2027, "duration_years": 2}
    for max_mw, musd in ((2, 3 + 3), (1, 10)):
        own = [{"option": "gas", "max_mw": max_mw}]
        years = (2026, 2027, 2028)
        optimum(power(years, options=(gas,), site_power=own, training_runs=[run]), musd)


def test_land():
    """Proves that 1 ha carries 0.5 MW of plant that takes 2 ha/MW: 0.5 · 1 + 0.5 · 3; else 1."""
    wide = mw_costs(1, option="wide", kind="gas", land_ha_per_mw=2)
    inst = power(options=(GRID, GAS, wide), site=NEVER | {"land_ha": 1})
    plan = optimum(inst, 0.5 * 1 + 0.5 * 3)
    assert cell(plan, "power", "in_service_mw", option="wide") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("option", "own", "musd"),
    [
        (GRID, {"option": "grid", "lead_years": 1}, 1 + 2),
        (GAS, {"option": "gas", "lead_years": 1}, 3 + 2),
        (GAS | {"lead_years": 1}, {"option": "gas", "lead_years": 0}, 3),
        (GAS, {"option": "gas", "capex_usd_per_kw": 4000}, 4),
    ],
)
def test_terms_of_a_site_win(option: dict[str, object], own: dict[str, object], musd: float):
    """Proves that a site's own lead and cost win over the option's: a year's delay costs 2."""
    inst = power(YEARS, options=(option,), site_power=[own], training_runs=[WINDOW])
    optimum(inst, musd)


def test_lead_of_an_option():
    """Proves that gas with a lead of a year makes the run late: 3 + 2; else 3."""
    gas = GAS | {"lead_years": 1}
    plan = optimum(power(YEARS, options=(gas,), training_runs=[WINDOW]), 3 + 2)
    assert cell(plan, "power", "in_service_mw", period=2026) == 0


def test_option_by_site_kind():
    """Proves that plant for campuses is not built at an edge site: 3; else 1."""
    campus_only = mw_costs(1, option="big", kind="gas", site_kinds="campus")
    inst = power(options=(GRID, GAS, campus_only), site=NEVER | {"kind": "edge"})
    optimum(inst, 3)


def test_life_of_power():
    """Proves that plant of one year is built twice for two years: 3 + 3; lasting plant 3."""
    inst = power(YEARS, options=(GAS,), training_runs=[TWO_YEARS])
    optimum(inst, 3 + 3)


def test_solar_gives_energy_but_no_firm_power():
    """Proves that 4 MW of solar at 0.1 give 1 MW of energy while 1 MW of grid at 1 stands by.

    4 · 0.1 + 1; by nameplate 1 MW of solar would do: 0.1 + 1; as firm power 0.1; grid energy alone
    1 + 100 USD/MWh.
    """
    solar = mw_costs(0.1, option="sun", kind="solar", capacity_credit=0, capacity_factor=0.25)
    plan = optimum(power(options=(GRID, solar), energy=[{"grid_usd_per_mwh": 100}]), 4 * 0.1 + 1)
    assert cell(plan, "power", "in_service_mw", option="sun", tranche="order") == pytest.approx(4)
    assert cell(plan, "generation", "mean_mw", option="sun") == pytest.approx(1)


def test_firm_power_is_for_the_peak_energy_for_the_mean():
    """Proves that 1 MW IT takes 1.5 MW of grid (peak PUE) and 1.2 MW of energy (mean PUE)."""
    inst = power(pue=[{"pue": 1.2, "pue_peak": 1.5}], energy=[{"grid_usd_per_mwh": 100}])
    plan = optimum(inst, 1.5 * 1 + 1.2 * 100 * MWH)
    assert cell(plan, "power", "in_service_mw", tranche="order") == pytest.approx(1.5)
    assert cell(plan, "generation", "mean_mw") == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("carbon", "chosen", "musd"),
    [(0, "gas", 20 * MWH), (100, "grid", (40 + 0.1 * 100) * MWH)],
)
def test_carbon_price_flips_the_choice(carbon: float, chosen: str, musd: float):
    """Proves that carbon is priced: at 0 gas (20 USD, 0.4 t/MWh), at 100 the grid (40, 0.1).

    At 100 USD/t gas is 60 USD/MWh, the grid 50.
    """
    gas = mw_costs(0, option="gas", kind="gas", other_usd_per_mwh=20, carbon_t_per_mwh=0.4)
    inst = power(
        options=({}, gas),
        settings={"carbon_usd_per_t": carbon},
        energy=[{"grid_usd_per_mwh": 40, "grid_carbon_t_per_mwh": 0.1}],
    )
    plan = optimum(inst, musd)
    assert cell(plan, "generation", "mean_mw", option=chosen) == pytest.approx(1)


def test_carbon_price_by_year():
    """Proves that the latest price given before a year holds: 0.5 t at 0, 10, 10 and 30 USD/t."""
    years = (2026, 2027, 2028, 2029)
    inst = power(
        years,
        options=({},),
        settings={"carbon_usd_per_t": {2027: 10, 2029: 30}},
        energy=[{"grid_carbon_t_per_mwh": 0.5}],
        training_runs=[{"duration_years": 4}],
    )
    plan = optimum(inst, 0.5 * (0 + 10 + 10 + 30) * MWH)
    assert total(plan, "costs", "musd", head="carbon", period=2029) == pytest.approx(15 * MWH)


def test_an_option_of_kind_grid_adds_its_own_carbon_and_cost():
    """Proves that grid energy is the region's and the option's: 40 + 2 USD, (0.1 + 0.2) t · 50."""
    inst = power(
        options=({"other_usd_per_mwh": 2, "carbon_t_per_mwh": 0.2},),
        settings={"carbon_usd_per_t": 50},
        energy=[{"grid_usd_per_mwh": 40, "grid_carbon_t_per_mwh": 0.1}],
    )
    optimum(inst, (40 + 2 + (0.1 + 0.2) * 50) * MWH)


def test_fuel_price():
    """Proves that gas costs 8 MMBtu/MWh · 5 USD + 2 USD, in each year at its own price of fuel."""
    gas = mw_costs(0, option="gas", kind="gas", heat_rate_mmbtu_per_mwh=8, other_usd_per_mwh=2)
    inst = power(
        YEARS,
        options=(gas,),
        energy=[{"gas_usd_per_mmbtu": 5}, {"year": 2027, "gas_usd_per_mmbtu": 6}],
        training_runs=[TWO_YEARS],
    )
    optimum(inst, (8 * 5 + 2 + 8 * 6 + 2) * MWH)


def test_energy_of_the_site_s_region():
    """Proves that a site pays its region's price: 20 USD in S; in R it would be 90."""
    inst = power(
        options=({},),
        site={"region": "S"},
        energy=[{"grid_usd_per_mwh": 90}, {"region": "S", "grid_usd_per_mwh": 20}],
    )
    optimum(inst, 20 * MWH)


def test_fixed_cost_of_capacity_in_service():
    """Proves that 10 USD/kW are paid for 3 MW that stand and 1 MW that is built: 0.04.

    The run needs 4 MW; the existing MW cost their share used or not.
    """
    inst = power(
        options=({"fixed_usd_per_kw_year": 10},),
        existing_assets=[{"family": "power", "item": "grid", "mw": 3}],
        training_runs=[{"h100e": 400}],
    )
    optimum(inst, 4 * 10e-3)


def test_existing_power_ends():
    """Proves that 1 MW that stands until 2027 is replaced then: 1 for 2027; else 0."""
    inst = power(
        YEARS,
        existing_assets=[{"family": "power", "item": "grid", "mw": 1, "end_year": 2027}],
        training_runs=[TWO_YEARS],
    )
    optimum(inst, 1)


def test_power_needs_an_open_site():
    """Proves that a queue is joined at open sites only: a site that opens in 2027 and waits a year
    has power in 2028, two years late: 1 + 4; were the order free to come first, 1 + 2.
    """
    site = {"status": "candidate", "earliest_year": 2027, "grid_queue_years": 1}
    run = {"latest_year": 2028, "late_musd_per_year": 2}
    optimum(power((2026, 2027, 2028), site=site, training_runs=[run]), 1 + 4)
