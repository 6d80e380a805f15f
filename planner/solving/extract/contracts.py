"""Tables of leases and rentals: what begins and what runs, by offer."""

from __future__ import annotations

from collections.abc import Mapping

from planner.instance import Period
from planner.models.sets import OfferKey

from .reader import Reader, Rows

UNITS_PER_KUNIT = 1e3


def lease_rows(r: Reader) -> Rows:
    """Leases by offer, MW IT: begun and in service."""
    return _rows(r, ("leases", "leased_mw"), r.sets.lease_terms, 1.0)


def rental_rows(r: Reader) -> Rows:
    """Rentals by offer, units: begun and in service."""
    return _rows(r, ("rentals", "rented_kunits"), r.sets.rental_terms, UNITS_PER_KUNIT)


def _rows(
    r: Reader,
    taken: tuple[str, str],
    terms: Mapping[OfferKey, Mapping[int, list[Period]]],
    factor: float,
) -> Rows:
    rows: Rows = []
    for at, begun in terms.items():
        amount = {y: r.of(*taken, (*at, y)) * factor for y in r.years}
        for y in r.inst.periods:
            running = sum(amount[begin] for begin, served in begun.items() if y in served)
            rows.append((*at, y.start_year, amount[y.start_year], running))
    return rows
