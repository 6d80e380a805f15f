"""Small valid instances as text of their files, and a way to write them with edits."""

from __future__ import annotations

from pathlib import Path

from whole_case import whole

FACILITY = {
    "instance.yaml": """\
name: facility
families: [siting, inference]
periods: [2027]
discount_rate: 0
price_year: 2026
strict: true
""",
    "sites.csv": "site,kind,max_requests_per_s,opening_musd\nd1,edge,10,3\nd2,edge,20,4\n",
    "metros.csv": "metro\nm1\nm2\n",
    "services.csv": "service\ngoods\n",
    "demand.csv": "service,metro,year,requests_per_s\ngoods,m1,2027,5\ngoods,m2,2027,7\n",
    "route_costs.csv": (
        "service,metro,site,usd_per_year_full_demand\n"
        "goods,m1,d1,100\ngoods,m1,d2,200\ngoods,m2,d1,300\ngoods,m2,d2,50\n"
    ),
}
"""Capacitated facility location: two sites, two metros, one year."""

FULL = {
    "instance.yaml": """\
name: full
families: [siting, fleet, halls, power, training, inference]
periods: [2027, 2028]
horizon_end_year: 2030
discount_rate: 0.08
price_year: 2026
carbon_usd_per_t: {2027: 10, 2028: 20}
solve:
  gap: 0.01
""",
    "sites.csv": (
        "site,kind,lat,lon,country,region,climate_zone,status,max_facility_mw,shell_musd_per_mw,"
        "hall_module_mw,grid_queue_years,queue_mw,queue_year\n"
        "Plains,campus,32.5,-99.7,US,TX,3B,existing,900,9,50,4,200,2027\n"
        "Dallas,edge,32.8,-96.8,US,TX,3B,candidate,40,12,5,2,,\n"
    ),
    "existing_assets.csv": (
        "site,family,item,in_service_year,end_year,mw,units\n"
        "Plains,hall,liquid,2025,,50,\n"
        "Plains,power,grid,2025,2040,100,\n"
        "Plains,accelerator,chip,2025,2029,,1000\n"
        "Plains,fabric,chip,2025,,,1000\n"
    ),
    "accelerators.csv": (
        "accelerator,vendor,kw_per_unit,rack_kw,life_years,h100e_per_unit,available_from,"
        "backend_fabric_share\nchip,V,1.8,120,5,2.5,,0.15\nnext,V,2,140,5,5,2028,0.15\n"
    ),
    "bill_of_materials.csv": (
        "accelerator,category,year,usd_per_unit\n"
        "chip,gpu,2027,30000\nchip,gpu,2028,28000\nchip,nic,2027,2000\nchip,nic,2028,2000\n"
        "next,gpu,2028,40000\n"
    ),
    "accelerator_supply.csv": "accelerator,year,units\nchip,2027,50000\nchip,2028,60000\n",
    "cooling.csv": "cooling,max_rack_kw,capex_musd_per_mw,life_years\nliquid,150,2.5,20\n",
    "pue.csv": "cooling,climate_zone,pue,pue_peak\nliquid,3B,1.1,1.25\n",
    "power_options.csv": (
        "option,kind,capex_usd_per_kw,capacity_credit,lead_years,life_years,site_kinds\n"
        "grid,grid,300,1,0,40,\ncell,fuel_cell,3000,0.95,1,20,campus|edge\n"
    ),
    "power_supply.csv": "option,year,mw\ncell,2027,400\ncell,2028,500\n",
    "site_power.csv": "site,option,max_mw\nPlains,cell,300\n",
    "energisation_steps.csv": (
        "site,option,year,cumulative_mw\nPlains,cell,2027,20\nPlains,cell,2028,50\n"
    ),
    "energy.csv": (
        "region,year,grid_usd_per_mwh,grid_carbon_t_per_mwh,gas_usd_per_mmbtu\n"
        "TX,2027,45,0.37,3\nTX,2028,46,0.36,3.2\n"
    ),
    "training_runs.csv": (
        "run,kind,h100e,it_mw,reference_accelerator,earliest_year,latest_year,duration_years,"
        "dropped_musd,accelerators\nfrontier,pretraining,,60,chip,2027,2028,1,900,chip|next\n"
    ),
    "fabrics.csv": "fabric,life_years,accelerators\nib,6,chip\n",
    "site_latency.csv": "site_a,site_b,rtt_ms\nPlains,Dallas,4\n",
    "metros.csv": (
        "metro,lat,lon,country,population\nNA,33,-97,US,6000000\nHouston,30,-95,US,2000000\n"
    ),
    "services.csv": (
        "service,model,max_network_ms,input_tokens,output_tokens,residency,"
        "unserved_usd_per_mtoken\nchat,m70,50,1000,300,country,20\n"
    ),
    "demand_totals.csv": "service,year,requests_per_s\nchat,2027,800\nchat,2028,1600\n",
    "throughput.csv": (
        "accelerator,model,prefill_tokens_per_s,decode_tokens_per_s\nchip,m70,9000,1500\n"
    ),
    "latency.csv": "metro,site,rtt_ms\nNA,Dallas,16\n",
    "scenarios.yaml": """\
dear-gas:
  description: Gas at 8.
  set:
    energy.TX.*.gas_usd_per_mmbtu: 8
    solve.gap: 0.05
no-power:
  set:
    families: [siting, inference]
""",
}
"""Two sites, all families, two periods of one and two years."""

BASES = {"facility": FACILITY, "full": FULL, "whole": whole(FULL)}

Edits = dict[str, object]


def write_files(base: str, folder: Path, edits: Edits) -> Path:
    """Write a base instance; an edit is a file's new content, (old, new) pieces, or None."""
    folder.mkdir()
    files: dict[str, object] = {**BASES[base]}
    for name, edit in edits.items():
        if isinstance(edit, tuple):
            text = BASES[base][name]
            for old, new in zip(edit[::2], edit[1::2], strict=True):
                assert old in text, f"{old!r} is not in {name}"
                text = text.replace(old, new, 1)
            files[name] = text
        else:
            files[name] = edit
    for name, content in files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif content is not None:
            (folder / name).write_text(str(content), encoding="utf-8", newline="")
    return folder
