"""Chapter: halls by cooling and rack density, and accelerators by vendor."""

from __future__ import annotations

import pandas as pd

from planner.plan.reading import NOISE, table_of

from .case import Case
from .drawing import stack, summed, tallest
from .figure import Chapter, Figure


def chapter(case: Case) -> Chapter:
    """Cooling by rack density, fleet by vendor."""
    figures = []
    if case.instance.has("halls"):
        cooling = cooling_table(case)
        figures.append(
            Figure(
                "cooling",
                "Accelerators hosted by cooling and rack density, MW IT",
                cooling,
                "Bars by year: MW IT hosted, by cooling and by kW per rack of the products in it.",
                stack(cooling, by="cooling", value="hosted_mw", unit="MW IT", years=case.years),
                tallest(cooling, "hosted_mw"),
                "year",
            )
        )
    if case.instance.has("fleet"):
        fleet, spend = vendor_table(case), spend_table(case)
        figures += [
            Figure(
                "fleet",
                "Accelerators installed by vendor, own units, thousand units",
                fleet,
                "Bars by year: own units installed, by vendor.",
                stack(
                    fleet,
                    by="vendor",
                    value="thousand_units",
                    unit="thousand units",
                    years=case.years,
                ),
                tallest(fleet, "thousand_units"),
                "year",
            ),
            Figure(
                "vendor-spend",
                f"Orders by vendor, M$ of {case.instance.settings.price_year}, not discounted",
                spend,
                "Bars by year: accelerators ordered at the prices of the period, by vendor.",
                stack(spend, by="vendor", value="musd", unit="M$", years=case.years),
                tallest(spend, "musd"),
                "year",
            ),
        ]
    return Chapter("Cooling and fleet", (), tuple(f for f in figures if len(f.table)))


def cooling_table(case: Case) -> pd.DataFrame:
    """MW IT hosted by cooling with the rack density of its products, and year."""
    hosting = table_of(case.plan, "hosting")
    products = case.instance.accelerator
    density = [
        f"{cooling}, {products[str(product)].rack_kw:g} kW/rack"
        for cooling, product in zip(hosting["cooling"], hosting["accelerator"], strict=True)
    ]
    rank = [products[str(product)].rack_kw for product in hosting["accelerator"]]
    named = hosting.assign(cooling=density, rank=rank).rename(columns={"period": "year"})
    named = named[named["hosted_mw"] > NOISE].sort_values(["rank", "cooling", "year"])
    return summed(named, ["cooling", "year"], "hosted_mw")


def vendor_table(case: Case) -> pd.DataFrame:
    """Thousand own units installed by vendor and year."""
    found = [
        (vendor, year.year, units / 1000)
        for year in case.summary.years
        for vendor, units in year.units_by_vendor.items()
    ]
    return _by_size(pd.DataFrame(found, columns=["vendor", "year", "thousand_units"]))


def spend_table(case: Case) -> pd.DataFrame:
    """M$ of accelerators ordered by vendor and year."""
    found = [
        (vendor, year.year, musd)
        for year in case.summary.years
        for vendor, musd in year.spend_musd_by_vendor.items()
    ]
    return _by_size(pd.DataFrame(found, columns=["vendor", "year", "musd"]))


def _by_size(table: pd.DataFrame) -> pd.DataFrame:
    """Vendors by name, so that each has its colour in every chart."""
    return table.sort_values(["vendor", "year"], kind="stable").reset_index(drop=True)
