"""The command `planner report`: one page of a plan with charts, tables and a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .common import MOST_PLANS, CommandError, known_errors
from .own_instance import InstancesOption, instance_for

if TYPE_CHECKING:
    from planner.report import Case


def report(
    plans: Annotated[
        list[Path], typer.Argument(metavar="PLAN …", help="Folders of 1 to 10 plans.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.html", help="Where to write the page.")
    ] = Path("report.html"),
    charts: Annotated[
        Path | None,
        typer.Option("--charts", metavar="FOLDER", help="Write each chart as PNG and SVG too."),
    ] = None,
    tables: Annotated[
        Path | None, typer.Option("--csv", metavar="FOLDER", help="Write each table as CSV too.")
    ] = None,
    instances: InstancesOption = None,
) -> None:
    """Write a report of one plan, or of several side by side, as one page that works offline.

    It begins with what is decided, what it costs and what binds; every chart has its table. It can be
    printed, mailed and read on a phone.
    """
    if len(plans) > MOST_PLANS:
        raise typer.BadParameter(f"give at most {MOST_PLANS} plans, not {len(plans)}")
    from planner.plan import files
    from planner.plan.verify.recount import UnfitPlan
    from planner.report import Case, page, save_charts, save_tables

    with known_errors():
        read = [(folder, files.load(folder)) for folder in plans]
        cases = [
            Case(folder.resolve().name, plan, instance_for(folder, plan, instances))
            for folder, plan in read
        ]
        try:
            output.write_text(page(cases, _comparison(cases)), encoding="utf-8")
        except UnfitPlan as error:
            raise CommandError(str(error)) from error
        typer.echo(f"Report written to {output}")
        if charts is not None:
            typer.echo(f"{len(save_charts(cases, charts))} charts written to {charts}")
        if tables is not None:
            typer.echo(f"{len(save_tables(cases, tables))} tables written to {tables}")


def _comparison(cases: Sequence[Case]) -> str:
    """How the plans differ from the first, as parts of a page; nothing for one plan."""
    if len(cases) == 1:
        return ""
    from planner.plan.compare import ROWS_ON_PAGE, compare
    from planner.plan.compare import report as sections
    from planner.plan.sections import body

    compared = compare([(case.name, case.plan, case.instance) for case in cases])
    return body(replace(one, level=one.level + 1) for one in sections(compared, ROWS_ON_PAGE))
