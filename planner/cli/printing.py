"""Printing reports in sections, as wide as the terminal is."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from planner.plan.sections import Section


def echo_sections(sections: Iterable[Section]) -> None:
    """Print sections on stdout; headings are bold where it is a terminal."""
    from planner.plan.sections import terminal

    typer.echo(terminal(sections, colour=sys.stdout.isatty()), nl=False)
