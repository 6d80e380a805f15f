"""The independent checker on limits: what a plan makes of each, worked out by hand, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import hand_case
import hand_case_backbone
import hand_case_day
import pandas as pd
import pytest
from mutations import Change, add, altered, drop, put, reverse
from worlds import rules

from planner.instance import Instance
from planner.instance.schema import (
    LIMIT_UNITS,
    Accelerator,
    Demand,
    Limit,
    Metro,
    Service,
    Settings,
    Site,
)
from planner.plan.core import Plan
from planner.plan.tables import PLAN_TABLE, PLAN_TABLES
from planner.plan.verify import verify

PlanOf = Callable[[Instance], Plan]


def two_regions() -> Instance:
    """The case of all families with `beta` in a region of its own, and grid regions."""
    inst = hand_case.instance()
    where = {"alpha": ("R", "west"), "beta": ("S", "west")}
    return inst.replace(
        sites=tuple(
            s.model_copy(update=dict(zip(("region", "grid_region"), where[s.site], strict=True)))
            if s.site in where
            else s.model_copy(update={"grid_region": "east"})
            for s in inst.sites
        ),
        energy=(*inst.energy, *(e.model_copy(update={"region": "S"}) for e in inst.energy)),
    )


def by_the_hour() -> Instance:
    """The case by the hour with the grid region of `city`."""
    inst = hand_case_day.instance()
    city = inst.sites[0].model_copy(update={"grid_region": "west"})
    return inst.replace(sites=(city, *inst.sites[1:]))


def two_services() -> Instance:
    """Services `j` and `k` from sites `s` and `t`, nothing but `s` costs anything."""
    return Instance(
        settings=Settings(
            name="two services", families=("siting", "inference"), periods=(2026,),
            discount_rate=0.0, price_year=2026,
        ),
        sites=(
            Site(site="s", kind="edge", status="existing", fixed_musd_per_year=1.0),
            Site(site="t", kind="edge", status="existing"),
        ),
        metros=(Metro(metro="M"), Metro(metro="N")),
        services=tuple(Service(service=k, unserved_usd_per_mtoken=0.0) for k in "jk"),
        demand=tuple(
            Demand(service=k, metro=metro, year=2026, requests_per_s=requests)
            for k, metro, requests in (("j", "M", 100.0), ("j", "N", 300.0), ("k", "M", 50.0))
        ),
    )  # fmt: skip


def plan_of_two_services(of: Instance) -> Plan:
    """Of `j` a tenth of `M` is unserved, 10 of 400 requests/s; of `k` a fifth, 10 of 50."""
    rows: dict[str, list[tuple[object, ...]]] = {table.name: [] for table in PLAN_TABLES}
    rows["sites"] = [(s, 2026, 1, 0.0, 0.0, 0.0) for s in "st"]
    rows["volumes"] = [
        (k, s, 2026, "year", requests, 0.0, 0.0)
        for k, s, requests in (
            ("j", "s", 200.0),
            ("j", "t", 190.0),
            ("k", "s", 40.0),
            ("k", "t", 0.0),
        )
    ]
    rows["routing"] = [
        (k, metro, s, 2026, "year", share, requests, 0.0)
        for k, metro, s, share, requests in (
            ("j", "M", "s", 0.5, 50.0),
            ("j", "M", "t", 0.4, 40.0),
            ("j", "N", "s", 0.5, 150.0),
            ("j", "N", "t", 0.5, 150.0),
            ("k", "M", "s", 0.8, 40.0),
        )
    ]
    rows["unserved"] = [
        ("j", "M", 2026, "year", 0.1, 10.0),
        ("j", "N", 2026, "year", 0.0, 0.0),
        ("k", "M", 2026, "year", 0.2, 10.0),
    ]
    rows["costs"] = [("land_opening", "s", 2026, 1.0)]
    cash = hand_case.frame(
        "cash", {("land_opening", 2026): (1.0,)},
        {"cash": [(h,) for h in hand_case.COST_HEADS if h not in hand_case.PENALTY_HEADS]},
        (2026,), ("year",),
    )  # fmt: skip
    tables = {
        name: pd.DataFrame(found, columns=list(PLAN_TABLE[name].columns))
        for name, found in rows.items()
    }
    found = hand_case.manifest(of, {("land_opening", "s", 2026): 1.0})
    proven = {"bound_musd": 1.0, "gap": 0.0, "gap_controllable": 0.0, "gap_musd": 0.0}
    return Plan(found.model_copy(update=proven), {**tables, "cash": cash})


WORLDS: dict[str, tuple[Callable[[], Instance], PlanOf]] = {
    "all": (two_regions, hand_case.plan),
    "day": (by_the_hour, hand_case_day.plan),
    "ring": (hand_case_backbone.instance, hand_case_backbone.plan),
    "services": (two_services, plan_of_two_services),
}


class Use(NamedTuple):
    """What the plan of a world makes of a limit, worked out by hand."""

    world: str
    kind: str
    scope: str
    year: int
    used: float


MWH = 8.76
"""Thousand hours a year: MW · t/MWh to kt, and MW · l/kWh to thousand m3."""

USES: dict[str, Use] = {
    # alpha 0.24 MW of grid at 0.4 t/MWh.
    "emissions of a year": Use("all", "emissions", "", 2026, 0.24 * 0.4 * MWH),
    # NA and alpha on the grid; beta 1.5 MW of it and 1.14 of the turbine at 0.5 t/MWh.
    "emissions of all": Use(
        "all", "emissions", "", 2027, ((0.0601875 + 2.64 + 1.5) * 0.4 + 1.14 * 0.5) * MWH
    ),
    "emissions of a region": Use("all", "emissions", "S", 2027, (1.5 * 0.4 + 1.14 * 0.5) * MWH),
    "emissions of the other": Use("all", "emissions", "R", 2027, 2.7001875 * 0.4 * MWH),
    # isle's turbine, the leased halls of port and city's grid; what a battery gives has none.
    "emissions by the hour": Use(
        "day", "emissions", "R", 2027, (0.39125 * 0.5 + (0.083625 + 2.4) * 0.4) * MWH
    ),
    # Half a litre for each kWh drawn in liquid cooling; air takes none.
    "water of all": Use("all", "water", "", 2027, 4.4 * 0.5 * MWH),
    "water of a region": Use("all", "water", "S", 2029, 0.44 * 0.5 * MWH),
    # Air takes it here: the mean of isle and of the leased halls of port.
    "water by the hour": Use("day", "water", "R", 2027, (0.55 + 0.0696875) * 0.5 * MWH),
    # beta's opening and land, halls, cooling, the turbine, inference units; no running costs.
    "capital of a year": Use("all", "capital", "", 2026, 10.0 + 24.0 + 6.0 + 5.0 + 0.75),
    # NA's opening, hall, cooling and grid, beta's step, connection, upgrade, units, their fabric.
    "capital over two years": Use(
        "all", "capital", "", 2027, (3.0 + 1.0 + 0.1 + 0.162 + 5.0 + 30.6 + 7.65) / 2
    ),
    "capital of nothing": Use("all", "capital", "", 2029, 0.0),
    # port opens, units and plant; 1.2 M$ of rent is none of it.
    "capital without rent": Use("day", "capital", "", 2026, 2.0 + 2.0 + 3.25 + 0.8 + 0.5 + 0.52),
    # 3 M$ of units, 6 M$ of fibre.
    "capital with fibre": Use("ring", "capital", "", 2026, 9.0),
    "share of a vendor": Use("ring", "vendor_share", "u", 2026, 1 / 3),
    "share of the other vendor": Use("ring", "vendor_share", "v", 2026, 2 / 3),
    "share of the only vendor": Use("ring", "vendor_share", "v", 2027, 1.0),
    "share of no spend": Use("ring", "vendor_share", "v", 2029, 0.0),
    "nothing served": Use("all", "served_share", "chat", 2026, 0.0),
    "nine tenths served": Use("all", "served_share", "chat", 2029, 0.9),
    # 45 requests/s unserved by day, 0.375 of the hours, of 1300.
    "served over the hours": Use("day", "served_share", "chat", 2027, 1 - 0.375 * 45 / 1300),
    "served of one service": Use("services", "served_share", "j", 2026, 0.975),
    "served of the worst service": Use("services", "served_share", "", 2026, 0.8),
    "share of a site": Use("all", "site_share", "chat", 2029, 0.9),
    "share of a site in its best hours": Use("day", "site_share", "", 2027, 1.0),
    "share of a site of one service": Use("services", "site_share", "j", 2026, 0.5),
    "share of a site of any service": Use("services", "site_share", "", 2026, 0.8),
    # alpha's 3 MW stand, beta takes 1.5 of its step; the turbine is no grid.
    "grid of a region": Use("all", "grid_region", "west", 2027, 4.5),
    "grid of another region": Use("all", "grid_region", "east", 2029, 0.12),
    # 1 MW stands, and 2.6 of a flexible connection.
    "flexible grid of a region": Use("day", "grid_region", "west", 2027, 3.6),
}


def limited(use: Use, value: float, used: float | None = None) -> tuple[Instance, Plan]:
    """The world of a use with one limit, and its plan with the row that says how far it is used."""
    instance_of, plan_of = WORLDS[use.world]
    limit = Limit(
        limit=use.kind, scope=use.scope, year=use.year, value=value, unit=LIMIT_UNITS[use.kind]
    )
    inst = instance_of().replace(limits=(limit,))
    row = (use.kind, use.scope, use.year, value, use.used if used is None else used)
    return inst, altered(plan_of(inst), add("limits", *row))


@pytest.mark.parametrize("name", USES)
def test_a_limit_that_is_just_used_up_passes(name: str) -> None:
    """Proves what every kind counts: the use by hand is that of the checker, and no more than itself."""
    use = USES[name]
    assert verify(*limited(use, use.used)).broken == ()


OPEN = [name for name, use in USES.items() if use.used > 0 or use.kind == "served_share"]


@pytest.mark.parametrize("name", OPEN)
def test_a_limit_a_thousandth_tighter_is_broken_by_name(name: str) -> None:
    """Proves that a plan a thousandth above its limit (served: below it) is refused for that alone."""
    use = USES[name]
    tighter = use.used + 1e-3 if use.kind == "served_share" else use.used * 0.999
    assert rules(verify(*limited(use, tighter))) == {use.kind}


@pytest.mark.parametrize("name", USES)
def test_a_use_that_is_told_wrongly_is_named(name: str) -> None:
    """Proves that the use is recomputed: told 1 % lower, or as something where it is nothing."""
    use = USES[name]
    told = use.used * 0.99 if use.used > 0 else 0.01
    assert rules(verify(*limited(use, 1.0 if use.kind == "served_share" else 1e3, told))) >= {
        "limits"
    }


@pytest.mark.parametrize("name", USES)
def test_a_limit_that_is_told_wrongly_is_named(name: str) -> None:
    """Proves that a plan may not give itself a wider limit than the instance has."""
    use = USES[name]
    inst, right = limited(use, use.used)
    key = (use.kind, use.scope, use.year)
    assert rules(verify(inst, altered(right, put("limits", key, value=use.used + 1.0)))) == {
        "limits"
    }


MORE: dict[str, tuple[Change, ...]] = {
    "emissions of all": (put("generation", ("beta", "turbine", 2027, "year"), mean_mw=1.15),),
    "emissions by the hour": (put("generation", ("port", "leased", 2027, "night"), mean_mw=0.07),),
    "water of all": (put("draw", ("alpha", "train", "liquid", 2027, "year"), drawn_mw=2.21),),
    "water by the hour": (put("draw", ("port", "infer", "air", 2027, "day"), drawn_mw=0.1),),
    "capital of a year": (put("halls", ("beta", "liquid", 2026), modules_built=6),),
    "capital over two years": (put("fabric", ("beta", "train", "ib", 2027), bought_units=221.0),),
    "capital with fibre": (put("corridors", ("a", "d", 2026), lit_units=1),),
    "share of a vendor": (put("fleet", ("b", "h", 2026), bought_units=51.0),),
    "share of the other vendor": (put("fleet", ("a", "g", 2026), bought_units=101.0),),
    "nine tenths served": (put("unserved", ("chat", "M1", 2029, "year"), share=0.11),),
    "served over the hours": (put("unserved", ("chat", "M", 2027, "sunday"), share=0.01),),
    "share of a site": (put("routing", ("chat", "M1", "NA", 2029, "year"), share=0.91),),
    "share of a site in its best hours": (
        put("routing", ("chat", "M", "isle", 2027, "night"), share=1.01),
    ),
    "grid of a region": (put("power", ("beta", "grid", "held-2027", 2027), built_mw=1.51),),
    "flexible grid of a region": (put("power", ("city", "flex", "order", 2026), built_mw=2.61),),
}


@pytest.mark.parametrize("name", MORE)
def test_a_plan_that_takes_more_than_its_limit_is_refused_by_name(name: str) -> None:
    """Proves that each kind follows the decisions: one of them raised breaks a limit just used up."""
    use = USES[name]
    inst, right = limited(use, use.used)
    assert use.kind in rules(verify(inst, altered(right, *MORE[name])))


def test_every_kind_of_limit_is_broken_by_two_plans() -> None:
    """Proves that no kind rests on one lucky figure, and that none was forgotten."""
    for names in (OPEN, MORE):
        kinds = [USES[name].kind for name in names]
        assert {kind for kind in LIMIT_UNITS if kinds.count(kind) < 2} == set()


def test_connections_that_stand_are_no_breach() -> None:
    """Proves that 3 MW of 1 that stand already are kept, and that 1.5 MW added to them are not."""
    assert verify(*limited(Use("all", "grid_region", "west", 2026, 3.0), 1.0)).broken == ()
    outcome = verify(*limited(Use("all", "grid_region", "west", 2027, 4.5), 1.0))
    assert [(b.rule, b.says, b.should) for b in outcome.broken] == [
        ("grid_region", "4.5 MW", "at most 3 MW")
    ]


def test_a_share_of_all_services_holds_for_each() -> None:
    """Proves that `k`, served by 0.8, breaks 0.9 although 0.956 of both together are served."""
    outcome = verify(*limited(Use("services", "served_share", "", 2026, 0.8), 0.9))
    assert [(b.rule, b.where) for b in outcome.broken] == [
        ("served_share", "demand unserved of k, period 2026")
    ]


def test_a_limit_of_another_service_region_or_year_does_not_hold() -> None:
    """Proves that scope and year are looked at: what is broken elsewhere is no breach here."""
    for use in (
        Use("services", "served_share", "j", 2026, 0.975),
        Use("all", "emissions", "S", 2026, 0.0),
        Use("all", "grid_region", "east", 2026, 0.0),
        Use("ring", "vendor_share", "u", 2027, 0.0),
    ):
        assert verify(*limited(use, 0.9 if use.kind == "served_share" else 0.0)).broken == ()


@pytest.mark.parametrize(("short", "broken"), [(0.0009, set()), (0.002, {"served_share"})])
def test_the_slack_of_served_demand_is_in_requests(short: float, broken: set[str]) -> None:
    """Proves a slack of 1e-3 requests/s: 0.9 mrequests/s of 100 may be missing, 2 may not.

    As a share the first would be 9e-6, and a plan that the solver holds for right would be refused.
    """
    use = USES["nine tenths served"]
    assert rules(verify(*limited(use, use.used + short / 100.0))) == broken


def test_units_of_a_product_without_a_price_are_an_outcome_not_a_crash() -> None:
    """Proves that units of what cannot be ordered, and so has no price, are reported."""
    use = USES["share of a vendor"]
    inst, _ = limited(use, use.used)
    later = inst.accelerators[1].model_copy(update={"available_from": 2040})
    assert isinstance(later, Accelerator)
    unpriced = inst.replace(
        accelerators=(inst.accelerators[0], later),
        bill_of_materials=tuple(r for r in inst.bill_of_materials if r.accelerator == "g"),
    )
    right = hand_case_backbone.plan(unpriced)
    assert "available_from" in rules(verify(unpriced, right))


ROWS = (
    ("emissions", "R", 2027, 1e3, 2.7001875 * 0.4 * MWH),
    ("emissions", "S", 2026, 1e3, 0.0),
    ("emissions", "S", 2027, 1e3, (1.5 * 0.4 + 1.14 * 0.5) * MWH),
    ("capital", "", 2026, 1e3, 45.75),
    ("grid_region", "west", 2026, 1e3, 3.0),
)
"""Rows in their order: by kind as the schema lists them, not by name, then scope, then year."""


def many() -> tuple[Instance, Plan]:
    """The world of two regions with several limits, given in the order of their names."""
    rows = sorted(ROWS)
    inst = two_regions().replace(
        limits=tuple(
            Limit(limit=kind, scope=scope, year=year, value=value, unit=LIMIT_UNITS[kind])
            for kind, scope, year, value, _ in rows
        )
    )
    right = hand_case.plan(inst)
    frame = pd.DataFrame(ROWS, columns=list(PLAN_TABLE["limits"].columns))
    return inst, replace(right, tables={**right.tables, "limits": frame})


MISSHAPEN: dict[str, Change] = {
    "a row left out": drop("limits", ("capital", "", 2026)),
    "a row too many": add("limits", "water", "", 2027, 1e3, 19.272),
    "a row twice": add("limits", "capital", "", 2026, 1e3, 45.75),
    "another order": reverse("limits"),
}


def test_limits_stand_in_the_order_of_their_kinds() -> None:
    """Proves that capital comes after emissions, as the schema has them, and that all of it passes."""
    assert verify(*many()).broken == ()


@pytest.mark.parametrize("name", MISSHAPEN)
def test_a_table_of_limits_is_complete_and_in_order(name: str) -> None:
    """Proves that no limit can be left out of a plan, made up, said twice or moved."""
    inst, right = many()
    assert "completeness" in rules(verify(inst, altered(right, MISSHAPEN[name])))
