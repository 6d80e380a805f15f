"""The decisions of a plan as locks: all of them, those that are committed, and none that is foreign."""

from __future__ import annotations

from collections.abc import Callable

import hand_case
import hand_case_backbone
import hand_case_day
import pytest
from mutations import altered, put
from worlds import WORLDS, checked, rules

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.core import Plan
from planner.plan.locks import ForeignDecision, locks_of
from planner.plan.verify import verify


@pytest.mark.parametrize("world", WORLDS)
def test_a_plan_keeps_its_own_decisions(world: str) -> None:
    """Proves that every decision of a plan is a lock that the plan keeps."""
    instance_of, plan_of = WORLDS[world]
    inst = instance_of()
    assert checked(world, locks_of(plan_of(inst), inst)).broken == ()


@pytest.mark.parametrize("world", WORLDS)
def test_no_lock_of_a_plan_is_without_effect(world: str) -> None:
    """Proves that each lock holds a decision: all of them raised by 1, each alone is reported."""
    instance_of, plan_of = WORLDS[world]
    inst = instance_of()
    locks = locks_of(plan_of(inst), inst)
    raised = tuple(lock.model_copy(update={"value": lock.value + 1}) for lock in locks)
    outcome = checked(world, raised)
    assert rules(outcome) == {"lock"}
    assert len(outcome.broken) == len(locks)


def by_table(locks: tuple[Lock, ...]) -> dict[str, list[tuple[str, str, int | None, float]]]:
    """Site, item, period and value of locks by table."""
    found: dict[str, list[tuple[str, str, int | None, float]]] = {}
    for lock in locks:
        found.setdefault(lock.in_table, []).append((lock.site, lock.item, lock.period, lock.value))
    return found


def test_the_locks_of_a_plan_are_all_its_decisions() -> None:
    """Proves that what was not ordered is a decision too, and what stands already is none.

    12 openings; 5 halls, 8 tranches, 2 connections, 5 fleets and 4 fabrics in three periods.
    """
    inst = hand_case.instance()
    locks = locks_of(hand_case.plan(inst), inst)
    found = by_table(locks)
    assert {lock.rule for lock in locks} == {"fix"}
    assert {table: len(rows) for table, rows in found.items()} == {
        "sites": 12, "halls": 15, "power": 24, "connections": 6, "fleet": 15, "fabric": 12,
        "runs": 2, "run_sites": 2,
    }  # fmt: skip
    assert ("beta", "turbine/order", 2026, 5.0) in found["power"]
    assert ("beta", "turbine/order", 2027, 0.0) in found["power"]
    assert found["runs"] == [("", "extra", None, 0.0), ("", "frontier/train", 2027, 1.0)]
    # NA is no campus and shut is excluded: the run could not stand there.
    assert found["run_sites"] == [("alpha", "frontier", None, 1.0), ("beta", "frontier", None, 1.0)]


def test_offers_and_fibre_are_decisions() -> None:
    """Proves that leases and rentals are named by their offer, and fibre by its other end."""
    found = by_table(locks_of(hand_case_day.plan(), hand_case_day.instance()))
    assert ("port", "air/2026", 2027, 0.2) in found["leases"]
    assert ("port", "liquid/2027", 2027, 0.0) in found["leases"]
    assert found["rentals"] == [
        ("port", "infer/2027", 2026, 0.0),
        ("port", "infer/2027", 2027, 50.0),
    ]
    found = by_table(locks_of(hand_case_backbone.plan(), hand_case_backbone.instance()))
    assert ("b", "c", 2027, 1.0) in found["corridors"]
    assert len(found["corridors"]) == 12
    # `alone` may be split over all four sites and is not: the others are locked to nothing.
    alone = [row for row in found["run_sites"] if row[1] == "alone"]
    assert alone == [(s, "alone", None, float(s == "a")) for s in "abcd"]


def test_what_comes_later_stays_free() -> None:
    """Proves that until 2027 only 2026 is fixed: `beta` open, `NA` not yet, no run started.

    `frontier` starts in 2027 and may do so, then or never; were it locked, or `NA` closed for ever,
    the plan itself would break its locks.
    """
    inst = hand_case.instance()
    locks = locks_of(hand_case.plan(inst), inst, until_year=2027)
    found = by_table(locks)
    assert {lock.period for lock in locks} == {2026}
    assert found["sites"] == [
        ("NA", "", 2026, 0.0), ("alpha", "", 2026, 1.0), ("beta", "", 2026, 1.0), ("shut", "", 2026, 0.0),
    ]  # fmt: skip
    assert found["runs"] == [("", "extra", 2026, 0.0), ("", "frontier", 2026, 0.0)]
    assert "run_sites" not in found
    assert checked("all", locks).broken == ()
    later = checked("all", locks, put("fleet", ("beta", "train", 2027), bought_units=0.0))
    assert "unit_use" in rules(later) and "lock" not in rules(later)


def test_a_run_that_has_started_by_then_is_kept_with_its_sites() -> None:
    """Proves that until 2029 the run of 2027 is committed, and the dropped one in both periods."""
    inst = hand_case.instance()
    found = by_table(locks_of(hand_case.plan(inst), inst, until_year=2029))
    assert found["runs"] == [
        ("", "extra", 2026, 0.0),
        ("", "extra", 2027, 0.0),
        ("", "frontier/train", 2027, 1.0),
    ]
    assert [row[0] for row in found["run_sites"]] == ["alpha", "beta"]


def test_nothing_is_committed_before_the_first_period() -> None:
    """Proves that until the first start year there is nothing to keep."""
    inst = hand_case.instance()
    assert locks_of(hand_case.plan(inst), inst, until_year=2026) == ()


def test_a_hair_below_nothing_is_nothing() -> None:
    """Proves that −1e-12 units, which pass the check, become a lock of 0 and no error."""
    inst = hand_case.instance()
    below = altered(hand_case.plan(inst), put("fleet", ("NA", "infer", 2027), bought_units=-1e-12))
    assert verify(inst, below).ok
    locks = locks_of(below, inst)
    assert ("NA", "infer", 2027, 0.0) in by_table(locks)["fleet"]


FOREIGN: dict[str, tuple[str, Callable[[Instance], Instance]]] = {
    "a site that is gone": (
        r"sites beta in 2026",
        lambda inst: inst.replace(sites=tuple(s for s in inst.sites if s.site != "beta")),
    ),
    "an option that is gone": (
        r"power beta turbine/order in 2026",
        lambda inst: inst.replace(power_options=inst.power_options[:1]),
    ),
    "a product that is gone": (
        r"fleet NA infer in 2026",
        lambda inst: inst.replace(accelerators=inst.accelerators[1:]),
    ),
    "a period that has passed": (
        r"sites alpha in 2026",
        lambda inst: inst.replace(
            settings=inst.settings.model_copy(update={"periods": (2027, 2029)})
        ),
    ),
    "a run that is gone": (
        r"starts frontier",
        lambda inst: inst.replace(training_runs=inst.training_runs[:1]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_decision_that_the_next_instance_does_not_know_is_an_error(name: str) -> None:
    """Proves that what is committed is never left out in silence, and that the message names it."""
    words, change = FOREIGN[name]
    inst = hand_case.instance()
    with pytest.raises(ForeignDecision, match=words):
        locks_of(hand_case.plan(inst), change(inst))


def test_what_was_not_decided_may_be_unknown() -> None:
    """Proves that a site at which nothing was done may leave the instance, and its rows with it."""
    inst = hand_case.instance()
    without = inst.replace(sites=tuple(s for s in inst.sites if s.site != "shut"))
    locks = locks_of(hand_case.plan(inst), without)
    assert "shut" not in {lock.site for lock in locks}
    assert len(locks) == len(locks_of(hand_case.plan(inst), inst)) - 3


def renamed(inst: Instance) -> Instance:
    """The ring with slashes in the names of product `g`, fabric `f` and run `split`."""
    return inst.replace(
        accelerators=tuple(
            row.model_copy(update={"accelerator": "g/80"}) if row.accelerator == "g" else row
            for row in inst.accelerators
        ),
        bill_of_materials=tuple(
            row.model_copy(update={"accelerator": "g/80"}) if row.accelerator == "g" else row
            for row in inst.bill_of_materials
        ),
        fabrics=tuple(row.model_copy(update={"fabric": "f/x"}) for row in inst.fabrics),
        training_runs=tuple(
            row.model_copy(update={"run": "split/1"}) if row.run == "split" else row
            for row in inst.training_runs
        ),
    )


def plan_renamed(of: Instance) -> Plan:
    """The plan of the ring with the names of :func:`renamed`."""
    words = {"g": "g/80", "f": "f/x", "split": "split/1"}
    right = hand_case_backbone.plan(of)
    tables = {name: frame.copy() for name, frame in right.tables.items()}
    for frame in tables.values():
        for column in {"accelerator", "fabric", "run"} & set(frame.columns):
            frame[column] = frame[column].replace(words)
    return Plan(right.manifest, tables)


def test_names_may_hold_a_slash() -> None:
    """Proves that `g/80` in a lock is a product; split at its slash, no units of it would be found."""
    inst = renamed(hand_case_backbone.instance())
    given = (
        Lock(in_table="fleet", site="a", item="g/80", period=2026, rule="min", value=100),
        Lock(in_table="fabric", site="a", item="g/80/f/x", period=2026, rule="fix", value=100),
        Lock(in_table="runs", item="split/1", period=2027, rule="fix", value=1),
        Lock(in_table="runs", item="split/1/g/80", rule="fix", value=1),
        Lock(in_table="run_sites", site="c", item="split/1", rule="fix", value=1),
    )
    for locks in (given, locks_of(plan_renamed(inst), inst)):
        locked = inst.replace(locks=locks)
        assert verify(locked, plan_renamed(locked)).broken == ()
    assert set(given[:2]) <= {
        lock.model_copy(update={"rule": "min"}) if lock.in_table == "fleet" else lock
        for lock in locks_of(plan_renamed(inst), inst)
    }
