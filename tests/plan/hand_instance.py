"""The instance of all families whose plan :mod:`hand_case` works out."""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.schema import (
    Accelerator,
    AcceleratorSupply,
    BillOfMaterials,
    Cooling,
    Demand,
    EnergisationStep,
    Energy,
    ExistingAsset,
    Fabric,
    Metro,
    PowerOption,
    PowerSupply,
    Pue,
    Service,
    Settings,
    Site,
    SitePower,
    Throughput,
    TrainingRun,
)

YEARS = (2026, 2027, 2029)

CAMPUS = {
    "kind": "campus",
    "campus_group": "west",
    "country": "US",
    "region": "R",
    "climate_zone": "dry",
    "max_facility_mw": 5.0,
    "shell_musd_per_mw": 8.0,
    "shell_life_years": 20.0,
    "hall_module_mw": 0.5,
    "hall_build_years": 1.0,
    "grid_queue_years": 4.0,
}


def instance() -> Instance:
    """The instance; rows stand sorted by key."""
    return Instance(
        settings=Settings(
            name="by hand",
            families=("siting", "fleet", "halls", "power", "training", "inference"),
            periods=YEARS,
            horizon_end_year=2030,
            discount_rate=0.25,
            price_year=2026,
            campus_cap_mw=5.5,
            route_factor=2.0,
            last_mile_ms=10.0,
            carbon_usd_per_t={2026: 0.0, 2027: 100.0},
            frontend_usd_per_gbps_year=1e6,
            transit_usd_per_gbps_km_year=10_000.0,
        ),
        sites=(
            Site(
                site="NA", kind="edge", lat=0.0, lon=0.0, country="US", region="R",
                climate_zone="damp", status="forced", earliest_year=2027, max_facility_mw=0.2,
                max_requests_per_s=150.0, opening_musd=3.0, opening_life_years=3.0,
                shell_musd_per_mw=10.0, hall_module_mw=0.1, hall_build_years=0.0,
                grid_queue_years=1.0, queue_mw=1.0,
            ),
            Site(
                site="alpha", lat=40.0, lon=0.0, status="existing", fixed_musd_per_year=0.2,
                **CAMPUS,
            ),
            Site(
                site="beta", lat=41.0, lon=0.0, land_ha=10.0, land_usd_per_ha=100_000.0,
                opening_musd=9.0, opening_life_years=4.0, fixed_musd_per_year=0.5,
                water_m3_per_year=10_000.0, **CAMPUS,
            ),
            Site(site="shut", lat=42.0, lon=0.0, status="excluded", **CAMPUS),
        ),
        existing_assets=(
            ExistingAsset(
                site="alpha", family="accelerator", item="train", in_service_year=2020,
                end_year=2029, units=100.0,
            ),
            ExistingAsset(
                site="alpha", family="fabric", item="train", in_service_year=2020, units=100.0
            ),
            ExistingAsset(
                site="alpha", family="hall", item="liquid", in_service_year=2020, mw=2.0
            ),
            ExistingAsset(
                site="alpha", family="power", item="grid", in_service_year=2020, mw=3.0,
                remaining_charge_musd_per_year=1.0,
            ),
        ),
        accelerators=(
            Accelerator(
                accelerator="infer", vendor="V", kw_per_unit=2.0, idle_share=0.25, rack_kw=30.0,
                nic_gbps_per_unit=24.0, life_years=3.0, order_lead_years=1.0, availability=0.95,
            ),
            Accelerator(
                accelerator="train", vendor="V", kw_per_unit=10.0, idle_share=0.2, rack_kw=120.0,
                life_years=4.0, h100e_per_unit=4.0, available_from=2027, backend_fabric_share=0.2,
            ),
        ),
        bill_of_materials=tuple(
            BillOfMaterials(accelerator=g, category=part, year=year, usd_per_unit=usd)
            for g, part, usd in (
                ("infer", "gpu", 15_000.0),
                ("infer", "nic", 5_000.0),
                ("train", "gpu", 90_000.0),
            )
            for year in YEARS
        ),
        accelerator_supply=(AcceleratorSupply(accelerator="train", year=2027, units=170.0),),
        cooling=(
            Cooling(cooling="air", max_rack_kw=40.0, capex_musd_per_mw=1.0, life_years=3.0),
            Cooling(cooling="liquid", max_rack_kw=200.0, capex_musd_per_mw=2.0, life_years=3.0),
        ),
        pue=(
            Pue(cooling="air", climate_zone="damp", pue=1.5, pue_peak=1.6),
            Pue(cooling="air", climate_zone="dry", pue=1.4, pue_peak=1.5),
            Pue(
                cooling="liquid", climate_zone="dry", pue=1.2, pue_peak=1.25, water_l_per_kwh=0.5
            ),
        ),
        power_options=(
            PowerOption(
                option="grid", kind="grid", capex_usd_per_kw=100.0, fixed_usd_per_kw_year=10.0,
                capacity_credit=1.0, life_years=3.0,
            ),
            PowerOption(
                option="turbine", kind="gas", capex_usd_per_kw=1_000.0,
                heat_rate_mmbtu_per_mwh=10.0, other_usd_per_mwh=5.0, carbon_t_per_mwh=0.5,
                capacity_credit=0.9, capacity_factor=0.8, lead_years=1.0, life_years=3.0,
                module_mw=5.0, land_ha_per_mw=0.1, site_kinds=("campus",),
            ),
        ),
        power_supply=(PowerSupply(option="turbine", year=2026, mw=5.0),),
        site_power=(
            SitePower(site="alpha", option="grid", interconnection_musd=7.0),
            SitePower(site="beta", option="grid", max_mw=2.0, interconnection_musd=2.0),
        ),
        energisation_steps=(
            EnergisationStep(
                site="beta", option="grid", year=2027, cumulative_mw=2.0, upgrade_musd=3.0
            ),
            EnergisationStep(site="beta", option="grid", year=2029, cumulative_mw=4.0),
        ),
        energy=tuple(
            Energy(
                region="R", year=year, grid_usd_per_mwh=50.0, grid_carbon_t_per_mwh=0.4,
                gas_usd_per_mmbtu=4.0,
            )
            for year in YEARS
        ),
        training_runs=(
            TrainingRun(
                run="extra", kind="synthetic-data", it_mw=1.0, reference_accelerator="train",
                earliest_year=2026, latest_year=2035, duration_years=1.0, dropped_musd=50.0,
            ),
            TrainingRun(
                run="frontier", kind="pretraining", h100e=800.0, earliest_year=2026,
                latest_year=2027, duration_years=2.0, site_kinds=("campus",), max_sites=2,
                min_site_it_mw=2.0, max_rtt_ms=20.0, split_loss=0.1, goodput_share=0.5,
                late_musd_per_year=10.0, dropped_musd=1_000.0,
            ),
        ),
        fabrics=(
            Fabric(fabric="ethernet", price_factor=0.8, life_years=2.0),
            Fabric(fabric="ib", accelerators=("train",), life_years=4.0),
        ),
        metros=(Metro(metro="M1", lat=0.0, lon=1.0, country="US"),),
        services=(
            Service(
                service="chat", model="m", max_network_ms=30.0, input_tokens=1_000.0,
                output_tokens=500.0, kv_bytes_per_input_token=100_000.0, interference=0.2,
                target_utilisation=0.8, peak_to_mean=2.0, mbit_per_request=0.5,
                unserved_usd_per_mtoken=2.0,
            ),
        ),
        demand=(
            Demand(service="chat", metro="M1", year=2026, requests_per_s=10.0),
            Demand(service="chat", metro="M1", year=2027, requests_per_s=100.0),
            Demand(service="chat", metro="M1", year=2029, requests_per_s=100.0),
        ),
        throughput=(
            Throughput(
                accelerator="infer", model="m", prefill_tokens_per_s=40_000.0,
                decode_tokens_per_s=5_000.0,
            ),
        ),
    )  # fmt: skip
