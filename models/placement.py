"""What is known about training runs before anything is decided: rates, caps, least sites, distances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from planner.instance import Instance, Period
from planner.instance.schema import TrainingRun

from . import timing
from .cliques import covering_cliques
from .sets import Sets


@dataclass(frozen=True)
class Placements:
    """Derived data of the training family."""

    inst: Instance
    sets: Sets

    @cached_property
    def need_kh100e(self) -> dict[str, float]:
        """R: rate a run needs on one site, net of goodput, in thousand H100 equivalents."""
        return {run.run: self._need(run) for run in self.inst.training_runs}

    def _need(self, run: TrainingRun) -> float:
        if run.h100e is not None:
            return run.h100e * 1e-3
        product = self.inst.accelerator[run.reference_accelerator]
        kunits = (run.it_mw or 0.0) / product.kw_per_unit
        return kunits * product.h100e_per_unit * run.goodput_share

    def rate(self, run: str, product: str) -> float:
        """Useful H100 equivalents of one unit of a product in a run."""
        return self.inst.accelerator[product].h100e_per_unit * self.inst.run[run].goodput_share

    def most_rate(self, run: str, product: str) -> float:
        """R_max: most that a run can hold to some purpose, in thousand H100 equivalents.

        What it needs split over all the sites it may use and slowed at all of them, or the least load
        at each of them.
        """
        w = self.inst.run[run]
        split = self.need_kh100e[run] * (1 + w.split_loss * (w.max_sites - 1))
        if self.inst.has("power") and w.slowable_share > 0:
            curtailed = max(self.sets.power.curtailed_share.values(), default=0.0)
            split /= 1 - curtailed * w.slowable_share
        kw = self.inst.accelerator[product].kw_per_unit
        least_kunits = w.max_sites * self.least_site_mw(w, product) / kw
        return max(split, least_kunits * self.rate(run, product))

    def least_site_mw(self, run: TrainingRun, product: str) -> float:
        """Least IT load of a run on a product at each of its sites: a unit's, if no more is asked for."""
        return max(run.min_site_it_mw, self.inst.accelerator[product].kw_per_unit * 1e-3)

    def least_of_any_mw(self, run: TrainingRun) -> float:
        """Least IT load of a run at each of its sites, whatever product it runs on."""
        products = self.sets.run_products(run)
        least = (self.least_site_mw(run, g) for g in products)
        return min(least, default=run.min_site_it_mw)

    @cached_property
    def caps_mw(self) -> dict[tuple[str, int, str, str], float]:
        """Most IT load of a run at a site, by (run, start year, site, product); positive ones only.

        The least over the periods that the run occupies of what the site's limit and the first
        lead times allow, and never more than the whole run needs.
        """
        caps = {}
        for run in self.inst.training_runs:
            for t in self.sets.run_starts[run.run]:
                for s in self.sets.run_sites[run.run]:
                    years = [y.start_year for y in self.occupied(run, t)]
                    for g in self.sets.run_products(run):
                        kw = self.inst.accelerator[g].kw_per_unit
                        whole = self.most_rate(run.run, g) / self.rate(run.run, g) * kw
                        cap = min(min(self._usable_mw(s, g, y) for y in years), whole)
                        if cap > 1e-9 and cap >= self.least_site_mw(run, g) - 1e-9:
                            caps[run.run, t.start_year, s, g] = cap
        return caps

    def _usable_mw(self, s: str, g: str, year: int) -> float:
        """Most IT load of a product at a site in a period, own and rented."""
        kw = self.inst.accelerator[g].kw_per_unit
        rented = self.sets.rentable_kunits.get((s, g, year), 0.0) * kw
        if (s, g) not in self.sets.coolings:
            return rented
        return self._facility_mw[s, year] / self.sets.peak_pue(s, g) + rented

    @cached_property
    def _facility_mw(self) -> dict[tuple[str, int], float]:
        found = {}
        for site in self.sets.sites:
            for y in self.inst.periods:
                mw = self.sets.site_limit_mw.get(site.site, float("inf"))
                if self.inst.has("power"):
                    mw = min(mw, self.sets.power.firm_potential_mw(site.site, y))
                closed = self.sets.is_open(site, y) is False
                found[site.site, y.start_year] = 0.0 if closed else mw
        return found

    def occupied(self, run: TrainingRun, start: Period) -> list[Period]:
        """Periods that a run started in a period occupies, wholly or in part."""
        return [y for y in self.inst.periods if timing.overlap(start, run.duration_years, y) > 0]

    @cached_property
    def least_sites(self) -> dict[tuple[str, int, str], int]:
        """Least number of sites that can hold a run, by (run, start year, product).

        The n largest caps, of sites between which the run's traffic finds a way, have to hold the run
        with its split loss over n sites. Combinations that not even `max_sites` sites can hold are
        absent: they cannot be started.
        """
        found = {}
        for run in self.inst.training_runs:
            for t in self.sets.run_starts[run.run]:
                islands = self.islands(run, t)
                for g in self.sets.run_products(run):
                    fewest = [self._fewest(run, t, g, sites) for sites in islands]
                    if any(fewest):
                        found[run.run, t.start_year, g] = min(n for n in fewest if n)
        return found

    def _fewest(self, run: TrainingRun, t: Period, g: str, sites: list[str]) -> int:
        """Least number of some sites that can hold a run; 0 when they cannot."""
        kw = self.inst.accelerator[g].kw_per_unit
        unsplit_mw = self.need_kh100e[run.run] / self.rate(run.run, g) * kw
        caps = [self.caps_mw.get((run.run, t.start_year, s, g), 0.0) for s in sites]
        room = 0.0
        for n, cap in enumerate(sorted(caps, reverse=True)[: run.max_sites], start=1):
            room += cap
            if room >= unsplit_mw * (1 + run.split_loss * (n - 1)) * (1 - 1e-9):
                return n
        return 0

    def islands(self, run: TrainingRun, t: Period) -> list[list[str]]:
        """Sites of a run between which its traffic finds a way if it starts in a period.

        Over corridors that are lit or can be in every period that the run occupies; over all of them
        when it sends nothing.
        """
        sites = self.sets.run_sites[run.run]
        if not self.inst.has("backbone") or run.max_sites == 1:
            return [sites]
        sends = run.sync_gbps_per_site > 0 or run.sync_gbps_per_mw > 0
        needed = set(self.occupied(run, t)) if sends else set()
        island = self._joined(at for at, lit in self._lightable.items() if needed <= lit)
        groups: dict[str, list[str]] = {}
        for s in sites:
            groups.setdefault(island[s], []).append(s)
        return list(groups.values())

    @cached_property
    def _lightable(self) -> dict[tuple[str, str], set[Period]]:
        """Periods in which a corridor is lit already or can be, by corridor."""
        inst = self.inst
        return {
            at: set(inst.periods)
            if row.existing_gbps > 0
            else {
                y
                for order in inst.periods
                for y in timing.serving(inst, order, row.build_years, row.life_years)
            }
            for at, row in inst.corridor.items()
        }

    def connected(self, a: str, b: str) -> bool:
        """Whether there is a way along corridors between two sites; always without family backbone."""
        return not self.inst.has("backbone") or self.island[a] == self.island[b]

    @cached_property
    def island(self) -> dict[str, str]:
        """An island of every site: the same of sites between which there is a way along corridors."""
        return self._joined(self.inst.corridor)

    def _joined(self, corridors: Iterable[tuple[str, str]]) -> dict[str, str]:
        """An island of every site: the same of sites that some corridors join, named by one of them."""
        island = {site.site: site.site for site in self.inst.sites}

        def root(s: str) -> str:
            while island[s] != s:
                s = island[s]
            return s

        for a, b in corridors:
            island[root(b)] = root(a)
        return {s: root(s) for s in island}

    def apart(self, run: TrainingRun, a: str, b: str) -> bool:
        """Whether two sites cannot share a run: too long a round trip, or no way between them."""
        limit = run.max_rtt_ms
        too_long = limit is not None and self.inst.site_rtt_ms[a, b] > limit
        return too_long or not self.connected(a, b)

    def too_far(self, run: TrainingRun) -> list[tuple[str, ...]]:
        """Cliques of sites that are pairwise apart for a run; together all such pairs."""
        if run.max_sites == 1:
            return []
        sites = tuple(self.sets.run_sites[run.run])
        # many runs ask the same
        asked = (run.max_rtt_ms, sites)
        if asked not in self._cliques:
            self._cliques[asked] = covering_cliques(sites, lambda a, c: self.apart(run, a, c))
        return self._cliques[asked]

    @cached_property
    def _cliques(self) -> dict[tuple[float | None, tuple[str, ...]], list[tuple[str, ...]]]:
        """Cliques found already by (longest round trip, sites)."""
        return {}
