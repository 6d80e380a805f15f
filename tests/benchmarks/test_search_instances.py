"""Generated instances: the same for the same seed, right at the door, one size inside the next."""

import pytest

from benchmarks.search.named import SERIES, instances
from benchmarks.search.split import SHAPES, Shape, shaped_instance, split_instance
from planner import load
from planner.instance import write_folder

SMALL = Shape(sites=10, metros=12, years=3, runs=4, services=3, lands=2)


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "xl"])
def test_passes_the_door_without_a_note(name):
    """Proves that generated data are whole and plausible: no fault, and nothing that looks odd.

    If an existing hall lacked power, or a size were in the wrong unit, the door would refuse or note it.
    """
    inst, shape = split_instance(name), SHAPES[name]
    assert inst.notes == ()
    assert len(inst.sites) == shape.sites
    assert len(inst.metros) == shape.metros
    assert len(inst.periods) == shape.years
    assert len(inst.training_runs) == shape.runs


def test_same_seed_same_instance():
    """Proves that a seed says all: equal fingerprints for the same, others for another."""
    again = [shaped_instance(SMALL, seed, "small").sha256 for seed in (5, 5, 6)]
    assert again[0] == again[1] != again[2]


def test_written_and_read_is_the_same(tmp_path):
    """Proves that what solvers read from the folder is the instance that was made."""
    inst = shaped_instance(SMALL, 0, "small")
    write_folder(inst, tmp_path / "small")
    assert load(tmp_path / "small").sha256 == inst.sha256


def test_a_size_holds_the_one_below():
    """Proves that growth is growth: sites of a smaller instance stand in the larger one, unchanged."""
    small = {row.site: row for row in split_instance("sites-14").sites}
    large = {row.site: row for row in split_instance("runs27").sites}
    assert all(large[name] == row for name, row in small.items())


def test_all_training_is_the_same_however_many_runs():
    """Proves that more runs split the same work: what they train in all differs by rounding alone."""
    total = [sum(w.it_mw for w in split_instance(name).training_runs) for name in SERIES["runs"]]
    assert total == pytest.approx([total[0]] * 4, rel=0.01)


def test_series_are_instances():
    """Proves that every size of the growth chart can be asked for."""
    assert {name for names in SERIES.values() for name in names} <= set(instances())
