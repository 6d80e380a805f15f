"""Printing reports in sections, as wide as the terminal is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from planner.plan.sections import Section


def echo_sections(sections: Iterable[Section]) -> None:
    """Print sections on stdout; headings are bold where it is a terminal."""
    from planner.plan.sections import WIDTH, terminal

    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else WIDTH
    typer.echo(terminal(sections, colour=is_terminal, width=width), nl=False)
