"""Power at sites abroad, order books of the world, and energy of countries not in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from places import OFFGRID, Campus, queue_years
from ruamel.yaml import YAML
from sources import GENERAL, HERE, YEAR, catalogue, facts, us_fact

from planner.instance.schema import AcceleratorSupply, Energy, PowerSupply, SitePower

US_SHARE = 0.75
"""Share of the world's AI compute that is built in the United States; order books are its inverse."""

_OPTIONS = catalogue("power_options", "option")
_USE = YAML(typ="safe").load(HERE / "instance.yaml")["use"]


def site_power(chosen: list[Campus], edges: list[dict[str, str]]) -> Iterator[SitePower]:
    """Flexible connections, had some years before the firm one, and plant of off-grid campuses."""
    for campus in chosen:
        if campus.site in OFFGRID:
            yield _own_plant(campus)
        yield _flexible_terms(campus.site, campus.choice["grid_region"], campus.room_mw)
    for edge in edges:
        yield _flexible_terms(edge["site"], edge["grid_region"], float(edge["max_mw"]))


def _own_plant(campus: Campus) -> SitePower:
    option, lead_years = OFFGRID[campus.site]
    row = _OPTIONS[option,]
    mw = campus.mw("mw_full") / float(row["capacity_credit"]) + float(row["unit_mw"] or 0)
    return SitePower(
        site=campus.site,
        option=option,
        max_mw=ceil(mw * 10) / 10,
        lead_years=lead_years,
        source=f"{campus.known['source']}; lead: {GENERAL}",
        source_year=YEAR,
        confidence="low",
        note="plant of this project, a unit to spare",
    )


def _flexible_terms(site: str, region: str, room_mw: float) -> SitePower:
    saved = us_fact("grid_queue", "Flexible connection", "wait_years_saved")
    least = us_fact("grid_queue", "Flexible connection", "wait_years_min")
    return SitePower(
        site=site,
        option="grid-flexible",
        max_mw=room_mw,
        lead_years=max(least, queue_years(region) - saved),
        source="years saved: Princeton ZERO Lab, Camus Energy and encoord, 2025 (up to five, in the "
        f"United States); {saved:g}, at least {least:g} to wait, and the same abroad: {GENERAL}",
        source_year=YEAR,
        confidence="low",
        note=f"{region} queue less {saved:g} years, at least {least:g}",
    )


def accelerator_supply() -> Iterator[AcceleratorSupply]:
    """The catalogue's supply, which is that of the United States, over their share."""
    for (product, year), row in catalogue("accelerator_supply", "accelerator", "year").items():
        if product not in _USE["accelerators"]:
            continue
        yield AcceleratorSupply(
            accelerator=product,
            year=int(year),
            units=round(float(row["units"]) / US_SHARE, -2),
            source=f"catalogue 2026.1 / {US_SHARE:g}: {GENERAL}",
            source_year=YEAR,
            confidence="low",
            note="the United States are taken to build three quarters of the world's AI compute",
        )


def power_supply() -> Iterator[PowerSupply]:
    """The catalogue's order books, which are those of the United States, over their share."""
    for (option, year), row in catalogue("power_supply", "option", "year").items():
        yield PowerSupply(
            option=option,
            year=int(year),
            mw=round(float(row["mw"]) / US_SHARE, -1),
            source=f"catalogue 2026.1 / {US_SHARE:g}: {GENERAL}",
            source_year=YEAR,
            confidence="low",
            note="share of the order book that AI data centres of the world can get in a year",
        )


def energy() -> Iterator[Energy]:
    """Energy of countries that the catalogue does not know."""
    for row in facts("energy_added"):
        yield Energy(
            region=row["region"],
            year=YEAR,
            grid_usd_per_mwh=float(row["grid_usd_per_mwh"]),
            grid_carbon_t_per_mwh=float(row["grid_carbon_t_per_mwh"]),
            gas_usd_per_mmbtu=float(row["gas_usd_per_mmbtu"]),
            source=GENERAL,
            source_year=YEAR,
            confidence="low",
            note="industrial price and yearly mean of the grid's carbon, constant",
        )
