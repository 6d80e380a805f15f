"""Limits of the instance and the backbone in the figures of a plan, from small tables by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.instance import Instance
from planner.instance.schema import Corridor, Settings, Site
from planner.plan.binding import BindingLimit
from planner.plan.binding.limits import limit_name
from planner.plan.core import Manifest, Plan, Status, StoppedBy
from planner.plan.summary import Backbone, Link, summarise
from planner.plan.tables import PLAN_TABLES
from planner.plan.text import WIDTH, full_text

INSTANCE = Instance(
    settings=Settings(
        name="three in a row",
        families=("siting", "fleet", "training", "backbone"),
        periods=(2026, 2027),
        horizon_end_year=2028,
        discount_rate=0.0,
        price_year=2026,
    ),
    sites=tuple(Site(site=name, kind="campus") for name in ("a", "b", "c")),
    corridors=(
        Corridor(
            site_a="a", site_b="b", route_km=300, existing_gbps=500, unit_gbps=1000,
            musd_per_km=0.01, life_years=20,
        ),
        Corridor(
            site_a="b", site_b="c", route_km=200, unit_gbps=1000, musd_per_km=0.01, life_years=20
        ),
    ),
)  # fmt: skip


def make_plan(**rows):
    tables = {
        table.name: pd.DataFrame(rows.get(table.name, []), columns=list(table.columns))
        for table in PLAN_TABLES
    }
    manifest = Manifest(
        instance="three in a row",
        instance_sha256="",
        status=Status.OPTIMAL,
        stopped_by=StoppedBy.GAP,
        objective_musd=1.0,
        bound_musd=1.0,
        gap=0.0,
        gap_controllable=0.0,
        gap_musd=0.0,
        heads_musd={"backbone": 1.0},
    )
    return Plan(manifest, tables)


SITES = [(s, y, 1, 1.0, 1.0, 1.0) for s in ("a", "b", "c") for y in (2026, 2027)]


def binding(*limits):
    """Limits of the table that bind, by name."""
    found = summarise(make_plan(sites=SITES, limits=list(limits)), INSTANCE).limits
    return {limit.where: limit for limit in found if limit.limit == "limit"}


@pytest.mark.parametrize(
    ("kind", "scope", "words"),
    [
        ("emissions", "", "emissions of all sites"),
        ("water", "PJM", "water drawn of region PJM"),
        ("capital", "", "capital of orders"),
        ("vendor_share", "nvidia", "vendor share of nvidia"),
        ("served_share", "", "served share of every service"),
        ("site_share", "chat", "share of one metro from one site of chat"),
        ("grid_region", "ERCOT", "grid connections in ERCOT"),
    ],
)
def test_limits_are_named(kind, scope, words):
    """Proves that every kind of limit has a name that says what it holds for."""
    assert limit_name(kind, scope) == words


def test_limits_bind_with_their_years_and_unit():
    """Proves that 99.95 of 100 kt bind and 99 do not, and that years are put together."""
    found = binding(
        ("emissions", "", 2026, 100.0, 99.95),
        ("emissions", "", 2027, 90.0, 90.0),
        ("vendor_share", "nvidia", 2026, 0.5, 0.4),
        ("water", "PJM", 2026, 100.0, 99.0),
    )
    assert set(found) == {"emissions of all sites"}
    emissions = found["emissions of all sites"]
    assert (emissions.years, emissions.value, emissions.unit) == ((2026, 2027), 90, "kt CO2/year")


def test_a_least_share_binds_by_what_may_be_left_out():
    """Proves the direction: 0.99 of 0.99 binds, 0.9905 is half of what may be left out and does not.

    Taken as a most, 0.995 of 0.99 would bind too, and 0.5 of 1.0 would not be seen as broken.
    """
    assert set(binding(("served_share", "chat", 2026, 0.99, 0.99))) == {"served share of chat"}
    assert binding(("served_share", "chat", 2026, 0.99, 0.9905)) == {}
    assert set(binding(("served_share", "", 2026, 1.0, 1.0))) == {"served share of every service"}


def test_a_limit_of_nothing_binds():
    """Proves that 0 t of 0 t bind: the plan may emit nothing, and that is what holds it."""
    assert set(binding(("emissions", "R", 2026, 0.0, 0.0))) == {"emissions of region R"}


def test_connections_that_stand_above_their_limit():
    """Proves that a region with 150 MW of 100 is named, and said to stand already."""
    found = binding(("grid_region", "ERCOT", 2026, 100.0, 150.0))["grid connections in ERCOT"]
    assert (found.value, found.unit, found.note) == (100, "MW", "more stands already")


def test_limits_stand_in_the_text_by_year():
    """Proves that limits and their use are printed with their unit, those with room too."""
    plan = make_plan(
        sites=SITES,
        limits=[("vendor_share", "nvidia", 2026, 0.5, 0.4), ("emissions", "", 2027, 90.0, 45.6)],
    )
    text = full_text(summarise(plan, INSTANCE))
    assert max(map(len, text.splitlines())) <= WIDTH
    for line in (
        "Limit: vendor share of nvidia, share",
        "Limit: emissions of all sites, kt CO2/year",
        "used 0.4000 -",
        "used - 45.6",
    ):
        assert line in [" ".join(words.split()) for words in text.splitlines()]


@pytest.fixture
def backbone_plan():
    """A run of three sites whose hub is `c`: `a` sends 400 Gbit/s through `b`, which adds 600."""
    return make_plan(
        sites=SITES,
        runs=[("big", "placed", 2027, 2028.0, 0.0, "gpu", 3, 90.0, "c")],
        run_sites=[("big", s, 1_000.0, 30.0, 0.0) for s in ("a", "b", "c")],
        run_flows=[("big", "a", "b", 400.0), ("big", "b", "c", 1_000.0)],
        corridors=[
            ("a", "b", 2026, 0, 500.0, 0.0, 0.0),
            ("a", "b", 2027, 0, 500.0, 400.0, 0.0),
            ("b", "c", 2026, 1, 0.0, 0.0, 0.0),
            ("b", "c", 2027, 0, 1_000.0, 1_000.0, 0.0),
        ],
        cash=[("backbone", 2026, 2.0)],
    )


def test_backbone_by_year(backbone_plan):
    """Proves that what was lit before is not counted as lit, and money falls when it is ordered."""
    first, second = summarise(backbone_plan, INSTANCE).years
    assert first.backbone == Backbone(0, 0.0, 0.0, 0.0, 2.0)
    assert second.backbone == Backbone(1, 1.0, 1.4, 200.0, 0.0)


def test_a_run_says_its_hub_its_ways_and_hops(backbone_plan):
    """Proves two corridors from `a` and one from `b` to the hub, and that the text names them."""
    summary = summarise(backbone_plan, INSTANCE)
    (run,) = summary.runs
    assert run.hub == "c"
    assert run.links == (Link("a", "b", 400.0), Link("b", "c", 1_000.0))
    assert run.hops_by_site == {"a": 2, "b": 1}
    assert "hub c, at most 2 hops; Tbit/s: a → b 0.4, b → c 1" in full_text(summary)


def test_a_full_corridor_binds(backbone_plan):
    """Proves that 1000 of 1000 Gbit/s bind, 400 of 500 and dark fibre do not."""
    found = summarise(backbone_plan, INSTANCE).limits
    assert [(limit.limit, limit.where, limit.years) for limit in found] == [
        ("corridor", "b–c", (2027,))
    ]
    assert (found[0].value, found[0].unit) == (1_000, "Gbit/s lit")


def test_many_limits_of_a_kind_are_grouped():
    """Proves that of six site limits the three that bind longest are named, and the others counted.

    Limits of a kind with five or fewer are all named.
    """
    many = [
        BindingLimit("site limit", f"s{n}", (2026, 2027)[: n % 2 + 1], 10.0, "MW") for n in range(6)
    ]
    few = [BindingLimit("land", f"l{n}", (2026,), 10.0, "ha") for n in range(5)]
    summary = replace(summarise(make_plan(), INSTANCE), limits=(*many, *few))
    lines = full_text(summary).splitlines()
    named = [line.split()[2] for line in lines if line.startswith("  site limit:")]
    assert named == ["s1,", "s3,", "s5,"]
    assert any("… and 3 more of this kind (6 in all)" in line for line in lines)
    assert sum(line.startswith("  land:") for line in lines) == 5
