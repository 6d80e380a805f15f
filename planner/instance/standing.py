"""What stands at sites before the horizon, and what could still be ordered or leased for it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .core import Period
from .references import ITEM_TABLE
from .rules import UNIT_ASSETS
from .settings_check import Frame
from .table_check import Table, TableRow

Values = Mapping[str, Any]

EPS_YEARS = 1e-9
"""Slack when fractional lead times are compared with whole years, as in the model."""


@dataclass(frozen=True)
class Standing:
    """What stands, and what could still be ordered, by site and period."""

    tables: Mapping[str, Table]
    frame: Frame

    def has(self, family: str) -> bool:
        """Whether a family is in use."""
        return family in self.frame.settings.families

    @cached_property
    def periods(self) -> list[Period]:
        """Planning periods in order."""
        starts = self.frame.settings.periods
        end = self.frame.settings.horizon_end_year
        ends = (*starts[1:], starts[-1] + 1 if end is None else end)
        return [Period(a, b - a) for a, b in zip(starts, ends, strict=True)]

    def _rows(self, name: str) -> list[TableRow]:
        return self.tables[name].rows if name in self.tables else []

    def _by(self, name: str, *key: str) -> dict[Any, Values]:
        found: dict[Any, Values] = {}
        for row in self._rows(name):
            at = tuple(row.values[column] for column in key)
            found[at if len(at) > 1 else at[0]] = row.values
        return found

    @cached_property
    def site_row(self) -> dict[str, TableRow]:
        """Rows of all sites by name."""
        return {str(row.values["site"]): row for row in self._rows("sites")}

    @cached_property
    def sites(self) -> dict[str, Values]:
        """Sites where something stands."""
        used = {row.values["site"] for row in self._rows("existing_assets")}
        return {name: row.values for name, row in self.site_row.items() if name in used}

    @cached_property
    def products(self) -> dict[str, Values]:
        """Accelerators by name."""
        return self._by("accelerators", "accelerator")

    @cached_property
    def coolings(self) -> dict[str, Values]:
        """Coolings by name."""
        return self._by("cooling", "cooling")

    @cached_property
    def options(self) -> dict[str, Values]:
        """Power options by name."""
        return self._by("power_options", "option")

    @cached_property
    def own_terms(self) -> dict[tuple[str, str], Values]:
        """Rows of `site_power` by site and option."""
        return self._by("site_power", "site", "option")

    @cached_property
    def _pue(self) -> dict[tuple[str, str], Values]:
        return self._by("pue", "cooling", "climate_zone")

    @cached_property
    def steps(self) -> dict[tuple[str, str], list[tuple[int, float]]]:
        """Held steps as (year, MW by then), by site and option."""
        found: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
        for row in self._rows("energisation_steps"):
            step: Values = row.values
            found[step["site"], step["option"]].append((step["year"], step["cumulative_mw"]))
        return found

    @cached_property
    def is_whole(self) -> bool:
        """Whether every asset has its amount, and a row for its site and item."""
        items = {
            "cooling": self.coolings,
            "power_options": self.options,
            "accelerators": self.products,
        }
        return all(
            asset["site"] in self.site_row
            and asset["item"] in items[ITEM_TABLE[asset["family"]]]
            and asset["units" if asset["family"] in UNIT_ASSETS else "mw"] is not None
            for asset in (row.values for row in self._rows("existing_assets"))
            if isinstance(asset["family"], str)
        )

    def assets(self, site: str, family: str, period: Period | None = None) -> list[TableRow]:
        """Rows of what stands at a site, in a period or in any."""
        return [
            row
            for row in self._by_place.get((site, family), ())
            if any(_serves(row.values, y) for y in ([period] if period else self.periods))
        ]

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[TableRow]]:
        found: dict[tuple[str, str], list[TableRow]] = defaultdict(list)
        for row in self._rows("existing_assets"):
            asset: Values = row.values
            if (asset["mw"] or asset["units"] or 0.0) > 0:
                found[asset["site"], asset["family"]].append(row)
        return found

    def amounts(self, site: str, family: str, period: Period) -> dict[str, float]:
        """MW IT of accelerators, MW of halls or power in service in a period, by item."""
        found: dict[str, float] = defaultdict(float)
        for row in self.assets(site, family, period):
            asset: Values = row.values
            if family == "accelerator":
                kw = self.products[asset["item"]]["kw_per_unit"]
                found[asset["item"]] += kw * asset["units"] / 1000
            else:
                found[asset["item"]] += asset["mw"]
        return found

    def can_order(
        self, lead_years: float, life_years: float, period: Period, from_year: float = -math.inf
    ) -> bool:
        """Whether an order of some period, from a year on, is in service in this one."""
        return any(
            y.start_year >= from_year
            and y.start_year + lead_years <= period.start_year + EPS_YEARS
            and period.end_year <= y.start_year + lead_years + life_years + EPS_YEARS
            for y in self.periods
        )

    def pue_peaks(self, site: str, product: str) -> dict[str, float]:
        """Peak PUE of the coolings that can host a product at a site."""
        zone, rack_kw = self.sites[site]["climate_zone"], self.products[product]["rack_kw"]
        return {
            name: self._pue[name, zone]["pue_peak"]
            for name, cooling in self.coolings.items()
            if (name, zone) in self._pue and cooling["max_rack_kw"] >= rack_kw
        }

    @cached_property
    def can_shed(self) -> bool:
        """Whether some run may slow while a flexible connection is curtailed."""
        runs = self._rows("training_runs") if self.has("training") else []
        return any("slowable_share" in row.bad or row.values["slowable_share"] for row in runs)

    @cached_property
    def _leases(self) -> dict[tuple[str, str], list[Values]]:
        found: dict[tuple[str, str], list[Values]] = defaultdict(list)
        for row in self._rows("lease_offers"):
            offer: Values = row.values
            found[offer["site"], offer["cooling"]].append(offer)
        return found

    def leased_mw(self, site: str, cooling: str, period: Period) -> float:
        """Most MW IT of leased halls of a cooling in service."""
        return sum(
            float(offer["it_mw"])
            for offer in self._leases[site, cooling]
            if self.can_order(0.0, offer["term_years"], period, offer["from_year"])
        )

    def leased_power_mw(self, site: str, period: Period) -> float:
        """Most peak facility load that leased halls carry themselves."""
        zone = self.sites[site]["climate_zone"]
        return sum(
            float(self._pue[cooling, zone]["pue_peak"]) * self.leased_mw(site, cooling, period)
            for cooling in self.coolings
            if (cooling, zone) in self._pue
        )

    def hall_mw(self, site: str, cooling: str, period: Period) -> float:
        """Most MW IT of halls of a cooling in service: what stands or can be leased, or no limit."""
        place = self.sites[site]
        life = min(place["shell_life_years"], self.coolings[cooling]["life_years"])
        if self.can_order(place["hall_build_years"], life, period):
            return math.inf
        stands = self.amounts(site, "hall", period).get(cooling, 0.0)
        return stands + self.leased_mw(site, cooling, period)

    def peak_mw(self, site: str, period: Period) -> float:
        """Least peak facility load of the units that stand at a site in a period."""
        load = 0.0
        for product, mw in self.amounts(site, "accelerator", period).items():
            peaks = [
                peak
                for cooling, peak in self.pue_peaks(site, product).items()
                if self.hall_mw(site, cooling, period) > 0
            ]
            load += mw * min(peaks, default=1.0)
        return load


def _serves(asset: Values, period: Period) -> bool:
    end = asset["end_year"]
    return bool(
        asset["in_service_year"] <= period.start_year and (end is None or period.end_year <= end)
    )
