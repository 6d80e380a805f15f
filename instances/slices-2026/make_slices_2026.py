"""Make every table of the instance from the facts beside it and those of us-2026.

Run with ``python instances/slices-2026/make_slices_2026.py``, after the tables of us-2026 and the
catalogue have been made: demand, services and prices come from there.
"""

from __future__ import annotations

from pathlib import Path

import slices_day
import slices_places
import slices_scenarios
import slices_workloads

from planner.catalogue.writing import write_table

HERE = Path(__file__).resolve().parent


def main(folder: Path = HERE) -> None:
    """Write the CSV tables and scenarios into a folder, by default the instance's own."""
    corridors = list(slices_places.corridors())
    write_table(folder, slices_places.sites())
    write_table(folder, slices_places.site_power())
    write_table(folder, slices_places.power_options())
    write_table(folder, corridors)
    write_table(folder, slices_workloads.metros())
    write_table(folder, slices_workloads.services())
    write_table(folder, slices_workloads.demand())
    write_table(folder, slices_workloads.accelerator_supply())
    write_table(folder, slices_workloads.training_runs())
    write_table(folder, slices_day.slices())
    write_table(folder, slices_day.local_demand(list(slices_workloads.SERVICES)))
    write_table(folder, slices_day.solar_availability("solar"))
    slices_scenarios.write_scenarios(folder / "scenarios.yaml", corridors)


if __name__ == "__main__":
    main()
