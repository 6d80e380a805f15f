"""The bundled catalogue 2026.1 and the instance us-2026."""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib import import_module
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
