"""The command `planner scenarios`: several scenarios of an instance, each against one base."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .common import (
    CommandError,
    ExitCode,
    GapOption,
    InstancePath,
    JsonOption,
    LockOption,
    LockUntilOption,
    SetOption,
    ThreadsOption,
    known_errors,
    load_instance,
    locks_from,
    print_json,
)
from .own_instance import InstancesOption, instance_for
from .printing import echo_sections

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.instance.schema import Lock
    from planner.solving import Result
    from planner.what_if import Outcome, WhatIf


def scenarios(
    instance: InstancePath,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Folder for the plans, one for each scenario."
        ),
    ],
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", metavar="NAME", help="Only these; may be given repeatedly."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="PLAN",
            help="Base; without it the instance without scenario is solved first.",
        ),
    ] = None,
    changes: SetOption = None,
    lock: LockOption = None,
    lock_until: LockUntilOption = None,
    time_limit: Annotated[
        float | None,
        typer.Option("--time-limit", metavar="S", min=1, help="Seconds for each solve."),
    ] = None,
    gap: GapOption = None,
    threads: ThreadsOption = None,
    instances: InstancesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Solve an instance under several scenarios and hold each against one base.

    A scenario that fails is a row with its reason and stops nothing. Plans that stand in FOLDER already
    are kept, so that the same command goes on where it was interrupted. --set and --lock hold for the base
    and for every scenario. Ends with 0 when every row has a plan within its gap, 5 when every row has a
    plan, else 1.
    """
    from planner.plan import files
    from planner.plan.locks import in_words, locks_of
    from planner.what_if import report, what_if
    from planner.what_if.report import in_a_line

    from .watch import solve_watched

    def read(name: str | None) -> tuple[Instance, Sequence[Lock]]:
        found = load_instance(instance, changes, None if name is None else [name])
        return found, () if lock is None else locks_of(files.load(lock), found, lock_until)

    def solve(found: Instance, locks: Sequence[Lock], folder: Path) -> Result:
        def keep(result: Result) -> None:
            if result.plan is not None:
                files.save(result.plan, folder, instance=found)

        return solve_watched(
            found,
            locks=locks,
            show_progress=not as_json,
            time_limit_s=time_limit,
            gap=gap,
            threads=threads,
            seed=None,
            beside=folder,
            keep=keep,
        )

    def told(one: Outcome) -> None:
        if not as_json:
            typer.echo(in_a_line(one), err=True)

    with known_errors(as_json=as_json):
        names = _names(instance, scenario)
        # What is wrong without any scenario is wrong with all of them.
        locks = locks_from(lock, load_instance(instance, changes, None), lock_until)
        if lock is not None and not as_json:
            typer.echo(f"{lock}: {in_words(locks, lock_until)}", err=True)
        base = None
        if against is not None:
            plan = files.load(against)
            base = (against, plan, instance_for(against, plan, instances))
        found = what_if(names, output, read=read, solve=solve, base=base, told=told)
        if as_json:
            print_json(found.as_json())
        else:
            echo_sections(report(found))
            _say_next(found, output)
    code = _exit_code(found)
    if code is not ExitCode.SOLVED:
        raise typer.Exit(code)


def _names(path: Path, asked: Sequence[str] | None) -> Sequence[str]:
    """The scenarios asked for, else all of the instance."""
    from planner.instance.faults import near
    from planner.instance.scenarios import scenario_names

    known = scenario_names(path)
    if not known:
        raise CommandError(f"{path} has no scenarios; they stand in its scenarios.yaml")
    for name in asked or ():
        if name not in known:
            hint = near(name, known)
            raise CommandError(
                f"{path} has no scenario {name!r}"
                + (f"; {hint}" if hint else "")
                + f"; it has {', '.join(known)}"
            )
    return list(dict.fromkeys(asked or known))


def _say_next(found: WhatIf, output: Path) -> None:
    with_plan = [one for one in found.outcomes if one.plan is not None]
    if found.base.plan is not None and with_plan:
        typer.echo(f"\nOne of them in full: planner compare {found.base.plan} {with_plan[0].plan}")
    if any(str(one.state) == "not tried" for one in found.outcomes):
        typer.echo(f"The same command goes on with what was not tried; plans stand in {output}.")


def _exit_code(found: WhatIf) -> ExitCode:
    from planner.what_if import State

    states = {one.state for one in (found.base, *found.outcomes)}
    if State.NOT_TRIED in states:
        return ExitCode.INTERRUPTED
    if states & {State.NO_PLAN, State.REFUSED}:
        return ExitCode.ERROR
    return ExitCode.LIMIT_WITH_PLAN if State.LIMIT in states else ExitCode.SOLVED
