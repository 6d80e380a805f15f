"""The page of report formats says what every key of the documents is."""

import dataclasses
import json
import sys
import typing
from pathlib import Path

import pytest

from planner.plan.compare.key_figures import KeyFigures, Latency
from planner.plan.compare.verdict import Verdict
from planner.plan.describe import meanings
from planner.plan.summary import Link, RunLine

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))

import report_page

SHOWN = {RunLine, Link}
"""Types that the page of the plan format describes."""


def types_in(hint: object) -> set[type]:
    """Dataclasses in a type hint and in the fields of these."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        inside = [types_in(hints[field.name]) for field in dataclasses.fields(hint)]
        return {hint}.union(*inside)
    return set().union(*(types_in(part) for part in typing.get_args(hint)))


@pytest.mark.parametrize(
    ("described", "elsewhere"),
    [
        (report_page.COMPARISON, SHOWN),
        (report_page.SCENARIOS, {KeyFigures, Latency, Verdict}),
        (report_page.COMMITMENTS, SHOWN),
        (report_page.EXPLANATION, SHOWN),
    ],
    ids=["comparison", "scenarios", "commitments", "explanation"],
)
def test_every_type_of_a_document_is_described(described, elsewhere):
    """Proves that no part of a document is left out of its page, and no key of a part."""
    assert types_in(described[""]) - elsewhere == set(described.values())
    page = report_page.report_page()
    for figure in described.values():
        for name, meaning in meanings(figure).items():
            assert meaning and f"| `{name}` | {meaning} |" in page


def test_schemas_are_json_schema():
    """Proves that every document has a schema whose top has the keys of the document."""
    for text, kind in zip(
        report_page.report_schemas().values(),
        (
            report_page.COMPARISON[""],
            report_page.SCENARIOS[""],
            report_page.COMMITMENTS[""],
            report_page.EXPLANATION[""],
        ),
        strict=True,
    ):
        schema = json.loads(text)
        assert set(schema["properties"]) == {field.name for field in dataclasses.fields(kind)}
