"""The independent checker on hours of the day, storage, flexible connections, leases, rentals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hand_case_day import instance, plan
from mutations import add, altered, drop, put
from mutations_day import MUTATIONS
from worlds import rules, unnoticed

from planner.instance import Instance
from planner.plan.tables import PLAN_TABLES
from planner.plan.verify import verify
from planner.plan.verify.daytime import demand_by_slice, peak_over_mean


def test_plan_by_the_hour_worked_out_by_hand_passes() -> None:
    """Proves that every slice, level, rent and cost line by hand is what the checker finds."""
    right = plan()
    outcome = verify(instance(), right)
    assert outcome.broken == ()
    assert outcome.heads_musd == pytest.approx(right.manifest.heads_musd, rel=1e-12)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_wrong_plan_is_refused_by_name(name: str) -> None:
    """One thing made wrong in a right plan: refused, with the rule that it breaks named."""
    rule, changes = MUTATIONS[name]
    outcome = verify(instance(), altered(plan(), *changes))
    assert not outcome.ok
    assert rule in rules(outcome)


def test_every_rule_of_hours_and_offers_is_broken_by_two_plans() -> None:
    """Proves that no new rule rests on one lucky figure: each is named for two wrong plans or more."""
    named: dict[str, int] = {}
    for _, changes in MUTATIONS.values():
        for rule in rules(verify(instance(), altered(plan(), *changes))):
            named[rule] = named.get(rule, 0) + 1
    new = {
        *("lease_offer", "lease_begins", "lease_in_service", "leased_halls", "leased_energy"),
        *("rental_offer", "rental_begins", "rental_in_service", "busy_units", "busy_rented_units"),
        "busy_own_units",
        *("slice_availability", "storage_power", "storage_energy", "storage_level"),
        *("storage_shift", "curtailed_firm", "curtailed_energy", "slowed_units", "spare_unit"),
    }
    assert {rule: n for rule in new if (n := named.get(rule, 0)) < 2} == {}


def with_row(table: str, number: int, **values: Any) -> Instance:
    """The instance with some cells of one row changed."""
    inst = instance()
    rows = list(getattr(inst, table))
    rows[number] = rows[number].model_copy(update=values)
    return inst.replace(**{table: tuple(rows)})


OTHER_WORLDS: dict[str, tuple[str, Instance]] = {
    "clocks an hour ahead": ("routing", with_row("metros", 1, utc_offset_hours=5.5)),
    "an evening of more demand": ("routing", with_row("local_demand", 45, factor=3.0)),
    "a peak that only slices would know": ("pool_capacity", instance().replace(local_demand=())),
    "a site that may serve less at its peak": (
        "site_requests", with_row("sites", 1, max_requests_per_s=1500.0)
    ),
    "a lease of one year": ("cost_line", with_row("lease_offers", 0, term_years=1)),
    "an offer of less": ("lease_offer", with_row("lease_offers", 0, it_mw=0.15)),
    "an offer a year later": ("completeness", with_row("lease_offers", 0, from_year=2027)),
    "a rental of one year, too short for its period": (
        "serves_no_period", with_row("rental_offers", 0, term_years=1)
    ),
    "fewer units for rent": ("rental_offer", with_row("rental_offers", 0, units=40.0)),
    "a dearer rental": ("cost_line", with_row("rental_offers", 0, usd_per_unit_year=11_000.0)),
    "less sun": ("slice_availability", with_row("slice_availability", 0, share=0.5)),
    "a battery that loses more": ("storage_level", with_row("power_options", 0, efficiency=0.7)),
    "a battery that holds less": ("storage_energy", with_row("power_options", 0, storage_hours=2)),
    "a battery that counts less": (
        "curtailed_firm", with_row("power_options", 0, capacity_credit=0.4)
    ),
    "a battery that costs more to use": (
        "cost_line", with_row("power_options", 0, other_usd_per_mwh=20.0)
    ),
    "more hours curtailed": (
        "curtailed_energy", with_row("power_options", 1, max_curtailed_hours_per_year=1000.0)
    ),
    "more hours for a run to make up": (
        "run_compute", with_row("power_options", 1, max_curtailed_hours_per_year=1000.0)
    ),
    "a longer wait for the flexible connection": (
        "serves_no_period", with_row("site_power", 0, lead_years=4.0)
    ),
    "a larger unit to spare": ("spare_unit", with_row("power_options", 4, unit_mw=2.1)),
    "a run that slows less": ("slowed_units", with_row("training_runs", 0, slowable_share=0.4)),
    "a run too short to shed in its period": (
        "curtailed_firm", with_row("training_runs", 0, duration_years=1.5)
    ),
    "a water permit that the mean keeps": (
        "water", with_row("sites", 1, water_m3_per_year=0.54 * 8760 * 0.5)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_WORLDS)
def test_a_plan_of_another_world_is_refused_by_name(name: str) -> None:
    """The same plan under one changed datum, fingerprint matching: that datum's rule breaks."""
    rule, other = OTHER_WORLDS[name]
    outcome = verify(other, plan(other))
    assert rule in rules(outcome)
    assert "fingerprint" not in rules(outcome)


def test_a_grid_of_one_unit_takes_the_spare_away() -> None:
    """Proves the N+1 rule's way out: less plant breaks it, but not beside 2 MW of firm grid."""
    little = put("power", ("isle", "turbine", "order", 2026), built_mw=1.25)
    assert "spare_unit" in rules(verify(instance(), altered(plan(), little)))
    grid = instance().existing_assets[3].model_copy(update={"site": "isle", "mw": 2.0})
    backed = instance().replace(existing_assets=(*instance().existing_assets, grid))
    assert "spare_unit" not in rules(verify(backed, altered(plan(backed), little)))


def test_shed_load_does_not_count_where_the_product_can_be_rented() -> None:
    """Proves that slowing is refused where rented units, which shed nothing, could be the slow ones."""
    offer = instance().rental_offers[0]
    update = {"site": "city", "accelerator": "train", "units": 5.0}
    other = instance().replace(rental_offers=(offer.model_copy(update=update), offer))
    assert "slowed_units" in rules(verify(other, plan(other)))


def test_demand_by_slice_is_that_of_the_local_hours() -> None:
    """Factors worked out by hand: 1.6, 0.8, 0.4 three hours ahead; 1.5, 0.9, 0.4 at 4.5 hours."""
    asked = demand_by_slice(instance())
    by_hand = {
        "M": {"day": 1600.0, "night": 800.0, "sunday": 400.0},
        "N": {"day": 300.0, "night": 180.0, "sunday": 80.0},
    }
    for metro, requests in by_hand.items():
        for h, should in requests.items():
            assert asked["chat", metro, 2026, h] == pytest.approx(should, rel=1e-12)
    assert peak_over_mean(instance(), instance().services[0]) == 1.0


@pytest.mark.parametrize("offset", [-12.0, -3.5, 0.0, 5.75, 12.75, 14.0])
def test_the_mean_over_the_slices_is_the_demand_of_the_year(offset: float) -> None:
    """Whatever the clock: hours wrap round midnight without any being lost or counted twice."""
    other = with_row("metros", 0, utc_offset_hours=offset)
    asked = demand_by_slice(other)
    shares = {"sunday": 0.25, "day": 0.375, "night": 0.375}
    mean = sum(share * asked["chat", "M", 2026, h] for h, share in shares.items())
    assert mean == pytest.approx(1000.0, rel=1e-12)
    assert asked == pytest.approx(other.asked_at, rel=1e-12)


def test_a_slice_without_demand_has_no_rows() -> None:
    """Proves that nothing is asked of, or may be routed in, a slice whose local hours are all 0."""
    quiet = instance().replace(
        local_demand=tuple(
            row.model_copy(update={"factor": 0.0 if row.day == "rest" else row.factor})
            for row in instance().local_demand
        )
    )
    assert ("chat", "M", 2026, "sunday") not in demand_by_slice(quiet)
    row = ("chat", "M", 2026, "sunday")
    outcome = verify(quiet, altered(plan(quiet), drop("unserved", row)))
    said = {b.where for b in outcome.broken if b.rule == "completeness"}
    assert "table unserved, row chat / N / 2026 / sunday" in said
    assert "table unserved, row chat / M / 2026 / sunday" not in said
    assert "table routing, row chat / M / isle / 2026 / sunday" in said


def test_no_cell_can_be_changed_unnoticed() -> None:
    """Every number of every table, raised by 1 one at a time, makes the plan wrong."""
    assert unnoticed(instance(), plan()) == []


@pytest.mark.parametrize("junk", [None, pd.NA, "x", [1], 2028.5])
def test_junk_in_any_column_is_an_outcome_not_a_crash(junk: Any) -> None:
    """Whatever stands in a cell, the check ends with a list of what is wrong."""
    inst, right = instance(), plan()
    for table in PLAN_TABLES:
        for column in table.columns:
            frame = right.tables[table.name].astype({column: object})
            if frame.empty or column == "hub":
                continue
            frame.at[0, column] = junk
            outcome = verify(inst, replace(right, tables={**right.tables, table.name: frame}))
            assert not outcome.ok, (table.name, column)


def test_rented_units_may_train_without_fabric_or_halls_of_their_own() -> None:
    """Proves that 200 rented units carry the run where own ones would need halls, power and fabric.

    Without the rental the same plan breaks `unit_use` and `fabric`.
    """
    inst = instance()
    offer = inst.rental_offers[0].model_copy(
        update={"site": "city", "accelerator": "train", "units": 200.0}
    )
    bare = inst.replace(
        existing_assets=tuple(a for a in inst.existing_assets if a.item != "train"),
        rental_offers=(offer, *inst.rental_offers),
    )
    rent = (
        add("rentals", "city", "train", 2027, 2026, 0.0, 0.0),
        add("rentals", "city", "train", 2027, 2027, 200.0, 200.0),
    )
    assert {"unit_use", "fabric"} <= rules(verify(bare, plan(bare)))
    assert not {"unit_use", "fabric"} & rules(verify(bare, altered(plan(bare), *rent)))
