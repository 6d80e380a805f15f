"""What is different about power at a site: own plant on order, dear grids, flexible connections."""

from __future__ import annotations

from collections.abc import Iterator

from places import EPOCH, Campus, queue_years, up
from sources import GENERAL, YEAR, catalogue, fact

from planner.instance.schema import SitePower

FLEXIBLE = "Flexible connection"

_OPTIONS = catalogue("power_options", "option")
_SPP_USD_PER_KW = fact("grid_queue", "US (SPP)", "network_upgrade_cost")


def site_power(chosen: list[Campus], edges: list[dict[str, str]]) -> Iterator[SitePower]:
    """Projects that power themselves, dear grids, one-time connections, and flexible ones."""
    for campus in chosen:
        own = campus.choice["offgrid"]
        if own:
            yield _own_plant(campus, own)
        spp = campus.choice["grid_region"] == "US (SPP)"
        fee = float(campus.choice["interconnection_musd"] or 0)
        if spp or fee:
            yield _grid_terms(campus.site, _SPP_USD_PER_KW if spp else None, fee)
        yield _flexible_terms(campus.site, campus.choice["grid_region"], campus.room_mw)
    for edge in edges:
        if edge["grid_region"] == "US (SPP)":
            yield _grid_terms(edge["site"], _SPP_USD_PER_KW, 0.0)
        yield _flexible_terms(edge["site"], edge["grid_region"], float(edge["max_mw"]))


def _own_plant(campus: Campus, option: str) -> SitePower:
    row = _OPTIONS[option,]
    spare_mw = float(row["unit_mw"] or 0)
    return SitePower(
        site=campus.site,
        option=option,
        max_mw=up(campus.full_mw / float(row["capacity_credit"]) + spare_mw),
        lead_years=float(campus.choice["offgrid_lead_years"]),
        source=f"{EPOCH}: {campus.known['power_source']}; lead: {GENERAL}",
        source_year=YEAR,
        confidence="low",
        note="plant on order for this project, a unit to spare",
    )


def _grid_terms(site: str, usd_per_kw: float | None, fee_musd: float) -> SitePower:
    return SitePower(
        site=site, option="grid", capex_usd_per_kw=usd_per_kw, interconnection_musd=fee_musd,
        source="SPP network upgrades: The Load Growth substack, 2026"
        if usd_per_kw
        else f"{GENERAL}: substation and line of a campus above 1 GW",
        source_year=YEAR, confidence="medium" if usd_per_kw else "low",
    )  # fmt: skip


def _flexible_terms(site: str, region: str, room_mw: float) -> SitePower:
    """A flexible connection is had some years before the firm one of the site's grid region."""
    saved = fact("grid_queue", FLEXIBLE, "wait_years_saved")
    least = fact("grid_queue", FLEXIBLE, "wait_years_min")
    return SitePower(
        site=site,
        option="grid-flexible",
        max_mw=room_mw,
        lead_years=max(least, queue_years(region) - saved),
        source="years saved: Princeton ZERO Lab, Camus Energy and encoord, 2025 (up to five); "
        f"{saved:g} and at least {least:g} to wait: {GENERAL}",
        source_year=YEAR,
        confidence="low",
        note=f"{region} queue less {saved:g} years, at least {least:g}",
    )
