"""The decisions of a plan as locks, so that a later solve keeps what is committed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.instance.schema import Lock

from .core import Plan
from .tables import PLAN_TABLE

if TYPE_CHECKING:
    from planner.instance import Instance

DECISIONS: dict[str, str] = {
    "sites": "open",
    "halls": "modules_built",
    "power": "built_mw",
    "connections": "connected",
    "fleet": "bought_units",
    "fabric": "bought_units",
    "leases": "taken_mw",
    "rentals": "taken_units",
    "corridors": "lit_units",
}
"""Column of the decision in every plan table that has one for each period."""

STANDING = "existing"
"""Tranche and fabric that stand before the horizon: no decision."""


class ForeignDecision(ValueError):
    """A plan has decided something that the instance does not know."""


def locks_of(plan: Plan, instance: Instance, until_year: int | None = None) -> tuple[Lock, ...]:
    """Every decision of a plan as a lock that fixes it, nothing ordered being a decision too.

    Units held by runs, hubs, pools, routing and generation follow anew; where and when runs take place
    does not.

    Args:
        plan: the plan.
        instance: the instance that is solved next; it may differ from the plan's own.
        until_year: only decisions of periods that start before this year; sites that are open by then
            stay open, later openings and starts are free. None: every decision.

    Raises:
        ForeignDecision: the plan opened, ordered or started something at a site, of an item or in a year
            that the instance does not have.
    """
    known = _Known(instance)
    years = [
        y.start_year for y in instance.periods if until_year is None or y.start_year < until_year
    ]
    locks = list(_orders(plan, known, until_year))
    locks += _runs(plan, instance, years, whole=until_year is None)
    return tuple(locks)


def fingerprint(locks: Sequence[Lock]) -> str:
    """What tells sets of locks apart, in whatever order they stand; "" for none."""
    if not locks:
        return ""
    rows = sorted(lock.model_dump_json() for lock in locks)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def in_words(locks: Sequence[Lock], until_year: int | None) -> str:
    """What locks keep, and what stays free: a line or two for whoever asked for them."""
    kept = Counter(_NAMES[lock.in_table] for lock in locks if lock.value > 0)
    what = ", ".join(f"{count:,} {name}" for name, count in kept.items()) or "nothing was decided"
    span = "in all years" if until_year is None else f"in periods that start before {until_year}"
    return (
        f"Kept as decided {span}: {what}; nothing else is opened, ordered, taken or started there. "
        "Free: units that runs hold, hubs, pools, routing, generation"
        + ("." if until_year is None else f", and all of {until_year} and later.")
    )


_NAMES: dict[str, str] = {
    "sites": "site-years open",
    "halls": "orders of halls",
    "power": "orders of power",
    "connections": "connections",
    "fleet": "orders of accelerators",
    "fabric": "orders of fabric",
    "leases": "leases",
    "rentals": "rentals",
    "corridors": "orders of fibre",
    "runs": "starts of runs",
    "run_sites": "places of runs",
}
"""How the decisions of a plan table are called."""


class _Known:
    """Names and years of an instance."""

    def __init__(self, instance: Instance) -> None:
        self._years = {y.start_year for y in instance.periods}
        self._sites = set(instance.site)
        self._items = {
            *instance.cooling_technology, *instance.power_option, *instance.accelerator,
            *instance.fabric, *instance.site,
        }  # fmt: skip

    def keeps(self, table: str, site: str, item: list[str], period: int, value: float) -> bool:
        """Whether a decision is one of the instance; what is not may only have decided nothing."""
        known = site in self._sites and period in self._years and {*item[:1]} <= self._items
        if not known and value > 0:
            what = " ".join((table, site, "/".join(item))).rstrip()
            message = (
                f"the plan decided {what} in {period}, which the instance does not have; "
                "what was ordered before its first period belongs into existing_assets"
            )
            raise ForeignDecision(message)
        return known


def _orders(plan: Plan, known: _Known, until_year: int | None) -> Iterator[Lock]:
    """Openings and orders, by the row of their table."""
    for table, column in DECISIONS.items():
        frame = plan.tables[table]
        keys = [frame[name].tolist() for name in PLAN_TABLE[table].key]
        for (site, *parts, year), decided in zip(
            zip(*keys, strict=True), frame[column].tolist(), strict=True
        ):
            if STANDING in parts or (until_year is not None and year >= until_year):
                continue
            item, period = [str(part) for part in parts], int(year)
            # A plan may be a hair below nothing; a lock may not.
            value = max(0.0, float(decided))
            if known.keeps(table, str(site), item, period, value):
                yield Lock(
                    in_table=table,
                    site=str(site),
                    item="/".join(item),
                    period=period,
                    rule="fix",
                    value=value,
                )


def _runs(plan: Plan, instance: Instance, years: list[int], *, whole: bool) -> list[Lock]:
    """Starts and sites of the runs that have started, and that the others have not."""
    locks: list[Lock] = []
    sites: dict[str, set[str]] = {}
    for run, site in zip(
        plan.tables["run_sites"]["run"], plan.tables["run_sites"]["site"], strict=True
    ):
        sites.setdefault(str(run), set()).add(str(site))
    for row in plan.tables["runs"].to_dict("records"):
        run = str(row["run"])
        placed = row["status"] == "placed"
        start = int(row["start_year"]) if placed else None
        if run not in instance.run:
            if start in years:
                raise ForeignDecision(f"the plan starts {run}, which the instance does not have")
        elif start in years:
            item = f"{run}/{row['accelerator']}"
            locks.append(Lock(in_table="runs", item=item, period=start, rule="fix", value=1))
            locks += [
                Lock(
                    in_table="run_sites",
                    site=site,
                    item=run,
                    rule="fix",
                    value=float(site in sites.get(run, ())),
                )
                for site in instance.site
                if site in sites.get(run, ()) or _may_host(instance, run, site)
            ]
        elif whole:
            locks.append(Lock(in_table="runs", item=run, rule="fix", value=0))
        else:
            locks += [
                Lock(in_table="runs", item=run, period=year, rule="fix", value=0) for year in years
            ]
    return locks


def _may_host(instance: Instance, run: str, site: str) -> bool:
    row = instance.site[site]
    return row.kind in instance.run[run].site_kinds and row.status != "excluded"
