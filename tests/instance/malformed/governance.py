"""Malformed offers, corridors, limits and locks, each with the fault it must get."""

from __future__ import annotations

from .edited import RUNS, SITES, YAML, Edited, whole

LEASES, RENTALS, WAYS = "lease_offers.csv", "rental_offers.csv", "corridors.csv"
LIMITS, LOCKS = "limits.csv", "locks.csv"

CONTRACTS = [
    whole(
        "lease after the end", LEASES, "2027,5", "2029,5", 2, "from_year", "the last one in 2028"
    ),
    whole("lease of no site", LEASES, "Dallas", "Dalas", 2, "site", "'Dallas'"),
    whole("lease of no cooling", LEASES, "liquid", "liqid", 2, "cooling", "'liquid'"),
    Edited(
        "lease of a cooling that does not work there",
        "whole",
        {
            LEASES: ("liquid", "dry"),
            "cooling.csv": ("liquid,", "dry,200,1,20\nliquid,"),
            LOCKS: ("liquid/2027,2027,max", "dry/2027,2027,max"),
        },
        LEASES,
        2,
        "cooling",
        "climate zone 3B, that of Dallas",
    ),
    whole("lease of no time", LEASES, "2,3\n", "2,0\n", 2, "term_years", "≥ 1"),
    whole("lease of half a year", LEASES, "2,3\n", "2,0.5\n", 2, "term_years", "whole number"),
    whole("rental after the end", RENTALS, "2028,500", "2031,500", 2, "from_year", "2028"),
    whole("rental of no site", RENTALS, "Dallas", "Dallis", 2, "site", "'Dallas'"),
    whole("rental of no product", RENTALS, "chip", "chop", 2, "accelerator", "'chip'"),
    whole("rental of nothing", RENTALS, ",500,", ",0,", 2, "units", "> 0"),
    whole(
        "offer twice",
        RENTALS,
        "12000,2\n",
        "12000,2\nDallas,chip,2028,1,1000,1\n",
        3,
        "site, accelerator, from_year",
        "also in row 2",
    ),
]

BACKBONE = [
    whole(
        "corridor to itself", WAYS, "Plains,Dallas", "Plains,Plains", 2, "site_b", "another site"
    ),
    whole(
        "corridor in both directions",
        WAYS,
        "0.01,20\n",
        "0.01,20\nDallas,Plains,400,0,800,0.01,20\n",
        3,
        "site_a, site_b",
        "each pair once",
    ),
    whole(
        "corridor twice",
        WAYS,
        "0.01,20\n",
        "0.01,20\nPlains,Dallas,300,0,800,0.01,20\n",
        3,
        "site_a, site_b",
        "also in row 2",
    ),
    whole("corridor to no site", WAYS, "Plains,Dallas", "Plains,Dalas", 2, "site_b", "'Dallas'"),
    whole("corridor of no length", WAYS, ",400,", ",0,", 2, "route_km", "> 0"),
    Edited("no corridors", "whole", {WAYS: None}, WAYS, None, "", "needed by family backbone"),
    Edited(
        "backbone without training",
        "whole",
        {YAML: ("training, backbone", "backbone")},
        YAML,
        2,
        "families",
        "family training too",
    ),
    Edited(
        "corridors without backbone",
        "whole",
        {YAML: ("backbone, ", ""), LOCKS: None},
        WAYS,
        None,
        "",
        "list family backbone",
    ),
    whole("negative traffic", RUNS, "next,100", "next,-1", 2, "sync_gbps_per_site", "≥ 0"),
]

LIMIT_CASES = [
    whole("limit mistyped", LIMITS, "emissions", "emission", 2, "limit", "'emissions'"),
    whole(
        "limit in another unit", LIMITS, "kt CO2/year", "MW", 2, "unit", "kt CO2/year, the unit of"
    ),
    whole("unit mistyped", LIMITS, "kt CO2/year", "t CO2/year", 2, "unit", "'kt CO2/year'"),
    whole("limit between periods", LIMITS, "TX,2027", "TX,2029", 2, "year", "2027, 2028"),
    whole("limit of no region", LIMITS, "TX,2027", "TXS,2027", 2, "scope", "'TX'"),
    whole(
        "water of no region", LIMITS, "water,,", "water,ERCOT,", 3, "scope", "a region of sites.csv"
    ),
    whole("capital of a part", LIMITS, "capital,,", "capital,TX,", 4, "scope", "an empty cell"),
    whole("limit of no vendor", LIMITS, "share,V", "share,W", 5, "scope", "a vendor of"),
    whole("vendor not said", LIMITS, "share,V", "share,", 5, "scope", "a vendor of"),
    whole("share over one", LIMITS, "2028,0.8", "2028,80", 5, "value", "a share ≤ 1"),
    whole("limit of no service", LIMITS, "chat,2028", "chad,2028", 6, "scope", "'chat'"),
    whole(
        "grid region not said", LIMITS, "region,ERCOT", "region,", 8, "scope", "a grid_region of"
    ),
    whole("limit of no grid region", LIMITS, "region,ERCOT", "region,ERCO", 8, "scope", "'ERCOT'"),
    whole("limit without a value", LIMITS, "2028,800", "2028,", 8, "value", "a number"),
    whole(
        "limit twice",
        LIMITS,
        "water,,2028,50",
        "water,,2028,60,thousand m3/year\nwater,,2028,50",
        4,
        "limit, scope, year",
        "also in row 3",
    ),
    Edited(
        "limit on a family that is not listed",
        "facility",
        {LIMITS: "limit,year,value,unit\nemissions,2027,5,kt CO2/year\n"},
        LIMITS,
        2,
        "limit",
        "power is not",
    ),
    Edited(
        "limits are not filled between years",
        "whole",
        {YAML: ("name: full", "name: full\ninterpolate: [limits]")},
        YAML,
        2,
        "interpolate",
        "yearly tables",
    ),
]

LOCK_CASES = [
    whole("table of no decision", LOCKS, "halls,Plains", "hall,Plains", 3, "in_table", "'halls'"),
    whole("lock of no site", LOCKS, "halls,Plains", "halls,Plain", 3, "site", "'Plains'"),
    whole("lock without a site", LOCKS, "halls,Plains", "halls,", 3, "site", "the site of the"),
    whole("run with a site", LOCKS, "runs,,", "runs,Plains,", 8, "site", "an empty cell"),
    whole(
        "site with an item", LOCKS, "sites,Dallas,", "sites,Dallas,x", 2, "item", "an empty cell"
    ),
    whole("lock of no cooling", LOCKS, "Plains,liquid", "Plains,liquis", 3, "item", "'liquid'"),
    whole("lock without an item", LOCKS, "Plains,liquid", "Plains,", 3, "item", "a cooling"),
    whole("option without tranche", LOCKS, "grid/held-2027,", "grid,", 4, "item", "option/tranche"),
    whole(
        "tranche that is not held",
        LOCKS,
        "grid/held-2027",
        "grid/held-2028",
        4,
        "item",
        "'grid/held-2027'",
    ),
    whole(
        "power of what is paid once",
        LOCKS,
        "grid/held-2027",
        "grid/site",
        4,
        "item",
        "option/tranche",
    ),
    whole(
        "connection of no step",
        LOCKS,
        "cell/held-2028",
        "cell/held-2029",
        5,
        "item",
        "'cell/held-2028'",
    ),
    whole("lock of no product", LOCKS, "Plains,chip,2027", "Plains,chap,2027", 6, "item", "'chip'"),
    whole("fabric alone", LOCKS, "chip/ib", "ib", 7, "item", "accelerator/fabric"),
    whole("fabric mistyped", LOCKS, "chip/ib", "chip/ibb", 7, "item", "'chip/ib'"),
    whole("lock of no run", LOCKS, "frontier/chip", "fronter/chip", 8, "item", "'frontier/chip'"),
    whole("place of no run", LOCKS, "Plains,frontier", "Plains,fronter", 9, "item", "'frontier'"),
    whole(
        "place in a period",
        LOCKS,
        "frontier,,fix",
        "frontier,2027,fix",
        9,
        "period",
        "an empty cell",
    ),
    whole("no such lease", LOCKS, "liquid/2027", "liquid/2028", 10, "item", "'liquid/2027'"),
    whole("no such rental", LOCKS, "chip/2028", "chip/2027", 11, "item", "'chip/2028'"),
    whole("no such corridor", LOCKS, "Plains,Dallas", "Plains,Dalas", 12, "item", "'Dallas'"),
    whole(
        "corridor the other way",
        LOCKS,
        "Plains,Dallas",
        "Dallas,Plains",
        12,
        "item",
        "the corridor goes from Plains to Dallas",
    ),
    whole("lock between periods", LOCKS, "liquid,2027", "liquid,2026", 3, "period", "2027, 2028"),
    whole("half open", LOCKS, "min,1\n", "min,0.5\n", 2, "value", "0 or 1"),
    whole("a run twice", LOCKS, "2028,fix,1", "2028,fix,2", 8, "value", "0 or 1"),
    whole("negative lock", LOCKS, "max,4\n", "max,-4\n", 3, "value", "≥ 0"),
    whole("rule mistyped", LOCKS, "max,4\n", "maxi,4\n", 3, "rule", "'max'"),
    whole(
        "least over most",
        LOCKS,
        "2027,max,4\n",
        "2027,max,4\nhalls,Plains,liquid,2027,min,5\n",
        4,
        "value",
        "goes with row 3 (max 4)",
    ),
    whole(
        "fixed over most",
        LOCKS,
        "2027,max,4\n",
        "2027,max,0\nhalls,Plains,liquid,2027,fix,1\n",
        4,
        "value",
        "goes with row 3 (max 0)",
    ),
    whole(
        "one period over the sum",
        LOCKS,
        "2027,max,4\n",
        "2027,min,4\nhalls,Plains,liquid,,max,3\n",
        4,
        "value",
        "goes with row 3 (min 4)",
    ),
    whole(
        "open in every period but one",
        LOCKS,
        "Dallas,,,min,1\n",
        "Dallas,,,min,1\nsites,Dallas,,2028,fix,0\n",
        3,
        "value",
        "goes with row 2 (min 1)",
    ),
    whole(
        "a start on a product of a run that may not start",
        LOCKS,
        "2028,fix,1\n",
        "2028,fix,1\nruns,,frontier,,max,0\n",
        9,
        "value",
        "goes with row 8 (fix 1)",
    ),
    whole(
        "lock twice",
        LOCKS,
        "Dallas,,,min,1\n",
        "Dallas,,,min,1\nsites,Dallas,,,min,0\n",
        3,
        "in_table, site, item, period, rule",
        "also in row 2",
    ),
    Edited(
        "decision of a family that is not listed",
        "facility",
        {LOCKS: "in_table,site,item,rule,value\nhalls,d1,air,min,1\n"},
        LOCKS,
        2,
        "in_table",
        "halls is not",
    ),
    Edited(
        "locks without a rule",
        "facility",
        {LOCKS: "in_table,site,value\nsites,d1,1\n"},
        LOCKS,
        1,
        "rule",
        "part of the key",
    ),
]

NAMES = [
    whole(
        "grid region in another case",
        SITES,
        "ERCOT,NAFTA,3B,cand",
        "Ercot,NAFTA,3B,cand",
        3,
        "grid_region",
        "'ERCOT'",
    ),
    whole("vendor in another case", "accelerators.csv", "next,V", "next,v", 3, "vendor", "'V'"),
]
