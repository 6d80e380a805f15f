"""Training: which run starts when, on which product, over which sites."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from . import timing
from .fleet import available
from .linear import Terms, linear
from .placement import Placements


def add_training(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the training family. R is the rate a run needs, in thousand H100 equivalents.

    Variables:
        `start[w,t,g]` ∈ {0,1}: the run starts in period t on product g.
        `dropped[w]` ≥ 0: it does not run; 0 when strict.
        `at[w,s]` ∈ {0,1}: the run is at the site.
        `run_kunits[w,t,s,g]` ≥ 0: thousand units it holds there for its whole duration.
        `slowed_kunits[w,t,s,g]` ≥ 0: thereof units that stop while the site's flexible grid connection is
            curtailed, for runs with a slowable_share at sites that can have one.
        `fabric_kunits[s,g,f,y]` ≥ 0: backend fabric ordered, by the thousand units it connects.
    Constraints:
        `run_once`: Σ_{t,g} start + dropped = 1.
        `run_compute`: Σ_{t,s,g} rate·(run_kunits − q·slowed) ≥ R·Σ start + split_loss·R·(Σ_s at − Σ start),
            rate = h100e_per_unit · goodput_share, q the site's curtailed share of hours.
        `run_slowed`: slowed_kunits ≤ slowable_share·run_kunits.
        `run_product_least`, `run_product_most`: R·start ≤ Σ_s rate·(run_kunits − q·slowed), Σ_s
            rate·run_kunits ≤ R_max·start for each t, g, with R_max from :class:`Placements`.
        `run_min_site`, `run_site_cap`: min_site_it_mw·at ≤ Σ_{t,g} kw·run_kunits ≤ cap·at for each s; one unit
            is the least, so that a site that is counted holds something.
        `run_whole_unit`: least of any product·at + (unit of g − that)·(at + Σ_t start[w,t,g] − 1) ≤ Σ_{t,g}
            kw·run_kunits, for products of larger units than `run_min_site` asks for.
        `run_start_cap`: kw·run_kunits[w,t,s,g] ≤ cap_t·start[w,t,g].
        `run_max_sites`: Σ_s at ≤ max_sites·Σ start. `at_runs`: at ≤ Σ start.
        `run_least_sites`: Σ_s at ≥ Σ_{t,g} n·start, n the least number of sites that can hold it.
        `run_rtt`: Σ_{s in clique} at ≤ Σ start, cliques of sites further apart than max_rtt_ms.
        `fabric`: Σ overlap·run_kunits ≤ existing + Σ_f orders in service + units on rent.
        `at_once`, `fabric_at_once`: one run's units ≤ installed·availability + units on rent, ≤ fabric
            in service + units on rent, in periods that it occupies only in part, where the rows above
            count it by its share.
    Costs: `lateness`, `dropped`, `backend_fabric`: price_factor·s/(1−s)·price of the unit.

    cap_t is the IT load that site limits and first lead times allow at the site while a run started
    in t lasts (:class:`Placements`): nothing can be energised earlier.
    """
    b = m.training = pyo.Block()
    places = m.places
    starts = list(places.least_sites)
    b.start = pyo.Var(starts, domain=pyo.Binary)
    b.dropped = pyo.Var(list(inst.run), bounds=(0, 1))
    b.at = pyo.Var([(w, s) for w in inst.run for s in m.sets.run_sites[w]], domain=pyo.Binary)
    b.run_kunits = pyo.Var(
        [(w, t, s, g) for w, t, s, g in places.caps_mw if (w, t, g) in places.least_sites],
        domain=pyo.NonNegativeReals,
    )
    slowing = {
        (s, g)
        for s in _curtailed_sites(m, inst)
        for g in inst.accelerator
        if not any((s, g, y.start_year) in m.on_rent for y in inst.periods)
    }
    b.slowed_kunits = pyo.Var(
        [at for at in b.run_kunits if inst.run[at[0]].slowable_share > 0 and at[2:] in slowing],
        domain=pyo.NonNegativeReals,
    )
    if inst.settings.strict:
        for w in inst.run:
            b.dropped[w].fix(0)
    _add_runs(m, inst, places)
    _add_places(m, inst, places)
    b.held = _held_by_runs(m, inst)
    _add_slowing(m, inst)
    _add_fabric(m, inst)
    _add_at_once(m, inst, places)
    _add_penalties(m, inst)


def _started(m: pyo.ConcreteModel, inst: Instance, factor: float = 1.0) -> dict[str, Terms]:
    """Terms of factor · Σ_{t,g} start[w,t,g] by run."""
    terms: dict[str, Terms] = {w: [] for w in inst.run}
    for (w, _, _), x in m.training.start.items():
        terms[w].append((factor, x))
    return terms


def _add_runs(m: pyo.ConcreteModel, inst: Instance, places: Placements) -> None:
    b = m.training
    started, less_started = _started(m, inst), _started(m, inst, -1.0)
    need = places.need_kh100e
    supplied: dict[tuple[str, int, str], Terms] = {at: [] for at in b.start}
    for (w, t, _, g), x in b.run_kunits.items():
        supplied[w, t, g].append((places.rate(w, g), x))
    lost: dict[tuple[str, int, str], Terms] = {at: [] for at in b.start}
    curtailed = _curtailed_sites(m, inst)
    for (w, t, s, g), x in b.slowed_kunits.items():
        lost[w, t, g].append((-curtailed[s] * places.rate(w, g), x))
    present = {w: [b.at[w, s] for s in m.sets.run_sites[w]] for w in inst.run}
    startable = [w for w in inst.run if started[w]]

    b.run_once = pyo.Constraint(
        list(inst.run), rule=lambda b, w: linear([*started[w], (1.0, b.dropped[w])]) == 1
    )

    def compute(b: pyo.Block, w: str) -> Any:
        loss = inst.run[w].split_loss
        rates = [term for at in supplied if at[0] == w for term in supplied[at] + lost[at]]
        alone = [(-need[w] * (1 - loss), x) for _, x in started[w]]
        return linear([*rates, *alone, *((-need[w] * loss, x) for x in present[w])]) >= 0

    b.run_compute = pyo.Constraint(
        [w for w in startable if inst.run[w].split_loss > 0], rule=compute
    )
    b.run_product_least = pyo.Constraint(
        list(b.start),
        rule=lambda b, *at: linear([*supplied[at], *lost[at], (-need[at[0]], b.start[at])]) >= 0,
    )
    b.run_product_most = pyo.Constraint(
        list(b.start),
        rule=lambda b, *at: (
            linear([*supplied[at], (-places.most_rate(at[0], at[2]), b.start[at])]) <= 0
        ),
    )
    b.at_runs = pyo.Constraint(
        list(b.at), rule=lambda b, w, s: linear([(1.0, b.at[w, s]), *less_started[w]]) <= 0
    )
    b.run_max_sites = pyo.Constraint(
        startable,
        rule=lambda b, w: (
            linear(
                [
                    *((1.0, x) for x in present[w]),
                    *((-float(inst.run[w].max_sites), x) for _, x in started[w]),
                ]
            )
            <= 0
        ),
    )
    b.run_least_sites = pyo.Constraint(
        startable,
        rule=lambda b, w: (
            linear(
                [
                    *((1.0, x) for x in present[w]),
                    *(
                        (-float(places.least_sites[at]), b.start[at])
                        for at in places.least_sites
                        if at[0] == w
                    ),
                ]
            )
            >= 0
        ),
    )
    cliques = {
        (w, i): clique for w in startable for i, clique in enumerate(places.too_far(inst.run[w]))
    }
    b.run_rtt = pyo.Constraint(
        list(cliques),
        rule=lambda b, w, i: (
            linear([*((1.0, b.at[w, s]) for s in cliques[w, i]), *less_started[w]]) <= 0
        ),
    )


def _add_places(m: pyo.ConcreteModel, inst: Instance, places: Placements) -> None:
    b, caps = m.training, places.caps_mw
    load: dict[tuple[str, str], Terms] = {at: [] for at in b.at}
    most: dict[tuple[str, str], float] = dict.fromkeys(b.at, 0.0)
    for (w, t, s, g), x in b.run_kunits.items():
        load[w, s].append((inst.accelerator[g].kw_per_unit, x))
        most[w, s] = max(most[w, s], caps[w, t, s, g])
    for at in b.at:
        if not load[at]:
            b.at[at].fix(0)
    usable = [at for at in b.at if load[at]]

    b.run_min_site = pyo.Constraint(
        usable,
        rule=lambda b, w, s: (
            linear([*load[w, s], (-places.least_of_any_mw(inst.run[w]), b.at[w, s])]) >= 0
        ),
    )
    _add_whole_units(m, inst, places, load)
    b.run_site_cap = pyo.Constraint(
        usable,
        rule=lambda b, w, s: linear([*load[w, s], (-most[w, s], b.at[w, s])]) <= 0,
    )
    b.run_start_cap = pyo.Constraint(
        list(b.run_kunits),
        rule=lambda b, w, t, s, g: (
            linear(
                [
                    (inst.accelerator[g].kw_per_unit, b.run_kunits[w, t, s, g]),
                    (-caps[w, t, s, g], b.start[w, t, g]),
                ]
            )
            <= 0
        ),
    )


def _add_whole_units(
    m: pyo.ConcreteModel, inst: Instance, places: Placements, load: dict[tuple[str, str], Terms]
) -> None:
    """A unit at each site of a run on a product whose unit is more than `run_min_site` asks for."""
    b = m.training
    started: dict[tuple[str, str], Terms] = {}
    more_mw: dict[tuple[str, str], float] = {}
    for (w, _, g), x in b.start.items():
        run = inst.run[w]
        more = places.least_site_mw(run, g) - places.least_of_any_mw(run)
        if more > 0:
            more_mw[w, g] = more
            started.setdefault((w, g), []).append((-more, x))
    b.run_whole_unit = pyo.Constraint(
        [(w, s, g) for w, g in started for at, s in b.at if at == w and load[w, s]],
        rule=lambda b, w, s, g: (
            linear(
                [
                    *load[w, s],
                    (-places.least_of_any_mw(inst.run[w]) - more_mw[w, g], b.at[w, s]),
                    *started[w, g],
                ]
            )
            >= -more_mw[w, g]
        ),
    )


def _held_by_runs(m: pyo.ConcreteModel, inst: Instance) -> dict[tuple[str, str, int], Terms]:
    """Units held by runs: (overlap, variable) terms by (site, product, period)."""
    held: dict[tuple[str, str, int], Terms] = {}
    starts = inst.period
    for (w, t, s, g), x in m.training.run_kunits.items():
        for y in inst.periods:
            share = timing.overlap(starts[t], inst.run[w].duration_years, y)
            if share > 0:
                held.setdefault((s, g, y.start_year), []).append((share, x))
    return held


def _curtailed_sites(m: pyo.ConcreteModel, inst: Instance) -> dict[str, float]:
    """Curtailed share of hours by site, of sites that have or can have a flexible connection."""
    return dict(m.sets.power.curtailed_share) if inst.has("power") else {}


def _add_slowing(m: pyo.ConcreteModel, inst: Instance) -> None:
    """Rows of slowed units, and what they shed by (site, period): `m.shed` MW, `m.shed_energy` mean MW."""
    b, sets = m.training, m.sets
    b.run_slowed = pyo.Constraint(
        list(b.slowed_kunits),
        rule=lambda b, *at: (
            linear(
                [
                    (1.0, b.slowed_kunits[at]),
                    (-inst.run[at[0]].slowable_share, b.run_kunits[at]),
                ]
            )
            <= 0
        ),
    )
    starts = inst.period
    for (w, t, s, g), x in b.slowed_kunits.items():
        product = inst.accelerator[g]
        it_mw = product.kw_per_unit * (1 - product.idle_share)
        pue = min(inst.pue_at[s, c].pue for c in sets.coolings[s, g])
        for y in inst.periods:
            if timing.overlap(starts[t], inst.run[w].duration_years, y) >= 1 - 1e-9:
                at = (s, y.start_year)
                m.shed.setdefault(at, []).append((sets.peak_pue(s, g) * it_mw, x))
                m.shed_energy.setdefault(at, []).append((pue * it_mw, x))


def _add_fabric(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.training, m.sets
    period = inst.period
    lasting = {
        (s, g, f, y.start_year): timing.serving(
            inst, y, inst.accelerator[g].order_lead_years, inst.fabric[f].life_years
        )
        for s, g in sets.trainable
        for f in sets.best_fabrics[g]
        for y in inst.periods
        if y.start_year >= (inst.accelerator[g].available_from or y.start_year)
    }
    b.fabric_kunits = pyo.Var(
        [at for at, served in lasting.items() if served], domain=pyo.NonNegativeReals
    )
    b.fabric_served = {}
    for at, served in lasting.items():
        for y in served:
            b.fabric_served.setdefault((at[0], at[1], y.start_year), []).append(
                (-1.0, b.fabric_kunits[at])
            )
    for at, rented in m.on_rent.items():
        b.fabric_served.setdefault(at, []).extend((-1.0, x) for x in rented)
    b.fabric = pyo.Constraint(
        list(b.held),
        rule=lambda b, s, g, y: (
            linear([*b.held[s, g, y], *b.fabric_served.get((s, g, y), ())])
            <= sets.existing(s, "fabric", g, period[y]) * 1e-3
        ),
    )
    for (s, g, f, y), x in b.fabric_kunits.items():
        product, fabric = inst.accelerator[g], inst.fabric[f]
        share = product.backend_fabric_share
        price = inst.unit_price_usd[g, y] * share / (1 - share) * fabric.price_factor
        m.ledger.capital(
            "backend_fabric", s, x, price * 1e-3,
            period[y], product.order_lead_years, fabric.life_years,
        )  # fmt: skip


def _add_at_once(m: pyo.ConcreteModel, inst: Instance, places: Placements) -> None:
    b, sets = m.training, m.sets
    period = inst.period
    partly: dict[tuple[str, str, str, int], Terms] = {}
    for (w, t, s, g), x in b.run_kunits.items():
        for y in inst.periods:
            if 0 < timing.overlap(period[t], inst.run[w].duration_years, y) < 1:
                partly.setdefault((w, s, g, y.start_year), []).append((1.0, x))
    b.at_once = pyo.Constraint(
        list(partly),
        rule=lambda b, w, s, g, y: (
            linear(
                [
                    *partly[w, s, g, y],
                    *((-a, x) for a, x in available(m, inst, s, g, y)),
                ]
            )
            <= 0
        ),
    )
    b.fabric_at_once = pyo.Constraint(
        list(partly),
        rule=lambda b, w, s, g, y: (
            linear([*partly[w, s, g, y], *b.fabric_served.get((s, g, y), ())])
            <= sets.existing(s, "fabric", g, period[y]) * 1e-3
        ),
    )


def _add_penalties(m: pyo.ConcreteModel, inst: Instance) -> None:
    b = m.training
    for (w, t, _), x in b.start.items():
        run = inst.run[w]
        late = run.late_musd_per_year * (t - run.earliest_year)
        m.ledger.penalty("lateness", x, late, t)
    for w, run in inst.run.items():
        last = min(run.latest_year, inst.horizon_end_year - 1)
        m.ledger.penalty("dropped", b.dropped[w], run.dropped_musd or 0.0, last)
