"""Numbers out of range, and numbers in another unit than the column's."""

from __future__ import annotations

from .case import Case, Refused, Warned, edited
from .edited import RUNS, SITES, YAML

OPTIONS, ENERGY, RATES = "power_options.csv", "energy.csv", "services.csv"


def _out(name, file, old, new, row, column, value, says, kind="ranges"):
    expected = Refused(file, row, column, says, value)
    return Case(kind, name, edited("full", {file: (old, new)}), expected)


def _odd(name, file, old, new, row, column, *says, base="full"):
    expected = Warned((f"{file} row {row}, column {column}:", *says))
    return Case("units", name, edited(base, {file: (old, new)}), expected)


RANGES = [
    _out("negative MW", SITES, ",900,9", ",-5,9", 2, "max_facility_mw", "-5.0", "> 0"),
    _out("no MW", SITES, ",900,9", ",0,9", 2, "max_facility_mw", "0.0", "> 0"),
    _out("PUE below one", "pue.csv", "3B,1.1", "3B,0.9", 2, "pue", "0.9", "≥ 1"),
    _out("share over one", OPTIONS, "3000,0.95", "3000,1.05", 3, "capacity_credit", "1.05", "≤ 1"),
    _out("a life of no years", OPTIONS, "1,20,", "1,0,", 3, "life_years", "0.0", "> 0"),
    _out("a life of three centuries", OPTIONS, "1,20,", "1,300,", 3, "life_years", "300.0", "≤ 100"),
    _out("half a site", RUNS, "dropped_musd,accelerators", "dropped_musd,max_sites", 2, "max_sites",
         "chip|next", "a whole number in sites"),
    _out("a rate of 150 %", YAML, "discount_rate: 0.08", "discount_rate: 1.5", 5, "discount_rate",
         "1.5", "≤ 1"),
]  # fmt: skip

REFUSED_UNITS = [
    _out("kW where a gigawatt is too much", SITES, ",900,9", ",480000,9", 2, "max_facility_mw",
         "480000.0", "480000 looks like kW; 480 MW?", "units"),
    _out("per cent for a share", OPTIONS, "3000,0.95", "3000,95", 3, "capacity_credit", "95.0",
         "95 looks like %; 0.95 share?", "units"),
    _out("per cent for a rate", YAML, "discount_rate: 0.08", "discount_rate: 8", 5, "discount_rate",
         "8", "8 looks like %; 0.08 share?", "units"),
    _out("kg of CO2", ENERGY, "46,0.36", "46,360", 3, "grid_carbon_t_per_mwh", "360.0",
         "360 looks like kg CO2/MWh; 0.36 t CO2/MWh?", "units"),
    _out("W for kW", "accelerators.csv", "chip,V,1.8", "chip,V,1800", 2, "kw_per_unit", "1800.0",
         "1800 looks like W/unit; 1.8 kW/unit?", "units"),
    _out("unit behind the number", SITES, ",900,9", ",900 MW,9", 2, "max_facility_mw", "900 MW",
         "its unit stands in the column's name", "units"),
]  # fmt: skip

NOTED_UNITS = [
    _odd("kW for MW", SITES, ",900,9", ",90000,9", 2, "max_facility_mw", "90000 looks like kW; 90 MW?"),
    _odd("kW at an edge site", SITES, ",40,12", ",5000,12", 3, "max_facility_mw",
         "5000 looks like kW; 5 MW?"),
    _odd("kW of a position in the queue", SITES, "4,200,2027", "4,20000,2027", 2, "queue_mw",
         "20000 looks like kW; 20 MW?"),
    _odd("GW for MW", RUNS, ",60,chip", ",0.06,chip", 2, "it_mw", "0.06 looks like GW; 60 MW?"),
    _odd("MW of a hall in GW", SITES, "12,5,2", "12,0.02,2", 3, "hall_module_mw",
         "0.02 looks like GW; 20 MW?"),
    _odd("thousand USD for M$", SITES, ",900,9", ",900,9000", 2, "shell_musd_per_mw",
         "9000 looks like thousand USD/MW; 9 M$/MW?"),
    _odd("USD for M$", "cooling.csv", "150,2.5", "150,2500000", 2, "capex_musd_per_mw",
         "2500000 looks like USD/MW; 2.5 M$/MW?"),
    _odd("USD for M$ of a dropped run", RUNS, ",900,", ",900000000,", 2, "dropped_musd",
         "900000000 looks like USD; 900 M$?"),
    _odd("M$/MW for USD/kW", OPTIONS, "fuel_cell,3000", "fuel_cell,3", 3, "capex_usd_per_kw",
         "3 looks like M$/MW; 3000 USD/kW?"),
    _odd("USD/kWh for USD/MWh", ENERGY, "2028,46", "2028,0.046", 3, "grid_usd_per_mwh",
         "0.046 looks like USD/kWh; 46 USD/MWh?"),
    _odd("seconds for ms", "latency.csv", "Dallas,16", "Dallas,0.016", 2, "rtt_ms",
         "0.016 looks like s; 16 ms?"),
    _odd("µs for ms", "site_latency.csv", "Dallas,4", "Dallas,4000", 2, "rtt_ms",
         "4000 looks like µs; 4 ms?"),
    _odd("seconds of a budget", RATES, "m70,50,", "m70,0.05,", 2, "max_network_ms",
         "0.05 looks like s; 50 ms?"),
    _odd("metres for km", "corridors.csv", ",400,100", ",39000,100", 2, "route_km",
         "39000 looks like m; 39 km?", base="whole"),
    _odd("Mbit/s for Gbit/s", "corridors.csv", ",400,100,", ",400,10000000,", 2, "existing_gbps",
         "10000000 looks like Mbit/s; 10000 Gbit/s?", base="whole"),
    _odd("minutes for hours", OPTIONS, ",4,0.85", ",240,0.85", 4, "storage_hours",
         "240 looks like minutes; 4 h?", base="whole"),
    _odd("days of a run for years", RUNS, "2027,2028,1,", "2027,2028,0.01,", 2, "duration_years",
         "0.01 years is taken as it stands, but usual are 0.02 to 10"),
    _odd("months of a lead for years", OPTIONS, "0.95,1,20", "0.95,24,20", 3, "lead_years",
         "24 looks like months; 2 years?"),
    _odd("millions of people", "metros.csv", "US,6000000", "US,6", 2, "population",
         "6 looks like million people; 6000000 people?"),
    Case(
        "units",
        "one row in kW that would be usual by itself",
        edited("full", {
            "instance.yaml": ("name: full", "name: full\ninterpolate: [power_supply]"),
            "power_supply.csv": (
                "cell,2027,400\ncell,2028,500\n",
                "cell,2026,10\ncell,2027,12\ncell,2028,13000\ncell,2030,15\ncell,2031,15\n",
            ),
        }),
        Warned((
            "power_supply.csv row 4, column mw: 13000 is a thousandfold off the other rows; 13 MW/year?",
        )),
    ),
    Case(
        "units",
        "one row in GW that would be usual by itself",
        edited("full", {
            "instance.yaml": ("name: full", "name: full\ninterpolate: [power_supply]"),
            "power_supply.csv": (
                "cell,2027,400\ncell,2028,500\n",
                "cell,2026,400\ncell,2027,0.4\ncell,2028,450\ncell,2030,500\ncell,2031,500\n",
            ),
        }),
        Warned((
            "power_supply.csv row 3, column mw: 0.4 is a thousandfold off the other rows; 400 MW/year?",
        )),
    ),
]  # fmt: skip

NUMBERS = [*RANGES, *REFUSED_UNITS, *NOTED_UNITS]
