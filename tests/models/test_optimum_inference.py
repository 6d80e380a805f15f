"""Inference: optima derived by hand.

A request reads 1,000 tokens at 1,000 tokens/s and writes 100 at 100 tokens/s, one unit-second each:
100 requests/s take 100 units to prefill and 100 to decode, 2 M$ in all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from planner.instance import Instance
from planner.models.sets import Sets
from tests.tiny import ROUTING, SERVING, Rows, by_year, cell, optimum, prices, tiny, total

SECONDS = 8760 * 3600
MTOKENS = 100 * 1100 * SECONDS / 1e6
"""Million tokens a year of 100 requests/s."""
KM_PER_DEGREE = 6371.0088 * math.pi / 180


def two_sites(a: Mapping[str, object], b: Mapping[str, object]) -> Rows:
    """Two sites; what it costs to serve from them stands in :func:`routing`."""
    return [{"site": "a", **a}, {"site": "b", **b}]


def routing(
    a: Mapping[str, object] | None = None, b: Mapping[str, object] | None = None, **tables: Rows
) -> Instance:
    """Serving the metro costs 1 M$ from a, 5 M$ from b."""
    route_costs = [
        {"site": "a", "usd_per_year_full_demand": 1e6},
        {"site": "b", "usd_per_year_full_demand": 5e6},
    ]
    return tiny(ROUTING, sites=two_sites(a or {}, b or {}), route_costs=route_costs, **tables)


def test_the_cheaper_route_is_taken():
    """Proves that route costs decide: 1, not 5."""
    plan = optimum(routing(), 1)
    assert cell(plan, "routing", "share", site="a") == pytest.approx(1)


def test_latency_cuts_the_far_site():
    """Proves that a, 50 ms away, does not serve within 20 ms: 5 from b; else 1."""
    inst = routing(
        services=[{"max_network_ms": 20}],
        latency=[{"site": "a", "rtt_ms": 50}, {"site": "b", "rtt_ms": 5}],
    )
    plan = optimum(inst, 5)
    assert cell(plan, "routing", "rtt_ms") == 5


@pytest.mark.parametrize(("max_network_ms", "musd"), [(17.18, 0), (17.17, MTOKENS * 2e-6)])
def test_latency_from_the_distance(max_network_ms: float, musd: float):
    """Proves that one degree is 15 + 2 · 2 · 111.195 km · 0.0049 ms = 17.179 ms.

    Beyond the limit all is unserved, at 2 USD per million tokens.
    """
    inst = tiny(
        ROUTING,
        settings={"route_factor": 2, "last_mile_ms": 15},
        sites=[{"lat": 0, "lon": 0}],
        metros=[{"lat": 1, "lon": 0}],
        services=[{"max_network_ms": max_network_ms, "unserved_usd_per_mtoken": 2}],
    )
    plan = optimum(inst, musd)
    assert cell(plan, "unserved", "share") == (1 if musd else 0)


def test_measured_latency_wins_over_the_distance():
    """Proves that a measured 30 ms rules out a site that distance puts at 17: all unserved."""
    inst = tiny(
        ROUTING,
        sites=[{"lat": 0, "lon": 0}],
        metros=[{"lat": 1, "lon": 0}],
        services=[{"max_network_ms": 20, "unserved_usd_per_mtoken": 2}],
        latency=[{"rtt_ms": 30}],
    )
    optimum(inst, MTOKENS * 2e-6)


@pytest.mark.parametrize(("price", "musd", "share"), [(1, 2, 0), (0.5, MTOKENS * 0.5e-6, 1)])
def test_unserved_or_served(price: float, musd: float, share: float):
    """Proves that 3.47 million Mtoken are served at 2 if they cost 3.47 unserved, not at 1.73."""
    plan = optimum(tiny(SERVING, services=[{"unserved_usd_per_mtoken": price}]), musd)
    assert cell(plan, "unserved", "share") == pytest.approx(share)


def test_what_cannot_be_served_is_unserved():
    """Proves that a supply of 100 units serves half: 1 + half of the unserved price."""
    inst = tiny(
        SERVING,
        services=[{"unserved_usd_per_mtoken": 1}],
        accelerator_supply=[{"units": 100}],
    )
    plan = optimum(inst, 1 + MTOKENS * 1e-6 / 2)
    assert cell(plan, "unserved", "share") == pytest.approx(0.5)
    assert cell(plan, "volumes", "requests_per_s") == pytest.approx(50)


def test_most_share_of_one_site():
    """Proves that a serves 0.6 at most: 0.6 · 1 + 0.4 · 5; else 1."""
    plan = optimum(routing(services=[{"max_site_share": 0.6}]), 0.6 * 1 + 0.4 * 5)
    assert cell(plan, "routing", "share", site="a") == pytest.approx(0.6)


def test_residency():
    """Proves that demand stays in its country: 5 from b; else 1."""
    inst = routing(
        {"country": "US"},
        {"country": "CA"},
        metros=[{"country": "CA"}],
        services=[{"residency": "country"}],
    )
    plan = optimum(inst, 5)
    assert cell(plan, "routing", "share", site="b") == pytest.approx(1)


def test_site_kinds_of_a_service():
    """Proves that a service of edge sites is not served from a campus: 5; else 1."""
    optimum(routing({}, {"kind": "edge"}, services=[{"site_kinds": "edge"}]), 5)


def test_a_closed_site_does_not_serve():
    """Proves that serving from a opens it: 1 + 3 beats 5; at 1 + 30 b serves; else 1."""
    optimum(routing({"status": "candidate", "opening_musd": 3}), 1 + 3)
    optimum(routing({"status": "candidate", "opening_musd": 30}), 5)


def test_separate_pools_without_interference():
    """Proves that 100 + 100 units are bought, 2; interference of 20 % would make it 2.5."""
    plan = optimum(tiny(SERVING, services=[{"interference": 0.2}]), 2)
    assert cell(plan, "pools", "units", phase="prefill") == pytest.approx(100)
    assert cell(plan, "pools", "units", phase="decode") == pytest.approx(100)


@pytest.mark.parametrize(("nic_gbps", "musd"), [(16, 2), (12, 4 / 3 + 4 / 3)])
def test_kv_cache_slows_separate_pools(nic_gbps: float, musd: float):
    """Proves that the NIC caps both pools.

    A cache of 2 MB per token: 16 Gbit/s carry 1,000 tokens/s, which is no limit: 2. 12 Gbit/s carry
    750: prefill 4/3 units a request/s, and decode, which has to take in 1,000 tokens for the 100
    that it writes, 75 tokens/s, 4/3 units too: 8/3. A cap on one side only would give 7/3.
    """
    inst = tiny(
        SERVING,
        accelerators=[{"nic_gbps_per_unit": nic_gbps}],
        services=[{"kv_bytes_per_input_token": 2e6, "interference": 0.3}],
    )
    plan = optimum(inst, musd)
    assert cell(plan, "volumes", "disaggregated_requests_per_s") == pytest.approx(100)


def test_one_pool_for_both_where_the_cache_is_heavy():
    """Proves that units that do both phases move no cache: 2 / 0.8 = 2.5 at 20 % interference.

    8 Gbit/s carry 500 tokens/s of 2 MB: separate pools would take 200 + 200 units, 4; without
    interference 2.
    """
    inst = tiny(
        SERVING,
        accelerators=[{"nic_gbps_per_unit": 8}],
        services=[{"kv_bytes_per_input_token": 2e6, "interference": 0.2}],
    )
    plan = optimum(inst, 2.5)
    assert cell(plan, "pools", "units", phase="aggregated") == pytest.approx(250)
    assert cell(plan, "volumes", "aggregated_requests_per_s") == pytest.approx(100)


def test_pools_of_different_products():
    """Proves that each phase takes its product: prefill on p at 1, decode on d (50 units) at 0.5.

    On p alone it would be 2; d cannot prefill, so it cannot do both phases either.
    """
    accelerators = [{"accelerator": "p"}, {"accelerator": "d"}]
    inst = tiny(
        SERVING,
        accelerators=accelerators,
        bill_of_materials=[*prices({2026: 1}, "p"), *prices({2026: 1}, "d")],
        throughput=[
            {"accelerator": "p"},
            {"accelerator": "d", "prefill_tokens_per_s": 0, "decode_tokens_per_s": 200},
        ],
    )
    plan = optimum(inst, 1 + 0.5)
    assert cell(plan, "pools", "units", accelerator="d", phase="decode") == pytest.approx(50)


def test_a_product_that_cannot_prefill_does_not_do_both():
    """Proves that a rate of 0 is no rate, also for a service that reads nothing: decode pools only.

    100 units decode; units that do both phases would lose 20 %.
    """
    inst = tiny(
        SERVING,
        services=[{"input_tokens": 0, "interference": 0.2}],
        throughput=[{"prefill_tokens_per_s": 0}],
    )
    assert Sets(inst).serving.pool_kinds == [("k", "g", "decode")]
    plan = optimum(inst, 1)
    assert cell(plan, "pools", "units", phase="decode") == pytest.approx(100)


def test_busiest_time():
    """Proves that pools are made for 1.5 times the mean: 3; for the mean 2."""
    optimum(tiny(SERVING, services=[{"peak_to_mean": 1.5}]), 3)


def test_utilisation_of_pools():
    """Proves that pools work at 80 % in the busiest time: 2.5; at 100 % 2."""
    plan = optimum(tiny(SERVING, services=[{"target_utilisation": 0.8}]), 2.5)
    assert cell(plan, "fleet", "inference_units") == pytest.approx(250)


def test_availability_of_pools():
    """Proves that 200 units at work need 250 installed at 80 %: 2.5; else 2."""
    plan = optimum(tiny(SERVING, accelerators=[{"availability": 0.8}]), 2.5)
    assert cell(plan, "fleet", "inference_units") == pytest.approx(200)


def test_reading_or_writing_only():
    """Proves that a service that only writes needs decode units only: 1; else 2."""
    plan = optimum(tiny(SERVING, services=[{"input_tokens": 0}]), 1)
    assert total(plan, "pools", "units") == pytest.approx(100)
    optimum(tiny(SERVING, services=[{"output_tokens": 0}]), 1)


def test_a_service_without_tokens_needs_an_open_site():
    """Proves that requests that need no unit need an open site all the same: 3; else 0."""
    inst = tiny(
        SERVING,
        settings={"strict": True},
        sites=[{"status": "candidate", "opening_musd": 3}],
        services=[{"input_tokens": 0, "output_tokens": 0}],
    )
    plan = optimum(inst, 3)
    assert cell(plan, "sites", "open") == 1


def test_a_full_site_sends_demand_on():
    """Proves that a of 1 MW serves half, b the rest: 2 + 0.5 · 1 + 0.5 · 5; else 2 + 1."""
    route_costs = [
        {"site": "a", "usd_per_year_full_demand": 1e6},
        {"site": "b", "usd_per_year_full_demand": 5e6},
    ]
    sites = two_sites({"max_facility_mw": 1}, {})
    plan = optimum(tiny(SERVING, sites=sites, route_costs=route_costs), 2 + 0.5 * 1 + 0.5 * 5)
    assert cell(plan, "volumes", "requests_per_s", site="b") == pytest.approx(50)


def test_transit_by_km():
    """Proves that 1.5 Gbit/s of peak traffic pay 1,000 USD for each of 222.39 km of route.

    100 requests/s · 10 Mbit · 1.5. Mean traffic would give two thirds, a straight line half.
    """
    inst = tiny(
        ROUTING,
        settings={"route_factor": 2, "transit_usd_per_gbps_km_year": 1000},
        sites=[{"lat": 0, "lon": 0}],
        metros=[{"lat": 0, "lon": 1}],
        services=[{"mbit_per_request": 10, "peak_to_mean": 1.5}],
    )
    plan = optimum(inst, 1.5 * 2 * KM_PER_DEGREE * 1000e-6)
    assert cell(plan, "costs", "musd", head="transit", site="a", period=2026) > 0.3


def test_route_costs_win_over_transit():
    """Proves that a row of route costs takes the place of transit: 1; else 333.6."""
    inst = tiny(
        ROUTING,
        settings={"route_factor": 2, "transit_usd_per_gbps_km_year": 1e6},
        sites=[{"lat": 0, "lon": 0}],
        metros=[{"lat": 0, "lon": 1}],
        services=[{"mbit_per_request": 10, "peak_to_mean": 1.5}],
        route_costs=[{"usd_per_year_full_demand": 1e6}],
    )
    optimum(inst, 1)


def test_frontend_by_peak_traffic():
    """Proves that 1.5 Gbit/s of peak traffic pay 2 M$ each: 3; the mean would pay 2."""
    inst = tiny(
        ROUTING,
        settings={"frontend_usd_per_gbps_year": 2e6},
        services=[{"mbit_per_request": 10, "peak_to_mean": 1.5}],
    )
    optimum(inst, 3)


def test_demand_of_each_year():
    """Proves that each year's pools follow its own demand: 2 for 100, 3 for 150 requests/s."""
    demand = by_year({}, "requests_per_s", {2026: 100, 2027: 150})
    plan = optimum(tiny(SERVING, years=(2026, 2027), demand=demand), 2 + 3)
    assert cell(plan, "fleet", "bought_units", period=2027) == pytest.approx(300)


def test_totals_are_spread_by_population():
    """Proves that 100 requests/s over metros of 1, 1 and 2 people put half on the last one.

    Serving it would cost 4 M$, so it stays unserved at 1 USD per million tokens: 3.47 / 2; an even
    spread would give 3.47 / 3.
    """
    inst = tiny(
        ROUTING,
        metros=[{"metro": m, "population": p} for m, p in (("L", 1), ("M", 1), ("N", 2))],
        demand=[],
        demand_totals=[{"requests_per_s": 100}],
        route_costs=[{"metro": "N", "usd_per_year_full_demand": 4e6}],
        services=[{"unserved_usd_per_mtoken": 1}],
    )
    plan = optimum(inst, MTOKENS * 1e-6 / 2)
    assert cell(plan, "unserved", "requests_per_s", metro="N") == pytest.approx(50)
