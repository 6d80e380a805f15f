"""Chapter: emissions and water by year and region."""

from __future__ import annotations

import pandas as pd

from planner.instance import Instance
from planner.plan.verify.costs import emissions_kt
from planner.plan.verify.halls import water_m3

from .case import Case
from .drawing import stack, summed, tallest
from .figure import Chapter, Figure
from .power import palette

HOURS_PER_YEAR = 8760.0


def chapter(case: Case) -> Chapter:
    """Emissions by power option, water by region."""
    emissions, water = emissions_table(case), water_table(case)
    figures = (
        Figure(
            "emissions",
            "Emissions by power option, kt CO2 a year",
            emissions,
            "Bars by year: emissions of the energy used, those of the grid's own mix included.",
            stack(
                emissions,
                by="option",
                value="kt",
                unit="kt CO2 a year",
                years=case.years,
                palette=palette(case),
            ),
            tallest(emissions, "kt"),
            "year",
        ),
        Figure(
            "water",
            "Water by kind of site, thousand m³ a year",
            water,
            "Bars by year: water that cooling takes on site.",
            stack(
                water, by="kind", value="thousand_m3", unit="thousand m³ a year", years=case.years
            ),
            tallest(water, "thousand_m3"),
            "year",
        ),
    )
    return Chapter("Emissions and water", (), tuple(one for one in figures if len(one.table)))


def emissions_table(case: Case) -> pd.DataFrame:
    """Kt CO2 a year by power option and year."""
    instance: Instance = case.instance
    if not instance.has("power"):
        return pd.DataFrame(columns=["option", "year", "kt"])
    rows = [
        (option, year, kt)
        for (_, option, year), kt in emissions_kt(instance, case.recount.found).items()
    ]
    table = pd.DataFrame(rows, columns=["option", "year", "kt"])
    found = summed(table[table["kt"] > 0], ["option", "year"], "kt")
    return found.sort_values(["option", "year"], kind="stable").reset_index(drop=True)


def water_table(case: Case) -> pd.DataFrame:
    """Thousand m³ a year by kind of site and year."""
    rows = [
        (case.instance.site[site].kind, year, m3 / 1000)
        for (site, year), m3 in water_m3(case.instance, case.recount.found).items()
    ]
    table = pd.DataFrame(rows, columns=["kind", "year", "thousand_m3"])
    found = summed(table[table["thousand_m3"] > 0], ["kind", "year"], "thousand_m3")
    return found.sort_values(["kind", "year"], kind="stable").reset_index(drop=True)
