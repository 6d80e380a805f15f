"""Rules of siting: when a site is open, how much it and its campus may draw and serve."""

from __future__ import annotations

from collections import defaultdict
from math import fsum

from planner.instance import Instance, Period
from planner.instance.schema import ExistingAsset, Site

from .decisions import Decisions
from .findings import MW, REQUESTS, Findings
from .keys import assets_in_use, coolings_for
from .recomputed import Recomputed
from .timing import stands_in


def check_siting(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of siting that does not hold."""
    for site in instance.sites:
        _check_opening(instance, site, decisions, findings)
        for period in instance.periods:
            _check_site(instance, site, period, decisions, found, findings)
    _check_campus_groups(instance, found, findings)


def _check_opening(
    instance: Instance, site: Site, decisions: Decisions, findings: Findings
) -> None:
    before = 0
    for period in instance.periods:
        year = period.start_year
        is_open = decisions.open.get((site.site, year), 0)
        if is_open < before:
            findings.report("monotone_opening", "closes", "stays open", site=site.site, period=year)
        before = is_open
        allowed, required = _allowed_and_required(site, year)
        if is_open and not allowed:
            why = f"closed: {site.status}, earliest year {site.earliest_year}"
            findings.report("site_status", "open", why, site=site.site, period=year)
        if required and not is_open:
            findings.report(
                "site_status", "closed", f"open: {site.status}", site=site.site, period=year
            )


def _allowed_and_required(site: Site, year: int) -> tuple[bool, bool]:
    """Whether a site may and whether it has to be open in a period that starts in a year."""
    if site.status == "existing":
        return True, True
    if site.status == "excluded":
        return False, False
    reached = site.earliest_year is None or year >= site.earliest_year
    return reached, reached and site.status == "forced"


def _check_site(
    instance: Instance,
    site: Site,
    period: Period,
    decisions: Decisions,
    found: Recomputed,
    findings: Findings,
) -> None:
    at = (site.site, period.start_year)
    where: dict[str, object] = {"site": site.site, "period": period.start_year}
    is_open = decisions.open.get(at, 0) != 0
    why = "the site is closed"
    if not is_open:
        findings.forbidden("site_open", found.peak_mw[at], MW, why, **where)
    if site.max_facility_mw is not None:
        findings.at_most("site_limit", found.peak_mw[at], site.max_facility_mw, MW, **where)
    for h in instance.time_slices:
        where["slice"] = h.slice
        requests = fsum(
            found.requests[service.service, *at, h.slice] for service in instance.services
        )
        if not is_open:
            findings.forbidden("site_open", requests, REQUESTS, why, **where)
        if site.max_requests_per_s is not None:
            findings.at_most("site_requests", requests, site.max_requests_per_s, REQUESTS, **where)


def _check_campus_groups(instance: Instance, found: Recomputed, findings: Findings) -> None:
    groups: dict[str, list[Site]] = defaultdict(list)
    for site in instance.sites:
        if site.campus_group or site.kind == "campus":
            groups[site.campus_group or site.site].append(site)
    for group, sites in groups.items():
        cap = max(instance.settings.campus_cap_mw, committed_mw(instance, sites))
        for period in instance.periods:
            year = period.start_year
            peak = fsum(found.peak_mw[site.site, year] for site in sites)
            findings.at_most("campus_cap", peak, cap, MW, campus_group=group, period=year)


def committed_mw(instance: Instance, sites: list[Site]) -> float:
    """Largest MW of existing power in any period, not more than the sites may draw together.

    Without family power: the largest load of the units that stand, each in its worst cooling.
    """
    names = {site.site for site in sites}
    family = "power" if instance.has("power") else "accelerator"
    assets = [a for a in assets_in_use(instance) if a.family == family and a.site in names]
    stands = max(
        fsum(_standing_mw(instance, a) for a in assets if stands_in(instance, a, period))
        for period in instance.periods
    )
    limits = [site.max_facility_mw for site in sites]
    given = [limit for limit in limits if limit is not None]
    return min(stands, fsum(given)) if len(given) == len(limits) else stands


def _standing_mw(instance: Instance, asset: ExistingAsset) -> float:
    """MW of existing power, or the peak facility load of existing units in their worst cooling."""
    if asset.family == "power":
        return asset.mw or 0.0
    it_mw = (asset.units or 0.0) * instance.accelerator[asset.item].kw_per_unit / 1000
    coolings = coolings_for(instance, instance.site[asset.site], asset.item)
    return it_mw * max((instance.pue_at[asset.site, c].pue_peak for c in coolings), default=1.0)
