"""Values that look like a slip of the unit: which unit was meant, and what the value is in the column's.

A slip breaks a rule of range, or none: in the first case it is the hint of a fault, in the second a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .cells import ColumnSpec

OTHER_UNITS: dict[str, tuple[tuple[str, float], ...]] = {
    "MW": (("kW", 1e3), ("GW", 1e-3), ("W", 1e6)),
    "kW": (("W", 1e3), ("MW", 1e-3)),
    "M$": (("USD", 1e6), ("thousand USD", 1e3), ("bn$", 1e-3)),
    "USD": (("thousand USD", 1e-3), ("M$", 1e-6)),
    "USD/kW": (("M$/MW", 1e-3), ("USD/MW", 1e3)),
    "USD/MWh": (("USD/kWh", 1e-3), ("ct/kWh", 0.1)),
    "USD/MMBtu": (("USD/kWh", 0.00341214), ("ct/MMBtu", 100.0)),
    "MMBtu/MWh": (("Btu/kWh", 1e3),),
    "t CO2/MWh": (("kg CO2/MWh", 1e3),),
    "ha": (("m2", 1e4), ("km2", 0.01)),
    "share": (("%", 100.0),),
    "ms": (("s", 1e-3), ("µs", 1e3)),
    "km": (("m", 1e3),),
    "Gbit/s": (("Mbit/s", 1e3), ("Tbit/s", 1e-3), ("bit/s", 1e9)),
    "Mbit/request": (("kbit/request", 1e3), ("Gbit/request", 1e-3)),
    "requests/s": (("requests/day", 86_400.0), ("requests/year", 31_536_000.0)),
    "bytes/token": (("kB/token", 1e-3), ("MB/token", 1e-6)),
    "m3/year": (("l/year", 1e3), ("thousand m3/year", 1e-3)),
    "people": (("million people", 1e-6), ("thousand people", 1e-3)),
    "h": (("minutes", 60.0), ("s", 3_600.0)),
    "years": (("months", 12.0), ("days", 365.0)),
}
"""Units that people write instead, and how many of them one of the column's is, by head of the unit."""

QUALIFIER = re.compile(r" (IT|facility)\b")
"""What stands behind MW: it stands in the column's name too and only lengthens a remark."""


def usual_range(spec: ColumnSpec) -> tuple[float, float] | None:
    """Bounds of what is usual in a column, None where nothing is said; a share lies in 0 to 1."""
    if spec.facts.usual is None and spec.facts.unit.split("/")[0] == "share":
        return (0.0, 1.0)
    return spec.facts.usual


def slip(value: float, spec: ColumnSpec) -> str:
    """`480000 looks like kW; 480 MW?` when another unit makes a value usual, else ""."""
    usual = usual_range(spec)
    if usual is None or value == 0 or usual[0] <= value <= usual[1]:
        return ""
    for other, unit, factor in _others(spec.facts.unit):
        meant = value / factor
        if usual[0] <= meant <= usual[1]:
            return f"{value:.12g} looks like {other}; {rounded(meant)} {unit}?"
    return ""


def unusual(value: float, spec: ColumnSpec) -> str:
    """A remark when a value lies outside what is usual, with the unit that was meant; else "".

    Zero says "none" where a cell may be left empty; where a value has to be given it is remarked on.
    """
    usual = spec.facts.usual
    if usual is None or usual[0] <= value <= usual[1]:
        return ""
    if value == 0 and spec.has_default and not spec.facts.needed_by:
        return ""
    span = f"{usual[0]:.6g} to {usual[1]:.12g}"
    meant = slip(value, spec)
    if meant:
        return f"{meant} It is taken as it stands; usual are {span} {spec.facts.unit}"
    found = f"{value:.12g} {spec.facts.unit}"
    return f"{found} is taken as it stands, but usual are {span}; a slip of the unit?"


def has_thousandth(unit: str) -> bool:
    """Whether people write a thousandth of a unit instead, as kW for MW."""
    return any(factor == 1e3 for _, _, factor in _others(unit))


def rounded(value: float) -> str:
    """Six digits of a number that was converted, without an exponent where it can be done without."""
    return f"{float(f'{value:.6g}'):.12g}"


def short_unit(unit: str) -> str:
    """A unit without what is said of IT or facility at its head: `MW IT` is `MW`."""
    return QUALIFIER.sub("", unit)


def _others(unit: str) -> Iterator[tuple[str, str, float]]:
    """(other unit, the column's unit in short, how many of the other one of it is)."""
    for head in sorted(OTHER_UNITS, key=len, reverse=True):
        if _has_head(unit, head):
            rest = "" if head == "share" else QUALIFIER.sub("", unit[len(head) :])
            for other, factor in OTHER_UNITS[head]:
                yield other + rest, head + rest, factor


def _has_head(unit: str, head: str) -> bool:
    return unit == head or unit.startswith((f"{head} ", f"{head}/"))
