"""Locks: optima derived by hand. 100 units are 1 MW and 1 M$."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import planner
from planner.instance.schema import Lock
from planner.plan.core import StoppedBy
from tests.tiny import (
    BACKBONE,
    FLEET,
    HALLS,
    POWER,
    Rows,
    cell,
    cost,
    optimum,
    prices,
    tiny,
    total,
)

YEARS = (2026, 2027)


def locked(families: Sequence[str], lock: Mapping[str, object], **more: Any) -> planner.Instance:
    """A tiny instance with one lock, of 2026 unless it says otherwise."""
    return tiny(families, locks=[lock], **more)


@pytest.mark.parametrize(
    ("rule", "value", "musd"),
    [("fix", 3, 4), ("min", 3, 4), ("max", 3, 2), ("fix", 1, 2), ("max", 0, 10), ("fix", 0, 10)],
)
def test_the_three_rules(rule: str, value: float, musd: float):
    """Proves that of modules at 1 that a run at 1 needs one of: fix and min 3 give 1 + 3, max 3 and fix 1
    leave 1 + 1, max and fix 0 forbid it, 10.
    """
    lock = {"in_table": "halls", "site": "a", "item": "air", "rule": rule, "value": value}
    plan = optimum(locked(HALLS, lock, sites=[{"shell_musd_per_mw": 1}]), musd)
    if rule == "fix":
        assert cell(plan, "halls", "modules_built") == value


def test_a_site_is_opened():
    """Proves that b is opened for 3 although nothing needs it: 1 + 3; else 1."""
    lock = {"in_table": "sites", "site": "b", "value": 1}
    sites: Rows = [{"site": "a"}, {"site": "b", "status": "candidate", "opening_musd": 3}]
    plan = optimum(locked(FLEET, lock, sites=sites), 1 + 3)
    assert cell(plan, "sites", "open", site="b") == 1


def test_a_site_is_kept_shut():
    """Proves that the run goes to b, opened for 3, when a may not open for 1: 1 + 3; else 1 + 1."""
    lock = {"in_table": "sites", "site": "a", "rule": "max", "value": 0}
    sites: Rows = [
        {"site": "a", "status": "candidate", "opening_musd": 1},
        {"site": "b", "status": "candidate", "opening_musd": 3},
    ]
    optimum(locked(FLEET, lock, sites=sites), 1 + 3)


def test_a_site_is_open_in_every_period():
    """Proves that a lock without a period holds in both years, 1 each: 1 + 2; else 1 + 1."""
    lock = {"in_table": "sites", "site": "a", "period": None, "value": 1}
    sites: Rows = [{"status": "candidate", "fixed_musd_per_year": 1}]
    run = {"latest_year": 2027, "earliest_year": 2027}
    plan = optimum(locked(FLEET, lock, years=YEARS, sites=sites, training_runs=[run]), 1 + 2)
    assert list(plan.tables["sites"]["open"]) == [1, 1]


def test_power_is_ordered():
    """Proves that 5 MW at 1 are ordered where 1 would do: 1 + 5; else 1 + 1."""
    lock = {"in_table": "power", "site": "a", "item": "grid/order", "rule": "min", "value": 5}
    plan = optimum(locked(POWER, lock, power_options=[{"capex_usd_per_kw": 1000}]), 1 + 5)
    assert total(plan, "power", "built_mw") == pytest.approx(5)


def test_a_held_step_is_left():
    """Proves that a held step that may not be taken leaves the order at 1: 1 + 1, half of it free else,
    1 + 0.5.
    """
    lock = {"in_table": "power", "site": "a", "item": "grid/held-now", "rule": "max", "value": 0}
    sites: Rows = [{"queue_mw": 0.5}]
    steps: dict[str, Rows] = {
        "power_options": [
            {"capex_usd_per_kw": 0, "option": "grid"},
            {"capex_usd_per_kw": 1000, "option": "gas", "kind": "gas"},
        ],
        "power_supply": [{"option": "grid", "mw": 0}],
    }
    plan = optimum(locked(POWER, lock, sites=sites, **steps), 1 + 1)
    assert total(plan, "power", "built_mw", tranche="held-now") == 0


def test_a_connection_is_paid():
    """Proves that an interconnection of 2 is paid although gas is free: 1 + 2; else 1."""
    lock = {"in_table": "connections", "site": "a", "item": "grid/site", "value": 1}
    options: Rows = [{"option": "grid"}, {"option": "gas", "kind": "gas"}]
    terms: Rows = [{"interconnection_musd": 2}]
    optimum(locked(POWER, lock, power_options=options, site_power=terms), 1 + 2)


@pytest.mark.parametrize(("value", "musd"), [(300, 3), (100, 1)])
def test_units_are_bought(value: float, musd: float):
    """Proves that 300 units are bought where 100 would do: 3; else 1."""
    lock = {"in_table": "fleet", "site": "a", "item": "g", "value": value}
    plan = optimum(locked(FLEET, lock), musd)
    assert cell(plan, "fleet", "bought_units") == pytest.approx(value, rel=2e-6)


FABRICS: dict[str, Rows] = {
    "accelerators": [{"backend_fabric_share": 0.5}],
    "fabrics": [
        {"fabric": "f", "life_years": 1},
        {"fabric": "dear", "price_factor": 3, "life_years": 1},
    ],
}
"""Fabric of 100 units costs 1, or 3."""


@pytest.mark.parametrize(("item", "value", "musd"), [("g/f", 200, 1 + 2), ("g/dear", 50, 1 + 2)])
def test_fabric_is_bought(item: str, value: float, musd: float):
    """Proves that 200 units of fabric at 1 are bought where 100 would do, 1 + 2; and 50 of a dearer one,
    which no plan would hold otherwise, beside 50 at 1: 1 + 1.5 + 0.5; else 1 + 1.
    """
    lock = {"in_table": "fabric", "site": "a", "item": item, "value": value}
    optimum(locked(FLEET, lock, **FABRICS), musd)


@pytest.mark.parametrize(
    ("item", "period", "value", "musd"),
    [("w", 2026, 0, 1 + 2), ("w", 2027, 1, 1 + 2), ("w", None, 0, 10), ("w/h", None, 1, 3)],
)
def test_a_run_starts(item: str, period: int | None, value: int, musd: float):
    """Proves that a run at 1 that may not start in 2026 starts a year late at 2, and so one that starts
    in 2027; that one that may never start is dropped, 10; that one that starts on h pays 3; else 1.
    """
    lock = {"in_table": "runs", "item": item, "period": period, "value": value}
    inst = locked(
        FLEET,
        lock,
        years=YEARS,
        accelerators=[{"accelerator": "g"}, {"accelerator": "h"}],
        bill_of_materials=[*prices({2026: 1, 2027: 1}), *prices({2026: 3, 2027: 3}, "h")],
        training_runs=[{"latest_year": 2027, "late_musd_per_year": 2}],
    )
    optimum(inst, musd)


@pytest.mark.parametrize(("site", "value", "musd"), [("a", 0, 3), ("b", 1, 3), ("b", 0, 1)])
def test_a_run_is_at_a_site(site: str, value: int, musd: float):
    """Proves that a run kept from a, or held at b, opens b for 2: 1 + 2; kept from b it stays at a, 1."""
    lock = {"in_table": "run_sites", "site": site, "item": "w", "period": None, "value": value}
    sites: Rows = [{"site": "a"}, {"site": "b", "status": "candidate", "opening_musd": 2}]
    optimum(locked(FLEET, lock, sites=sites), musd)


def test_a_run_that_is_at_a_site_has_units_there():
    """Proves that a run held at b too has at least a unit there, which opens b for 2: 1 + 2; were it
    only counted there, 1.
    """
    lock = {"in_table": "run_sites", "site": "b", "item": "w", "period": None, "value": 1}
    sites: Rows = [{"site": "a"}, {"site": "b", "status": "candidate", "opening_musd": 2}]
    plan = optimum(locked(FLEET, lock, sites=sites, training_runs=[{"max_sites": 2}]), 1 + 2)
    assert total(plan, "run_sites", "units", site="b") >= 1 - 1e-6


def test_a_lease_is_taken():
    """Proves that half a MW is leased at 2 although own halls are free: 1 + 1; else 1."""
    lock = {"in_table": "leases", "site": "a", "item": "air/2026", "rule": "min", "value": 0.5}
    offer = {"it_mw": 1, "musd_per_mw_year": 2}
    plan = optimum(locked(HALLS, lock, lease_offers=[offer]), 1 + 1)
    assert cell(plan, "leases", "taken_mw") == pytest.approx(0.5)


def test_a_rental_is_taken():
    """Proves that 50 units rented at 1 stand in for 50 bought at 0.5: 1.5; else 1."""
    lock = {"in_table": "rentals", "site": "a", "item": "g/2026", "rule": "min", "value": 50}
    offer = {"units": 100, "usd_per_unit_year": 20_000}
    plan = optimum(locked(FLEET, lock, rental_offers=[offer]), 0.5 + 1)
    assert cell(plan, "rentals", "taken_units") == pytest.approx(50, abs=1e-3)


def test_a_corridor_is_lit():
    """Proves that two units at 1 are lit that no run needs: 1 + 2; else 1."""
    lock = {"in_table": "corridors", "site": "a", "item": "b", "rule": "min", "value": 2}
    sites: Rows = [{"site": "a"}, {"site": "b"}]
    plan = optimum(locked(BACKBONE, lock, sites=sites, corridors=[{"musd_per_km": 0.01}]), 1 + 2)
    assert cell(plan, "corridors", "lit_units") == 2


@pytest.mark.parametrize(("rule", "value", "musd"), [("min", 3, 1 + 3), ("max", 0, 10)])
def test_a_sum_over_the_periods(rule: str, value: float, musd: float):
    """Proves that three modules at 1 are ordered over both years together, 1 + 3, six if in each; and
    that none in either drops the run, 10.
    """
    lock = {"in_table": "halls", "site": "a", "item": "air", "period": None}
    inst = locked(
        HALLS,
        lock | {"rule": rule, "value": value},
        years=YEARS,
        sites=[{"shell_musd_per_mw": 1}],
    )
    plan = optimum(inst, musd)
    assert total(plan, "halls", "modules_built") == (value if rule == "min" else 0)


def refusal(inst: planner.Instance) -> str:
    """Why there is no plan, after seeing that there is none."""
    result = planner.solve(inst, time_limit_s=20, threads=1)
    assert result.plan is None and result.stopped_by is StoppedBy.INFEASIBLE
    return result.message


@pytest.mark.parametrize(
    ("families", "lock", "more", "reason"),
    [
        (
            HALLS,
            {"in_table": "halls", "site": "a", "item": "air", "value": 2},
            {"sites": [{"hall_build_years": 3}]},
            "an order of 2026 takes 3 years",
        ),
        (
            FLEET,
            {"in_table": "fleet", "site": "a", "item": "g", "value": 5},
            {"accelerators": [{"available_from": 2028}]},
            "g can be ordered from 2028 on",
        ),
        (
            FLEET,
            {"in_table": "sites", "site": "a", "value": 1},
            {"sites": [{"status": "candidate", "earliest_year": 2030}]},
            "cannot be open before 2030",
        ),
        (
            FLEET,
            {"in_table": "sites", "site": "a", "value": 0},
            {},
            "the site is existing and stays open",
        ),
        (
            FLEET,
            {"in_table": "sites", "site": "b", "value": 1},
            {"sites": [{"site": "a"}, {"site": "b", "status": "excluded"}]},
            "the site is excluded",
        ),
        (
            POWER,
            {"in_table": "power", "site": "a", "item": "grid/order", "value": 1},
            {"sites": [{"grid_queue_years": 7}]},
            "an order of 2026 takes 7 years",
        ),
        (
            FLEET,
            {"in_table": "runs", "item": "w", "value": 1},
            {"years": YEARS, "training_runs": [{"earliest_year": 2027, "latest_year": 2027}]},
            "it may start from 2027 to 2027",
        ),
        (
            FLEET,
            {"in_table": "runs", "item": "w", "value": 1},
            {"sites": [{"max_facility_mw": 0.5}]},
            "one site cannot hold it",
        ),
        (
            FLEET,
            {"in_table": "run_sites", "site": "a", "item": "w", "period": None, "value": 1},
            {"training_runs": [{"site_kinds": "edge"}]},
            "may not use sites of kind campus",
        ),
        (
            HALLS,
            {"in_table": "halls", "site": "a", "item": "air", "value": 5000},
            {},
            "more than 1,000 modules can never be of use",
        ),
        (
            FLEET,
            {"in_table": "fabric", "site": "a", "item": "g/f", "value": 1},
            {"accelerators": [{"available_from": 2027}]},
            "g can be ordered from 2027 on",
        ),
        (
            BACKBONE,
            {"in_table": "corridors", "site": "a", "item": "b", "value": 1},
            {"sites": [{"site": "a"}, {"site": "b"}], "corridors": [{"build_years": 2}]},
            "an order of 2026 takes 2 years",
        ),
        (
            HALLS,
            {"in_table": "halls", "site": "a", "item": "air", "value": 1.5},
            {},
            "only whole numbers",
        ),
    ],
)
def test_an_impossible_decision_is_named(
    families: Sequence[str], lock: dict[str, object], more: dict[str, Any], reason: str
):
    """Proves that a lock on what the instance leaves no choice of is refused with its reason."""
    message = refusal(locked(families, lock, **more))
    assert "every lock" in message and reason in message


def test_two_locks_that_contradict_each_other():
    """Proves that two locks on one number, given apart, are named as such."""
    inst = locked(FLEET, {"in_table": "fleet", "site": "a", "item": "g", "value": 100})
    other = Lock(in_table="fleet", site="a", item="g", period=2026, rule="min", value=200)
    result = planner.solve(inst, locks=[other], time_limit_s=20, threads=1)
    assert result.plan is None
    assert "fleet g at a in 2026 (at least 200 units): another lock" in result.message


def test_the_locks_that_conflict_are_named():
    """Proves that of three locks the one that a limit of 2 MW does not allow is named, with the 200 units
    that are the most, and the others are not.
    """
    inst = tiny(
        FLEET,
        sites=[{"max_facility_mw": 2}],
        locks=[
            {"in_table": "fleet", "site": "a", "item": "g", "rule": "min", "value": 500},
            {"in_table": "runs", "item": "w", "value": 1},
            {"in_table": "sites", "site": "a", "value": 1},
        ],
    )
    message = refusal(inst)
    assert "fleet g at a in 2026 (at least 500 units): nearest possible 200 units" in message
    assert "run w" not in message and "site a" not in message


def test_a_conflict_of_the_rules_is_not_blamed_on_locks():
    """Proves that where no plan exists without the locks either, none of them is named."""
    inst = locked(
        FLEET,
        {"in_table": "fleet", "site": "a", "item": "g", "rule": "min", "value": 1},
        sites=[{"max_facility_mw": 0.5}],
        settings={"strict": True},
    )
    assert "lock" not in refusal(inst)


@pytest.mark.parametrize("rate", [0.0, 0.07])
def test_a_period_split_in_two_costs_the_same(rate: float):
    """Proves that the decisions of one period of four years cost in two of two years what they did, at
    any rate: at 0, 3 for units and 4 for the site. Free, the run would start in 2028, when units cost a
    third and half of their life is charged: 0.5 + 4.
    """

    def world(prices_of: Mapping[int, float], locks: Rows = ()) -> planner.Instance:
        return tiny(
            FLEET,
            years=list(prices_of),
            end=2030,
            rate=rate,
            sites=[{"fixed_musd_per_year": 1}],
            accelerators=[{"life_years": 4}],
            bill_of_materials=prices(prices_of),
            training_runs=[{"latest_year": 2028, "duration_years": 2, "dropped_musd": 100}],
            locks=locks,
        )

    whole = cost(world({2026: 3}))
    lock = {"in_table": "fleet", "site": "a", "item": "g"}
    locks: Rows = [
        lock | {"period": 2026, "value": 100},
        lock | {"period": 2028, "value": 0},
        {"in_table": "runs", "item": "w", "value": 1},
    ]
    assert cost(world({2026: 3, 2028: 1}, locks)) == pytest.approx(whole, rel=1e-6)
    free = cost(world({2026: 3, 2028: 1}))
    if rate == 0:
        assert (whole, free) == (pytest.approx(3 + 4), pytest.approx(0.5 + 4))
    assert free < whole
