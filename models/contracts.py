"""Leases of halls and rentals of accelerators: what others own and one pays for by the year."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from planner.instance import Instance

from . import timing
from .linear import linear
from .sets import OfferKey

Served = dict[tuple[str, str, int], list[Any]]
"""Contracts in service by (site, cooling or accelerator, start year)."""


def add_rentals(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add rentals of accelerators; before the families that use them.

    Variables:
        `rented_kunits[s,g,o,y]` ≥ 0: thousand units of the offer of year o whose rental begins in y.
    Constraints:
        `rental_offer`: Σ rentals in service ≤ units of the offer.
        `rental_needs_site`: rented_kunits ≤ units of the offer · site_open.
    Expression: `m.on_rent[s,g,y]`: the rentals in service.
    Costs: `rentals`: usd_per_unit_year, for the whole term.
    """
    m.rentals = pyo.Block()
    b, offers, begun = m.rentals, m.sets.rental_offer, m.sets.rental_terms
    b.rented_kunits = pyo.Var(
        [(*at, y) for at, years in begun.items() for y in years], domain=pyo.NonNegativeReals
    )
    most = {at: row.units * 1e-3 for at, row in offers.items()}
    b.rental_offer = _offer_rows(b.rented_kunits, begun, most)
    b.rental_needs_site = _site_rows(m, b.rented_kunits, most)
    m.on_rent = _in_service(b.rented_kunits, begun)
    for (s, g, o, y), x in b.rented_kunits.items():
        row = offers[s, g, o]
        _pay(m, inst, "rentals", (s, x, row.usd_per_unit_year * 1e-3, y), row.term_years)


def add_leases(m: pyo.ConcreteModel, inst: Instance) -> None:
    r"""Add leases of halls; before family halls.

    Variables:
        `leased_mw[s,c,o,y]` ≥ 0: MW IT of the offer of year o whose lease begins in y.
    Constraints:
        `lease_offer`: Σ leases in service ≤ it_mw of the offer.
        `lease_needs_site`: leased_mw ≤ it_mw of the offer · site_open.
    Expression: `m.on_lease[s,c,y]`: the leases in service.
    Costs: `leases`: musd_per_mw_year, for the whole term.
    """
    m.leases = pyo.Block()
    b, offers, begun = m.leases, m.sets.lease_offer, m.sets.lease_terms
    b.leased_mw = pyo.Var(
        [(*at, y) for at, years in begun.items() for y in years], domain=pyo.NonNegativeReals
    )
    most = {at: row.it_mw for at, row in offers.items()}
    b.lease_offer = _offer_rows(b.leased_mw, begun, most)
    b.lease_needs_site = _site_rows(m, b.leased_mw, most)
    m.on_lease = _in_service(b.leased_mw, begun)
    for (s, c, o, y), x in b.leased_mw.items():
        row = offers[s, c, o]
        _pay(m, inst, "leases", (s, x, row.musd_per_mw_year, y), row.term_years)


def _offer_rows(
    taken: pyo.Var, begun: dict[OfferKey, dict[int, list[Any]]], most: dict[OfferKey, float]
) -> pyo.Constraint:
    """Σ in service ≤ what the offer has, for every offer and period."""
    serving: dict[tuple[OfferKey, int], list[Any]] = {}
    for at, by_year in begun.items():
        for year, served in by_year.items():
            for y in served:
                serving.setdefault((at, y.start_year), []).append(taken[*at, year])
    return pyo.Constraint(
        [(*at, y) for at, y in serving],
        rule=lambda b, s, item, o, y: (
            linear((1.0, x) for x in serving[(s, item, o), y]) <= most[s, item, o]
        ),
    )


def _site_rows(m: pyo.ConcreteModel, taken: pyo.Var, most: dict[OfferKey, float]) -> pyo.Constraint:
    """Nothing is taken at a closed site."""
    is_open = m.siting.site_open
    for s, item, o, y in taken:
        if is_open[s, y].fixed and is_open[s, y].value == 0:
            taken[s, item, o, y].fix(0)
    return pyo.Constraint(
        [at for at in taken if not is_open[at[0], at[3]].fixed],
        rule=lambda b, s, item, o, y: taken[s, item, o, y] <= most[s, item, o] * is_open[s, y],
    )


def _in_service(taken: pyo.Var, begun: dict[OfferKey, dict[int, list[Any]]]) -> Served:
    found: Served = {}
    for at, by_year in begun.items():
        for year, served in by_year.items():
            for y in served:
                found.setdefault((at[0], at[1], y.start_year), []).append(taken[*at, year])
    return found


def _pay(
    m: pyo.ConcreteModel,
    inst: Instance,
    head: str,
    rent: tuple[str, Any, float, int],
    term_years: int,
) -> None:
    s, x, musd_per_year, year = rent
    begin = inst.period[year]
    charge = musd_per_year * timing.rent_factor(inst, begin, term_years)
    for y in timing.serving(inst, begin, 0.0, term_years):
        m.ledger.running(head, s, x, charge, y)
