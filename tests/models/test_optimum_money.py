"""Time and money: present values derived by hand, with plain powers of 1.1.

A cash flow of calendar year t is worth 1.1^-(t − 2025) M$: as at the year's end. An annuity of K
over N years is K · 0.1 / (1 − 1.1^-N).
"""

from __future__ import annotations

import pytest

from planner.instance import Instance
from planner.plan.core import Plan
from tests.tiny import FLEET, POWER, ROUTING, Rows, by_year, cell, optimum, prices, tiny, total

RATE = 0.1
MWH = 8760e-6
SECONDS = 8760 * 3600
FIXED_2: Rows = [{"fixed_musd_per_year": 2}]


def worth(*years: int) -> float:
    """Present value of 1 M$ in each of these calendar years, from 2026 on."""
    return sum(1.1 ** -(year - 2025) for year in years)


def annuity(years: float) -> float:
    """Yearly charge of 1 M$ over some years."""
    return 0.1 / (1 - 1.1**-years)


def run_of(years: int, **tables: Rows) -> dict[str, Rows]:
    """A run of 100 units from 2026 that lasts some years, and must not be dropped."""
    return {"training_runs": [{"duration_years": years, "dropped_musd": 100}]} | tables


def charged(plan: Plan, head: str, year: int) -> float:
    """M$ of a head in a period, present value."""
    return total(plan, "costs", "musd", head=head, period=year)


def test_capital_is_recovered_in_full_when_life_ends_inside_the_horizon():
    """Proves that K of two years is charged over its two years and worth K: 1."""
    years = (2026, 2027, 2028)
    inst = tiny(FLEET, years=years, rate=RATE, **run_of(2, accelerators=[{"life_years": 2}]))
    plan = optimum(inst, annuity(2) * worth(2026, 2027))
    assert annuity(2) * worth(2026, 2027) == pytest.approx(1)
    assert charged(plan, "accelerators", 2027) == pytest.approx(annuity(2) * worth(2027))
    assert charged(plan, "accelerators", 2028) == 0


def test_horizon_cuts_the_annuity():
    """Proves that of a life of four years two are charged, the rest stands as terminal value.

    Charged in full it would be 1, spread over the two years 1.
    """
    inst = tiny(FLEET, years=(2026, 2027), rate=RATE, **run_of(2, accelerators=[{"life_years": 4}]))
    optimum(inst, annuity(4) * worth(2026, 2027))


def test_charged_used_or_not():
    """Proves that units are paid while they serve, idle or not: three years for a run of one."""
    years = (2026, 2027, 2028)
    inst = tiny(FLEET, years=years, rate=RATE, **run_of(1, accelerators=[{"life_years": 3}]))
    plan = optimum(inst, 1)
    assert charged(plan, "accelerators", 2028) == pytest.approx(annuity(3) * worth(2028))


def test_capital_with_a_lead_is_charged_from_its_service_on():
    """Proves that an order of 2026 that serves 2027 pays 1.1 in 2027: 1.1 · 1.1^-2."""
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        rate=RATE,
        accelerators=[{"order_lead_years": 1}],
        training_runs=[{"earliest_year": 2027, "latest_year": 2027}],
    )
    plan = optimum(inst, annuity(1) * worth(2027))
    assert charged(plan, "accelerators", 2026) == 0


def test_life_that_ends_within_a_period():
    """Proves that a life of 2.5 years in yearly periods is recovered over the two it serves: 1."""
    inst = tiny(
        FLEET,
        years=(2026, 2027, 2028),
        rate=RATE,
        **run_of(2, accelerators=[{"life_years": 2.5}]),
    )
    plan = optimum(inst, annuity(2) * worth(2026, 2027))
    assert cell(plan, "fleet", "installed_units", period=2028) == 0


def test_life_shorter_than_a_period_never_serves_it():
    """Proves that units of two years do not serve three years from 2027: bought for 2026 alone.

    The run of 2027 is dropped at the end of its window in 2027: 10 · 1.1^-2.
    """
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        end=2030,
        rate=RATE,
        accelerators=[{"life_years": 2}],
        training_runs=[{"earliest_year": 2027, "latest_year": 2027, "duration_years": 3}],
    )
    optimum(inst, 10 * worth(2027))


def test_years_of_unequal_periods_count_one_by_one():
    """Proves that 2 a year are discounted year by year, in periods of one and of three years.

    A period as one year would give 2 · (1.1^-1 + 1.1^-2), as three equal ones 2 · 3 · 1.1^-2.
    """
    inst = tiny(ROUTING, years=(2026, 2027), end=2030, rate=RATE, sites=FIXED_2)
    plan = optimum(inst, 2 * worth(2026, 2027, 2028, 2029))
    assert charged(plan, "land_opening", 2027) == pytest.approx(2 * worth(2027, 2028, 2029))


def test_splitting_a_period_changes_nothing_that_is_the_same():
    """Proves that four years are worth the same as one period, as two or as four."""
    musd = (2 + annuity(4)) * worth(2026, 2027, 2028, 2029)
    site = {"status": "forced", "fixed_musd_per_year": 2, "opening_musd": 1}
    for years in ((2026,), (2026, 2027), (2026, 2029), (2026, 2027, 2028, 2029)):
        sites = [site | {"opening_life_years": 4}]
        optimum(tiny(ROUTING, years=years, end=2030, rate=RATE, sites=sites), musd)


def test_capital_in_unequal_periods():
    """Proves that a life of four years over periods of one and three is charged year by year: 1."""
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        end=2030,
        rate=RATE,
        **run_of(4, accelerators=[{"life_years": 4}]),
    )
    plan = optimum(inst, 1)
    assert charged(plan, "accelerators", 2026) == pytest.approx(annuity(4) * worth(2026))


@pytest.mark.parametrize("rate", [0.0, 1e-9])
def test_rate_of_nothing(rate: float):
    """Proves that at a rate of 0 an annuity is 1/N, and that it is reached from above: 2/4 + 2 · 2.

    The fixed cost of 2 a year adds 4.
    """
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        rate=rate,
        sites=FIXED_2,
        **run_of(2, accelerators=[{"life_years": 4}]),
    )
    optimum(inst, 2 / 4 + 2 * 2)


def test_energy_of_a_long_period():
    """Proves that yearly energy is paid in each year of its period, at the period's price.

    2026 at 100 USD/MWh, 2027 to 2029 at the 50 of 2027.
    """
    inst = tiny(
        POWER,
        years=(2026, 2027),
        end=2030,
        rate=RATE,
        sites=[{"shell_life_years": 4}],
        accelerators=[{"life_years": 4}],
        bill_of_materials=[{"usd_per_unit": 0}],
        cooling=[{"life_years": 4}],
        power_options=[{"life_years": 4}],
        energy=by_year({}, "grid_usd_per_mwh", {2026: 100, 2027: 50, 2030: 900}),
        training_runs=[{"duration_years": 4, "dropped_musd": 100}],
    )
    plan = optimum(inst, 100 * MWH * worth(2026) + 50 * MWH * worth(2027, 2028, 2029))
    assert cell(plan, "cash", "musd", head="energy", period=2027) == pytest.approx(3 * 50 * MWH)


def test_remaining_charges_of_existing_assets():
    """Proves that 0.7 a year are owed while the asset serves, to 2027, and not after: 0.7 · 1.1^-1.

    Also that what has not begun to serve owes nothing yet.
    """
    charge = {"family": "accelerator", "item": "g", "remaining_charge_musd_per_year": 0.7}
    assets = [charge | {"units": 100, "end_year": 2027}]
    optimum(tiny(FLEET, years=(2026, 2027), rate=RATE, existing_assets=assets), 0.7 * worth(2026))
    assets = [charge | {"units": 1, "in_service_year": 2027}]
    inst = tiny(FLEET, years=(2026, 2027), rate=RATE, existing_assets=assets)
    plan = optimum(inst, 1 + 0.7 * worth(2027))
    assert charged(plan, "remaining_charges", 2027) == pytest.approx(0.7 * worth(2027))


def test_lateness_is_charged_in_the_year_of_the_start():
    """Proves that two years late at 2 cost 4 in 2028: 4 · 1.1^-3; undiscounted 4.

    The units are free.
    """
    inst = tiny(
        FLEET,
        years=(2026, 2027, 2028),
        rate=RATE,
        accelerators=[{"available_from": 2028}],
        bill_of_materials=[{"usd_per_unit": 0}],
        training_runs=[{"latest_year": 2028, "late_musd_per_year": 2}],
    )
    plan = optimum(inst, 2 * 2 * worth(2028))
    assert charged(plan, "lateness", 2028) == pytest.approx(4 * worth(2028))


@pytest.mark.parametrize(
    ("latest", "charge_year", "period"),
    [(2026, 2026, 2026), (2028, 2028, 2027), (2050, 2029, 2027)],
)
def test_dropped_is_charged_at_the_end_of_the_window(latest: int, charge_year: int, period: int):
    """Proves that 10 are charged in the last year of the window, at the latest the horizon's last.

    The periods are 2026 and 2027 to 2029; the line stands in the period that holds the year.
    """
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        end=2030,
        rate=RATE,
        accelerator_supply=[{"units": 0}],
        training_runs=[{"latest_year": latest}],
    )
    plan = optimum(inst, 10 * worth(charge_year))
    assert charged(plan, "dropped", period) == pytest.approx(10 * worth(charge_year))


def unserved_everywhere(**settings: object) -> Instance:
    """100 requests/s of 1,100 tokens that no site may serve, in 2026 and in 2027 to 2029."""
    return tiny(
        ROUTING,
        years=(2026, 2027),
        end=2030,
        rate=RATE,
        sites=[{"kind": "edge"}],
        services=[{"site_kinds": "campus", "unserved_usd_per_mtoken": 2}],
        settings=settings,
    )


def test_unserved_is_charged_in_each_year():
    """Proves that input and output tokens of every year are priced at 2 USD per million."""
    a_year = 100 * (1000 + 100) * SECONDS / 1e6 * 2 / 1e6
    plan = optimum(unserved_everywhere(), a_year * worth(2026, 2027, 2028, 2029))
    assert charged(plan, "unserved", 2027) == pytest.approx(a_year * worth(2027, 2028, 2029))


def test_penalties_are_no_cash():
    """Proves that unserved demand is no cash: all of it is 0, while the objective is not."""
    a_year = 100 * (1000 + 100) * SECONDS / 1e6 * 2 / 1e6
    plan = optimum(unserved_everywhere(), a_year * worth(2026, 2027, 2028, 2029))
    assert total(plan, "cash", "musd") == 0


def test_cash_is_undiscounted_and_in_the_year_it_is_paid():
    """Proves that capital is cash when ordered, running costs by year.

    100 units at 2 in 2026 with a lead of one year; 0.7 a year are owed in 2026 and 2027.
    """
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        rate=RATE,
        accelerators=[{"order_lead_years": 1}],
        bill_of_materials=prices({2026: 2, 2027: 1}),
        existing_assets=[
            {
                "family": "accelerator", "item": "g", "units": 0,
                "remaining_charge_musd_per_year": 0.7,
            }
        ],
        training_runs=[{"earliest_year": 2027, "latest_year": 2027}],
    )  # fmt: skip
    plan = optimum(inst, 2 * annuity(1) * worth(2027) + 0.7 * worth(2026, 2027))
    assert cell(plan, "cash", "musd", head="accelerators", period=2026) == pytest.approx(2)
    assert cell(plan, "cash", "musd", head="accelerators", period=2027) == 0
    assert cell(plan, "cash", "musd", head="remaining_charges", period=2027) == pytest.approx(0.7)


def test_opening_is_charged_over_its_life():
    """Proves that opening costs 20 over 25 years: two years of the annuity, from its opening on."""
    inst = tiny(
        ROUTING,
        years=(2026, 2027, 2028),
        rate=RATE,
        sites=[{"status": "candidate", "opening_musd": 20, "opening_life_years": 25}],
        demand=by_year({}, "requests_per_s", {2026: 0, 2027: 100, 2028: 100}),
    )
    plan = optimum(inst, 20 * annuity(25) * worth(2027, 2028))
    assert cell(plan, "cash", "musd", head="land_opening", period=2027) == pytest.approx(20)


def test_interconnection_is_charged_over_the_life_of_the_option():
    """Proves that connection and plant of 2026 are charged over 10 years, two of them inside."""
    inst = tiny(
        POWER,
        years=(2026, 2027),
        rate=RATE,
        bill_of_materials=[{"usd_per_unit": 0}],
        power_options=[{"capex_usd_per_kw": 3000, "life_years": 10}],
        site_power=[{"interconnection_musd": 5}],
        training_runs=[{"duration_years": 2, "dropped_musd": 100}],
    )
    plan = optimum(inst, (5 + 3) * annuity(10) * worth(2026, 2027))
    assert charged(plan, "power_plant", 2027) == pytest.approx(8 * annuity(10) * worth(2027))


def test_no_terminal_value_in_the_last_year():
    """Proves that a plan pays for long lives by the year: 30 years at 3 beat one year at 0.4.

    One year of an annuity over 30 years is 0.106 · 3 = 0.318, less than 0.4 · 1.1.
    """
    accelerators = [{"accelerator": "g"}, {"accelerator": "h", "life_years": 30}]
    price = [*prices({2026: 0.4}, "g"), *prices({2026: 3}, "h")]
    inst = tiny(FLEET, rate=RATE, accelerators=accelerators, bill_of_materials=price)
    plan = optimum(inst, 3 * annuity(30) * worth(2026))
    assert cell(plan, "runs", "accelerator") == "h"
