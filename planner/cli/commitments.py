"""The command `planner commitments`: what to sign, by when, and what it costs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from .common import CommandError, JsonOption, PlanPath, known_errors, print_json
from .own_instance import InstancesOption, instance_for
from .printing import echo_sections


def commitments(
    plan: PlanPath,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Day of the report, such as 2027-06-30; default the first day of the horizon.",
        ),
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option("--workbook", metavar="FILE.xlsx", help="Write an Excel workbook too."),
    ] = None,
    instances: InstancesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print every order and contract of a plan with the last day to sign it.

    The next twelve months come first. What the plan orders before the day of the report is taken for
    signed.
    """
    from planner.plan import files
    from planner.plan.commitments import commitments as found_in
    from planner.plan.commitments import report, write_workbook
    from planner.plan.verify.recount import UnfitPlan

    with known_errors(as_json=as_json):
        saved = files.load(plan)
        instance = instance_for(plan, saved, instances)
        try:
            found = found_in(saved, instance, as_of.date() if as_of else None)
        except UnfitPlan as error:
            raise CommandError(f"{plan}: {error}") from error
        if workbook is not None:
            write_workbook(found, workbook)
        if as_json:
            print_json(found.as_json())
        else:
            echo_sections(report(found))
