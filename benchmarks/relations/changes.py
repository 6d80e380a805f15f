"""Instances made from others: rows moved, names changed, money scaled, limits widened, copies."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from planner.instance import Instance
from planner.instance.schema import TABLES, Row, columns_of, facts_of

MONEY = ("M$", "USD")
"""Units of money begin with one of these."""

NAMES: dict[str, tuple[str, ...]] = {
    "sites": ("site", "site_a", "site_b"),
    "metros": ("metro",),
    "services": ("service",),
    "training_runs": ("run",),
    "accelerators": ("accelerator", "reference_accelerator"),
}
"""Columns that hold the names of a table's rows."""

PRODUCT_ASSETS = ("accelerator", "fabric")
"""Families of existing assets whose item is a product."""

SERVICE_LIMITS = ("served_share", "site_share")
"""Limits whose scope is a service."""

Table = tuple[Any, ...]


def with_rows(instance: Instance, change: Callable[[str, Table], Table]) -> Instance:
    """The instance with every table changed."""
    return instance.replace(
        **{name: change(name, rows) for name, rows in instance.tables().items()}
    )


def shuffled(instance: Instance, draw: random.Random) -> Instance:
    """The instance with the rows of every table in another order."""
    return with_rows(instance, lambda _, rows: tuple(draw.sample(rows, len(rows))))


def renamed(instance: Instance, new: Mapping[str, Mapping[str, str]]) -> Instance:
    """The instance with other names, by table of :data:`NAMES`."""
    return with_rows(instance, lambda table, rows: tuple(_renamed(table, r, new) for r in rows))


def _renamed(table: str, row: Any, new: Mapping[str, Mapping[str, str]]) -> Any:
    update: dict[str, object] = {}
    for named, columns in NAMES.items():
        for column in columns:
            if hasattr(row, column) and getattr(row, column) in new.get(named, {}):
                update[column] = new[named][getattr(row, column)]
    products = new.get("accelerators", {})
    if hasattr(row, "accelerators"):
        update["accelerators"] = tuple(products.get(name, name) for name in row.accelerators)
    if table == "existing_assets" and row.family in PRODUCT_ASSETS:
        update["item"] = products.get(row.item, row.item)
    if table == "limits" and row.limit in SERVICE_LIMITS:
        update["scope"] = new.get("services", {}).get(row.scope, row.scope)
    return row.model_copy(update=update)


def names_turned_round(instance: Instance) -> dict[str, dict[str, str]]:
    """New names for all of :data:`NAMES`, which sort the other way round."""
    found = {}
    for table in NAMES:
        names = [getattr(row, TABLES[table].key[0]) for row in getattr(instance, table)]
        found[table] = {name: f"new {len(names) - i:02}" for i, name in enumerate(sorted(names))}
    return found


def money_scaled(instance: Instance, factor: float) -> Instance:
    """The instance in a currency of which `factor` make a dollar."""

    def scaled(table: str, rows: Table) -> Table:
        columns = [c for c, info in columns_of(TABLES[table]).items() if _is_money(info)]
        return tuple(_times(row, factor, columns) for row in rows)

    other = with_rows(instance, scaled)
    limits = tuple(
        _times(row, factor, ["value"]) if row.limit == "capital" else row for row in other.limits
    )
    settings = instance.settings
    carbon = settings.carbon_usd_per_t
    prices = (
        {y: usd * factor for y, usd in carbon.items()}
        if isinstance(carbon, dict)
        else carbon * factor
    )
    update: dict[str, object] = {"carbon_usd_per_t": prices}
    for name in ("frontend_usd_per_gbps_year", "transit_usd_per_gbps_km_year"):
        update[name] = getattr(settings, name) * factor
    return other.replace(limits=limits, settings=settings.model_copy(update=update))


def _is_money(info: Any) -> bool:
    return facts_of(info).unit.startswith(MONEY)


def _times(row: Row, factor: float, columns: list[str]) -> Row:
    given = {c: getattr(row, c) for c in columns if getattr(row, c) is not None}
    return row.model_copy(update={c: value * factor for c, value in given.items()})


def widened(instance: Instance, table: str, column: str, factor: float) -> Instance:
    """The instance with a column of limits multiplied; empty cells stay empty."""
    rows = getattr(instance, table)
    return instance.replace(**{table: tuple(_times(row, factor, [column]) for row in rows)})


def limits_moved(instance: Instance, factor: float) -> Instance:
    """The instance with every row of `limits` wider (factor above 1) or tighter by a factor."""
    rows = []
    for row in instance.limits:
        value = row.value * factor
        if row.limit == "served_share":
            value = 1 - (1 - row.value) * factor
        shares = row.limit.endswith("share")
        rows.append(
            row.model_copy(update={"value": max(0.0, min(1.0, value)) if shares else value})
        )
    return instance.replace(limits=tuple(rows))


def twice(instance: Instance) -> Instance:
    """The instance and a copy of it side by side, with nothing in common but products and options.

    Routes are given, so that none leads from one copy to the other; what is scarce over all sites is
    there twice. Runs, which could use the sites of either copy, are for the caller to leave out.
    """
    copied = ("sites", "metros", "services", "training_runs")
    new = {table: {n: f"{n} too" for n in _names_of(instance, table)} for table in copied}
    other = renamed(instance, new)
    tables: dict[str, Table] = {}
    for name, rows in instance.tables().items():
        known = set(rows)
        tables[name] = (*rows, *(row for row in getattr(other, name) if row not in known))
    groups = [
        s.model_copy(update={"campus_group": f"{s.campus_group} too" if s.campus_group else ""})
        for s in other.sites
    ]
    tables["sites"] = (*instance.sites, *groups)
    whole = ("capital", "emissions", "water", "grid_region")
    tables["limits"] = tuple(
        row.model_copy(update={"value": 2 * row.value}) if row.limit in whole else row
        for row in tables.get("limits", ())
        if row.limit != "vendor_share"
    )
    both = instance.replace(**tables)
    for table, column in (("accelerator_supply", "units"), ("power_supply", "mw")):
        both = widened(both, table, column, 2.0)
    routes: dict[tuple[str, str], Table] = {
        (k.service, m.metro): () for k in both.services for m in both.metros
    }
    return both.replace(fixed_routes={**routes, **instance.routes, **other.routes})


def _names_of(instance: Instance, table: str) -> list[str]:
    return [getattr(row, TABLES[table].key[0]) for row in getattr(instance, table)]
