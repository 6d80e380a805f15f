"""Training: optima derived by hand. 100 units are 1 MW and 1 M$ and give 100 H100 equivalents."""

from __future__ import annotations

import pytest

from tests.tiny import ALL, FLEET, Rows, by_year, cell, optimum, prices, tiny, total

YEARS = (2026, 2027)
TWO_PRODUCTS: Rows = [{"accelerator": "g"}, {"accelerator": "h", "h100e_per_unit": 4}]
"""h trains four times as fast as g at the same load."""


def two_sites(limit_a: float, limit_b: float) -> Rows:
    """Two campuses with limits in MW."""
    return [
        {"site": "a", "max_facility_mw": limit_a},
        {"site": "b", "max_facility_mw": limit_b},
    ]


def test_a_run_starts_when_it_is_cheapest():
    """Proves that units of 2027 at 1 and a year late at 1 beat 2026 at 3: 2. One start only: the
    run's 100 units are bought in one year.
    """
    inst = tiny(
        FLEET,
        years=YEARS,
        bill_of_materials=prices({2026: 3, 2027: 1}),
        training_runs=[{"latest_year": 2027, "late_musd_per_year": 1}],
    )
    plan = optimum(inst, 1 + 1)
    assert cell(plan, "runs", "late_years") == 1
    assert total(plan, "fleet", "bought_units") == pytest.approx(100)


@pytest.mark.parametrize(("late", "musd", "status"), [(4, 4 + 1, "placed"), (20, 10, "dropped")])
def test_late_or_dropped(late: float, musd: float, status: str):
    """Proves that a run that can only come late is placed at 4 + 1 and dropped at 20 + 1 > 10."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"available_from": 2027}],
        training_runs=[{"latest_year": 2027, "late_musd_per_year": late}],
    )
    plan = optimum(inst, musd)
    assert cell(plan, "runs", "status") == status


def test_a_run_ends_inside_the_horizon():
    """Proves that a run of two years cannot start in the last one: dropped, 10; else 9 + 1."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"available_from": 2027}],
        training_runs=[{"latest_year": 2027, "duration_years": 2, "late_musd_per_year": 8}],
    )
    optimum(inst, 10)


def test_split_over_two_campuses_costs_compute():
    """Proves that two sites of 0.6 MW hold 100 units with 10 % loss: 1.1; without the loss 1."""
    run = {"max_sites": 2, "split_loss": 0.1}
    plan = optimum(tiny(FLEET, sites=two_sites(0.6, 0.6), training_runs=[run]), 1.1)
    assert cell(plan, "runs", "sites") == 2
    assert total(plan, "run_sites", "units") == pytest.approx(110)


def test_split_loss_grows_with_every_site():
    """Proves that three sites of 0.5 MW lose 2 · 20 %: 1.4; for the split as such 1.2."""
    sites = [{"site": s, "max_facility_mw": 0.5} for s in "abc"]
    run = {"max_sites": 3, "split_loss": 0.2}
    plan = optimum(tiny(FLEET, sites=sites, training_runs=[run]), 1.4)
    assert cell(plan, "runs", "sites") == 3


def test_a_run_that_fits_one_site_is_not_split():
    """Proves that no loss is paid on one site although two are allowed: 1; split 1.1."""
    run = {"max_sites": 2, "split_loss": 0.1}
    plan = optimum(tiny(FLEET, sites=two_sites(1, 0.6), training_runs=[run]), 1)
    assert cell(plan, "runs", "sites") == 1


def test_split_loss_is_not_shed():
    """Proves that what is lost by the split has to fit: 1.2 MW do not hold 1.25, dropped, 10."""
    run = {"max_sites": 2, "split_loss": 0.25}
    optimum(tiny(FLEET, sites=two_sites(0.6, 0.6), training_runs=[run]), 10)


def test_least_load_at_each_site():
    """Proves that at least 0.4 MW stand at b although a has 90 units: 0.4; else 0.1."""
    inst = tiny(
        FLEET,
        sites=two_sites(0.9, 0.5),
        existing_assets=[{"family": "accelerator", "item": "g", "units": 90}],
        training_runs=[{"max_sites": 2, "min_site_it_mw": 0.4}],
    )
    plan = optimum(inst, 0.4)
    assert cell(plan, "run_sites", "it_mw", site="b") == pytest.approx(0.4)


def test_a_site_too_small_for_the_least_load():
    """Proves that 0.3 MW hold no part of at least 0.4: dropped, 10; else 1."""
    run = {"max_sites": 2, "min_site_it_mw": 0.4}
    optimum(tiny(FLEET, sites=two_sites(0.9, 0.3), training_runs=[run]), 10)


def test_the_least_load_may_be_more_than_the_run_needs():
    """Proves that 30 units of a run hold the 40 that a site has to have: 0.4; else dropped, 10."""
    plan = optimum(tiny(FLEET, training_runs=[{"h100e": 30, "min_site_it_mw": 0.4}]), 0.4)
    assert cell(plan, "run_sites", "units") == pytest.approx(40)


def test_the_least_loads_of_two_sites_may_be_more_than_the_run_needs():
    """Proves that 0.7 MW over sites of 0.5 are 0.4 at each: 0.8; else dropped, 10."""
    run = {"h100e": 70, "min_site_it_mw": 0.4, "max_sites": 2}
    plan = optimum(tiny(FLEET, sites=two_sites(0.5, 0.5), training_runs=[run]), 0.8)
    assert cell(plan, "run_sites", "it_mw", site="a") == pytest.approx(0.4)


@pytest.mark.parametrize(("max_sites", "musd"), [(2, 10), (3, 1)])
def test_most_sites(max_sites: int, musd: float):
    """Proves that 1 MW over sites of 0.4 takes three: allowed 1, with two at most dropped, 10."""
    sites = [{"site": s, "max_facility_mw": 0.4} for s in "abc"]
    optimum(tiny(FLEET, sites=sites, training_runs=[{"max_sites": max_sites}]), musd)


@pytest.mark.parametrize(("max_rtt_ms", "musd"), [(10, 10), (50, 1), (60, 1), (None, 1)])
def test_round_trip_between_sites(max_rtt_ms: float | None, musd: float):
    """Proves that a and c, 50 ms apart, hold no run of 10 ms, and a and b are too small: 10.

    a and c hold 1.2 MW, a and b 0.9; with 50 ms allowed, or no limit, a and c do: 1.
    """
    sites = [
        {"site": site, "max_facility_mw": mw} for site, mw in {"a": 0.6, "b": 0.3, "c": 0.6}.items()
    ]
    apart = {("a", "b"): 5, ("c", "a"): 50, ("b", "c"): 50}
    site_latency = [
        {"site_a": s, "site_b": o, "rtt_ms": rtt_ms} for (s, o), rtt_ms in apart.items()
    ]
    run = {"max_sites": 2, "max_rtt_ms": max_rtt_ms}
    optimum(tiny(FLEET, sites=sites, site_latency=site_latency, training_runs=[run]), musd)


def test_round_trip_between_every_two_of_three_sites():
    """Proves that of a, b, c in a row only neighbours share a run: all three would be needed, 10.

    If only neighbours were compared, a, b and c would hold it: 1.
    """
    sites = [{"site": s, "max_facility_mw": 0.4} for s in "abc"]
    apart = {("a", "b"): 5, ("b", "c"): 5, ("a", "c"): 20}
    site_latency = [
        {"site_a": s, "site_b": o, "rtt_ms": rtt_ms} for (s, o), rtt_ms in apart.items()
    ]
    run = {"max_sites": 3, "max_rtt_ms": 10}
    optimum(tiny(FLEET, sites=sites, site_latency=site_latency, training_runs=[run]), 10)


def test_round_trip_from_the_distance():
    """Proves that one degree of latitude is 2 · 2 · 111.195 km · 0.0049 ms = 2.1794 ms apart.

    The last mile of people is no part of it: with it 2.19 ms would be too short, 10.
    """
    sites = [
        {"site": "a", "max_facility_mw": 0.6, "lat": 0, "lon": 0},
        {"site": "b", "max_facility_mw": 0.6, "lat": 1, "lon": 0},
    ]
    for max_rtt_ms, musd in ((2.18, 1), (2.17, 10)):
        run = {"max_sites": 2, "max_rtt_ms": max_rtt_ms}
        inst = tiny(FLEET, settings={"route_factor": 2}, sites=sites, training_runs=[run])
        optimum(inst, musd)


def test_the_cheaper_product_per_compute_is_chosen():
    """Proves that 25 units of h at 3 per 100 do the work of 100 of g: 0.75; on g 1."""
    price = [*prices({2026: 1}, "g"), *prices({2026: 3}, "h")]
    plan = optimum(tiny(FLEET, accelerators=TWO_PRODUCTS, bill_of_materials=price), 0.75)
    assert cell(plan, "runs", "accelerator") == "h"


def test_a_run_is_on_one_product():
    """Proves that products are not mixed: 20 of h and 20 of g would do at 0.6 + 0.2; g alone 1."""
    price = [*prices({2026: 1}, "g"), *prices({2026: 3}, "h")]
    inst = tiny(
        FLEET,
        accelerators=TWO_PRODUCTS,
        bill_of_materials=price,
        accelerator_supply=[{"accelerator": "h", "units": 20}],
    )
    plan = optimum(inst, 1)
    assert cell(plan, "runs", "accelerator") == "g"


def test_products_that_a_run_names():
    """Proves that a run that names g does not run on h: 1; else 0.75."""
    price = [*prices({2026: 1}, "g"), *prices({2026: 3}, "h")]
    run = {"accelerators": "g"}
    optimum(tiny(FLEET, accelerators=TWO_PRODUCTS, bill_of_materials=price, training_runs=[run]), 1)


def test_products_that_do_not_train():
    """Proves that a product without a training rate holds no run, free as it is: 1; else 0."""
    accelerators = [{"accelerator": "g"}, {"accelerator": "i", "h100e_per_unit": 0}]
    price = [*prices({2026: 1}, "g"), *prices({2026: 0}, "i")]
    optimum(tiny(FLEET, accelerators=accelerators, bill_of_materials=price), 1)


@pytest.mark.parametrize(("share", "factor"), [(0.2, 1), (0.2, 2), (0.5, 1)])
def test_price_of_the_fabric(share: float, factor: float):
    """Proves that fabric of a share s of the cluster costs s/(1 − s) of the units' price of 1.

    0.2 of the cluster are 0.25 of the units; taken as a share of the units it would be 0.2.
    """
    inst = tiny(
        FLEET,
        accelerators=[{"backend_fabric_share": share}],
        fabrics=[{"price_factor": factor, "life_years": 1}],
    )
    plan = optimum(inst, 1 + factor * share / (1 - share))
    assert cell(plan, "fabric", "in_service_units") == pytest.approx(100)


def test_existing_fabric_is_used():
    """Proves that fabric for 60 units leaves 40 to buy: 1 + 0.4 · 0.25; without it 1.25."""
    inst = tiny(
        FLEET,
        accelerators=[{"backend_fabric_share": 0.2}],
        fabrics=[{"life_years": 1}],
        existing_assets=[{"family": "fabric", "item": "g", "units": 60}],
    )
    optimum(inst, 1 + 0.4 * 0.25)


def test_fabric_that_connects_the_product():
    """Proves that cheap fabric for h does not connect g: 1.25; else 1.025."""
    inst = tiny(
        FLEET,
        accelerators=[
            {"accelerator": "g", "backend_fabric_share": 0.2},
            {"accelerator": "h", "h100e_per_unit": 0},
        ],
        bill_of_materials=[{"accelerator": "g"}, {"accelerator": "h"}],
        fabrics=[
            {"fabric": "any", "life_years": 1},
            {"fabric": "own", "life_years": 1, "price_factor": 0.1, "accelerators": "h"},
        ],
    )
    plan = optimum(inst, 1.25)
    assert total(plan, "fabric", "bought_units", fabric="own") == 0


def test_fabric_is_ordered_once_its_product_has_a_price():
    """Proves that fabric of 2026 for a product of 2027 is not to be had for nothing.

    The run of 2027 pays 1 for the units and a third of 0.25 for fabric of three years; if fabric
    could be ordered before there is a price it would be 1.
    """
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"available_from": 2027, "backend_fabric_share": 0.2}],
        bill_of_materials=prices({2027: 1}),
        fabrics=[{"life_years": 3}],
        training_runs=[{"earliest_year": 2027, "latest_year": 2027}],
    )
    plan = optimum(inst, 1 + 0.25 / 3)
    assert cell(plan, "fabric", "bought_units", period=2027) == pytest.approx(100)


def test_fabric_outlives_the_units():
    """Proves that fabric of two years connects two sets of units: 1 + 1 + 0.25; yearly 0.5."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"backend_fabric_share": 0.2}],
        fabrics=[
            {"fabric": "lasting", "life_years": 2},
            {"fabric": "yearly", "life_years": 1, "price_factor": 0.9},
        ],
        training_runs=[{"duration_years": 2}],
    )
    plan = optimum(inst, 1 + 1 + 0.25)
    assert cell(plan, "fabric", "in_service_units", fabric="lasting", period=2027) == pytest.approx(
        100
    )


def test_goodput():
    """Proves that half of the compute is useful: 200 units, 2; else 1."""
    plan = optimum(tiny(FLEET, training_runs=[{"goodput_share": 0.5}]), 2)
    assert cell(plan, "runs", "it_mw") == pytest.approx(2)


def test_need_stated_as_load_of_the_reference_product():
    """Proves that 1 MW of g at half goodput is 100 units of g as they are: 1; divided again 2."""
    run = {"h100e": None, "it_mw": 1, "reference_accelerator": "g", "goodput_share": 0.5}
    plan = optimum(tiny(FLEET, training_runs=[run]), 1)
    assert total(plan, "run_sites", "units") == pytest.approx(100)


def test_need_of_the_reference_product_on_another():
    """Proves that 1 MW of g is 25 units of h: 0.75; 1 MW of h would be 3."""
    run = {"h100e": None, "it_mw": 1, "reference_accelerator": "g", "accelerators": "h"}
    price = [*prices({2026: 1}, "g"), *prices({2026: 3}, "h")]
    optimum(
        tiny(FLEET, accelerators=TWO_PRODUCTS, bill_of_materials=price, training_runs=[run]), 0.75
    )


def test_short_runs_follow_one_another():
    """Proves that two runs of half a year share 100 units in a year: 1; side by side 2."""
    runs = [{"run": "w1", "duration_years": 0.5}, {"run": "w2", "duration_years": 0.5}]
    plan = optimum(tiny(FLEET, training_runs=runs), 1)
    assert cell(plan, "fleet", "training_units") == pytest.approx(100)


def test_a_short_run_holds_its_units_at_once():
    """Proves that half a year takes all 100 units and their fabric: 1.25; as a mean 0.625."""
    inst = tiny(
        FLEET,
        accelerators=[{"backend_fabric_share": 0.2}],
        fabrics=[{"life_years": 1}],
        training_runs=[{"duration_years": 0.5}],
    )
    plan = optimum(inst, 1.25)
    assert cell(plan, "fleet", "training_units") == pytest.approx(50)
    assert cell(plan, "fleet", "installed_units") == pytest.approx(100)


def test_units_are_held_for_the_whole_run():
    """Proves that a run of a year and a half holds its units in the second year too: 1 + 1.

    By the share of the second year it would be 1 + 0.5.
    """
    inst = tiny(FLEET, years=YEARS, training_runs=[{"duration_years": 1.5}])
    plan = optimum(inst, 1 + 1)
    assert cell(plan, "fleet", "bought_units", period=2027) == pytest.approx(100)


def test_what_a_run_frees_serves_later_runs():
    """Proves that units of two years serve a run in each: 1; bought for each 1 + 1/2."""
    inst = tiny(
        FLEET,
        years=YEARS,
        accelerators=[{"life_years": 2}],
        training_runs=[{"run": "w1"}, {"run": "w2", "earliest_year": 2027, "latest_year": 2027}],
    )
    plan = optimum(inst, 1)
    assert cell(plan, "fleet", "training_units", period=2027) == pytest.approx(100)


def test_what_a_run_frees_serves_later_pools():
    """Proves that the run's 100 units serve 50 requests/s (1 s prefill, 1 s decode) a year later.

    1 in all; with units of their own 1 + 1/2.
    """
    inst = tiny(
        tuple(f for f in ALL if f not in ("halls", "power")),
        years=YEARS,
        accelerators=[{"life_years": 2}],
        demand=by_year({}, "requests_per_s", {2026: 0, 2027: 50}),
    )
    plan = optimum(inst, 1)
    assert cell(plan, "fleet", "inference_units", period=2027) == pytest.approx(100)


def test_runs_by_site_kind():
    """Proves that a run for campuses does not use the 100 units of an edge site: 1; else 0."""
    inst = tiny(
        FLEET,
        sites=[{"site": "a"}, {"site": "e", "kind": "edge"}],
        existing_assets=[{"site": "e", "family": "accelerator", "item": "g", "units": 100}],
        training_runs=[{"site_kinds": "campus"}],
    )
    plan = optimum(inst, 1)
    assert cell(plan, "run_sites", "units", site="a") == pytest.approx(100)


def test_a_run_holds_a_whole_unit_of_the_product_it_runs_on():
    """Proves that a run of 0.5 H100 equivalents takes one unit of h at 0.01, not half of it at 0.005.

    A unit of g, of half the load, would do for the least load of any product but costs 0.04.
    """
    inst = tiny(
        FLEET,
        accelerators=[{"accelerator": "g", "kw_per_unit": 5}, {"accelerator": "h"}],
        bill_of_materials=[{"usd_per_unit": 40_000}, {"accelerator": "h"}],
        training_runs=[{"h100e": 0.5}],
    )
    plan = optimum(inst, 0.01)
    assert cell(plan, "run_sites", "units") == pytest.approx(1)
