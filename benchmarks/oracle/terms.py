"""What can be had where, and on what terms, read from the rows of an instance."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.instance import Instance, Period
from planner.instance.schema import PowerOption, Pue, Service, Site, TrainingRun

from . import money

ORDER = "order"
"""Tranche of power that waits its lead."""

SITE = "site"
"""Connection that any MW of an option at a site needs."""


@dataclass(frozen=True)
class Step:
    """MW of an option that a site holds, and from when on."""

    tranche: str
    year: float
    mw: float
    upgrade_musd: float


def usable(instance: Instance) -> list[Site]:
    """Sites that may ever be open."""
    return [s for s in instance.sites if s.status != "excluded"]


def standing(instance: Instance, site: str, family: str, item: str, period: Period) -> float:
    """MW or units that stand at a site and serve a period."""
    return sum(
        (asset.mw or 0.0) + (asset.units or 0.0)
        for asset in instance.existing_assets
        if (asset.site, asset.family, asset.item) == (site, family, item)
        and money.stands(instance, asset, period)
    )


def ever_stands(instance: Instance, site: str, family: str, item: str) -> bool:
    """Whether anything of an item stands at a site, in whichever years."""
    return any(
        (asset.site, asset.family, asset.item) == (site, family, item)
        for asset in instance.existing_assets
    )


def pue_rows(instance: Instance, site: Site) -> dict[str, Pue]:
    """What each cooling needs at a site; coolings without a row for its climate are not there."""
    return {r.cooling: r for r in instance.pue if r.climate_zone == site.climate_zone}


def coolings(instance: Instance, site: Site, product: str) -> list[str]:
    """Coolings that can host a product at a site."""
    rack_kw = instance.accelerator[product].rack_kw
    rows = pue_rows(instance, site)
    return [c.cooling for c in instance.cooling if c.cooling in rows and c.max_rack_kw >= rack_kw]


def can_stand(instance: Instance, site: Site, product: str) -> bool:
    """Whether own units of a product can stand at a site."""
    return not instance.has("halls") or bool(coolings(instance, site, product))


def hall_years(instance: Instance, site: Site, cooling: str) -> tuple[float, float]:
    """Lead and life of halls."""
    life = next(c.life_years for c in instance.cooling if c.cooling == cooling)
    return site.hall_build_years, min(life, site.shell_life_years)


def group_of(site: Site) -> str:
    """Campus group of a site; empty: none."""
    return site.campus_group or (site.site if site.kind == "campus" else "")


def group_cap_mw(instance: Instance, group: str) -> float:
    """Largest peak load of a campus group."""
    members = [s for s in instance.sites if group_of(s) == group]
    committed = max(_committed_mw(instance, members, y) for y in instance.periods)
    limits = [math.inf if s.max_facility_mw is None else s.max_facility_mw for s in members]
    return max(instance.settings.campus_cap_mw, min(committed, sum(limits)))


def _committed_mw(instance: Instance, members: list[Site], period: Period) -> float:
    mw = 0.0
    for s in members:
        if instance.has("power"):
            for p in instance.power_options:
                mw += standing(instance, s.site, "power", p.option, period)
            continue
        for g in instance.accelerators:
            units = standing(instance, s.site, "accelerator", g.accelerator, period)
            rows = pue_rows(instance, s)
            worst = [rows[c].pue_peak for c in coolings(instance, s, g.accelerator)]
            mw += units * g.kw_per_unit / 1000 * max(worst, default=1.0)
    return mw


def most_peak_mw(instance: Instance, site: Site) -> float:
    """Largest peak load that a site may have."""
    limit = math.inf if site.max_facility_mw is None else site.max_facility_mw
    group = group_of(site)
    return min(limit, group_cap_mw(instance, group)) if group else limit


def steps(instance: Instance, site: Site, option: PowerOption) -> list[Step]:
    """Steps of the position that a site holds for an option."""
    rows = [
        r for r in instance.energisation_steps if (r.site, r.option) == (site.site, option.option)
    ]
    found, before = [], 0.0
    for row in sorted(rows, key=lambda r: r.year):
        mw = row.cumulative_mw - before
        found.append(Step(f"held-{row.year}", row.year, mw, row.upgrade_musd))
        before = row.cumulative_mw
    if not rows and option.kind == "grid" and site.queue_mw > 0:
        year = site.queue_year
        name = "held-now" if year is None else f"held-{year:g}"
        found.append(Step(name, -math.inf if year is None else year, site.queue_mw, 0.0))
    return found


def may_build(instance: Instance, site: Site, option: PowerOption) -> bool:
    """Whether an option can be built at a site."""
    own = instance.site_power_at.get((site.site, option.option))
    return site.kind in option.site_kinds and (own is None or own.max_mw != 0)


def lead_years(instance: Instance, site: Site, option: PowerOption, tranche: str) -> float:
    """Years from an order of power to its service."""
    if tranche != ORDER:
        return 0.0
    own = instance.site_power_at.get((site.site, option.option))
    if own is not None and own.lead_years is not None:
        return own.lead_years
    if option.kind == "grid" and site.grid_queue_years is not None:
        return site.grid_queue_years
    return option.lead_years


def connections(instance: Instance, site: Site, option: PowerOption) -> dict[str, float]:
    """What has to be paid once for an option at a site, M$, by tranche or `site`."""
    if not may_build(instance, site, option):
        return {}
    found = {s.tranche: s.upgrade_musd for s in steps(instance, site, option) if s.upgrade_musd}
    own = instance.site_power_at.get((site.site, option.option))
    stands = any(
        asset.mw
        for asset in instance.existing_assets
        if (asset.site, asset.family, asset.item) == (site.site, "power", option.option)
    )
    if own is not None and own.interconnection_musd > 0 and not stands:
        found[SITE] = own.interconnection_musd
    return found


def present(instance: Instance, site: Site, option: PowerOption) -> bool:
    """Whether an option stands or can be built at a site."""
    return may_build(instance, site, option) or ever_stands(
        instance, site.site, "power", option.option
    )


def curtailed_share(instance: Instance, site: Site) -> float | None:
    """Share of the year in which flexible connections of a site give nothing; None without any."""
    shares = [
        p.max_curtailed_hours_per_year / 8760
        for p in instance.power_options
        if p.kind == "grid_flexible" and present(instance, site, p)
    ]
    return max(shares, default=None)


def rate_needed(instance: Instance, run: TrainingRun) -> float:
    """H100 equivalents that a run needs unsplit."""
    if run.h100e is not None:
        return run.h100e
    reference = instance.accelerator[run.reference_accelerator]
    per_mw = 1000 / reference.kw_per_unit * reference.h100e_per_unit * run.goodput_share
    return (run.it_mw or 0.0) * per_mw


def pool_rates(instance: Instance, service: Service, product: str) -> dict[str, float]:
    """What a unit does: tokens/s when it only prefills or decodes, requests/s when it does both."""
    rows = [r for r in instance.throughput if r.accelerator == product and r.model == service.model]
    if not rows:
        return {}
    reads, writes = rows[0].prefill_tokens_per_s, rows[0].decode_tokens_per_s
    found = {"prefill": reads, "decode": writes, "aggregated": 0.0}
    asked, said = service.input_tokens, service.output_tokens
    if reads > 0 and writes > 0 and asked / reads + said / writes > 0:
        found["aggregated"] = (1 - service.interference) / (asked / reads + said / writes)
    nic = instance.accelerator[product].nic_gbps_per_unit
    if nic is not None and service.kv_bytes_per_input_token > 0:
        tokens = nic * 1e9 / (8 * service.kv_bytes_per_input_token)
        found["prefill"] = min(reads, tokens)
        if asked > 0:
            found["decode"] = min(writes, tokens * said / asked)
    return {phase: rate for phase, rate in found.items() if rate > 0}
