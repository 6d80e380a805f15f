"""The plan format described from its tables and figures: the page of the documentation."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

from planner.instance.schema import LIMIT_UNITS

from .binding import BindingLimit, LimitUse
from .summary import (
    Backbone,
    Bridge,
    Contracts,
    Link,
    RunLine,
    ServiceYear,
    SiteLine,
    Storage,
    Summary,
    Work,
    Year,
)
from .tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLES, PlanTable

FIGURES: dict[str, type] = {
    "": Summary,
    "years[]": Year,
    "years[].services.NAME": ServiceYear,
    "years[].contracts": Contracts,
    "years[].work_by_kind.KIND": Work,
    "years[].storage": Storage,
    "years[].backbone": Backbone,
    "years[].bridge": Bridge,
    "sites[]": SiteLine,
    "runs[]": RunLine,
    "runs[].links[]": Link,
    "limit_uses[]": LimitUse,
    "limits[]": BindingLimit,
}
"""Figures of `planner show --json` by their place in the document."""

_INTRODUCTION = """# Plan format

A plan is a folder: `manifest.json`, one CSV file per table, the folder `instance` with the instance as
it was solved, changes applied, and `checksums.json`, by which a reader knows that the plan is whole and
unchanged. Names are those of the instance. `period` is a
period's start year, `from_year` the first year of an offer. `slice` is a part of a representative
day as in the instance's table `slices`, and `year` where the instance has none; a yearly mean is the
sum over the slices of their share of the year's hours times what they say.
"""

_FIGURES = """## Figures

`planner show PLAN --json` prints one document with these keys; `planner show`
prints the same as text. Whatever needs the instance is empty or `null` for a plan that holds none,
unless `--instance` gives it.
"""


def plan_page() -> str:
    """The whole plan format as a Markdown page."""
    heads = ", ".join(f"`{head}`" for head in COST_HEADS)
    penalties = ", ".join(f"`{head}`" for head in PENALTY_HEADS)
    units = "; ".join(f"`{limit}` in {unit}" for limit, unit in LIMIT_UNITS.items())
    parts = [_INTRODUCTION, *map(_section, PLAN_TABLES)]
    parts.append(f"## Units of limits\n\n{units}.\n")
    parts.append(f"## Cost heads\n\n{heads}. Penalties, which are no cash: {penalties}.\n")
    parts += [_FIGURES, *(figures_part(place, figure) for place, figure in FIGURES.items())]
    return "\n".join(parts)


def meanings(figure: type) -> dict[str, str]:
    """What each field of a class of figures says, out of the Attributes of its docstring.

    Fields of a class that it extends are described there.

    Raises:
        KeyError: a field is not described.
    """
    found: dict[str, str] = {}
    for described in reversed(figure.__mro__):
        text = inspect.cleandoc(described.__doc__ or "")
        for block in re.split(r"\n(?= {4}\w+:)", text.partition("Attributes:\n")[2]):
            name, _, meaning = block.strip().partition(": ")
            found[name] = " ".join(meaning.split())
    return {field.name: found[field.name] for field in fields(figure)}


def figures_part(place: str, figure: type, level: int = 3) -> str:
    """A class of figures as a part of a page: what it is, and each key with its meaning.

    Args:
        place: where in the document it stands; "" for the document itself.
        figure: the class.
        level: of the heading.
    """
    about = (inspect.getdoc(figure) or "").partition("\n\n")[0].replace("\n", " ")
    heading = f"`{place}`" if place else "The document"
    lines = [f"{'#' * level} {heading}\n", about, "", "| key | what it says |", "|---|---|"]
    lines += [f"| `{name}` | {meaning} |" for name, meaning in meanings(figure).items()]
    return "\n".join(lines) + "\n"


def _section(table: PlanTable) -> str:
    lines = [f"## `{table.name}.csv`\n", table.about]
    if table.sparse:
        lines[-1] += " Only rows with a positive value stand in it."
    lines += ["", "| column | what it says |", "|---|---|"]
    lines += [f"| `{column}` | key |" for column in table.key]
    lines += [f"| `{column}` | {unit} |" for column, unit in table.values]
    return "\n".join(lines) + "\n"
