"""What follows from the decisions: what is in service, used, drawn and served, by period."""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.instance import Instance
from planner.instance.schema import PowerOption, Site

from .daytime import demand_by_slice, peak_over_mean, year_shares
from .decisions import Decisions
from .keys import (
    EXISTING,
    ORDER,
    Key,
    assets_in_use,
    lease_offers,
    rental_offers,
    usable_sites,
)
from .sums import Amounts
from .timing import in_service, overlap_share, periods_by_start, stands_in, term_periods


@dataclass
class Recomputed:
    """Quantities by the key columns named; years are the start years of periods.

    Attributes:
        asked: (service, metro, year, slice) requests/s asked for.
        hall_mw: (site, cooling, year) MW IT of own halls in service, existing included.
        lease_mw: (site, cooling, from_year, year) MW IT on lease by offer.
        leased_mw: (site, cooling, year) MW IT on lease.
        leased_peak_mw: (site, year) peak facility load of what stands in leased halls.
        power_mw: (site, option, tranche, year) MW in service.
        option_mw: (site, option, year) MW in service, all tranches.
        installed: (site, accelerator, year) units.
        training_units: (site, accelerator, year) units used by runs, mean over the period.
        rental_units: (site, accelerator, from_year, year) units on rent by offer.
        rented_units: (site, accelerator, year) units on rent.
        pool_units: (site, accelerator, year, slice) units in pools.
        working_units: (site, accelerator, year, slice) units at work, mean of the slice.
        fabric_units: (site, accelerator, fabric, year) units in service.
        it_mw, peak_mw, mean_mw: (site, year) load of the site.
        load_mw: (site, year, slice) facility load, mean of the slice.
        drawn_mw: (site, accelerator, cooling, year) MW IT drawn, yearly mean.
        output_mw: (site, option, year) generated or discharged, yearly mean; leased halls included.
        requests: (service, site, year, slice) requests/s served.
        mean_requests: (service, site, year) the same, yearly mean.
    """

    asked: dict[Key, float] = field(default_factory=dict)
    hall_mw: Amounts = field(default_factory=Amounts)
    lease_mw: Amounts = field(default_factory=Amounts)
    leased_mw: Amounts = field(default_factory=Amounts)
    leased_peak_mw: Amounts = field(default_factory=Amounts)
    power_mw: Amounts = field(default_factory=Amounts)
    option_mw: Amounts = field(default_factory=Amounts)
    installed: Amounts = field(default_factory=Amounts)
    training_units: Amounts = field(default_factory=Amounts)
    rental_units: Amounts = field(default_factory=Amounts)
    rented_units: Amounts = field(default_factory=Amounts)
    pool_units: Amounts = field(default_factory=Amounts)
    working_units: Amounts = field(default_factory=Amounts)
    fabric_units: Amounts = field(default_factory=Amounts)
    it_mw: Amounts = field(default_factory=Amounts)
    peak_mw: Amounts = field(default_factory=Amounts)
    mean_mw: Amounts = field(default_factory=Amounts)
    load_mw: Amounts = field(default_factory=Amounts)
    drawn_mw: Amounts = field(default_factory=Amounts)
    output_mw: Amounts = field(default_factory=Amounts)
    requests: Amounts = field(default_factory=Amounts)
    mean_requests: Amounts = field(default_factory=Amounts)


def hall_terms(instance: Instance, site: Site, cooling: str) -> tuple[float, float]:
    """Lead and life of a hall in years: the life is the shorter of shell and cooling."""
    life = min(site.shell_life_years, instance.cooling_technology[cooling].life_years)
    return site.hall_build_years, life


def power_lead_years(instance: Instance, site: Site, option: PowerOption, tranche: str) -> float:
    """Lead of power ordered: none for held steps, else the site's, the queue's, the option's."""
    if tranche != ORDER:
        return 0.0
    terms = instance.site_power_at.get((site.site, option.option))
    if terms is not None and terms.lead_years is not None:
        return terms.lead_years
    if option.kind == "grid" and site.grid_queue_years is not None:
        return site.grid_queue_years
    return option.lead_years


def recompute(instance: Instance, decisions: Decisions) -> Recomputed:
    """Everything that follows from the decisions."""
    found = Recomputed(asked=demand_by_slice(instance))
    _existing_assets(instance, found)
    _halls(instance, decisions, found)
    _power(instance, decisions, found)
    _units(instance, decisions, found)
    _offers(instance, decisions, found)
    _work(instance, decisions, found)
    _loads(instance, decisions, found)
    _output(instance, decisions, found)
    _requests(instance, decisions, found)
    for (site, option, _, year), mw in found.power_mw.items():
        found.option_mw.add((site, option, year), mw)
    return found


def _existing_assets(instance: Instance, found: Recomputed) -> None:
    for asset in assets_in_use(instance):
        for period in instance.periods:
            if not stands_in(instance, asset, period):
                continue
            year = period.start_year
            if asset.family == "hall":
                found.hall_mw.add((asset.site, asset.item, year), asset.mw or 0.0)
            elif asset.family == "power":
                found.power_mw.add((asset.site, asset.item, EXISTING, year), asset.mw or 0.0)
            elif asset.family == "accelerator":
                found.installed.add((asset.site, asset.item, year), asset.units or 0.0)
            else:
                found.fabric_units.add((asset.site, asset.item, EXISTING, year), asset.units or 0.0)


def _halls(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    period_of = periods_by_start(instance)
    for (site_name, cooling, ordered), modules in decisions.modules.items():
        if modules == 0:
            continue
        site = instance.site[site_name]
        lead, life = hall_terms(instance, site, cooling)
        for period in instance.periods:
            if in_service(period_of[ordered], lead, life, period):
                built_mw = modules * (site.hall_module_mw or 0.0)
                found.hall_mw.add((site_name, cooling, period.start_year), built_mw)


def _power(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    period_of = periods_by_start(instance)
    for (site_name, option_name, tranche, ordered), mw in decisions.built_mw.items():
        if mw == 0 or tranche == EXISTING:
            continue
        site, option = instance.site[site_name], instance.power_option[option_name]
        lead = power_lead_years(instance, site, option, tranche)
        for period in instance.periods:
            if in_service(period_of[ordered], lead, option.life_years, period):
                found.power_mw.add((site_name, option_name, tranche, period.start_year), mw)


def _units(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    period_of = periods_by_start(instance)
    for (site, name, ordered), units in decisions.bought_units.items():
        product = instance.accelerator[name]
        for period in instance.periods:
            if in_service(period_of[ordered], product.order_lead_years, product.life_years, period):
                found.installed.add((site, name, period.start_year), units)
    for (site, name, fabric, ordered), units in decisions.fabric_bought_units.items():
        if fabric == EXISTING:
            continue
        lead = instance.accelerator[name].order_lead_years
        life = instance.fabric[fabric].life_years
        for period in instance.periods:
            if in_service(period_of[ordered], lead, life, period):
                found.fabric_units.add((site, name, fabric, period.start_year), units)
    for placed in decisions.placed:
        for period in instance.periods:
            share = overlap_share(placed.start_year, placed.row.duration_years, period)
            for site_held, units in placed.units.items():
                at = (site_held, placed.accelerator, period.start_year)
                found.training_units.add(at, share * units)


def _offers(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    """What is on lease and on rent: whole terms from the period in which they begin."""
    period_of = periods_by_start(instance)
    for offer, lease in lease_offers(instance).items():
        site, cooling, _ = offer
        for begins, period in period_of.items():
            mw = decisions.leases_begun_mw.get((*offer, begins), 0.0)
            for served in term_periods(instance, period, lease.term_years):
                found.lease_mw.add((*offer, served.start_year), mw)
                found.leased_mw.add((site, cooling, served.start_year), mw)
    for offer, rental in rental_offers(instance).items():
        site, name, _ = offer
        for begins, period in period_of.items():
            units = decisions.rentals_begun_units.get((*offer, begins), 0.0)
            for served in term_periods(instance, period, rental.term_years):
                found.rental_units.add((*offer, served.start_year), units)
                found.rented_units.add((site, name, served.start_year), units)


def _work(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    """Units in use; those of runs work all the time that they are held, pools as demand has it."""
    for at, units in found.training_units.items():
        for h in instance.time_slices:
            found.working_units.add((*at, h.slice), units)
    at_work = {
        k.service: k.target_utilisation / peak_over_mean(instance, k) for k in instance.services
    }
    for (service, site, name, _, year, h_name), units in decisions.pool_units.items():
        found.pool_units.add((site, name, year, h_name), units)
        found.working_units.add((site, name, year, h_name), at_work[service] * units)


def _loads(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    """Load of each site; without halls nothing is known of cooling and all load is IT load."""
    for (site, name, year), units in found.installed.items():
        found.it_mw.add((site, year), units * instance.accelerator[name].kw_per_unit / 1000.0)
    if not instance.has("halls"):
        for site_row in usable_sites(instance):
            for period in instance.periods:
                at = (site_row.site, period.start_year)
                found.peak_mw[at] = found.mean_mw[at] = found.it_mw[at]
        return
    for (site, _, cooling, year), hosted_mw in decisions.hosted_mw.items():
        pue = instance.pue_at.get((site, cooling))
        found.peak_mw.add((site, year), hosted_mw * (pue.pue_peak if pue else 1.0))
    for (site, cooling, year), hosted_mw in decisions.hosted_in_leased_mw.items():
        pue = instance.pue_at.get((site, cooling))
        found.leased_peak_mw.add((site, year), hosted_mw * (pue.pue_peak if pue else 1.0))
    share_of = year_shares(instance)
    for (site, name, cooling, year, h_name), drawn_mw in decisions.drawn_mw.items():
        pue = instance.pue_at.get((site, cooling))
        load_mw = drawn_mw * (pue.pue if pue else 1.0)
        found.drawn_mw.add((site, name, cooling, year), share_of[h_name] * drawn_mw)
        found.load_mw.add((site, year, h_name), load_mw)
        found.mean_mw.add((site, year), share_of[h_name] * load_mw)


def _output(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    share_of = year_shares(instance)
    for (site, option, year, h_name), mw in decisions.generation_mw.items():
        found.output_mw.add((site, option, year), share_of[h_name] * mw)
    for (site, option, year, h_name), mw in decisions.discharge_mw.items():
        found.output_mw.add((site, option, year), share_of[h_name] * mw)


def _requests(instance: Instance, decisions: Decisions, found: Recomputed) -> None:
    share_of = year_shares(instance)
    for (service, metro, site, year, h_name), share in decisions.share.items():
        requests = share * found.asked.get((service, metro, year, h_name), 0.0)
        found.requests.add((service, site, year, h_name), requests)
        found.mean_requests.add((service, site, year), share_of[h_name] * requests)
