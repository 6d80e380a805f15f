"""The bundled catalogue 2026.1 and the instance us-2026."""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib import import_module
from math import isfinite
from pathlib import Path

import pytest

from planner.catalogue import make_2026_1
from planner.instance import Instance, load, scenario_names
from planner.instance.schema import CONFIDENCES

FOLDER = Path(__file__).resolve().parents[2] / "instances" / "us-2026"
sys.path.append(str(FOLDER))


@pytest.fixture(scope="module")
def us() -> Instance:
    """The instance as it is read."""
    return load(FOLDER)


def assert_same_files(made: Path, kept: Path) -> None:
    names = sorted(path.name for path in made.iterdir())
    assert names
    for name in names:
        assert (made / name).read_text("utf-8") == (kept / name).read_text("utf-8"), name


def test_catalogue_is_made_from_facts_of_the_repository(tmp_path: Path) -> None:
    """Proves that no catalogue table was edited by hand: the script gives the same files."""
    make_2026_1.main(tmp_path)
    assert_same_files(tmp_path, make_2026_1.CATALOGUE)


def test_instance_is_made_from_facts_of_the_repository(tmp_path: Path) -> None:
    """Proves that tables and scenarios follow from the facts, deterministically."""
    import_module("make_tables").main(tmp_path)
    assert_same_files(tmp_path, FOLDER)


def test_size(us: Instance) -> None:
    """Proves that the instance is of the size that it says, with runs of all four kinds."""
    kinds = [site.kind for site in us.sites]
    assert (kinds.count("campus"), kinds.count("edge"), len(us.metros)) == (34, 42, 84)
    assert len({run.kind for run in us.training_runs}) == 4
    assert len(us.training_runs) == 14


def test_every_row_says_where_it_comes_from(us: Instance) -> None:
    """Proves that no value stands without a source and a confidence."""
    for name, rows in us.tables().items():
        if name == "demand":  # spread from demand_totals by the reader
            continue
        assert all(row.source and row.confidence in CONFIDENCES for row in rows), name


def test_what_stands_fits_its_halls_and_power(us: Instance) -> None:
    """Proves that 2026 is feasible: units fit halls that cool them, power carries the halls."""
    units_mw: dict[str, float] = defaultdict(float)
    rack_kw: dict[str, float] = defaultdict(float)
    halls_mw: dict[str, float] = defaultdict(float)
    peak_mw: dict[str, float] = defaultdict(float)
    firm_mw: dict[str, float] = defaultdict(float)
    coolest: dict[str, float] = {}
    for asset in us.existing_assets:
        site, item = asset.site, asset.item
        if asset.family == "accelerator":
            product = us.accelerator[item]
            units_mw[site] += product.kw_per_unit * (asset.units or 0) / 1000
            rack_kw[site] = max(rack_kw[site], product.rack_kw)
        elif asset.family == "hall":
            halls_mw[site] += asset.mw or 0
            peak_mw[site] += us.pue_at[site, item].pue_peak * (asset.mw or 0)
            limit = us.cooling_technology[item].max_rack_kw
            coolest[site] = min(limit, coolest.get(site, limit))
        elif asset.family == "power":
            firm_mw[site] += us.power_option[item].capacity_credit * (asset.mw or 0)
    assert set(units_mw) == set(halls_mw) == set(firm_mw)
    for site in units_mw:
        assert units_mw[site] <= halls_mw[site], site
        assert rack_kw[site] <= coolest[site], site
        assert peak_mw[site] <= firm_mw[site], site
        assert peak_mw[site] <= (us.site[site].max_facility_mw or 0), site


def test_inference_is_sized_as_the_readme_says() -> None:
    """Proves the IT power that demand takes on the best products: 4.5, 14.6 and 21.0 GW."""
    it_mw = import_module("workloads").inference_it_mw
    assert [round(it_mw(year) / 1000, 1) for year in (2026, 2030, 2035)] == [4.5, 14.6, 21.0]


def test_the_largest_run_fits_no_campus(us: Instance) -> None:
    """Proves that the run of 2029 has to be split even over the largest campus group's cap."""
    run = us.run["frontier-2029"]
    assert run.it_mw is not None and run.it_mw > us.settings.campus_cap_mw
    assert run.max_sites >= 6


def test_corridors_join_every_two_campuses(us: Instance) -> None:
    """Proves that 61 corridors reach all campuses; without one of them a run could not share theirs."""
    campuses = [site.site for site in us.sites if site.kind == "campus"]
    assert len(us.corridors) == 61
    assert {end for pair in us.corridor for end in pair} == set(campuses)
    assert all(isfinite(us.site_rtt_ms[campuses[0], other]) for other in campuses[1:])
    longest = max(us.site_rtt_ms[a, b] for a in campuses for b in campuses if a != b)
    assert 45 < longest < 55


def test_half_the_round_trip_still_holds_the_largest_run() -> None:
    """Proves that 10 ms leaves a group of campuses for 3.2 GW; else half-rtt would only drop the run."""
    near = load(FOLDER, scenario="half-rtt")
    limit = near.run["frontier-2029"].max_rtt_ms
    assert limit == 10
    room = {
        site.site: sum(
            min(1000.0, other.max_facility_mw or 0)
            for other in near.sites
            if other.kind == "campus"
            and (other is site or near.site_rtt_ms[site.site, other.site] <= limit / 2)
        )
        for site in near.sites
        if site.kind == "campus"
    }
    assert max(room.values()) > 1.25 * 3200


def test_traffic_of_runs_is_a_share_of_a_published_plan(us: Instance) -> None:
    """Proves that the run of 3.2 GW sends 80 Tbit/s from a mean site, and milder kinds hardly any."""
    run = us.run["frontier-2029"]
    mean_mw = 3200 / run.max_sites
    assert run.sync_gbps_per_site + run.sync_gbps_per_mw * mean_mw == pytest.approx(
        80_000, rel=2e-3
    )
    per_mw = {
        kind: max(r.sync_gbps_per_mw for r in us.training_runs if r.kind == kind)
        for kind in ("pretraining", "reinforcement-learning", "synthetic-data")
    }
    assert per_mw["pretraining"] > 20 * per_mw["reinforcement-learning"]
    assert per_mw["reinforcement-learning"] > 15 * per_mw["synthetic-data"]


def test_flexible_connections_come_sooner(us: Instance) -> None:
    """Proves that a flexible connection is had 1.5 to 3 years before the firm one at every site."""
    for site in us.sites:
        lead = us.site_power_at[site.site, "grid-flexible"].lead_years
        assert lead is not None and site.grid_queue_years is not None
        assert 1.5 <= site.grid_queue_years - lead <= 3, site.site


def test_turbines_without_a_grid_have_a_unit_to_spare(us: Instance) -> None:
    """Proves that Colossus 2, on turbines alone, meets N+1 in 2026; else no plan could exist."""
    option = us.power_option["turbine"]
    assert option.unit_mw is not None
    stands = [a for a in us.existing_assets if a.site == "colossus-2" and a.family == "power"]
    assert [a.item for a in stands] == ["turbine"]
    hall = next(a for a in us.existing_assets if a.site == "colossus-2" and a.family == "hall")
    peak_mw = us.pue_at["colossus-2", hall.item].pue_peak * (hall.mw or 0)
    assert option.capacity_credit * ((stands[0].mw or 0) - option.unit_mw) >= peak_mw - 1


def test_leases_cost_the_asking_rate_or_more(us: Instance) -> None:
    """Proves that leases in ten markets start at CBRE's 184.06 USD/kW-month, 2.2 M$/MW-year."""
    assert len({row.site for row in us.lease_offers}) == 10
    assert min(row.musd_per_mw_year for row in us.lease_offers) > 0.18406 * 12
    assert all(row.usd_per_unit_year > 18_000 for row in us.rental_offers)


def test_no_limit_binds_until_a_scenario_tightens_it(us: Instance) -> None:
    """Proves that the limits of the instance itself are out of reach, and that scenarios reach them."""
    assert us.limit_at["vendor_share", "NVIDIA", 2030] == 1
    assert us.limit_at["emissions", "", 2030] == 1_000_000
    tight = load(FOLDER, scenario="vendor-60")
    assert tight.limit_at["vendor_share", "NVIDIA", 2030] == 0.6


def test_every_metro_can_be_served_within_50_ms(us: Instance) -> None:
    """Proves that interactive demand has somewhere to go in every metro."""
    assert all(us.routes["interactive", metro.metro] for metro in us.metros)


def test_capital_matches_what_is_announced() -> None:
    """Proves the cost basis: implied is announced capital within 16 % but at Trainium 2 sites (20 %)."""
    rows = import_module("check_capital").compared()
    off = {site for site, _, implied, announced in rows if abs(implied / announced - 1) > 0.16}
    assert len(rows) == 33
    assert all(abs(implied / announced - 1) < 0.20 for _, _, implied, announced in rows)
    assert off <= {"new-carlisle", "madison-mississippi"}


@pytest.mark.parametrize("name", scenario_names(FOLDER))
def test_scenario_is_valid(name: str) -> None:
    """Proves that every scenario names rows and settings that exist."""
    assert load(FOLDER, scenario=name).changes
