"""Chapter: power by option against the load, and what stands in before the grid comes."""

from __future__ import annotations

import pandas as pd

from planner.plan.reading import NOISE, table_of

from .case import Case
from .drawing import stack, stack_under_line, summed, tallest
from .figure import Chapter, Figure

GRID_KINDS = ("grid", "grid_flexible")
LEASED = "leased halls"


def chapter(case: Case) -> Chapter:
    """Firm power against peak load, the gap that own plant fills, and energy by option."""
    if not case.instance.has("power"):
        return Chapter("Power", (), ())
    firm, load = firm_table(case), load_table(case)
    energy = energy_table(case)
    figures = [
        Figure(
            "power",
            "Firm power by option against peak load, MW facility",
            firm,
            "Bars by year: firm MW in service by option; black line: the peak facility load, all sites.",
            stack_under_line(
                firm,
                by="option",
                value="firm_mw",
                unit="MW",
                line=load,
                name="peak facility load",
                years=case.years,
                palette=palette(case),
            ),
            max(tallest(firm, "firm_mw"), tallest(load, "firm_mw")),
            "year",
            tall=320,
        ),
        Figure(
            "load",
            "Peak load, all sites, MW facility",
            load.rename(columns={"firm_mw": "facility_mw"}),
            "The line of the chart above.",
        ),
        *_bridging(case, own_plant_table(case), gap_table(case)),
        Figure(
            "energy",
            "Energy by option, mean MW over the year",
            energy,
            "Bars by year: mean MW generated, of storage what it gives back.",
            stack(
                energy,
                by="option",
                value="mean_mw",
                unit="mean MW",
                years=case.years,
                palette=palette(case),
            ),
            tallest(energy, "mean_mw"),
            "year",
        ),
    ]
    return Chapter(
        "Power",
        (
            "Firm power is capacity times the share of it that counts as firm. Own plant is what stands "
            "on the site: engines, turbines, fuel cells, reactors, sun, batteries.",
        ),
        tuple(figures),
    )


def _bridging(case: Case, own: pd.DataFrame, gap: pd.DataFrame) -> list[Figure]:
    """The gap and what fills it; nothing where the grid carries every load."""
    top = max(tallest(own, "firm_mw"), tallest(gap, "firm_mw"))
    if top <= NOISE:
        return []
    return [
        Figure(
            "bridging",
            "The gap before the grid comes, and own plant that fills it, MW facility",
            own,
            "Bars by year: firm MW of own plant by option; black line: peak load beyond firm grid and "
            "leased power, site by site. Where bars stand above the line, plant has outlived the gap.",
            stack_under_line(
                own,
                by="option",
                value="firm_mw",
                unit="MW",
                line=gap,
                name="load beyond the grid",
                years=case.years,
                palette=palette(case),
            ),
            top,
            "year",
        ),
        Figure(
            "gap",
            "Peak load beyond firm grid and leased power, MW facility",
            gap.rename(columns={"firm_mw": "gap_mw"}),
            "The line of the chart above.",
        ),
    ]


def firm_table(case: Case) -> pd.DataFrame:
    """Firm MW by option and year, power of leased halls included."""
    found = [
        (LEASED if option == "leased" else option, year.year, mw)
        for year in case.summary.years
        for option, mw in year.firm_mw_by_option.items()
    ]
    table = pd.DataFrame(found, columns=["option", "year", "firm_mw"])
    return _in_order(case, table)


def load_table(case: Case) -> pd.DataFrame:
    """Peak facility load over all sites by year; in column firm_mw, to share an axis with power."""
    found = [(year.year, year.facility_mw) for year in case.summary.years]
    return pd.DataFrame(found, columns=["year", "firm_mw"])


def own_plant_table(case: Case) -> pd.DataFrame:
    """Firm MW of options that are no grid connection and no leased hall, by year."""
    firm = firm_table(case)
    grid = {o.option for o in case.instance.power_options if o.kind in GRID_KINDS} | {LEASED}
    return firm[~firm["option"].isin(grid)].reset_index(drop=True)


def gap_table(case: Case) -> pd.DataFrame:
    """Peak load beyond firm grid and leased power, site by site, summed by year."""
    options = case.instance.power_option
    power = table_of(case.plan, "power")
    grid = power[[options[str(name)].kind in GRID_KINDS for name in power["option"]]]
    credit = grid["option"].map({name: row.capacity_credit for name, row in options.items()})
    covered = summed(
        grid.assign(mw=grid["in_service_mw"].astype(float) * credit.astype(float)),
        ["site", "period"],
        "mw",
    )
    leased = case.recount.found.leased_peak_mw
    at = {(str(r["site"]), int(r["period"])): float(r["mw"]) for r in covered.to_dict("records")}
    gap = dict.fromkeys(case.years, 0.0)
    for row in table_of(case.plan, "sites").to_dict("records"):
        place = (str(row["site"]), int(row["period"]))
        held = at.get(place, 0.0) + leased[place]
        gap[place[1]] += max(0.0, float(row["peak_facility_mw"]) - held)
    return pd.DataFrame(list(gap.items()), columns=["year", "firm_mw"])


def energy_table(case: Case) -> pd.DataFrame:
    """Mean MW by option and year."""
    found = [
        (LEASED if option == "leased" else option, year.year, mw)
        for year in case.summary.years
        for option, mw in year.energy_mw_by_option.items()
        if mw > NOISE
    ]
    return _in_order(case, pd.DataFrame(found, columns=["option", "year", "mean_mw"]))


def palette(case: Case) -> list[str]:
    """Options in the order of their colours, the same in every chart: the grid, then what gives most."""
    firm = firm_table(case).groupby("option")["firm_mw"].sum()
    energy = energy_table(case).groupby("option")["mean_mw"].sum()
    total = firm.add(energy, fill_value=0.0)
    return sorted((str(name) for name in total.index), key=lambda o: (_rank(case, o)[0], -total[o]))


def _rank(case: Case, option: str) -> tuple[int, str]:
    """The firm grid first, then the flexible one, own plant, and leased halls at the end."""
    if option == LEASED:
        return len(GRID_KINDS) + 1, option
    kind = case.instance.power_option[option].kind
    return GRID_KINDS.index(kind) if kind in GRID_KINDS else len(GRID_KINDS), option


def _in_order(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Options from the grid up, years rising."""
    order = {name: _rank(case, str(name)) for name in table["option"].unique()}
    rank = table["option"].map(order)
    ranked = table.assign(rank=rank).sort_values(["rank", "year"], kind="stable")
    return ranked.drop(columns="rank").reset_index(drop=True)
