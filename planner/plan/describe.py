"""The plan format described from its tables: the page of the documentation."""

from __future__ import annotations

from .tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLES, PlanTable

_INTRODUCTION = """# Plan format

A plan is a folder: `manifest.json`, one CSV file per table, and `checksums.json`, by which a
reader knows that the plan is whole and unchanged. `period` is a period's start year. Names are
those of the instance.
"""


def plan_page() -> str:
    """The whole plan format as a Markdown page."""
    heads = ", ".join(f"`{head}`" for head in COST_HEADS)
    penalties = ", ".join(f"`{head}`" for head in PENALTY_HEADS)
    parts = [_INTRODUCTION, *map(_section, PLAN_TABLES)]
    parts.append(f"## Cost heads\n\n{heads}. Penalties, which are no cash: {penalties}.\n")
    return "\n".join(parts)


def _section(table: PlanTable) -> str:
    lines = [f"## `{table.name}.csv`\n", table.about]
    if table.sparse:
        lines[-1] += " Only rows with a positive value stand in it."
    lines += ["", "| column | what it says |", "|---|---|"]
    lines += [f"| `{column}` | key |" for column in table.key]
    lines += [f"| `{column}` | {unit} |" for column, unit in table.values]
    return "\n".join(lines) + "\n"
