"""The relations: each takes a random instance and says what does not hold, or that nothing does."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import planner
from benchmarks.oracle import money
from planner.instance import Instance
from planner.models import build_model
from planner.plan.core import Plan, StoppedBy
from planner.solving.handover import compile_model
from planner.solving.highs import Limits, run_highs
from tests.models.wild import wild

from .changes import (
    limits_moved,
    money_scaled,
    names_turned_round,
    renamed,
    shuffled,
    twice,
    widened,
)
from .halves import in_halves, with_long_periods

CLOSE = 1e-6
"""Share of a cost, and M$, by which two costs that have to be the same may differ."""

LOCKED = 2e-5
"""The same where decisions are locked: a lock holds to within 1e-6 of its value and of the model's unit."""

GAP = 1e-8
"""Gap asked for."""

PROVEN = 1e-7
"""Gap up to which a plan counts as the least-cost one; rounding may leave more than what was asked for."""

SECONDS = 30.0
INFEASIBLE = math.inf


@dataclass
class Case:
    """A random instance with its least cost."""

    seed: int

    @cached_property
    def instance(self) -> Instance:
        """The instance of the seed."""
        return wild(self.seed)

    @cached_property
    def draw(self) -> random.Random:
        """Random choices of the seed, the same on every machine."""
        return random.Random(self.seed)

    @cached_property
    def plan(self) -> Plan:
        """Its least-cost plan."""
        plan = solved(self.instance)
        if plan is None:
            raise NotSolved(f"seed {self.seed} has no plan")
        return plan

    @cached_property
    def musd(self) -> float:
        """Its least cost."""
        return self.plan.manifest.objective_musd


Check = Callable[[Case], Iterator[str]]


class NotSolved(Exception):
    """No least-cost plan was found of an instance that has one."""


def solved(instance: Instance, **options: Any) -> Plan | None:
    """The least-cost plan of an instance; None when no plan is possible.

    Raises:
        NotSolved: the search failed, or ended without the proof that its plan is the least-cost one.
    """
    asked: dict[str, Any] = {"gap": GAP, "threads": 1, "time_limit_s": SECONDS} | options
    result = planner.solve(instance, **asked)
    if result.plan is None:
        if result.stopped_by is not StoppedBy.INFEASIBLE:
            raise NotSolved(result.message)
        return None
    if result.plan.manifest.gap > PROVEN:
        raise NotSolved(result.message)
    return result.plan


def cost(instance: Instance, **options: Any) -> float:
    """The least cost of an instance, infinite when no plan is possible."""
    plan = solved(instance, **options)
    return INFEASIBLE if plan is None else plan.manifest.objective_musd


def _same(what: str, musd: float, should: float, close: float = CLOSE) -> Iterator[str]:
    if musd != should and not abs(musd - should) <= close * (1 + abs(should)):
        yield f"{what}: costs {musd:.9g}, should cost {should:.9g}"


def _no_more(what: str, less: float, more: float) -> Iterator[str]:
    if not less <= more + CLOSE * (1 + abs(less)):
        yield f"{what}: costs {less:.9g}, should cost at most {more:.9g}"


def order_of_rows(case: Case) -> Iterator[str]:
    """Rows in another order cost the same."""
    yield from _same("rows shuffled", cost(shuffled(case.instance, case.draw)), case.musd)


def other_names(case: Case) -> Iterator[str]:
    """Sites, metros, services, runs and products that sort the other way round cost the same."""
    other = renamed(case.instance, names_turned_round(case.instance))
    yield from _same("renamed", cost(other), case.musd)


def other_currency(case: Case) -> Iterator[str]:
    """Costs times k give k times the cost."""
    factor = case.draw.choice((0.25, 3.0, 40.0))
    yield from _same(
        f"money times {factor:g}", cost(money_scaled(case.instance, factor)), factor * case.musd
    )


def dominated_site(case: Case) -> Iterator[str]:
    """A site as good as another that costs more to open than the whole plan changes nothing."""
    site = case.draw.choice([s for s in case.instance.sites if s.status != "excluded"])
    update = {
        "site": "dear", "status": "candidate", "campus_group": "dear",
        "opening_musd": 1000 * (1 + case.musd), "opening_life_years": 3.0,
    }  # fmt: skip
    other = case.instance.replace(sites=(*case.instance.sites, site.model_copy(update=update)))
    yield from _same("a dear site more", cost(other), case.musd)


WIDTHS: tuple[tuple[str, str], ...] = (
    ("sites", "max_facility_mw"),
    ("sites", "max_requests_per_s"),
    ("sites", "water_m3_per_year"),
    ("sites", "land_ha"),
    ("accelerator_supply", "units"),
    ("power_supply", "mw"),
    ("site_power", "max_mw"),
    ("energisation_steps", "cumulative_mw"),
    ("services", "max_network_ms"),
    ("training_runs", "max_rtt_ms"),
    ("cooling", "max_rack_kw"),
    ("lease_offers", "it_mw"),
    ("rental_offers", "units"),
    ("corridors", "existing_gbps"),
)
"""Limits that a larger number widens. Land costs nothing here."""


def wider_limits(case: Case) -> Iterator[str]:
    """A limit relaxed never raises the cost, and tightened never lowers it."""
    inst = case.instance
    used = [(t, c) for t, c in WIDTHS if any(getattr(row, c) for row in getattr(inst, t))]
    table, column = case.draw.choice(used)
    wide, tight = widened(inst, table, column, 1.4), widened(inst, table, column, 0.7)
    yield from _no_more(f"{table}.{column} times 1.4", cost(wide), case.musd)
    yield from _no_more(f"base against {table}.{column} times 0.7", case.musd, cost(tight))


def wider_settings(case: Case) -> Iterator[str]:
    """The campus cap, rows of limits and runs over more sites: relaxed, they never raise the cost."""
    inst = case.instance
    cap = inst.settings.model_copy(update={"campus_cap_mw": 1.5 * inst.settings.campus_cap_mw})
    more_sites = tuple(
        run.model_copy(update={"max_sites": run.max_sites + 1}) for run in inst.training_runs
    )
    yield from _no_more("a wider campus cap", cost(inst.replace(settings=cap)), case.musd)
    if inst.training_runs:
        split = cost(inst.replace(training_runs=more_sites))
        yield from _no_more("runs over one more site", split, case.musd)
    if inst.limits:
        yield from _no_more("wider limits", cost(limits_moved(inst, 1.3)), case.musd)
        yield from _no_more("base against tighter limits", case.musd, cost(limits_moved(inst, 0.7)))


def nothing_asked(case: Case) -> Iterator[str]:
    """Without demand, runs and units that stand, what is left is fixed: sites, plant, charges."""
    inst = case.instance
    idle = inst.replace(
        demand=tuple(row.model_copy(update={"requests_per_s": 0.0}) for row in inst.demand),
        training_runs=tuple(
            run.model_copy(update={"dropped_musd": 0.0}) for run in inst.training_runs
        ),
        existing_assets=tuple(a for a in inst.existing_assets if a.family != "accelerator"),
    )
    should = sum(_fixed_musd(idle, site) for site in idle.sites)
    for asset in idle.existing_assets:
        yearly = asset.remaining_charge_musd_per_year
        if asset.family == "power":
            upkeep = idle.power_option[asset.item].fixed_usd_per_kw_year
            yearly += (asset.mw or 0.0) * upkeep / 1000
        for y in idle.periods:
            should += yearly * money.yearly(idle, y) * money.stands(idle, asset, y)
    yield from _same("nothing asked", cost(idle), should)


def _fixed_musd(instance: Instance, site: Any) -> float:
    """What a site costs that need not but may have to be open."""
    years = [
        y
        for y in instance.periods
        if site.status == "existing"
        or (
            site.status == "forced"
            and (site.earliest_year is None or y.start_year >= site.earliest_year)
        )
    ]
    musd: float = sum(site.fixed_musd_per_year * money.yearly(instance, y) for y in years)
    if years and site.status == "forced":
        once = site.opening_musd + (site.land_ha or 0.0) * site.land_usd_per_ha / 1e6
        musd += once * money.order(instance, years[0], 0.0, site.opening_life_years)
    return musd


def two_copies(case: Case) -> Iterator[str]:
    """Two copies with nothing in common cost twice; with runs, which may mix them, no more than that."""
    inst = case.instance
    inst = inst.replace(limits=tuple(r for r in inst.limits if r.limit != "vendor_share"))
    both, one = cost(twice(inst)), cost(inst)
    if inst.training_runs:
        yield from _no_more("two copies", both, 2 * one)
    else:
        yield from _same("two copies", both, 2 * one)


def integers_fixed(case: Case) -> Iterator[str]:
    """The integers found, fixed, and the rest solved again cost the same."""
    problem = compile_model(build_model(case.instance))
    limits = Limits(seconds=SECONDS, gap=GAP, threads=1, seed=0)
    whole = run_highs(problem, limits)
    if whole.x is None:
        raise NotSolved(whole.status)
    fixed = problem.relaxed(problem.is_integer).fixed(problem.is_integer, whole.x.round())
    yield from _same("integers fixed", run_highs(fixed, limits).objective, case.musd)


def site_forbidden(case: Case) -> Iterator[str]:
    """A site that the plan opened, forbidden, never lowers the cost."""
    inst, sites = case.instance, case.plan.tables["sites"]
    opened = set(sites[sites["open"] > 0.5]["site"])
    chosen = [s.site for s in inst.sites if s.status == "candidate" and s.site in opened]
    for name in chosen[:1]:
        without = tuple(
            s.model_copy(update={"status": "excluded"}) if s.site == name else s for s in inst.sites
        )
        offers = {
            table: tuple(o for o in getattr(inst, table) if o.site != name)
            for table in ("lease_offers", "rental_offers")
        }
        forbidden = cost(inst.replace(sites=without, **offers))
        yield from _no_more(f"base against {name} forbidden", case.musd, forbidden)


def periods_in_halves(case: Case) -> Iterator[str]:
    """Every period split in two, with the orders locked where they were, costs the same."""
    inst = with_long_periods(case.instance)
    plan = solved(inst)
    if plan is not None:
        halves = cost(in_halves(inst, plan))
        yield from _same("halves", halves, plan.manifest.objective_musd, LOCKED)


def solver_settings(case: Case) -> Iterator[str]:
    """Another seed, two threads and no presolve give the same cost."""
    yield from _same("seed 7", cost(case.instance, seed=7), case.musd)
    yield from _same("two threads", cost(case.instance, threads=2), case.musd)
    problem = compile_model(build_model(case.instance))
    limits = Limits(seconds=SECONDS, gap=GAP, threads=1, seed=0)
    plain = run_highs(problem, limits, presolve="off")
    yield from _same("no presolve", plain.objective, case.musd)


def more_time(case: Case) -> Iterator[str]:
    """A longer time limit never gives a worse plan, nor a worse bound."""
    before, bound = INFEASIBLE, -math.inf
    for seconds in (0.05, 0.5, SECONDS):
        result = planner.solve(case.instance, gap=GAP, threads=1, time_limit_s=seconds)
        if result.plan is not None:
            musd = result.plan.manifest.objective_musd
            yield from _no_more(f"{seconds:g} s against less", musd, before)
            yield from _no_more(f"the bound after {seconds:g} s", bound, musd)
            before = musd
        bound = max(bound, -math.inf if result.bound_musd is None else result.bound_musd)
    yield from _same(f"{SECONDS:g} s", before, case.musd)


def broken(check: Check, seed: int) -> list[str]:
    """What of a relation does not hold for the instance of a seed, in words."""
    try:
        return list(check(Case(seed)))
    except NotSolved as error:
        return [str(error)]


RELATIONS: tuple[Check, ...] = (
    order_of_rows,
    other_names,
    other_currency,
    dominated_site,
    wider_limits,
    wider_settings,
    nothing_asked,
    two_copies,
    integers_fixed,
    site_forbidden,
    periods_in_halves,
    solver_settings,
    more_time,
)
