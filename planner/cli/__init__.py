"""The command line. Modules here parse, call and print; the work is done elsewhere.

Nothing heavy is imported before a command runs: `planner --help` answers at once.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from . import (
    commitments,
    compare,
    doctor,
    explain,
    instances,
    materials,
    plans,
    report,
    scenarios,
    serving,
    solve,
    standing,
    unfinished,
)

app = typer.Typer(
    name="planner",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 90},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"campus-edge {version('campus-edge')}")
        raise typer.Exit


@app.callback()
def _planner(
    print_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Plan AI data centres: training on remote campuses, inference at the urban edge.

    Exit codes: 0 solved, 1 error, 2 usage, 3 invalid instance, 4 infeasible, 5 limit reached with
    a plan, 6 limit reached without one, 130 interrupted.
    """


app.command("new")(instances.new)
app.command("check")(instances.check)
app.command("solve")(solve.solve)
app.command("scenarios")(scenarios.scenarios)
app.command("show")(plans.show)
app.command("verify")(plans.verify)
app.command("compare")(compare.compare)
app.command("explain")(explain.explain)
app.command("report")(report.report)
app.command("commitments")(commitments.commitments)
app.command("materials")(materials.materials)
app.command("serving")(serving.serving)
app.command("standing")(standing.standing)
app.command("unfinished")(unfinished.unfinished)
app.command("recover")(unfinished.recover)
app.command("doctor")(doctor.doctor)
app.command("instances")(instances.instances)
app.command("import-orlib")(instances.import_orlib)


def main() -> None:
    """Entry point of the `planner` command."""
    app()
