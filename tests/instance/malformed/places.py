"""Coordinates that are swapped, of the wrong sign, out of range or at sea."""

from __future__ import annotations

from .case import Case, Refused, Warned, edited
from .edited import SITES

METROS = "metros.csv"
MANY = (
    "metro,lat,lon,country,population\n"
    "NA,33,-97,US,6000000\nHouston,30,-95,US,2000000\nAustin,{},US,2000000\n"
)


def _out(name, old, new, row, column, value, says):
    expected = Refused(SITES, row, column, says, value)
    return Case("coordinates", name, edited("full", {SITES: (old, new)}), expected)


def _odd(name, place, *says):
    expected = Warned((f"{METROS} row 4, column lat (Austin):", *says))
    return Case("coordinates", name, edited("full", {METROS: MANY.format(place)}), expected)


PLACES = [
    _out("swapped", "32.8,-96.8", "-96.8,32.8", 3, "lat", "-96.8", "lat and lon swapped?"),
    _out("no latitude", "32.8,-96.8", ",-96.8", 3, "lat", None, "lat and lon together"),
    _out("a latitude of 328", "32.8,-96.8", "328,-96.8", 3, "lat", "328.0", "≥ -90 and ≤ 90"),
    _out("longitude to 360", "32.8,-96.8", "32.8,263.2", 3, "lon", "263.2", "write -96.8"),
    _out(
        "degrees and minutes",
        "32.8,-96.8",
        "32°48'N,-96.8",
        3,
        "lat",
        "32°48'N",
        "a number in degrees",
    ),
    _out(
        "letter of the hemisphere",
        "32.8,-96.8",
        "32.8,96.8W",
        3,
        "lon",
        "96.8W",
        "a number in degrees",
    ),
    _odd("null island", "0,0", "0, 0 lies in the sea"),
    _odd("near a pole", "-80.2,25.8", "lies near a pole; lat and lon swapped?"),
    _odd(
        "sign of the longitude",
        "30.3,97.7",
        "km from every other place of US",
        "the sign of lon? 30.3, -97.7",
    ),
    _odd("sign of the latitude", "-30.3,-97.7", "the sign of lat? 30.3, -97.7"),
]
