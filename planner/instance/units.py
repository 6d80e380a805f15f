"""Remarks on values that break no rule but look like a slip of the unit."""

from __future__ import annotations

from .schema import ColumnFacts

OTHER_UNITS: tuple[tuple[str, str, float], ...] = (
    ("MW", "kW", 1e3),
    ("kW", "W", 1e3),
    ("M$", "USD", 1e6),
    ("USD/kW", "USD/MW", 1e3),
    ("USD/MWh", "USD/kWh", 1e-3),
    ("USD/MMBtu", "USD/GJ", 0.947817),
    ("ha", "m2", 1e4),
    ("share", "%", 100.0),
)
"""(unit at the head of a column's unit, other unit, factor)."""


def unusual(value: float, facts: ColumnFacts) -> str:
    """A remark when a value lies outside what is usual, in both units; else ""."""
    if facts.usual is None or facts.usual[0] <= value <= facts.usual[1]:
        return ""
    low, high = facts.usual
    other = ""
    for unit, instead, factor in OTHER_UNITS:
        rest = facts.unit[len(unit) :]
        if facts.unit.startswith(unit) and (not rest or rest[0] in " /"):
            other = f" (= {value * factor:.6g} {instead}{rest})"
    return (
        f"{value:.12g} {facts.unit}{other} is taken as it stands, but usual are "
        f"{low:g} to {high:g}; a slip of the unit?"
    )
