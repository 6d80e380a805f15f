"""Orders and contracts of plans: last day to sign, slack, cash; each derived by hand."""

from __future__ import annotations

import json
from datetime import date

import pytest
from delays import broken_rules, delayed, needs_of_orders
from openpyxl import load_workbook
from pydantic import TypeAdapter
from worlds import WORLDS

import planner
from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.commitments import Commitments, commitments, report, write_workbook
from planner.plan.commitments.dates import a_year_after, day_of, year_of
from planner.plan.core import Plan
from planner.plan.sections import terminal
from planner.plan.verify.recount import recount
from tests.models.cases import BY_FAMILY
from tests.tiny import BACKBONE, GAP, HALLS, POWER, by_year, tiny

YEARS = (2026, 2027, 2028, 2029)
LATE_RUN = [{"earliest_year": 2029, "latest_year": 2029}]


def solved(inst: Instance, *locks: Lock) -> Plan:
    """The optimal plan of an instance, locks apart."""
    result = planner.solve(inst, locks=locks, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    return result.plan


def grid(**site: object) -> Instance:
    """A run of 1 MW in 2029 at a site that opens for 3 M$ and waits two years for the grid."""
    return tiny(
        POWER,
        years=YEARS,
        sites=[
            {
                "status": "candidate", "opening_musd": 3, "opening_life_years": 10,
                "grid_queue_years": 2, "shell_musd_per_mw": 4, "shell_life_years": 10,
            }
            | site
        ],
        cooling=[{"capex_musd_per_mw": 1, "life_years": 10}],
        power_options=[{"capex_usd_per_kw": 500, "life_years": 10}],
        training_runs=LATE_RUN,
    )  # fmt: skip


def early(item: str, year: int, table: str = "power", value: float = 1.0) -> Lock:
    """At least so much is ordered in a year."""
    return Lock(in_table=table, site="a", item=item, period=year, rule="min", value=value)


def only(found: Commitments, kind: str):
    """The one commitment of a kind."""
    (one,) = [one for one in found.commitments if one.kind == kind]
    return one


def test_the_last_responsible_day_is_the_need_less_the_lead():
    """Proves by hand: the grid is ordered in 2026, is there in 2028, and the load comes in 2029, so
    that it can be signed until 1 January 2027, a year later than planned. It costs 0.5 M$.
    """
    found = commitments(solved(grid(), early("grid/order", 2026)), grid())
    one = only(found, "interconnection")
    assert (one.planned, one.in_service) == (date(2026, 1, 1), date(2028, 1, 1))
    assert (one.needed, one.sign_by) == (date(2029, 1, 1), date(2027, 1, 1))
    assert (one.slack_years, one.amount, one.unit) == (1.0, pytest.approx(1.0), "MW")
    assert (one.cash_musd, one.load_mw, one.load_unit) == (
        pytest.approx(0.5),
        pytest.approx(1.0),
        "MW facility",
    )
    assert "no cancellation terms" in one.lost_basis
    assert one.lost_if_cancelled_musd == one.cash_musd


def test_a_lead_that_is_no_whole_year_ends_within_one():
    """Proves that a queue of 1.5 years ordered in 2026 is needed in 2029 and can be signed on 2 July
    2027: rounding to years would say 2027 or 2028.
    """
    inst = grid(grid_queue_years=1.5)
    one = only(commitments(solved(inst, early("grid/order", 2026)), inst), "interconnection")
    assert one.sign_by == date(2027, 7, 2)
    assert one.slack_years == pytest.approx(1.5)


def test_land_is_signed_with_the_first_order_that_needs_it():
    """Proves that land has no slack of its own beyond that of the first thing built on it: the grid
    can wait until 2027, so can the site that is opened for it in 2026.
    """
    land = only(commitments(solved(grid(), early("grid/order", 2026)), grid()), "land")
    assert (land.planned, land.sign_by) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (land.cash_musd, land.load_mw) == (pytest.approx(3.0), pytest.approx(1.0))


def test_halls_are_one_order_with_their_cooling():
    """Proves that shell (4 M$ a MW) and cooling (1) of a hall are one line of 5 M$ and one module."""
    hall = only(commitments(solved(grid()), grid()), "hall")
    assert (hall.cash_musd, hall.modules, hall.unit) == (pytest.approx(5.0), 1, "MW IT")
    assert hall.slack_years == 0.0


def test_orders_are_drawn_on_in_turn():
    """Proves that of two halls of which the load needs one, the first is needed and the second, a
    year later, never: counted each for itself, neither would be needed.
    """
    inst = tiny(
        HALLS, years=YEARS, cooling=[{"life_years": 10}], training_runs=LATE_RUN,
        sites=[{"shell_life_years": 10, "shell_musd_per_mw": 1}],
    )  # fmt: skip
    plan = solved(inst, early("air", 2026, "halls"), early("air", 2027, "halls"))
    first, second = [one for one in commitments(plan, inst).commitments if one.kind == "hall"]
    assert (first.planned.year, first.needed, first.slack_years) == (2026, date(2029, 1, 1), 3.0)
    assert (second.planned.year, second.needed, second.sign_by) == (2027, None, None)
    assert second.load_mw == 0.0
    found = commitments(plan, inst)
    assert found.not_drawn_on == (second,)
    assert "never draws on it" in terminal(report(found))


def test_a_corridor_is_needed_by_the_runs_that_send_over_it():
    """Proves that a corridor names the MW of the run that is split over it, and its build time."""
    inst = tiny(
        BACKBONE,
        years=(2026, 2027, 2028),
        sites=[{"site": "a", "max_facility_mw": 1}, {"site": "b", "max_facility_mw": 1}],
        corridors=[{"build_years": 1, "life_years": 10, "musd_per_end": 1}],
        training_runs=[
            {
                "h100e": 200, "max_sites": 2, "earliest_year": 2028, "latest_year": 2028,
                "sync_gbps_per_site": 500, "dropped_musd": 100,
            }
        ],
    )  # fmt: skip
    lit = Lock(in_table="corridors", site="a", item="b", period=2026, rule="min", value=1)
    one = only(commitments(solved(inst, lit), inst), "corridor")
    assert (one.item, one.site, one.sign_by) == ("a - b", "", date(2027, 1, 1))
    assert (one.load_mw, one.load_unit) == (pytest.approx(2.0), "MW IT")


def needed_by_hand(world: str) -> tuple[Instance, Plan]:
    """A world worked out by hand, or a solved one."""
    if world in WORLDS:
        instance_of, plan_of = WORLDS[world]
        inst = instance_of()
        return inst, plan_of(inst)
    inst = BY_FAMILY[world]()
    return inst, solved(inst)


@pytest.mark.parametrize("world", [*WORLDS, "power", "contracts", "training", "limits"])
def test_a_plan_signed_at_the_last_moment_keeps_every_rule(world):
    """Proves that no order is said to have more slack than it has: with all of them moved to their
    last responsible day at once, and those that nothing draws on left out, the independent checker
    finds load, halls, units and power as well supplied as before.
    """
    inst, plan = needed_by_hand(world)
    counted = recount(inst, plan)
    needs = needs_of_orders(inst, counted)
    assert broken_rules(inst, delayed(inst, counted, needs)) == broken_rules(
        inst, counted.decisions
    )


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("as_of", [None, date(2027, 6, 30), date(2050, 1, 1)])
def test_cash_is_that_of_the_plan(world, as_of):
    """Proves that signed, open and running cash are the plan's cash to the last dollar, and that
    annuities, rents, operation and penalties are its cost; signed grows with the day.
    """
    inst, plan = needed_by_hand(world)
    found = commitments(plan, inst, as_of)
    assert sum(one.cash_musd for one in found.cash) == pytest.approx(
        plan.tables["cash"]["musd"].sum(), rel=1e-9
    )
    assert sum(one.cost_musd for one in found.cash) == pytest.approx(
        plan.manifest.objective_musd, rel=1e-9
    )
    orders = sum(one.cash_musd for one in found.commitments)
    assert sum(one.signed_musd + one.open_musd for one in found.cash) == pytest.approx(orders)
    assert sum(one.signed_musd for one in found.cash) == pytest.approx(
        sum(one.cash_musd for one in found.signed)
    )
    for one in found.cash:
        assert one.running_musd > -1e-9
        parts = one.investment_musd + one.rents_musd + one.operation_musd + one.penalties_musd
        assert parts == pytest.approx(one.cost_musd)
    everything = (
        *found.next_twelve_months, *found.later, *found.not_drawn_on, *found.signed
    )  # fmt: skip
    assert sorted(map(repr, everything)) == sorted(map(repr, found.commitments))


def test_the_next_twelve_months_come_first():
    """Proves the order: what is due soonest, the largest of a day first, then later ones, then what
    is signed.
    """
    inst, plan = needed_by_hand("all")
    found = commitments(plan, inst, date(2026, 6, 1))
    days = [one.sign_by for one in found.commitments if not one.signed and one.sign_by]
    assert days == sorted(days)
    assert found.next_until == date(2027, 6, 1)
    assert all(one.sign_by < found.next_until for one in found.next_twelve_months)
    signed = [one.signed for one in found.commitments]
    assert signed == sorted(signed) and any(signed) and not all(signed)
    text = terminal(report(found))
    assert text.index("within twelve months") < text.index("Cash by period")
    assert max(map(len, text.splitlines())) <= 100


def test_the_gap_is_told_against_what_is_decided():
    """Proves that the gap is 1 M$ in every base, and a larger share of one without accelerators."""
    inst, plan = needed_by_hand("all")
    found, heads = commitments(plan, inst), plan.manifest.heads_musd
    assert found.gap_musd == pytest.approx(1.0)
    penalties = heads["lateness"] + heads["unserved"] + heads["dropped"]
    base = plan.manifest.objective_musd - penalties - heads["accelerators"]
    assert found.gap_without_accelerators == pytest.approx(1.0 / base)
    assert found.gap_without_accelerators > found.gap_controllable > found.gap


def test_json_is_what_the_types_say():
    """Proves that the document reads back as the types that describe it."""
    inst, plan = needed_by_hand("day")
    found = commitments(plan, inst)
    text = json.dumps(found.as_json(), allow_nan=False)
    assert TypeAdapter(Commitments).validate_json(text) == found


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2026, date(2026, 1, 1)),
        (2026.5, date(2026, 7, 2)),
        (2028.5, date(2028, 7, 2)),
        (2029 - 2.9 - 0.1, date(2026, 1, 1)),
        (2026 + 0.1 + 2.9, date(2029, 1, 1)),
    ],
)
def test_years_are_days(year, day):
    """Proves that parts of years are days of that year, leap years longer, and that sums which are
    not exact do not fall on New Year's Eve.
    """
    assert day_of(year) == day
    assert year_of(day) == pytest.approx(year, abs=0.003)


def test_a_year_after_a_leap_day_is_a_day():
    """Proves that a report of 29 February has a next twelve months."""
    assert a_year_after(date(2028, 2, 29)) == date(2029, 3, 1)


def test_the_workbook_holds_everything_and_calculates_nothing(tmp_path):
    """Proves that rows and sums are those of the plan, that days and numbers are such to a spreadsheet,
    and that a site called like a formula stays a name.
    """
    inst = grid(site="=HYPERLINK(1)")
    plan = solved(inst)
    found = commitments(plan, inst)
    write_workbook(found, tmp_path / "book.xlsx")
    book = load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["Next 12 months", "All", "Cash by period", "Basis"]
    rows = list(book["All"].iter_rows(min_row=2))
    heading = [cell.value for cell in book["All"][1]]
    site, cash = heading.index("site"), heading.index("cash, M$ of the price year")
    assert len(rows) == len(found.commitments)
    assert {(row[site].value, row[site].data_type) for row in rows} == {("=HYPERLINK(1)", "s")}
    assert sum(row[cash].value for row in rows) == pytest.approx(
        sum(one.cash_musd for one in found.commitments)
    )
    assert all(row[heading.index("ordered in the plan")].is_date for row in rows)
    formulas = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas == []


def test_what_is_there_for_a_spare_unit_is_needed():
    """Proves that plant which no load draws on is needed as the spare of an engine that comes with it:
    1 MW of load and a unit of 2 MW ask for 3 MW, 0.5 of them the engine's, so that all three orders
    of fuel cells, 1 MW a year at most, are due by 2029. Without the spare the last would be idle.
    """
    cell = {"option": "cell", "kind": "fuel_cell", "other_usd_per_mwh": 1}
    engine = {"option": "engine", "kind": "gas", "unit_mw": 2}
    inst = tiny(
        POWER,
        years=YEARS,
        power_options=[
            row | {"capex_usd_per_kw": 1000, "life_years": 10} for row in (cell, engine)
        ],
        power_supply=[
            {"option": "cell", "mw": 1},
            *by_year({"option": "engine"}, "mw", {2028: 0, 2029: 0.5}),
        ],
        training_runs=[row | {"dropped_musd": 1000} for row in LATE_RUN],
    )
    plan = solved(inst, early("engine/order", 2029, value=0.5))
    found = [one for one in commitments(plan, inst).commitments if one.kind == "plant"]
    assert sum(one.amount for one in found) == pytest.approx(3.0, rel=1e-5)
    assert {one.planned.year for one in found} == {2027, 2028, 2029}
    assert {one.needed for one in found} == {date(2029, 1, 1)}
