"""Derived sets of power: what can be built where, from when on, and how much of it can be of use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from planner.instance import Period
from planner.instance.schema import PowerOption, Site

from . import timing

if TYPE_CHECKING:
    from .sets import Sets

LEASED = "leased"
"""Option under which the power of leased halls stands in plans."""

GRID_KINDS: tuple[str, ...] = ("grid", "grid_flexible")


@dataclass(frozen=True)
class HeldStep:
    """MW of a held position that can be energised from a year on.

    Attributes:
        label: name of the tranche in the plan, `held-YEAR`.
        from_year: first year in which it can be energised.
        mw: its size, without the steps before it.
        upgrade_musd: one-time cost if any of it is taken.
    """

    label: str
    from_year: float
    mw: float
    upgrade_musd: float


@dataclass(frozen=True)
class PowerTerms:
    """What holds for an option at a site, with the site's overrides applied.

    Attributes:
        lead_years: order to service of the tranche `order`.
        capex_musd_per_mw: overnight cost.
        max_mw: limit on MW alive, existing included, or None.
        useful_mw: more than this in one order can never be of use.
        interconnection_musd: one-time cost of the first MW; 0 where some of it stands already.
        steps: held position.
    """

    option: PowerOption
    lead_years: float
    capex_musd_per_mw: float
    max_mw: float | None
    useful_mw: float
    interconnection_musd: float
    steps: tuple[HeldStep, ...]

    @property
    def one_time_musd(self) -> dict[str, float]:
        """One-time costs by what they are for: `site` (interconnection) or a held step's label."""
        costs = {"site": self.interconnection_musd}
        costs |= {step.label: step.upgrade_musd for step in self.steps}
        return {label: musd for label, musd in costs.items() if musd > 0}

    def lead(self, tranche: str) -> float:
        """Years from order to service of a tranche: held steps are in service at once."""
        return self.lead_years if tranche == "order" else 0.0


@dataclass(frozen=True)
class PowerSets:
    """Derived sets of the power family, computed once."""

    sets: Sets

    @cached_property
    def terms(self) -> dict[tuple[str, str], PowerTerms]:
        """BUILDABLE: terms of every option that can be built at a site, by (site, option)."""
        inst = self.sets.inst
        found = {}
        for site in self.sets.sites:
            for option in inst.power_options:
                if self._can_be_built(site, option):
                    found[site.site, option.option] = self._terms(site, option)
        return found

    def _can_be_built(self, site: Site, option: PowerOption) -> bool:
        own = self.sets.inst.site_power_at.get((site.site, option.option))
        forbidden = own is not None and own.max_mw == 0
        return site.kind in option.site_kinds and not forbidden

    @cached_property
    def present(self) -> list[tuple[str, str]]:
        """(site, option) that stand or can be built."""
        return [
            (s, p)
            for s in self.sets.site_names
            for p in self.sets.inst.power_option
            if (s, p) in self.terms or self.sets.stands(s, "power", p)
        ]

    @cached_property
    def curtailed_share(self) -> dict[str, float]:
        """Share of the year's hours in which a site's flexible connections may give nothing.

        By site, for those where one stands or can be built; the largest of its options.
        """
        found: dict[str, float] = {}
        for s, p in self.present:
            option = self.sets.inst.power_option[p]
            if option.kind == "grid_flexible":
                share = option.max_curtailed_hours_per_year / timing.HOURS_PER_YEAR
                found[s] = max(found.get(s, 0.0), share)
        return found

    def _terms(self, site: Site, option: PowerOption) -> PowerTerms:
        own = self.sets.inst.site_power_at.get((site.site, option.option))
        lead = site.grid_queue_years if option.kind == "grid" else option.lead_years
        if own is not None and own.lead_years is not None:
            lead = own.lead_years
        capex = option.capex_usd_per_kw
        if own is not None and own.capex_usd_per_kw is not None:
            capex = own.capex_usd_per_kw
        max_mw = own.max_mw if own is not None else None
        useful = self._useful_mw(site, option)
        stands = self.sets.stands(site.site, "power", option.option)
        return PowerTerms(
            option=option,
            lead_years=lead or 0.0,
            capex_musd_per_mw=capex * 1e-3,
            max_mw=max_mw,
            useful_mw=useful if max_mw is None else min(useful, max_mw),
            interconnection_musd=0.0 if own is None or stands else own.interconnection_musd,
            steps=self._steps(site, option),
        )

    def _useful_mw(self, site: Site, option: PowerOption) -> float:
        """MW of an option beyond which nothing can be of use: they do alone all that it can do.

        They give the energy of the site's limit and are firm for it, with a unit of any option there to
        spare; of the grid, they back the largest unit, which takes the spare away.
        """
        inst = self.sets.inst
        limit = self.sets.site_limit_mw[site.site]
        # A mean PUE above the peak one is odd, but taken as it stands.
        found = [inst.pue_at.get((site.site, c.cooling)) for c in inst.cooling]
        mean_over_peak = max([1.0, *(row.pue / row.pue_peak for row in found if row is not None)])
        useful = self._carrying_mw(site, option, limit * mean_over_peak)
        units = [p for p in inst.power_options if p.unit_mw and self._may_stand(site, p)]
        if option.kind == "grid":
            firm_mw = limit
            useful = max([useful, *(p.unit_mw or 0.0 for p in units)])
        else:
            spare_mw = max((p.capacity_credit * (p.unit_mw or 0.0) for p in units), default=0.0)
            firm_mw = limit * mean_over_peak + spare_mw
        if option.capacity_credit > 0:
            useful = max(useful, firm_mw / option.capacity_credit)
        if option.module_mw is not None:
            useful = math.ceil(useful / option.module_mw - 1e-9) * option.module_mw
        return useful

    def _may_stand(self, site: Site, option: PowerOption) -> bool:
        """Whether an option stands or can be built at a site."""
        return self._can_be_built(site, option) or self.sets.stands(
            site.site, "power", option.option
        )

    def _carrying_mw(self, site: Site, option: PowerOption, load_mw: float) -> float:
        """MW that give a site's whole energy alone: in every slice, and what storage takes besides.

        Of storage, MW that take in and hold the energy of a whole day.
        """
        inst = self.sets.inst
        losses = min((p.efficiency or 1.0 for p in inst.power_options), default=1.0)
        if option.kind == "storage":
            day_mwh = load_mw * 24 / losses
            charging_h = min(h.hours for h in inst.time_slices)
            return day_mwh / min(charging_h, option.storage_hours or 24.0)
        curtailed = option.max_curtailed_hours_per_year / timing.HOURS_PER_YEAR
        shares = {
            h.slice: inst.availability(option.option, site.region, h.slice) * (1 - curtailed)
            for h in inst.time_slices
        }
        found = [share for share in shares.values() if share > 0]
        # Storage carries the other slices, of a day out of the same day.
        for day in {h.day for h in inst.time_slices if shares[h.slice] == 0}:
            slices = (h for h in inst.time_slices if h.day == day)
            shifted = losses * sum(shares[h.slice] * h.hours / 24 for h in slices)
            found += [shifted] if shifted > 0 else []
        return load_mw / min(found, default=1.0)

    def _steps(self, site: Site, option: PowerOption) -> tuple[HeldStep, ...]:
        rows = [
            row
            for row in self.sets.inst.energisation_steps
            if (row.site, row.option) == (site.site, option.option)
        ]
        if rows:
            before = 0.0
            steps = []
            for row in sorted(rows, key=lambda r: r.year):
                mw = row.cumulative_mw - before
                steps.append(HeldStep(f"held-{row.year}", row.year, mw, row.upgrade_musd))
                before = row.cumulative_mw
            return tuple(steps)
        if option.kind == "grid" and site.queue_mw > 0:
            year = site.queue_year
            label = "held-now" if year is None else f"held-{year:g}"
            first = self.sets.inst.periods[0].start_year if year is None else year
            return (HeldStep(label, first, site.queue_mw, 0.0),)
        return ()

    def most_mw(self, s: str, p: str, period: Period) -> float:
        """Most MW of an option that can be in service at a site in a period.

        Existing power, held steps that can be energised by then and orders whose lead has passed, up to
        its limit and order book.
        """
        return self._standing_and(s, p, period, self._orderable_mw(s, p, period))

    def firm_potential_mw(self, s: str, period: Period) -> float:
        """Most firm MW of any use that there can be at a site in a period, leased halls' power included.

        A valid upper bound on the peak facility load: of no option more than useful_mw, which alone
        carries the site's limit, is counted as ordered.
        """
        inst = self.sets.inst
        total = 0.0
        for p, option in inst.power_option.items():
            terms = self.terms.get((s, p))
            useful = 0.0 if terms is None else terms.useful_mw
            ordered = min(self._orderable_mw(s, p, period), useful)
            total += option.capacity_credit * self._standing_and(s, p, period, ordered)
        for offer, begun in self.sets.lease_terms.items():
            if offer[0] == s and any(period in served for served in begun.values()):
                row = self.sets.lease_offer[offer]
                total += inst.pue_at[s, row.cooling].pue_peak * row.it_mw
        return total

    def _orderable_mw(self, s: str, p: str, period: Period) -> float:
        """Most MW of tranche order that can be in service, the limit of the site left aside."""
        inst, terms = self.sets.inst, self.terms.get((s, p))
        if terms is None:
            return 0.0
        return sum(
            min(terms.useful_mw, inst.order_book_mw.get((p, y.start_year), inf) * y.length_years)
            for y in inst.periods
            if period in timing.serving(inst, y, terms.lead_years, terms.option.life_years)
        )

    def _standing_and(self, s: str, p: str, period: Period, ordered_mw: float) -> float:
        """MW of an option that stands, is held and has been ordered, within the limit of the site."""
        standing, terms = self.sets.existing(s, "power", p, period), self.terms.get((s, p))
        if terms is None:
            return standing
        held = sum(step.mw for step in terms.steps if step.from_year <= period.start_year)
        new = ordered_mw + held
        if terms.max_mw is not None:
            new = min(new, max(0.0, terms.max_mw - standing))
        return standing + new
