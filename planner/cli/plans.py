"""Commands about plans: show one, check one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.plan.core import Plan


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
    as_json: JsonOption = False,
) -> None:
    """Check a plan against every rule.

    The checker reads the plan and its instance and knows neither the model nor the solver.

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
            its_instance = own_instance(found, plan)
        elif changes or scenario:
            its_instance = load_instance(instance, changes, scenario)
        else:
            its_instance = load_instance(instance, _recorded_changes(found), None)
        result = check(its_instance, found)
        if as_json:
            print_json(asdict(result))
        elif result.ok:
            typer.echo(f"{plan}: no rule broken; cost {result.objective_musd:,.3f} M$ recomputed")
        else:
            typer.echo(f"{plan}: {len(result.broken)} broken")
            for broken in result.broken:
                typer.echo(f"  {broken}")
    if not result.ok:
        raise typer.Exit(ExitCode.ERROR)


def _recorded_changes(plan: Plan) -> list[str]:
    return [f"{path}={value}" for path, value in plan.manifest.changes.items()]


def own_instance(plan: Plan, folder: Path) -> Instance:
    """The copy of its instance in a plan's folder; a plan without one is refused in words."""
    from .own_instance import instance_for

    return instance_for(folder, plan, None)


def instance_of(plan: Plan, path: Path) -> Instance:
    """The instance with the plan's changes; another instance than the plan's is refused."""
    instance = load_instance(path, _recorded_changes(plan), None)
    if instance.sha256 != plan.manifest.instance_sha256:
        raise CommandError(
            f"{path} is not the instance this plan was made for (or it was changed since); "
            "its figures would not fit the plan"
        )
    return instance
