"""The command that solves: read, solve, save, print."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import (
    CommandError,
    ExitCode,
    GapOption,
    InstancePath,
    JsonOption,
    LockOption,
    LockUntilOption,
    ScenarioOption,
    SetOption,
    ThreadsOption,
    known_errors,
    load_instance,
    locks_from,
    print_json,
)
from .own_instance import instance_for
from .printing import echo_sections

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.plan.compare import Comparison
    from planner.plan.core import Plan
    from planner.solving import Result


def solve(
    instance: InstancePath,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="PLAN", help="Folder to make; default plans/NAME, numbered."
        ),
    ] = None,
    changes: SetOption = None,
    scenario: ScenarioOption = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", metavar="S", min=1, help="Seconds until it stops."),
    ] = None,
    gap: GapOption = None,
    threads: ThreadsOption = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Seed of the solver.")] = None,
    memory_limit: Annotated[
        float | None,
        typer.Option(
            "--memory-limit",
            metavar="GB",
            min=0.1,
            help="Memory it may take; nine tenths of the machine's when not given.",
        ),
    ] = None,
    any_solver: Annotated[
        bool,
        typer.Option("--any-solver", help="Solve with a HiGHS known wrong too; the plan says so."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Forbid unserved demand and dropped runs.")
    ] = False,
    lock: LockOption = None,
    lock_until: LockUntilOption = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="PLAN", help="End with the comparison with this plan."),
    ] = None,
    as_json: JsonOption = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary.")
    ] = False,
) -> None:
    """Solve an instance and save the plan.

    Ctrl-C keeps the best plan so far; a second Ctrl-C stops at once.
    """
    from .watch import solve_watched

    with known_errors(as_json=as_json):
        _refuse_taken(output)
        began = time.perf_counter()
        wanted = [*(changes or ()), *(["strict=true"] if strict else ())]
        found = load_instance(instance, wanted, scenario)
        if not quiet:
            _warn(found)
        locks = locks_from(lock, found, lock_until)
        base = _base(against)
        if locks and not quiet:
            from planner.plan.locks import in_words

            typer.echo(f"{lock}: {in_words(locks, lock_until)}", err=True)
        read_s = time.perf_counter() - began
        folders: list[Path] = []

        def keep(result: Result) -> None:
            result = _with_reading_time(result, read_s)
            folders.extend(_save(result, output, found))

        result = solve_watched(
            found,
            locks=locks,
            show_progress=not (quiet or as_json),
            time_limit_s=time_limit,
            gap=gap,
            threads=threads,
            seed=seed,
            memory_limit_gb=memory_limit,
            any_solver=any_solver,
            beside=output or _free_folder(Path("plans"), found.settings.name),
            keep=keep,
        )
        result = _with_reading_time(result, read_s)
        folder = folders[0] if folders else None
        compared = _comparison(base, result, folder, found)
        if as_json:
            document = _document(result, folder, found)
            if base is not None:
                document["comparison"] = compared and compared.as_json()
            print_json(document)
        else:
            if not quiet or folder is None:
                _print(result, folder)
            if compared is not None:
                from planner.plan.compare import report

                typer.echo()
                echo_sections(report(compared))
    code = exit_code(result)
    if code is not ExitCode.SOLVED:
        raise typer.Exit(code)


def exit_code(result: Result) -> ExitCode:
    """How a solve's outcome is told to a script."""
    from planner.plan.core import Status, StoppedBy

    if result.stopped_by is StoppedBy.CANCELLED:
        return ExitCode.INTERRUPTED
    if result.status is Status.OPTIMAL:
        return ExitCode.SOLVED
    if result.status is Status.FEASIBLE:
        return ExitCode.LIMIT_WITH_PLAN
    return {
        StoppedBy.INFEASIBLE: ExitCode.INFEASIBLE,
        StoppedBy.TIME_LIMIT: ExitCode.LIMIT_WITHOUT_PLAN,
        StoppedBy.MEMORY_LIMIT: ExitCode.LIMIT_WITHOUT_PLAN,
    }.get(result.stopped_by, ExitCode.ERROR)


def _warn(instance: Instance) -> None:
    """Say what looks odd before the time of the solve is spent on it."""
    for note in instance.notes:
        typer.echo(f"Note: {note}", err=True)


def _base(against: Path | None) -> tuple[str, Plan, Instance] | None:
    """The plan to compare with, read before the time of the solve is spent."""
    if against is None:
        return None
    from planner.plan import files

    plan = files.load(against)
    return str(against), plan, instance_for(against, plan, None)


def _comparison(
    base: tuple[str, Plan, Instance] | None, result: Result, folder: Path | None, instance: Instance
) -> Comparison | None:
    """The new plan against the base; None without either."""
    if base is None or result.plan is None:
        return None
    from planner.plan.compare import compare

    return compare([base, (str(folder), result.plan, instance)])


def _refuse_taken(output: Path | None) -> None:
    """Say before the work, not after it, that the plan could not be saved."""
    if output is not None and output.exists():
        raise CommandError(f"{output} exists already; choose another folder with -o")


def _with_reading_time(result: Result, read_s: float) -> Result:
    seconds = result.seconds.model_copy(update={"read": read_s})
    plan = result.plan
    if plan is not None:
        manifest = plan.manifest.model_copy(update={"seconds": seconds})
        plan = dataclasses.replace(plan, manifest=manifest)
    return dataclasses.replace(result, seconds=seconds, plan=plan)


def _save(result: Result, output: Path | None, instance: Instance) -> list[Path]:
    """The folder in which the plan was saved; none without a plan."""
    from planner.plan import files

    if result.plan is None:
        return []
    if output is not None:
        return [files.save(result.plan, output, instance=instance)]
    while True:
        folder = _free_folder(Path("plans"), instance.settings.name)
        try:
            return [files.save(result.plan, folder, instance=instance)]
        except files.PlanNotSaved:
            # taken by another solve in the meantime: the next number
            if not folder.exists():
                raise


def _free_folder(parent: Path, name: str) -> Path:
    """`parent/name`, or the first of `parent/name-2`, `-3` … that does not exist."""
    plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip(".") or "plan"
    folder, number = parent / plain, 1
    while folder.exists():
        number += 1
        folder = parent / f"{plain}-{number}"
    return folder


def _document(result: Result, folder: Path | None, instance: Instance) -> dict[str, Any]:
    manifest = None if result.plan is None else result.plan.manifest
    return {
        "status": str(result.status),
        "notes": list(instance.notes),
        "stopped_by": str(result.stopped_by),
        "objective_musd": manifest and manifest.objective_musd,
        "bound_musd": result.bound_musd,
        "gap": manifest and manifest.gap,
        "gap_controllable": manifest and manifest.gap_controllable,
        "gap_musd": manifest and manifest.gap_musd,
        "verified": manifest is not None and manifest.verified,
        "plan": None if folder is None else str(folder),
        "message": result.message,
        "seconds": result.seconds.model_dump(),
        "size": result.size.model_dump(),
        "heads_musd": {} if manifest is None else manifest.heads_musd,
        "reasons": [reason.as_dict() for reason in result.reasons],
    }


def _print(result: Result, folder: Path | None) -> None:
    from planner.plan.summary import summarise
    from planner.plan.text import short_text

    if result.plan is None:
        typer.echo(f"No plan: {result.message}")
        if result.bound_musd is not None:
            typer.echo(f"Any plan costs at least {result.bound_musd:,.3f} M$.")
        return
    typer.echo(short_text(summarise(result.plan)))
    took = result.seconds
    total = took.read + took.build + took.handover + took.solve + took.verify
    if result.message:
        typer.echo(result.message)
    typer.echo(f"Plan saved in {folder} after {total:,.1f} s; all of it: planner show {folder}")
