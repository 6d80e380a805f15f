"""The command that tells whether the planner can work on this machine."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .common import ExitCode, JsonOption, known_errors, print_json


def doctor(
    folder: Annotated[
        Path,
        typer.Option("--folder", metavar="FOLDER", help="Where plans are to be written."),
    ] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Try what a solve relies on: the solver's answers, processes, the disk.

    The solver is given tiny models with known optima on which some of its versions have been wrong.
    """
    from planner.doctor import checks, machine

    with known_errors(as_json=as_json):
        here = machine()
        tried = list(checks(folder.absolute()))
        failed = [check for check in tried if not check.ok]
        if as_json:
            rows = [asdict(check) | {"ok": check.ok} for check in tried]
            print_json({"ok": not failed, **asdict(here), "checks": rows})
        else:
            for name, version in here.versions.items():
                typer.echo(f"{name:12} {version}")
            typer.echo(f"{'cores':12} {here.cores}")
            free = here.memory_free_gb
            typer.echo(f"{'memory':12} {here.memory_gb:.1f} GB, {free:.1f} GB of it free\n")
            for check in tried:
                typer.echo(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.about}")
                if not check.ok:
                    typer.echo(f"     {check.fault}")
            last = f"{len(failed)} of {len(tried)} checks failed" if failed else "all is well"
            typer.echo(f"\n{last}")
    if failed:
        raise typer.Exit(ExitCode.ERROR)
