"""Locks: decisions that were taken before, compared with those of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from planner.instance import Instance
from planner.instance.schema import Lock

from .completeness import Rows
from .decisions import Decisions
from .findings import COUNT, MW, UNITS, Findings, Unit
from .keys import Key


class _Locked(NamedTuple):
    """A column that can be locked, and its unit."""

    column: str
    unit: Unit


LOCKED: dict[str, _Locked] = {
    "sites": _Locked("open", COUNT),
    "halls": _Locked("modules_built", COUNT),
    "power": _Locked("built_mw", MW),
    "connections": _Locked("connected", COUNT),
    "fleet": _Locked("bought_units", UNITS),
    "fabric": _Locked("bought_units", UNITS),
    "leases": _Locked("taken_mw", MW),
    "rentals": _Locked("taken_units", UNITS),
    "corridors": _Locked("lit_units", COUNT),
}


def check_locks(
    instance: Instance, tables: Mapping[str, Rows], decisions: Decisions, findings: Findings
) -> None:
    """Report every lock that the plan does not keep."""
    for lock in instance.locks:
        if lock.in_table == "runs":
            _compare(lock, _starts(lock, decisions), COUNT, findings)
        elif lock.in_table == "run_sites":
            _compare(lock, _is_there(lock, decisions), COUNT, findings)
        else:
            _check_number(instance, lock, tables, findings)


def _check_number(
    instance: Instance, lock: Lock, tables: Mapping[str, Rows], findings: Findings
) -> None:
    locked = LOCKED[lock.in_table]
    numbers = tables[lock.in_table].numbers(locked.column)
    item = _item(lock)
    years = [p.start_year for p in instance.periods] if lock.period is None else [lock.period]
    values = [numbers.get((*item, year), 0.0) for year in years]
    if lock.in_table == "sites":
        for year, value in zip(years, values, strict=True):
            _compare(lock, value, locked.unit, findings, year)
    else:
        _compare(lock, sum(values), locked.unit, findings)


def _item(lock: Lock) -> Key:
    """Key of a row without its period: the site, then the parts of the item."""
    parts: list[str | int] = [part for part in lock.item.split("/") if part]
    if lock.in_table in ("leases", "rentals"):
        parts[-1] = int(parts[-1])
    return (lock.site, *parts)


def _starts(lock: Lock, decisions: Decisions) -> float:
    """Number of starts of a run, on the product and in the period where these are given."""
    run, _, product = lock.item.partition("/")
    return float(
        sum(
            placed.row.run == run
            and product in ("", placed.accelerator)
            and lock.period in (None, placed.start_year)
            for placed in decisions.placed
        )
    )


def _is_there(lock: Lock, decisions: Decisions) -> float:
    return float(any(p.row.run == lock.item and lock.site in p.units for p in decisions.placed))


def _compare(
    lock: Lock, says: float, unit: Unit, findings: Findings, year: int | None = None
) -> None:
    where: dict[str, object] = {"table": lock.in_table}
    where |= {"site": lock.site} if lock.site else {}
    where |= {"item": lock.item} if lock.item else {}
    period = lock.period if year is None else year
    where |= {} if period is None else {"period": period}
    if lock.rule == "fix":
        findings.equal("lock", says, lock.value, unit, **where)
    elif lock.rule == "min":
        findings.at_least("lock", says, lock.value, unit, **where)
    else:
        findings.at_most("lock", says, lock.value, unit, **where)
