"""Coordinates that break no rule but lie where no data centre does, or far from where they belong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from .faults import Findings
from .geography import great_circle_km
from .rules import cell_at, sound_rows
from .table_check import Table, TableRow

HIGHEST_LATITUDE = 72.0
"""No town of size and no data centre lies nearer to a pole."""

FAR_KM = 3_000.0
"""A place farther than this from every other one of its country is looked at twice."""

NEAR_KM = 1_500.0
"""A place that would lie nearer than this to another of its country is probably meant so."""


class _Place(NamedTuple):
    row: TableRow
    name: str
    lat: float
    lon: float


def check_coordinates(tables: Mapping[str, Table], findings: Findings) -> None:
    """Note places at 0, 0, near a pole, or that only a swap or another sign brings to their country.

    Nothing but the places of the same country is known here, so that a slip which all of them share
    stays unseen unless it leads to a pole.
    """
    by_country: dict[str, list[_Place]] = defaultdict(list)
    for table in ("sites", "metros"):
        for row, values in sound_rows(tables, table, "lat", "lon", "country"):
            if values["lat"] is None or values["lon"] is None:
                continue
            name = str(values[tables[table].row_type.key[0]])
            place = _Place(row, name, values["lat"], values["lon"])
            remark = _remark(place)
            if remark:
                _note(place, remark, findings)
            elif values["country"]:
                by_country[values["country"]].append(place)
    for country, places in by_country.items():
        _check_country(country, places, findings)


def _remark(place: _Place) -> str:
    """What is odd about a place on its own."""
    if place.lat == 0 and place.lon == 0:
        return "0, 0 lies in the sea; leave lat and lon empty where they are not known"
    if abs(place.lat) > HIGHEST_LATITUDE:
        swapped = "; lat and lon swapped?" if abs(place.lon) <= HIGHEST_LATITUDE else ""
        return f"{place.lat:g}, {place.lon:g} lies near a pole{swapped}"
    return ""


def _check_country(country: str, places: list[_Place], findings: Findings) -> None:
    if len(places) < 3:  # with two, either could be the wrong one
        return
    lat = np.array([place.lat for place in places])
    lon = np.array([place.lon for place in places])
    apart = great_circle_km(lat, lon, lat, lon)
    np.fill_diagonal(apart, np.inf)
    for at in np.flatnonzero(apart.min(axis=1) > FAR_KM):
        place, others = places[at], np.arange(len(places)) != at
        for what, meant in _variants(place).items():
            to = great_circle_km(np.array([meant[0]]), np.array([meant[1]]), lat, lon)
            if abs(meant[0]) <= 90 and to[0, others].min() < NEAR_KM:
                _note(
                    place,
                    f"{place.lat:g}, {place.lon:g} lies {apart[at].min():,.0f} km from every other "
                    f"place of {country}; {what}? {meant[0]:g}, {meant[1]:g}",
                    findings,
                )
                break


def _variants(place: _Place) -> dict[str, tuple[float, float]]:
    """What may have been meant, by the slip."""
    return {
        "lat and lon swapped": (place.lon, place.lat),
        "the sign of lon": (place.lat, -place.lon),
        "the sign of lat": (-place.lat, place.lon),
    }


def _note(place: _Place, remark: str, findings: Findings) -> None:
    column: Any = "lat"
    findings.note(f"{cell_at(place.row, column)} ({place.name}): {remark}")
