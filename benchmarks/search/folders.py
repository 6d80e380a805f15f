"""Generated instances as folders, from a command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from planner import Instance
from planner.instance import write_folder


def write_asked(
    prog: str, about: str | None, names: Iterable[str], make: Callable[[str, int], Instance]
) -> None:
    """Write the instance that the command line asks for: NAME FOLDER, and a seed.

    Args:
        prog: how the command is typed.
        about: what it says of itself.
        names: instances that there are.
        make: the instance of a name and a seed.
    """
    parser = argparse.ArgumentParser(prog=prog, description=about)
    parser.add_argument("name", choices=list(names))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    write_folder(make(asked.name, asked.seed), asked.folder)
