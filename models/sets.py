"""Sparse derived sets: which combinations can exist at all, and the terms that hold for them.

Nothing here is a decision. A combination that is not in a set has no variable and no row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from planner.instance import Instance, Period
from planner.instance.schema import ExistingAsset, PowerOption, Site, TrainingRun

from . import timing

PHASES: tuple[str, ...] = ("prefill", "decode", "aggregated")


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
    def power_terms(self) -> dict[tuple[str, str], PowerTerms]:
        """BUILDABLE: terms of every option that can be built at a site, by (site, option)."""
        found = {}
        for site in self.sites:
            for option in self.inst.power_options:
                own = self.inst.site_power_at.get((site.site, option.option))
                forbidden = own is not None and own.max_mw == 0
                if site.kind in option.site_kinds and not forbidden:
                    found[site.site, option.option] = self._terms(site, option)
        return found

    def _terms(self, site: Site, option: PowerOption) -> PowerTerms:
        own = self.inst.site_power_at.get((site.site, option.option))
        lead = site.grid_queue_years if option.kind == "grid" else option.lead_years
        if own is not None and own.lead_years is not None:
            lead = own.lead_years
        capex = option.capex_usd_per_kw
        if own is not None and own.capex_usd_per_kw is not None:
            capex = own.capex_usd_per_kw
        max_mw = own.max_mw if own is not None else None
        useful = self._useful_mw(site, option)
        stands = self.stands(site.site, "power", option.option)
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
        """MW of an option beyond which nothing can be of use: they carry the site's limit alone."""
        limit = self.site_limit_mw[site.site]
        # A mean PUE above the peak one is odd, but taken as it stands.
        found = [self.inst.pue_at.get((site.site, c.cooling)) for c in self.inst.cooling]
        mean_over_peak = max([1.0, *(row.pue / row.pue_peak for row in found if row is not None)])
        useful = limit * mean_over_peak / option.capacity_factor
        if option.capacity_credit > 0:
            useful = max(useful, limit / option.capacity_credit)
        if option.module_mw is not None:
            useful = math.ceil(useful / option.module_mw - 1e-9) * option.module_mw
        return useful

    def _steps(self, site: Site, option: PowerOption) -> tuple[HeldStep, ...]:
        rows = [
            row
            for row in self.inst.energisation_steps
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
            first = self.inst.periods[0].start_year if year is None else year
            return (HeldStep(label, first, site.queue_mw, 0.0),)
        return ()

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
        """RUN_SITES: sites whose kind a run may use and which can host one of its products."""
        return {
            w.run: [
                site.site
                for site in self.sites
                if site.kind in w.site_kinds
                and any((site.site, g) in self.coolings for g in self.run_products(w))
            ]
            for w in self.inst.training_runs
        }

    @cached_property
    def best_fabrics(self) -> dict[str, tuple[str, ...]]:
        """Fabrics of a product without those that cost more than another of no shorter life.

        Fabrics have no supply of their own, so a dominated one is in no optimal plan.
        """
        fabric = self.inst.fabric

        def worse(f: str, other: str) -> bool:
            dearer = fabric[f].price_factor - fabric[other].price_factor
            shorter = fabric[other].life_years - fabric[f].life_years
            tie = dearer == shorter == 0 and other < f
            return dearer >= 0 and shorter >= 0 and (dearer + shorter > 0 or tie)

        return {
            g: tuple(f for f in found if not any(worse(f, other) for other in found))
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

    @cached_property
    def rates(self) -> dict[tuple[str, str, str], float]:
        """Rate of one unit by (service, accelerator, phase); absent where it cannot.

        Prefill and decode in tokens/s, net of what moving the KV cache allows; aggregated in
        requests/s. See docs/conventions.md, Inference.
        """
        found: dict[tuple[str, str, str], float] = {}
        for (g, k), row in self.inst.throughput_of.items():
            service = self.inst.service[k]
            i, o = service.input_tokens, service.output_tokens
            nic = self.inst.accelerator[g].nic_gbps_per_unit
            kv = service.kv_bytes_per_input_token
            cache_tokens = nic * 1e9 / 8 / kv if nic is not None and kv > 0 else float("inf")
            prefill, decode = row.prefill_tokens_per_s, row.decode_tokens_per_s
            if prefill > 0:
                found[k, g, "prefill"] = min(prefill, cache_tokens)
            if decode > 0:
                found[k, g, "decode"] = min(decode, cache_tokens * o / i) if i > 0 else decode
            if prefill > 0 and decode > 0 and i + o > 0:
                found[k, g, "aggregated"] = (1 - service.interference) / (i / prefill + o / decode)
        return found

    @cached_property
    def pool_kinds(self) -> list[tuple[str, str, str]]:
        """(service, accelerator, phase) pools worth having.

        A pool that does both phases is left out where separate pools of the same product do the same
        work with no more units: pools may have any size, so it is in no better plan.
        """
        kept = []
        for k, g, phase in self.rates:
            if phase == "aggregated":
                service = self.inst.service[k]
                apart = service.input_tokens / self.rates[k, g, "prefill"]
                apart += service.output_tokens / self.rates[k, g, "decode"]
                if apart <= 1 / self.rates[k, g, phase]:
                    continue
            kept.append((k, g, phase))
        return kept

    @cached_property
    def serving_sites(self) -> dict[str, list[str]]:
        """Sites that are on some route of a service."""
        on_route: dict[str, set[str]] = {k.service: set() for k in self.inst.services}
        for (k, _), routes in self.inst.routes.items():
            on_route[k].update(route.site for route in routes)
        return {k: [s for s in self.site_names if s in found] for k, found in on_route.items()}

    @cached_property
    def demands(self) -> list[tuple[str, str, int]]:
        """(service, metro, start year) with demand."""
        years = {y.start_year for y in self.inst.periods}
        return [at for at in self.inst.demand_at if at[2] in years]


def firm_potential_mw(sets: Sets, site: str, period: Period) -> float:
    """Most firm MW that can be in service at a site in a period, by lead times and held positions.

    A valid upper bound on the peak facility load: existing power, held steps that can be energised
    by then, and for every option the orders whose lead has passed, up to its limit and order book.
    """
    inst = sets.inst
    total = 0.0
    for option in inst.power_options:
        credit = option.capacity_credit
        standing = sets.existing(site, "power", option.option, period)
        total += credit * standing
        terms = sets.power_terms.get((site, option.option))
        if terms is None:
            continue
        ordered = 0.0
        for y in inst.periods:
            if period in timing.serving(inst, y, terms.lead_years, option.life_years):
                book = inst.order_book_mw.get((option.option, y.start_year))
                ordered += terms.useful_mw if book is None else book * y.length_years
        held = sum(step.mw for step in terms.steps if step.from_year <= period.start_year)
        new = min(ordered, terms.useful_mw) + held
        if terms.max_mw is not None:
            new = min(new, max(0.0, terms.max_mw - standing))
        total += credit * new
    return total
