"""Two plans side by side, each difference derived by hand from instances that are solved in no time."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import TypeAdapter

import planner
from planner.instance import Instance
from planner.instance.schema import Lock
from planner.plan.compare import Comparison, Pair, compare, report
from planner.plan.compare.inputs import compare_inputs
from planner.plan.compare.verdict import verdict_of
from planner.plan.core import Manifest, Plan, Status, StoppedBy
from planner.plan.sections import page, terminal
from planner.plan.verify.recount import UnfitPlan
from tests.models.cases import BY_FAMILY
from tests.tiny import FLEET, GAP, POWER, ROUTING, prices, tiny


def solved(inst: Instance, *locks: Lock) -> Plan:
    """The optimal plan of an instance, locks apart."""
    result = planner.solve(inst, locks=locks, time_limit_s=20, gap=GAP, threads=1)
    assert result.plan is not None, result.message
    return result.plan


def compared(*instances: Instance) -> Comparison:
    """The optimal plans of some instances, side by side."""
    return compare([(f"plan {at}", solved(inst), inst) for at, inst in enumerate(instances)])


def pair_of(*instances: Instance) -> Pair:
    """The optimal plans of two instances, side by side."""
    return compared(*instances).pairs[0]


def check_sums(pair: Pair, plans: Comparison) -> None:
    """Every way of taking the difference apart adds up to the whole, with nothing left over."""
    first, second = plans.plans[0], {plan.letter: plan for plan in plans.plans}[pair.b]
    whole = second.objective_musd - first.objective_musd
    slack = 1e-9 * max(abs(whole), 1e-3 * abs(first.objective_musd))
    costs = pair.costs
    parts = (costs.heads.values(), costs.sites.values(), costs.years.values(), costs.items)
    for group in parts:
        assert sum(one.difference_musd for one in group) == pytest.approx(whole, abs=slack)
        for one in group:
            assert one.volume_musd + one.unit_cost_musd == one.difference_musd
            assert one.b_musd - one.a_musd == pytest.approx(one.difference_musd, abs=slack)
    lines = sum(volume + unit_cost for *_, volume, unit_cost in costs.lines)
    assert lines == pytest.approx(whole, abs=slack)
    assert costs.total.difference_musd == pytest.approx(whole, abs=slack)


def test_volume_and_unit_cost_are_told_apart():
    """Proves the two factors by hand: 100 units at 0.01 M$ cost 1 M$, 200 at 0.02 cost 4 M$.

    Volume (200 − 100) · 0.015 = 1.5, unit cost (0.02 − 0.01) · 150 = 1.5. At the first plan's
    amounts it would be 1 and 1, which leaves 1 M$ to nobody.
    """
    plans = compared(
        tiny(FLEET),
        tiny(FLEET, training_runs=[{"h100e": 200}], bill_of_materials=prices({2026: 2.0})),
    )
    costs = plans.pairs[0].costs
    units = costs.heads["accelerators"]
    assert (units.volume_musd, units.unit_cost_musd) == pytest.approx((1.5, 1.5))
    assert (units.a_musd, units.b_musd) == pytest.approx((1.0, 4.0))
    item = next(one for one in costs.items if one.head == "accelerators")
    assert (item.item, item.unit, item.a_amount, item.b_amount) == ("g", "units", 100, 200)
    check_sums(plans.pairs[0], plans)


def test_what_only_one_plan_pays_for_is_volume():
    """Proves that a run that is dropped for 10 M$ in one plan is volume, and the units that the
    other buys for it too: nothing is bought at a price of 0.
    """
    scarce = tiny(FLEET, accelerator_supply=[{"units": 10}])
    plans = compared(tiny(FLEET), scarce)
    costs = plans.pairs[0].costs
    assert costs.heads["dropped"].volume_musd == pytest.approx(10.0)
    assert costs.heads["accelerators"].volume_musd == pytest.approx(-1.0)
    assert costs.total.unit_cost_musd == 0.0
    check_sums(plans.pairs[0], plans)


@pytest.mark.parametrize("case", ["all", "backbone", "contracts", "day", "limits"])
def test_parts_add_up_to_the_whole(case):
    """Proves for plans of every family that no line is left over when rate, prices and demand change:
    a residual as small as 1e-9 of the difference would fail.
    """
    inst = BY_FAMILY[case]()
    dearer = inst.replace(
        settings=inst.settings.model_copy(update={"discount_rate": 0.11, "carbon_usd_per_t": 50.0}),
        bill_of_materials=tuple(
            row.model_copy(update={"usd_per_unit": 1.3 * row.usd_per_unit + 7})
            for row in inst.bill_of_materials
        ),
    )
    plans = compared(inst, dearer, inst)
    for pair in plans.pairs:
        check_sums(pair, plans)
    same = plans.pairs[1].costs.total
    assert (same.volume_musd, same.unit_cost_musd) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert plans.pairs[0].costs.total.unit_cost_musd != 0


def two_sites() -> Instance:
    """A run for which two sites would do, halls at the first costing less."""
    sites = [
        {"site": "a", "shell_musd_per_mw": 1, "status": "candidate", "opening_musd": 1},
        {"site": "b", "shell_musd_per_mw": 3, "status": "candidate", "opening_musd": 1},
    ]
    return tiny(POWER, sites=sites, site_power=[{"site": "a"}, {"site": "b"}])


def test_plans_of_one_instance_differ_in_volume_alone():
    """Proves that the same run at the dearer site is volume at the one place and less at the other:
    prices are those of one instance. Units and opening cost 1 M$ each, the hall 1 M$ at `a` and 3 at `b`.
    """
    inst = two_sites()
    elsewhere = Lock(in_table="sites", site="a", period=2026, rule="fix", value=0)
    plans = compare([("free", solved(inst), inst), ("elsewhere", solved(inst, elsewhere), inst)])
    pair = plans.pairs[0]
    assert pair.inputs.same_instance
    assert pair.costs.total.unit_cost_musd == pytest.approx(0.0, abs=1e-12)
    assert pair.costs.sites["a"].difference_musd == pytest.approx(-3.0)
    assert pair.costs.sites["b"].difference_musd == pytest.approx(5.0)
    check_sums(pair, plans)
    assert {site.site: site.only_in for site in pair.sites} == {"a": "a", "b": "b"}
    assert {s.site: dict(s.difference_mw) for s in pair.sites} == {
        "a": {2026: pytest.approx(-1.0)},
        "b": {2026: pytest.approx(1.0)},
    }
    (power,) = pair.power
    assert (power.option, power.difference_mw[2026]) == ("grid", pytest.approx(0.0, abs=1e-9))
    assert power.moved_mw[2026] == pytest.approx(1.0)
    (run,) = pair.runs
    assert (run.changes, run.moved_it_mw) == (("sites",), pytest.approx(1.0))


def test_what_moved_in_a_run_is_named():
    """Proves that a run that starts two years later on twice the units says so, and a dropped one."""
    years = {"years": (2026, 2027, 2028), "training_runs": [{"latest_year": 2028}]}
    late = tiny(
        FLEET,
        years=(2026, 2027, 2028),
        training_runs=[{"latest_year": 2028, "earliest_year": 2028, "h100e": 200}],
    )
    dear = tiny(FLEET, training_runs=[{"dropped_musd": 0.5}])
    plans = compared(tiny(FLEET, **years), late, dear)
    assert plans.pairs[0].runs[0].changes == ("start", "MW by site")
    assert plans.pairs[1].runs[0].changes == ("dropped in B only",)
    assert plans.pairs[1].runs[0].moved_it_mw == pytest.approx(1.0)
    assert [plan.runs_dropped for plan in plans.plans] == [0, 0, 1]


def metros(*, far: float) -> Instance:
    """Two metros, 300 and 100 requests/s, each served where a route costs least."""
    return tiny(
        ROUTING,
        sites=[{"site": "a"}, {"site": "b"}],
        metros=[{"metro": "M"}, {"metro": "N"}],
        demand=[{"metro": "M", "requests_per_s": 300}, {"metro": "N", "requests_per_s": 100}],
        route_costs=[
            {"metro": "M", "site": "a", "usd_per_year_full_demand": 1e6},
            {"metro": "M", "site": "b", "usd_per_year_full_demand": 2e6},
            {"metro": "N", "site": "a", "usd_per_year_full_demand": far},
            {"metro": "N", "site": "b", "usd_per_year_full_demand": 2e6},
        ],
    )


def test_the_share_that_moved_is_weighed_by_demand():
    """Proves that the metro of 100 of 400 requests/s, all served elsewhere, is 25 % of the service;
    counted by metros it would be 50 %.
    """
    (service,) = pair_of(metros(far=1e6), metros(far=3e6)).services
    assert service.moved_share == pytest.approx(0.25)
    assert dict(service.by_year) == {2026: pytest.approx(0.25)}
    (metro,) = service.metros
    assert (metro.metro, metro.moved_share) == ("N", pytest.approx(1.0))
    assert dict(metro.lost_by) == {"a": pytest.approx(100.0)}
    assert dict(metro.gained_by) == {"b": pytest.approx(100.0)}


def test_demand_that_is_served_no_more_counts_as_moved():
    """Proves that a metro left unserved is not missed because no site has taken it over."""
    served, cheap = metros(far=1e6), metros(far=1e6)
    free = tuple(row.model_copy(update={"unserved_usd_per_mtoken": 0.0}) for row in cheap.services)
    (service,) = pair_of(served, cheap.replace(services=free)).services
    assert service.moved_share == pytest.approx(1.0)
    assert {site for metro in service.metros for site in metro.gained_by} == {"(unserved)"}


def test_years_are_matched_where_periods_differ():
    """Proves that a plan of one period of three years is compared year by year with one of three
    periods, and that a horizon that ends sooner ends the comparison of MW, not that of costs.
    """
    runs = [{"earliest_year": 2028, "latest_year": 2028}]
    yearly = tiny(FLEET, years=(2026, 2027, 2028), training_runs=runs)
    coarse = tiny(
        FLEET, years=(2026,), end=2028, accelerators=[{"life_years": 2}], training_runs=[{}]
    )
    plans = compared(yearly, coarse)
    pair = plans.pairs[0]
    assert pair.years == (2026, 2027)
    (site,) = pair.sites
    assert dict(site.difference_mw) == {2026: pytest.approx(1.0), 2027: pytest.approx(1.0)}
    check_sums(pair, plans)


def manifest(cost: float, bound: float) -> Manifest:
    """What matters here of a plan's manifest."""
    return Manifest(
        instance="x", instance_sha256="", status=Status.FEASIBLE, stopped_by=StoppedBy.GAP,
        objective_musd=cost, bound_musd=bound, gap=0, gap_controllable=0,
        gap_musd=cost - bound, heads_musd={},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "distinguishable", "cheaper"),
    [
        ((100, 95), (104, 99), False, "a"),
        ((104, 99), (100, 95), False, "b"),
        ((100, 95), (104, 101), True, "a"),
        ((104, 101), (100, 95), True, "b"),
        ((100, 95), (100, 95), False, ""),
        ((100, 95), (104, 100), False, "a"),
        ((100, 100), (100 + 1e-8, 100 + 1e-8), False, ""),
    ],
)
def test_plans_within_each_others_gap_are_not_told_apart(a, b, distinguishable, cheaper):
    """Proves that only a plan below the other's bound is called cheaper: 100 against 104 is not when
    the 104 may come down to 99.
    """
    verdict = verdict_of(manifest(*a), manifest(*b))
    assert (verdict.distinguishable, verdict.cheaper) == (distinguishable, cheaper)
    assert verdict.least_musd <= verdict.difference_musd <= verdict.most_musd


def test_inputs_that_differ_are_listed_from_and_to():
    """Proves that settings, cells and rows of one instance alone are named, and sources are not."""
    a = tiny(FLEET, rate=0.05, sites=[{"site": "a"}, {"site": "gone"}])
    b = tiny(
        FLEET,
        rate=0.08,
        sites=[{"site": "a", "max_facility_mw": 500, "source": "a letter"}, {"site": "new"}],
    )
    found = {
        (one.table, one.row, one.column, one.only_in): (one.from_value, one.to_value)
        for one in compare_inputs(a, b).differences
    }
    assert found == {
        ("settings", "", "discount_rate", ""): (0.05, 0.08),
        ("sites", "a", "max_facility_mw", ""): (1000.0, 500.0),
        ("sites", "gone", "", "a"): (None, None),
        ("sites", "new", "", "b"): (None, None),
    }
    assert compare_inputs(a, a.replace(notes=("read again",))).same_instance


def test_long_lists_of_inputs_are_cut_with_counts():
    """Proves that forty prices that were doubled are told as such and not as forty lines."""
    years = tuple(range(2026, 2066))
    costs = {year: 1.0 + 0.01 * (year - 2026) for year in years}
    plans = compared(
        tiny(FLEET, years=years, bill_of_materials=prices(costs)),
        tiny(FLEET, years=years, bill_of_materials=prices({y: 2 * p for y, p in costs.items()})),
    )
    assert len(plans.pairs[0].inputs.differences) == 40
    text = terminal(report(plans))
    assert "… and 37 more of bill_of_materials.usd_per_unit, all times 2" in text


def test_key_figures_of_a_plan():
    """Proves emissions and both gaps by hand: 1 MW the year round at 0.5 t/MWh is 4.38 kt; a gap of
    nothing is nothing of any base.
    """
    inst = tiny(
        POWER,
        sites=[{"status": "candidate"}],
        energy=[{"grid_carbon_t_per_mwh": 0.5, "grid_usd_per_mwh": 100}],
    )
    figures = compared(inst, inst).plans[0]
    assert figures.emissions_total_kt == pytest.approx(4.38)
    assert (figures.first_new_site_energised, figures.runs_placed) == (2026, 1)
    assert figures.gap_without_accelerators == pytest.approx(0.0, abs=1e-6)
    assert figures.cash_musd == pytest.approx(1.0 + 0.876)
    assert figures.capital_musd == pytest.approx(1.0)


@pytest.fixture(scope="module")
def three() -> Comparison:
    """Three plans of one world, its demand and prices changed."""
    return compared(metros(far=1e6), metros(far=3e6), metros(far=1.5e6))


def test_json_is_what_the_schema_says(three):
    """Proves that the document reads back as the types that describe it, with nothing lost."""
    text = json.dumps(three.as_json(), allow_nan=False)
    again = TypeAdapter(Comparison).validate_json(text)
    assert again.as_json() == json.loads(text) or again == three
    assert again.pairs[1].costs.total == three.pairs[1].costs.total


def test_text_fits_the_terminal_and_has_the_matrix(three):
    """Proves that no line is wider than 100 columns and that three plans stand side by side."""
    text = terminal(report(three))
    assert max(map(len, text.splitlines())) <= 100
    assert re.search(r"figure +A +B +C", text)
    assert "B against A" in text and "C against A" in text
    assert "not distinguishable in cost" in terminal(report(compared(metros(far=1), metros(far=1))))


def test_ten_plans_fit_the_terminal():
    """Proves that the most plans that can be compared do not run out of the width."""
    inst = metros(far=1e6)
    plan = solved(inst)
    text = terminal(report(compare([(f"plan {at}", plan, inst) for at in range(10)])))
    assert max(map(len, text.splitlines())) <= 100
    assert "J against A" in text


@pytest.mark.parametrize("count", [1, 11])
def test_no_fewer_than_two_and_no_more_than_ten(count):
    """Proves that a number of plans that cannot be compared is refused before any work."""
    inst = metros(far=1e6)
    plan = solved(inst)
    with pytest.raises(ValueError, match="2 to 10"):
        compare([("x", plan, inst)] * count)


def test_the_page_stands_alone_and_escapes_names(three):
    """Proves that a name with markup is shown as text, and that the page fetches nothing."""
    first = three.plans[0]
    evil = type(first)(**{**vars(first), "name": "<script>alert(1)</script>"})
    renamed = Comparison(three.format, (evil, *three.plans[1:]), three.pairs)
    html = page("<b>title</b>", report(renamed, rows=200))
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<title>&lt;b&gt;title&lt;/b&gt;</title>" in html
    assert not re.search(r"(src|href|@import|url\()", html)
    assert html.count("<table>") == html.count("</table>") > 10


def test_a_plan_of_another_instance_is_refused():
    """Proves that a plan is not explained with an instance at whose prices it costs something else."""
    inst = tiny(FLEET)
    dearer = tiny(FLEET, bill_of_materials=prices({2026: 2.0}))
    with pytest.raises(UnfitPlan):
        compare([("a", solved(inst), inst), ("b", solved(inst), dearer)])
