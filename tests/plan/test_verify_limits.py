"""The independent checker on limits: the use of every kind is recomputed, and too much of it named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from mutations import Change, altered, put, scale

from planner.instance import Instance
from planner.instance.schema import Limit
from planner.instance.schema.governance import LIMIT_UNITS
from planner.plan.core import Plan
from planner.plan.verify import Verification, verify
from tests.tiny import FLEET, POWER, SERVING, optimum, prices, tiny

Key = tuple[str, str, int]

USED: dict[Key, float] = {
    ("emissions", "", 2026): (0.8 + 0.4 * 0.5 + 0.6) * 8.76,
    ("emissions", "R", 2026): (0.8 + 0.4 * 0.5) * 8.76,
    ("water", "", 2026): 1.8 * 8.76,
    ("water", "R", 2026): 1.2 * 8.76,
    ("capital", "", 2026): (1.2 + 1.2 + 0.4 + 0.14) / 2,
    ("vendor_share", "v", 2026): 0.5,
    ("served_share", "", 2026): 0.9,
    ("served_share", "k", 2026): 0.9,
    ("site_share", "", 2026): 0.6,
    ("site_share", "k", 2026): 0.6,
    ("grid_region", "north", 2026): 0.8,
}
"""What the plan of the world below makes of each limit, worked out by hand."""

BINDING = (
    ("vendor_share", "v", 2026),
    ("served_share", "k", 2026),
    ("site_share", "k", 2026),
    ("grid_region", "north", 2026),
)
"""Limits that shape the plan; the others follow from it."""


def limits(values: Mapping[Key, float]) -> list[dict[str, object]]:
    """Rows of the table `limits`."""
    return [
        {"limit": kind, "scope": scope, "year": year, "value": value, "unit": LIMIT_UNITS[kind]}
        for (kind, scope, year), value in values.items()
    ]


@cache
def world() -> Instance:
    """A period of two years with slices of 18 and 6 hours, and two sites in two regions.

    100 requests/s at `M` would take 200 units, 2 MW. 0.9 of them are served, 0.6 from `a` and 0.3 from the
    dear `b`: 1.2 MW and 0.6 MW in halls that take a litre per kWh. Half of the spend goes to vendor `v`:
    120 units of `g` and 60 of `h` are 1.2 M$ each. Power is 0.8 MW of grid at `a` and 0.6 at `b`, 0.14 M$
    and 1 t/MWh, and 0.4 MW of gas at `a`, 0.4 M$ and 0.5 t/MWh.
    """
    return tiny(
        ("siting", "fleet", "halls", "power", "inference"),
        end=2028,
        sites=[
            {"grid_region": "north", "hall_module_mw": 0.6, "shell_life_years": 2},
            {
                "site": "b", "region": "Q", "grid_region": "south", "hall_module_mw": 0.6,
                "shell_life_years": 2,
            },
        ],
        slices=[
            {"slice": "long", "start_hour_utc": 0, "hours": 18},
            {"slice": "short", "start_hour_utc": 18, "hours": 6},
        ],
        accelerators=[
            {"life_years": 2}, {"accelerator": "h", "vendor": "u", "life_years": 2}
        ],
        bill_of_materials=[{}, {"accelerator": "h", "usd_per_unit": 20_000}],
        throughput=[{}, {"accelerator": "h"}],
        cooling=[{"life_years": 2}],
        pue=[{"water_l_per_kwh": 1}],
        power_options=[
            {"capex_usd_per_kw": 100, "life_years": 2},
            {
                "option": "gas", "kind": "gas", "capex_usd_per_kw": 1000, "life_years": 2,
                "carbon_t_per_mwh": 0.5, "other_usd_per_mwh": 10,
            },
        ],
        energy=[{"region": r, "grid_carbon_t_per_mwh": 1} for r in "RQ"],
        services=[{"unserved_usd_per_mtoken": 0}],
        route_costs=[
            {"usd_per_year_full_demand": 0}, {"site": "b", "usd_per_year_full_demand": 3e7}
        ],
        limits=limits({key: USED[key] for key in BINDING}),
    )  # fmt: skip


@cache
def right() -> Plan:
    """The optimal plan of the world: capital, 10 USD/MWh of gas and dear routes over two years."""
    return optimum(world(), 2.94 + 2 * 0.4 * 8760 * 10 / 1e6 + 2 * 0.3 * 30)


def held(
    values: Mapping[Key, float],
    used: Mapping[Key, float] = USED,
    inst: Instance | None = None,
    plan: Plan | None = None,
) -> tuple[Instance, Plan]:
    """A world under other limits, and its plan as a plan of that world that says what it uses."""
    inst, plan = inst or world(), plan or right()
    rows = tuple(Limit(**row) for row in limits(values))
    limited = inst.replace(limits=tuple(sorted(rows, key=lambda r: (r.limit, r.scope, r.year))))
    kinds = list(LIMIT_UNITS)
    order = sorted(values, key=lambda key: (kinds.index(key[0]), *key[1:]))
    table = pd.DataFrame(
        [(*key, values[key], used[key]) for key in order],
        columns=["limit", "scope", "period", "value", "used"],
    )
    manifest = plan.manifest.model_copy(update={"instance_sha256": limited.sha256})
    return limited, replace(plan, manifest=manifest, tables={**plan.tables, "limits": table})


def rules(outcome: Verification) -> set[str]:
    """Names of the rules that are broken."""
    return {broken.rule for broken in outcome.broken}


def test_a_plan_within_its_limits_passes() -> None:
    """Proves that every use worked out by hand is what the checker finds, limits being just that."""
    assert verify(world(), right()).broken == ()
    assert verify(*held(USED)).broken == ()


@pytest.mark.parametrize("key", USED, ids=str)
@pytest.mark.parametrize("missed_by", [1e-4, 0.1])
def test_a_limit_that_is_missed_is_named(key: Key, missed_by: float) -> None:
    """Proves that a plan is refused, for this alone, by a limit of any kind a little or much tighter."""
    tighter = 1 + missed_by if key[0] == "served_share" else 1 - missed_by
    outcome = verify(*held(USED | {key: USED[key] * tighter}))
    assert rules(outcome) == {key[0]}
    assert len(outcome.broken) == 1
    assert "period 2026" in outcome.broken[0].where


@pytest.mark.parametrize("key", USED, ids=str)
@pytest.mark.parametrize("factor", [0.999, 1.001, 0.0])
def test_a_use_that_is_said_wrongly_is_refused(key: Key, factor: float) -> None:
    """Proves that the column `used` is compared with what follows, whether or not the limit holds."""
    outcome = verify(*held(USED, USED | {key: USED[key] * factor}))
    assert rules(outcome) == {"limits"}
    assert len(outcome.broken) == 1


@pytest.mark.parametrize("key", USED, ids=str)
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_value_that_is_not_the_limit_is_refused(key: Key, factor: float) -> None:
    """Proves that a plan does not set its own limits: the column `value` is the instance's."""
    inst, plan = held(USED)
    assert rules(verify(inst, altered(plan, scale("limits", key, "value", factor)))) == {"limits"}


@pytest.mark.parametrize("key", USED, ids=str)
def test_a_limit_left_out_is_refused(key: Key) -> None:
    """Proves that a plan cannot pass over a limit by leaving its row out."""
    inst, plan = held(USED)
    _, fewer = held({other: used for other, used in USED.items() if other != key})
    outcome = verify(inst, replace(plan, tables={**plan.tables, "limits": fewer.tables["limits"]}))
    assert "completeness" in rules(outcome)


def test_a_region_is_limited_alone() -> None:
    """Proves that a limit of nothing for a region without sites holds, and that of `Q` is of `b` alone."""
    other = {
        ("emissions", "Q", 2026): 0.6 * 8.76,
        ("emissions", "S", 2026): 0.0,
        ("water", "Q", 2026): 0.6 * 8.76,
        ("water", "S", 2026): 0.0,
        ("vendor_share", "nobody", 2026): 0.0,
        ("grid_region", "east", 2026): 0.0,
        ("grid_region", "south", 2026): 0.6,
    }
    assert verify(*held(other, other)).broken == ()


MORE: dict[str, tuple[str, Change]] = {
    "more from the grid": ("emissions", scale("generation", ("a", "grid", 2026, "long"), "mean_mw", 1.1)),
    "more from gas": ("emissions", scale("generation", ("a", "gas", 2026, "short"), "mean_mw", 1.5)),
    "more drawn in the long slice": (
        "water", put("draw", ("b", "g", "air", 2026, "long"), drawn_mw=5.0)
    ),
    "more drawn in the short slice": (
        "water", put("draw", ("b", "g", "air", 2026, "short"), drawn_mw=5.0)
    ),
    "an order of power besides": (
        "capital", put("power", ("b", "gas", "order", 2026), built_mw=0.01)
    ),
    "an order of units besides": ("capital", scale("fleet", ("a", "h", 2026), "bought_units", 1.5)),
    "more units of the vendor": (
        "vendor_share", scale("fleet", ("a", "g", 2026), "bought_units", 1.1)
    ),
    "fewer units of the others": (
        "vendor_share", scale("fleet", ("a", "h", 2026), "bought_units", 0.9)
    ),
    "less served by day": ("served_share", scale("unserved", ("k", "M", 2026, "long"), "share", 1.01)),
    "nothing served by night": ("served_share", put("unserved", ("k", "M", 2026, "short"), share=1.0)),
    "more from one site by day": (
        "site_share", scale("routing", ("k", "M", "a", 2026, "long"), "share", 1.01)
    ),
    "all from the other by night": (
        "site_share", put("routing", ("k", "M", "b", 2026, "short"), share=0.9)
    ),
    "more grid at the same price": (
        "grid_region", scale("power", ("a", "grid", "order", 2026), "built_mw", 1.01)
    ),
    "gas that is grid": ("grid_region", put("power", ("a", "grid", "order", 2026), built_mw=1.2)),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_more_than_a_limit_allows_is_named(name: str) -> None:
    """Proves that a limit looks at the decisions, not at what the plan says of its use."""
    rule, change = MORE[name]
    inst, plan = held(USED)
    assert rule in rules(verify(inst, altered(plan, change)))


def test_every_kind_of_limit_is_broken_by_two_plans() -> None:
    """Proves that no kind is left out above: each is exceeded by two wrong plans at least."""
    kinds = [rule for rule, _ in MORE.values()]
    assert {kind for kind in LIMIT_UNITS if kinds.count(kind) < 2} == set()
    assert {kind for kind, *_ in USED} == set(LIMIT_UNITS)


def test_the_least_served_service_counts() -> None:
    """Proves that over all services the use is that of the least served, 0.5, not 0.7 of all demand."""
    given = {("served_share", "k", 2026): 0.9, ("served_share", "l", 2026): 0.5}
    inst = tiny(
        SERVING,
        services=[{"service": k, "unserved_usd_per_mtoken": 0} for k in "kl"],
        demand=[{"service": k} for k in "kl"],
        limits=limits(given),
    )
    plan = optimum(inst, 1.8 + 1.0)
    every = {("served_share", "", 2026): 0.5}
    assert verify(*held(every, every, inst, plan)).broken == ()
    average = {("served_share", "", 2026): 0.7}
    assert rules(verify(*held(average, average, inst, plan))) == {"served_share", "limits"}


@pytest.mark.parametrize("value", [0.0, 0.6, 0.8])
def test_grid_that_stands_may_exceed_its_limit(value: float) -> None:
    """Proves that 0.7 MW which stand are kept under any limit, and that 0.2 MW more are refused."""
    inst = tiny(
        POWER,
        sites=[{"grid_region": "G"}],
        existing_assets=[{"family": "power", "item": "grid", "mw": 0.7}],
        power_options=[{}, {"option": "gas", "kind": "gas", "capex_usd_per_kw": 1000}],
        limits=limits({("grid_region", "G", 2026): 0.0}),
    )
    plan = optimum(inst, 1 + 0.3)
    key = ("grid_region", "G", 2026)
    limited, stands = held({key: value}, {key: 0.7}, inst, plan)
    assert verify(limited, stands).broken == ()
    more = altered(stands, put("power", ("a", "grid", "order", 2026), built_mw=0.2))
    assert "grid_region" in rules(verify(limited, more))


def test_a_limit_holds_in_the_period_of_its_year() -> None:
    """Proves that orders of 2027 break a limit of 2027 and none of 2026, whose use is nothing."""
    inst = tiny(
        FLEET,
        years=(2026, 2027),
        bill_of_materials=prices({2026: 1, 2027: 1}),
        training_runs=[{"earliest_year": 2027, "latest_year": 2027}],
    )
    plan = optimum(inst, 1)
    none, some = ("capital", "", 2026), ("capital", "", 2027)
    used = {none: 0.0, some: 1.0}
    assert verify(*held({none: 0.0, some: 1.0}, used, inst, plan)).broken == ()
    outcome = verify(*held({none: 0.0, some: 0.9}, used, inst, plan))
    assert [(b.rule, "period 2027" in b.where) for b in outcome.broken] == [("capital", True)]
