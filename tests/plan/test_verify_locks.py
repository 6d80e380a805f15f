"""The independent checker on locks: each decision that is fixed, forced or forbidden."""

from __future__ import annotations

from typing import Any

import pytest
from mutations import Change, put
from worlds import checked, rules

from planner.instance.schema import LOCK_TABLES, Lock

KEPT: dict[str, tuple[str, dict[str, Any], float]] = {
    "a site open": ("all", {"in_table": "sites", "site": "beta", "period": 2026}, 1),
    "a site closed": ("all", {"in_table": "sites", "site": "NA", "period": 2026}, 0),
    "a site open in every period": ("all", {"in_table": "sites", "site": "alpha"}, 1),
    "halls of a period": (
        "all", {"in_table": "halls", "site": "beta", "item": "liquid", "period": 2026}, 5
    ),
    "halls of all periods": ("all", {"in_table": "halls", "site": "alpha", "item": "liquid"}, 1),
    "halls where none can be": ("all", {"in_table": "halls", "site": "shut", "item": "air"}, 0),
    "an order of power": (
        "all", {"in_table": "power", "site": "beta", "item": "turbine/order", "period": 2026}, 5
    ),
    "a held step": (
        "all", {"in_table": "power", "site": "beta", "item": "grid/held-2027", "period": 2027}, 1.5
    ),
    "a connection": (
        "all", {"in_table": "connections", "site": "beta", "item": "grid/site", "period": 2027}, 1
    ),
    "an upgrade in all periods": (
        "all", {"in_table": "connections", "site": "beta", "item": "grid/held-2027"}, 1
    ),
    "units of a period": (
        "all", {"in_table": "fleet", "site": "beta", "item": "train", "period": 2027}, 220
    ),
    "units of all periods": ("all", {"in_table": "fleet", "site": "NA", "item": "infer"}, 37.5),
    "fabric of a period": (
        "all", {"in_table": "fabric", "site": "alpha", "item": "train/ib", "period": 2027}, 120
    ),
    "fabric of another kind": (
        "all", {"in_table": "fabric", "site": "alpha", "item": "train/ethernet"}, 0
    ),
    "a run": ("all", {"in_table": "runs", "item": "frontier"}, 1),
    "a run in its period": ("all", {"in_table": "runs", "item": "frontier", "period": 2027}, 1),
    "a run in another period": ("all", {"in_table": "runs", "item": "frontier", "period": 2026}, 0),
    "a run on its product": (
        "all", {"in_table": "runs", "item": "frontier/train", "period": 2027}, 1
    ),
    "a run on another product": ("all", {"in_table": "runs", "item": "frontier/infer"}, 0),
    "a run that is dropped": ("all", {"in_table": "runs", "item": "extra"}, 0),
    "a site of a run": ("all", {"in_table": "run_sites", "site": "beta", "item": "frontier"}, 1),
    "no site of a run": ("all", {"in_table": "run_sites", "site": "NA", "item": "frontier"}, 0),
    "a lease": (
        "day", {"in_table": "leases", "site": "port", "item": "air/2026", "period": 2026}, 0.2
    ),
    "leases of all periods": ("day", {"in_table": "leases", "site": "port", "item": "air/2026"}, 0.4),
    "a rental": (
        "day", {"in_table": "rentals", "site": "port", "item": "infer/2027", "period": 2027}, 50
    ),
    "a rental not taken": (
        "day", {"in_table": "rentals", "site": "port", "item": "infer/2027", "period": 2026}, 0
    ),
    "fibre of a period": ("ring", {"in_table": "corridors", "site": "a", "item": "b", "period": 2026}, 1),
    "fibre of all periods": ("ring", {"in_table": "corridors", "site": "b", "item": "c"}, 1),
    "fibre not lit": ("ring", {"in_table": "corridors", "site": "a", "item": "d"}, 0),
}  # fmt: skip
"""World, lock without rule and value, and what the plan of the world has decided, by hand."""


@pytest.mark.parametrize("name", KEPT)
def test_a_lock_that_the_plan_keeps_passes(name: str) -> None:
    """Proves that fix, least and most of what was decided are kept by the plan that decided it."""
    world, lock, value = KEPT[name]
    for rule in ("fix", "min", "max"):
        assert checked(world, (Lock(rule=rule, value=value, **lock),)).broken == ()


@pytest.mark.parametrize("name", KEPT)
def test_a_lock_that_the_plan_breaks_is_named(name: str) -> None:
    """Proves that every rule has its direction: what is off by one to the wrong side alone is refused.

    A least below what was decided and a most above it pass, and fix holds from both sides.
    """
    world, lock, value = KEPT[name]
    more, less = value + 1, max(0.0, value - 1)
    for rule, wrong in (("fix", more), ("min", more), ("fix", less), ("max", less)):
        broken = {"lock"} if wrong != value else set()
        assert rules(checked(world, (Lock(rule=rule, value=wrong, **lock),))) == broken
    for rule, wide in (("max", more), ("min", less)):
        assert checked(world, (Lock(rule=rule, value=wide, **lock),)).broken == ()


def test_every_table_that_can_be_locked_is_checked() -> None:
    """Proves that none of the tables of the schema is without a case, and each has two."""
    tables = [lock["in_table"] for _, lock, _ in KEPT.values()]
    assert {table for table in LOCK_TABLES if tables.count(table) < 2} == set()


def test_a_broken_lock_is_named_in_full() -> None:
    """Proves that table, site, item and period are said, and what stands against what."""
    lock = Lock(in_table="fleet", site="beta", item="train", period=2027, rule="min", value=300)
    (broken,) = checked("all", (lock,)).broken
    assert str(broken) == (
        "lock at table fleet, site beta, item train, period 2027: says 220 units, "
        "should say at least 300 units"
    )


def test_a_site_locked_without_a_period_is_looked_at_in_each() -> None:
    """Proves that `NA`, closed in 2026 and open from 2027 on, breaks both locks where they do not hold."""
    for value, years in ((1, [2026]), (0, [2027, 2029])):
        lock = Lock(in_table="sites", site="NA", rule="fix", value=value)
        where = [b.where for b in checked("all", (lock,)).broken]
        assert where == [f"table sites, site NA, period {year}" for year in years]


BROKEN_BY_PLANS: dict[str, tuple[str, Lock, Change]] = {
    "a site opened later": (
        "all", Lock(in_table="sites", site="beta", period=2026, rule="fix", value=1),
        put("sites", ("beta", 2026), open=0),
    ),
    "fewer halls": (
        "all", Lock(in_table="halls", site="beta", item="liquid", rule="min", value=5),
        put("halls", ("beta", "liquid", 2026), modules_built=4),
    ),
    "a turbine more": (
        "all", Lock(in_table="power", site="beta", item="turbine/order", rule="max", value=5),
        put("power", ("beta", "turbine", "order", 2026), modules_built=2, built_mw=10.0),
    ),
    "a connection put off": (
        "all",
        Lock(in_table="connections", site="beta", item="grid/site", period=2027, rule="fix", value=1),
        put("connections", ("beta", "grid", "site", 2027), connected=0),
    ),
    "units bought at another site": (
        "all", Lock(in_table="fleet", site="NA", item="infer", period=2026, rule="fix", value=37.5),
        put("fleet", ("NA", "infer", 2026), bought_units=30.0),
    ),
    "more fabric": (
        "all", Lock(in_table="fabric", site="alpha", item="train/ethernet", rule="max", value=0),
        put("fabric", ("alpha", "train", "ethernet", 2027), bought_units=1.0),
    ),
    "a run dropped": (
        "all", Lock(in_table="runs", item="frontier", rule="min", value=1),
        put("runs", ("frontier",), status="dropped"),
    ),
    "a run a period early": (
        "all", Lock(in_table="runs", item="frontier", period=2027, rule="fix", value=1),
        put("runs", ("frontier",), start_year=2026),
    ),
    "a lease that begins": (
        "day", Lock(in_table="leases", site="port", item="liquid/2027", rule="max", value=0),
        put("leases", ("port", "liquid", 2027, 2027), taken_mw=0.01),
    ),
    "fewer units on rent": (
        "day", Lock(in_table="rentals", site="port", item="infer/2027", rule="min", value=50),
        put("rentals", ("port", "infer", 2027, 2027), taken_units=49.0),
    ),
    "fibre not lit": (
        "ring", Lock(in_table="corridors", site="b", item="c", period=2027, rule="fix", value=1),
        put("corridors", ("b", "c", 2027), lit_units=0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_BY_PLANS)
def test_a_plan_that_decides_otherwise_breaks_its_lock(name: str) -> None:
    """Proves that locks look at the decision itself: kept by the right plan, broken by the other."""
    world, lock, change = BROKEN_BY_PLANS[name]
    assert checked(world, (lock,)).broken == ()
    assert "lock" in rules(checked(world, (lock,), change))


@pytest.mark.parametrize(("off", "broken"), [(0.9e-3, set()), (2e-3, {"lock"})])
def test_units_are_locked_to_within_a_thousandth(off: float, broken: set[str]) -> None:
    """Proves the slack of a lock: 1e-6 thousand units and 1e-6 of 220, so that 2e-3 units are too much."""
    lock = Lock(in_table="fleet", site="beta", item="train", rule="fix", value=220 + off)
    assert rules(checked("all", (lock,))) == broken


def test_whole_numbers_are_rounded_before_they_are_held_against_a_lock() -> None:
    """Proves that 5.000008 halls, which are five, keep a lock of five; unrounded they would be 8e-6 off."""
    lock = Lock(in_table="halls", site="beta", item="liquid", rule="fix", value=5)
    near = put("halls", ("beta", "liquid", 2026), modules_built=5 + 8e-6)
    assert checked("all", (lock,), near).broken == ()
