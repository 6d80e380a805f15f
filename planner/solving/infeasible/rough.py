"""What keeps a large instance from its work, from one relaxation: what has to stay undone, and what is short.

A question to the whole model takes minutes where there are many sites, too long to ask one for each limit. So
the least work left undone is found once, in the model with metros merged and without whole numbers, and the
dual values of its limits say which of them it hangs on, and how much looser each would have to be at least.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from planner.instance import Instance
from planner.solving.dual_bound import dual_bound
from planner.solving.handover import Array, Problem, TriviallyInfeasible
from planner.solving.highs import Limits, Outcome, run_highs
from planner.solving.merged_model import Merged

from .knobs import Knob, Loosening, loosenings
from .reasons import Change, Reason, reason_of

LARGE = 2_000
"""Sites times periods times products from which on an instance is asked about roughly."""

UNDONE = 1e-4
"""Share of a run, or of a year of a service, that counts as undone; less is the solver's rounding."""

WEIGHT = 0.01
"""Share of a limit's weight from which on one of its rows is named."""

MOST_ROWS = 5
"""Rows of one limit that are named."""

Weights = dict[tuple[str, tuple[str | int, ...]], float]
"""Weight of rows by constraint and index."""

LIMITS: dict[tuple[str, str], tuple[str, str]] = {
    ("fleet", "supply"): ("accelerator_supply", "units"),
    ("siting", "campus_cap"): ("settings", "campus_cap_mw"),
    ("siting", "site_limit"): ("sites", "max_facility_mw"),
    ("inference", "request_limit"): ("sites", "max_requests_per_s"),
    ("halls", "water"): ("sites", "water_m3_per_year"),
    ("power", "land"): ("sites", "land_ha"),
    ("power", "power_limit"): ("site_power", "max_mw"),
    ("power", "order_book"): ("power_supply", "mw"),
    ("limits", "emissions"): ("limits", "value"),
    ("limits", "water"): ("limits", "value"),
    ("limits", "capital"): ("limits", "value"),
    ("limits", "grid_region"): ("limits", "value"),
}
"""Table and column of the amount that a row allows."""


def is_large(instance: Instance) -> bool:
    """Whether a question to the whole model takes too long to ask many."""
    products = max(1, len(instance.accelerators))
    return len(instance.sites) * len(instance.periods) * products >= LARGE


def rough_reasons(
    instance: Instance, limits: Limits, cancel: threading.Event | None = None
) -> tuple[Reason, ...]:
    """Limits that the work hangs on, the heaviest first, and at the end the work that has to stay undone.

    Empty where it is not proved that the relaxation leaves some undone: the solver may end without a proof of
    its own, so the bound that its dual values give decides.

    Args:
        instance: a strict instance, its locks included.
        limits: time and threads of the relaxation's solve.
        cancel: set it to stop.
    """
    lenient = instance.settings.model_copy(update={"strict": False})
    try:
        merged = Merged.of(instance.replace(settings=lenient), near_up_to=0, most_routes=0)
    except TriviallyInfeasible:
        return ()
    problem = merged.columns.problem
    problem = problem.relaxed(problem.is_integer).without_rows(("run_rtt",))
    problem = replace(problem, cost=_work_of(instance, merged), offset=0.0)
    if cancel is not None and cancel.is_set():
        return ()
    outcome = run_highs(problem, limits, cancel=cancel, solver="ipm", run_crossover="off")
    if outcome.x is None or outcome.row_dual is None:
        return ()
    if dual_bound(problem, outcome.row_dual) <= UNDONE:
        return ()
    undone = _undone(instance, merged, outcome)
    if undone is None:
        return ()
    return (*_short(instance, problem, outcome), undone)


def _parts_of(instance: Instance, merged: Merged) -> dict[tuple[str, str, int], float]:
    """Share of each group in what is asked for of its service in a year."""
    total: dict[tuple[str, int], float] = {}
    part: dict[tuple[str, str, int], float] = {}
    for (k, metro, year), requests in instance.demand_at.items():
        at = (k, merged.group_of[k, metro], year)
        part[at] = part.get(at, 0.0) + requests
        total[k, year] = total.get((k, year), 0.0) + requests
    return {at: requests / total[at[0], at[2]] for at, requests in part.items()}


def _work_of(instance: Instance, merged: Merged) -> Array:
    """What leaving undone counts: 1 for every run, and for every year of a service."""
    hours = {name: h.hours_share for name, h in instance.time_slice.items()}
    cost = np.zeros(len(merged.columns.keys))
    for _, j in merged.columns.members("training", "dropped"):
        cost[j] = 1.0
    if instance.has("inference"):
        part = _parts_of(instance, merged)
        for (k, group, year, h), j in merged.columns.members("inference", "unserved"):
            cost[j] = part[k, group, year] * hours[h]
    return cost


def _undone(instance: Instance, merged: Merged, outcome: Outcome) -> Reason | None:
    """Runs and demand that the relaxation leaves undone, as cuts of them; None where it is next to nothing."""
    assert outcome.x is not None
    weight = _work_of(instance, merged)
    runs = {
        index: float(outcome.x[j]) for index, j in merged.columns.members("training", "dropped")
    }
    unserved: dict[tuple[str, int], float] = {}
    for (k, _, year, _), j in merged.columns.members("inference", "unserved"):
        unserved[k, year] = unserved.get((k, year), 0.0) + float(weight[j] * outcome.x[j])
    changes = [*_cut_runs(instance, runs), *_cut_demand(instance, unserved)]
    return Reason(tuple(changes), is_shortfall=True, is_rough=True) if changes else None


def _cut_runs(instance: Instance, undone: dict[str, float]) -> Iterator[Change]:
    for run in instance.training_runs:
        share = undone.get(run.run, 0.0)
        if share <= UNDONE:
            continue
        column = "it_mw" if run.h100e is None else "h100e"
        now = float(getattr(run, column))
        unit = "MW" if column == "it_mw" else "H100 equivalents"
        yield Change(
            "size of a run", "training_runs", (run.run,), column, now, now * (1 - share), unit,
            False, "",
        )  # fmt: skip


def _cut_demand(instance: Instance, undone: dict[tuple[str, int], float]) -> Iterator[Change]:
    for (k, year), share in undone.items():
        if share <= UNDONE:
            continue
        asked = (
            r for (service, _, y), r in instance.demand_at.items() if (service, y) == (k, year)
        )
        now = sum(asked)
        yield Change(
            "demand", "demand", (k, "all metros", str(year)), "requests_per_s", now,
            now * (1 - share), "requests/s", False, "",
        )  # fmt: skip


def _short(instance: Instance, problem: Problem, outcome: Outcome) -> list[Reason]:
    """Limits with a price, the heaviest first, each loosened by the share it would take at least.

    Work left undone is convex in every limit, so a limit that alone is loosened by less than work undone over
    its price leaves some of it undone still.
    """
    every = loosenings(instance)
    weights = _weights(problem, outcome)
    reasons = []
    for (table, column), rows in weights.items():
        total = sum(rows.values())
        found: dict[Loosening, float] = {}
        for knob, places in every.items():
            if (knob.table, knob.column) == (table, column):
                found |= _matched(instance, knob, places, rows)
        named = [at for at in found if found[at] >= WEIGHT * total]
        named = sorted(named, key=lambda at: -found[at])[:MOST_ROWS]
        share = outcome.objective / total
        values = {
            at: float(at.now) * (1 + share) for at in named if isinstance(at.now, int | float)
        }
        if values:
            reasons.append((total, replace(reason_of(instance, values), is_rough=True)))
    return [reason for _, reason in sorted(reasons, key=lambda item: -item[0])]


def _weights(problem: Problem, outcome: Outcome) -> dict[tuple[str, str], Weights]:
    """By table and column, by row (constraint, index): work that is done for each share the limit rises by."""
    assert outcome.row_dual is not None and outcome.x is not None
    used = abs(problem.matrix) @ np.abs(outcome.x) / 2
    weights: dict[tuple[str, str], Weights] = {}
    for i in np.flatnonzero(np.abs(outcome.row_dual) > 0):
        block, name, index = problem.row_keys[i]
        if (block, name) not in LIMITS:
            continue
        side = problem.row_upper[i]
        # a limit times an opening stands on the left: half of all terms at a row without slack
        size = abs(side) if side else used[i]
        weight = abs(outcome.row_dual[i]) * size
        weights.setdefault(LIMITS[block, name], {})[name, index] = float(weight)
    return {
        at: rows for at, rows in weights.items() if sum(rows.values()) > UNDONE * outcome.objective
    }


def _matched(
    instance: Instance,
    knob: Knob,
    places: tuple[Loosening, ...],
    rows: Weights,
) -> dict[Loosening, float]:
    """Weight of the places of a knob: of rows whose index holds the key of the place's row."""
    found: dict[Loosening, float] = {}
    for at in places:
        key: set[str] = set()
        if knob.table != "settings":
            row = getattr(instance, knob.table)[at.place]
            key = {str(getattr(row, name)) for name in row.key} - {""}
        weight = sum(
            w for (name, index), w in rows.items() if key <= {name, *(str(part) for part in index)}
        )
        if weight > 0:
            found[at] = weight
    return found
