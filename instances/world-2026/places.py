"""Campuses and urban edge sites outside the United States."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from sources import GENERAL, YEAR, catalogue, facts, us_fact

from planner.instance.schema import Site

CAMPUS_CAP_MW = 1000
SHELL_MUSD_PER_MW = round(
    us_fact("costs", "epoch_model", "construction_cost")
    - us_fact("cooling_technologies", "direct_to_chip", "capex") / 1000,
    2,
)
"""Building and electrical plant: Epoch AI's construction cost less the cooling plant."""

COUNTRY = {row["country"]: row for row in facts("countries")}
_QUEUE = {row["grid_region"]: row for row in facts("grid_regions")}
_PUE = catalogue("pue", "cooling", "climate_zone")


@dataclass(frozen=True)
class Campus:
    """A campus with what is known and chosen about it."""

    known: dict[str, str]
    choice: dict[str, str]

    @property
    def site(self) -> str:
        """Its key."""
        return self.choice["site"]

    def mw(self, column: str) -> float:
        """A figure of the campus facts."""
        return float(self.known[column] or 0)

    @property
    def it_mw(self) -> float:
        """IT power in service in August 2026."""
        return self.mw("mw_it_2026_08")

    @cached_property
    def firm_mw(self) -> float:
        """Firm power that stands: at the campus's own ratio, and enough for its worst hour."""
        if not self.it_mw:
            return 0.0
        ratio = self.mw("mw_full") / self.mw("mw_it_full")
        peak = pue_peak(self.choice["cooling"], self.choice["climate_zone"])
        return ceil(self.it_mw * max(ratio, peak))

    @property
    def steps_mw(self) -> dict[int, float]:
        """Grid MW promised beyond what stands, cumulative, by the first year in which they serve.

        The facts give facility power on 31 December, which serves from the year after.
        """
        if self.choice["site"] in OFFGRID:
            return {}
        promised = {year + 1: self.mw(f"mw_{year}") for year in range(2026, 2031)}
        promised[2032] = self.mw("mw_full")
        steps: dict[int, float] = {}
        for year, mw in promised.items():
            beyond = round(mw - self.firm_mw, 1)
            if beyond > max(steps.values(), default=0.0) + 5:
                steps[year] = beyond
        return steps

    @property
    def room_mw(self) -> float:
        """Largest load: the announced one, or twice that where this stays below the cap."""
        full = self.mw("mw_full")
        return max(full, self.firm_mw, min(CAMPUS_CAP_MW, 2 * full))


OFFGRID = {"wonder-valley": ("turbine", 2.5)}
"""Campuses that power themselves: option and years to its first MW."""


def pue_peak(cooling: str, zone: str) -> float:
    """Facility load over IT load in the worst hour."""
    return float(_PUE[cooling, zone]["pue_peak"])


def queue_years(grid_region: str) -> float:
    """Years that a new grid connection waits in a grid region."""
    return float(_QUEUE[grid_region]["wait_years"])


def queue_source(grid_region: str) -> str:
    """Where the wait of a grid region comes from."""
    return _QUEUE[grid_region]["source"]


def campuses() -> list[Campus]:
    """Every campus abroad that is chosen."""
    known = {row["name"]: row for row in facts("campuses")}
    return [Campus(known[row["name"]], row) for row in facts("campus_choices")]


def edge_sites() -> list[dict[str, str]]:
    """Urban colocation markets abroad."""
    return facts("edge_markets")


def edge_it_mw(edge: dict[str, str]) -> dict[str, float]:
    """IT MW that stand by cooling."""
    standing = {"air": float(edge["air_it_mw"]), "rear-door": float(edge["rear_door_it_mw"])}
    return {cooling: mw for cooling, mw in standing.items() if mw > 0}


def sites(chosen: list[Campus], edges: list[dict[str, str]]) -> Iterator[Site]:
    """Rows of `sites` abroad, with the constants of us-2026."""
    for campus in chosen:
        yield _campus_site(campus)
    for edge in edges:
        yield _edge_site(edge)


def _campus_site(campus: Campus) -> Site:
    choice, steps = campus.choice, campus.steps_mw
    country = COUNTRY[choice["country"]]
    held = len(steps) == 1
    return Site(
        site=campus.site,
        name=campus.known["name"],
        operator=campus.known["owner"],
        kind="campus",
        lat=float(campus.known["lat"]),
        lon=float(campus.known["lon"]),
        country=choice["country"],
        bloc=country["bloc"],
        region=country["energy_region"],
        grid_region=choice["grid_region"],
        climate_zone=choice["climate_zone"],
        status="existing" if campus.it_mw else "candidate",
        max_facility_mw=campus.room_mw,
        land_ha=round(max(200.0, 0.45 * campus.room_mw)),
        land_usd_per_ha=float(choice["land_usd_per_ha"]),
        opening_musd=60,
        fixed_musd_per_year=20,
        shell_musd_per_mw=round(SHELL_MUSD_PER_MW * float(choice["shell_factor"]), 2),
        shell_life_years=us_fact("costs", "epoch_1gw", "facility_lifetime"),
        hall_module_mw=50,
        hall_build_years=1 if campus.mw("mw_2027") > 0 else 2,
        grid_queue_years=queue_years(choice["grid_region"]),
        queue_mw=next(iter(steps.values())) if held else 0,
        queue_year=next(iter(steps)) if held else None,
        source=f"{campus.known['source']}; shell: Epoch AI construction cost less cooling; queue: "
        f"{queue_source(choice['grid_region'])}; opening, land, fixed cost, climate zone: {GENERAL}",
        source_year=YEAR,
        confidence="medium" if campus.known["confidence"] == "high" else "low",
        note="halls take 1 year where building is under way, 2 where it is not; coordinates: "
        + campus.known["coord_source"],
    )


def _edge_site(edge: dict[str, str]) -> Site:
    country = COUNTRY[edge["country"]]
    max_mw = float(edge["max_mw"])
    return Site(
        site=edge["site"],
        name=edge["name"],
        kind="edge",
        lat=float(edge["lat"]),
        lon=float(edge["lon"]),
        country=edge["country"],
        bloc=country["bloc"],
        region=country["energy_region"],
        grid_region=edge["grid_region"],
        climate_zone=edge["climate_zone"],
        status="existing" if edge_it_mw(edge) else "candidate",
        max_facility_mw=max_mw,
        land_ha=round(max_mw / 20, 1),
        land_usd_per_ha=float(edge["land_musd_per_ha"]) * 1e6,
        opening_musd=10,
        fixed_musd_per_year=3,
        shell_musd_per_mw=round(SHELL_MUSD_PER_MW * float(edge["shell_factor"]), 2),
        shell_life_years=us_fact("costs", "epoch_1gw", "facility_lifetime"),
        hall_module_mw=10 if max_mw >= 150 else 5,
        hall_build_years=1,
        grid_queue_years=queue_years(edge["grid_region"]),
        queue_mw=float(edge["queue_mw"]),
        queue_year=float(edge["queue_year"]),
        source=f"market, climate zone: {GENERAL}; shell: Epoch AI construction cost less cooling, by "
        "city after Turner & Townsend, 2025, where it names the city; queue: "
        f"{queue_source(edge['grid_region'])}",
        source_year=YEAR,
        confidence="low",
        note="AI-ready share of a colocation market; held position is an assumption",
    )
