"""The command `planner materials`: what a plan buys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .common import JsonOption, OwnInstancePath, PlanPath, known_errors, print_json
from .own_instance import instance_for, instance_of


def materials(
    plan: PlanPath,
    instance: OwnInstancePath = None,
    as_json: JsonOption = False,
    csv_file: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write every line to a CSV file too."),
    ] = None,
) -> None:
    """Print the bill of materials of a plan: parts, suppliers, rents, by year.

    The instance is the copy in the plan's folder, or the one given, with the plan's changes applied.
    """
    from planner.plan import files
    from planner.plan.materials import materials as bill_of
    from planner.plan.materials_text import materials_csv, materials_text

    with known_errors(as_json=as_json):
        found = files.load(plan)
        its_instance = (
            instance_for(plan, found, None) if instance is None else instance_of(found, instance)
        )
        bill = bill_of(found, its_instance)
        if csv_file is not None:
            csv_file.write_text(materials_csv(bill), encoding="utf-8")
        if as_json:
            print_json(bill.as_json())
        else:
            typer.echo(materials_text(bill), nl=False)
