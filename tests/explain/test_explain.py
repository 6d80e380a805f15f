"""Explanations of tiny plans whose answers can be derived by hand."""

import json

import pytest

from planner import solve
from planner.explain import NotASite, NothingToExplain, Question, explain, report
from planner.explain.what_if import Interval, first_that
from planner.plan.sections import terminal
from tests.tiny import FLEET, GAP, POWER, SERVING, prices, tiny


def explained(inst, **question):
    """The explanation of its optimal plan."""
    result = solve(inst, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    return explain(result.plan, inst, Question(**question), time_limit_s=60)


def words(found):
    """The explanation as text."""
    return terminal(report(found))


def test_a_dropped_run_flips_at_what_it_costs_to_run():
    """Proves the price by a re-solve: 100 units cost 1 M$, and dropping is put at 0.4 M$."""
    found = explained(tiny(FLEET, training_runs=[{"dropped_musd": 0.4}]))
    (run,) = found.runs
    assert run.missing.status == "dropped" and run.missing.musd == pytest.approx(0.4)
    assert run.flips_musd.least_musd == pytest.approx(1.0)
    assert run.flips_musd.most_musd == pytest.approx(1.0)
    assert "1.00 M$ or more" in words(found)


def test_a_run_without_room_is_let_in_by_the_supply():
    """Proves the smallest change: 80 of 100 units can be had, so that 125 % of the supply is needed.

    The bisection goes from 100 to 1,000 % and is good to 1 % of that, 9 points.
    """
    inst = tiny(
        FLEET,
        accelerator_supply=[{"units": 80}],
        training_runs=[{}, {"run": "v", "h100e": 80, "dropped_musd": 20}],
    )
    (run,) = explained(inst).runs
    assert run.missing.run == "w"
    assert any("g: sold out (2026)" in text for text in run.obstacles)
    assert run.flips_musd.least_musd == float("inf")
    (change,) = run.changes.found
    assert change.figure == "supply of g, all years"
    assert 225 <= change.after <= 234
    assert change.cost.most_musd == pytest.approx(1.0 - 10.0)


def test_unserved_demand_is_reached_by_the_nearer_of_two_changes():
    """Proves latency: metro M is 30 ms from its only site and may be served from 20 ms.

    Serving it costs 1.1 M$ and saves its penalty; half as many ms again do it, to 1 % of the span tried.
    """
    inst = tiny(
        SERVING,
        services=[{"max_network_ms": 20}],
        latency=[{"metro": "M", "site": "a", "rtt_ms": 30}],
    )
    (demand,) = explained(inst).demand
    assert demand.missing.share == pytest.approx(1.0)
    assert "no site may serve k in M" in demand.obstacles
    assert "0 sites within 20 ms; next is a at 30 ms" in demand.obstacles
    (change,) = demand.changes.found
    assert change.figure == "latency budget of k"
    assert 30 <= change.after <= 30.02
    assert change.relative == pytest.approx(0.5, rel=1e-2)


def test_unserved_demand_flips_at_what_serving_costs():
    """Proves the price: 10,000 + 10,000 units at 0.01 M$ for 100 requests/s of 1,100 tokens.

    100 requests/s read 100,000 and write 10,000 tokens/s: 100 units of each kind, 2 M$ for 3,468,960
    Mtokens a year: 0.5765 USD/Mtoken. At 0.3 nothing is served, at 1 everything.
    """
    inst = tiny(SERVING, services=[{"unserved_usd_per_mtoken": 0.3}])
    found = explained(inst)
    (demand,) = found.demand
    assert demand.flips_usd_per_mtoken[2026] == pytest.approx(2e6 / (0.11 * 31_536_000), rel=1e-6)
    price = next(c for c in demand.changes.found if c.figure == "price of unserved k")
    assert price.after == pytest.approx(2e6 / (0.11 * 31_536_000), abs=0.03)
    assert "served from a price of 0.577" in words(found)


def test_a_site_enters_where_its_price_of_power_beats_the_other():
    """Proves cost and entry: a pays 20 USD/MWh, b 50; 1 MW for a year is 8,760 MWh.

    Opened, b costs its 3 M$ and saves nothing. It enters where 8,760 MWh cost 3 M$ less than at a: never,
    as all of a's energy costs 0.1752 M$. With an opening of 0.05 M$ it enters below 20 − 5.71 USD/MWh.
    """

    def world(opening):
        return tiny(
            POWER,
            sites=[
                {"region": "A"},
                {"site": "b", "region": "B", "status": "candidate", "opening_musd": opening},
            ],
            energy=[
                {"region": "A", "grid_usd_per_mwh": 20}, {"region": "B", "grid_usd_per_mwh": 50}
            ],
        )  # fmt: skip

    never = explained(world(3), site="b").site
    assert never.forced.least_musd == pytest.approx(3) and never.forced.most_musd == pytest.approx(
        3
    )
    assert never.entries[0].after is None
    enters = explained(world(0.05), site="b")
    price = enters.site.entries[0]
    assert price.unit == "USD/MWh" and price.before == 50
    assert 20 - 50_000 / 8760 - 0.5 <= price.after <= 20 - 50_000 / 8760
    assert "Forced open, the plan costs more by: 0.05 M$" in words(enters)


def test_a_site_of_the_plan_is_no_question():
    """Proves that sites that are open, or unknown, are refused in words."""
    with pytest.raises(NotASite, match="opens a"):
        explained(tiny(FLEET), site="a")
    with pytest.raises(NotASite, match="no site"):
        explained(tiny(FLEET), site="nowhere")


def test_a_plan_that_does_everything_has_nothing_to_explain():
    """Proves that nothing is invented, and that a question about what is done is answered as such."""
    assert "Nothing is left undone" in words(explained(tiny(FLEET)))
    with pytest.raises(NothingToExplain, match="earliest"):
        explained(tiny(FLEET), run="w")
    with pytest.raises(NothingToExplain, match="no run"):
        explained(tiny(FLEET), run="nothing")


@pytest.mark.parametrize(
    ("asked_2028", "spans"), [(100, [(2026, 2027), (2029,)]), (0, [(2026, 2027, 2029)])]
)
def test_demand_is_grouped_by_spans_of_years(asked_2028, spans):
    """Proves the spans: in 2028 units cost next to nothing and all is served, which parts 2029 from 2027.

    Without demand in 2028 nothing parts them. The longer span costs more and comes first.
    """
    years = (2026, 2027, 2028, 2029)
    inst = tiny(
        SERVING,
        years=years,
        services=[{"unserved_usd_per_mtoken": 0.1}],
        demand=[{"year": y, "requests_per_s": 100 if y != 2028 else asked_2028} for y in years],
        bill_of_materials=prices({y: 1.0 if y != 2028 else 0.001 for y in years}),
    )
    assert [item.missing.years for item in explained(inst, metro="M").demand] == spans


def test_limits_and_steps_are_told_and_json_is_plain():
    """Proves that a millisecond more is worth the 2 M$ penalty it spares, and that JSON has no infinity."""
    inst = tiny(
        SERVING,
        services=[{"max_network_ms": 20}],
        metros=[{"metro": "M"}, {"metro": "N"}],
        demand=[{"metro": "M"}, {"metro": "N"}],
        latency=[
            {"metro": "M", "site": "a", "rtt_ms": 20}, {"metro": "N", "site": "a", "rtt_ms": 21}
        ],
    )  # fmt: skip
    found = explained(inst, limits=True)
    (step,) = found.shifts
    penalty = 100 * 1100 * 31_536_000 * 1e-6 * 1000 * 1e-6
    assert (step.before, step.after) == (20, 21)
    assert step.held_musd == pytest.approx(penalty - 2, rel=1e-6)
    assert step.saved.least_musd == pytest.approx(penalty - 2, rel=1e-5)
    json.dumps(found.as_json(), allow_nan=False)
    assert max(map(len, words(found).splitlines())) <= 100


def test_no_time_is_said_and_nothing_is_guessed():
    """Proves that without time for re-solves every figure is listed as not tried."""
    inst = tiny(FLEET, training_runs=[{"dropped_musd": 0.4}], accelerator_supply=[{"units": 80}])
    plan = solve(inst, time_limit_s=20, gap=GAP, threads=1).plan
    found = explain(plan, inst, time_limit_s=0)
    (run,) = found.runs
    assert run.flips_musd is None and run.changes.found == () and found.solves == 0
    named = ("campus cap", "supply of g, all years", "facility load of a at most")
    assert run.changes.not_tried == named
    assert f"Not tried for want of time (--time-limit): {'; '.join(named)}." in " ".join(
        words(found).split()
    )
    assert "Not solved for want of time (--time-limit): the price" in words(found)


@pytest.mark.parametrize(
    ("least", "most", "told"), [(1, 2, True), (-2, -1, True), (-1, 1, False), (0, 0, False)]
)
def test_an_interval_with_nothing_in_it_is_not_distinguishable(least, most, told):
    """Proves when a difference counts: only when nothing is outside of what it can be."""
    assert Interval(least, most).distinguishable is told


def test_bisection_finds_the_first_value():
    """Proves the search for a threshold, also downwards, for whole numbers, and where there is none."""
    assert first_that(lambda x: x >= 3, 0, 10, whole=True) == 3
    assert first_that(lambda x: x <= 3, 10, 0, whole=True) == 3
    assert first_that(lambda x: x >= 3.14, 0, 10, whole=False) == pytest.approx(3.14, abs=0.1)
    assert first_that(lambda x: False, 0, 10, whole=False) is None
