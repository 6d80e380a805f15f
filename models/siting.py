"""Siting: which sites open when, and how much they and their campus group may draw."""

from __future__ import annotations

import pyomo.environ as pyo

from planner.instance import Instance

from .linear import linear


def add_siting(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add the siting family.

    Variables:
        `site_open[s,y]` ∈ {0,1}: the site is open in the period.
        `peak_facility_mw[s,y]` ≥ 0, MW facility (with family fleet): peak load, defined by halls or fleet.
    Constraints:
        `stays_open`: site_open[s,y] ≥ site_open[s,y−1].
        `site_limit`: peak_facility_mw[s,y] ≤ min(max_facility_mw, group cap) · site_open[s,y].
        `campus_cap`: Σ_{s in group} peak_facility_mw[s,y] ≤ max(campus_cap_mw, committed MW).
    Costs: `land_opening`: opening and land in the period of opening, fixed cost of open years.

    A site of a group can never draw more than the group's cap, so the cap is in its link to
    site_open: the tightest big-M that is physical.
    """
    b = m.siting = pyo.Block()
    sets = m.sets
    years = [y.start_year for y in inst.periods]
    b.site_open = pyo.Var(sets.site_names, years, domain=pyo.Binary)
    for site in sets.sites:
        for y in inst.periods:
            given = sets.is_open(site, y)
            if given is not None:
                b.site_open[site.site, y.start_year].fix(int(given))

    b.stays_open = pyo.Constraint(
        [
            (site.site, i)
            for site in sets.sites
            for i in range(1, len(years))
            if sets.is_open(site, inst.periods[i - 1]) is None
        ],
        rule=lambda b, s, i: b.site_open[s, years[i]] >= b.site_open[s, years[i - 1]],
    )
    _add_cost(m, inst)
    if inst.has("fleet"):
        _add_limits(m, inst)


def _add_limits(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets = m.siting, m.sets
    years = [y.start_year for y in inst.periods]
    b.peak_facility_mw = pyo.Var(sets.site_names, years, domain=pyo.NonNegativeReals)
    b.site_limit = pyo.Constraint(
        [(s, y) for s in sets.site_limit_mw for y in years],
        rule=lambda b, s, y: b.peak_facility_mw[s, y] <= sets.site_limit_mw[s] * b.site_open[s, y],
    )
    shared = [group for group, members in sets.campus_group.items() if len(members) > 1]
    b.campus_cap = pyo.Constraint(
        [(group, y) for group in shared for y in years],
        rule=lambda b, group, y: (
            linear((1.0, b.peak_facility_mw[s, y]) for s in sets.campus_group[group])
            <= sets.group_cap_mw[group]
        ),
    )


def _add_cost(m: pyo.ConcreteModel, inst: Instance) -> None:
    b, sets, ledger = m.siting, m.sets, m.ledger
    for site in sets.sites:
        once = site.opening_musd + (site.land_ha or 0.0) * site.land_usd_per_ha * 1e-6
        for i, y in enumerate(inst.periods):
            is_open = b.site_open[site.site, y.start_year]
            ledger.running("land_opening", site.site, is_open, site.fixed_musd_per_year, y)
            if site.status == "existing":
                continue
            life = site.opening_life_years
            ledger.capital("land_opening", site.site, is_open, once, y, 0.0, life)
            if i > 0:
                was_open = b.site_open[site.site, inst.periods[i - 1].start_year]
                ledger.capital("land_opening", site.site, was_open, -once, y, 0.0, life)
