"""Make every table of the instance from the facts beside it and the tables of us-2026.

Run with ``python instances/world-2026/make_tables.py``, after the one of us-2026; with a folder as
argument, the tables are written there instead.
"""

from __future__ import annotations

import sys
from pathlib import Path

import backbone
import limits
import offers
import people
import places
import standing
import supply
import workloads
from sources import HERE, us_rows

from planner.catalogue.writing import write_table
from planner.instance.schema import EnergisationStep, ExistingAsset, Site, SitePower


def main(folder: Path) -> None:
    """Write the CSV tables into a folder."""
    campuses = places.campuses()
    edges = places.edge_sites()
    sites = us_rows(Site) + list(places.sites(campuses, edges))
    metros = people.metros()
    write_table(folder, sites)
    write_table(folder, us_rows(ExistingAsset) + list(standing.existing_assets(campuses, edges)))
    write_table(folder, us_rows(SitePower) + list(supply.site_power(campuses, edges)))
    write_table(folder, us_rows(EnergisationStep) + list(standing.energisation_steps(campuses)))
    write_table(folder, supply.accelerator_supply())
    write_table(folder, supply.power_supply())
    write_table(folder, supply.energy())
    write_table(folder, metros)
    write_table(folder, workloads.services())
    write_table(folder, people.demand(metros))
    write_table(folder, workloads.training_runs())
    write_table(folder, backbone.corridors(sites))
    write_table(folder, offers.lease_offers())
    write_table(folder, offers.rental_offers())
    write_table(folder, limits.limits())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
