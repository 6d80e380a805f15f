"""Make every table of the instance from the facts beside it.

Run with ``python instances/us-2026/make_tables.py``. The catalogue must have been made before
(``python -m planner.catalogue.make_2026_1``); its products, PUE and power options are read here so
that what stands in 2026 fits its halls and its power.
"""

from __future__ import annotations

from pathlib import Path

import places
import scenarios
import workloads

from planner.catalogue.writing import write_table

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Write the CSV tables and scenarios into the instance's folder."""
    campuses = places.campuses()
    edges = places.edge_sites()
    sites = list(places.sites(campuses, edges))
    write_table(HERE, sites)
    write_table(HERE, places.existing_assets(campuses, edges))
    write_table(HERE, places.site_power(campuses, edges))
    write_table(HERE, places.energisation_steps(campuses))
    write_table(HERE, workloads.metros())
    write_table(HERE, workloads.services())
    write_table(HERE, workloads.demand_totals())
    write_table(HERE, workloads.training_runs())
    scenarios.write_scenarios(HERE / "scenarios.yaml", sites)


if __name__ == "__main__":
    main()
