"""Limits by period, and locks."""

from __future__ import annotations

from planner.instance.schema import Limit, Lock

from . import money, terms
from .draft import Draft
from .linear import Expr, total

GRIDS = ("grid", "grid_flexible")

IN_THOUSANDS = ("fleet", "fabric", "rentals")
"""Tables whose decisions the model counts in thousands."""

FAMILY_OF = {"hall": "halls", "power": "power", "accelerator": "fleet", "fabric": "training"}
"""Family that has to be in use for an existing asset to count."""


def add_standing_charges(draft: Draft) -> None:
    """What is still owed for what stands."""
    for asset in draft.instance.existing_assets:
        if draft.instance.has(FAMILY_OF[asset.family]):
            for y in draft.instance.periods:
                if money.stands(draft.instance, asset, y):
                    draft.run_cost(Expr(1.0), asset.remaining_charge_musd_per_year, y)


def add_limits(draft: Draft) -> None:
    """Add every row of the table `limits`."""
    _count_openings(draft)
    for row in draft.instance.limits:
        _add_limit(draft, row)


def _count_openings(draft: Draft) -> None:
    for chosen in draft.choice.sites:
        site = draft.instance.site[chosen.site]
        if chosen.opened and site.status != "existing":
            once = site.opening_musd + (site.land_ha or 0.0) * site.land_usd_per_ha / 1e6
            draft.capital[min(chosen.opened),].add(once)


def _add_limit(draft: Draft, row: Limit) -> None:
    instance, program = draft.instance, draft.program
    y = instance.period[row.year]
    in_region = [s.site for s in draft.sites if row.scope in ("", s.region)]
    if row.limit == "emissions":
        program.at_most(total(draft.emitted_kt[s, row.year] for s in in_region), row.value)
    elif row.limit == "water":
        used = total(draft.water_m3[s, row.year] for s in in_region)
        program.at_most(used.times(1 / 1000), row.value)
    elif row.limit == "capital":
        program.at_most(draft.capital[row.year,], row.value * y.length_years)
    elif row.limit == "vendor_share":
        spend = {g.vendor: draft.spend[g.vendor, row.year] for g in instance.accelerators}
        program.at_most(draft.spend[row.scope, row.year], total(spend.values()).times(row.value))
    elif row.limit == "served_share":
        for k in instance.services:
            if row.scope in ("", k.service):
                asked = sum(
                    requests * draft.hours[h]
                    for (name, _, year, h), requests in draft.asked.items()
                    if (name, year) == (k.service, row.year)
                )
                program.at_most(draft.unserved[k.service, row.year], (1 - row.value) * asked)
    elif row.limit == "site_share":
        for (k_name, _, _, year, _), share in draft.share.items():
            if year == row.year and row.scope in ("", k_name):
                program.at_most(share, row.value)
    else:
        _limit_grid(draft, row)


def _limit_grid(draft: Draft, row: Limit) -> None:
    instance, used, stands = draft.instance, Expr(), 0.0
    y = instance.period[row.year]
    for site in draft.sites:
        for p in instance.power_options:
            if site.grid_region == row.scope and p.kind in GRIDS:
                used.add(draft.option_mw[site.site, p.option, row.year])
                stands += terms.standing(instance, site.site, "power", p.option, y)
    draft.program.at_most(used, max(row.value, stands))


def add_locks(draft: Draft) -> None:
    """Add every row of the table `locks`."""
    for chosen in draft.choice.sites:
        for y in draft.instance.periods:
            is_open = float(y.start_year in chosen.opened)
            draft.decide("sites", chosen.site, "", y.start_year, Expr(is_open))
    for placed in draft.placed:
        for item in (placed.run, f"{placed.run}/{placed.product}"):
            draft.decide("runs", "", item, placed.start_year, Expr(1.0))
        for site in placed.sites:
            draft.decide("run_sites", site, placed.run, placed.start_year, Expr(1.0))
    for row in draft.instance.locks:
        by_year = draft.decided.get((row.in_table, row.site, row.item), {})
        if row.in_table == "sites" and row.period is None:
            for y in draft.instance.periods:
                _lock(draft, row, by_year.get(y.start_year, Expr()))
        elif row.period is None:
            _lock(draft, row, total(by_year.values()))
        else:
            _lock(draft, row, by_year.get(row.period, Expr()))


def _lock(draft: Draft, row: Lock, decided: Expr) -> None:
    unit = 1000.0 if row.in_table in IN_THOUSANDS else 1.0
    slack = draft.lock_slack * (unit + row.value) if row.value > 0 else 0.0
    if row.rule in ("fix", "max"):
        draft.program.at_most(decided, row.value + slack)
    if row.rule in ("fix", "min"):
        draft.program.at_most(row.value - slack, decided)
