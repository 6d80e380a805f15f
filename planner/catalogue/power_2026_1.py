"""Power options and their order books of the catalogue 2026.1."""

from __future__ import annotations

from collections.abc import Iterator

from planner.instance.schema import PowerOption, PowerSupply

from .writing import Facts

YEAR = 2026
MMBTU_PER_MWH_TH = 3.412
HHV_OVER_LHV = 1.108
"""Natural gas; it is sold by its higher heating value, efficiencies are stated on the lower."""
CARBON_T_PER_MWH_TH = 0.198

BOOKS_MW_PER_YEAR: dict[str, dict[int, float]] = {
    "turbine": {2026: 1500, 2029: 2000, 2030: 3000, 2036: 3000},
    "engine": {2026: 2500, 2028: 3000, 2030: 4000, 2036: 4000},
    "fuel-cell": {2026: 1200, 2027: 1600, 2028: 2000, 2030: 2500, 2036: 2500},
    "ccgt": {2026: 400, 2029: 800, 2030: 2000, 2036: 3000},
    "smr": {2026: 160, 2028: 320, 2030: 640, 2036: 1280},
    "solar": {2026: 4000, 2036: 6000},
    "battery": {2026: 6000, 2036: 12000},
}
BOOK_SOURCES = {
    "turbine": (
        "SourceRock EP, Gas engine backlog, 2026: 80 GW backlog, sold out to 2029-30",
        "low",
    ),
    "engine": ("SourceRock EP 2026 and Wartsila orders 2026 (790 and 429 MW)", "low"),
    "fuel-cell": ("Bloom Energy backlog of USD 20 bn, NewMoneyMoves 2026; AEP 900 MW order", "low"),
    "ccgt": ("EPRI via S&P Platts 2025: large frames take 5-7 years", "low"),
    "smr": ("ADNOC ENACT outcomes 2025: first units 2030, 0.5-5 GW by 2035-39", "low"),
    "solar": ("general knowledge", "low"),
    "battery": ("general knowledge", "low"),
}
UNIT_FACTS = {"ccgt": "unit_mw", "turbine": "unit_mw", "engine": "module_mw"}
"""Parameter of a technology's facts that gives the size of one generating unit."""


def power_options(facts: Facts, queue: Facts) -> Iterator[PowerOption]:
    """Rows of `power_options` from the facts of power technologies and of grid queues."""
    fact = {(row["item"], row["parameter"]): float(row["value"]) for row in facts}
    seen = {(row["item"], row["parameter"]): row["source"] for row in facts}

    def gas(item: str) -> dict[str, float]:
        """Heat rate (HHV, as gas is priced) and carbon from one efficiency (LHV)."""
        efficiency = fact[item, "efficiency_lhv"]
        return {
            "heat_rate_mmbtu_per_mwh": round(MMBTU_PER_MWH_TH * HHV_OVER_LHV / efficiency, 3),
            "carbon_t_per_mwh": round(CARBON_T_PER_MWH_TH / efficiency, 3),
            "other_usd_per_mwh": fact[item, "variable_om"],
            "fixed_usd_per_kw_year": fact[item, "fixed_om"],
            "capacity_credit": fact[item, "availability"],
            "capacity_factor": fact[item, "availability"],
            "lead_years": fact[item, "lead_time"],
            "land_ha_per_mw": fact[item, "land"],
        }

    def said(item: str, capex: str) -> dict[str, object]:
        return {
            "source": f"capex: {seen[item, capex]}; the rest: power_technologies facts (Danish "
            "Energy Agency and NREL ATB via PyPSA technology-data; general knowledge)",
            "source_year": YEAR,
        }

    heat = "heat rate HHV and carbon from one LHV efficiency; "
    yield PowerOption(
        option="grid",
        kind="grid",
        capex_usd_per_kw=fact["grid", "capex_interconnection"],
        capacity_credit=1.0,
        life_years=30,
        source=f"{seen['grid', 'capex_interconnection']}; life: general knowledge",
        source_year=2025,
        confidence="medium",
        note="network upgrades of generators as a proxy for loads; SPP averages 454 USD/kW; demand "
        "charges are inside the industrial price",
    )
    yield _flexible_grid(fact["grid", "capex_interconnection"], queue)
    for option, item, kind, capex, life, kinds, note in (
        ("ccgt", "ccgt", "gas", "capex_new_order", 25, ("campus",), "price of new orders"),
        ("turbine", "simple_cycle_turbine", "gas", "capex", 25, ("campus",), "simple cycle"),
        ("engine", "reciprocating_engine", "gas", "capex", 20, ("campus",), "without methane slip"),
        ("fuel-cell", "fuel_cell_sofc", "fuel_cell", "capex", 10, ("campus", "edge"),
         "solid oxide; availability is the vendor's claim"),
    ):  # fmt: skip
        yield PowerOption.model_validate(
            {
                "option": option,
                "kind": kind,
                "capex_usd_per_kw": fact[item, capex],
                "life_years": life,
                "site_kinds": kinds,
                "confidence": "medium" if option == "ccgt" else "low",
                "note": heat + note,
                "unit_mw": fact[item, UNIT_FACTS[option]] if option in UNIT_FACTS else None,
                **gas(item),
                **said(item, capex),
            }
        )
    yield PowerOption.model_validate(
        {
            "option": "smr",
            "kind": "nuclear",
            "capex_usd_per_kw": fact["smr", "capex"],
            "fixed_usd_per_kw_year": fact["smr", "fixed_om"],
            "other_usd_per_mwh": fact["smr", "variable_om"] + 8,
            "capacity_credit": fact["smr", "availability"],
            "capacity_factor": fact["smr", "availability"],
            "lead_years": fact["smr", "lead_time"],
            "life_years": 40,
            "module_mw": fact["smr", "module_mw"],
            "land_ha_per_mw": fact["smr", "land"],
            "site_kinds": ("campus",),
            "confidence": "low",
            "note": "first-of-a-kind range 7,000-15,000 USD/kW; variable cost 3 + 8 USD/MWh fuel",
            **said("smr", "capex"),
        }
    )
    yield PowerOption.model_validate(
        {
            "option": "solar",
            "kind": "solar",
            "capex_usd_per_kw": fact["solar_pv", "capex"],
            "fixed_usd_per_kw_year": fact["solar_pv", "fixed_om"],
            "capacity_credit": 0,
            "capacity_factor": fact["solar_pv", "capacity_factor"],
            "lead_years": fact["solar_storage", "lead_time"],
            "life_years": 25,
            "land_ha_per_mw": fact["solar_pv", "land"],
            "site_kinds": ("campus",),
            "confidence": "medium",
            "note": "photovoltaic without storage: energy only, no firm capacity",
            **said("solar_pv", "capex"),
        }
    )
    yield PowerOption.model_validate(
        {
            "option": "battery",
            "kind": "storage",
            "capex_usd_per_kw": fact["battery_4h", "capex"],
            "fixed_usd_per_kw_year": fact["battery_4h", "fixed_om"],
            "capacity_credit": fact["battery_4h", "capacity_credit"],
            "lead_years": fact["battery_4h", "lead_time"],
            "life_years": fact["battery_4h", "lifetime"],
            "storage_hours": fact["battery_4h", "storage_hours"],
            "efficiency": fact["battery_4h", "round_trip_efficiency"],
            "land_ha_per_mw": fact["battery_4h", "land"],
            "confidence": "medium",
            "note": "460 USD/kWh; markets sell at about half of that (general knowledge); the credit "
            "is general knowledge",
            **said("battery_4h", "capex"),
        }
    )


def _flexible_grid(firm_usd_per_kw: float, queue: Facts) -> PowerOption:
    """A grid connection that may be curtailed and is had sooner for it."""
    fact = {row["parameter"]: row for row in queue if row["item"] == "Flexible connection"}
    share = float(fact["capex_share"]["value"])
    return PowerOption(
        option="grid-flexible",
        kind="grid_flexible",
        capex_usd_per_kw=share * firm_usd_per_kw,
        capacity_credit=1.0,
        lead_years=2.0,
        life_years=30,
        max_curtailed_hours_per_year=float(fact["curtailed_hours_max"]["value"]),
        source=f"hours: {fact['curtailed_hours_max']['source']}; sooner: "
        f"{fact['wait_years_saved_max']['source']}; capex, lead, life: general knowledge",
        source_year=YEAR,
        confidence="low",
        note=f"up to {fact['wait_years_saved_max']['value']} years sooner than a firm connection; "
        f"{share:g} of its upgrades. A site's own lead is better said in site_power",
    )


def power_supply() -> Iterator[PowerSupply]:
    """Order books for AI data centres in the US, pooled; the grid has none."""
    for option, book in BOOKS_MW_PER_YEAR.items():
        source, confidence = BOOK_SOURCES[option]
        for year, mw in book.items():
            yield PowerSupply(
                option=option,
                year=year,
                mw=mw,
                source=f"general knowledge, guided by: {source}",
                source_year=YEAR,
                confidence=confidence,
                note="share of the order book that US AI data centres can get in a year",
            )
