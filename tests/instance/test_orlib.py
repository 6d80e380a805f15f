"""Import of facility-location files: what is read, and which damage is refused."""

import gzip
from pathlib import Path

import pytest

from planner.instance import load, write_folder
from planner.instance.orlib import DamagedFile, import_orlib
from planner.plan.core import Status
from planner.solving import solve

WHOLE = """
 2 3
 100 50.5
 80 70
 30
 10 20.25
 40
 5 60
 50
 90 15
"""


def write(folder: Path, text: str, name: str = "tiny.txt") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_numbers_stand_where_they_belong(tmp_path):
    """Proves the order of the file: capacity, fixed cost, then a customer's demand and costs."""
    instance = import_orlib(write(tmp_path, WHOLE))
    assert [(s.site, s.max_requests_per_s) for s in instance.sites] == [("w01", 100), ("w02", 80)]
    assert [s.opening_musd for s in instance.sites] == [0.0505, 0.07]
    assert [d.requests_per_s for d in instance.demand] == [30, 40, 50]
    costs = {(r.metro, r.site): r.usd_per_year_full_demand for r in instance.route_costs}
    assert costs["c01", "w02"] == 20_250
    assert costs["c03", "w01"] == 90_000
    assert instance.settings.strict


def test_every_site_may_serve_every_customer(tmp_path):
    """Proves that files without coordinates lose no route."""
    instance = import_orlib(write(tmp_path, WHOLE))
    assert [len(routes) for routes in instance.routes.values()] == [2, 2, 2]


def test_written_and_read_again_it_is_the_same(tmp_path):
    """Proves that the imported instance passes the door like any other."""
    instance = import_orlib(write(tmp_path, WHOLE))
    write_folder(instance, tmp_path / "tiny")
    assert load(tmp_path / "tiny").sha256 == instance.sha256


def test_least_cost_is_the_files_over_1000(tmp_path):
    """Proves units: a demand of 120 needs both sites, and every customer's cheaper site has room.

    That costs 50.5 + 70 + 10 + 5 + 15 = 150.5. If a cost were scaled by anything but 1/1,000, the
    objective would not be 0.1505 M$.
    """
    result = solve(import_orlib(write(tmp_path, WHOLE)), gap=1e-9)
    assert result.status is Status.OPTIMAL, result.message
    assert result.plan.manifest.objective_musd == pytest.approx(0.1505, rel=1e-9)


def test_without_capacities_one_site_is_enough(tmp_path):
    """Proves --uncapacitated: with 40 and 100 in demand, site 1 alone could not serve with them."""
    text = "2 2  50 10  50 10  40 1 9  100 1 9"
    with pytest.raises(DamagedFile, match="total demand 140 is more than all capacity, 100"):
        import_orlib(write(tmp_path, text))
    result = solve(import_orlib(write(tmp_path, text), uncapacitated=True), gap=1e-9)
    assert result.plan.manifest.objective_musd == pytest.approx((10 + 1 + 1) / 1000, rel=1e-9)


def test_capacity_fills_the_word(tmp_path):
    """Proves the format of capa, capb and capc, and that the number is never guessed."""
    path = write(tmp_path, "2 1  capacity 10  capacity 20  30 1 2")
    assert [s.max_requests_per_s for s in import_orlib(path, capacity=40).sites] == [40, 40]
    assert [s.max_requests_per_s for s in import_orlib(path, uncapacitated=True).sites] == [
        None
    ] * 2
    with pytest.raises(DamagedFile, match="--capacity"):
        import_orlib(path)
    with pytest.raises(DamagedFile, match="not in the file"):
        import_orlib(write(tmp_path, WHOLE), capacity=40)


def test_files_without_demand_need_no_capacities(tmp_path):
    """Proves that uncapacitated files with demands of 0 keep their customers."""
    path = write(tmp_path, "1 2  0 10  0 1  0 2")
    assert len(import_orlib(path, uncapacitated=True).demand_at) == 2
    with pytest.raises(DamagedFile, match="customer 1 asks for nothing"):
        import_orlib(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (WHOLE.rsplit(maxsplit=1)[0], "14 numbers, but 2 sites and 3 customers take 15 .*cut off"),
        (WHOLE + " 7", "16 numbers.*added"),
        (WHOLE.replace("60", "6O"), "entry 12 is '6O'"),
        (WHOLE.replace("60", "-60"), "entry 12 is '-60'"),
        (WHOLE.replace("60", "nan"), "entry 12 is 'nan'"),
        ("2.5 3", "number of sites"),
        ("2", "number of customers"),
        ("", "number of sites"),
    ],
)
def test_damage_is_refused(tmp_path, text, says):
    """Proves that a number lost, added or mistyped is found, with what was expected."""
    with pytest.raises(DamagedFile, match=says):
        import_orlib(write(tmp_path, text))


def test_known_totals_are_compared(tmp_path):
    """Proves that a copy of cap41 whose demands do not add up to 58,268 is refused."""
    with pytest.raises(DamagedFile, match="total demand is 120; OR-Library's cap41 has 58,268"):
        import_orlib(write(tmp_path, WHOLE, "cap41.txt"))


def test_names_sort_as_the_file(tmp_path):
    """Proves that 100 sites keep their order as text: w002 before w010 before w100."""
    text = "100 1 " + "5 1 " * 100 + "10 " + "1 " * 100
    names = [s.site for s in import_orlib(write(tmp_path, text)).sites]
    assert names == sorted(names)
    assert names[1] == "w002"


def test_a_compressed_file_is_the_same(tmp_path):
    """Proves that a .gz gives the instance of its text, and its name without endings."""
    path = tmp_path / "tiny.txt.gz"
    path.write_bytes(gzip.compress(WHOLE.encode()))
    instance = import_orlib(path)
    assert instance.settings.name == "tiny"
    assert instance.tables() == import_orlib(write(tmp_path, WHOLE)).tables()


@pytest.mark.parametrize("damage", ["cut off", "not packed"])
def test_a_damaged_archive_is_refused(tmp_path, damage):
    """Proves that a .gz that is cut off, or none, is named instead of a decoder's error."""
    path = tmp_path / "tiny.txt.gz"
    data = gzip.compress(WHOLE.encode())
    path.write_bytes(data[:-12] if damage == "cut off" else WHOLE.encode())
    with pytest.raises(DamagedFile, match=r"tiny.txt.gz: cannot be unpacked .* whole gzip file"):
        import_orlib(path)
