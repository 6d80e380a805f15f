"""The limits of the table `limits`: their names in words, how far each is used, which bind."""

from __future__ import annotations

from dataclasses import dataclass

from planner.instance.schema import LIMIT_UNITS
from planner.plan.core import Plan
from planner.plan.reading import table_of

from .uses import BINDING_SLACK, BindingLimit

AT_LEAST = "served_share"
"""The kind of limit that is a least value; all others are most."""

_OF_REGION = {
    "emissions": "emissions",
    "water": "water drawn",
}
_OF_SERVICE = {
    "served_share": "served share",
    "site_share": "share of one metro from one site",
}


@dataclass(frozen=True)
class LimitUse:
    """How far a limit of the instance is used in the period that starts in a year.

    Attributes:
        limit: kind of the limit, as in the table `limits`.
        name: the same in words, with what it holds for.
        year: start year of the period.
        value: the limit.
        used: what the plan makes of it, in the same unit.
        unit: unit of both.
        binds: whether less than 0.1 % of it is left.
    """

    limit: str
    name: str
    year: int
    value: float
    used: float
    unit: str
    binds: bool


def limit_name(kind: str, scope: str) -> str:
    """A limit in words: `emissions of all sites`, `vendor share of nvidia`."""
    if kind in _OF_REGION:
        return f"{_OF_REGION[kind]} of {f'region {scope}' if scope else 'all sites'}"
    if kind in _OF_SERVICE:
        return f"{_OF_SERVICE[kind]} of {scope or 'every service'}"
    if kind == "vendor_share":
        return f"vendor share of {scope}"
    if kind == "grid_region":
        return f"grid connections in {scope}"
    return "capital of orders"


def limit_uses(plan: Plan) -> tuple[LimitUse, ...]:
    """Every limit of the instance with what the plan makes of it."""
    return tuple(
        LimitUse(
            limit=str(row["limit"]),
            name=limit_name(str(row["limit"]), str(row["scope"])),
            year=int(row["period"]),
            value=float(row["value"]),
            used=float(row["used"]),
            unit=LIMIT_UNITS[str(row["limit"])],
            binds=_binds(str(row["limit"]), float(row["value"]), float(row["used"])),
        )
        for row in table_of(plan, "limits").to_dict("records")
    )


def binding_rows(plan: Plan) -> list[BindingLimit]:
    """Limits of the instance that bind, each with its years and its strictest value."""
    found: dict[str, list[LimitUse]] = {}
    for use in limit_uses(plan):
        if use.binds:
            found.setdefault(use.name, []).append(use)
    return [
        BindingLimit(
            limit="limit",
            where=name,
            years=tuple(use.year for use in uses),
            value=(max if uses[0].limit == AT_LEAST else min)(use.value for use in uses),
            unit=uses[0].unit,
            note="more stands already" if any(_exceeded(use) for use in uses) else "",
        )
        for name, uses in found.items()
    ]


def _binds(kind: str, value: float, used: float) -> bool:
    """A share that must be served binds by what may be left out, the others by their own value."""
    if kind == AT_LEAST:
        return used - value <= BINDING_SLACK * (1 - value)
    return value - used <= BINDING_SLACK * value


def _exceeded(use: LimitUse) -> bool:
    """Grid connections that stand may be more than their region's limit."""
    return use.limit == "grid_region" and use.used > use.value * (1 + BINDING_SLACK)
