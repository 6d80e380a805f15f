"""Sphinx configuration. Pages made from the code are written to `_made/` before Sphinx reads."""

import importlib.metadata
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from model_page import model_page
from report_page import report_page, report_schemas
from sphinx.application import Sphinx
from sphinx.config import Config

from planner.cli import app
from planner.instance.describe import format_page, json_schema
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
    _write("report-formats.md", report_page())
    for name, text in report_schemas().items():
        _write(name, text)


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
