"""Rules of leases and rentals: an offer can begin, serve and be used where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from .faults import Findings, near
from .life_rules import longest_period
from .rules import cell_at, names_in, sound_rows
from .settings_check import Frame
from .table_check import Table

OFFER_TABLES: tuple[str, ...] = ("lease_offers", "rental_offers")


def check_offers(tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    """An offer begins within the horizon; a lease has a cooling that works at its site."""
    if frame.knows("periods", "horizon_end_year"):
        for name in OFFER_TABLES:
            _check_years(name, tables, frame, findings)
    _note_excluded(tables, findings)
    _check_cooling(tables, findings)


def _check_years(name: str, tables: Mapping[str, Table], frame: Frame, findings: Findings) -> None:
    last, longest = frame.settings.periods[-1], longest_period(frame)
    for row, offer in sound_rows(tables, name, "from_year"):
        if offer["from_year"] > last:
            expected = f"a year in or before which a period starts, the last one in {last}"
            findings.fault(row.at("from_year"), "from_year", offer["from_year"], expected)
        elif "term_years" not in row.bad and offer["term_years"] < longest:
            findings.note(
                f"{cell_at(row, 'term_years')}: a term of {offer['term_years']} years serves no period "
                f"of {longest} years"
            )


def _note_excluded(tables: Mapping[str, Table], findings: Findings) -> None:
    """A site may be excluded for a comparison: its offers are then of no use, and no fault."""
    excluded = {
        v["site"]
        for _, v in sound_rows(tables, "sites", "site", "status")
        if v["status"] == "excluded"
    }
    for name in OFFER_TABLES:
        for row, offer in sound_rows(tables, name, "site"):
            if offer["site"] in excluded:
                findings.note(
                    f"{cell_at(row, 'site')}: nothing is taken at {offer['site']}, excluded"
                )


def _check_cooling(tables: Mapping[str, Table], findings: Findings) -> None:
    zones = names_in(tables, "pue", "climate_zone")
    if zones is None or names_in(tables, "pue", "cooling") is None:
        return
    works = {(v["cooling"], v["climate_zone"]) for _, v in sound_rows(tables, "pue")}
    coolings = names_in(tables, "cooling", "cooling") or set()
    zone_of = {
        v["site"]: v["climate_zone"] for _, v in sound_rows(tables, "sites", "site", "climate_zone")
    }
    for row, offer in sound_rows(tables, "lease_offers", "site", "cooling"):
        zone, cooling = zone_of.get(offer["site"]), offer["cooling"]
        if zone in zones and cooling in coolings and (cooling, zone) not in works:
            expected = (
                f"a cooling with a row of pue for climate zone {zone}, that of {offer['site']}"
            )
            there = sorted(c for c, z in works if z == zone)
            findings.fault(row.at("cooling"), "cooling", cooling, expected, near(cooling, there))
