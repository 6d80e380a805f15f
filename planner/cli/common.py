"""What the commands share: exit codes, errors in words, how an instance is named and changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from planner.instance import Instance
    from planner.instance.faults import Fault
    from planner.instance.schema import Lock


class ExitCode(IntEnum):
    """What a script can learn from the way a command ends."""

    SOLVED = 0
    ERROR = 1
    USAGE = 2
    INVALID_INSTANCE = 3
    INFEASIBLE = 4
    LIMIT_WITH_PLAN = 5
    LIMIT_WITHOUT_PLAN = 6
    INTERRUPTED = 130


MOST_PLANS = 10
"""Plans that one report sets side by side."""

InstancePath = Annotated[
    Path, typer.Argument(metavar="INSTANCE", help="Folder or workbook of the instance.")
]
OwnInstancePath = Annotated[
    Path | None,
    typer.Argument(
        metavar="[INSTANCE]", help="Instance of the plan; default: the copy in the plan's folder."
    ),
]
PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help="Folder of the plan.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a setting or a cell, such as discount_rate=0.08; may be given repeatedly.",
    ),
]
ScenarioOption = Annotated[
    list[str] | None,
    typer.Option("--scenario", metavar="NAME", help="Apply a scenario of the instance."),
]
"""A list, so that a second one can be refused instead of taking the place of the first."""
LockOption = Annotated[
    Path | None, typer.Option("--lock", metavar="PLAN", help="Keep the decisions of this plan.")
]
LockUntilOption = Annotated[
    int | None,
    typer.Option(
        "--lock-until", metavar="YEAR", help="Of them only those of periods before this year."
    ),
]
GapOption = Annotated[
    float | None,
    typer.Option("--gap", metavar="G", min=0, max=1, help="Stop at this gap, 0.01 is 1 %."),
]
ThreadsOption = Annotated[int | None, typer.Option("--threads", min=1, help="Threads.")]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")
]


def load_instance(
    path: Path, changes: Sequence[str] | None, scenarios: Sequence[str] | None
) -> Instance:
    """Read an instance with its changes and at most one scenario.

    Raises:
        CommandError: several scenarios are asked for.
        InvalidInstance: the instance has faults.
    """
    from planner.instance import load

    if scenarios and len(scenarios) > 1:
        raise CommandError(
            f"one scenario at a time, not {', '.join(scenarios)}; "
            "`planner scenarios INSTANCE -o FOLDER` solves several and holds them against a base"
        )
    scenario = scenarios[0] if scenarios else None
    return load(path, changes=tuple(changes or ()), scenario=scenario)


def locks_from(lock: Path | None, instance: Instance, until_year: int | None) -> tuple[Lock, ...]:
    """The decisions of a saved plan as locks; none without a plan.

    Raises:
        CommandError: a year is given without a plan, or the plan decided what the instance does not have.
        BrokenPlan: the folder holds no whole plan.
    """
    if lock is None:
        if until_year is not None:
            raise CommandError("--lock-until says up to when --lock PLAN holds; give the plan too")
        return ()
    from planner.plan import files
    from planner.plan.locks import ForeignDecision, locks_of

    try:
        return locks_of(files.load(lock), instance, until_year)
    except ForeignDecision as error:
        raise CommandError(f"{lock}: {error}") from error


def fault_document(fault: Fault) -> dict[str, Any]:
    """A fault as JSON."""
    return {
        "file": fault.file,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "expected": fault.expected,
        "hint": fault.hint,
    }


def print_json(document: Mapping[str, Any]) -> None:
    """Print a document on stdout."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


@contextmanager
def known_errors(*, as_json: bool = False) -> Iterator[None]:
    """Turn errors that a user can do something about into words and an exit code.

    Any other error passes through with its traceback: it is a fault of the program.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        raise typer.Exit(ExitCode.INTERRUPTED) from error
    except Exception as error:
        found = _in_words(error)
        if found is None:
            raise
        code, message, document = found
        typer.echo(message, err=True)
        if as_json:
            print_json(document)
        raise typer.Exit(code) from error


def _in_words(error: Exception) -> tuple[ExitCode, str, dict[str, Any]] | None:
    from planner.instance.faults import InvalidInstance
    from planner.instance.orlib import DamagedFile
    from planner.plan.files import BrokenPlan, PlanNotSaved

    if isinstance(error, InvalidInstance):
        faults = [fault_document(fault) for fault in error.faults]
        return ExitCode.INVALID_INSTANCE, str(error), {"status": "invalid", "faults": faults}
    code = ExitCode.INVALID_INSTANCE if isinstance(error, DamagedFile) else ExitCode.ERROR
    message = str(error)
    if isinstance(error, OSError) and error.filename is not None:
        message = f"{error.filename}: {error.strerror}"
    elif not isinstance(error, (DamagedFile, BrokenPlan, PlanNotSaved, CommandError)):
        return None
    return code, f"Error: {message}", {"status": "error", "message": message}


class CommandError(Exception):
    """A command cannot go on; the message says why and what to do."""
