"""Which parts of a plan are decided anew: some runs with sites that they like, or sites near each other."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from planner.instance import Instance
from planner.instance.geography import fibre_km
from planner.solving.columns import Columns
from planner.solving.handover import Array

SITES = 6
"""Sites of a part in which no run is moved."""

MOST_SITES = 14
"""Sites of a part in which runs are moved."""

LIKED = 4
"""Sites of a run in the relaxation that are offered to it besides its own, at most."""

TRAINING_FIRST = 3
"""Of so many parts one is of sites only."""


@dataclass(frozen=True)
class Choice:
    """A part of a plan.

    Attributes:
        sites: its sites.
        runs: runs that may start otherwise; none where only sites are decided.
    """

    sites: frozenset[str]
    runs: frozenset[str]


class Choosing:
    """Draws parts of plans.

    Args:
        inst: the instance.
        columns: columns of the problem whose plans these are.
        liked: sites of every run in the relaxation, those with most of it first.
        seed: seed of the choices.
    """

    def __init__(
        self, inst: Instance, columns: Columns, liked: Mapping[str, Sequence[str]], seed: int
    ) -> None:
        self._liked = liked
        self._random = random.Random(seed)
        self._at = list(columns.members("training", "at"))
        self._runs = sorted(inst.run)
        km = np.nan_to_num(fibre_km(inst.settings, inst.sites, inst.sites))
        names = [site.site for site in inst.sites]
        self._nearest = {s: [names[n] for n in np.argsort(km[i])] for i, s in enumerate(names)}
        self._drawn = 0
        self._often: Counter[frozenset[str]] = Counter()

    def draw(self, x: Array, busy: frozenset[str]) -> Choice | None:
        """A part that has no site of others; None when there is none.

        Args:
            x: the plan.
            busy: sites that are part of something else at the moment.
        """
        self._drawn += 1
        if self._drawn % TRAINING_FIRST:
            choice = self._of_runs(x, busy)
            if choice is not None:
                return choice
        return self._of_sites(busy)

    def _of_runs(self, x: Array, busy: frozenset[str]) -> Choice | None:
        """One or two runs, one that is not placed if there is one, of those that were moved least often."""
        placed = self._sites_of_runs(x)
        wishes = {w: self._wishes(w, placed.get(w, frozenset())) for w in self._runs}
        groups = [*combinations(self._runs, 2), *((w,) for w in self._runs)]
        self._random.shuffle(groups)
        best: tuple[tuple[int, bool, int], Choice] | None = None
        for runs in groups:
            own = frozenset[str]().union(*(placed.get(w, frozenset()) for w in runs))
            sites = own.union(*(wishes[w] for w in runs)) - (busy - own)
            if not sites or own & busy or len(sites) > MOST_SITES:
                continue
            movable = frozenset(runs)
            rank = (-self._often[movable], any(w not in placed for w in runs), len(movable))
            if best is None or rank > best[0]:
                best = (rank, Choice(sites, movable))
        if best is None:
            return None
        self._often[best[1].runs] += 1
        return best[1]

    def _wishes(self, run: str, own: frozenset[str]) -> frozenset[str]:
        """The sites of a run and some that it likes besides."""
        others = [s for s in self._liked.get(run, ()) if s not in own]
        return own.union(others[:LIKED])

    def _of_sites(self, busy: frozenset[str]) -> Choice | None:
        centre = self._random.choice(sorted(self._nearest))
        able = [s for s in self._nearest[centre] if s not in busy]
        return Choice(frozenset(able[:SITES]), frozenset()) if able else None

    def _sites_of_runs(self, x: Array) -> dict[str, frozenset[str]]:
        """Sites of every run that is placed in a plan."""
        sites: dict[str, frozenset[str]] = {}
        for (w, s), j in self._at:
            if x[j] > 0.5:
                sites[w] = sites.get(w, frozenset()) | {s}
        return sites
