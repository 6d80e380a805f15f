"""Commands about plans: show one, check one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .common import (
    CommandError,
    ExitCode,
    JsonOption,
    OwnInstancePath,
    PlanPath,
    ScenarioOption,
    SetOption,
    known_errors,
    load_instance,
    print_json,
)
from .own_instance import instance_for, instance_of, recorded_changes


def show(
    plan: PlanPath,
    instance: Annotated[
        Path | None,
        typer.Option(
            "--instance",
            metavar="INSTANCE",
            help="The instance of a plan that holds none: adds site kinds, vendors and limits that bind.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print a plan: decisions, cost, gap, limits."""
    from planner.plan import files
    from planner.plan.summary import summarise
    from planner.plan.text import full_text

    with known_errors(as_json=as_json):
        found = files.load(plan)
        its_instance = (
            files.load_instance(plan) if instance is None else instance_of(found, instance)
        )
        summary = summarise(found, its_instance)
        if as_json:
            print_json(summary.as_json())
        else:
            typer.echo(full_text(summary), nl=False)


def verify(
    plan: PlanPath,
    instance: OwnInstancePath = None,
    changes: SetOption = None,
    scenario: ScenarioOption = None,
    bound: Annotated[
        bool,
        typer.Option(
            "--bound", help="Compute the bound anew too; takes a solve of its relaxation at most."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check a plan against every rule.

    The checker reads the plan and its instance and knows neither the model nor the solver. With --bound the
    plan's bound is computed anew, from the model's rows and the dual values kept with the plan, without
    rounding and without the search's code; what rests on the solver alone is said.

    The changes that the plan was made with are applied, unless --set or --scenario say otherwise.
    Without INSTANCE the copy in the plan's folder is taken.
    """
    from planner.plan import files
    from planner.plan.verify import verify as check

    with known_errors(as_json=as_json):
        found = files.load(plan)
        if instance is None:
            if changes or scenario:
                raise CommandError(
                    "--set and --scenario change an INSTANCE; name it after the plan"
                )
            its_instance = instance_for(plan, found, None)
        elif changes or scenario:
            its_instance = load_instance(instance, changes, scenario)
        else:
            its_instance = load_instance(instance, recorded_changes(found), None)
        result = check(its_instance, found)
        of_bound = None
        if bound:
            from planner.bounds import check_bound

            of_bound = check_bound(its_instance, found)
        if as_json:
            told = {} if of_bound is None else {"bound": asdict(of_bound)}
            print_json(asdict(result) | told)
        elif result.ok:
            typer.echo(f"{plan}: no rule broken; cost {result.objective_musd:,.3f} M$ recomputed")
        else:
            typer.echo(f"{plan}: {len(result.broken)} broken")
            for broken in result.broken:
                typer.echo(f"  {broken}")
        if of_bound is not None and not as_json:
            typer.echo(of_bound.text)
    if not result.ok or (of_bound is not None and not of_bound.ok):
        raise typer.Exit(ExitCode.ERROR)
