"""Rules of leases and rentals: within an offer, from its year on, at open sites, for whole terms."""

from __future__ import annotations

from collections.abc import Mapping

from planner.instance import Instance

from .decisions import Decisions
from .findings import MW, UNITS, Findings, Unit
from .keys import Key, lease_offers, rental_offers
from .recomputed import Recomputed
from .timing import periods_by_start, term_periods


def check_leases(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every lease that no offer allows, and halls used beyond those on lease."""
    for offer, lease in lease_offers(instance).items():
        _check_offer(
            instance, decisions, findings, MW,
            name="lease", offer=offer, most=lease.it_mw, term_years=lease.term_years,
            taken=decisions.leases_begun_mw, running=found.lease_mw,
        )  # fmt: skip
    hosted: dict[Key, float] = {}
    for (site, _, cooling, year), mw in decisions.hosted_mw.items():
        hosted[site, cooling, year] = hosted.get((site, cooling, year), 0.0) + mw
    for at, mw in decisions.hosted_in_leased_mw.items():
        where = dict(zip(("site", "cooling", "period"), at, strict=True))
        findings.at_most("leased_halls", mw, found.leased_mw[at], MW, **where)
        findings.at_most("leased_halls", mw, hosted.get(at, 0.0), MW, **where)


def check_rentals(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rental that no offer allows."""
    for offer, rental in rental_offers(instance).items():
        _check_offer(
            instance, decisions, findings, UNITS,
            name="rental", offer=offer, most=rental.units, term_years=rental.term_years,
            taken=decisions.rentals_begun_units, running=found.rental_units,
        )  # fmt: skip


def _check_offer(
    instance: Instance,
    decisions: Decisions,
    findings: Findings,
    unit: Unit,
    *,
    name: str,
    offer: Key,
    most: float,
    term_years: int,
    taken: Mapping[Key, float],
    running: Mapping[Key, float],
) -> None:
    """Report what begins too early, at a closed site or for nothing, and what is above the offer."""
    site, item, from_year = offer
    for year, period in periods_by_start(instance).items():
        amount = taken.get((*offer, year), 0.0)
        where: dict[str, object] = {"site": site, "offer": f"{item} {from_year}", "period": year}
        if year < from_year:
            findings.forbidden(f"{name}_begins", amount, unit, f"from {from_year} on", **where)
        if not decisions.open.get((site, year), 0):
            findings.forbidden("site_open", amount, unit, "the site is closed", **where)
        if not term_periods(instance, period, term_years):
            why = "its term would serve no period"
            findings.forbidden("serves_no_period", amount, unit, why, **where)
        findings.at_most(f"{name}_offer", amount, most, unit, **where)
        findings.at_most(f"{name}_offer", running.get((*offer, year), 0.0), most, unit, **where)
