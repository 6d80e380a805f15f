"""The arrays of siting alone against the matrix of the whole model, column by column and row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from planner.instance import Instance
from planner.models import build_model
from planner.solving.handover import Problem, compile_model
from planner.solving.priced.siting import Siting
from planner.solving.priced.skeleton import Restricted, few_routes
from tests.solving.priced.worlds import drawn
from tests.tiny import ROUTING, SERVING, tiny

SEEDS = range(25)


def rows_by_name(problem: Problem, leave_out: str = "") -> dict[str, dict[str, float]]:
    """Every row as its sides and coefficients, without those of one variable."""
    found: dict[str, dict[str, float]] = {}
    matrix = problem.matrix.tocsr()
    for i, row in enumerate(problem.rows):
        entries = {
            problem.variables[j].name: value
            for j, value in zip(
                matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]],
                matrix.data[matrix.indptr[i] : matrix.indptr[i + 1]],
                strict=True,
            )
            if problem.variables[j].parent_component().local_name != leave_out
        }
        found[row.name] = entries | {"≥": problem.row_lower[i], "≤": problem.row_upper[i]}
    return found


def columns_by_name(problem: Problem) -> dict[str, tuple[float, float, float]]:
    """Cost and bounds of every column."""
    return {
        x.name: (float(problem.cost[j]), float(problem.col_lower[j]), float(problem.col_upper[j]))
        for j, x in enumerate(problem.variables)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_routes_are_the_columns_of_the_whole_model(seed: int):
    """Proves that every route that is written as an array has the cost, the bound and the three rows that
    Pyomo gives it, and that no route is missing; if a slice's share or a discount were left out here, the
    bound would be one of another model.
    """
    inst = drawn(seed)
    siting = Siting.of(inst)
    assert siting is not None
    form = siting.form
    model = build_model(inst)
    whole = compile_model(model)
    assert siting.size == whole.size
    column = {id(x): j for j, x in enumerate(whole.variables)}
    time = {at: t for t, at in enumerate(form.times)}
    route = {
        (*form.points[p], form.sites[s]): r
        for r, (s, p) in enumerate(zip(form.route_site, form.route_point, strict=True))
    }
    number = {row.name: i for i, row in enumerate(whole.rows)}
    matrix = whole.matrix.toarray()
    served = dict(model.inference.served.items())
    for (k, m, s, y, h), x in served.items():
        j, r, t = column[id(x)], route[k, m, s], time[y, h]
        frontend = whole.cost[column[id(model.inference.volume[k, s, y, h])]]
        musd = whole.cost[j] + frontend * form.route_krps[r, t]
        assert form.route_musd[r, t] == pytest.approx(musd, rel=1e-12, abs=1e-15)
        assert (whole.col_lower[j], whole.col_upper[j]) == (0.0, form.most_share[r])
        entries = {
            f"inference.demand_met[{k},{m},{y},{h}]": 1.0,
            f"inference.site_volume[{k},{s},{y},{h}]": -form.route_krps[r, t],
            f"inference.open_to_serve[{k},{m},{s},{y},{h}]": 1.0,
        }
        found = {i: matrix[i, j] for i in np.flatnonzero(matrix[:, j])}
        assert found == {number[name]: pytest.approx(value) for name, value in entries.items()}
    assert len(served) == int(form.asks[form.route_point].sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_skeleton_is_the_whole_model_without_its_routes(seed: int):
    """Proves that leaving routes out changes no other row, bound, cost or constant of the model."""
    inst = drawn(seed)
    model = build_model(inst)
    whole = compile_model(model)
    skeleton = Restricted.to(inst, few_routes(inst))
    part = skeleton.problem
    of_whole, of_part = columns_by_name(whole), columns_by_name(part)
    assert {name: of_whole[name] for name in of_part} == of_part
    assert all(".served[" in name for name in of_whole.keys() - of_part.keys())
    rows, kept = rows_by_name(whole, "served"), rows_by_name(part, "served")
    assert {name: rows[name] for name in kept} == kept
    assert all(".open_to_serve[" in name for name in rows.keys() - kept.keys())
    assert part.offset == pytest.approx(whole.offset)


def with_table(**tables: list[Mapping[str, Any]]) -> Instance:
    """One site and two metros with one more table."""
    return tiny(
        ROUTING,
        sites=[{"site": "a", "status": "candidate", "opening_musd": 1}],
        metros=[{"metro": "M"}, {"metro": "N"}],
        demand=[{"metro": "M", "requests_per_s": 5}, {"metro": "N", "requests_per_s": 5}],
        **tables,
    )


@pytest.mark.parametrize("limit", ["served_share", "site_share"])
def test_a_limit_is_left_to_the_whole_model(limit: str):
    """Proves that a model with a rule that prices do not hold is not taken: one by a row, one by bounds."""
    assert Siting.of(with_table()) is not None
    assert Siting.of(with_table(limits=[{"limit": limit, "value": 0.5, "unit": "share"}])) is None


def test_units_are_left_to_the_staged_search():
    """Proves that a fleet, whose units limit sites, is not taken for siting alone."""
    assert Siting.of(tiny(SERVING)) is None
    assert Siting.alone_in(tiny(SERVING)) is None


def test_small_instances_stay_with_the_whole_model():
    """Proves that the choice is by size."""
    assert Siting.alone_in(with_table()) is None


def test_locked_openings_are_kept():
    """Proves that a site locked open may begin in the first period alone, and one locked shut never."""
    locks = [{"in_table": "sites", "site": "a", "period": None, "value": 1}]
    siting = Siting.of(with_table(locks=locks))
    assert siting is not None and siting.form.may_begin.tolist() == [[True, False]]
    locks[0]["value"] = 0
    siting = Siting.of(with_table(locks=locks))
    assert siting is not None and siting.form.may_begin.tolist() == [[False, True]]
