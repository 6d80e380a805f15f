"""A model as text: every column and row by name, the same on every machine."""

from __future__ import annotations

import math

from planner.instance import Instance
from planner.models import build_model
from planner.solving.handover import Problem, compile_model


def model_text(inst: Instance) -> dict[str, str]:
    """Columns with bounds and cost, and rows with coefficients, by block of the model.

    A text says what the solver gets: fixed variables are not in it.
    """
    problem = compile_model(build_model(inst))
    entries: dict[str, list[str]] = {}
    for text in sorted([*_columns(problem), *_rows(problem)]):
        block = text.split(" ", 1)[1].split(".", 1)[0]
        entries.setdefault(block, []).append(text)
    texts = {block: "\n".join(found) + "\n" for block, found in entries.items()}
    return texts | {"cost": f"constant {_number(problem.offset)}\n"}


def _number(value: float) -> str:
    return "0" if value == 0 else f"{value:.9g}"


def _columns(problem: Problem) -> list[str]:
    return [
        f"column {x.name} in [{_number(low)}, {_number(high)}]"
        + (" integer" if whole else "")
        + (f" cost {_number(cost)}" if cost else "")
        for x, low, high, whole, cost in zip(
            problem.variables,
            problem.col_lower,
            problem.col_upper,
            problem.is_integer,
            problem.cost,
            strict=True,
        )
    ]


def _rows(problem: Problem) -> list[str]:
    matrix = problem.matrix.tocsr()
    texts = []
    for i, row in enumerate(problem.rows):
        entries = range(matrix.indptr[i], matrix.indptr[i + 1])
        terms = sorted(
            (problem.variables[matrix.indices[k]].name, float(matrix.data[k])) for k in entries
        )
        low, high = problem.row_lower[i], problem.row_upper[i]
        sense = "=" if low == high else ">=" if math.isfinite(low) else "<="
        side = low if math.isfinite(low) else high
        lines = [f"    {_number(value)} {name}" for name, value in terms]
        texts.append("\n".join([f"row {row.name} {sense} {_number(side)}", *lines]))
    return texts
