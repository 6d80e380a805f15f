"""The figures a planner would quote from a plan: typed, with their units, ready for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.binding import binding_limits, limit_uses
from planner.plan.core import Plan
from planner.plan.reading import NOISE, slice_shares, sums, table_of
from planner.plan.tables import COST_HEADS

from .figures import (
    Backbone,
    Bridge,
    Contracts,
    Link,
    RunLine,
    ServiceYear,
    SiteLine,
    Storage,
    Summary,
    Work,
    Year,
)
from .runs import runs_of
from .years import year_of

if TYPE_CHECKING:
    from planner.instance import Instance


def summarise(plan: Plan, instance: Instance | None = None) -> Summary:
    """The figures of a plan; with its instance also kinds, vendors and the limits that bind.

    Args:
        plan: the plan.
        instance: the instance it was made for, changes applied.
    """
    manifest = plan.manifest
    periods = sorted({int(y) for y in table_of(plan, "sites")["period"]})
    shares = slice_shares(plan, instance)
    return Summary(
        instance=manifest.instance,
        status=str(manifest.status),
        stopped_by=str(manifest.stopped_by),
        verified=manifest.verified,
        objective_musd=manifest.objective_musd,
        bound_musd=manifest.bound_musd,
        gap=manifest.gap,
        gap_controllable=manifest.gap_controllable,
        gap_musd=manifest.gap_musd,
        changes=dict(manifest.changes),
        notes=manifest.notes,
        heads_musd={h: manifest.heads_musd[h] for h in COST_HEADS if h in manifest.heads_musd},
        years=tuple(year_of(plan, instance, y, shares) for y in periods),
        sites=_sites(plan, instance),
        runs=runs_of(plan),
        limit_uses=limit_uses(plan),
        limits=None if instance is None else binding_limits(plan, instance),
    )


def _sites(plan: Plan, instance: Instance | None) -> tuple[SiteLine, ...]:
    table, power = table_of(plan, "sites"), table_of(plan, "power")
    volumes = table_of(plan, "volumes")
    opened = table[table["open"] > 0.5].groupby("site", sort=False)["period"].min()
    # The lesser of: first load, first power that did not stand before, first request served.
    signs = [
        table[(table["it_mw"] > NOISE) | (table["peak_facility_mw"] > NOISE)],
        power[(power["tranche"] != "existing") & (power["in_service_mw"] > NOISE)],
        volumes[volumes["requests_per_s"] > NOISE],
    ]
    energised = pd.concat([sign[["site", "period"]] for sign in signs]).groupby("site")["period"]
    first = {str(site): int(year) for site, year in energised.min().items()}
    last = table[table["period"] == table["period"].max()]
    load = sums(last, "site", "peak_facility_mw")
    return tuple(
        SiteLine(
            site=str(site),
            kind="" if instance is None else instance.site[str(site)].kind,
            first_open=int(year),
            first_energised=first.get(str(site)),
            last_facility_mw=load.get(str(site), 0.0),
        )
        for site, year in opened.items()
    )


__all__ = [
    "Backbone",
    "Bridge",
    "Contracts",
    "Link",
    "RunLine",
    "ServiceYear",
    "SiteLine",
    "Storage",
    "Summary",
    "Work",
    "Year",
    "summarise",
]
