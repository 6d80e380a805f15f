"""A comparison in sections: verdict and inputs first, then decisions, then money."""

from __future__ import annotations

from planner.plan.sections import Section

from .core import Comparison, Pair
from .report_costs import cost_sections
from .report_inputs import input_section
from .report_matrix import matrix
from .report_places import metro_section, power_sections, run_section, site_sections
from .report_verdict import head, verdict_section

ROWS = 12
"""Rows of a table on a terminal."""
ROWS_OF_MANY = 5
"""The same when more than two plans are compared."""
ROWS_ON_PAGE = 200
"""Rows of a table on a page."""


def report(comparison: Comparison, rows: int | None = None) -> list[Section]:
    """Everything that a comparison says.

    Args:
        comparison: the comparison.
        rows: most rows of a table; None: as many as a terminal bears.
    """
    many = len(comparison.plans) > 2
    most = rows or (ROWS_OF_MANY if many else ROWS)
    sections = [head(comparison), *matrix(comparison)]
    for pair in comparison.pairs:
        sections += pair_sections(comparison, pair, most)
    return sections


def pair_sections(comparison: Comparison, pair: Pair, most: int) -> list[Section]:
    """How one plan differs from the first."""
    names = {plan.letter: plan.name for plan in comparison.plans}
    title = f"{pair.b} against {pair.a}: {names[pair.b]} against {names[pair.a]}"
    return [
        Section(title),
        *(
            section
            for section in (
                input_section(pair, most),
                verdict_section(comparison, pair),
                *cost_sections(pair, most),
                *site_sections(pair, most),
                *power_sections(pair, most),
                run_section(pair, most),
                metro_section(pair, most),
            )
            if section is not None
        ),
    ]
