"""Limits by period, recomputed from the decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum

from planner.instance import Instance, Period

from .completeness import Rows
from .costs import emissions_kt
from .daytime import year_shares
from .decisions import Decisions
from .findings import HOURS_PER_YEAR, MUSD, MW, REQUESTS, SHARE, Findings, Unit
from .halls import water_m3
from .keys import existing, limit_keys
from .ledger import Ledger
from .recomputed import Recomputed
from .sums import Amounts
from .timing import stands_in

KILOTONNES = Unit("kt CO2/year", HOURS_PER_YEAR * 1e-9)
THOUSAND_M3 = Unit("thousand m3/year", HOURS_PER_YEAR * 1e-9)

_UNITS: dict[str, Unit] = {
    "emissions": KILOTONNES,
    "water": THOUSAND_M3,
    "capital": MUSD,
    "vendor_share": SHARE,
    "served_share": SHARE,
    "site_share": SHARE,
    "grid_region": MW,
}

_GRID_KINDS = ("grid", "grid_flexible")


class _Plan:
    """What the uses of limits are computed from."""

    def __init__(
        self, instance: Instance, decisions: Decisions, found: Recomputed, ledger: Ledger
    ) -> None:
        self.instance = instance
        self.decisions = decisions
        self.found = found
        self.ledger = ledger


def check_limits(
    instance: Instance,
    tables: Mapping[str, Rows],
    decisions: Decisions,
    found: Recomputed,
    ledger: Ledger,
    findings: Findings,
) -> None:
    """Report every limit that is exceeded, and uses that are said wrongly."""
    plan = _Plan(instance, decisions, found, ledger)
    says_value, says_used = tables["limits"].numbers("value"), tables["limits"].numbers("used")
    period_of = {p.start_year: p for p in instance.periods}
    for key in limit_keys(instance):
        kind, scope, year = key
        value, unit = instance.limit_at[kind, scope, year], _UNITS[kind]
        used = _USES[kind](plan, scope, period_of[year])
        where: dict[str, object] = {"limit": kind, "scope": scope or "all", "period": year}
        findings.equal("limits", says_value.get(key, 0.0), value, unit, **where)
        findings.equal("limits", says_used.get(key, 0.0), used, unit, **where)
        if kind == "served_share":
            _check_served(plan, scope, period_of[year], value, findings)
        elif kind == "vendor_share":
            _check_vendor(plan, scope, period_of[year], value, findings)
        elif kind == "grid_region":
            standing = _standing_grid_mw(instance, scope, period_of[year])
            findings.at_most(kind, used, max(value, standing), unit, **where)
        else:
            findings.at_most(kind, used, value, unit, **where)


def _emissions(plan: _Plan, scope: str, period: Period) -> float:
    return fsum(
        kt
        for (site, _, year), kt in emissions_kt(plan.instance, plan.found).items()
        if year == period.start_year and _in_region(plan.instance, site, scope)
    )


def _water(plan: _Plan, scope: str, period: Period) -> float:
    used = water_m3(plan.instance, plan.found)
    return (
        fsum(
            m3
            for (site, year), m3 in used.items()
            if year == period.start_year and _in_region(plan.instance, site, scope)
        )
        / 1000.0
    )


def _in_region(instance: Instance, site: str, scope: str) -> bool:
    return scope in ("", instance.site[site].region)


def _capital(plan: _Plan, _scope: str, period: Period) -> float:
    orders = fsum(
        musd for (_, year), musd in plan.ledger.ordered.items() if year == period.start_year
    )
    return orders / period.length_years


def _spend_musd(plan: _Plan, period: Period) -> dict[str, float]:
    """Spend on accelerators ordered in a period by vendor."""
    spend: dict[str, float] = {}
    for (_, name, year), units in plan.decisions.bought_units.items():
        if year == period.start_year and units:
            vendor = plan.instance.accelerator[name].vendor
            musd = units * plan.instance.unit_price_usd.get((name, year), 0.0) / 1e6
            spend[vendor] = spend.get(vendor, 0.0) + musd
    return spend


def _vendor_share(plan: _Plan, scope: str, period: Period) -> float:
    spend = _spend_musd(plan, period)
    total = fsum(spend.values())
    return spend.get(scope, 0.0) / total if total else 0.0


def _check_vendor(
    plan: _Plan, scope: str, period: Period, value: float, findings: Findings
) -> None:
    spend = _spend_musd(plan, period)
    most = value * fsum(spend.values())
    where: dict[str, object] = {"vendor": scope, "period": period.start_year}
    findings.at_most("vendor_share", spend.get(scope, 0.0), most, MUSD, **where)


def _demand(plan: _Plan, scope: str, period: Period) -> dict[str, tuple[float, float]]:
    """Requests/s asked for and not served in a period by service, yearly means; no zeros."""
    hours = year_shares(plan.instance)
    asked, unserved = Amounts(), Amounts()
    for key, requests in plan.found.asked.items():
        if scope in ("", key[0]) and key[2] == period.start_year:
            weight = hours[key[3]] * requests
            asked.add((key[0],), weight)
            unserved.add((key[0],), weight * plan.decisions.unserved_share.get(key, 0.0))
    return {service: (mean, unserved[service,]) for (service,), mean in asked.items()}


def _served_share(plan: _Plan, scope: str, period: Period) -> float:
    demand = _demand(plan, scope, period).values()
    return min((1.0 - unserved / asked for asked, unserved in demand), default=1.0)


def _check_served(
    plan: _Plan, scope: str, period: Period, value: float, findings: Findings
) -> None:
    """The row counts requests, so that its slack does not shrink with the demand."""
    for service, (asked, unserved) in _demand(plan, scope, period).items():
        where: dict[str, object] = {"demand unserved of": service, "period": period.start_year}
        findings.at_most("served_share", unserved, (1.0 - value) * asked, REQUESTS, **where)


def _site_share(plan: _Plan, scope: str, period: Period) -> float:
    return max(
        (
            share
            for key, share in plan.decisions.share.items()
            if key[3] == period.start_year and scope in ("", key[0])
        ),
        default=0.0,
    )


def _grid_region(plan: _Plan, scope: str, period: Period) -> float:
    instance = plan.instance
    return fsum(
        plan.found.option_mw[site.site, option.option, period.start_year]
        for site in instance.sites
        for option in instance.power_options
        if site.grid_region == scope and option.kind in _GRID_KINDS
    )


def _standing_grid_mw(instance: Instance, scope: str, period: Period) -> float:
    return fsum(
        asset.mw or 0.0
        for site in instance.sites
        if site.grid_region == scope and site.status != "excluded"
        for option in instance.power_options
        if option.kind in _GRID_KINDS
        for asset in existing(instance, site.site, "power", option.option)
        if stands_in(instance, asset, period)
    )


_USES: dict[str, Callable[[_Plan, str, Period], float]] = {
    "emissions": _emissions,
    "water": _water,
    "capital": _capital,
    "vendor_share": _vendor_share,
    "served_share": _served_share,
    "site_share": _site_share,
    "grid_region": _grid_region,
}
