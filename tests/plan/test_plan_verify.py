"""The independent checker passes a right plan and names what is wrong with a wrong one."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hand_case import YEARS, instance, plan
from mutations import MUTATIONS, Key, changed, put
from mutations_manifest import MANIFESTS
from worlds import rules, unnoticed

from planner.instance import Instance
from planner.instance.schema import (
    Demand,
    Latency,
    Metro,
    RouteCost,
    Service,
    Settings,
    Site,
    SiteLatency,
)
from planner.plan.core import Manifest, Plan, Status, StoppedBy
from planner.plan.tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLE, PLAN_TABLES
from planner.plan.verify import Broken, verify


def test_plan_worked_out_by_hand_passes() -> None:
    """Every derived column, cost line, head and gap by hand is what the checker finds."""
    right = plan()
    outcome = verify(instance(), right)
    assert outcome.broken == ()
    assert outcome.ok
    assert outcome.objective_musd == pytest.approx(right.manifest.objective_musd, rel=1e-12)
    assert outcome.heads_musd == pytest.approx(right.manifest.heads_musd, rel=1e-12)
    assert outcome.gap_musd == pytest.approx(1.0)
    assert outcome.gap_controllable > outcome.gap > 0


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wrong_plan_is_refused_by_name(name: str) -> None:
    """One thing made wrong in a right plan: refused, with the rule that it breaks named."""
    rule, changes = MUTATIONS[name]
    outcome = verify(instance(), changed(*changes))
    assert not outcome.ok
    assert rule in rules(outcome)
    assert all(broken.says and broken.should for broken in outcome.broken)


def test_a_broken_rule_reads_as_a_sentence() -> None:
    """The text of a finding is rule, place, what the plan says and what it should say."""
    finding = Broken("grid_queue", "site Ohio, period 2030", "12 MW", "at most 10 MW")
    assert str(finding) == (
        "grid_queue at site Ohio, period 2030: says 12 MW, should say at most 10 MW"
    )
    assert (
        str(Broken("status", "", "no plan", "a plan")) == "status: says no plan, should say a plan"
    )


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_wrong_manifest_is_refused_by_name(name: str) -> None:
    """Objective, heads, bound, gaps, status and fingerprint are not believed but recomputed."""
    rule, update = MANIFESTS[name]
    outcome = verify(instance(), changed(**update))
    assert not outcome.ok
    assert rule in rules(outcome)


def with_row(table: str, number: int, **values: Any) -> Instance:
    """The instance with some cells of one row changed."""
    inst = instance()
    rows = list(getattr(inst, table))
    rows[number] = rows[number].model_copy(update=values)
    return inst.replace(**{table: tuple(rows)})


def with_settings(**values: Any) -> Instance:
    """The instance with some settings changed."""
    inst = instance()
    return inst.replace(settings=inst.settings.model_copy(update=values))


OTHER_WORLDS: dict[str, tuple[str, Instance]] = {
    "a campus cap below the peak": ("campus_cap", with_settings(campus_cap_mw=5.4)),
    "a site that may draw less": ("site_limit", with_row("sites", 2, max_facility_mw=2.7)),
    "a site that may serve less": ("site_requests", with_row("sites", 0, max_requests_per_s=99.0)),
    "a water permit too small": ("water", with_row("sites", 2, water_m3_per_year=9_600.0)),
    "a plot too small": ("land", with_row("sites", 2, land_ha=0.4)),
    "campuses too far apart": ("run_rtt", with_row("training_runs", 1, max_rtt_ms=2.1)),
    "a slower measured path": (
        "run_rtt",
        instance().replace(site_latency=(SiteLatency(site_a="beta", site_b="alpha", rtt_ms=25.0),)),
    ),
    "a slower measured access": (
        "latency", instance().replace(latency=(Latency(metro="M1", site="NA", rtt_ms=31.0),))
    ),
    "demand that has to stay in its country": (
        "residency",
        instance().replace(
            services=(instance().services[0].model_copy(update={"residency": "country"}),),
            metros=(Metro(metro="M1", lat=0.0, lon=1.0, country="CA"),),
        ),
    ),
    "a service that no edge site may give": (
        "site_kind", with_row("services", 0, site_kinds=("campus",))
    ),
    "one site may not serve a metro alone": (
        "max_site_share", with_row("services", 0, max_site_share=0.95)
    ),
    "strict": ("demand_served", with_settings(strict=True)),
    "a NIC too slow": ("pool_capacity", with_row("accelerators", 0, nic_gbps_per_unit=20.0)),
    "a dearer year": ("cost_line", with_settings(discount_rate=0.26)),
    "a longer life": ("cost_line", with_row("cooling", 1, life_years=4.0)),
    "a route with a price of its own": (
        "cost_line",
        instance().replace(
            route_costs=(
                RouteCost(service="chat", metro="M1", site="NA", usd_per_year_full_demand=5e6),
            )
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_WORLDS)
def test_a_plan_of_another_world_is_refused_by_name(name: str) -> None:
    """The same plan under one changed datum, fingerprint matching: that datum's rule breaks."""
    rule, other = OTHER_WORLDS[name]
    outcome = verify(other, changed(of=other))
    assert rule in rules(outcome)
    assert "fingerprint" not in rules(outcome)


def test_no_cell_can_be_changed_unnoticed() -> None:
    """Every number of every table, raised by 1 one at a time, makes the plan wrong."""
    assert unnoticed(instance(), plan()) == []


RUN_COLUMNS_EMPTY_WHEN_DROPPED = ("start_year", "end_year", "accelerator", "hub")


@pytest.mark.parametrize("junk", [None, pd.NA, "x", [1], 2028.5])
def test_junk_in_any_column_is_an_outcome_not_a_crash(junk: Any) -> None:
    """Whatever stands in a cell, the check ends with a list of what is wrong."""
    inst, right = instance(), plan()
    for table in PLAN_TABLES:
        for column in table.columns:
            frame = right.tables[table.name].astype({column: object})
            if frame.empty:
                continue
            frame.at[0, column] = junk
            outcome = verify(inst, replace(right, tables={**right.tables, table.name: frame}))
            may_be_empty = table.name == "runs" and column in RUN_COLUMNS_EMPTY_WHEN_DROPPED
            assert not outcome.ok or may_be_empty, (table.name, column)


def test_whole_numbers_are_rounded_before_the_rules() -> None:
    """A module count within 1e-5 of a whole number passes; its MW count as whole modules."""
    near = changed(put("power", ("beta", "turbine", "order", 2026), modules_built=1 + 1e-7))
    assert verify(instance(), near).ok


def test_within_the_slack_passes_and_beyond_it_does_not() -> None:
    """Slack of a row is 1e-6 MW and 1e-6 of the row: 2e-6 of 1.5 MW passes, 1e-5 does not."""
    key = ("beta", "grid", 2027, "year")
    assert verify(instance(), changed(put("generation", key, mean_mw=1.5 + 2e-6))).ok
    outcome = verify(instance(), changed(put("generation", key, mean_mw=1.5 + 1e-5)))
    assert rules(outcome) >= {"energy_balance", "capacity_factor"}


def test_a_run_that_fills_half_a_period_still_needs_all_its_units() -> None:
    """The mean over a period would hide it: 220 units for one of two years is 110 on average."""
    short = with_row("training_runs", 1, duration_years=1.0)
    half = changed(
        put("fleet", ("beta", "train", 2027), bought_units=110.0, installed_units=110.0), of=short
    )
    found = {b.rule for b in verify(short, half).broken if "run frontier" in b.where}
    assert "unit_use" in found


def test_checking_needs_neither_model_nor_solver() -> None:
    """A fresh interpreter that checks a plan has loaded neither Pyomo, HiGHS nor the model."""
    code = (
        "import sys; sys.path.insert(0, 'tests/plan')\n"
        "from hand_case import instance, plan\n"
        "from planner.plan.verify import verify\n"
        "assert verify(instance(), plan()).ok\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('pyomo', 'highspy')]\n"
        "bad += [m for m in sys.modules if m.startswith(('planner.models', 'planner.solving'))]\n"
        "assert not bad, bad\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def facility_location(metros: int, sites: int) -> tuple[Instance, Plan]:
    """Siting and inference alone; every metro is spread evenly over all sites, 1 M$ per opening.

    One year at rate 0. Openings cost 1 M$ each, serving a metro from anywhere 0.5 M$, so that the
    plan costs `sites` + 0.5 · `metros`.
    """
    places, asks = [f"s{i:04}" for i in range(sites)], [f"m{i:04}" for i in range(metros)]
    inst = Instance(
        settings=Settings(
            name="plain", families=("siting", "inference"), periods=(2026,), discount_rate=0.0,
            price_year=2026, strict=True,
        ),
        sites=tuple(
            Site(site=s, kind="edge", opening_musd=1.0, opening_life_years=1.0) for s in places
        ),
        metros=tuple(Metro(metro=m) for m in asks),
        services=(Service(service="k"),),
        demand=tuple(Demand(service="k", metro=m, year=2026, requests_per_s=1.0) for m in asks),
        route_costs=tuple(
            RouteCost(service="k", metro=m, site=s, usd_per_year_full_demand=5e5)
            for m in asks
            for s in places
        ),
    )  # fmt: skip
    objective, each = sites + 0.5 * metros, metros / sites
    cash = {"land_opening": float(sites), "transit": 0.5 * metros}
    rows: dict[str, list[Key]] = {table.name: [] for table in PLAN_TABLES}
    rows["sites"] = [(s, 2026, 1, 0.0, 0.0, 0.0) for s in places]
    rows["volumes"] = [("k", s, 2026, "year", each, 0.0, 0.0) for s in places]
    rows["routing"] = [
        ("k", m, s, 2026, "year", 1 / sites, 1 / sites, 0.0) for m in asks for s in places
    ]
    rows["unserved"] = [("k", m, 2026, "year", 0.0, 0.0) for m in asks]
    rows["costs"] = [("land_opening", s, 2026, 1.0) for s in places]
    rows["costs"] += [("transit", s, 2026, 0.5 * each) for s in places]
    rows["cash"] = [(h, 2026, cash.get(h, 0.0)) for h in COST_HEADS if h not in PENALTY_HEADS]
    manifest = Manifest(
        instance="plain", instance_sha256=inst.sha256, status=Status.OPTIMAL,
        stopped_by=StoppedBy.GAP, objective_musd=objective, bound_musd=objective, gap=0.0,
        gap_controllable=0.0, gap_musd=0.0, heads_musd=dict.fromkeys(COST_HEADS, 0.0) | cash,
    )  # fmt: skip
    tables = {
        name: pd.DataFrame(found, columns=list(PLAN_TABLE[name].columns))
        for name, found in rows.items()
    }
    return inst, Plan(manifest, tables)


def test_facility_location_passes() -> None:
    """Siting and inference alone, without coordinates, units or power, is a whole plan."""
    inst, right = facility_location(metros=4, sites=2)
    outcome = verify(inst, right)
    assert outcome.broken == ()
    assert outcome.objective_musd == pytest.approx(4.0)


def test_facility_location_has_no_ways_to_serve() -> None:
    """Without a fleet a volume is neither disaggregated nor aggregated."""
    inst, right = facility_location(metros=4, sites=2)
    right.tables["volumes"]["aggregated_requests_per_s"] = 2.0
    assert "volume_split" in rules(verify(inst, right))


def test_a_hundred_thousand_routes_are_checked_in_seconds() -> None:
    """Speed: 100,000 rows of routing, CPU seconds."""
    inst, right = facility_location(metros=1_000, sites=100)
    assert inst.routes
    began = time.process_time()
    outcome = verify(inst, right)
    assert time.process_time() - began < 6
    assert outcome.ok


def test_periods_are_those_of_the_instance() -> None:
    """The case has periods of unequal length, so that year and period cannot be confused."""
    assert [p.length_years for p in instance().periods] == [1, 2, 1]
    assert tuple(p.start_year for p in instance().periods) == YEARS
