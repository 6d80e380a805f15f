"""The case study: solves that go on where they stopped, statements that follow from figures, a page of both."""

from __future__ import annotations

import dataclasses
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks.case import __main__ as case
from benchmarks.case import statements, statements_of_supply, store
from benchmarks.case.charts import CHARTS, write_charts
from benchmarks.case.page import QUESTIONS, charts_of
from benchmarks.case.results import Results
from benchmarks.case.solves import SCENARIOS, solve_all, take
from planner.instance import scenario_names, write_folder
from tests.tiny import FLEET, prices, tiny

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def results() -> Results:
    """What is stored of us-2026."""
    return case.results_of(ROOT / case.MAIN, ROOT / case.RESULTS)


def with_costs(results: Results, **costs: tuple[float, float]) -> Results:
    """The same results with scenarios of given bound and cost, in shares of the base's cost."""
    base = results.base
    cost = base.objective_musd
    solves = {"base": dataclasses.replace(base, bound_musd=0.99 * cost)}
    for name, (bound, plan) in costs.items():
        solves[name.replace("_", "-")] = dataclasses.replace(
            base,
            scenario=name.replace("_", "-"),
            bound_musd=bound * cost,
            objective_musd=plan * cost,
        )
    return Results(results.folder, solves)


def test_the_page_follows_from_what_is_stored(monkeypatch):
    """Proves that no figure of the page was typed: it is what the stored results give."""
    monkeypatch.chdir(ROOT)
    assert case.text_of(case.RESULTS) == case.PAGE.read_text(encoding="utf-8")


def test_every_chart_of_the_page_is_there_and_a_drawing(results, tmp_path):
    """Proves that charts are drawn from the stored results alone, and that the page's links lead to them."""
    written = write_charts(results, charts_of(results), tmp_path)
    assert {at.stem for at in written} == charts_of(results) <= set(CHARTS)
    for at in written:
        assert len(list(ET.parse(at).iter())) > 20
        assert (ROOT / case.RESULTS / at.name).is_file()
        assert f"](case/{at.name})" in (ROOT / case.PAGE).read_text(encoding="utf-8")


def test_every_scenario_asked_for_is_one_of_the_instance():
    """Proves that the list of solves, the questions and the statements name scenarios that exist."""
    known = {"base", *scenario_names(ROOT / case.MAIN)}
    assert set(SCENARIOS) <= known
    assert {name for names in QUESTIONS.values() for name in names} <= set(SCENARIOS)


@pytest.mark.parametrize(
    ("shorter", "longer", "verdict"),
    [
        ((1.2, 1.3), (0.90, 0.98), statements.CONFIRMED),
        ((1.2, 1.3), (0.98, 1.00), statements.IN_PART),
        ((0.99, 1.1), (0.98, 1.00), statements.NOT),
    ],
)
def test_50_ms_count_only_where_the_bounds_prove_it(results, shorter, longer, verdict):
    """Proves that the verdict follows proven differences: a plan at 200 ms that is 2 % cheaper but within the
    gap of 1 % confirms nothing, as taking the costs as they stand would.
    """
    tried = with_costs(results, latency_10ms=shorter, latency_200ms=longer)
    assert statements.fifty_ms(tried).verdict == verdict


def test_queues_are_held_against_each_other(results):
    """Proves that ten years are held against three, not against the base between them."""
    apart = with_costs(results, queue_3=(0.95, 0.97), queue_10=(0.98, 1.05))
    assert statements_of_supply.power(apart).verdict == statements.CONFIRMED
    near = with_costs(results, queue_3=(0.95, 0.99), queue_10=(0.98, 1.05))
    assert statements_of_supply.power(near).verdict == statements.IN_PART


def test_differences_are_said_as_far_as_they_are_proven(results):
    """Proves the words for dearer, cheaper, neither, no plan and not solved."""
    tried = with_costs(results, dear=(1.1, 1.2), cheap=(0.8, 0.9), same=(0.98, 1.01))
    assert "proven" in tried.sentence("dear") and "dearer" in tried.sentence("dear")
    assert "cheaper" in tried.sentence("cheap")
    assert "not distinguishable" in tried.sentence("same")
    assert "not been solved" in tried.sentence("nothing")
    lost = store.without_plan("us-2026", "lost", "", 240.0, "time is over")
    assert "time is over" in Results("x", {**tried.solves, "lost": lost}).sentence("lost")


def test_solves_go_on_where_they_stopped(tmp_path: Path):
    """Proves that a line is kept for each solve, also of a scenario with faults, that what is known is not
    solved again, that more time is, and that figures are those of the plan: a run of 1 MW at 1 M$.
    """
    inst = tiny(FLEET, bill_of_materials=prices({2026: 1.0}))
    write_folder(inst, tmp_path / "x")
    (tmp_path / "x" / "scenarios.yaml").write_text(
        "bad:\n  set:\n    training_runs.w.latest_year: 2020\n"
    )
    lines, plans = tmp_path / "x.jsonl", tmp_path / "plans"
    solve_all(tmp_path / "x", lines, plans, ("base", "bad"), 10.0)
    found = store.read(lines)
    assert found["base"].objective_musd == pytest.approx(1)
    assert found["base"].figures["runs"][0]["it_mw"] == pytest.approx(1)
    assert found["bad"].status == "none" and "latest_year" in found["bad"].reason
    solve_all(tmp_path / "x", lines, plans, ("base", "bad"), 10.0)
    assert len(lines.read_text().splitlines()) == 2
    take(plans / "base", lines, "base", tmp_path / "x")
    kept = [json.loads(line) for line in lines.read_text().splitlines()]
    assert len(kept) == 3 and kept[2] == kept[0]
    with pytest.raises(ValueError, match="no plan of"):
        take(plans / "base", lines, "base", ROOT / "instances" / "tiny")
