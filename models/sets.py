"""Sparse derived sets: which combinations can exist at all, and the terms that hold for them.

Nothing here is a decision. A combination that is not in a set has no variable and no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.instance import Instance, Period
from planner.instance.schema import ExistingAsset, LeaseOffer, RentalOffer, Site, TrainingRun

from . import timing
from .power_sets import PowerSets
from .serving import ServingSets

OfferKey = tuple[str, str, int]
"""(site, cooling or accelerator, first year) of an offer."""


@dataclass(frozen=True)
class Sets:
    """Derived sets of an instance, computed once and shared by the families."""

    inst: Instance

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Sites that can be open in some period."""
        return tuple(site for site in self.inst.sites if site.status != "excluded")

    @cached_property
    def site_names(self) -> list[str]:
        """Names of :attr:`sites`."""
        return [site.site for site in self.sites]

    def is_open(self, site: Site, period: Period) -> bool | None:
        """True or False where openness is given, None where it is decided."""
        if site.status == "existing":
            return True
        early = site.earliest_year is not None and period.start_year < site.earliest_year
        if early:
            return False
        return True if site.status == "forced" else None

    @cached_property
    def fits(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Coolings dense enough for a product at a site, by (site, accelerator) that have one."""
        inst = self.inst
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for site in self.sites:
            for g in inst.accelerators:
                fits = tuple(
                    c.cooling
                    for c in inst.cooling
                    if c.max_rack_kw >= g.rack_kw and (site.site, c.cooling) in inst.pue_at
                )
                if fits or not inst.has("halls"):
                    found[site.site, g.accelerator] = fits
        return found

    @cached_property
    def coolings(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """HOSTABLE: :attr:`fits` of the pairs that can be installed: some stand or can be ordered."""
        ordered = {g for g, _ in self.order_periods}
        return {
            (s, g): fits
            for (s, g), fits in self.fits.items()
            if g in ordered or self.stands(s, "accelerator", g)
        }

    @cached_property
    def order_periods(self) -> set[tuple[str, int]]:
        """(accelerator, start year) in which an order can be made and would ever serve."""
        inst = self.inst
        return {
            (g.accelerator, y.start_year)
            for g in inst.accelerators
            for y in inst.periods
            if (g.available_from is None or y.start_year >= g.available_from)
            and timing.serving(inst, y, g.order_lead_years, g.life_years)
            and inst.supply_units.get((g.accelerator, y.start_year), 1.0) > 0
        }

    @cached_property
    def power(self) -> PowerSets:
        """What can be built to power a site."""
        return PowerSets(self)

    @cached_property
    def serving(self) -> ServingSets:
        """Who may serve whom, and with what."""
        return ServingSets(self)

    @cached_property
    def lease_offer(self) -> dict[OfferKey, LeaseOffer]:
        """Lease offers at usable sites by (site, cooling, first year)."""
        offers = self.inst.lease_offers if self.inst.has("halls") else ()
        return {
            (row.site, row.cooling, row.from_year): row
            for row in offers
            if row.site in self.site_names
        }

    @cached_property
    def rental_offer(self) -> dict[OfferKey, RentalOffer]:
        """Rental offers at usable sites by (site, accelerator, first year)."""
        offers = self.inst.rental_offers if self.inst.has("fleet") else ()
        return {
            (row.site, row.accelerator, row.from_year): row
            for row in offers
            if row.site in self.site_names
        }

    def _terms_begun(self, offer: LeaseOffer | RentalOffer) -> dict[int, list[Period]]:
        """Periods served by a term that begins in a period, by its start year; none that serve none."""
        found = {
            y.start_year: timing.serving(self.inst, y, 0.0, offer.term_years)
            for y in self.inst.periods
            if y.start_year >= offer.from_year
        }
        return {year: served for year, served in found.items() if served}

    @cached_property
    def lease_terms(self) -> dict[OfferKey, dict[int, list[Period]]]:
        """:meth:`_terms_begun` of every lease offer."""
        return {at: self._terms_begun(row) for at, row in self.lease_offer.items()}

    @cached_property
    def rental_terms(self) -> dict[OfferKey, dict[int, list[Period]]]:
        """:meth:`_terms_begun` of every rental offer."""
        return {at: self._terms_begun(row) for at, row in self.rental_offer.items()}

    @cached_property
    def rentable_kunits(self) -> dict[tuple[str, str, int], float]:
        """Most thousand units that can be on rent by (site, accelerator, start year)."""
        found: dict[tuple[str, str, int], float] = {}
        for offer, begun in self.rental_terms.items():
            for y in served_by_some(begun):
                at = (offer[0], offer[1], y.start_year)
                found[at] = found.get(at, 0.0) + self.rental_offer[offer].units * 1e-3
        return found

    @cached_property
    def usable(self) -> list[tuple[str, str]]:
        """(site, accelerator) pairs that can be installed or rented."""
        rented = {(s, g) for (s, g, _), begun in self.rental_terms.items() if begun}
        return [
            (s, g)
            for s in self.site_names
            for g in self.inst.accelerator
            if (s, g) in self.coolings or (s, g) in rented
        ]

    @cached_property
    def hostable(self) -> list[tuple[str, str]]:
        """(site, accelerator) pairs that can be installed."""
        return list(self.coolings)

    @cached_property
    def hall_types(self) -> list[tuple[str, str]]:
        """(site, cooling) pairs that can have halls."""
        return [
            (site.site, c.cooling)
            for site in self.sites
            for c in self.inst.cooling
            if (site.site, c.cooling) in self.inst.pue_at
        ]

    def existing(self, site: str, family: str, item: str, period: Period) -> float:
        """MW or units of an existing asset in service in a period."""
        return sum(
            (row.mw if row.mw is not None else row.units) or 0.0
            for row in self._existing_rows.get((site, family, item), ())
            if timing.asset_serves(row.in_service_year, row.end_year, period)
        )

    @cached_property
    def _existing_rows(self) -> dict[tuple[str, str, str], list[ExistingAsset]]:
        rows: dict[tuple[str, str, str], list[ExistingAsset]] = {}
        for row in self.inst.existing_assets:
            rows.setdefault((row.site, row.family, row.item), []).append(row)
        return rows

    def stands(self, site: str, family: str, item: str) -> bool:
        """Whether there is an existing asset of an item at a site, in any period."""
        return (site, family, item) in self._existing_rows

    @cached_property
    def campus_group(self) -> dict[str, tuple[str, ...]]:
        """Sites of each campus group."""
        groups: dict[str, list[str]] = {}
        for site in self.sites:
            group = site.campus_group or (site.site if site.kind == "campus" else "")
            if group:
                groups.setdefault(group, []).append(site.site)
        return {group: tuple(members) for group, members in groups.items()}

    @cached_property
    def group_cap_mw(self) -> dict[str, float]:
        """Cap of each campus group: the campus cap, or what is already committed there."""
        inst = self.inst
        caps = {}
        for group, members in self.campus_group.items():
            standing = max(self._committed_mw(members, y) for y in inst.periods)
            limit = sum(inst.site[s].max_facility_mw or 0.0 for s in members)
            caps[group] = max(inst.settings.campus_cap_mw, min(standing, limit))
        return caps

    def _committed_mw(self, members: tuple[str, ...], period: Period) -> float:
        """MW of existing power at some sites; without family power the load of the units there."""
        inst = self.inst
        if inst.has("power"):
            options = inst.power_option
            return sum(self.existing(s, "power", p, period) for s in members for p in options)
        return sum(
            self.existing(s, "accelerator", g, period)
            * inst.accelerator[g].kw_per_unit
            * 1e-3
            * max((inst.pue_at[s, c].pue_peak for c in self.fits[s, g]), default=1.0)
            for s, g in self.fits
            if s in members
        )

    @cached_property
    def site_limit_mw(self) -> dict[str, float]:
        """Most peak facility load a site can have: its own limit or its group's cap."""
        limit = {s.site: s.max_facility_mw for s in self.sites if s.max_facility_mw is not None}
        for group, members in self.campus_group.items():
            for s in members:
                if s in limit:
                    limit[s] = min(limit[s], self.group_cap_mw[group])
        return limit

    def peak_pue(self, site: str, accelerator: str) -> float:
        """Least peak PUE with which a product can be hosted at a site."""
        fits = self.coolings[site, accelerator]
        return min((self.inst.pue_at[site, c].pue_peak for c in fits), default=1.0)

    @cached_property
    def run_starts(self) -> dict[str, list[Period]]:
        """RUN_STARTS: periods in which a run may start so that it ends inside the horizon."""
        return {
            w.run: [
                t
                for t in self.inst.periods
                if w.earliest_year <= t.start_year <= w.latest_year
                and t.start_year + w.duration_years <= self.inst.horizon_end_year + 1e-9
            ]
            for w in self.inst.training_runs
        }

    def run_products(self, run: TrainingRun) -> list[str]:
        """Products a run may use: those it names, else all with a training rate."""
        return [
            g.accelerator
            for g in self.inst.accelerators
            if g.h100e_per_unit > 0 and (not run.accelerators or g.accelerator in run.accelerators)
        ]

    @cached_property
    def run_sites(self) -> dict[str, list[str]]:
        """RUN_SITES: sites whose kind a run may use and where one of its products can be used."""
        usable = set(self.usable)
        return {
            w.run: [
                site.site
                for site in self.sites
                if site.kind in w.site_kinds
                and any((site.site, g) in usable for g in self.run_products(w))
            ]
            for w in self.inst.training_runs
        }

    @cached_property
    def best_fabrics(self) -> dict[str, tuple[str, ...]]:
        """Fabrics of a product without those that cost more than another of no shorter life.

        Fabrics have no supply of their own, so a dominated one is in no optimal plan but by a lock.
        """
        fabric = self.inst.fabric
        locked = {lock.item for lock in self.inst.locks if lock.in_table == "fabric"}

        def worse(f: str, other: str) -> bool:
            dearer = fabric[f].price_factor - fabric[other].price_factor
            shorter = fabric[other].life_years - fabric[f].life_years
            tie = dearer == shorter == 0 and other < f
            return dearer >= 0 and shorter >= 0 and (dearer + shorter > 0 or tie)

        return {
            g: tuple(
                f
                for f in found
                if f"{g}/{f}" in locked or not any(worse(f, other) for other in found)
            )
            for g, found in self.fabrics_for.items()
        }

    @cached_property
    def trainable(self) -> list[tuple[str, str]]:
        """(site, accelerator) pairs that can hold a training run's units."""
        return [(s, g) for s, g in self.hostable if self.inst.accelerator[g].h100e_per_unit > 0]

    @cached_property
    def fabrics_for(self) -> dict[str, tuple[str, ...]]:
        """Backend fabrics that connect a product."""
        return {
            g.accelerator: tuple(
                f.fabric
                for f in self.inst.fabrics
                if not f.accelerators or g.accelerator in f.accelerators
            )
            for g in self.inst.accelerators
        }


def served_by_some(begun: dict[int, list[Period]]) -> set[Period]:
    """Periods in which something of an offer can be in service, by what its terms serve."""
    return {y for served in begun.values() for y in served}
