"""Training decisions from relaxations: starts first, then sites.

A heuristic of the plan side. It only ever forbids starts and sites, so that every relaxation on the way
has a solution as long as runs may be dropped; what cannot be held in the end is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from planner.instance import Instance, Period
from planner.instance.schema import TrainingRun
from planner.models import timing
from planner.models.placement import Placements

from .columns import Columns, Key
from .handover import Array
from .highs import Outcome

Relax = Callable[[Array, Array], Outcome | None]
"""Solves the relaxation under column bounds (lower, upper); None when there is no solution in time."""

DUST = 0.01
"""Share of a run below which its load at a site comes from the relaxation's interior point only."""

SEEDS = 8
"""Sites from which a run's set of sites is tried to be made."""

ROOM = 1.5
"""Room that the sites left to a run have, in times of what it needs: the relaxation chooses among them."""

FULL = 1 - 1e-5
"""A run whose start is below this in the last relaxation does not fit and is dropped."""


@dataclass(frozen=True)
class Choice:
    """Start year and product that a run is given."""

    run: TrainingRun
    start_year: int
    product: str


def in_time(choices: list[Choice]) -> list[Choice]:
    """Choices in the order of time."""
    return sorted(choices, key=lambda c: (c.start_year, c.run.earliest_year, c.run.run))


class TrainingDive:
    """Rounds the training family of a model, step by step, with a relaxation after each.

    Args:
        inst: the instance.
        places: its derived training data.
        columns: columns of the problem that `relax` solves.
        relax: solves that problem's relaxation under other column bounds.
    """

    def __init__(self, inst: Instance, places: Placements, columns: Columns, relax: Relax) -> None:
        self._inst = inst
        self._places = places
        self._columns = columns
        self._relax = relax
        self._starts = list(columns.members("training", "start"))

    def largest_starts(self, x: Array) -> list[Choice]:
        """The largest start of each run in a relaxation's point, in the order of time."""
        best: dict[str, tuple[float, tuple[str, int, str]]] = {}
        for at, j in self._starts:
            if x[j] > best.get(at[0], (1e-6, at))[0]:
                best[at[0]] = (float(x[j]), at)
        choices = [Choice(self._inst.run[w], t, g) for _, (w, t, g) in best.values()]
        return in_time(choices)

    def with_sites(
        self, choices: list[Choice], point: Array | None = None
    ) -> tuple[dict[Key, float], Array] | None:
        """Values of `start` and `at` by key, and the relaxation's point; None when time ran out.

        Args:
            choices: start of each run, in the order of time.
            point: where sites are looked for; a relaxation with these starts when not given.
        """
        lower, upper = self._bounds(choices)
        point = self._point(lower, upper) if point is None else point
        if point is None:
            return None
        for choice in choices:
            self._keep_to(choice, self._choose_sites(choice, point), point, lower, upper)
        point = self._point(lower, upper)
        return None if point is None else (self._decided(choices, point), point)

    def _point(self, lower: Array, upper: Array) -> Array | None:
        outcome = self._relax(lower, upper)
        return None if outcome is None else outcome.x

    def with_other_starts(
        self, choices: list[Choice], decided: dict[Key, float], x: Array
    ) -> tuple[dict[Key, float], Array] | None:
        """Other starts for the runs that were dropped, the others where they are; None without any.

        Args:
            choices: start of each run with which they were dropped.
            decided: what :meth:`with_sites` made of them.
            x: the relaxation's point that came with it.
        """
        placed = {index[0] for _, name, index in decided if name == "start"}
        missed = {c.run.run for c in choices} - placed
        kept = [c for c in choices if c.run.run in placed]
        lower, upper = self._bounds(kept)
        tried = {(c.run.run, c.start_year, c.product) for c in choices if c.run.run in missed}
        for at, j in self._starts:
            if at[0] in missed and at not in tried:
                upper[j] = self._columns.problem.col_upper[j]
        for choice in kept:
            at_run = [i[1] for _, n, i in decided if n == "at" and i[0] == choice.run.run]
            self._keep_to(choice, at_run, x, lower, upper)
        free = self._relax(lower, upper) if missed else None
        if free is None or free.x is None:
            return None
        others = [c for c in self.largest_starts(free.x) if c.run.run in missed]
        for other in others:
            self._keep_to(other, self._choose_sites(other, free.x), free.x, lower, upper)
            for at, j in self._starts:
                if at[0] == other.run.run and at[1:] != (other.start_year, other.product):
                    upper[j] = lower[j]
        outcome = self._relax(lower, upper) if others else None
        if outcome is None or outcome.x is None:
            return None
        return self._decided(in_time(kept + others), outcome.x), outcome.x

    def _keep_to(
        self, choice: Choice, sites: list[str], x: Array, lower: Array, upper: Array
    ) -> None:
        """Leave a run no other sites, and one hub among them."""
        for s in self._places.sets.run_sites[choice.run.run]:
            j = self._columns.find("training", "at", (choice.run.run, s))
            if j is not None and s not in sites:
                upper[j] = lower[j]
        self._choose_hub(choice, sites, x, upper)

    def _bounds(self, choices: list[Choice]) -> tuple[Array, Array]:
        """Column bounds under which each run can only have its start."""
        problem = self._columns.problem
        lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
        chosen = {(c.run.run, c.start_year, c.product) for c in choices}
        for at, j in self._starts:
            if at not in chosen:
                upper[j] = lower[j]
        return lower, upper

    def _choose_hub(self, choice: Choice, sites: list[str], x: Array, upper: Array) -> None:
        """Leave a run one hub, that of its sites which is most of it in the relaxation.

        Part of a hub keeps part of its traffic, so only now does the relaxation send all of it; a run whose
        traffic finds no way in time is held in part and dropped in the end.
        """
        hubs = {s: j for (w, s), j in self._hubs if w == choice.run.run}
        able = [s for s in sites if s in hubs and self._load_mw(choice, s, x) > 0]
        if not able:
            return
        hub = max(able, key=lambda s: float(x[hubs[s]]))
        for s, j in hubs.items():
            if s != hub:
                upper[j] = 0.0

    @cached_property
    def _hubs(self) -> list[tuple[tuple[str, str], int]]:
        """(run, site) and column of every possible hub."""
        return list(self._columns.members("backbone", "hub"))

    def _choose_sites(self, choice: Choice, x: Array) -> list[str]:
        """Some sites with room for a run in the relaxation, those with most of it there.

        Sites between which the run's traffic finds a way, near enough to each other: greedily from each of
        the sites that have most of the run, of which the set with most of it is taken.
        """
        run = choice.run
        load = {s: self._load_mw(choice, s, x) for s in self._places.sets.run_sites[run.run]}
        room = {s: max(mw, self._room_mw(choice, s, x) + mw) for s, mw in load.items()}
        able = [s for s in load if self._cap_mw(choice, s) > 0 and room[s] >= run.min_site_it_mw]
        able.sort(key=lambda s: (-load[s], -room[s], s))
        start = self._inst.period[choice.start_year]
        best: tuple[tuple[bool, float], list[str]] = ((False, -1.0), [])
        for island in self._places.islands(run, start):
            members = [s for s in able if s in island]
            for seed in members[:SEEDS]:
                chosen, enough = self._around(choice, seed, members, room)
                worth = (enough, sum(load[s] for s in chosen))
                if worth > best[0]:
                    best = (worth, chosen)
        return best[1]

    def _around(
        self, choice: Choice, seed: str, members: list[str], room: dict[str, float]
    ) -> tuple[list[str], bool]:
        """A site and others, in their order, until they have room to choose; whether they do."""
        run = choice.run
        kw = self._inst.accelerator[choice.product].kw_per_unit
        rate = self._places.rate(run.run, choice.product)
        unsplit_mw = self._places.need_kh100e[run.run] / rate * kw
        chosen: list[str] = []
        total = 0.0
        for s in (seed, *(s for s in members if s != seed)):
            if len(chosen) == run.max_sites:
                break
            if any(self._places.apart(run, s, other) for other in chosen):
                continue
            chosen.append(s)
            total += min(room[s], self._cap_mw(choice, s))
            if total >= ROOM * unsplit_mw * (1 + run.split_loss * (len(chosen) - 1)):
                return chosen, True
        return chosen, False

    def _decided(self, choices: list[Choice], x: Array) -> dict[Key, float]:
        """Whole starts and sites; a run that the relaxation holds only in part is dropped."""
        decided: dict[Key, float] = {}
        for choice in choices:
            at = (choice.run.run, choice.start_year, choice.product)
            j = self._columns.find("training", "start", at)
            if j is None or x[j] < FULL:
                continue
            decided["training", "start", at] = 1.0
            for s in self._worth_keeping(choice, x):
                decided["training", "at", (choice.run.run, s)] = 1.0
        return decided

    def _worth_keeping(self, choice: Choice, x: Array) -> list[str]:
        """Sites with more than an interior point's dust of the run's load."""
        load = {s: self._load_mw(choice, s, x) for s in self._places.sets.run_sites[choice.run.run]}
        return [s for s, mw in load.items() if mw >= DUST * sum(load.values()) > 0]

    def _cap_mw(self, choice: Choice, site: str) -> float:
        at = (choice.run.run, choice.start_year, site, choice.product)
        return self._places.caps_mw.get(at, 0.0)

    def liked_sites(self, x: Array) -> dict[str, list[str]]:
        """Sites of every run in a relaxation's point, those with most of it first."""
        load: dict[str, dict[str, float]] = {}
        for (w, _, s, g), j in self._columns.members("training", "run_kunits"):
            at_sites = load.setdefault(w, {})
            mw = float(x[j]) * self._inst.accelerator[g].kw_per_unit
            at_sites[s] = at_sites.get(s, 0.0) + mw
        return {
            w: [s for s in sorted(mw, key=lambda s: (-mw[s], s)) if mw[s] > DUST * sum(mw.values())]
            for w, mw in load.items()
        }

    def _load_mw(self, choice: Choice, site: str, x: Array) -> float:
        at = (choice.run.run, choice.start_year, site, choice.product)
        j = self._columns.find("training", "run_kunits", at)
        return (
            0.0 if j is None else float(x[j]) * self._inst.accelerator[choice.product].kw_per_unit
        )

    def _room_mw(self, choice: Choice, site: str, x: Array) -> float:
        """IT load at the site that no run uses, in the run's fullest period.

        Of the run's own product while no more of it can be had, of all products once it can be ordered:
        then what stands there can be this product instead.
        """
        g, inst = choice.product, self._inst
        start = inst.period[choice.start_year]
        lead = inst.accelerator[g].order_lead_years
        can_be_had = any(
            year + lead <= choice.start_year
            for product, year in self._places.sets.order_periods
            if product == g
        )
        products = list(inst.accelerator) if can_be_had else [g]
        return max(
            0.0,
            min(
                sum(self._free_mw(site, product, y, x) for product in products)
                for y in self._places.occupied(choice.run, start)
            ),
        )

    def _free_mw(self, site: str, g: str, y: Period, x: Array) -> float:
        """IT load of a product's units at a site that runs do not use."""
        product = self._inst.accelerator[g]
        j = self._columns.find("fleet", "installed_kunits", (site, g, y.start_year))
        installed = 0.0 if j is None else float(x[j])
        used = sum(share * float(x[j]) for share, j in self._used.get((site, g, y.start_year), ()))
        return (product.availability * installed - used) * product.kw_per_unit

    @cached_property
    def _used(self) -> dict[tuple[str, str, int], list[tuple[float, int]]]:
        """(share of the period, column) of units held by runs, by (site, product, period)."""
        used: dict[tuple[str, str, int], list[tuple[float, int]]] = {}
        begun = self._inst.period
        for (w, t, s, g), j in self._columns.members("training", "run_kunits"):
            for y in self._places.occupied(self._inst.run[w], begun[t]):
                share = timing.overlap(begun[t], self._inst.run[w].duration_years, y)
                used.setdefault((s, g, y.start_year), []).append((share, j))
        return used
