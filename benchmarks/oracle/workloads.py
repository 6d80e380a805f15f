"""Rules of training, of the backbone and of inference."""

from __future__ import annotations

from planner.instance.schema import Service, Site
from planner.plan.verify.geography import measured_ms, route_km

from . import money, terms
from .decisions import RunChoice
from .draft import Draft
from .linear import Expr, total

FIBRE_MS_PER_KM = 0.0049


def add_training(draft: Draft) -> None:
    """Runs hold what they need, connected by fabric, for as long as they last."""
    instance = draft.instance
    _add_fabric(draft)
    for placed in draft.placed:
        _add_run(draft, placed)
    for site in draft.sites:
        for g in instance.accelerators:
            for y in instance.periods:
                at = (site.site, g.accelerator, y.start_year)
                connected = total([draft.fabric[at], draft.on_rent[at]])
                draft.program.at_most(draft.held[at], connected)


def _add_fabric(draft: Draft) -> None:
    instance = draft.instance
    for site in draft.sites:
        for g in instance.accelerators:
            name = g.accelerator
            for y in instance.periods:
                stands = terms.standing(instance, site.site, "fabric", name, y)
                draft.fabric[site.site, name, y.start_year].add(stands)
            if not terms.can_stand(instance, site, name) or g.h100e_per_unit <= 0:
                continue
            for f in instance.fabrics:
                if f.accelerators and name not in f.accelerators:
                    continue
                for y in instance.periods:
                    early = g.available_from is not None and y.start_year < g.available_from
                    served = money.served(instance, y, g.order_lead_years, f.life_years)
                    if early or not served:
                        continue
                    bought = draft.program.column()
                    share = g.backend_fabric_share
                    usd = sum(
                        r.usd_per_unit
                        for r in instance.bill_of_materials
                        if (r.accelerator, r.year) == (name, y.start_year)
                    )
                    musd = f.price_factor * share / (1 - share) * usd / 1e6
                    draft.buy(bought, musd, y, g.order_lead_years, f.life_years)
                    item = f"{name}/{f.fabric}"
                    draft.decide("fabric", site.site, item, y.start_year, bought)
                    for e in served:
                        draft.fabric[site.site, name, e.start_year].add(bought)


def _add_run(draft: Draft, placed: RunChoice) -> None:
    instance, program = draft.instance, draft.program
    run, g = instance.run[placed.run], instance.accelerator[placed.product]
    rate = g.h100e_per_unit * run.goodput_share
    work = Expr()
    rented = {(o.site, o.accelerator) for o in instance.rental_offers}
    for name in placed.sites:
        site = instance.site[name]
        units = program.column()
        draft.run_units[run.run, name] = units
        work.add(units, rate)
        least_units = max(run.min_site_it_mw * 1000 / g.kw_per_unit, 1.0)
        program.at_most(least_units, units)
        curtailed = terms.curtailed_share(instance, site) if instance.has("power") else None
        if curtailed is not None and (name, placed.product) not in rented:
            slowed = program.column()
            program.at_most(slowed, units.times(run.slowable_share))
            work.add(slowed, -curtailed * rate)
            _count_shed(draft, placed, site, slowed, curtailed)
        for y in instance.periods:
            share = money.overlap(instance, run.run, placed.start_year, y)
            if share == 0:
                continue
            at = (name, placed.product, y.start_year)
            draft.held[at].add(units, share)
            for h in draft.hours:
                draft.busy[*at, h].add(units, share)
            usable = draft.installed[at].times(g.availability).add(draft.on_rent[at])
            program.at_most(units, usable)
            program.at_most(units, total([draft.fabric[at], draft.on_rent[at]]))
    needed = terms.rate_needed(instance, run) * (1 + run.split_loss * (len(placed.sites) - 1))
    program.at_most(needed, work)


def _count_shed(
    draft: Draft, placed: RunChoice, site: Site, slowed: Expr, curtailed: float
) -> None:
    instance = draft.instance
    g = instance.accelerator[placed.product]
    rows = terms.pue_rows(instance, site)
    fits = [rows[c] for c in terms.coolings(instance, site, placed.product)]
    it_mw = slowed.times(g.kw_per_unit / 1000 * (1 - g.idle_share))
    for y in instance.periods:
        if money.overlap(instance, placed.run, placed.start_year, y) < 1 - money.SAME:
            continue
        at = (site.site, y.start_year)
        draft.shed_peak_mw[at].add(it_mw, min((r.pue_peak for r in fits), default=0.0))
        draft.shed_mean_mw[at].add(it_mw, curtailed * min((r.pue for r in fits), default=0.0))


def add_backbone(draft: Draft) -> None:
    """Traffic of split runs finds its way to the hub over what is lit."""
    instance, program = draft.instance, draft.program
    ways = [(r.site_a, r.site_b) for r in instance.corridors]
    used: dict[tuple[str, str, int], Expr] = {}
    for placed in draft.placed:
        run, g = instance.run[placed.run], instance.accelerator[placed.product]
        if run.max_sites == 1:
            continue
        flow = {way: program.column() for a, b in ways for way in ((a, b), (b, a))}
        for site in instance.sites:
            if site.site == placed.hub:
                continue
            net = Expr()
            for (a, b), gbps in flow.items():
                net.add(gbps, (a == site.site) - (b == site.site))
            sends = Expr()
            if site.site in placed.sites:
                mw = draft.run_units[run.run, site.site].times(g.kw_per_unit / 1000)
                sends.add(run.sync_gbps_per_site).add(mw, run.sync_gbps_per_mw)
            program.equal(net, sends)
        for y in instance.periods:
            if money.overlap(instance, run.run, placed.start_year, y) > 0:
                for way, gbps in flow.items():
                    used.setdefault((*way, y.start_year), Expr()).add(gbps)
    for (a, b, year), n in draft.choice.lit.items():
        row = instance.corridor[a, b]
        musd = row.musd_per_km * row.route_km + 2 * row.musd_per_end
        draft.capital[year,].add(n * musd)
        draft.decide("corridors", a, b, year, Expr(n))
    for row in instance.corridors:
        for y in instance.periods:
            lit_gbps = row.existing_gbps
            for (a, b, year), n in draft.choice.lit.items():
                served = money.served(
                    instance, instance.period[year], row.build_years, row.life_years
                )
                if (a, b) == (row.site_a, row.site_b) and y in served:
                    lit_gbps += n * row.unit_gbps
            for way in ((row.site_a, row.site_b), (row.site_b, row.site_a)):
                program.at_most(used.get((*way, y.start_year), 0.0), lit_gbps)


def add_inference(draft: Draft) -> None:
    """Demand is served over permitted routes, or not at all for a price."""
    instance, program = draft.instance, draft.program
    requests: dict[tuple[str, str, int, str], Expr] = {}
    for (k, metro, year, h), asked in draft.asked.items():
        service = instance.service[k]
        served = Expr()
        for site in draft.sites:
            if not draft.choice.opened(site.site, year):
                continue
            rtt_ms, km = _way(draft, metro, site)
            if not _may_serve(draft, service, metro, site, rtt_ms):
                continue
            share = program.column()
            draft.share[k, metro, site.site, year, h] = share
            program.at_most(share, service.max_site_share)
            served.add(share)
            requests.setdefault((k, site.site, year, h), Expr()).add(share, asked)
            _charge_route(draft, service, metro, site, share, year, h, km or 0.0)
        unserved = Expr()
        if not instance.settings.strict:
            unserved = program.column()
            tokens = asked * draft.hours[h] * (service.input_tokens + service.output_tokens)
            musd = tokens * 31_536_000 / 1e6 * (service.unserved_usd_per_mtoken or 0.0) / 1e6
            draft.run_cost(unserved, musd, instance.period[year])
            draft.unserved[k, year].add(unserved, asked * draft.hours[h])
        program.equal(served.add(unserved), 1.0)
    _limit_requests(draft, requests)
    if instance.has("fleet"):
        for (k, name, year, h), volume in requests.items():
            _add_pools(draft, instance.service[k], instance.site[name], year, h, volume)


def _way(draft: Draft, metro: str, site: Site) -> tuple[float | None, float | None]:
    """Round trip and route length between a metro and a site; None where they are not known."""
    km = route_km(draft.instance, draft.instance.metro[metro], site)
    rtt_ms = measured_ms(draft.instance).get((metro, site.site))
    if rtt_ms is None and km is not None:
        rtt_ms = 2 * km * FIBRE_MS_PER_KM + draft.instance.settings.last_mile_ms
    return rtt_ms, km


def _may_serve(
    draft: Draft, service: Service, metro_name: str, site: Site, rtt_ms: float | None
) -> bool:
    metro = draft.instance.metro[metro_name]
    if site.kind not in service.site_kinds:
        return False
    if service.residency == "country" and metro.country != site.country:
        return False
    if service.residency == "bloc" and metro.bloc and metro.bloc != site.bloc:
        return False
    if service.max_network_ms is None:
        return True
    return rtt_ms is not None and rtt_ms <= service.max_network_ms


def _charge_route(
    draft: Draft,
    service: Service,
    metro: str,
    site: Site,
    share: Expr,
    year: int,
    h: str,
    km: float,
) -> None:
    instance = draft.instance
    mean_requests = draft.asked[service.service, metro, year, h] * draft.hours[h]
    gbps = mean_requests * service.mbit_per_request / 1000 * service.peak_to_mean
    usd = gbps * instance.settings.frontend_usd_per_gbps_year
    prices = [
        r.usd_per_year_full_demand
        for r in instance.route_costs
        if (r.service, r.metro, r.site) == (service.service, metro, site.site)
    ]
    if prices:
        usd += mean_requests / instance.demand_at[service.service, metro, year] * prices[0]
    else:
        usd += gbps * km * instance.settings.transit_usd_per_gbps_km_year
    draft.run_cost(share, usd / 1e6, instance.period[year])


def _limit_requests(draft: Draft, requests: dict[tuple[str, str, int, str], Expr]) -> None:
    for site in draft.sites:
        if site.max_requests_per_s is None:
            continue
        for y in draft.instance.periods:
            for h in draft.hours:
                at = (site.site, y.start_year, h)
                here = total(volume for key, volume in requests.items() if key[1:] == at)
                draft.program.at_most(here, site.max_requests_per_s)


def _add_pools(draft: Draft, service: Service, site: Site, year: int, h: str, volume: Expr) -> None:
    instance, program = draft.instance, draft.program
    split = program.column() if service.serving != "aggregated" else Expr()
    together = program.column() if service.serving != "disaggregated" else Expr()
    program.equal(total([split, together]), volume)
    peak = draft.peak_over[service.service]
    work = {
        "prefill": split.times(peak * service.input_tokens),
        "decode": split.times(peak * service.output_tokens),
        "aggregated": together.times(peak),
    }
    done = {phase: Expr() for phase in work}
    for g in instance.accelerators:
        at = (site.site, g.accelerator, year, h)
        for phase, rate in terms.pool_rates(instance, service, g.accelerator).items():
            units = program.column()
            done[phase].add(units, service.target_utilisation * rate)
            draft.pooled[at].add(units)
            draft.busy[at].add(units, service.target_utilisation / peak)
    for phase, asked in work.items():
        program.at_most(asked, done[phase])
