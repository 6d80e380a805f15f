"""What stands abroad in 2026, and the steps in which promised power comes."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from places import Campus, edge_it_mw, pue_peak
from sources import GENERAL, YEAR, catalogue

from planner.instance.schema import EnergisationStep, ExistingAsset

LIFE_YEARS = 5
EDGE_HEADROOM = 1.05
EDGE_PRODUCTS = {"h100-sxm": 0.7, "rtx-pro-6000": 0.3}

_PRODUCTS = catalogue("accelerators", "accelerator")


def existing_assets(chosen: list[Campus], edges: list[dict[str, str]]) -> Iterator[ExistingAsset]:
    """What stands in 2026; all of it is paid for (sunk)."""
    for campus in chosen:
        if campus.it_mw:
            yield from _campus_assets(campus)
    for edge in edges:
        if edge_it_mw(edge):
            yield from _edge_assets(edge)


def energisation_steps(chosen: list[Campus]) -> Iterator[EnergisationStep]:
    """Positions that are energised in several steps."""
    for campus in chosen:
        steps = campus.steps_mw
        if len(steps) < 2:
            continue
        for year, mw in steps.items():
            yield EnergisationStep(
                site=campus.site, option="grid", year=year, cumulative_mw=mw,
                source=campus.known["source"], source_year=YEAR,
                confidence="low" if campus.known["confidence"] == "low" else "medium",
                note="facility power on 31 December of the year before, less what stands in 2026",
            )  # fmt: skip


def _campus_assets(campus: Campus) -> Iterator[ExistingAsset]:
    site, product = campus.site, campus.choice["product"]
    said = {
        "source": f"{campus.known['source']}; product and cooling: {GENERAL}",
        "source_year": YEAR,
        "confidence": "low",
    }
    yield ExistingAsset(
        site=site, family="hall", item=campus.choice["cooling"], in_service_year=2026,
        mw=campus.it_mw, note="IT power in service in August 2026", **said,
    )  # fmt: skip
    yield ExistingAsset(
        site=site, family="power", item="grid", in_service_year=2026, mw=campus.firm_mw,
        note="IT power x the campus's facility ratio, at least its worst hour; plant: "
        f"{campus.known['power_source'] or 'taken as grid'}", **said,
    )  # fmt: skip
    for year, share in _vintages(campus).items():
        for family in ("accelerator", "fabric"):
            yield ExistingAsset(
                site=site, family=family, item=product, in_service_year=year,
                end_year=year + LIFE_YEARS, units=_units(product, share * campus.it_mw),
                note="IT power / kW per unit; one product stands for the site's mix", **said,
            )  # fmt: skip


def _vintages(campus: Campus) -> dict[int, float]:
    """Shares of what stands by the year in which it came into service."""
    share_2024 = min(1.0, campus.mw("mw_2024") / campus.firm_mw)
    share_2025 = min(1.0, campus.mw("mw_2025") / campus.firm_mw) - share_2024
    shares = {2024: share_2024, 2025: share_2025, 2026: 1 - share_2024 - share_2025}
    return {year: share for year, share in shares.items() if share > 0.01}


def _edge_assets(edge: dict[str, str]) -> Iterator[ExistingAsset]:
    site, standing = edge["site"], edge_it_mw(edge)
    said = {
        "source": f"{GENERAL}: about a tenth of colocation taken as AI-ready, as in us-2026",
        "source_year": YEAR,
        "confidence": "low",
    }
    for cooling, mw in standing.items():
        yield ExistingAsset(
            site=site, family="hall", item=cooling, in_service_year=2026, mw=mw, **said
        )
    firm = sum(mw * pue_peak(cooling, edge["climate_zone"]) for cooling, mw in standing.items())
    yield ExistingAsset(
        site=site, family="power", item="grid", in_service_year=2026,
        mw=ceil(EDGE_HEADROOM * firm * 10) / 10, note="worst hour of the halls + 5 %", **said,
    )  # fmt: skip
    for product, share in EDGE_PRODUCTS.items():
        year = 2024 if product == "h100-sxm" else 2025
        yield ExistingAsset(
            site=site, family="accelerator", item=product, in_service_year=year,
            end_year=year + LIFE_YEARS, units=_units(product, share * sum(standing.values())),
            **said,
        )  # fmt: skip


def _units(product: str, it_mw: float) -> int:
    return floor(it_mw * 1000 / float(_PRODUCTS[product,]["kw_per_unit"]))
