"""Comparing plans: what went in, what was decided, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from planner.instance import Instance
from planner.plan.core import Plan

from .cases import Case, cases_of, common_spans
from .costs import CostDifferences, compare_costs
from .inputs import Inputs, compare_inputs
from .key_figures import KeyFigures, key_figures
from .places import PowerDifference, SiteDifference, compare_power, compare_sites
from .runs import RunDifference, compare_runs
from .service import ServiceDifference, compare_service
from .verdict import Verdict, verdict_of

FORMAT = "campus-edge comparison 1"


@dataclass(frozen=True)
class Pair:
    """How a second plan differs from a first.

    Attributes:
        a: letter of the first plan.
        b: letter of the second plan.
        inputs: which inputs differ.
        verdict: which plan is cheaper, as far as the bounds prove it.
        years: first calendar years of the spans in which MW and metros are compared: those that both
            horizons cover.
        sites: sites that differ, the largest first.
        power: power options that differ, the largest first.
        runs: training runs that differ.
        services: how much of each service's demand is served from elsewhere.
        costs: where the difference in cost comes from.
    """

    a: str
    b: str
    inputs: Inputs
    verdict: Verdict
    years: tuple[int, ...]
    sites: tuple[SiteDifference, ...]
    power: tuple[PowerDifference, ...]
    runs: tuple[RunDifference, ...]
    services: tuple[ServiceDifference, ...]
    costs: CostDifferences


@dataclass(frozen=True)
class Comparison:
    """Two to ten plans side by side.

    Attributes:
        format: name and version of this document.
        plans: key figures of every plan, in the order given.
        pairs: every plan but the first, against the first.
    """

    format: str
    plans: tuple[KeyFigures, ...]
    pairs: tuple[Pair, ...]

    def as_json(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists."""
        return asdict(self)


def compare(plans: Sequence[tuple[str, Plan, Instance]]) -> Comparison:
    """Compare plans with the first of them.

    Args:
        plans: name, plan, and the instance it was made for with its changes applied; 2 to 10.

    Raises:
        ValueError: fewer than two plans, or more than ten.
        UnfitPlan: a plan does not fit its instance.
    """
    first, *others = cases = cases_of(plans)
    return Comparison(
        format=FORMAT,
        plans=tuple(map(key_figures, cases)),
        pairs=tuple(_pair(first, other) for other in others),
    )


def _pair(a: Case, b: Case) -> Pair:
    spans = common_spans(a.instance, b.instance)
    return Pair(
        a=a.letter,
        b=b.letter,
        inputs=compare_inputs(a.instance, b.instance),
        verdict=verdict_of(a.plan.manifest, b.plan.manifest),
        years=tuple(span.year for span in spans),
        sites=compare_sites(a, b, spans),
        power=compare_power(a, b, spans),
        runs=compare_runs(a, b),
        services=compare_service(a, b, spans),
        costs=compare_costs(a.recount.ledger, b.recount.ledger),
    )
