"""The instance with hours of the day whose plan :mod:`hand_case_day` works out."""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.schema import (
    Accelerator,
    BillOfMaterials,
    Cooling,
    Demand,
    Energy,
    ExistingAsset,
    Fabric,
    LeaseOffer,
    LocalDemand,
    Metro,
    PowerOption,
    Pue,
    RentalOffer,
    RouteCost,
    Service,
    Settings,
    Site,
    SitePower,
    Slice,
    SliceAvailability,
    Throughput,
    TrainingRun,
)

YEARS = (2026, 2027)

PLACE = {
    "status": "existing",
    "country": "US",
    "region": "R",
    "climate_zone": "z",
    "max_facility_mw": 5.0,
    "shell_musd_per_mw": 8.0,
    "hall_module_mw": 0.5,
    "grid_queue_years": 1.0,
}


def instance() -> Instance:
    """The instance; rows stand sorted by key."""
    return Instance(
        settings=Settings(
            name="by the hour",
            families=("siting", "fleet", "halls", "power", "training", "inference"),
            periods=YEARS,
            horizon_end_year=2029,
            discount_rate=0.25,
            price_year=2026,
            route_factor=2.0,
            last_mile_ms=10.0,
            carbon_usd_per_t=100.0,
            frontend_usd_per_gbps_year=1e6,
            transit_usd_per_gbps_km_year=10_000.0,
        ),
        sites=(
            Site(site="city", kind="campus", lat=40.0, lon=0.0, **PLACE),
            Site(
                site="isle", kind="edge", lat=0.0, lon=0.0, max_requests_per_s=1600.0, **PLACE
            ),
            Site(
                site="port", kind="edge", lat=10.0, lon=0.0, opening_musd=2.0,
                opening_life_years=3.0, **{**PLACE, "status": "candidate"},
            ),
        ),
        existing_assets=(
            ExistingAsset(
                site="city", family="accelerator", item="train", in_service_year=2027, units=200.0
            ),
            ExistingAsset(
                site="city", family="fabric", item="train", in_service_year=2027, units=200.0
            ),
            ExistingAsset(
                site="city", family="hall", item="liquid", in_service_year=2020, mw=2.0
            ),
            ExistingAsset(site="city", family="power", item="grid", in_service_year=2020, mw=1.0),
            ExistingAsset(
                site="isle", family="accelerator", item="infer", in_service_year=2020, units=500.0
            ),
            ExistingAsset(site="isle", family="hall", item="air", in_service_year=2020, mw=1.0),
        ),
        accelerators=(
            Accelerator(
                accelerator="infer", vendor="V", kw_per_unit=2.0, idle_share=0.25, rack_kw=30.0,
                life_years=3.0, availability=0.9,
            ),
            Accelerator(
                accelerator="train", vendor="V", kw_per_unit=10.0, idle_share=0.2, rack_kw=120.0,
                life_years=3.0, h100e_per_unit=4.0, backend_fabric_share=0.2,
            ),
        ),
        bill_of_materials=tuple(
            BillOfMaterials(accelerator=g, category="gpu", year=year, usd_per_unit=usd)
            for g, usd in (("infer", 20_000.0), ("train", 90_000.0))
            for year in YEARS
        ),
        cooling=(
            Cooling(cooling="air", max_rack_kw=40.0, capex_musd_per_mw=1.0, life_years=20.0),
            Cooling(cooling="liquid", max_rack_kw=200.0, capex_musd_per_mw=2.0, life_years=20.0),
        ),
        pue=(
            Pue(cooling="air", climate_zone="z", pue=1.2, pue_peak=1.5, water_l_per_kwh=0.5),
            Pue(cooling="liquid", climate_zone="z", pue=1.25, pue_peak=1.5),
        ),
        power_options=(
            PowerOption(
                option="battery", kind="storage", capex_usd_per_kw=500.0,
                fixed_usd_per_kw_year=10.0, other_usd_per_mwh=10.0, capacity_credit=0.5,
                life_years=3.0, storage_hours=4.0, efficiency=0.8,
            ),
            PowerOption(
                option="flex", kind="grid_flexible", capex_usd_per_kw=200.0, capacity_credit=1.0,
                lead_years=5.0, life_years=3.0, max_curtailed_hours_per_year=876.0,
                site_kinds=("campus",),
            ),
            PowerOption(
                option="grid", kind="grid", capex_usd_per_kw=100.0, capacity_credit=1.0,
                life_years=3.0, site_kinds=("campus",),
            ),
            PowerOption(
                option="solar", kind="solar", capex_usd_per_kw=800.0, capacity_credit=0.0,
                capacity_factor=0.25, life_years=3.0, site_kinds=("edge",),
            ),
            PowerOption(
                option="turbine", kind="gas", capex_usd_per_kw=1_000.0,
                heat_rate_mmbtu_per_mwh=10.0, other_usd_per_mwh=5.0, carbon_t_per_mwh=0.5,
                capacity_credit=0.8, capacity_factor=0.9, life_years=3.0, unit_mw=2.0,
                site_kinds=("edge",),
            ),
        ),
        site_power=(SitePower(site="city", option="flex", lead_years=1.0),),
        energy=tuple(
            Energy(
                region="R", year=year, grid_usd_per_mwh=50.0, grid_carbon_t_per_mwh=0.4,
                gas_usd_per_mmbtu=4.0,
            )
            for year in YEARS
        ),
        training_runs=(
            TrainingRun(
                run="steady", kind="pretraining", h100e=380.0, earliest_year=2027,
                latest_year=2027, duration_years=2.0, site_kinds=("campus",), goodput_share=0.5,
                slowable_share=0.5, dropped_musd=1_000.0,
            ),
        ),
        fabrics=(Fabric(fabric="ib", life_years=4.0),),
        metros=(
            Metro(metro="M", lat=0.0, lon=1.0, country="US", utc_offset_hours=3.0),
            Metro(metro="N", lat=11.0, lon=0.0, country="US", utc_offset_hours=4.5),
        ),
        services=(
            Service(
                service="chat", model="m", max_network_ms=30.0, input_tokens=1_000.0,
                output_tokens=100.0, target_utilisation=0.8, peak_to_mean=2.0,
                mbit_per_request=0.5, serving="aggregated", site_kinds=("edge",),
                unserved_usd_per_mtoken=2.0,
            ),
        ),
        demand=tuple(
            Demand(service="chat", metro=metro, year=year, requests_per_s=requests)
            for metro, requests_of in (("M", (1000.0, 1000.0)), ("N", (200.0, 300.0)))
            for year, requests in zip(YEARS, requests_of, strict=True)
        ),
        slices=(
            Slice(slice="day", day="work", start_hour_utc=6, hours=12, days_share=0.75),
            Slice(slice="night", day="work", start_hour_utc=18, hours=12, days_share=0.75),
            Slice(slice="sunday", day="rest", start_hour_utc=0, hours=24, days_share=0.25),
        ),
        local_demand=tuple(
            LocalDemand(service="chat", day=day, local_hour=hour, factor=factor)
            for day in ("rest", "work")
            for hour in range(24)
            for factor in (0.5 if day == "rest" else 2.0 if 9 <= hour < 21 else 1.0,)
        ),
        slice_availability=(
            SliceAvailability(option="solar", region="R", slice="day", share=0.6),
            SliceAvailability(option="solar", region="R", slice="night", share=0.0),
        ),
        throughput=(
            Throughput(
                accelerator="infer", model="m", prefill_tokens_per_s=10_000.0,
                decode_tokens_per_s=1_000.0,
            ),
        ),
        route_costs=(
            RouteCost(service="chat", metro="M", site="isle", usd_per_year_full_demand=2e6),
        ),
        lease_offers=(
            LeaseOffer(
                site="port", cooling="air", from_year=2026, it_mw=0.5, musd_per_mw_year=3.0,
                term_years=2,
            ),
            LeaseOffer(
                site="port", cooling="liquid", from_year=2027, it_mw=0.1, musd_per_mw_year=4.0,
                term_years=5,
            ),
        ),
        rental_offers=(
            RentalOffer(
                site="port", accelerator="infer", from_year=2027, units=60.0,
                usd_per_unit_year=10_000.0, term_years=3,
            ),
        ),
    )  # fmt: skip
