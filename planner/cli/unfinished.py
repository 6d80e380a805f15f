"""The commands for solves that were killed: what they are, and their last plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import CommandError, JsonOption, known_errors, print_json

if TYPE_CHECKING:
    from planner.solving.apart import Unfinished


def unfinished(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Folder of plans.")] = Path(
        "plans"
    ),
    as_json: JsonOption = False,
) -> None:
    """List solves that were killed, with the last plan and bound of each."""
    from planner.solving.apart import unfinished as left_in

    with known_errors(as_json=as_json):
        found = left_in(folder)
        if as_json:
            print_json({"unfinished": [_document(left) for left in found]})
            return
        if not found:
            typer.echo(f"No unfinished solves in {folder}.")
        for left in found:
            typer.echo(_line(left))
        if any(left.has_plan for left in found):
            typer.echo("Get the last plan of one with `planner recover RUN -o PLAN`.")


def recover(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder that `planner unfinished` names.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PLAN", help="Folder to make.")],
    as_json: JsonOption = False,
) -> None:
    """Save the last plan of a solve that was killed, checked, with the bound it knew.

    What the solve left is deleted once the plan stands in its folder.
    """
    from planner.plan import files
    from planner.solving.apart import recover as last_plan_of
    from planner.solving.apart import unfinished as left_in
    from planner.solving.apart.job import Job
    from planner.solving.apart.left_behind import discard

    with known_errors(as_json=as_json):
        found = [left for left in left_in(run.parent) if left.folder.name == run.name]
        if not found:
            raise CommandError(f"{run} is no unfinished solve; `planner unfinished` lists them")
        result = last_plan_of(found[0])
        if result.plan is None:
            raise CommandError(f"{run}: {result.message}")
        files.save(result.plan, output, instance=Job(run).instance())
        discard(found[0])
        if as_json:
            print_json({"plan": str(output), "gap": result.plan.manifest.gap})
        else:
            typer.echo(f"{result.message}\nPlan saved in {output}: planner show {output}")


def _line(left: Unfinished) -> str:
    parts = [str(left.folder), left.instance, f"began {left.started_utc}"]
    if left.progress is None:
        return "  ".join([*parts, "killed before its search began"])
    parts.append(f"killed after {left.progress.elapsed_s:,.0f} s")
    if left.has_plan and left.progress.incumbent_musd is not None:
        parts.append(f"plan {left.progress.incumbent_musd:,.1f} M$")
    parts.append("has a plan" if left.has_plan else "no plan yet")
    return "  ".join(parts)


def _document(left: Unfinished) -> dict[str, Any]:
    progress = left.progress
    return {
        "run": str(left.folder),
        "instance": left.instance,
        "output": left.output,
        "started_utc": left.started_utc,
        "elapsed_s": progress and progress.elapsed_s,
        "incumbent_musd": progress and progress.incumbent_musd,
        "bound_musd": progress and progress.bound_musd,
        "has_plan": left.has_plan,
    }
