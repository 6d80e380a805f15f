"""The command `planner compare`: how plans differ, and why they cost what they cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .common import MOST_PLANS, CommandError, JsonOption, known_errors, print_json
from .own_instance import InstancesOption, instance_for
from .printing import echo_sections


def compare(
    plans: Annotated[list[Path], typer.Argument(metavar="A B …", help="Folders of 2 to 10 plans.")],
    instances: InstancesOption = None,
    as_json: JsonOption = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write the comparison as one page too."),
    ] = None,
) -> None:
    """Compare plans with the first of them.

    Says first which inputs differ; then sites, power, runs and metros that moved; and where the
    difference in cost comes from, volume apart from unit cost. Plans within each other's gap are said
    to be not distinguishable in cost.
    """
    if not 2 <= len(plans) <= MOST_PLANS:
        raise typer.BadParameter(f"give 2 to {MOST_PLANS} plans, not {len(plans)}")
    from planner.plan import files
    from planner.plan.compare import ROWS_ON_PAGE, report
    from planner.plan.compare import compare as compared
    from planner.plan.sections import page
    from planner.plan.verify.recount import UnfitPlan

    with known_errors(as_json=as_json):
        read = [(folder, files.load(folder)) for folder in plans]
        given = [
            (str(folder), plan, instance_for(folder, plan, instances)) for folder, plan in read
        ]
        try:
            found = compared(given)
        except UnfitPlan as error:
            raise CommandError(str(error)) from error
        if html is not None:
            title = " / ".join(folder.name for folder in plans)
            html.write_text(page(title, report(found, ROWS_ON_PAGE)), encoding="utf-8")
        if as_json:
            print_json(found.as_json())
        else:
            echo_sections(report(found))
