"""The explanation of a plan: what is left undone and why, what limits are worth, why not a site."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from planner.instance import Instance
from planner.plan.binding import BindingLimit, binding_limits
from planner.plan.core import Plan

from .changes import SERVED, Changes, dropped_run_flips, for_demand, for_run
from .flips import flip_usd_per_mtoken
from .held import Held, NoPrices, hold
from .missing import MissingDemand, MissingRun, missing_demand, missing_runs
from .obstacles import demand_obstacles, run_obstacles
from .rates import LimitWorth, limit_worths
from .shifts import Shift, shifts
from .sites import WhyNotSite, why_not_site
from .what_if import Interval, Resolver

FORMAT = "campus-edge explanation 1"
MOST = 10
"""Spans of unserved demand that are explained one by one."""

PRICES_S = 600.0
"""Wall time at most of the linear program that gives prices, s."""

IN_PARTS = "served with the same choices if halls and modules could be had in parts"
"""What stands in the way of demand that only whole modules leave unserved."""


class NothingToExplain(ValueError):
    """What was asked about is not in the plan; the message says what is."""


@dataclass(frozen=True)
class RunExplained:
    """A run that is dropped or late.

    Attributes:
        missing: what is missing and what it costs.
        obstacles: rules in the way, in words.
        flips_musd: price of dropping it, M$, from which it is placed, infinite when no price can do it; None
            when it is late or there was no time.
        changes: single changes that would have it placed, or in time.
    """

    missing: MissingRun
    obstacles: tuple[str, ...]
    flips_musd: Interval | None
    changes: Changes


@dataclass(frozen=True)
class DemandExplained:
    """Demand that is not served.

    Attributes:
        missing: what is missing and what it costs.
        obstacles: rules in the way, in words.
        flips_usd_per_mtoken: price of a million unserved tokens from which the first of it is served, by
            year, with the plan's choices held; None where no open site may serve it or all is served.
        price_usd_per_mtoken: price of a million unserved tokens of the service in the instance.
        changes: single changes that would have it served.
    """

    missing: MissingDemand
    obstacles: tuple[str, ...]
    price_usd_per_mtoken: float
    flips_usd_per_mtoken: dict[int, float | None]
    changes: Changes


@dataclass(frozen=True)
class Explanation:
    """Why a plan is as it is.

    Attributes:
        instance: name of the instance.
        cost_musd: what the plan costs, M$.
        gap_musd: how far from least cost it can be, M$.
        is_locked: True when it keeps decisions of another plan; the gap is then against plans that keep them.
        held_musd: cost with openings, connections, runs and their sites as in the plan, and modules
            counted in parts; None where that was not solved.
        no_prices: why there are no rates, or "".
        runs: runs dropped or late.
        demand: demand not served, the dearest first.
        demand_spans: how many spans of unserved demand there are.
        demand_musd: what all of them cost, M$.
        limits: what limits are worth; None when not asked for.
        shifts: what round steps are worth; None when not asked for.
        site: why not a site; None when not asked for.
        solves: re-solves made.
    """

    instance: str
    cost_musd: float
    gap_musd: float
    is_locked: bool
    held_musd: float | None
    no_prices: str
    runs: tuple[RunExplained, ...] = ()
    demand: tuple[DemandExplained, ...] = ()
    demand_spans: int = 0
    demand_musd: float = 0.0
    limits: tuple[LimitWorth, ...] | None = None
    shifts: tuple[Shift, ...] | None = None
    site: WhyNotSite | None = None
    solves: int = 0

    def as_json(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {"format": FORMAT, **_plain(asdict(self))}


@dataclass(frozen=True)
class Question:
    """What to explain; without any of it, everything that the plan leaves undone.

    Attributes:
        run: only this run.
        site: why not this site.
        service: only unserved demand of this service.
        metro: only unserved demand of this metro.
        year: only unserved demand of the period that starts in this year.
        limits: what limits are worth.
    """

    run: str | None = None
    site: str | None = None
    service: str | None = None
    metro: str | None = None
    year: int | None = None
    limits: bool = False

    @property
    def about_demand(self) -> bool:
        """Whether demand is asked about."""
        return any(x is not None for x in (self.service, self.metro, self.year))

    @property
    def about_all(self) -> bool:
        """Whether nothing is asked about in particular."""
        return not (self.about_demand or self.limits or self.run or self.site)


def explain(
    plan: Plan, instance: Instance, question: Question | None = None, *, time_limit_s: float = 60.0
) -> Explanation:
    """Explain a plan by what binds in it, by its prices and by re-solving it with one thing changed.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
        question: what to explain.
        time_limit_s: wall time for re-solves, s; the linear program that gives prices comes first and
            is not counted.

    Raises:
        NothingToExplain: no such run, service, metro or period.
        NotASite: the site is unknown or in the plan.
    """
    asked = question or Question()
    _known(instance, asked)
    binding = binding_limits(plan, instance)
    runs = missing_runs(plan, instance)
    demand = missing_demand(plan, instance)
    if asked.run:
        runs = tuple(item for item in runs if item.run == asked.run)
        if not runs:
            raise NothingToExplain(f"the plan places {asked.run} at its earliest start")
    if asked.about_demand:
        demand = tuple(item for item in demand if _matches(asked, item))
        if not demand:
            raise NothingToExplain("the plan serves all of the demand that was asked about")
    show_runs, show_demand = (
        asked.about_all or bool(asked.run),
        asked.about_all or asked.about_demand,
    )
    held, no_prices = None, ""
    if asked.limits or (show_demand and demand):
        try:
            held = hold(plan, instance, PRICES_S)
        except NoPrices as error:
            no_prices = str(error)
    resolver = Resolver(plan, instance, time_limit_s)
    site = why_not_site(resolver, asked.site) if asked.site else None
    explained_runs = tuple(_run(resolver, binding, run) for run in runs) if show_runs else ()
    shown = demand[:MOST] if show_demand else ()
    explained = []
    for number, item in enumerate(shown):
        part = resolver.part(len(shown) - number)
        explained.append(_demand(part, held, binding, item))
        resolver.solves += part.solves
    worths = steps = None
    if asked.limits:
        worths = limit_worths(held, instance) if held is not None else ()
        steps = shifts(resolver, held, binding) if held is not None else ()
    return Explanation(
        instance=plan.manifest.instance,
        cost_musd=plan.manifest.objective_musd,
        gap_musd=plan.manifest.gap_musd,
        is_locked=bool(plan.manifest.locks_sha256),
        held_musd=None if held is None else held.objective_musd,
        no_prices=no_prices,
        runs=explained_runs,
        demand=tuple(explained),
        demand_spans=len(demand) if show_demand else 0,
        demand_musd=sum(item.musd for item in demand) if show_demand else 0.0,
        limits=worths,
        shifts=steps,
        site=site,
        solves=resolver.solves,
    )


def _known(instance: Instance, asked: Question) -> None:
    for what, name, names in (
        ("run", asked.run, instance.run),
        ("service", asked.service, instance.service),
        ("metro", asked.metro, instance.metro),
        ("period that starts in", asked.year, instance.period),
    ):
        if name is not None and name not in names:
            raise NothingToExplain(f"the plan's instance has no {what} {name}")


def _matches(asked: Question, demand: MissingDemand) -> bool:
    return (
        asked.service in (None, demand.service)
        and asked.metro in (None, demand.metro)
        and (asked.year is None or asked.year in demand.years)
    )


def _run(
    resolver: Resolver, binding: Collection[BindingLimit], missing: MissingRun
) -> RunExplained:
    dropped = missing.status == "dropped"
    return RunExplained(
        missing=missing,
        obstacles=run_obstacles(resolver.plan, resolver.instance, binding, missing.run),
        flips_musd=dropped_run_flips(resolver, missing) if dropped else None,
        changes=for_run(resolver, binding, missing),
    )


def _demand(
    resolver: Resolver,
    held: Held | None,
    binding: Collection[BindingLimit],
    missing: MissingDemand,
) -> DemandExplained:
    instance = resolver.instance
    place = (missing.service, missing.metro)
    price = instance.service[missing.service].unserved_usd_per_mtoken or 0.0
    obstacles = demand_obstacles(resolver.plan, instance, binding, place, missing.years)
    if held is not None and all(held.unserved(*place, y) <= SERVED for y in missing.years):
        return DemandExplained(missing, (*obstacles, IN_PARTS), price, {}, Changes((), (), ()))
    return DemandExplained(
        missing=missing,
        obstacles=obstacles,
        price_usd_per_mtoken=price,
        flips_usd_per_mtoken={} if held is None else flip_usd_per_mtoken(held, instance, missing),
        changes=for_demand(resolver, held, binding, missing),
    )


def _plain(value: Any) -> Any:
    """Values that JSON has: an unknown end of an interval is null."""
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value in (float("inf"), -float("inf")):
        return None
    return value
