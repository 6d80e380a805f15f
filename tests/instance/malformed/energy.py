"""Malformed slices, power options and services, each with the fault it must get."""

from __future__ import annotations

from .edited import Edited, whole

SLICES, LOCAL, BY_SLICE = "slices.csv", "local_demand.csv", "slice_availability.csv"
OPTIONS, SERVICES, RATES = "power_options.csv", "services.csv", "throughput.csv"


DAYS = [
    whole(
        "slices with a gap",
        SLICES,
        "night,work,8,6",
        "night,work,8,5",
        4,
        "start_hour_utc",
        "13, when night ends",
    ),
    whole(
        "slices that overlap",
        SLICES,
        "night,work,8,6",
        "night,work,7,7",
        3,
        "start_hour_utc",
        "8, when evening ends",
    ),
    whole(
        "a day of 23 hours",
        SLICES,
        "sunday,rest,0,24",
        "sunday,rest,0,23",
        5,
        "start_hour_utc",
        "23, when",
    ),
    whole(
        "a day twice around the clock",
        SLICES,
        "sunday,rest,0,24",
        "sunday,rest,0,24,0.3\nmonday,rest,0,24",
        6,
        "hours",
        "fill its 24 hours once; they have 48",
    ),
    whole(
        "no hour", SLICES, "night,work,8,6", "night,work,24,6", 3, "start_hour_utc", "≥ 0 and ≤ 23"
    ),
    whole(
        "shares that differ within a day",
        SLICES,
        "14,8,0.7",
        "14,8,0.6",
        4,
        "days_share",
        "0.7, as in the other slices of work (row 2)",
    ),
    whole(
        "shares that do not add up",
        SLICES,
        "0,24,0.3",
        "0,24,0.299999",
        5,
        "days_share",
        "in proportion, to six decimals: work 0.700001, rest 0.299999",
    ),
    whole(
        "shares beyond a year",
        SLICES,
        "0,24,0.3",
        "0,24,0.35",
        5,
        "days_share",
        "work 0.666667, rest 0.333333",
    ),
    whole("share of nothing", SLICES, "0,24,0.3", "0,24,0", 5, "days_share", "> 0 and ≤ 1"),
    whole("day in another case", SLICES, "sunday,rest", "sunday,Work", 5, "day", "'work'"),
    whole("slice twice", SLICES, "noon,work", "night,work", 4, "slice", "also in row 3"),
    Edited(
        "local demand without slices",
        "whole",
        {SLICES: None, BY_SLICE: None},
        LOCAL,
        2,
        "",
        "rows of slices",
    ),
    whole("local demand of no day", LOCAL, "work,0,", "werk,0,", 2, "day", "'work'"),
    whole("local hour missing", LOCAL, "chat,work,7,1\n", "", 2, "local_hour", "missing hours 7"),
    whole(
        "local hours missing",
        LOCAL,
        "chat,work,7,1\nchat,work,8,1\nchat,work,9,1\n",
        "",
        2,
        "local_hour",
        "missing hours 7 to 9",
    ),
    Edited(
        "local day missing",
        "whole",
        {
            LOCAL: "service,day,local_hour,factor\n"
            + "".join(f"chat,rest,{h},1\n" for h in range(24))
        },
        LOCAL,
        2,
        "local_hour",
        "24 rows for chat and work; missing hours 0 to 23",
    ),
    Edited(
        "no demand in any hour",
        "whole",
        {
            LOCAL: "service,day,local_hour,factor\n"
            + "".join(f"chat,{d},{h},0\n" for d in ("rest", "work") for h in range(24))
        },
        LOCAL,
        2,
        "factor",
        "demand of chat in some hour",
    ),
    whole("local hour twice", LOCAL, "work,7,", "work,6,", 9, "service, day, local_hour", "row 8"),
    whole("local hour of no service", LOCAL, "chat,work,0", "chet,work,0", 2, "service", "'chat'"),
    whole("local hour 24", LOCAL, "work,23,", "work,24,", 25, "local_hour", "≤ 23"),
    whole("plant in no region", BY_SLICE, "TX,noon", "TXX,noon", 4, "region", "'TX'"),
    whole("plant in no slice", BY_SLICE, "TX,noon", "TX,non", 4, "slice", "'noon'"),
    whole("plant of no option", BY_SLICE, "solar,TX,noon", "solr,TX,noon", 4, "option", "'solar'"),
    whole(
        "storage by slice",
        BY_SLICE,
        "solar,TX,noon",
        "battery,TX,noon",
        4,
        "option",
        "an option that generates",
    ),
]

PLANT = [
    whole(
        "storage without hours",
        OPTIONS,
        "15,,,4,",
        "15,,,,",
        4,
        "storage_hours",
        "the storage_hours of storage",
    ),
    whole(
        "storage without efficiency", OPTIONS, "4,0.85", "4,", 4, "efficiency", "the efficiency of"
    ),
    whole("efficiency over one", OPTIONS, "4,0.85", "4,85", 4, "efficiency", "≤ 1"),
    whole(
        "hours of no storage", OPTIONS, "edge,10,,,", "edge,10,4,,", 3, "storage_hours", "fuel_cell"
    ),
    whole(
        "efficiency of no storage",
        OPTIONS,
        "edge,10,,,",
        "edge,10,,0.5,",
        3,
        "efficiency",
        "fuel_cell",
    ),
    whole(
        "flexible without hours",
        OPTIONS,
        ",88",
        ",",
        5,
        "max_curtailed_hours_per_year",
        "a firm connection is kind grid",
    ),
    whole(
        "flexible that is never curtailed",
        OPTIONS,
        ",88",
        ",0",
        5,
        "max_curtailed_hours_per_year",
        "> 0",
    ),
    whole(
        "flexible that is always curtailed",
        OPTIONS,
        ",88",
        ",8761",
        5,
        "max_curtailed_hours_per_year",
        "≤ 8760",
    ),
    whole(
        "curtailed plant",
        OPTIONS,
        "edge,10,,,",
        "edge,10,,,50",
        3,
        "max_curtailed_hours_per_year",
        "only kind grid_flexible",
    ),
    whole(
        "flexible without credit",
        OPTIONS,
        "flexible,150,1",
        "flexible,150,0",
        5,
        "capacity_credit",
        "> 0",
    ),
    whole(
        "unit of a connection", OPTIONS, "0,40,,,,,", "0,40,,20,,,", 2, "unit_mw", "no spare unit"
    ),
    whole(
        "unit of a flexible connection",
        OPTIONS,
        "40,campus,,,,88",
        "40,campus,5,,,88",
        5,
        "unit_mw",
        "no spare unit",
    ),
    whole("unit of nothing", OPTIONS, "edge,10", "edge,0", 3, "unit_mw", "> 0"),
    whole("second grid", OPTIONS, "solar,solar", "solar,grid", 6, "kind", "row 2 is one"),
    whole("kind mistyped", OPTIONS, "battery,storage", "battery,storge", 4, "kind", "'storage'"),
    whole(
        "reserved option",
        OPTIONS,
        "battery,storage",
        "leased,storage",
        4,
        "option",
        "plans have leased",
    ),
    whole(
        "reserved fabric", "fabrics.csv", "ib,6", "existing,6", 2, "fabric", "plans have existing"
    ),
]

WAYS = [
    whole("way of serving mistyped", SERVICES, "disaggreg", "disagreg", 2, "serving", "'disaggreg"),
    whole(
        "nothing prefills", RATES, "9000", "0", 2, "serving", "none does prefill of m70", SERVICES
    ),
    whole("nothing decodes", RATES, "1500", "0", 2, "serving", "none does decode of m70", SERVICES),
    Edited(
        "nothing does both",
        "whole",
        {
            SERVICES: ("disaggregated", "aggregated"),
            RATES: ("chip,m70,9000,1500", "chip,m70,9000,0\nnext,m70,0,1500"),
        },
        SERVICES,
        2,
        "serving",
        "both prefill and decode",
    ),
    whole("bloc of no site", "metros.csv", "NAFTA", "NAFT", 2, "bloc", "'NAFTA'"),
    whole(
        "bloc that no site is in", "metros.csv", "US,NAFTA", "US,EU", 2, "bloc", "residency bloc"
    ),
    whole("bloc in another case", "metros.csv", "NAFTA", "Nafta", 2, "bloc", "'NAFTA'"),
    whole("residency mistyped", SERVICES, "bloc,", "block,", 2, "residency", "'bloc'"),
]
