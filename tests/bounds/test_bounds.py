"""Bounds computed anew from dual values, without the search's code and without rounding."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.bounds import check_bound
from planner.bounds.grouping import UnfitProof, grouped
from planner.bounds.relaxation import relaxation_duals
from planner.bounds.weak_duality import proven
from planner.cli import app
from planner.instance import Instance
from planner.instance.schema import Lock
from planner.models import build_model
from planner.plan import files
from planner.plan.core import BoundBy, Plan
from planner.plan.proof import BoundProof
from planner.solving import staged
from planner.solving.merging import merge_metros
from tests.models.cases import BY_FAMILY
from tests.models.test_relations import built
from tests.solving.test_searches import PLENTY, many_metros

PACKAGE = Path(planner.__file__).parent / "bounds"


@pytest.fixture(autouse=True)
def _every_search_is_staged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "STAGED_FROM_COLUMNS", 0)


@pytest.fixture(scope="module")
def solved() -> Iterator[tuple[Instance, Plan]]:
    """An instance with groups of metros and the plan of a staged search, its bound made that of the duals."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(staged, "STAGED_FROM_COLUMNS", 0)
        instance = many_metros()
        plan = planner.solve(instance, time_limit_s=20).plan
    assert plan is not None and plan.proof is not None
    yield instance, stating(plan, plan.proof.bound_musd, BoundBy.DUAL_VALUES)


def stating(plan: Plan, bound_musd: float, by: BoundBy) -> Plan:
    """The plan with another bound."""
    said = {"bound_musd": bound_musd, "bound_by": by}
    return replace(plan, manifest=plan.manifest.model_copy(update=said))


def test_the_check_shares_nothing_with_the_search() -> None:
    """Proves that no module of the check imports anything of the search."""
    for file in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any("solving" in name or "highspy" in name for name in names), file


def test_the_bound_of_a_staged_search_is_computed_anew(solved: tuple[Instance, Plan]) -> None:
    """Proves that the dual values kept with the plan give the bound that the search found with them."""
    instance, plan = solved
    assert plan.proof is not None and len(set(plan.proof.group_of.values())) < 16
    checked = check_bound(instance, plan)
    assert checked.ok and checked.whole
    assert checked.recomputed_musd == pytest.approx(plan.manifest.bound_musd, rel=1e-9, abs=1e-6)


def test_a_bound_too_high_by_a_ten_thousandth_is_refused(solved: tuple[Instance, Plan]) -> None:
    """Proves that a bound stated 0.01 % above what its dual values prove is named as such."""
    instance, plan = solved
    high = plan.manifest.bound_musd * 1.0001
    checked = check_bound(instance, stating(plan, high, BoundBy.DUAL_VALUES))
    assert not checked.ok and "more than the dual values prove" in checked.text


def test_other_dual_values_than_said_are_refused(solved: tuple[Instance, Plan]) -> None:
    """Proves that dual values raised by 1 % prove less than was said, and rows of no model are told."""
    instance, plan = solved
    assert plan.proof is not None
    moved = {row: 1.01 * value for row, value in plan.proof.duals.items()}
    checked = check_bound(instance, replace(plan, proof=replace(plan.proof, duals=moved)))
    assert not checked.ok
    strange = {**plan.proof.duals, ("inference", "no such row", ("k",)): 1.0}
    checked = check_bound(instance, replace(plan, proof=replace(plan.proof, duals=strange)))
    assert "1 dual values are of rows that the model has not" in checked.text


def test_what_branch_and_bound_proved_is_said_to_rest_on_it(solved: tuple[Instance, Plan]) -> None:
    """Proves that a higher bound of the solver's is not refused, nor called computed."""
    instance, plan = solved
    high = (plan.manifest.bound_musd + plan.manifest.objective_musd) / 2 + 1e-3
    checked = check_bound(instance, stating(plan, high, BoundBy.SOLVER))
    assert checked.ok and not checked.whole
    assert "rests on the solver's branch and bound" in checked.text


def test_groups_that_leave_a_metro_out_prove_nothing(solved: tuple[Instance, Plan]) -> None:
    """Proves that a proof without one metro's demand, which would be too low to be needed, is refused."""
    instance, plan = solved
    assert plan.proof is not None
    fewer = dict(list(plan.proof.group_of.items())[1:])
    checked = check_bound(instance, replace(plan, proof=replace(plan.proof, group_of=fewer)))
    assert not checked.ok and "is in no group" in checked.text


def test_metros_with_prices_of_their_own_are_not_taken_together() -> None:
    """Proves that a group may not lose the price of a route."""
    instance = BY_FAMILY["siting"]()
    (at,) = dict.fromkeys((k, m) for k, m, _ in instance.demand_at)
    assert grouped(instance, {at: "one"}).routes
    other = instance.metros[0].model_copy(update={"metro": "other"})
    also = [row.model_copy(update={"metro": "other"}) for row in instance.demand]
    costs = [row.model_copy(update={"metro": "other"}) for row in instance.route_costs]
    two = instance.replace(
        metros=(*instance.metros, other),
        demand=(*instance.demand, *also),
        route_costs=(*instance.route_costs, *costs),
    )
    with pytest.raises(UnfitProof, match="prices of their own"):
        grouped(two, {at: "one", (at[0], "other"): "one"})


@pytest.mark.parametrize("most_routes", [None, 0, 3])
def test_both_ways_of_grouping_give_one_model(most_routes: int | None) -> None:
    """Proves that demand, slices, sites and distances of groups are those of the search's own merging."""
    instance = many_metros()
    merged, group_of = merge_metros(instance, most_routes=most_routes)
    again = grouped(instance, group_of)
    assert again.asked_at == pytest.approx(merged.asked_at, rel=1e-12)
    for at, routes in merged.routes.items():
        assert {(r.site, r.route_km) for r in routes} == {
            (r.site, r.route_km) for r in again.routes[at]
        }


@pytest.mark.parametrize("case", BY_FAMILY)
def test_the_relaxation_of_every_family_is_bounded(case: str) -> None:
    """Proves that a plan without dual values has a bound computed from its relaxation, below its cost."""
    instance = BY_FAMILY[case]()
    plan = planner.solve(instance, time_limit_s=20).plan
    assert plan is not None
    checked = check_bound(instance, replace(plan, proof=None))
    assert checked.ok and checked.recomputed_musd is not None
    assert 0 <= checked.recomputed_musd <= plan.manifest.objective_musd * (1 + 1e-6) + 1e-6


def test_a_plan_that_costs_less_than_any_can_is_refused() -> None:
    """Proves that the model and a plan that contradict each other are told."""
    instance = BY_FAMILY["training"]()
    plan = planner.solve(instance, time_limit_s=20).plan
    assert plan is not None
    model = build_model(instance)
    least = float(proven(model, relaxation_duals(model)).bound_musd)
    cheap = plan.manifest.model_copy(update={"objective_musd": least * 0.99})
    assert "costs less than any plan can" in check_bound(instance, Plan(cheap, plan.tables)).text


def test_locks_of_a_solve_are_kept_with_its_dual_values() -> None:
    """Proves that a bound that holds under further locks is computed under them."""
    instance = built(PLENTY)
    at = next(row for row in instance.sites if row.status == "candidate")
    lock = Lock(in_table="sites", site=at.site, rule="max", value=0.0)
    plan = planner.solve(instance, locks=[lock], time_limit_s=20).plan
    assert plan is not None and plan.proof is not None and plan.proof.locks == (lock,)
    checked = check_bound(instance, plan)
    assert checked.ok, checked.text


def test_a_proof_survives_its_folder(solved: tuple[Instance, Plan], tmp_path: Path) -> None:
    """Proves that it is read as it was written, byte for byte the same, and that its change is noticed."""
    instance, plan = solved
    assert plan.proof is not None
    folder = files.save(plan, tmp_path / "plan", instance=instance)
    assert files.load(folder).proof == plan.proof
    assert plan.proof.to_bytes() == (folder / files.PROOF_FILE).read_bytes()
    (folder / files.PROOF_FILE).write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(files.BrokenPlan, match="was changed"):
        files.load(folder)
    with pytest.raises(ValueError, match="no proof"):
        BoundProof.from_bytes(b"PK\x03\x04 something else")


def test_the_command_tells_the_bound(solved: tuple[Instance, Plan], tmp_path: Path) -> None:
    """Proves that `verify --bound` prints what was computed, and ends with 1 where the bound is too high."""
    instance, plan = solved
    good = files.save(plan, tmp_path / "good", instance=instance)
    done = CliRunner().invoke(app, ["verify", str(good), "--bound", "--json"])
    assert json.loads(done.stdout)["bound"]["whole"] is True
    high = plan.manifest.bound_musd * 1.0001
    wrong = stating(plan, high, BoundBy.DUAL_VALUES)
    bad = files.save(wrong, tmp_path / "bad", instance=instance)
    done = CliRunner().invoke(app, ["verify", str(bad), "--bound"])
    assert done.exit_code == 1 and "refused" in done.stdout
