"""Which sites open when: plans as a period of opening for every site, made better by small moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .flows import Flow, Flows
from .form import Array, Bools, Form, Ints
from .sites_alone import values_by_begin

WORTH_IT = 1e-7
"""Share of the cost that a move has to save."""

MOST_PAIRS = 300
"""Pairs of sites that are tried to move together before openings are called the best of their neighbours."""


class Openings:
    """A plan of openings with the flows that it leads to, and its neighbours.

    Args:
        form: siting alone.
        flows: its linear programs.
        begin: (S) period in which each site opens, the number of periods for never.
    """

    def __init__(self, form: Form, flows: Flows, begin: Ints) -> None:
        self.form = form
        self._flows = flows
        self.begin = begin.copy()
        self._flow = self._served()

    @property
    def musd(self) -> float:
        """Cost of the plan."""
        return self._opening_musd(self.begin) + sum(flow.musd for flow in self._flow)

    def serve(self) -> None:
        """Leave the linear programs with the flows of this plan, whatever was tried with them since."""
        self._flow = self._served()

    def _served(self) -> list[Flow]:
        is_open = self.is_open(self.begin)
        return [self._flows.cheapest(t, is_open[:, t]) for t in range(len(self.form.times))]

    def is_open(self, begin: Ints) -> Bools:
        """(S,T) where sites are open."""
        return np.asarray(self.form.period_of[None, :] >= begin[:, None])

    def improve(
        self,
        goes_on: Callable[[], bool],
        better: Callable[[], None],
        among: Ints | None = None,
    ) -> None:
        """Take moves that save, the most promising first, until none does or time is over.

        Args:
            goes_on: whether there is time.
            better: called after each move that was taken.
            among: the sites that may move; all of them when not given.
        """
        sites = np.arange(len(self.begin)) if among is None else among
        vain: set[bytes] = set()
        while goes_on():
            for begin in self._neighbours(sites):
                if not goes_on():
                    return
                key = begin.tobytes()
                if key in vain:
                    continue
                if self._try(begin):
                    vain.clear()
                    better()
                    break
                vain.add(key)
            else:
                return

    def _neighbours(self, sites: Ints) -> Iterator[Ints]:
        """Openings that differ in one site, then in two, by how much they can save at most."""
        change = self._least_by_begin()[sites]
        rows, periods = np.nonzero(change < 0)
        for i in np.argsort(change[rows, periods], kind="stable"):
            begin = self.begin.copy()
            begin[sites[rows[i]]] = periods[i]
            yield begin
        best, period = change.min(axis=1), change.argmin(axis=1)
        rows, periods = np.nonzero(change < -best.min())
        first, other = np.meshgrid(np.arange(len(rows)), np.arange(len(sites)), indexing="ij")
        saves = change[rows, periods][first] + best[other]
        differ = (periods != self.begin[sites[rows]])[first] & (rows[first] != other) & (saves < 0)
        first, other, saves = first[differ], other[differ], saves[differ]
        for i in np.argsort(saves, kind="stable")[:MOST_PAIRS]:
            begin = self.begin.copy()
            begin[sites[rows[first[i]]]] = periods[first[i]]
            begin[sites[other[i]]] = period[other[i]]
            yield begin

    def _opening_musd(self, begin: Ints) -> float:
        later = values_by_begin(self.form, self.form.open_musd)
        return float(self.form.offset_musd + later[np.arange(len(begin)), begin].sum())

    def _least_by_begin(self) -> Array:
        """(S,Y+1) by how much the plan gets dearer at least when one site opens in another period."""
        by_period = self.form.open_musd.copy()
        np.add.at(by_period.T, self.form.period_of, np.array([flow.alone for flow in self._flow]))
        value = values_by_begin(self.form, by_period)
        return value - value[np.arange(len(value)), self.begin][:, None]

    def _try(self, begin: Ints) -> bool:
        """Move to other openings if they cost less."""
        was, now = self.is_open(self.begin), self.is_open(begin)
        cost = self._opening_musd(begin) - self._opening_musd(self.begin)
        enough = -WORTH_IT * abs(self.musd)
        least = {
            int(t): float(self._flow[t].alone @ (now[:, t].astype(float) - was[:, t]))
            for t in np.flatnonzero((was != now).any(axis=0))
        }
        hoped = cost + sum(least.values())
        flow: dict[int, Flow] = {}
        for t in sorted(least, key=lambda t: least[t]):
            if hoped >= enough:
                return False
            flow[t] = self._flows.cheapest(t, now[:, t])
            hoped += flow[t].musd - self._flow[t].musd - least[t]
        if hoped >= enough:
            return False
        self.begin = begin
        for t, found in flow.items():
            self._flow[t] = found
        return True
