"""What limits are worth, against hand-derived figures and finite differences."""

import pytest

from planner import solve
from planner.explain.held import hold
from planner.explain.rates import limit_worths
from tests.models import cases
from tests.tiny import GAP, SERVING, tiny


def solved(inst):
    """The optimal plan of an instance."""
    result = solve(inst, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    return result.plan


def worths_of(inst):
    """What its limits are worth, by kind and place."""
    plan = solved(inst)
    return {(w.limit, w.where): w for w in limit_worths(hold(plan, inst, 20), inst)}


def test_a_scarce_product_is_worth_what_it_spares():
    """Proves the rate of a supply: g costs 10,000 USD, h does the same for 30,000 and is never short.

    40 of the 200 units are g, so one more g in place of an h saves 0.02 M$; 1 % of 40 saves 0.008 M$.
    """
    inst = tiny(
        SERVING,
        accelerators=[{}, {"accelerator": "h"}],
        bill_of_materials=[{}, {"accelerator": "h", "usd_per_unit": 30_000}],
        throughput=[{}, {"accelerator": "h"}],
        accelerator_supply=[{"units": 40}],
    )
    worth = worths_of(inst)["accelerator supply", "g"]
    assert worth.direction == "more" and worth.years == (2026,)
    assert worth.musd_per_unit == pytest.approx(0.02)
    assert worth.musd_per_percent == pytest.approx(0.008)


def test_a_site_limit_is_worth_the_demand_it_keeps_out():
    """Proves the rate of a MW: 100 units serve 1 req/s each phase, unserved costs what it costs.

    The rate is the finite difference of two solves with limits 0.1 MW apart.
    """

    def world(mw):
        return tiny(
            SERVING, sites=[{"max_facility_mw": mw}], services=[{"unserved_usd_per_mtoken": 20}]
        )

    worth = worths_of(world(0.5))["site limit", "a"]
    costs = [solved(world(mw)).manifest.objective_musd for mw in (0.5, 0.6)]
    assert costs[0] - costs[1] > 1
    assert worth.musd_per_unit == pytest.approx((costs[0] - costs[1]) / 0.1, rel=1e-6)


@pytest.mark.parametrize(
    ("limit", "of", "value", "step", "direction"),
    [
        ("capital", "capital of orders", 0.5, 0.01, "more"),
        ("served_share", "served share of every service", 0.5, 0.001, "less"),
    ],
)
def test_rows_of_limits_are_worth_their_finite_difference(limit, of, value, step, direction):
    """Proves rate and sign of limits of the table by two solves; a served share costs by being larger."""
    cheap = {"unserved_usd_per_mtoken": 1000 if limit == "capital" else 0.001}

    def world(at):
        unit = "M$/year" if limit == "capital" else "share"
        return tiny(SERVING, services=[cheap], limits=[{"limit": limit, "value": at, "unit": unit}])

    worth = worths_of(world(value))["limit", of]
    assert worth.direction == direction
    better = value + step if direction == "more" else value - step
    saved = (
        solved(world(value)).manifest.objective_musd - solved(world(better)).manifest.objective_musd
    )
    assert saved > 0
    assert worth.musd_per_unit == pytest.approx(saved / step, rel=1e-5)


SPREAD = {"max_site_share": 0.5, "unserved_usd_per_mtoken": 20}


def vendor_share(share):
    """The cheaper product may take only a share of the spend."""
    return tiny(
        SERVING,
        accelerators=[{}, {"accelerator": "h", "vendor": "u"}],
        bill_of_materials=[{}, {"accelerator": "h", "usd_per_unit": 30_000}],
        throughput=[{}, {"accelerator": "h"}],
        limits=[{"limit": "vendor_share", "scope": "v", "value": share, "unit": "share"}],
    )


def shared_campus(mw):
    """Two sites of a campus group, whose cap leaves demand unserved."""
    return tiny(
        SERVING,
        settings={"campus_cap_mw": mw},
        sites=[{"campus_group": "c"}, {"site": "b", "campus_group": "c"}],
        services=[{"unserved_usd_per_mtoken": 20}],
    )


def lone_campus(mw):
    """A campus whose cap is less than its own limit."""
    return tiny(
        SERVING,
        settings={"campus_cap_mw": mw},
        services=[{"unserved_usd_per_mtoken": 20}],
    )


def one_site_share(share):
    """One site, which may serve only a share of the metro."""
    return tiny(SERVING, services=[{**SPREAD, "max_site_share": share}])


def requests(limit):
    """A site that may serve fewer requests than are asked for."""
    return tiny(
        SERVING,
        sites=[{"max_requests_per_s": limit}],
        services=[{"unserved_usd_per_mtoken": 20}],
    )


def held_position(mw):
    """A position held, and a grid queue that goes beyond the horizon."""
    return tiny(
        ("siting", "fleet", "halls", "power", "inference"),
        sites=[{"grid_queue_years": 5, "queue_mw": mw, "queue_year": 2026, "hall_module_mw": 0.01}],
        services=[{"unserved_usd_per_mtoken": 20}],
    )


def water(m3):
    """A permit for water that leaves demand unserved; rates are per thousand m³."""
    return tiny(
        ("siting", "fleet", "halls", "inference"),
        sites=[{"water_m3_per_year": 1000 * m3, "hall_module_mw": 0.01}],
        pue=[{"water_l_per_kwh": 1}],
        services=[{"unserved_usd_per_mtoken": 20}],
    )


@pytest.mark.parametrize(
    ("world", "key", "value", "step"),
    [
        (vendor_share, ("limit", "vendor share of v"), 0.2, 0.0001),
        (shared_campus, ("campus cap", "c"), 0.5, 0.01),
        (lone_campus, ("campus cap", "a"), 0.5, 0.01),
        (one_site_share, ("share of one metro", "k"), 0.5, 0.01),
        (requests, ("requests of a site", "a"), 50, 1),
        (held_position, ("held position", "grid at a, 2026"), 0.5, 0.01),
        (water, ("water", "a"), 5, 0.1),
    ],
)
def test_rates_are_finite_differences(world, key, value, step):
    """Proves rate and sign of a limit by the same program with a little more of it, which costs less."""
    inst = world(value)
    plan = solved(inst)
    held = hold(plan, inst, 20)
    worth = {(w.limit, w.where): w for w in limit_worths(held, inst)}[key]
    saved = held.objective_musd - hold(plan, world(value + step), 20).objective_musd
    assert saved > 1e-6
    assert worth.direction == "more"
    assert worth.musd_per_unit == pytest.approx(saved / step, rel=2e-3)
    assert worth.musd_per_percent == pytest.approx(worth.musd_per_unit * value / 100)


def test_an_order_book_is_worth_the_work_it_keeps_out():
    """Proves the rate of a MW of order book, over a period of two years: twice a year's MW can be ordered.

    Without engines nothing runs; MW are worth the unserved demand that they would serve.
    """

    def world(mw):
        return tiny(
            ("siting", "fleet", "halls", "power", "inference"),
            years=(2026,), end=2028,
            power_options=[{"option": "engine", "kind": "gas", "life_years": 10}],
            power_supply=[{"option": "engine", "mw": mw}],
            services=[{"unserved_usd_per_mtoken": 20}],
            accelerators=[{"life_years": 2}],
            sites=[{"hall_module_mw": 0.01, "shell_life_years": 5}],
            cooling=[{"life_years": 5}],
        )  # fmt: skip

    inst = world(0.2)
    plan = solved(inst)
    held = hold(plan, inst, 20)
    worth = {(w.limit, w.where): w for w in limit_worths(held, inst)}["order book", "engine"]
    saved = held.objective_musd - hold(plan, world(0.21), 20).objective_musd
    assert saved > 0
    assert worth.musd_per_unit == pytest.approx(saved / 0.01, rel=1e-6)


@pytest.mark.parametrize("name", ["every_rule", "training", "inference", "power", "halls", "fleet"])
def test_choices_of_a_plan_are_a_solution(name):
    """Proves that holding a plan's choices never costs more than the plan: its point is one of them."""
    inst = getattr(cases, name)()
    plan = solved(inst)
    held = hold(plan, inst, 20)
    assert held.objective_musd <= plan.manifest.objective_musd * (1 + 1e-7) + 1e-9


def test_prices_without_modules_are_those_of_the_plan():
    """Proves that with nothing counted in modules the program with choices held costs what the plan costs."""
    inst = cases.training()
    plan = solved(inst)
    assert hold(plan, inst, 20).objective_musd == pytest.approx(plan.manifest.objective_musd)
