"""The full instance with every table of the format: slices, storage, contracts, backbone, limits, locks."""

from __future__ import annotations

from collections.abc import Mapping

LOCAL_HEADING = "service,day,local_hour,factor\n"


def local_day(service: str, day: str) -> str:
    """24 rows of local demand, three in the evening and one otherwise."""
    return "".join(f"{service},{day},{h},{3 if h >= 18 else 1}\n" for h in range(24))


def whole(full: Mapping[str, str]) -> dict[str, str]:
    """The files of the full instance, with every table filled."""
    files = dict(full)
    for file, old, new in (
        ("instance.yaml", "training, inference", "training, backbone, inference"),
        ("sites.csv", "region,", "region,grid_region,bloc,"),
        ("sites.csv", "US,TX,3B,existing", "US,TX,ERCOT,NAFTA,3B,existing"),
        ("sites.csv", "US,TX,3B,candidate", "US,TX,ERCOT,NAFTA,3B,candidate"),
        ("metros.csv", "country,", "country,bloc,utc_offset_hours,"),
        ("metros.csv", "NA,33,-97,US,", "NA,33,-97,US,NAFTA,-6,"),
        ("metros.csv", "Houston,30,-95,US,", "Houston,30,-95,US,,-6,"),
        ("services.csv", "residency,", "residency,serving,"),
        ("services.csv", "country,", "bloc,disaggregated,"),
        ("training_runs.csv", "dropped_musd,", "dropped_musd,max_sites,slowable_share,"),
        ("training_runs.csv", ",900,", ",900,2,0.3,"),
        ("training_runs.csv", "accelerators\n", "accelerators,sync_gbps_per_site\n"),
        ("training_runs.csv", "chip|next\n", "chip|next,100\n"),
    ):
        assert old in files[file], f"{old!r} is not in {file}"
        files[file] = files[file].replace(old, new, 1)
    files["power_options.csv"] = (
        "option,kind,capex_usd_per_kw,capacity_credit,lead_years,life_years,site_kinds,unit_mw,"
        "storage_hours,efficiency,max_curtailed_hours_per_year\n"
        "grid,grid,300,1,0,40,,,,,\n"
        "cell,fuel_cell,3000,0.95,1,20,campus|edge,10,,,\n"
        "battery,storage,900,0.5,1,15,,,4,0.85,\n"
        "flexible,grid_flexible,150,1,1,40,campus,,,,88\n"
        "solar,solar,1200,0,1,25,campus,,,,\n"
    )
    files |= {
        "slices.csv": (
            "slice,day,start_hour_utc,hours,days_share\n"
            "evening,work,22,10,0.7\nnight,work,8,6,0.7\nnoon,work,14,8,0.7\n"
            "sunday,rest,0,24,0.3\n"
        ),
        "local_demand.csv": LOCAL_HEADING + local_day("chat", "work") + local_day("chat", "rest"),
        "slice_availability.csv": (
            "option,region,slice,share\n"
            "solar,TX,evening,0.1\nsolar,TX,night,0.05\nsolar,TX,noon,0.7\nsolar,TX,sunday,0.25\n"
        ),
        "corridors.csv": (
            "site_a,site_b,route_km,existing_gbps,unit_gbps,musd_per_km,life_years\n"
            "Plains,Dallas,400,100,800,0.01,20\n"
        ),
        "lease_offers.csv": (
            "site,cooling,from_year,it_mw,musd_per_mw_year,term_years\nDallas,liquid,2027,5,2,3\n"
        ),
        "rental_offers.csv": (
            "site,accelerator,from_year,units,usd_per_unit_year,term_years\n"
            "Dallas,chip,2028,500,12000,2\n"
        ),
        "limits.csv": (
            "limit,scope,year,value,unit\n"
            "emissions,TX,2027,900,kt CO2/year\nwater,,2028,50,thousand m3/year\n"
            "capital,,2027,9000,M$/year\nvendor_share,V,2028,0.8,share\n"
            "served_share,chat,2028,0.1,share\nsite_share,,2027,0.9,share\n"
            "grid_region,ERCOT,2028,800,MW\n"
        ),
        "locks.csv": (
            "in_table,site,item,period,rule,value\n"
            "sites,Dallas,,,min,1\nhalls,Plains,liquid,2027,max,4\n"
            "power,Plains,grid/held-2027,2027,min,20\nconnections,Plains,cell/held-2028,2028,fix,0\n"
            "fleet,Plains,chip,2027,max,90000\nfabric,Plains,chip/ib,,max,90000\n"
            "runs,,frontier/chip,2028,fix,1\nrun_sites,Plains,frontier,,fix,1\n"
            "leases,Dallas,liquid/2027,2027,max,4\nrentals,Dallas,chip/2028,,min,10\n"
            "corridors,Plains,Dallas,2028,max,3\n"
        ),
    }
    return files
