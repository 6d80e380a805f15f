"""Siting: optima derived by hand. Each docstring says what the cost would be if the rule failed."""

from __future__ import annotations

import pytest

from planner.instance import InvalidInstance
from tests.tiny import FLEET, POWER, ROUTING, by_year, cell, optimum, tiny, total

TWO_RUNS = [{"run": "w1"}, {"run": "w2"}]
"""Two runs of 1 MW IT and 1 M$ each, 10 M$ each when dropped."""


def routes(musd_per_year: dict[str, float]) -> list[dict[str, object]]:
    """What it costs to serve the whole demand from each site."""
    return [
        {"site": site, "usd_per_year_full_demand": musd * 1e6}
        for site, musd in musd_per_year.items()
    ]


def test_opening_is_weighed_against_routes():
    """Proves that opening is paid: a 10 + 1, b 4 + 5, both 14 + 1; free opening would cost 1."""
    sites = [
        {"site": "a", "status": "candidate", "opening_musd": 10},
        {"site": "b", "status": "candidate", "opening_musd": 4},
    ]
    plan = optimum(tiny(ROUTING, sites=sites, route_costs=routes({"a": 1, "b": 5})), 4 + 5)
    assert cell(plan, "sites", "open", site="b") == 1
    assert cell(plan, "sites", "open", site="a") == 0


def test_land_is_paid_with_the_opening():
    """Proves that opening buys the land: 2 + 300 ha · 10,000 USD; without it 2."""
    site = {"status": "candidate", "opening_musd": 2, "land_ha": 300, "land_usd_per_ha": 10_000}
    plan = optimum(tiny(ROUTING, sites=[site]), 2 + 300 * 0.01)
    assert cell(plan, "costs", "musd", head="land_opening", site="a", period=2026) == pytest.approx(
        5
    )


def test_a_site_stays_open():
    """Proves that open sites stay so: fixed cost 3 in both years; closed with the demand 3."""
    site = {"status": "candidate", "fixed_musd_per_year": 3, "opening_life_years": 2}
    demand = by_year({}, "requests_per_s", {2026: 100, 2027: 0})
    plan = optimum(tiny(ROUTING, years=(2026, 2027), sites=[site], demand=demand), 3 + 3)
    assert cell(plan, "sites", "open", site="a", period=2027) == 1


def test_a_site_opens_when_it_is_needed():
    """Proves that openness is by period: demand only in 2027 costs one year of 3, not two."""
    site = {"status": "candidate", "fixed_musd_per_year": 3}
    demand = by_year({}, "requests_per_s", {2026: 0, 2027: 100})
    plan = optimum(tiny(ROUTING, years=(2026, 2027), sites=[site], demand=demand), 3)
    assert cell(plan, "sites", "open", site="a", period=2026) == 0


def test_earliest_year():
    """Proves that a opens in 2027 at the earliest: 5 + 1; from 2026 on it would be 1 + 1."""
    sites = [{"site": "a", "status": "candidate", "earliest_year": 2027}, {"site": "b"}]
    costs = routes({"a": 1, "b": 5})
    plan = optimum(tiny(ROUTING, years=(2026, 2027), sites=sites, route_costs=costs), 5 + 1)
    assert cell(plan, "routing", "share", site="b", period=2026) == pytest.approx(1)
    assert cell(plan, "routing", "share", site="a", period=2027) == pytest.approx(1)


def test_forced_site_opens_unneeded():
    """Proves that a forced site opens although b serves for nothing: 7; else 0."""
    sites = [{"site": "a", "status": "forced", "opening_musd": 7}, {"site": "b"}]
    plan = optimum(tiny(ROUTING, sites=sites, route_costs=routes({"a": 1, "b": 0})), 7)
    assert cell(plan, "sites", "open", site="a") == 1


def test_forced_site_opens_in_its_earliest_year():
    """Proves that it opens from 2027 on: 7 + 2 for one year; from 2026 on it would be 7 + 4."""
    forced = {
        "site": "a", "status": "forced", "earliest_year": 2027, "opening_musd": 7,
        "fixed_musd_per_year": 2,
    }  # fmt: skip
    costs = routes({"a": 9, "b": 0})
    inst = tiny(ROUTING, years=(2026, 2027), sites=[forced, {"site": "b"}], route_costs=costs)
    plan = optimum(inst, 7 + 2)
    assert [cell(plan, "sites", "open", site="a", period=y) for y in (2026, 2027)] == [0, 1]


def test_excluded_site_serves_nobody():
    """Proves that an excluded site is closed: 5 from b; from a it would be 1."""
    sites = [{"site": "a", "status": "excluded"}, {"site": "b"}]
    plan = optimum(tiny(ROUTING, sites=sites, route_costs=routes({"a": 1, "b": 5})), 5)
    assert cell(plan, "sites", "open", site="a") == 0


def test_request_limit_of_a_site():
    """Proves that a serves 40 of 100 requests/s: 0.4 · 1 + 0.6 · 5; without the limit 1."""
    sites = [{"site": "a", "max_requests_per_s": 40}, {"site": "b"}]
    plan = optimum(
        tiny(ROUTING, sites=sites, route_costs=routes({"a": 1, "b": 5})), 0.4 * 1 + 0.6 * 5
    )
    assert cell(plan, "routing", "requests_per_s", site="a") == pytest.approx(40)


def test_campus_cap_of_one_campus():
    """Proves that a campus is its own group: 1.5 MW hold one run, 1 + 10; uncapped 1 + 1."""
    plan = optimum(tiny(FLEET, settings={"campus_cap_mw": 1.5}, training_runs=TWO_RUNS), 1 + 10)
    assert cell(plan, "sites", "peak_facility_mw", site="a") == pytest.approx(1)


@pytest.mark.parametrize(
    ("kind", "group_a", "group_b", "musd"),
    [
        ("campus", "x", "x", 1 + 10),
        ("campus", "x", "y", 1 + 1),
        ("campus", "", "", 1 + 1),
        ("campus", "", "a", 1 + 10),
        ("edge", "", "a", 1 + 10),
        ("edge", "", "", 1 + 1),
    ],
)
def test_campus_cap_of_a_group(kind: str, group_a: str, group_b: str, musd: float):
    """Proves who shares the cap of 1.5 MW: sites of one group hold one run of 1 MW, else two.

    A site that names a campus shares that campus's group; an edge site without a group is in none.
    """
    sites = [
        {"site": "a", "campus_group": group_a},
        {"site": "b", "kind": kind, "campus_group": group_b},
    ]
    inst = tiny(FLEET, settings={"campus_cap_mw": 1.5}, sites=sites, training_runs=TWO_RUNS)
    plan = optimum(inst, musd)
    assert total(plan, "sites", "peak_facility_mw") == pytest.approx(1 if musd > 10 else 2)


def test_edge_site_without_group_has_no_campus_cap():
    """Proves that the cap is one of campuses: an edge site holds both runs, 2; capped 11."""
    inst = tiny(
        FLEET, settings={"campus_cap_mw": 1.5}, sites=[{"kind": "edge"}], training_runs=TWO_RUNS
    )
    plan = optimum(inst, 1 + 1)
    assert cell(plan, "sites", "peak_facility_mw") == pytest.approx(2)


@pytest.mark.parametrize(("limit_mw", "musd"), [(1000, 1 + 1), (1.7, 1 + 10)])
def test_what_is_committed_stays_above_the_cap(limit_mw: float, musd: float):
    """Proves that 2 MW of existing grid lift the cap of 1.5, but not above the site's limit.

    Both runs fit into 2 MW: 1 + 1; with the cap of 1.5 or the limit of 1.7 one is dropped: 1 + 10.
    """
    inst = tiny(
        POWER,
        settings={"campus_cap_mw": 1.5},
        sites=[{"max_facility_mw": limit_mw}],
        existing_assets=[{"family": "power", "item": "grid", "mw": 2}],
        training_runs=TWO_RUNS,
    )
    plan = optimum(inst, musd)
    assert cell(plan, "sites", "peak_facility_mw") == pytest.approx(2 if limit_mw > 2 else 1)


def test_a_site_with_units_has_a_limit():
    """Proves that a site without a limit is refused: nothing would tie its load to its opening."""
    with pytest.raises(InvalidInstance, match="max_facility_mw"):
        tiny(FLEET, sites=[{"kind": "edge", "max_facility_mw": None}])


def test_site_limit():
    """Proves that an edge site of 1.5 MW holds one run of 1 MW: 1 + 10; without the limit 2."""
    sites = [{"kind": "edge", "max_facility_mw": 1.5}]
    plan = optimum(tiny(FLEET, sites=sites, training_runs=TWO_RUNS), 1 + 10)
    assert cell(plan, "sites", "it_mw") == pytest.approx(1)


@pytest.mark.parametrize(("opening", "musd"), [(3, 3 + 1), (30, 10)])
def test_a_closed_site_draws_nothing(opening: float, musd: float):
    """Proves that a run needs an open site: 3 + 1; where opening costs 30 it is dropped, 10.

    If closed sites could draw, it would cost 1.
    """
    site = {"status": "candidate", "opening_musd": opening}
    plan = optimum(tiny(FLEET, sites=[site]), musd)
    assert cell(plan, "sites", "open", site="a") == (1 if opening == 3 else 0)
