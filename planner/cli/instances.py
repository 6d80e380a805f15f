"""Commands about instances: start one, check it, list them, import one."""

from __future__ import annotations

import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .common import (
    CommandError,
    InstancePath,
    ScenarioOption,
    SetOption,
    known_errors,
    load_instance,
)

if TYPE_CHECKING:
    from planner.instance import Instance

WIDTH = 100
"""Columns of a terminal that prose is wrapped to."""


def new(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Folder to make for the instance.")
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option("--workbook", metavar="FILE.xlsx", help="Write an Excel workbook instead."),
    ] = None,
) -> None:
    """Write a small instance to start from.

    It has every family and solves in seconds; its README says what to replace.
    """
    if (folder is None) == (workbook is None):
        raise typer.BadParameter("give either FOLDER or --workbook FILE.xlsx")
    from planner.instance import starter

    with known_errors():
        if workbook is not None:
            starter.write_workbook(workbook)
            written = workbook
        else:
            assert folder is not None
            starter.write_folder(folder)
            written = folder
            typer.echo(f"{folder}/README.md says what to replace.")
        typer.echo(f"Next: planner solve {written}")


def check(
    instance: InstancePath, changes: SetOption = None, scenario: ScenarioOption = None
) -> None:
    """List an instance's faults, or what is in it."""
    with known_errors():
        typer.echo(_overview(load_instance(instance, changes, scenario)))


def _overview(instance: Instance) -> str:
    settings = instance.settings
    years = ", ".join(str(period.start_year) for period in instance.periods)
    lines = [f"{settings.name}: no faults"]
    lines += _wrapped(settings.description)
    lines += [
        f"  families   {', '.join(settings.families)}",
        f"  periods    {years}, until {instance.horizon_end_year}",
        f"  catalogue  {settings.catalogue}",
    ]
    lines += [f"  changed    {path} = {value}" for path, value in instance.changes.items()]
    lines += ["", "Rows by table"]
    lines += [f"  {table:<22}{len(rows):>8,}" for table, rows in instance.tables().items()]
    routes = sum(len(found) for found in instance.routes.values())
    if instance.has("inference"):
        lines.append(f"  {'routes within reach':<22}{routes:>8,}")
    if instance.catalogue_rows:
        count = Counter(confidence or "none given" for _, _, confidence in instance.catalogue_rows)
        lines += ["", "Catalogue rows in use, by confidence"]
        order = ("low", "medium", "high", "none given")
        lines += [f"  {level:<22}{count[level]:>8,}" for level in order if count[level]]
    if instance.notes:
        lines += ["", "Notes", *(f"  {note}" for note in instance.notes)]
    return "\n".join(lines)


def instances(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to look.")] = Path(
        "instances"
    ),
) -> None:
    """List the instances below a folder."""
    from planner.instance.faults import InvalidInstance

    with known_errors():
        found = sorted(
            path.parent
            for path in folder.glob("**/instance.yaml")
            if not _is_of_a_plan(path.parent)
        )
        if not found:
            raise CommandError(f"no instance.yaml below {folder}; `planner new` writes one")
        for path in found:
            try:
                typer.echo(_entry(path, load_instance(path, (), None)))
            except InvalidInstance as error:
                typer.echo(f"{path}\n  invalid, {len(error.faults)} faults: planner check {path}")


def _is_of_a_plan(folder: Path) -> bool:
    """Whether it is the copy that a plan keeps of its instance."""
    from planner.plan.files import CHECKSUM_FILE

    return (folder.parent / CHECKSUM_FILE).is_file()


def _entry(path: Path, instance: Instance) -> str:
    sizes = (
        (len(instance.sites), "sites"),
        (len(instance.metros), "metros"),
        (len(instance.services), "services"),
        (len(instance.training_runs), "runs"),
        (len(instance.periods), "periods"),
    )
    lines = [
        f"{path}",
        f"  {', '.join(instance.settings.families)}",
        f"  {', '.join(f'{count:,} {what}' for count, what in sizes if count)}",
    ]
    return "\n".join([*lines, *_wrapped(instance.settings.description)])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


def import_orlib(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Facility-location file.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to make.")],
    capacity: Annotated[
        float | None,
        typer.Option(
            "--capacity",
            min=0,
            help="Number to put where the file has the word `capacity` (capa, capb, capc).",
        ),
    ] = None,
    uncapacitated: Annotated[
        bool, typer.Option("--uncapacitated", help="Leave the capacities out.")
    ] = False,
) -> None:
    """Import a facility-location file (OR-Library).

    Costs are scaled: the objective in M$ times 1,000 is the file's cost.
    """
    from planner.instance import write_folder
    from planner.instance.orlib import import_orlib as read

    with known_errors():
        if folder.exists():
            raise CommandError(f"{folder} exists already; choose another folder")
        instance = read(file, capacity=capacity, uncapacitated=uncapacitated)
        write_folder(instance, folder)
        demand = sum(row.requests_per_s for row in instance.demand)
        typer.echo(
            f"{folder}: {len(instance.sites)} sites, {len(instance.metros)} customers, "
            f"total demand {demand:,g}. The objective in M$ times 1,000 is the file's cost."
        )
