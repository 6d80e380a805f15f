"""The items that locks can name: what can be decided at a site, as it stands in a plan's tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from .schema import TABLES
from .table_check import Table

ITEM_WORDS: dict[str, str] = {
    "halls": "a cooling",
    "power": "option/tranche, the tranche order or held-YEAR,",
    "connections": "option/tranche, the tranche site or held-YEAR,",
    "fleet": "an accelerator",
    "fabric": "accelerator/fabric",
    "runs": "a run or run/accelerator",
    "run_sites": "a run",
    "leases": "cooling/from_year of an offer",
    "rentals": "accelerator/from_year of an offer",
    "corridors": "site_b of a corridor",
}
"""What the item of a lock is, in words, by plan table."""


class LockItems:
    """Items by plan table and site."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables

    def of(self, table: str, site: str) -> set[str] | None:
        """Items that a lock on a table may name at a site; None where nothing may be concluded.

        Whether a decision is free there (lead times, limits, what fits) is for the solve to say.
        """
        if table in ("halls", "fleet"):
            return self._names("cooling" if table == "halls" else "accelerators")
        if table in ("runs", "run_sites", "fabric"):
            return self._joined(table)
        if table in ("power", "connections"):
            return self._tranches("order" if table == "power" else "site", site)
        return self._at_site(table, site)

    def _rows(self, name: str) -> list[Mapping[str, Any]] | None:
        """Cells of the rows of a table; None when something may be missing in it."""
        table = self._tables.get(name)
        if table is None:
            return []
        return [row.cells for row in table.rows] if table.readable else None

    def _names(self, name: str) -> set[str] | None:
        rows, column = self._rows(name), TABLES[name].key[0]
        return None if rows is None else {str(row[column]) for row in rows if column in row}

    def _joined(self, table: str) -> set[str] | None:
        products, runs = self._names("accelerators"), self._names("training_runs")
        if table == "run_sites" or products is None or runs is None:
            return runs if table == "run_sites" else None
        if table == "runs":
            return runs | {f"{run}/{product}" for run in runs for product in products}
        fabrics = self._names("fabrics")
        return None if fabrics is None else {f"{g}/{f}" for g in products for f in fabrics}

    def _tranches(self, other: str, site: str) -> set[str] | None:
        options = self._rows("power_options")
        if options is None or self._held is None:
            return None
        return {
            f"{option['option']}/{tranche}"
            for option in options
            if "option" in option
            for tranche in (other, *self._labels(site, option))
        }

    def _labels(self, site: str, option: Mapping[str, Any]) -> list[str]:
        assert self._held is not None
        steps = self._held.get((site, option["option"]), [])
        if steps or option.get("kind") != "grid":
            return steps
        return self._held.get((site, ""), [])

    @cached_property
    def _held(self) -> dict[tuple[str, str], list[str]] | None:
        """Tranches of held positions by site and option; those of `sites` without an option."""
        steps, sites = self._rows("energisation_steps"), self._rows("sites")
        if steps is None or sites is None:
            return None
        held: dict[tuple[str, str], list[str]] = {}
        for step in steps:
            if {"site", "option", "year"} <= step.keys():
                held.setdefault((step["site"], step["option"]), []).append(f"held-{step['year']}")
        for site in sites:
            if site.get("queue_mw", 0.0) > 0 and "site" in site:
                year = site.get("queue_year")
                held[site["site"], ""] = ["held-now" if year is None else f"held-{year:g}"]
        return held

    def _at_site(self, table: str, site: str) -> set[str] | None:
        name, column = {
            "leases": ("lease_offers", "cooling"),
            "rentals": ("rental_offers", "accelerator"),
            "corridors": ("corridors", "site_b"),
        }[table]
        rows = self._rows(name)
        if rows is None:
            return None
        if table == "corridors":
            return {str(row[column]) for row in rows if row.get("site_a") == site and column in row}
        return {
            f"{row[column]}/{row['from_year']}"
            for row in rows
            if row.get("site") == site and {column, "from_year"} <= row.keys()
        }
