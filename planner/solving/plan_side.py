"""The plan side of the search for large models: training by a dive, halls rounded, every metro routed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
import pyomo.environ as pyo

from planner.instance import Instance

from .backbone_rounding import lit_up, whole_hubs
from .columns import Columns, Key
from .dive import FULL, Choice, TrainingDive
from .dual_bound import dual_bound
from .handover import Array, Problem
from .highs import Ending, Outcome, run_highs
from .merged_model import Merged
from .neighbourhoods.choosing import Choosing
from .neighbourhoods.diving import Dive
from .neighbourhoods.parts import Parts
from .neighbourhoods.search import NeighbourhoodSearch
from .pricing import too_dear
from .proof import proof_of
from .rounding import ALL_UP, trimmed_integers, whole_integers
from .routing import routed, spread
from .search import Clock

PAIRS_OF_SITES = ("run_rtt",)
"""Rows that add next to nothing to the bound and double the first relaxation's time, but guide the dive."""

INTERIOR: dict[str, Any] = {"solver": "ipm", "run_crossover": "off"}
"""Interior point without crossover: by far the fastest for these relaxations."""

ROUGHLY: dict[str, Any] = {"ipm_optimality_tolerance": 1e-4}
"""Enough for the first relaxation: its bound comes from the dual values, its point is only looked at."""

HASTE = 4.0
"""With less time left than so many first relaxations, a plan comes first: sites of runs are taken from the
first relaxation itself, and runs that are dropped get other starts only later."""

FIRST_SPARE = 0.02
"""Share of spare halls of the first plan, which comes from the coarse model's routing."""

SPARE_HALLS = 0.01
"""Share of spare halls when halls are rounded from the relaxation over near groups."""

WORTHWHILE = 0.003
"""Share of its cost by which a plan has to get cheaper, with halls in parts, for a dropped run to be placed."""

LAST_ROUTING = 3.0
"""Time kept for the last routing of every metro, in times of the first one."""


class PlanSide:
    """Finds plans of the whole model from relaxations over merged metros.

    Args:
        inst: the instance.
        model: its whole model.
        problem: the whole model's arrays.
        coarse: the model over few groups of metros.
        clock: time, stop signal and reporting.
    """

    def __init__(
        self,
        inst: Instance,
        model: pyo.ConcreteModel,
        problem: Problem,
        coarse: Merged,
        clock: Clock,
    ) -> None:
        self.inst = inst
        self.sets = model.sets
        self.whole = Columns(problem)
        self.coarse = coarse.columns
        self._near = coarse if coarse.is_near else None
        self._groups = coarse.group_of
        self.clock = clock
        self.best: Array | None = None
        self._dive = TrainingDive(inst, model.places, self.coarse, self._relax_coarse)
        self._root: Array | None = None
        self._left_out: frozenset[Key] = frozenset()
        self._training: dict[Key, float] | None = None
        self._plan: Array | None = None
        self._relaxation_seconds = 0.0
        self._routing_seconds = 0.0
        self._in_haste = False

    def first_plan(self) -> None:
        """A bound from the relaxation and, as soon as can be, a plan."""
        self.clock.report("plan side: first relaxation")
        began = self.clock.left()
        with ThreadPoolExecutor(1) as aside:
            # the solver leaves this process's other core, and Python, to the model that is needed next
            aside.submit(lambda: self._fine)
            root = self._first_relaxation()
        self._relaxation_seconds = began - self.clock.left()
        if root.x is None:
            return
        bound = None
        if root.row_dual is not None:
            bound = dual_bound(self._rough, root.row_dual)
            self.clock.proof = proof_of(self.inst, self._groups, self._rough, root.row_dual, bound)
        self.clock.report("plan side: training", None, bound)
        self._root = root.x
        if root.row_dual is not None:
            self._left_out = too_dear(self.coarse.keys, self._rough, root.x, root.row_dual)
        starts = self._dive.largest_starts(root.x)
        self._in_haste = not self.clock.goes_on(HASTE * self._relaxation_seconds)
        point = root.x if self._in_haste else None
        first = self._dive.with_sites(starts, point)
        if first is None:
            return
        in_haste = self._in_haste
        if in_haste:
            self._plan_from(*first)
            self._in_haste = False
        again = self._with_other_starts(starts, *first)
        if again is not None or not in_haste:
            self._plan_from(*(again or first))

    def _with_other_starts(
        self, starts: list[Choice], training: dict[Key, float], point: Array
    ) -> tuple[dict[Key, float], Array] | None:
        """Training decisions with other starts for runs that were dropped, and the relaxation's point."""
        if not self.clock.goes_on():
            return None
        self.clock.report("plan side: other starts of dropped runs")
        return self._dive.with_other_starts(starts, training, point)

    def _plan_from(self, training: dict[Key, float], point: Array) -> None:
        """A plan with these training decisions.

        Where there are few groups of metros the dive's point is rounded at once, since the relaxation
        over all of them takes long; it follows in :meth:`better_plans`.
        """
        self._training = training
        if self._near is None:
            self._round(training, self.coarse, point, FIRST_SPARE)
        else:
            self._complete(training)

    def better_plans(self, at_once: int, keep_seconds: float = 0.0) -> None:
        """Better halls for the first plan's training, then parts of the plan decided anew, in the time left.

        Args:
            at_once: parts that are decided at the same time.
            keep_seconds: time to leave.
        """
        if self._root is None or self._training is None:
            return
        if self._near is None:
            self._complete(self._training)
        keep = LAST_ROUTING * self._routing_seconds + keep_seconds
        if self._plan is None or not self.clock.goes_on(keep):
            return
        fine, group_of = self._fine
        parts = Parts(self.inst, fine, self._left_out)
        self._place_dropped_runs(parts, keep)
        self.clock.report("plan side: parts of the plan anew")
        search = NeighbourhoodSearch(
            fine,
            parts,
            Choosing(self.inst, fine, self._dive.liked_sites(self._root), self.clock.seed),
            self.clock,
            at_once,
            self._take_unrouted,
        )
        self._plan = search.run(self._plan, keep)
        self._take(fine, self._plan, group_of)

    def _place_dropped_runs(self, parts: Parts, keep_seconds: float) -> None:
        """Plans with the runs that were dropped, one by one, at sites that a dive over all of theirs finds.

        Loads of other runs and of inference make room; where and when other runs are stays.
        """
        fine, _ = self._fine
        starts = list(fine.members("training", "start"))
        for w in self.inst.run:
            x = self._plan
            if x is None or any(x[j] > FULL for index, j in starts if index[0] == w):
                continue
            if not self.clock.goes_on(keep_seconds):
                return
            self.clock.report(f"plan side: a place for {w}")
            part = parts.of(self.sets.run_sites[w], [w], x)
            needed = fine.problem.objective(x) * (1 - WORTHWHILE)
            point = Dive(part, needed, self.clock.left() - keep_seconds, self.clock.cancel).run()
            if point is not None:
                changed = x.copy()
                changed[part.free] = point
                self._round(self._training_at(changed), fine, changed, SPARE_HALLS)

    def _training_at(self, x: Array) -> dict[Key, float]:
        """Where and when runs are at a point, by key."""
        fine, _ = self._fine
        decided = np.flatnonzero(fine.of("training", "start", "at") & (x > FULL))
        return {fine.keys[j]: 1.0 for j in decided}

    @cached_property
    def _fine(self) -> tuple[Columns, dict[tuple[str, str], str]]:
        """The model over metros merged by eligible sites, and the group of every metro."""
        near = self._near or Merged.of(self.inst)
        return near.columns, near.group_of

    def _first_relaxation(self) -> Outcome:
        """The coarse problem without its integers and pairs of sites."""
        rough = self._rough
        limits = self.clock.limits()
        return run_highs(rough, limits, cancel=self.clock.cancel, **INTERIOR, **ROUGHLY)

    @cached_property
    def _rough(self) -> Problem:
        coarse = self.coarse.problem
        return coarse.relaxed(coarse.is_integer).without_rows(PAIRS_OF_SITES)

    def _relax_coarse(self, lower: Array, upper: Array) -> Outcome | None:
        problem = self.coarse.problem.relaxed(self.coarse.problem.is_integer)
        problem = self.coarse.without(self._left_out, problem.bounded(lower, upper))
        # interior point may end with a feasible point and no proof: good enough to find plans from
        outcome = run_highs(problem, self.clock.limits(), cancel=self.clock.cancel, **INTERIOR)
        return outcome if outcome.x is not None else None

    def _complete(self, training: dict[Key, float]) -> None:
        """Plans with these training decisions, halls rounded from a relaxation that holds them."""
        if not self.clock.goes_on():
            return
        fine, _ = self._fine
        self.clock.report("plan side: halls and openings")
        outcome = run_highs(
            self._with_training(training), self.clock.limits(), cancel=self.clock.cancel, **INTERIOR
        )
        if outcome.x is not None:
            self._round(training, fine, outcome.x, SPARE_HALLS)

    def _with_training(
        self, training: dict[Key, float], left_out: frozenset[Key] | None = None
    ) -> Problem:
        """The relaxation over metros merged by eligible sites, training (and hubs, if given) fixed."""
        fine, _ = self._fine
        decided = fine.of("training", "start", "at")
        if any(block == "backbone" for block, _, _ in training):
            decided |= fine.of("backbone", "hub")
        problem = fine.without(self._left_out if left_out is None else left_out, fine.problem)
        return problem.fixed(decided, fine.held(training)).relaxed(fine.problem.is_integer)

    def _round(self, training: dict[Key, float], columns: Columns, x: Array, spare: float) -> None:
        """A plan with halls and openings rounded from a relaxation's point, if it is better.

        Corridors are lit by the traffic that the rounded plan has, in whole units only at the end.
        """
        if not self.clock.goes_on():
            return
        fine, group_of = self._fine
        training = training | whole_hubs(columns, x, training)
        lit = fine.of("backbone", "lit_units")

        def held(whole: dict[Key, float]) -> Outcome:
            point = fine.held(whole | training)
            problem = self._with_training(training).fixed(fine.problem.is_integer & ~lit, point)
            return run_highs(problem, self.clock.limits(), cancel=self.clock.cancel, solver="ipm")

        tries = ((spare, False), (spare, True), (ALL_UP, True))
        for share, runs_up in tries[-1:] if self._in_haste else tries:
            whole = whole_integers(self.inst, self.sets, columns, x, share, runs_up=runs_up)
            outcome = held(whole)
            if outcome.ending is not Ending.INFEASIBLE:
                break
        if outcome.ending is Ending.INFEASIBLE:
            training = self._that_fit(training, whole)
            outcome = held(whole)
        if outcome.ending is not Ending.DONE or outcome.x is None:
            return
        lit_units = lit_up(self.inst, fine, outcome.x)
        if self._in_haste or not lit.any():
            self._take(fine, np.where(lit, fine.held(lit_units), outcome.x), group_of)
        used = trimmed_integers(self.inst, self.sets, fine, outcome.x) | training
        used |= lit_units
        # what was too dear with the relaxation's training is not with this one's
        whole_again = self._with_training(training, left_out=frozenset())
        lean = whole_again.fixed(fine.problem.is_integer, fine.held(used))
        outcome = run_highs(lean, self.clock.limits(), cancel=self.clock.cancel, solver="ipm")
        if outcome.ending is Ending.DONE and outcome.x is not None:
            self._take(fine, outcome.x, group_of)

    def _that_fit(self, training: dict[Key, float], whole: dict[Key, float]) -> dict[Key, float]:
        """Training decisions without the runs that halls and the like, once whole, do not hold.

        The relaxation may drop what it likes of every run; one that it does not hold in full is left out.
        """
        fine, _ = self._fine
        decided = fine.of("training", "start", "at") | fine.of("backbone", "hub")
        lit = fine.of("backbone", "lit_units")
        point = fine.held(whole | training)
        held = fine.problem.is_integer & ~lit & ~decided
        lower, upper = fine.problem.col_lower.copy(), fine.problem.col_upper.copy()
        lower[held] = upper[held] = point[held]
        upper[decided] = point[decided]
        problem = fine.problem.relaxed(fine.problem.is_integer).bounded(lower, upper)
        problem = fine.without(self._left_out, problem)
        outcome = run_highs(problem, self.clock.limits(), cancel=self.clock.cancel, solver="ipm")
        x = outcome.x
        if x is None:
            return training
        left_out = {
            index[0]
            for index, j in fine.members("training", "start")
            if training.get(("training", "start", index)) and x[j] < FULL
        }
        if left_out:
            self.clock.report(f"plan side: without {', '.join(sorted(left_out))}")
        return {key: v for key, v in training.items() if key[2][0] not in left_out}

    def _take(self, fine: Columns, x: Array, group_of: dict[tuple[str, str], str]) -> None:
        """Route every metro and keep the plan if it is the best so far."""
        if fine.problem.objective(x) >= self.clock.incumbent:
            return
        began = time.perf_counter()
        point = routed(self.whole, spread(self.whole, fine, x, group_of), self.clock)
        self._routing_seconds = time.perf_counter() - began
        if point is not None and self._keep(point):
            self._plan = x

    def _take_unrouted(self, x: Array) -> None:
        """Keep a plan in which every metro takes its group's shares, if it is the best so far."""
        fine, group_of = self._fine
        self._keep(spread(self.whole, fine, x, group_of))

    def _keep(self, point: Array) -> bool:
        """Keep a point of the whole model if it is the best so far, and say whether it is."""
        objective = self.whole.problem.objective(point)
        if objective >= self.clock.incumbent:
            return False
        self.best = point
        if self.clock.on_point is not None:
            self.clock.on_point(point)
        self.clock.report("plan side: better plan", objective)
        return True
