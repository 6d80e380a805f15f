"""The instance world-2026."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from planner.instance import Instance, load, scenario_names
from planner.instance.schema import CONFIDENCES

FOLDER = Path(__file__).resolve().parents[2] / "instances" / "world-2026"
EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> Instance:
    """The instance as it is read."""
    return load(FOLDER)


def test_tables_are_made_from_facts_of_the_repository(tmp_path: Path) -> None:
    """Proves that no table was edited by hand and none is behind those of us-2026 it is made from."""
    subprocess.run([sys.executable, FOLDER / "make_tables.py", tmp_path], check=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in FOLDER.glob("*.csv"))
    for name in made:
        assert (tmp_path / name).read_text("utf-8") == (FOLDER / name).read_text("utf-8"), name


def test_size(world: Instance) -> None:
    """Proves that the instance is of the size that it says, with runs of all four kinds."""
    kinds = [site.kind for site in world.sites]
    assert (kinds.count("campus"), kinds.count("edge"), len(world.metros)) == (65, 100, 250)
    assert len(world.services) == 4
    assert len(world.training_runs) == 17
    assert len({run.kind for run in world.training_runs}) == 4
    assert (world.periods[0].start_year, len(world.periods), world.horizon_end_year) == (
        2026, 10, 2036,
    )  # fmt: skip


def test_every_row_says_where_it_comes_from(world: Instance) -> None:
    """Proves that no value stands without a source and a confidence."""
    for name, rows in world.tables().items():
        assert all(row.source and row.confidence in CONFIDENCES for row in rows), name


def test_what_stands_fits_its_halls_and_power(world: Instance) -> None:
    """Proves that 2026 is feasible: units fit halls that cool them, power carries the halls."""
    units_mw: dict[str, float] = defaultdict(float)
    rack_kw: dict[str, float] = defaultdict(float)
    halls_mw: dict[str, float] = defaultdict(float)
    peak_mw: dict[str, float] = defaultdict(float)
    firm_mw: dict[str, float] = defaultdict(float)
    coolest: dict[str, float] = {}
    for asset in world.existing_assets:
        site, item = asset.site, asset.item
        if asset.family == "accelerator":
            product = world.accelerator[item]
            units_mw[site] += product.kw_per_unit * (asset.units or 0) / 1000
            rack_kw[site] = max(rack_kw[site], product.rack_kw)
        elif asset.family == "hall":
            halls_mw[site] += asset.mw or 0
            peak_mw[site] += world.pue_at[site, item].pue_peak * (asset.mw or 0)
            limit = world.cooling_technology[item].max_rack_kw
            coolest[site] = min(limit, coolest.get(site, limit))
        elif asset.family == "power":
            firm_mw[site] += world.power_option[item].capacity_credit * (asset.mw or 0)
    assert set(units_mw) == set(halls_mw) == set(firm_mw)
    for site in units_mw:
        assert units_mw[site] <= halls_mw[site], site
        assert rack_kw[site] <= coolest[site], site
        assert peak_mw[site] <= firm_mw[site], site
        assert peak_mw[site] <= (world.site[site].max_facility_mw or 0), site


def test_blocs_follow_countries(world: Instance) -> None:
    """Proves that just the members of the European Union are in the bloc EU, sites and metros."""
    for place in (*world.sites, *world.metros):
        assert (place.bloc == "EU") == (place.country in EU), place
        assert (place.bloc == "CN") == (place.country == "CN"), place


def test_resident_demand_stays_in_its_bloc(world: Instance) -> None:
    """Proves that demand with residency is asked for in blocs alone and has routes inside them only."""
    asking = {row.metro for row in world.demand if row.service == "resident"}
    assert asking == {metro.metro for metro in world.metros if metro.bloc}
    for metro in asking:
        routes = world.routes["resident", metro]
        assert routes, metro
        bloc = world.metro[metro].bloc
        assert all(world.site[route.site].bloc == bloc for route in routes), metro


def test_all_demand_can_be_reached(world: Instance) -> None:
    """Proves that no metro asks for what no site may serve, which would stay unserved for ever."""
    for row in world.demand:
        assert world.routes[row.service, row.metro], (row.service, row.metro)


def test_demand_is_that_of_the_united_states_over_their_share(world: Instance) -> None:
    """Proves that spreading keeps the total: four thirds of us-2026, interactive and resident as one."""
    united_states = load(FOLDER.parent / "us-2026")
    like = {"resident": "interactive"}
    for year in (2026, 2030, 2035):
        total: dict[str, float] = defaultdict(float)
        for row in world.demand:
            if row.year == year:
                total[like.get(row.service, row.service)] += row.requests_per_s
        for service in ("interactive", "agentic", "batch"):
            there = sum(
                row.requests_per_s
                for row in united_states.demand
                if (row.service, row.year) == (service, year)
            )
            assert total[service] == pytest.approx(there / 0.75, rel=1e-4)


def test_the_largest_run_needs_five_campuses(world: Instance) -> None:
    """Proves that four campuses at their cap cannot hold the run of 4 GW, on whatever product.

    At a least PUE of 1 a campus holds 1,000 MW IT; the best product does more per kW than the reference.
    """
    run = world.run["frontier-2031"]
    assert run.it_mw == 4000
    reference = world.accelerator[run.reference_accelerator]
    needed = run.it_mw / reference.kw_per_unit * (reference.h100e_per_unit or 0)
    least_pue = min(row.pue_peak for row in world.pue if row.cooling == "direct-to-chip")
    per_mw = {
        name: (world.accelerator[name].h100e_per_unit or 0) / world.accelerator[name].kw_per_unit
        for name in run.accelerators
    }
    campuses = needed / max(per_mw.values()) / (world.settings.campus_cap_mw / least_pue)
    assert 4 < campuses < run.max_sites


def test_backbone_joins_every_campus(world: Instance) -> None:
    """Proves that a split run can reach any campus, over land and under the sea."""
    joined = {world.corridors[0].site_a}
    for _ in world.corridors:
        for row in world.corridors:
            if {row.site_a, row.site_b} & joined:
                joined |= {row.site_a, row.site_b}
    assert joined == {site.site for site in world.sites if site.kind == "campus"}
    assert {row.note.split(" ")[0] for row in world.corridors} >= {"submarine", "terrestrial;"}


@pytest.mark.parametrize("name", scenario_names(FOLDER))
def test_scenario_is_valid(name: str) -> None:
    """Proves that every scenario names rows and settings that exist."""
    assert load(FOLDER, scenario=name).changes
