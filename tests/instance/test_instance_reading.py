"""Valid instances: what is read, what is trimmed, filled, spread, and noted."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from planner.instance import (
    Instance,
    InvalidInstance,
    instance_from_tables,
    load,
    write_folder,
)
from planner.instance.core import INSTANCE_TABLES
from planner.instance.schema import columns_of

Folder = Callable[..., Path]


def test_facility_location_is_valid(folder: Folder) -> None:
    """A plain facility-location file needs no power, no fleet and no coordinates."""
    instance = Instance.from_folder(folder("facility"))
    assert [site.site for site in instance.sites] == ["d1", "d2"]
    assert instance.demand_at == {("goods", "m1", 2027): 5.0, ("goods", "m2", 2027): 7.0}
    assert len(instance.routes["goods", "m1"]) == 2
    assert instance.notes == ()


def test_all_families_are_valid(folder: Folder) -> None:
    """The full instance is read, with `NA` as a name and lists split at bars."""
    instance = load(folder("full"))
    assert [(p.start_year, p.length_years) for p in instance.periods] == [(2027, 1), (2028, 2)]
    assert [metro.metro for metro in instance.metros] == ["Houston", "NA"]
    assert instance.run["frontier"].accelerators == ("chip", "next")
    assert instance.power_option["cell"].site_kinds == ("campus", "edge")
    assert instance.settings.carbon_usd_per_t == {2027: 10.0, 2028: 20.0}
    assert instance.settings.solve.gap == 0.01
    assert instance.site["Dallas"].queue_mw == 0.0


@pytest.mark.parametrize("name", ["NA", "nan", "None", "null", "TRUE", "1e3", "010", "=1+1"])
def test_any_word_is_a_name(folder: Folder, name: str) -> None:
    """Only an empty cell is missing; names that look like values stay names."""
    path = folder(
        "facility",
        {
            "metros.csv": ("m2", name),
            "demand.csv": ("m2", name),
            "route_costs.csv": ("m2", name, "m2", name),
        },
    )
    assert name in {metro.metro for metro in load(path).metros}


def test_01_and_1_are_two_names(folder: Folder) -> None:
    """Names are text: nothing is read as a number."""
    path = folder("facility", {"metros.csv": "metro\nm1\nm2\n1\n01\n"})
    assert len(load(path).metros) == 4


def test_bom_crlf_and_outer_blanks(folder: Folder) -> None:
    """Files as Excel saves them are read; blanks are trimmed with a note."""
    text = "\ufeffsite ,kind,max_requests_per_s,opening_musd\r\nd1 ,edge,10,3\r\nd2,edge,20,4\r\n"
    instance = load(folder("facility", {"sites.csv": text}))
    assert [site.site for site in instance.sites] == ["d1", "d2"]
    assert any("heading 'site ' trimmed" in note for note in instance.notes)
    assert any("column site: outer blanks trimmed (rows 2)" in note for note in instance.notes)


def test_yaml_follows_version_1_2(folder: Folder) -> None:
    """NO is a word, 1e-2 a number and 010 a name in YAML 1.2."""
    settings = "name: NO\nfamilies: [siting, inference]\nperiods: [2027]\n"
    settings += "discount_rate: 1e-2\nprice_year: 2026\nstrict: true\ndescription: 010\n"
    instance = load(folder("facility", {"instance.yaml": settings}))
    assert instance.settings.name == "NO"
    assert instance.settings.description == "010"
    assert instance.settings.discount_rate == 0.01


def test_empty_lines_and_quoted_line_breaks_keep_row_numbers(folder: Folder) -> None:
    """A fault's row is the line of the file, after empty lines and cells of two lines."""
    text = 'site,kind,name\n\nd1,edge,"two\nlines"\n,,\nd2,egde,x\n'
    with pytest.raises(InvalidInstance) as caught:
        load(folder("facility", {"sites.csv": text}))
    assert [(f.row, f.column) for f in caught.value.faults] == [(6, "kind")]


def test_unusual_value_is_noted_in_both_units(folder: Folder) -> None:
    """A value that looks like kW in a MW column is taken, with a note that shows both units."""
    instance = load(folder("full", {"sites.csv": (",900,9", ",90000,9")}))
    assert instance.site["Plains"].max_facility_mw == 90000
    (note,) = instance.notes
    assert note.startswith("sites.csv row 2, column max_facility_mw: 90000 looks like kW; 90 MW?")
    assert "taken as it stands; usual are 0.5 to 10000 MW facility" in note


def test_peak_pue_below_mean_is_noted(folder: Folder) -> None:
    """A peak below the mean is odd but breaks no rule."""
    instance = load(folder("full", {"pue.csv": ("1.1,1.25", "1.3,1.25")}))
    assert any("pue_peak 1.25 is below" in note for note in instance.notes)


def test_years_are_filled_where_declared(folder: Folder) -> None:
    """Straight lines between the years given, the nearest year outside; else refused."""
    settings = "name: full\ninterpolate: [energy, demand_totals]"
    path = folder(
        "full",
        {
            "instance.yaml": ("name: full", settings, "[2027, 2028]", "[2027, 2028, 2029]"),
            "energy.csv": ("TX,2028,46,0.36,3.2", "TX,2031,65,0.37,4"),
            "bill_of_materials.csv": (
                "next,gpu,2028,40000\n",
                "next,gpu,2028,1\nnext,gpu,2029,1\nchip,gpu,2029,1\nchip,nic,2029,1\n",
            ),
            "accelerator_supply.csv": ("chip,2028,60000", "chip,2028,1\nchip,2029,1"),
            "power_supply.csv": ("cell,2028,500", "cell,2028,1\ncell,2029,1"),
        },
    )
    instance = load(path)
    assert [row.grid_usd_per_mwh for row in instance.energy] == [45.0, 50.0, 55.0]
    assert instance.energy[1].note == "between 2027 and 2031"
    assert instance.demand_at["chat", "NA", 2029] == instance.demand_at["chat", "NA", 2028]


def test_parts_are_needed_from_the_first_orderable_year(folder: Folder) -> None:
    """An accelerator available from 2028 needs no price in 2027 and has one in 2028."""
    instance = load(folder("full"))
    assert instance.unit_price_usd == {
        ("chip", 2027): 32000.0,
        ("chip", 2028): 30000.0,
        ("next", 2028): 40000.0,
    }


def test_totals_are_spread_by_population(folder: Folder) -> None:
    """Three quarters of the people ask three quarters of the requests."""
    instance = load(folder("full"))
    assert instance.demand_at["chat", "NA", 2027] == 600.0
    assert instance.demand_at["chat", "Houston", 2028] == 400.0


def test_idle_years_are_noted(folder: Folder) -> None:
    """A row inside a period of two years is not averaged in, and that is said."""
    instance = load(folder("full", {"energy.csv": ("TX,2028", "TX,2029,99,0,9\nTX,2028")}))
    assert [row.year for row in instance.energy] == [2027, 2028]
    assert any("energy.csv: rows of 2029 are not used" in note for note in instance.notes)


def test_measured_latency_stands_in_for_coordinates(folder: Folder) -> None:
    """A metro without coordinates is fine when every site has a measured round trip."""
    edits = {
        "metros.csv": ("NA,33,-97", "NA,,"),
        "latency.csv": ("NA,Dallas,16", "NA,Dallas,16\nNA,Plains,20"),
    }
    assert load(folder("full", edits)).metros[1].lat is None


def test_python_values_pass_the_same_door() -> None:
    """Numbers, None and lists are taken from Python; faults name table, row and column."""
    settings = {
        "name": "t", "families": ["siting", "inference"], "periods": [2027],
        "discount_rate": 0.05, "price_year": 2026, "strict": True, "solve": {"gap": 0.02},
    }  # fmt: skip
    tables = {
        "sites": [{"site": 1, "kind": "edge", "max_requests_per_s": 9, "earliest_year": None}],
        "metros": [{"metro": "m"}],
        "services": [{"service": "s", "site_kinds": ["edge"]}],
        "demand": [{"service": "s", "metro": "m", "year": 2027, "requests_per_s": 1}],
    }
    instance = instance_from_tables(settings, tables)
    assert instance.sites[0].site == "1"
    assert instance.services[0].site_kinds == ("edge",)
    assert instance.settings.solve.gap == 0.02
    tables["sites"].append({"site": "b", "kind": "edge", "max_requests_per_s": float("nan")})
    tables["demand"][0]["year"] = datetime.date(2027, 1, 1)
    tables["demnd"] = []
    with pytest.raises(InvalidInstance) as caught:
        instance_from_tables(settings, tables)
    assert {(f.file, f.row, f.column) for f in caught.value.faults} == {
        ("sites", 2, "max_requests_per_s"),
        ("demand", 1, "year"),
        ("demnd", None, ""),
    }


@pytest.mark.parametrize("base", ["facility", "full"])
def test_written_folder_loads_back(folder: Folder, tmp_path: Path, base: str) -> None:
    """What is written is read again as the same settings and rows, notes of filling included."""
    edits = {}
    if base == "full":
        edits = {
            "instance.yaml": ("name: full", "name: NO\ninterpolate: [energy]"),
            "energy.csv": ("TX,2028", "TX,2029"),
        }
    instance = load(folder(base, edits), changes=["sites.*.operator=A, B"])
    write_folder(instance, tmp_path / "again")
    again = load(tmp_path / "again")
    assert again.settings == instance.settings
    assert again.tables() == instance.tables()
    assert again.sha256 == instance.sha256
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_written_folder_leaves_defaults_out(folder: Folder, tmp_path: Path) -> None:
    """A column in which every row has its default is not written."""
    write_folder(load(folder("facility")), tmp_path / "again")
    text = (tmp_path / "again" / "sites.csv").read_text()
    assert text.splitlines()[0] == "site,kind,max_requests_per_s,opening_musd"


def test_writing_keeps_what_is_there(folder: Folder, tmp_path: Path) -> None:
    """A folder with files in it is refused and untouched; a failed write leaves nothing."""
    path = folder("facility")
    before = sorted(p.name for p in path.iterdir())
    with pytest.raises(FileExistsError):
        write_folder(load(path), path)
    assert sorted(p.name for p in path.iterdir()) == before
    broken = load(path).replace(sites=("no row",))
    with pytest.raises(AttributeError):
        write_folder(broken, tmp_path / "broken")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["instance"]


def workbook_of(path: Path, file: Path) -> openpyxl.Workbook:
    """The folder's instance as a workbook, numbers as numbers."""
    instance = load(path)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "instance"
    sheet.append(["setting", "value"])
    for name, value in instance.settings.model_dump(exclude_defaults=True).items():
        if isinstance(value, dict):
            for inner, number in value.items():
                sheet.append([f"{name}.{inner}", number])
        else:
            sheet.append([name, "|".join(map(str, value)) if isinstance(value, tuple) else value])
    for name in INSTANCE_TABLES:
        rows = getattr(instance, name)
        if rows:
            sheet = book.create_sheet(name)
            columns = list(columns_of(type(rows[0])))
            sheet.append(columns)
            for row in rows:
                values = [getattr(row, column) for column in columns]
                sheet.append(["|".join(v) if isinstance(v, tuple) else v or None for v in values])
    book.create_sheet("readme").append(["not", "read"])
    book.save(file)
    return book


def test_workbook_is_read(folder: Folder, tmp_path: Path) -> None:
    """A workbook with the same content gives the same instance."""
    path = folder("facility")
    workbook_of(path, tmp_path / "book.xlsx")
    found, given = Instance.from_workbook(tmp_path / "book.xlsx"), load(path)
    assert found.tables() == given.tables()
    assert found.settings == given.settings


def test_workbook_with_nested_settings(folder: Folder, tmp_path: Path) -> None:
    """Dotted names stand for nested settings and for years."""
    path = folder("full")
    workbook_of(path, tmp_path / "book.xlsx")
    found = load(tmp_path / "book.xlsx", changes=["solve.threads=1"])
    assert found.settings.carbon_usd_per_t == {2027: 10.0, 2028: 20.0}
    assert (found.settings.solve.gap, found.settings.solve.threads) == (0.01, 1)
    assert found.sites == load(path).sites


def test_workbook_faults_name_sheet_and_row(folder: Folder, tmp_path: Path) -> None:
    """Dates, errors, formulas without value, unknown sheets and settings are named."""
    book = workbook_of(folder("facility"), tmp_path / "book.xlsx")
    book["sites"]["A1"].value = "sit"
    book["demand"]["C2"].value = datetime.date(2027, 1, 1)
    book["route_costs"]["D2"].value = "=1+1"
    book["route_costs"]["D3"].value = "#DIV/0!"
    book["instance"].append(["solve.gapp", 1])
    book.create_sheet("metrs")
    book.save(tmp_path / "book.xlsx")
    with pytest.raises(InvalidInstance) as caught:
        load(tmp_path / "book.xlsx")
    found = {(f.file, f.row, f.column) for f in caught.value.faults}
    assert found >= {
        ("book.xlsx sheet sites", 1, "sit"),
        ("book.xlsx sheet sites", 1, "site"),
        ("book.xlsx sheet demand", 2, "year"),
        ("book.xlsx sheet route_costs", 2, "usd_per_year_full_demand"),
        ("book.xlsx sheet route_costs", 3, "usd_per_year_full_demand"),
        ("book.xlsx sheet metrs", None, ""),
        ("book.xlsx sheet instance", 8, "solve.gapp"),
    }
    assert "formula in cell D2 has no stored value" in str(caught.value)
    assert "an Excel error in cell D3" in str(caught.value)


def test_not_a_workbook(tmp_path: Path) -> None:
    """A file that only carries the name of a workbook is refused."""
    (tmp_path / "a.xlsx").write_text("site,kind")
    with pytest.raises(InvalidInstance, match=r"an \.xlsx workbook"):
        load(tmp_path / "a.xlsx")


def test_ten_thousand_rows_in_seconds(folder: Folder) -> None:
    """Large tables are read in about a second (the limit leaves room for a busy machine)."""
    metros = "metro\n" + "".join(f"m{i}\n" for i in range(2500))
    demand = "service,metro,year,requests_per_s\n"
    demand += "".join(f"goods,m{i},{2027 + y},{i}.5\n" for i in range(2500) for y in range(4))
    settings = ("[2027]", "[2027, 2028, 2029, 2030]")
    path = folder(
        "facility",
        {"instance.yaml": settings, "metros.csv": metros, "demand.csv": demand},
    )
    begin = time.process_time()
    assert len(load(path).demand) == 10_000
    assert time.process_time() - begin < 4
