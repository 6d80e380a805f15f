"""Make every table of the instance from the facts beside it.

Run with ``python instances/us-2026/make_tables.py``. The catalogue must have been made before
(``python -m planner.catalogue.make_2026_1``); its products, PUE and power options are read here so
that what stands in 2026 fits its halls and its power.
"""

from __future__ import annotations

from pathlib import Path

import backbone
import connections
import limits
import offers
import places
import scenarios
import workloads

from planner.catalogue.writing import write_table

HERE = Path(__file__).resolve().parent


def main(folder: Path = HERE) -> None:
    """Write the CSV tables and scenarios into a folder, by default the instance's own."""
    campuses = places.campuses()
    edges = places.edge_sites()
    sites = list(places.sites(campuses, edges))
    write_table(folder, sites)
    write_table(folder, places.existing_assets(campuses, edges))
    write_table(folder, connections.site_power(campuses, edges))
    write_table(folder, places.energisation_steps(campuses))
    write_table(folder, workloads.metros())
    write_table(folder, workloads.services())
    write_table(folder, workloads.demand_totals())
    runs = list(workloads.training_runs())
    corridors = list(backbone.corridors(campuses))
    write_table(folder, runs)
    write_table(folder, corridors)
    write_table(folder, offers.lease_offers())
    write_table(folder, offers.rental_offers())
    write_table(folder, limits.limits())
    scenarios.write_scenarios(folder / "scenarios.yaml", sites, runs, corridors)


if __name__ == "__main__":
    main()
