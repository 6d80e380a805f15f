"""The command that makes a plan's orders the existing assets of a later instance."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from .common import CommandError, OwnInstancePath, PlanPath, known_errors
from .own_instance import instance_for


def standing(
    plan: PlanPath,
    until: Annotated[
        int,
        typer.Option("--until", metavar="YEAR", help="First period of the instance planned next."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The table to make, a CSV file.")
    ],
    instance: OwnInstancePath = None,
) -> None:
    """Write what a plan has ordered before a year as the table existing_assets.

    Halls, power, storage, accelerators and fabric, with the years from which and until which they serve.
    Sites that are open by then and corridors that are lit are said on stderr: they belong into `sites` and
    `corridors`. Capital not paid off yet counts as sunk.
    """
    from planner.disk import write_through
    from planner.instance.schema import ExistingAsset, columns_of
    from planner.plan import files
    from planner.plan.standing import CannotStand, standing_of
    from planner.spreadsheet import guarded

    with known_errors():
        if output.exists():
            raise CommandError(f"{output} exists already; choose another file with -o")
        found = files.load(plan)
        given = None if instance is None else [instance]
        try:
            stands = standing_of(found, instance_for(plan, found, given), until)
        except CannotStand as error:
            raise CommandError(str(error)) from error
        columns = list(columns_of(ExistingAsset))
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for row in stands.assets:
            cells = [getattr(row, name) for name in columns]
            writer.writerow([guarded(c) if isinstance(c, str) else c for c in cells])
        write_through(output, text.getvalue().encode())
    typer.echo(f"{len(stands.assets)} rows in {output}")
    if stands.opened:
        typer.echo(f"sites: set status existing for {', '.join(stands.opened)}", err=True)
    for (site_a, site_b, year), gbps in stands.corridor_gbps.items():
        typer.echo(
            f"corridors: {gbps:g} Gbit/s of {site_a} to {site_b} in service from {year}, "
            "to be added to existing_gbps",
            err=True,
        )
