"""What is known about the traffic of split runs before anything is decided: who sends, how much, where."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from planner.instance import Instance, Period

from .placement import Placements

TBPS_PER_GBPS = 1e-3

Begun = tuple[str, int]
"""(run, start year)."""

Corridor = tuple[str, str]
"""(site_a, site_b) of a corridor, or (from, to) of one of its directions."""


@dataclass(frozen=True)
class Traffic:
    """Derived data of the backbone family, about the runs that may be split (`max_sites` > 1)."""

    inst: Instance
    places: Placements

    @cached_property
    def members(self) -> dict[Begun, list[str]]:
        """Sites that a run started in a year can be at, by (run, start year)."""
        found: dict[Begun, dict[str, None]] = {}
        for w, t, s, g in self.places.caps_mw:
            if self.inst.run[w].max_sites > 1 and (w, t, g) in self.places.least_sites:
                found.setdefault((w, t), {})[s] = None
        return {begun: list(sites) for begun, sites in found.items()}

    @cached_property
    def members_ever(self) -> dict[str, list[str]]:
        """Sites that a run can be at, whenever it starts, by run."""
        found: dict[str, dict[str, None]] = {}
        for (w, _), sites in self.members.items():
            found.setdefault(w, {}).update(dict.fromkeys(sites))
        return {w: list(sites) for w, sites in found.items()}

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        """Start years of each run."""
        found: dict[str, list[int]] = {}
        for w, t in self.members:
            found.setdefault(w, []).append(t)
        return found

    def is_quiet(self, run: str) -> bool:
        """Whether the run's sites send nothing."""
        row = self.inst.run[run]
        return row.sync_gbps_per_site == row.sync_gbps_per_mw == 0

    @cached_property
    def ways(self) -> dict[Begun, list[Corridor]]:
        """Corridors, in both directions, that can carry traffic of a run, by (run, start year).

        Those that hang together with two of its sites; none for a run that sends nothing.
        """
        island = self.places.island
        found = {}
        for begun, sites in self.members.items():
            if not self.is_quiet(begun[0]):
                members = Counter(island[s] for s in sites)
                found[begun] = [
                    way
                    for a, b in self.inst.corridor
                    for way in ((a, b), (b, a))
                    if members[island[a]] > 1
                ]
        return found

    @cached_property
    def own_tbps(self) -> dict[tuple[str, int, str], float]:
        """Most traffic that a site of a run can send, by (run, start year, site)."""
        most_mw: dict[tuple[str, int, str], float] = {}
        for (w, t, s, g), mw in self.places.caps_mw.items():
            if (w, t) in self.ways and (w, t, g) in self.places.least_sites:
                most_mw[w, t, s] = max(most_mw.get((w, t, s), 0.0), mw)
        return {at: self._sent_tbps(at[0], 1, mw) for at, mw in most_mw.items()}

    @cached_property
    def most_tbps(self) -> dict[Begun, float]:
        """Most traffic of a run on any corridor, by (run, start year): all sites' but the hub's."""
        most_mw: dict[Begun, float] = {}
        for w, t, g in self.places.least_sites:
            if (w, t) in self.ways:
                kunits = self.places.most_rate(w, g) / self.places.rate(w, g)
                mw = kunits * self.inst.accelerator[g].kw_per_unit
                most_mw[w, t] = max(most_mw.get((w, t), 0.0), mw)
        return {
            (w, t): self._sent_tbps(
                w, min(self.inst.run[w].max_sites, len(self.members[w, t])) - 1, mw
            )
            for (w, t), mw in most_mw.items()
        }

    def others_tbps(self, begun: Begun, site: str) -> float:
        """Most traffic that can arrive at a site of a run if it is the hub."""
        others = sum(self.own_tbps[*begun, s] for s in self.members[begun] if s != site)
        return min(others, self.most_tbps[begun])

    def _sent_tbps(self, run: str, sites: int, it_mw: float) -> float:
        row = self.inst.run[run]
        gbps = row.sync_gbps_per_site * sites + row.sync_gbps_per_mw * it_mw
        return gbps * TBPS_PER_GBPS

    @cached_property
    def touched(self) -> dict[Begun, set[Period]]:
        """Periods that a run started in a year occupies, wholly or in part."""
        period = self.inst.period
        return {
            (w, t): set(self.places.occupied(self.inst.run[w], period[t])) for w, t in self.members
        }

    def useful_units(self, corridor: Corridor, served: list[Period]) -> int:
        """Units of a corridor beyond which an order is of no use in the periods that it serves."""
        row = self.inst.corridor[corridor]
        most_gbps = max(self._most_tbps_in[corridor, y] for y in served) / TBPS_PER_GBPS
        return max(0, math.ceil((most_gbps - row.existing_gbps) / row.unit_gbps - 1e-9))

    @cached_property
    def _most_tbps_in(self) -> dict[tuple[Corridor, Period], float]:
        """Most that all runs together can send over a corridor one way in a period."""
        most: dict[tuple[Corridor, Period], dict[str, float]] = {
            (at, y): {} for at in self.inst.corridor for y in self.inst.periods
        }
        for (w, t), ways in self.ways.items():
            for at in ways:
                for y in self.touched[w, t]:
                    of_run = most.setdefault((at, y), {})
                    of_run[w] = max(of_run.get(w, 0.0), self.most_tbps[w, t])
        return {key: sum(of_run.values()) for key, of_run in most.items()}
