"""Sphinx configuration. Pages made from the code are written to `_made/` before Sphinx reads."""

import importlib.metadata
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from planner.cli import app
from planner.instance.describe import format_page, json_schema
from planner.models import cost, fleet, halls, inference, power, siting, training
from planner.plan.describe import plan_page

project = "campus-edge"
author = "the campus-edge authors"
release = importlib.metadata.version("campus-edge")
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "campus-edge"
exclude_patterns = ["_build"]
nitpicky = True

MADE = Path(__file__).parent / "_made"


def write_made_pages(_app: Sphinx, _config: Config) -> None:
    MADE.mkdir(exist_ok=True)
    _write("instance-format.md", format_page())
    _write("instance.schema.json", json.dumps(json_schema(), indent=2) + "\n")
    _write("plan-format.md", plan_page())
    _write("commands.md", commands_page())
    _write("model.md", model_page())


def model_page() -> str:
    """The families' own docstrings: variables, constraints with their mathematics, costs."""
    parts = [
        "# The model\n",
        "What each constraint family adds, as its module in `models/` says it. Indices: s site, g "
        "accelerator, c cooling, p power option, j tranche, w run, t start period, k service, m metro, "
        "f fabric, y period. Rules in words, with time and money: [conventions](../conventions.md); how "
        "the model is searched: [search](../search.md).\n",
    ]
    for module in (siting, fleet, halls, power, training, inference, cost):
        family = module.__name__.rpartition(".")[2]
        parts.append(f"## {family}\n\n{inspect.getdoc(module)}\n")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("add_") and function.__module__ == module.__name__:
                parts.append(f"### `{name}`\n\n```text\n{inspect.getdoc(function)}\n```\n")
    return "\n".join(parts)


def commands_page() -> str:
    parts = ["# Commands\n"]
    for command in (None, *app.registered_commands):
        words = ["planner", *([command.name] if command else [])]
        code = "from planner.cli import main; main()"
        shown = subprocess.run(
            [sys.executable, "-c", code, *words[1:], "--help"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "COLUMNS": "90"},
        ).stdout.replace("Usage: -c", "Usage: planner")
        parts += [f"## `{' '.join(words)}`\n", f"```text\n{shown.strip()}\n```\n"]
    return "\n".join(parts)


def _write(name: str, text: str) -> None:
    """Write a page; an unchanged one keeps its time, so that Sphinx does not read it again."""
    path = MADE / name
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("config-inited", write_made_pages)
