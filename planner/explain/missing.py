"""What a plan leaves undone: runs dropped or late, demand not served, with what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from planner.instance import Instance
from planner.models import timing
from planner.models.inference import SECONDS_PER_YEAR
from planner.plan.core import Plan
from planner.plan.reading import table_of

LEAST_SHARE = 1e-6
"""Share of a metro's demand from which it counts as unserved."""


@dataclass(frozen=True)
class MissingRun:
    """A run that the plan drops or starts late.

    Attributes:
        run: its name.
        status: `dropped` or `late`.
        late_years: years after its earliest start; 0 when dropped.
        musd: what that costs, present value, M$.
    """

    run: str
    status: str
    late_years: float
    musd: float


@dataclass(frozen=True)
class MissingDemand:
    """Demand of a service in a metro that is not served over a span of periods.

    Attributes:
        service: the service.
        metro: the metro.
        years: start years of the periods, with no period with demand between them that is served.
        requests_per_s: what is not served, mean over the years of the span.
        share: the same over what is asked for.
        musd: what that costs, present value, M$.
    """

    service: str
    metro: str
    years: tuple[int, ...]
    requests_per_s: float
    share: float
    musd: float


def missing_runs(plan: Plan, instance: Instance) -> tuple[MissingRun, ...]:
    """Runs dropped or late, the dearest first."""
    found = []
    for row in table_of(plan, "runs").to_dict("records"):
        run = instance.run[str(row["run"])]
        if row["status"] != "placed":
            last = min(run.latest_year, instance.horizon_end_year - 1)
            musd = (run.dropped_musd or 0.0) * timing.discount(instance, last)
            found.append(MissingRun(run.run, "dropped", 0.0, musd))
        elif float(row["late_years"]) > 0:
            late = float(row["late_years"])
            factor = timing.discount(instance, int(row["start_year"]))
            found.append(MissingRun(run.run, "late", late, run.late_musd_per_year * late * factor))
    return tuple(sorted(found, key=lambda item: -item.musd))


def missing_demand(plan: Plan, instance: Instance) -> tuple[MissingDemand, ...]:
    """Demand not served by service, metro and span of years, the dearest first."""
    hours = {h.slice: h.hours_share for h in instance.time_slices}
    mean: dict[tuple[str, str, int], float] = {}
    for row in table_of(plan, "unserved").to_dict("records"):
        at = (str(row["service"]), str(row["metro"]), int(row["period"]))
        weight = hours[str(row["slice"])]
        mean[at] = mean.get(at, 0.0) + weight * float(row["requests_per_s"])
    spans: list[list[tuple[str, str, int]]] = []
    before: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for at in sorted(mean, key=lambda at: at[2]):
        place = at[:2]
        if mean[at] <= LEAST_SHARE * instance.demand_at.get(at, 0.0):
            before.pop(place, None)
        elif place in before:
            before[place].append(at)
        else:
            before[place] = [at]
            spans.append(before[place])
    found = [_span(instance, mean, span) for span in spans]
    return tuple(sorted(found, key=lambda item: -item.musd))


def unserved_musd(instance: Instance, service: str, year: int, requests_per_s: float) -> float:
    """What demand not served in a period costs, present value, M$."""
    row = instance.service[service]
    tokens = (row.input_tokens + row.output_tokens) * requests_per_s * SECONDS_PER_YEAR
    usd = tokens * 1e-6 * (row.unserved_usd_per_mtoken or 0.0)
    return usd * 1e-6 * timing.present_years(instance, instance.period[year])


def _span(
    instance: Instance, mean: dict[tuple[str, str, int], float], span: list[tuple[str, str, int]]
) -> MissingDemand:
    length = {at: instance.period[at[2]].length_years for at in span}
    years = sum(length.values())
    left = sum(mean[at] * length[at] for at in span) / years
    asked = sum(instance.demand_at[at] * length[at] for at in span) / years
    service, metro, _ = span[0]
    return MissingDemand(
        service=service,
        metro=metro,
        years=tuple(at[2] for at in span),
        requests_per_s=left,
        share=left / asked,
        musd=sum(unserved_musd(instance, service, at[2], mean[at]) for at in span),
    )
