"""Sites, what stands on them in 2026, and the steps in which promised power comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from sources import GENERAL, YEAR, catalogue, fact, facts

from planner.instance.geography import great_circle_km
from planner.instance.schema import EnergisationStep, ExistingAsset, Site

CAMPUS_CAP_MW = 1000
NEIGHBOURS_KM = 20
LIFE_YEARS = 5
SHELL_MUSD_PER_MW = round(
    fact("costs", "epoch_model", "construction_cost")
    - fact("cooling_technologies", "direct_to_chip", "capex") / 1000,
    2,
)
"""Building and electrical plant: Epoch AI's construction cost less the cooling plant."""
EDGE_HEADROOM = 1.05
EDGE_PRODUCTS = {"h100-sxm": 0.7, "rtx-pro-6000": 0.3}
UPGRADES_MUSD = {"fairwater-wisconsin": 90, "new-carlisle": 60, "goodnight": 40}
"""Network upgrades that the last step needs; few, since each is a decision of its own."""
EPOCH = "Epoch AI, Frontier Data Centers (Aug 2026 snapshot), CC BY 4.0"

_PUE = catalogue("pue", "cooling", "climate_zone")
_PRODUCTS = catalogue("accelerators", "accelerator")
_OPTIONS = catalogue("power_options", "option")


@dataclass(frozen=True)
class Campus:
    """A real campus with what is known and chosen about it."""

    site: str
    known: dict[str, str]
    choice: dict[str, str]
    group: str

    def mw(self, column: str) -> float:
        """A figure of the campus facts."""
        return float(self.known[column] or 0)

    @property
    def it_mw(self) -> float:
        """IT power in service in August 2026."""
        return self.mw("mw_it_2026_08")

    @property
    def full_mw(self) -> float:
        """Facility power when complete."""
        return self.mw("mw_full")

    @property
    def firm_mw(self) -> float:
        """Firm power that stands: at the campus's own ratio, and enough for its worst hour."""
        if not self.it_mw:
            return 0.0
        ratio = self.full_mw / float(self.known["mw_it_full"])
        peak = _pue_peak(self.choice["cooling"], self.choice["climate_zone"])
        return ceil(self.it_mw * max(ratio, peak))

    @property
    def power_mw(self) -> dict[str, float]:
        """MW of each option that stand; turbines without a grid have one unit to spare."""
        credit = float(_OPTIONS["turbine",]["capacity_credit"])
        turbine = self.choice["turbine_mw"]
        alone = self.firm_mw / credit + float(_OPTIONS["turbine",]["unit_mw"])
        turbine_mw = alone if turbine == "all" else float(turbine or 0)
        grid_mw = max(0.0, self.firm_mw - credit * turbine_mw)
        standing = {"turbine": up(turbine_mw), "grid": up(grid_mw)}
        return {option: mw for option, mw in standing.items() if mw > 0}

    @property
    def steps_mw(self) -> dict[int, float]:
        """MW promised beyond what stands, cumulative, by the first year in which it serves.

        The facts give facility power on 31 December, which serves from the year after.
        """
        promised = {year + 1: self.mw(f"mw_{year}") for year in range(2026, 2031)}
        promised[2032] = self.full_mw
        steps: dict[int, float] = {}
        for year, mw in promised.items():
            beyond = round(mw - self.firm_mw, 1)
            if beyond > max(steps.values(), default=0.0) + 5:
                steps[year] = beyond
        return {} if self.choice["offgrid"] else steps

    @property
    def room_mw(self) -> float:
        """Largest load: the announced one, or twice that where this stays below the cap."""
        return max(self.full_mw, self.firm_mw, min(CAMPUS_CAP_MW, 2 * self.full_mw))

    @property
    def vintages(self) -> dict[int, float]:
        """IT MW that stand by the year in which they came into service."""
        share_2024 = min(1.0, self.mw("mw_2024") / self.firm_mw)
        share_2025 = min(1.0, self.mw("mw_2025") / self.firm_mw) - share_2024
        shares = {2024: share_2024, 2025: share_2025, 2026: 1 - share_2024 - share_2025}
        return {year: share * self.it_mw for year, share in shares.items() if share > 0.01}


def _pue_peak(cooling: str, zone: str) -> float:
    return float(_PUE[cooling, zone]["pue_peak"])


def _kw(product: str) -> float:
    return float(_PRODUCTS[product,]["kw_per_unit"])


def up(mw: float) -> float:
    """Rounded up to 0.1 MW, so that what stands on it never lacks power."""
    return ceil(mw * 10 - 1e-9) / 10


def campuses() -> list[Campus]:
    """Every campus that is chosen, with the group of its neighbours."""
    known = {row["name"]: row for row in facts("campuses")}
    chosen = facts("campus_choices")
    lat = np.array([float(known[row["name"]]["lat"]) for row in chosen])
    lon = np.array([float(known[row["name"]]["lon"]) for row in chosen])
    near = great_circle_km(lat, lon, lat, lon) < NEIGHBOURS_KM
    first = [chosen[int(np.argmax(line))]["site"] for line in near]
    alone = near.sum(axis=1) == 1
    return [
        Campus(row["site"], known[row["name"]], row, "" if alone[i] else f"{first[i]}-area")
        for i, row in enumerate(chosen)
    ]


def edge_sites() -> list[dict[str, str]]:
    """Urban colocation markets, one site each (two in Northern Virginia)."""
    return facts("edge_markets")


def _edge_it_mw(edge: dict[str, str]) -> dict[str, float]:
    """IT MW that stand by cooling."""
    standing = {"air": float(edge["air_it_mw"]), "rear-door": float(edge["rear_door_it_mw"])}
    return {cooling: mw for cooling, mw in standing.items() if mw > 0}


def queue_years(region: str) -> float:
    """Years that a new grid connection waits in a grid region."""
    return fact("grid_queue", region, "wait_years")


def sites(chosen: list[Campus], edges: list[dict[str, str]]) -> Iterator[Site]:
    """Rows of `sites`: campuses and edge sites."""
    for campus in chosen:
        steps = campus.steps_mw
        held = len(steps) == 1
        early = campus.mw("mw_2027") > 0
        yield Site(
            site=campus.site,
            name=campus.known["name"],
            operator=campus.known["owner"],
            kind="campus",
            campus_group=campus.group,
            lat=float(campus.known["lat"]),
            lon=float(campus.known["lon"]),
            country="US",
            region=campus.choice["state"],
            grid_region=campus.choice["grid_region"],
            climate_zone=campus.choice["climate_zone"],
            status="existing" if campus.it_mw else "candidate",
            max_facility_mw=campus.room_mw,
            land_ha=round(max(200.0, 0.45 * campus.room_mw)),
            land_usd_per_ha=float(campus.choice["land_usd_per_ha"]),
            opening_musd=60,
            fixed_musd_per_year=20,
            shell_musd_per_mw=round(SHELL_MUSD_PER_MW * float(campus.choice["shell_factor"]), 2),
            shell_life_years=fact("costs", "epoch_1gw", "facility_lifetime"),
            hall_module_mw=50,
            hall_build_years=1 if early else 2,
            grid_queue_years=queue_years(campus.choice["grid_region"]),
            queue_mw=next(iter(steps.values())) if held else 0,
            queue_year=next(iter(steps)) if held else None,
            water_m3_per_year=float(campus.choice["water_m3_per_year"] or 0) or None,
            source=f"{campus.known['source']}; shell: Epoch AI construction cost less cooling; "
            f"queue: grid_queue facts; opening, land, fixed cost, climate zone: {GENERAL}",
            source_year=YEAR,
            confidence="medium" if campus.known["confidence"] == "high" else "low",
            note="halls take 1 year where building is under way, 2 where it is not; coordinates: "
            + campus.known["coord_source"],
        )
    for edge in edges:
        yield Site(
            site=edge["site"],
            name=edge["name"],
            kind="edge",
            lat=float(edge["lat"]),
            lon=float(edge["lon"]),
            country="US",
            region=edge["state"],
            grid_region=edge["grid_region"],
            climate_zone=edge["climate_zone"],
            status="existing" if _edge_it_mw(edge) else "candidate",
            max_facility_mw=float(edge["max_mw"]),
            land_ha=round(float(edge["max_mw"]) / 20, 1),
            land_usd_per_ha=float(edge["land_musd_per_ha"]) * 1e6,
            opening_musd=10,
            fixed_musd_per_year=3,
            shell_musd_per_mw=round(SHELL_MUSD_PER_MW * float(edge["shell_factor"]), 2),
            shell_life_years=fact("costs", "epoch_1gw", "facility_lifetime"),
            hall_module_mw=10 if float(edge["max_mw"]) >= 150 else 5,
            hall_build_years=1,
            grid_queue_years=queue_years(edge["grid_region"]),
            queue_mw=float(edge["queue_mw"]),
            queue_year=float(edge["queue_year"]),
            source=f"market: {GENERAL}; shell: Epoch AI construction cost less cooling; queue: "
            "grid_queue facts",
            source_year=YEAR,
            confidence="low",
            note="AI-ready share of a colocation market; held position is an assumption",
        )


def existing_assets(chosen: list[Campus], edges: list[dict[str, str]]) -> Iterator[ExistingAsset]:
    """What stands in 2026; all of it is paid for (sunk)."""
    for campus in chosen:
        if campus.it_mw:
            yield from _campus_assets(campus)
    for edge in edges:
        if _edge_it_mw(edge):
            yield from _edge_assets(edge)


def _campus_assets(campus: Campus) -> Iterator[ExistingAsset]:
    product = campus.choice["product"]
    said = {
        "source": f"{campus.known['source']}; product and cooling: {GENERAL}",
        "source_year": YEAR,
        "confidence": "low",
    }
    yield ExistingAsset(
        site=campus.site, family="hall", item=campus.choice["cooling"], in_service_year=2026,
        mw=campus.it_mw, note="IT power in service in August 2026", **said,
    )  # fmt: skip
    for option, mw in campus.power_mw.items():
        yield ExistingAsset(
            site=campus.site, family="power", item=option, in_service_year=2026, mw=mw,
            note="IT power x the campus's facility ratio, at least its worst hour; plant: "
            f"{campus.known['power_source'] or 'taken as grid'}", **said,
        )  # fmt: skip
    for year, it_mw in campus.vintages.items():
        units = floor(it_mw * 1000 / _kw(product))
        for family in ("accelerator", "fabric"):
            yield ExistingAsset(
                site=campus.site, family=family, item=product, in_service_year=year,
                end_year=year + LIFE_YEARS, units=units,
                note="IT power / kW per unit; one product stands for the site's mix", **said,
            )  # fmt: skip


def _edge_assets(edge: dict[str, str]) -> Iterator[ExistingAsset]:
    standing = _edge_it_mw(edge)
    said = {
        "source": f"{GENERAL}: about a tenth of US colocation, ~20 GW, taken as AI-ready",
        "source_year": YEAR,
        "confidence": "low",
    }
    for cooling, mw in standing.items():
        yield ExistingAsset(
            site=edge["site"], family="hall", item=cooling, in_service_year=2026, mw=mw, **said
        )
    firm = sum(mw * _pue_peak(cooling, edge["climate_zone"]) for cooling, mw in standing.items())
    yield ExistingAsset(
        site=edge["site"], family="power", item="grid", in_service_year=2026,
        mw=up(EDGE_HEADROOM * firm), note="worst hour of the halls + 5 %", **said,
    )  # fmt: skip
    it_mw = sum(standing.values())
    for product, share in EDGE_PRODUCTS.items():
        year = 2024 if product == "h100-sxm" else 2025
        yield ExistingAsset(
            site=edge["site"], family="accelerator", item=product, in_service_year=year,
            end_year=year + LIFE_YEARS, units=floor(share * it_mw * 1000 / _kw(product)), **said,
        )  # fmt: skip


def energisation_steps(chosen: list[Campus]) -> Iterator[EnergisationStep]:
    """Positions that are energised in several steps."""
    for campus in chosen:
        steps = campus.steps_mw
        if len(steps) < 2:
            continue
        for year, mw in steps.items():
            last = year == max(steps)
            yield EnergisationStep(
                site=campus.site, option="grid", year=year, cumulative_mw=mw,
                upgrade_musd=UPGRADES_MUSD.get(campus.site, 0) if last else 0,
                source=campus.known["source"]
                + (f"; upgrade: {GENERAL}" if campus.site in UPGRADES_MUSD and last else ""),
                source_year=YEAR,
                confidence="low" if campus.known["confidence"] == "low" else "medium",
                note="facility power on 31 December of the year before, less what stands in 2026",
            )  # fmt: skip
