"""The instance slices-2026: a world in eleven time zones, by slices of the day."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from planner.instance import Instance, load, scenario_names
from planner.instance.schema import CONFIDENCES

FOLDER = Path(__file__).resolve().parents[2] / "instances" / "slices-2026"
sys.path.append(str(FOLDER))


@pytest.fixture(scope="module")
def world() -> Instance:
    """The instance as it is read."""
    return load(FOLDER)


def test_instance_is_made_from_facts_of_the_repository(tmp_path: Path) -> None:
    """Proves that tables and scenarios follow from the facts; no table was edited by hand."""
    import_module("make_slices_2026").main(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names
    for name in names:
        assert (tmp_path / name).read_text("utf-8") == (FOLDER / name).read_text("utf-8"), name


def test_every_row_says_where_it_comes_from(world: Instance) -> None:
    """Proves that no value stands without a source and a confidence."""
    for name, rows in world.tables().items():
        assert all(row.source and row.confidence in CONFIDENCES for row in rows), name


def test_slices_fill_one_day(world: Instance) -> None:
    """Proves that twelve slices of two hours share the year evenly; else energy would be lost."""
    assert len(world.time_slices) == 12
    assert [h.start_hour_utc for h in world.time_slices] == list(range(0, 24, 2))
    assert sum(h.hours_share for h in world.time_slices) == pytest.approx(1.0)


def test_peak_without_slices_is_the_largest_hour(world: Instance) -> None:
    """Proves that the instance without slices asks for the same peaks: 1.58, 1.43 and 1.11."""
    largest: dict[str, float] = {}
    for row in world.local_demand:
        largest[row.service] = max(row.factor, largest.get(row.service, 0.0))
    assert {k.service: k.peak_to_mean for k in world.services} == largest
    assert largest["interactive"] == pytest.approx(1.58, abs=0.005)


def test_mean_demand_does_not_depend_on_slices(world: Instance) -> None:
    """Proves that a slice's demand is a part of the year's, whatever the metro's time zone."""
    for metro in ("new-york", "delhi", "tokyo-area"):
        year_mean = world.demand_at["interactive", metro, 2027]
        of_slices = sum(
            h.hours_share * world.asked_at["interactive", metro, 2027, h.slice]
            for h in world.time_slices
        )
        assert of_slices == pytest.approx(year_mean, rel=1e-9)


def test_peaks_follow_the_sun(world: Instance) -> None:
    """Proves that the metros' busiest slices differ by their time zones: the world is never all awake."""
    busiest = {
        metro: max(
            world.time_slices, key=lambda h: world.asked_at["interactive", metro, 2027, h.slice]
        ).start_hour_utc
        for metro in ("new-york", "london", "tokyo-area")
    }
    assert busiest == {"new-york": 0, "london": 20, "tokyo-area": 10}
    total = {
        h.slice: sum(
            krps for (k, _, y, s), krps in world.asked_at.items()
            if (k, y, s) == ("interactive", 2027, h.slice)
        )
        for h in world.time_slices
    }  # fmt: skip
    mean = sum(total.values()) / len(total)
    assert max(total.values()) / mean < 1.3 < max(r.factor for r in world.local_demand)


def test_one_clock_brings_all_peaks_together() -> None:
    """Proves that the scenario one-clock has every metro's peak in one slice, with the same means."""
    same = load(FOLDER, scenario="one-clock")
    busiest = {
        max(
            same.time_slices, key=lambda h: same.asked_at["interactive", m.metro, 2027, h.slice]
        ).slice
        for m in same.metros
    }
    assert busiest == {"utc-20"}


def test_solar_gives_its_yearly_mean(world: Instance) -> None:
    """Proves the clear-sky shape: slices average to the capacity factor, nights give nothing."""
    factors = {
        row["region"]: float(row["solar_capacity_factor"])
        for row in import_module("slices_sources").facts("sites")
        if row["solar_capacity_factor"]
    }
    for region, factor in factors.items():
        shares = [world.availability("solar", region, h.slice) for h in world.time_slices]
        assert sum(shares) / len(shares) == pytest.approx(factor, rel=2e-3), region
        assert min(shares) == 0
        assert shares.count(0) >= 5
    noon_in_iowa = max(world.time_slices, key=lambda h: world.availability("solar", "IA", h.slice))
    assert noon_in_iowa.start_hour_utc == 18


def test_without_slices_is_the_same_instance_otherwise(world: Instance, tmp_path: Path) -> None:
    """Proves that only the tables of slices are taken out; a service then has its peak_to_mean."""
    import_module("without_slices").main(tmp_path / "flat")
    flat = load(tmp_path / "flat")
    assert [h.slice for h in flat.time_slices] == ["year"]
    assert flat.peak_over_slice == {k.service: k.peak_to_mean for k in world.services}
    assert set(world.peak_over_slice.values()) == {1.0}
    gone = {"slices", "local_demand", "slice_availability"}
    ours, theirs = world.tables(), flat.tables()
    assert all(not theirs.get(name) for name in gone)
    assert all(theirs[name] == rows for name, rows in ours.items() if name not in gone)


def test_half_the_round_trip_parts_iowa_from_louisiana(world: Instance) -> None:
    """Proves what half-rtt does: 14.2 ms by Kansas City are too far then, 1.9 ms to Ridgeland are not."""
    rtt = world.site_rtt_ms
    assert ("council-bluffs", "hyperion") not in world.corridor
    assert rtt["council-bluffs", "hyperion"] == pytest.approx(14.2, abs=0.1)
    assert rtt["hyperion", "ridgeland"] < 10 < rtt["council-bluffs", "hyperion"] < 20


@pytest.mark.parametrize("name", scenario_names(FOLDER))
def test_scenario_is_valid(name: str) -> None:
    """Proves that every scenario names rows and settings that exist."""
    assert load(FOLDER, scenario=name).changes
