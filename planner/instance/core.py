"""The instance after the door: immutable, complete, trusted by everything that reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .daytime import demand_factors
from .geography import Route, corridor_km, fibre_km, round_trip_between_sites_ms, routes_of
from .schema import (
    TABLES,
    WHOLE_YEAR,
    Accelerator,
    AcceleratorSupply,
    BillOfMaterials,
    Cooling,
    Corridor,
    Demand,
    EnergisationStep,
    Energy,
    ExistingAsset,
    Fabric,
    Latency,
    LeaseOffer,
    Limit,
    LocalDemand,
    Lock,
    Metro,
    PowerOption,
    PowerSupply,
    Pue,
    RentalOffer,
    RouteCost,
    Row,
    Service,
    Settings,
    Site,
    SiteLatency,
    SitePower,
    Slice,
    SliceAvailability,
    Throughput,
    TrainingRun,
)


@dataclass(frozen=True)
class Period:
    """A planning period.

    Attributes:
        start_year: calendar year in which it starts; orders of the period fall there.
        length_years: whole years it lasts.
    """

    start_year: int
    length_years: int

    @property
    def end_year(self) -> int:
        """Calendar year in which the period has ended."""
        return self.start_year + self.length_years


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A planning problem that has passed the door.

    Rows stand sorted by key. Yearly tables hold a row for every period's start year (prices and
    demand) after interpolation; demand totals are already spread over metros. Build one with
    :func:`planner.instance.load` or, in tests, directly from rows.

    Attributes:
        settings: the values of `instance.yaml`.
        notes: what the reader changed or warns about, in words.
        catalogue_rows: (table, key) of every catalogue row in use that the instance did not
            override wholly, with its confidence.
        changes: settings and cells changed by `--set` or a scenario, as path → value.
        fixed_routes: routes given from outside instead of being derived, or None.
        fixed_factors: demand in a slice over the mean by (service, metro, year, slice), given from
            outside instead of being derived, or None.
    """

    settings: Settings
    sites: tuple[Site, ...] = ()
    existing_assets: tuple[ExistingAsset, ...] = ()
    accelerators: tuple[Accelerator, ...] = ()
    bill_of_materials: tuple[BillOfMaterials, ...] = ()
    accelerator_supply: tuple[AcceleratorSupply, ...] = ()
    cooling: tuple[Cooling, ...] = ()
    pue: tuple[Pue, ...] = ()
    power_options: tuple[PowerOption, ...] = ()
    power_supply: tuple[PowerSupply, ...] = ()
    site_power: tuple[SitePower, ...] = ()
    energisation_steps: tuple[EnergisationStep, ...] = ()
    energy: tuple[Energy, ...] = ()
    training_runs: tuple[TrainingRun, ...] = ()
    fabrics: tuple[Fabric, ...] = ()
    site_latency: tuple[SiteLatency, ...] = ()
    corridors: tuple[Corridor, ...] = ()
    metros: tuple[Metro, ...] = ()
    services: tuple[Service, ...] = ()
    demand: tuple[Demand, ...] = ()
    slices: tuple[Slice, ...] = ()
    local_demand: tuple[LocalDemand, ...] = ()
    slice_availability: tuple[SliceAvailability, ...] = ()
    throughput: tuple[Throughput, ...] = ()
    latency: tuple[Latency, ...] = ()
    route_costs: tuple[RouteCost, ...] = ()
    lease_offers: tuple[LeaseOffer, ...] = ()
    rental_offers: tuple[RentalOffer, ...] = ()
    limits: tuple[Limit, ...] = ()
    locks: tuple[Lock, ...] = ()
    notes: tuple[str, ...] = ()
    catalogue_rows: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)
    fixed_routes: Mapping[tuple[str, str], tuple[Route, ...]] | None = None
    fixed_factors: Mapping[tuple[str, str, int, str], float] | None = None

    @classmethod
    def from_folder(
        cls, path: Path | str, *, changes: Sequence[str] = (), scenario: str | None = None
    ) -> Instance:
        """Read an instance folder; see :func:`planner.instance.load`."""
        from .door import load

        return load(path, changes=changes, scenario=scenario)

    @classmethod
    def from_workbook(cls, path: Path | str, *, changes: Sequence[str] = ()) -> Instance:
        """Read an .xlsx workbook; see :func:`planner.instance.load`."""
        from .door import load

        return load(path, changes=changes)

    def replace(self, **changes: Any) -> Instance:
        """A copy with some fields changed; the rows given are trusted as they are."""
        return replace(self, **changes)

    def has(self, family: str) -> bool:
        """Whether a constraint family is in use."""
        return family in self.settings.families

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Planning periods in order."""
        starts = self.settings.periods
        end = self.settings.horizon_end_year
        ends = (*starts[1:], starts[-1] + 1 if end is None else end)
        return tuple(Period(a, b - a) for a, b in zip(starts, ends, strict=True))

    @cached_property
    def period(self) -> dict[int, Period]:
        """:attr:`periods` by start year."""
        return {y.start_year: y for y in self.periods}

    @cached_property
    def horizon_end_year(self) -> int:
        """Year in which the last period has ended."""
        return self.periods[-1].end_year

    @cached_property
    def site(self) -> dict[str, Site]:
        """Sites by name."""
        return {row.site: row for row in self.sites}

    @cached_property
    def metro(self) -> dict[str, Metro]:
        """Metros by name."""
        return {row.metro: row for row in self.metros}

    @cached_property
    def service(self) -> dict[str, Service]:
        """Services by name."""
        return {row.service: row for row in self.services}

    @cached_property
    def run(self) -> dict[str, TrainingRun]:
        """Training runs by name."""
        return {row.run: row for row in self.training_runs}

    @cached_property
    def accelerator(self) -> dict[str, Accelerator]:
        """Accelerators by name."""
        return {row.accelerator: row for row in self.accelerators}

    @cached_property
    def cooling_technology(self) -> dict[str, Cooling]:
        """Coolings by name."""
        return {row.cooling: row for row in self.cooling}

    @cached_property
    def fabric(self) -> dict[str, Fabric]:
        """Backend fabrics by name."""
        return {row.fabric: row for row in self.fabrics}

    @cached_property
    def power_option(self) -> dict[str, PowerOption]:
        """Power options by name."""
        return {row.option: row for row in self.power_options}

    @cached_property
    def pue_at(self) -> dict[tuple[str, str], Pue]:
        """PUE rows by (site, cooling), through the site's climate zone; absent: not possible."""
        by_zone = {(row.cooling, row.climate_zone): row for row in self.pue}
        return {
            (site.site, row.cooling): by_zone[row.cooling, site.climate_zone]
            for site in self.sites
            for row in self.cooling
            if (row.cooling, site.climate_zone) in by_zone
        }

    @cached_property
    def energy_at(self) -> dict[tuple[str, int], Energy]:
        """Energy rows by (region, year)."""
        return {(row.region, row.year): row for row in self.energy}

    @cached_property
    def throughput_of(self) -> dict[tuple[str, str], Throughput]:
        """Throughput rows by (accelerator, service), through the service's model."""
        by_model = {(row.accelerator, row.model): row for row in self.throughput}
        return {
            (g.accelerator, k.service): by_model[g.accelerator, k.model]
            for g in self.accelerators
            for k in self.services
            if (g.accelerator, k.model) in by_model
        }

    @cached_property
    def unit_price_usd(self) -> dict[tuple[str, int], float]:
        """Price of a unit without fabric by (accelerator, year): the sum of its parts."""
        prices: dict[tuple[str, int], float] = {}
        for row in self.bill_of_materials:
            at = (row.accelerator, row.year)
            prices[at] = prices.get(at, 0.0) + row.usd_per_unit
        return prices

    @cached_property
    def supply_units(self) -> dict[tuple[str, int], float]:
        """Units that can be ordered in a year by (accelerator, year); absent: no limit."""
        return {(row.accelerator, row.year): row.units for row in self.accelerator_supply}

    @cached_property
    def order_book_mw(self) -> dict[tuple[str, int], float]:
        """MW that can be ordered in a year by (option, year); absent: no limit."""
        return {(row.option, row.year): row.mw for row in self.power_supply}

    @cached_property
    def site_power_at(self) -> dict[tuple[str, str], SitePower]:
        """Site's own terms of a power option by (site, option)."""
        return {(row.site, row.option): row for row in self.site_power}

    @cached_property
    def demand_at(self) -> dict[tuple[str, str, int], float]:
        """Mean requests per second by (service, metro, start year); zero demand is left out."""
        return {
            (row.service, row.metro, row.year): row.requests_per_s
            for row in self.demand
            if row.requests_per_s > 0
        }

    @cached_property
    def time_slices(self) -> tuple[Slice, ...]:
        """Slices by day and hour; the whole year as one where the instance has none."""
        return tuple(sorted(self.slices, key=lambda h: (h.day, h.start_hour_utc))) or (WHOLE_YEAR,)

    @cached_property
    def time_slice(self) -> dict[str, Slice]:
        """:attr:`time_slices` by name."""
        return {h.slice: h for h in self.time_slices}

    @cached_property
    def asked_at(self) -> dict[tuple[str, str, int, str], float]:
        """Mean requests per second in a slice by (service, metro, start year, slice); no zeros.

        The mean over the slices, weighed by their hours, is :attr:`demand_at`.
        """
        factors = demand_factors(self.time_slices, self.metros, self.services, self.local_demand)
        asked = {}
        for (k, metro, year), mean in self.demand_at.items():
            for h in self.time_slice:
                factor = factors[k, metro, h]
                if self.fixed_factors is not None:
                    factor = self.fixed_factors[k, metro, year, h]
                if factor > 0:
                    asked[k, metro, year, h] = mean * factor
        return asked

    @cached_property
    def peak_over_slice(self) -> dict[str, float]:
        """Demand in the busiest time of a slice over its mean, by service.

        1 for a service whose demand by local hour is known, else its peak_to_mean.
        """
        known = {row.service for row in self.local_demand} if self.slices else set()
        return {k.service: 1.0 if k.service in known else k.peak_to_mean for k in self.services}

    @cached_property
    def availability_at(self) -> dict[tuple[str, str, str], float]:
        """Rows of `slice_availability` by (option, region, slice)."""
        return {(r.option, r.region, r.slice): r.share for r in self.slice_availability}

    def availability(self, option: str, region: str, time_slice: str) -> float:
        """Largest mean output over capacity of an option in a slice."""
        own = self.availability_at.get((option, region, time_slice))
        return self.power_option[option].capacity_factor if own is None else own

    @cached_property
    def corridor(self) -> dict[tuple[str, str], Corridor]:
        """Corridors by (site_a, site_b)."""
        return {(row.site_a, row.site_b): row for row in self.corridors}

    @cached_property
    def limit_at(self) -> dict[tuple[str, str, int], float]:
        """Value of each limit by (limit, scope, year)."""
        return {(row.limit, row.scope, row.year): row.value for row in self.limits}

    @cached_property
    def routes(self) -> Mapping[tuple[str, str], tuple[Route, ...]]:
        """Sites that may serve a service in a metro, by (service, metro), nearest first."""
        if self.fixed_routes is not None:
            return self.fixed_routes
        return routes_of(
            self.settings, self.sites, self.metros, self.services, self.latency, self.route_costs
        )

    @cached_property
    def site_rtt_ms(self) -> dict[tuple[str, str], float]:
        """Network round trip between two sites, both orders given.

        With family backbone over the shortest way along corridors, infinite where there is none.
        """
        if self.has("backbone"):
            km = corridor_km(self.sites, self.corridors)
        else:
            km = fibre_km(self.settings, self.sites, self.sites)
        return round_trip_between_sites_ms(self.sites, km, self.site_latency)

    def carbon_usd_per_t(self, year: int) -> float:
        """Price of carbon in a year; between the years given, the latest one before holds."""
        price = self.settings.carbon_usd_per_t
        if not isinstance(price, dict):
            return price
        earlier = [y for y in price if y <= year]
        return price[max(earlier)] if earlier else 0.0

    def tables(self) -> dict[str, tuple[Row, ...]]:
        """Rows of every table in use, by table name."""
        return {name: getattr(self, name) for name in TABLES if getattr(self, name, ())}

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of settings and rows, without sources, notes and solve options."""
        plain = {"source", "source_year", "confidence", "note"}
        content = {
            "settings": self.settings.model_dump(mode="json", exclude={"solve", "description"}),
            "tables": {
                name: [row.model_dump(mode="json", exclude=plain) for row in rows]
                for name, rows in self.tables().items()
            },
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


INSTANCE_TABLES: tuple[str, ...] = tuple(f.name for f in fields(Instance) if f.name in TABLES)
"""Tables that an :class:`Instance` holds; `demand_totals` is spread into `demand` at the door."""
