"""Locks: decisions that were taken before, compared with those of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import NamedTuple

from planner.instance import Instance
from planner.instance.schema import Lock

from .decisions import Decisions
from .findings import COUNT, MW, UNITS, Findings, Unit
from .keys import Key


class _Decided(NamedTuple):
    """Decisions that can be locked, of one table, and their unit."""

    numbers: Mapping[Key, float]
    unit: Unit


ByYear = dict[int, float]
"""Decisions of one thing by the start year of their period."""


def check_locks(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    """Report every lock that the plan does not keep."""
    tables = _tables(decisions)
    # A plan's own decisions come as one lock each: they are looked up, not sought.
    used = {lock.in_table for lock in instance.locks} & tables.keys()
    by_item = {table: _by_item(tables[table].numbers) for table in used}
    for lock in instance.locks:
        if lock.in_table == "runs":
            _compare(lock, _starts(lock, decisions), COUNT, findings)
        elif lock.in_table == "run_sites":
            _compare(lock, _is_there(lock, decisions), COUNT, findings)
        else:
            found = by_item[lock.in_table].get((lock.site, lock.item), {})
            _check_number(instance, lock, found, tables[lock.in_table].unit, findings)


def _tables(decisions: Decisions) -> dict[str, _Decided]:
    return {
        "sites": _Decided(decisions.open, COUNT),
        "halls": _Decided(decisions.modules, COUNT),
        "power": _Decided(decisions.built_mw, MW),
        "connections": _Decided(decisions.connected, COUNT),
        "fleet": _Decided(decisions.bought_units, UNITS),
        "fabric": _Decided(decisions.fabric_bought_units, UNITS),
        "leases": _Decided(decisions.leases_begun_mw, MW),
        "rentals": _Decided(decisions.rentals_begun_units, UNITS),
        "corridors": _Decided(decisions.lit_units, COUNT),
    }


def _by_item(numbers: Mapping[Key, float]) -> dict[tuple[str, str], ByYear]:
    """Decisions by site and item, the parts of a row's key between site and period.

    The parts are joined rather than a lock's item split, as names may hold a slash themselves.
    """
    found: dict[tuple[str, str], ByYear] = {}
    for (site, *parts, year), number in numbers.items():
        item = "/".join(str(part) for part in parts)
        found.setdefault((site, item), {})[year] = float(number)
    return found


def _check_number(
    instance: Instance, lock: Lock, found: ByYear, unit: Unit, findings: Findings
) -> None:
    years = [p.start_year for p in instance.periods] if lock.period is None else [lock.period]
    if lock.in_table == "sites":
        for year in years:
            _compare(lock, found.get(year, 0.0), unit, findings, year)
    else:
        _compare(lock, fsum(found.get(year, 0.0) for year in years), unit, findings)


def _starts(lock: Lock, decisions: Decisions) -> float:
    """Number of starts of a run, on the product and in the period where these are given."""
    return float(
        sum(
            lock.item in (placed.row.run, f"{placed.row.run}/{placed.accelerator}")
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
