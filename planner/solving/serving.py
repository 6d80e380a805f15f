"""What it is worth to choose how inference is served: on split pools, on shared ones, or on both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.instance import Instance
from planner.plan.core import Plan

from .pipeline import solve
from .result import Result

FREE = "free"
FORCED: tuple[str, ...] = ("aggregated", "disaggregated")


@dataclass(frozen=True)
class Saving:
    """What the free choice saves against one way forced upon every service.

    Attributes:
        musd: cost of the forced plan less that of the free one, present value.
        at_least_musd: least that it can be: bound of the forced plan less cost of the free one, not
            less than 0, since whoever may choose can also do what is forced.
        at_most_musd: most that it can be: cost of the forced plan less bound of the free one.
        share: `musd` over the cost of the forced plan.
    """

    musd: float
    at_least_musd: float
    at_most_musd: float
    share: float


@dataclass(frozen=True)
class ServingSaving:
    """One instance solved three times: free to choose, all aggregated, all disaggregated.

    Attributes:
        results: how each solve ended, by `free`, `aggregated` and `disaggregated`.
        disaggregated_share: share of all requests served that the free plan serves on split pools, by
            service; empty without a free plan.
    """

    results: Mapping[str, Result]
    disaggregated_share: Mapping[str, float]

    def against(self, forced: str) -> Saving | None:
        """What the free choice saves against a forced way; None when either has no plan."""
        free, other = self.results[FREE], self.results[forced]
        if free.plan is None or other.plan is None:
            return None
        cost, forced_cost = (p.manifest.objective_musd for p in (free.plan, other.plan))
        least = other.plan.manifest.bound_musd - cost
        return Saving(
            musd=forced_cost - cost,
            at_least_musd=max(0.0, least),
            at_most_musd=forced_cost - free.plan.manifest.bound_musd,
            share=(forced_cost - cost) / forced_cost if forced_cost else 0.0,
        )


def serving_saving(instance: Instance, **options: Any) -> ServingSaving:
    """Solve an instance free to choose and forced both ways, and compare.

    Args:
        instance: the planning problem, of the families fleet and inference; what its services say of
            `serving` is set aside.
        options: options of :func:`planner.solving.solve`, for each of the three solves.

    Raises:
        ValueError: the instance has no pools.
    """
    return compare_ways(
        instance, {way: solve(changed, **options) for way, changed in ways_of(instance).items()}
    )


def ways_of(instance: Instance) -> dict[str, Instance]:
    """The instance in three versions: free to choose, and with each way forced on every service.

    Raises:
        ValueError: the instance has no pools.
    """
    if not (instance.has("inference") and instance.has("fleet")):
        raise ValueError("pools need the families inference and fleet")
    return {
        way: instance.replace(
            services=tuple(
                service.model_copy(update={"serving": "" if way == FREE else way})
                for service in instance.services
            )
        )
        for way in (FREE, *FORCED)
    }


def compare_ways(instance: Instance, results: Mapping[str, Result]) -> ServingSaving:
    """The comparison of results of :func:`ways_of`, by the same names."""
    plan = results[FREE].plan
    return ServingSaving(results, {} if plan is None else _disaggregated_share(plan, instance))


def _disaggregated_share(plan: Plan, instance: Instance) -> dict[str, float]:
    """Share of the requests of all years that are served on split pools, by service."""
    years = {period.start_year: period.length_years for period in instance.periods}
    share = {name: h.hours_share for name, h in instance.time_slice.items()}
    total: dict[str, float] = {}
    split: dict[str, float] = {}
    for row in plan.tables["volumes"].to_dict("records"):
        service, weight = row["service"], years[row["period"]] * share[row["slice"]]
        total[service] = total.get(service, 0.0) + weight * row["requests_per_s"]
        split[service] = split.get(service, 0.0) + weight * row["disaggregated_requests_per_s"]
    return {service: split[service] / served for service, served in total.items() if served > 0}
