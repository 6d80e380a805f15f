"""The JSON of `planner compare`, `scenarios`, `commitments` and `explain`, described from its types."""

from __future__ import annotations

import json

from pydantic import TypeAdapter

from planner.explain.changes import Change, Changes
from planner.explain.core import DemandExplained, Explanation, RunExplained
from planner.explain.missing import MissingDemand, MissingRun
from planner.explain.rates import LimitWorth
from planner.explain.shifts import Shift
from planner.explain.sites import Entry, WhyNotSite
from planner.explain.what_if import Interval
from planner.plan.commitments import Commitment, Commitments
from planner.plan.commitments.cash import CashYear
from planner.plan.compare import Comparison, Pair
from planner.plan.compare.costs import CostDifference, CostDifferences, ItemDifference
from planner.plan.compare.inputs import InputDifference, Inputs
from planner.plan.compare.key_figures import KeyFigures, Latency
from planner.plan.compare.places import PowerDifference, SiteDifference
from planner.plan.compare.runs import RunDifference
from planner.plan.compare.service import MetroDifference, ServiceDifference
from planner.plan.compare.verdict import Verdict
from planner.plan.describe import figures_part
from planner.what_if import Outcome, WhatIf

COMPARISON: dict[str, type] = {
    "": Comparison,
    "plans[]": KeyFigures,
    "plans[].latency.SERVICE": Latency,
    "pairs[]": Pair,
    "pairs[].inputs": Inputs,
    "pairs[].inputs.differences[]": InputDifference,
    "pairs[].verdict": Verdict,
    "pairs[].sites[]": SiteDifference,
    "pairs[].power[]": PowerDifference,
    "pairs[].runs[]": RunDifference,
    "pairs[].services[]": ServiceDifference,
    "pairs[].services[].metros[]": MetroDifference,
    "pairs[].costs": CostDifferences,
    "pairs[].costs.total": CostDifference,
    "pairs[].costs.items[]": ItemDifference,
}
"""Figures of `planner compare --json` by their place in the document."""

SCENARIOS: dict[str, type] = {"": WhatIf, "outcomes[]": Outcome}
"""Figures of `planner scenarios --json` by their place in the document."""

COMMITMENTS: dict[str, type] = {
    "": Commitments,
    "commitments[]": Commitment,
    "cash[]": CashYear,
}
"""Figures of `planner commitments --json` by their place in the document."""

EXPLANATION: dict[str, type] = {
    "": Explanation,
    "runs[]": RunExplained,
    "runs[].missing": MissingRun,
    "runs[].flips_musd": Interval,
    "runs[].changes": Changes,
    "runs[].changes.found[]": Change,
    "demand[]": DemandExplained,
    "demand[].missing": MissingDemand,
    "limits[]": LimitWorth,
    "shifts[]": Shift,
    "site": WhyNotSite,
    "site.entries[]": Entry,
}
"""Figures of `planner explain --json` by their place in the document."""

_COMPARISON = """# Formats of reports

Keys of the JSON that `planner compare`, `scenarios`, `commitments` and `explain` print, each with its meaning.
The same as JSON Schema: `comparison.schema.json`, `what-if.schema.json`, `commitments.schema.json` and
`explanation.schema.json` beside this page. The key
`format` names the version; a later one may add keys to it, and changes its number when it changes what
a key says.

## `planner compare --json`

`pairs[].runs[].a` and `.b` are runs as in `planner show --json`. Parts of the cost under `heads`, `sites`
and `years` have the keys of `pairs[].costs.total`.
"""


def report_page() -> str:
    """The documents as one page."""
    parts = [_COMPARISON]
    parts += [figures_part(place, figure) for place, figure in COMPARISON.items()]
    parts.append(
        "## `planner scenarios --json`\n\n`base` has the keys of `outcomes[]`; `figures` those of `plans[]` "
        "and `verdict` those of `pairs[].verdict` above.\n"
    )
    parts += [figures_part(place, figure) for place, figure in SCENARIOS.items()]
    parts.append(
        "## `planner commitments --json`\n\nDays are ISO text, `null` where there is none.\n"
    )
    parts += [figures_part(place, figure) for place, figure in COMMITMENTS.items()]
    parts.append(
        "## `planner explain --json`\n\n`demand[].changes` has the keys of `runs[].changes`; `saved`, "
        "`cost` and `forced` those of `runs[].flips_musd`. An end of an interval that is not known is `null`.\n"
    )
    parts += [figures_part(place, figure) for place, figure in EXPLANATION.items()]
    return "\n".join(parts)


def report_schemas() -> dict[str, str]:
    """JSON Schema of the documents, by the name of its file."""
    documents = {
        "comparison": Comparison,
        "what-if": WhatIf,
        "commitments": Commitments,
        "explanation": Explanation,
    }
    return {
        f"{name}.schema.json": json.dumps(TypeAdapter(kind).json_schema(), indent=2) + "\n"
        for name, kind in documents.items()
    }
