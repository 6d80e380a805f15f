"""Write `scenarios.yaml`: named changes of the instance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from planner.instance.schema import Corridor, Site, TrainingRun

QUEUE_YEARS_SAVED = 2
QUEUE_YEARS: tuple[int, ...] = (3, 5, 10)
"""What everyone might wait for a new grid connection; 5 to 10 is what the article says."""
FLEXIBLE_SOONER_YEARS = 3.0
FLEXIBLE_LEAST_YEARS = 1.5
"""A flexible connection comes so much sooner than the firm one, but not before that (README)."""
CORRIDOR_FACTOR = 10

HEAD = """\
# Named changes, made by make_tables.py. Solve one with --scenario NAME.
cap-2gw:
  description: A campus may grow to 2 GW.
  set:
    settings.campus_cap_mw: 2000
cap-500mw:
  description: A campus may not grow beyond 500 MW; what is committed stays.
  set:
    settings.campus_cap_mw: 500
latency-10ms:
  description: Interactive requests allow 10 ms, 5 of them in the fibre; the last mile takes 5, not 15.
  set:
    services.interactive.max_network_ms: 10
    settings.last_mile_ms: 5
latency-20ms:
  description: Interactive requests allow 20 ms, 5 of them beyond the last mile and edge stack.
  set:
    services.interactive.max_network_ms: 20
latency-200ms:
  description: Interactive requests allow 200 ms, as agents do.
  set:
    services.interactive.max_network_ms: 200
short-routes:
  description: Fibre routes as short as conduits allow (1.3 of the great circle, not 2.1).
  set:
    settings.route_factor: 1.3
forced-split:
  description: Interactive inference on edge sites only, training on campuses only.
  set:
    services.interactive.site_kinds: edge
    training_runs.*.site_kinds: campus
liquid-everywhere:
  description: New halls are liquid-cooled alone; air and rear doors priced out, since some stand already.
  set:
    cooling.air.capex_musd_per_mw: 1000
    cooling.rear-door.capex_musd_per_mw: 1000
    lease_offers.*.air.*.musd_per_mw_year: 100
aggregated:
  description: Prefill and decode share their pools in every service.
  set:
    services.*.serving: aggregated
one-vendor:
  description: New accelerators come from NVIDIA alone.
  set:
    accelerator_supply.mi355x.*.units: 0
    accelerator_supply.tpu-v7.*.units: 0
    accelerator_supply.trainium2.*.units: 0
    accelerator_supply.trainium3.*.units: 0
no-new-liquid:
  description: No new liquid-cooled halls; priced out, since some stand already.
  set:
    cooling.direct-to-chip.capex_musd_per_mw: 1000
dear-gas:
  description: Gas delivered at 8 USD/MMBtu.
  set:
    energy.*.*.gas_usd_per_mmbtu: 8
carbon-100:
  description: Carbon at 100 USD/t.
  set:
    settings.carbon_usd_per_t: 100
cheap-unserved:
  description: Unserved tokens cost 0.5 USD/Mtoken, near what serving interactive ones costs.
  set:
    services.*.unserved_usd_per_mtoken: 0.5
flexible-off:
  description: No flexible grid connections.
  set:
    site_power.*.grid-flexible.max_mw: 0
frontier-4gw:
  description: The largest run takes 4 GW IT from 2030 on and five campuses at most, which may be of 2 GW.
  set:
    settings.campus_cap_mw: 2000
    training_runs.frontier-2029.it_mw: 4000
    training_runs.frontier-2029.earliest_year: 2030
    training_runs.frontier-2029.latest_year: 2031
    training_runs.frontier-2029.max_sites: 5
    training_runs.frontier-2029.min_site_it_mw: 500
emissions-cap:
  description: Emissions of at most 75 Mt CO2 a year.
  set:
    limits.emissions."".*.value: 75000
capital-budget:
  description: Orders of at most 200 billion USD a year.
  set:
    limits.capital."".*.value: 200000
vendor-60:
  description: At most 60 % of each year's spend on accelerators goes to NVIDIA.
  set:
    limits.vendor_share.NVIDIA.*.value: 0.6
grid-region-cap:
  description: At most 5 GW of grid connections in ERCOT and 4 GW in PJM.
  set:
    limits.grid_region."US (ERCOT)".*.value: 5000
    limits.grid_region."US (PJM)".*.value: 4000
cheap-leases:
  description: Halls are leased at 1.2 M$ per MW and year, about half of the asking rate.
  set:
    lease_offers.*.*.*.musd_per_mw_year: 1.2
cheap-rentals:
  description: Accelerators are rented at 1.3 USD an hour.
  set:
    rental_offers.*.*.*.usd_per_unit_year: 11388
"""


def write_scenarios(
    path: Path, sites: list[Site], runs: list[TrainingRun], corridors: list[Corridor]
) -> None:
    """Write the scenarios; those of queues, round trips and corridors name every row they change."""
    path.write_text(HEAD + "".join(_changes(sites, runs, corridors)), encoding="utf-8")


def _changes(
    sites: list[Site], runs: list[TrainingRun], corridors: list[Corridor]
) -> Iterator[str]:
    for years in QUEUE_YEARS:
        yield from _named(
            f"queue-{years}",
            f"New grid connections wait {years} years everywhere, flexible ones less.",
        )
        flexible = max(FLEXIBLE_LEAST_YEARS, years - FLEXIBLE_SOONER_YEARS)
        yield f"    sites.*.grid_queue_years: {years}\n"
        yield f"    site_power.*.grid-flexible.lead_years: {flexible:g}\n"
    yield from _named(
        f"queue-minus-{QUEUE_YEARS_SAVED}",
        f"New grid connections wait {QUEUE_YEARS_SAVED} years less everywhere.",
    )
    for site in sites:
        years = (site.grid_queue_years or 0) - QUEUE_YEARS_SAVED
        yield f"    sites.{site.site}.grid_queue_years: {max(0.0, years):g}\n"
    yield from _named("half-rtt", "Sites of a run have to be half as far apart in time.")
    for run in runs:
        if run.max_rtt_ms is not None:
            yield f"    training_runs.{run.run}.max_rtt_ms: {run.max_rtt_ms / 2:g}\n"
    yield from _named(
        f"corridor-cost-x{CORRIDOR_FACTOR}",
        f"Lighting fibre costs {CORRIDOR_FACTOR} times as much.",
    )
    per_km = {CORRIDOR_FACTOR * row.musd_per_km for row in corridors}
    per_end = {CORRIDOR_FACTOR * row.musd_per_end for row in corridors}
    yield f"    corridors.*.*.musd_per_km: {per_km.pop():g}\n"
    yield f"    corridors.*.*.musd_per_end: {per_end.pop():g}\n"


def _named(name: str, description: str) -> Iterator[str]:
    yield f"{name}:\n  description: {description}\n  set:\n"
