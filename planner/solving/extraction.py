"""From a solved model to the tables of a plan, complete over their keys, in the instance's order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyomo.environ as pyo

from planner.instance import Instance, Period
from planner.models import timing
from planner.models.sets import PHASES, Sets
from planner.plan.tables import PLAN_TABLE, PLAN_TABLES

from .accounts import cash_rows, cost_rows
from .values import Values

Rows = list[tuple[Any, ...]]


def plan_tables(m: pyo.ConcreteModel, inst: Instance, values: Values) -> dict[str, pd.DataFrame]:
    """Every table of :data:`planner.plan.tables.PLAN_TABLES` at a point of the model."""
    reader = _Reader(m, inst, values, m.sets)
    rows: dict[str, Rows] = {table.name: [] for table in PLAN_TABLES}
    rows["sites"] = reader.sites()
    if inst.has("fleet"):
        rows["fleet"] = reader.fleet()
    if inst.has("halls"):
        rows["halls"], rows["hosting"] = reader.halls(), reader.hosting()
    if inst.has("power"):
        rows["power"], rows["connections"] = reader.power(), reader.connections()
        rows["generation"] = reader.generation()
    if inst.has("training"):
        rows["run_sites"] = reader.run_sites()
        rows["runs"], rows["fabric"] = reader.runs(rows["run_sites"]), reader.fabric()
    if inst.has("inference"):
        rows["volumes"], rows["pools"] = reader.volumes(), reader.pools()
        rows["routing"], rows["unserved"] = reader.routing(), reader.unserved()
    rows["costs"], rows["cash"] = cost_rows(m, inst, values), cash_rows(m, inst, values)
    return {
        name: pd.DataFrame(found, columns=list(PLAN_TABLE[name].columns))
        for name, found in rows.items()
    }


@dataclass(frozen=True)
class _Reader:
    """Reads one table after the other off a model at a point."""

    m: pyo.ConcreteModel
    inst: Instance
    values: Values
    sets: Sets

    def it_mw(self, s: str, y: int) -> float:
        return sum(
            g.kw_per_unit * self.values.of(self.m.fleet.installed_kunits, (s, g.accelerator, y))
            for g in self.inst.accelerators
        )

    def hosted(self, s: str) -> list[tuple[str, str]]:
        """(accelerator, cooling) pairs that can be at a site."""
        return [(g, c) for g in self.inst.accelerator for c in self.sets.fits.get((s, g), ())]

    def drawn_mw(self, s: str, g: str, c: str, y: int) -> float:
        return self.values.sum(self.m.drawn_by_product.get((s, g, c, y), []))

    def sites(self) -> Rows:
        rows: Rows = []
        for site in self.inst.sites:
            for y in self.inst.periods:
                s, year = site.site, y.start_year
                is_open = int(self.values.of(self.m.siting.site_open, (s, year)))
                it = self.it_mw(s, year) if self.inst.has("fleet") else 0.0
                peak = mean = it
                if self.inst.has("halls"):
                    pairs = self.hosted(s) if site.status != "excluded" else []
                    pue = {c: self.inst.pue_at[s, c] for _, c in pairs}
                    peak = sum(
                        pue[c].pue_peak * self.values.of(self.m.halls.hosted_mw, (s, g, c, year))
                        for g, c in pairs
                    )
                    mean = sum(pue[c].pue * self.drawn_mw(s, g, c, year) for g, c in pairs)
                rows.append((s, year, is_open, it, peak, mean))
        return rows

    def halls(self) -> Rows:
        rows: Rows = []
        built, hosted = self.m.halls.halls_built, self.m.halls.hosted_mw
        for s, c in self.sets.hall_types:
            site = self.inst.site[s]
            life = min(site.shell_life_years, self.inst.cooling_technology[c].life_years)
            module = site.hall_module_mw or 0.0
            in_service = {
                y.start_year: self.sets.existing(s, "hall", c, y) for y in self.inst.periods
            }
            for order in self.inst.periods:
                modules = self.values.of(built, (s, c, order.start_year))
                for y in timing.serving(self.inst, order, site.hall_build_years, life):
                    in_service[y.start_year] += module * modules
            for year, mw in in_service.items():
                used = sum(self.values.of(hosted, (s, g, c, year)) for g in self.inst.accelerator)
                rows.append((s, c, year, int(self.values.of(built, (s, c, year))), mw, used))
        return rows

    def hosting(self) -> Rows:
        hosted = self.m.halls.hosted_mw
        return [
            (s, g, c, y, self.values.of(hosted, (s, g, c, y)), self.drawn_mw(s, g, c, y))
            for (s, g), fits in self.sets.fits.items()
            for c in fits
            for y in (y.start_year for y in self.inst.periods)
        ]

    def power(self) -> Rows:
        rows: Rows = []
        for s in self.sets.site_names:
            for p in self.inst.power_option:
                if self.sets.stands(s, "power", p):
                    for y in self.inst.periods:
                        mw = self.sets.existing(s, "power", p, y)
                        rows.append((s, p, "existing", y.start_year, 0.0, 0, mw))
                terms = self.sets.power_terms.get((s, p))
                if terms is not None:
                    rows += self._tranche(s, p, "order", terms.lead_years)
                    for step in terms.steps:
                        rows += self._tranche(s, p, step.label, 0.0)
        return rows

    def _tranche(self, s: str, p: str, tranche: str, lead: float) -> Rows:
        built, modules = self.m.power.built_mw, self.m.power.modules_built
        life = self.inst.power_option[p].life_years
        in_service = {y.start_year: 0.0 for y in self.inst.periods}
        for order in self.inst.periods:
            mw = self.values.of(built, (s, p, tranche, order.start_year))
            for y in timing.serving(self.inst, order, lead, life):
                in_service[y.start_year] += mw
        return [
            (
                s, p, tranche, year, self.values.of(built, (s, p, tranche, year)),
                int(self.values.of(modules, (s, p, year))) if tranche == "order" else 0,
                mw,
            )
            for year, mw in in_service.items()
        ]  # fmt: skip

    def connections(self) -> Rows:
        connected = self.m.power.connected
        return [(*at, int(self.values(connected[at]))) for at in connected]

    def generation(self) -> Rows:
        # Options that can serve in no period have no variable, but a row like every other.
        return [
            (s, p, y.start_year, self.values.of(self.m.power.generation_mw, (s, p, y.start_year)))
            for s in self.sets.site_names
            for p in self.inst.power_option
            if self.sets.stands(s, "power", p) or (s, p) in self.sets.power_terms
            for y in self.inst.periods
        ]

    def fleet(self) -> Rows:
        rows: Rows = []
        fleet, inference = self.m.fleet, self.inst.has("inference")
        runs = self.m.training.held if self.inst.has("training") else {}
        pools = self.m.inference.held if inference else {}
        for s, g in self.sets.fits:
            for y in (y.start_year for y in self.inst.periods):
                at = (s, g, y)
                training = self.values.sum(runs.get(at, []))
                serving = sum(self.values(x) for x in pools.get(at, ()))
                bought = self.values.of(fleet.bought_kunits, at)
                installed = self.values.of(fleet.installed_kunits, at)
                rows.append((*at, *(v * 1e3 for v in (bought, installed, training, serving))))
        return rows

    def fabric(self) -> Rows:
        rows: Rows = []
        built = self.m.training.fabric_kunits
        for s, g in self.sets.fits:
            if self.inst.accelerator[g].h100e_per_unit == 0:
                continue
            if self.sets.stands(s, "fabric", g):
                for y in self.inst.periods:
                    units = self.sets.existing(s, "fabric", g, y)
                    rows.append((s, g, "existing", y.start_year, 0.0, units))
            lead = self.inst.accelerator[g].order_lead_years
            for f in self.sets.fabrics_for[g]:
                in_service = {y.start_year: 0.0 for y in self.inst.periods}
                for order in self.inst.periods:
                    units = self.values.of(built, (s, g, f, order.start_year)) * 1e3
                    life = self.inst.fabric[f].life_years
                    for y in timing.serving(self.inst, order, lead, life):
                        in_service[y.start_year] += units
                rows += [
                    (s, g, f, year, self.values.of(built, (s, g, f, year)) * 1e3, units)
                    for year, units in in_service.items()
                ]
        return rows

    def started(self, run: str) -> tuple[Period, str] | None:
        """Period and product with which a run starts, or None when it is dropped."""
        for t in self.inst.periods:
            for g in self.inst.accelerator:
                if self.values.of(self.m.training.start, (run, t.start_year, g)) > 0.5:
                    return t, g
        return None

    def run_sites(self) -> Rows:
        rows: Rows = []
        held = self.m.training.run_kunits
        for run in self.inst.run:
            started = self.started(run)
            if started is None:
                continue
            t, g = started
            for s in self.sets.site_names:
                units = self.values.of(held, (run, t.start_year, s, g)) * 1e3
                if units > 0:
                    it_mw = units * self.inst.accelerator[g].kw_per_unit * 1e-3
                    rows.append((run, s, units, it_mw))
        return rows

    def runs(self, run_sites: Rows) -> Rows:
        rows: Rows = []
        for name, run in self.inst.run.items():
            started = self.started(name)
            if started is None:
                rows.append((name, "dropped", None, None, 0.0, "", 0, 0.0))
                continue
            t, g = started
            places = [it_mw for w, _, _, it_mw in run_sites if w == name]
            rows.append(
                (
                    name, "placed", float(t.start_year), t.start_year + run.duration_years,
                    float(t.start_year - run.earliest_year), g, len(places), sum(places),
                )
            )  # fmt: skip
        return rows

    def volumes(self) -> Rows:
        b, rows = self.m.inference, []
        for at, x in b.volume.items():
            ways = (0.0, 0.0)
            if self.inst.has("fleet"):
                ways = (self.values(b.disaggregated[at]), self.values.of(b.aggregated, at))
            rows.append((*at, self.values(x) * 1e3, ways[0] * 1e3, ways[1] * 1e3))
        return rows

    def pools(self) -> Rows:
        if not self.inst.has("fleet"):
            return []
        phase_order = {phase: i for i, phase in enumerate(PHASES)}
        found = [
            (*at, units * 1e3)
            for at, x in self.m.inference.pool_kunits.items()
            if (units := self.values(x)) > 0
        ]
        keys = [list(self.inst.service), self.sets.site_names, list(self.inst.accelerator)]
        place = [{name: i for i, name in enumerate(names)} for names in keys]
        return sorted(
            found,
            key=lambda row: (
                *(order[row[i]] for i, order in enumerate(place)),
                phase_order[row[3]],
                row[4],
            ),
        )

    def routing(self) -> Rows:
        rows: Rows = []
        site_order = {s: i for i, s in enumerate(self.sets.site_names)}
        years = [y.start_year for y in self.inst.periods]
        for k in self.inst.service:
            for metro in self.inst.metros:
                routes = {route.site: route for route in self.inst.routes[k, metro.metro]}
                for s in sorted(routes, key=site_order.__getitem__):
                    for y in years:
                        at = (k, metro.metro, s, y)
                        share = self.values.of(self.m.inference.served, at)
                        if share > 0:
                            demand = self.inst.demand_at[k, metro.metro, y]
                            rows.append((*at, share, share * demand, routes[s].rtt_ms))
        return rows

    def unserved(self) -> Rows:
        rows: Rows = []
        for k in self.inst.service:
            for metro in self.inst.metros:
                for y in (y.start_year for y in self.inst.periods):
                    at = (k, metro.metro, y)
                    if at in self.m.inference.unserved:
                        share = self.values(self.m.inference.unserved[at])
                        rows.append((*at, share, share * self.inst.demand_at[at]))
        return rows
