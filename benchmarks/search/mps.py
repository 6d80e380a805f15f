"""A problem as an MPS file, and columns by their names in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np

from planner.solving.handover import Array, Problem, to_highs


def write_mps(problem: Problem, file: Path) -> None:
    """Write a problem without its constant cost, on whose sign readers of the format do not agree.

    Raises:
        OSError: the file was not written.
    """
    highs = to_highs(replace(problem, offset=0.0), {})
    if highs.writeModel(str(file)) == highspy.HighsStatus.kError:
        raise OSError(f"{file} was not written")


def column_values(count: int, named: Iterable[tuple[str, float]]) -> Array:
    """Values by column number of values by name; columns that are not named are 0."""
    x = np.zeros(count)
    for name, value in named:
        x[int(name.removeprefix("c"))] = value
    return x
