"""From an instance to a checked plan."""

from __future__ import annotations

import contextlib
import datetime
import gc
import platform
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import metadata

import numpy as np
import pyomo.environ as pyo

from planner.instance import Instance
from planner.instance.schema import Lock
from planner.models import build_model
from planner.plan.core import Manifest, Plan, Seconds, Size, StoppedBy
from planner.plan.locks import fingerprint
from planner.plan.proof import BoundProof
from planner.plan.verify import verify

from .accounts import gap_figures, heads_musd
from .conflicts import conflicting_locks
from .endings import in_conflict, message_of, without_plan
from .extract import plan_tables
from .handover import Array, HandoverError, Problem, TriviallyInfeasible, compile_model
from .infeasible.hook import proved_roughly, with_reasons
from .interim import InterimPlans
from .known_wrong import fault_of_solver, label_of_solver
from .priced.search import search_priced
from .priced.siting import Siting
from .priced.skeleton import Restricted
from .result import Progress, Result
from .search import Clock, Found, search_whole
from .staged import is_worth_staging, search_staged
from .values import Values

VERIFY_SHARE = 0.04
"""Share of the time limit kept for reading the plan off the model and checking it."""


ROUNDED_WITHIN = 1e-7
"""Largest violation of a row, relative, when the integers of a point on the way are rounded."""


def solve(
    instance: Instance,
    *,
    locks: Sequence[Lock] = (),
    time_limit_s: float | None = None,
    gap: float | None = None,
    threads: int | None = None,
    seed: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_plan: Callable[[Plan], None] | None = None,
    cancel: threading.Event | None = None,
    any_solver: bool = False,
) -> Result:
    """Find a plan for an instance, prove a bound, check the plan.

    Args:
        instance: the planning problem.
        locks: decisions to keep, besides those that the instance locks itself.
        time_limit_s: wall time from now to the plan, s; the instance's own when not given.
        gap: relative gap at which the search may stop.
        threads: threads the solver may use.
        seed: seed of the solver.
        on_progress: told of incumbent, bound and gap while the search runs.
        on_plan: given better plans on the way, checked, from a thread of its own.
        cancel: set it to stop; the best plan found so far is returned.
        any_solver: solve with a version of HiGHS that is known to be wrong, too; the plan says so.

    Returns:
        What plan there is and why the search stopped. Infeasible data, a time limit and a
        cancelled search are results, not exceptions.
    """
    started = time.perf_counter()
    refused = None if any_solver else fault_of_solver()
    if refused:
        return without_plan(instance, StoppedBy.SOLVER_ERROR, refused, Seconds(), Size())
    preset = instance.settings.solve
    limit = preset.time_limit_s if time_limit_s is None else time_limit_s
    clock = Clock(
        started=started,
        deadline=started + limit * (1 - VERIFY_SHARE),
        gap=preset.gap if gap is None else gap,
        threads=preset.threads if threads is None else threads,
        seed=preset.seed if seed is None else seed,
        cancel=cancel or threading.Event(),
        on_progress=on_progress,
    )
    locked = instance.replace(locks=(*instance.locks, *locks)) if locks else instance
    result = proved_roughly(locked, clock)
    if result is None:
        result = with_reasons(_solved(locked, clock, limit, on_plan), locked, clock)
    return _of_instance(result, instance, locks) if locks else result


def _solved(
    instance: Instance, clock: Clock, limit: float, on_plan: Callable[[Plan], None] | None
) -> Result:
    """Build, search, check; why there is no plan is left to others."""
    clock.report("building the model")
    siting = Siting.alone_in(instance)
    if siting is not None:
        result = _solved_by_prices(siting, clock, limit, on_plan)
        if result is not None:
            return result
    with no_garbage_collection():
        model = build_model(instance)
    built = time.perf_counter()
    seconds = Seconds(build=built - clock.started)
    if model.lock_conflicts:
        return in_conflict(model.lock_conflicts, seconds, Size())
    try:
        with no_garbage_collection():
            problem = compile_model(model)
    except TriviallyInfeasible as error:
        conflicts = conflicting_locks(model, clock)
        if conflicts:
            return in_conflict(conflicts, seconds, Size())
        return without_plan(
            instance, StoppedBy.INFEASIBLE, f"a rule cannot hold: {error}", seconds, Size()
        )
    except HandoverError as error:
        return without_plan(instance, StoppedBy.SOLVER_ERROR, str(error), seconds, Size())
    handed = time.perf_counter()
    seconds = seconds.model_copy(update={"handover": handed - built})
    staged = is_worth_staging(instance, problem)
    strategy = "staged" if staged else "whole"
    options = _options(clock, limit)

    def on_the_way(x: Array) -> Plan | None:
        return _on_the_way(instance, model, problem, x, clock, options, strategy)

    try:
        with _telling(clock, on_the_way, on_plan):
            found = (
                search_staged(instance, model, problem, clock)
                if staged
                else search_whole(problem, clock)
            )
    except HandoverError as error:
        return without_plan(instance, StoppedBy.SOLVER_ERROR, str(error), seconds, problem.size)
    conflicts = conflicting_locks(model, clock) if found.stopped_by is StoppedBy.INFEASIBLE else []
    seconds = seconds.model_copy(update={"solve": time.perf_counter() - handed})
    if conflicts:
        return in_conflict(conflicts, seconds, problem.size)
    if found.x is None:
        return without_plan(
            instance, found.stopped_by, found.note, seconds, problem.size, found.bound
        )
    plan = plan_of_point(instance, model, problem, found, options, strategy, clock.proof)
    return _checked(instance, plan, found, seconds)


def _options(clock: Clock, limit: float) -> dict[str, float]:
    """What a manifest says of how the search was asked for."""
    return {
        "time_limit_s": limit, "gap": clock.gap, "threads": clock.threads, "seed": clock.seed,
    }  # fmt: skip


def _solved_by_prices(
    siting: Siting, clock: Clock, limit: float, on_plan: Callable[[Plan], None] | None
) -> Result | None:
    """Siting alone by prices; None where that gave no plan and there is time to ask the whole model."""
    instance, options = siting.inst, _options(clock, limit)
    built = time.perf_counter()

    def plan_of(model: Restricted, found: Found) -> Plan:
        plan = plan_of_point(instance, model.model, model.problem, found, options, "priced")
        return replace(plan, manifest=plan.manifest.model_copy(update={"size": siting.size}))

    def checked(model: Restricted, found: Found) -> Plan | None:
        return _if_right(instance, plan_of(model, found))

    seconds = Seconds(build=built - clock.started)
    try:
        model, found = search_priced(siting, clock, checked, on_plan)
    except HandoverError as error:
        return without_plan(instance, StoppedBy.SOLVER_ERROR, str(error), seconds, siting.size)
    if model is None and clock.goes_on():
        return None
    seconds = seconds.model_copy(update={"solve": time.perf_counter() - built})
    if model is None:
        return without_plan(
            instance, found.stopped_by, found.note, seconds, siting.size, found.bound
        )
    return _checked(instance, plan_of(model, found), found, seconds)


def _of_instance(result: Result, instance: Instance, locks: Sequence[Lock]) -> Result:
    """The result of a solve with further locks as one of the instance itself, whose rules it keeps too."""
    if result.plan is None:
        return result
    manifest = result.plan.manifest
    note = f"{len(locks)} decisions were locked besides those of the instance"
    manifest = manifest.model_copy(
        update={
            "instance_sha256": instance.sha256,
            "notes": (*manifest.notes, note),
            "locks_sha256": fingerprint(locks),
        }
    )
    return replace(result, plan=replace(result.plan, manifest=manifest))


@contextlib.contextmanager
def _telling(
    clock: Clock, make: Callable[[Array], Plan | None], on_plan: Callable[[Plan], None] | None
) -> Iterator[None]:
    """Have better points made plans, and told, while a search runs; nothing when nobody listens."""
    if on_plan is None:
        yield
        return
    with InterimPlans(make, on_plan) as plans:
        clock.on_point = plans.offer
        yield


def _on_the_way(
    instance: Instance,
    model: pyo.ConcreteModel,
    problem: Problem,
    x: Array,
    clock: Clock,
    options: dict[str, float],
    strategy: str,
) -> Plan | None:
    """The plan of a point found on the way, checked; None where rounding its integers leaves none."""
    whole = np.where(problem.is_integer, np.round(x), x)
    if problem.worst_violation(whole) > ROUNDED_WITHIN:
        return None
    found = Found(whole, problem.objective(whole), clock.bound, StoppedBy.INTERRUPTED)
    plan = plan_of_point(instance, model, problem, found, options, strategy, clock.proof)
    return _if_right(instance, plan)


def _if_right(instance: Instance, plan: Plan) -> Plan | None:
    """The plan as one that is verified; None where the checker refuses it."""
    if not verify(instance, plan).ok:
        return None
    return replace(plan, manifest=plan.manifest.model_copy(update={"verified": True}))


@contextlib.contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Spare the collector's walks through a growing model; they took half of the build's time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def solve_model(
    model: pyo.ConcreteModel,
    instance: Instance,
    *,
    time_limit_s: float = 60.0,
    gap: float = 1e-4,
    threads: int = 2,
    seed: int = 0,
) -> Result:
    """Solve a model made by :func:`build_model` to which rows of your own were added.

    The plan is checked against the instance's own rules; your rows are the solver's affair.

    Args:
        model: the built model, with whatever was added to it.
        instance: the instance it was built from.
        time_limit_s: wall time, s.
        gap: relative gap at which the search may stop.
        threads: threads the solver may use.
        seed: seed of the solver.
    """
    started = time.perf_counter()
    clock = Clock(started, started + time_limit_s, gap, threads, seed, threading.Event())
    if model.lock_conflicts:
        return in_conflict(model.lock_conflicts, Seconds(), Size())
    try:
        problem = compile_model(model)
    except TriviallyInfeasible as error:
        message = f"a rule cannot hold: {error}"
        return without_plan(instance, StoppedBy.INFEASIBLE, message, Seconds(), Size())
    except HandoverError as error:
        return without_plan(instance, StoppedBy.SOLVER_ERROR, str(error), Seconds(), Size())
    handed = time.perf_counter()
    found = search_whole(problem, clock)
    seconds = Seconds(handover=handed - started, solve=time.perf_counter() - handed)
    if found.x is None:
        return without_plan(
            instance, found.stopped_by, found.note, seconds, problem.size, found.bound
        )
    options = _options(clock, time_limit_s)
    plan = plan_of_point(instance, model, problem, found, options, "whole, model with own rows")
    return _checked(instance, plan, found, seconds)


def plan_of_point(
    instance: Instance,
    model: pyo.ConcreteModel,
    problem: Problem,
    found: Found,
    options: dict[str, float],
    strategy: str,
    proof: BoundProof | None = None,
) -> Plan:
    """A point of the whole model as a plan, not yet checked.

    Args:
        instance: what the model is of.
        model: the model.
        problem: its arrays.
        found: the point, with its integers whole, and the bound.
        options: time limit, gap, threads and seed, for the manifest.
        strategy: how it was found, for the manifest.
        proof: dual values that prove the bound, where there are any.
    """
    assert found.x is not None
    values = Values(problem, found.x)
    tables = plan_tables(model, instance, values)
    heads = heads_musd(list(tables["costs"].itertuples(index=False, name=None)))
    objective = sum(heads.values())
    manifest = Manifest(
        instance=instance.settings.name,
        instance_sha256=instance.sha256,
        changes=dict(instance.changes),
        versions={
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("campus-edge", "pyomo", "highspy")},
        },
        created_utc=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        options=options,
        strategy=strategy,
        stopped_by=found.stopped_by,
        objective_musd=objective,
        **gap_figures(heads, objective, found.bound, options["gap"], proof),
        heads_musd=heads,
        size=problem.size,
        notes=(*instance.notes, *filter(None, (found.note, label_of_solver()))),
        catalogue_rows=tuple(
            (table, "/".join(key), confidence) for table, key, confidence in instance.catalogue_rows
        ),
    )
    return Plan(manifest, tables, proof)


def _checked(instance: Instance, plan: Plan, found: Found, seconds: Seconds) -> Result:
    """The result with the plan verified, or without it when the checker refuses it."""
    began = time.perf_counter()
    checked = verify(instance, plan)
    seconds = seconds.model_copy(update={"verify": time.perf_counter() - began})
    if not checked.ok:
        shown = "; ".join(str(broken) for broken in checked.broken[:5])
        message = (
            f"the plan found broke {len(checked.broken)} rules of the independent checker and is "
            f"not shown: {shown}"
        )
        return without_plan(
            instance, StoppedBy.SOLVER_ERROR, message, seconds, plan.manifest.size, found.bound
        )
    manifest = plan.manifest.model_copy(update={"seconds": seconds, "verified": True})
    return Result(
        status=manifest.status,
        stopped_by=manifest.stopped_by,
        plan=replace(plan, manifest=manifest),
        bound_musd=manifest.bound_musd,
        message=message_of(manifest),
        seconds=seconds,
        size=manifest.size,
    )
