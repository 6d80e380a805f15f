"""Malformed instances: each is refused with a fault that names file, row and column."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from malformed import Case, cases, judged

from planner.instance import InvalidInstance, load

CASES = cases()


def refused(path, **options) -> InvalidInstance:
    with pytest.raises(InvalidInstance) as caught:
        load(path, **options)
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}")
def test_malformed_instance_is_named_for_what_it_is(case: Case, tmp_path: Path) -> None:
    """Proves that each is refused, or noted, at its file, row and column, with value and advice."""
    assert judged(case, tmp_path / "instance") == ""


def test_every_kind_of_fault_has_its_cases() -> None:
    """Proves that there are 120 malformed instances at least, three of every kind, 20 workbooks."""
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 120
    assert min(kinds.values()) >= 3, kinds
    assert kinds["workbooks"] >= 20
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)


def test_all_faults_come_in_one_pass(folder: Callable[..., object]) -> None:
    """Faults of settings, cells, references and rules are listed together, and nothing else."""
    path = folder(
        "full",
        {
            "instance.yaml": ("gap: 0.01", "gap: many"),
            "sites.csv": (",900,9", ",nine,9", "Dallas,edge", "Dallas,ege"),
            "latency.csv": ("NA,Dallas", "NA,Chicago"),
            "training_runs.csv": ("2027,2028", "2028,2027"),
        },
    )
    found = [(fault.file, fault.row, fault.column) for fault in refused(path).faults]
    assert sorted(found) == [
        ("instance.yaml", 9, "solve.gap"),
        ("latency.csv", 2, "site"),
        ("sites.csv", 2, "max_facility_mw"),
        ("sites.csv", 3, "kind"),
        ("training_runs.csv", 2, "latest_year"),
    ]


def test_every_malformed_file_is_named_beside_all_others(folder: Callable[..., object]) -> None:
    """Proves that a fault in one file hides none in another: twelve files, each with its own kind."""
    path = folder(
        "full",
        {
            "instance.yaml": ("discount_rate: 0.08", "discount_rate: 8"),
            "sites.csv": (",900,9", ",480000,9", "32.8,-96.8", "-96.8,32.8"),
            "accelerators.csv": ("chip,V,1.8", 'chip,V,"1,8"'),
            "bill_of_materials.csv": ("chip,nic,2028", "chip,nic,46753"),
            "cooling.csv": b"cooling,max_rack_kw\nfl\xfcssig,150\n",
            "pue.csv": "cooling;climate_zone;pue;pue_peak\nliquid;3B;1.1;1.25\n",
            "power_options.csv": ("3000,0.95", "3000,95%"),
            "energy.csv": ("TX,2028,46", "TX,2028,NA"),
            "latency.csv": ("Dallas", "Dalas"),
            "metros.csv": ("metro,lat,lon", "metro,lat,long"),
            "demand_totals.csv": ("chat,2028,1600", "chat,2027,1600"),
            "throughput.csv": None,
        },
    )
    assert {fault.file for fault in refused(path).faults} >= {
        "instance.yaml", "sites.csv", "accelerators.csv", "bill_of_materials.csv", "cooling.csv", "pue.csv",
        "power_options.csv", "energy.csv", "latency.csv", "metros.csv", "demand_totals.csv", "throughput.csv",
    }  # fmt: skip


def test_fault_reads_as_a_sentence(folder: Callable[..., object]) -> None:
    """The text of a fault has place, value, expectation and hint."""
    path = folder("full", {"sites.csv": (",900,9", ',"1.234,5",9')})
    assert [str(fault) for fault in refused(path).faults] == [
        "sites.csv row 2, column max_facility_mw: '1.234,5' — expected a number in MW facility "
        "> 0 and ≤ 100000 (decimal comma? write 1234.5)"
    ]


def test_unreadable_table_raises_no_further_faults(folder: Callable[..., object]) -> None:
    """References into a table that could not be read are not called dangling."""
    error = refused(folder("full", {"sites.csv": "site;kind\nPlains;campus\n"}))
    assert [fault.file for fault in error.faults] == ["sites.csv"]


def test_no_such_instance(tmp_path) -> None:
    """A path that is neither folder nor workbook is refused by name."""
    assert "folder or an .xlsx" in str(refused(tmp_path / "none"))


def test_region_without_any_price(folder: Callable[..., object]) -> None:
    """A region that the energy table does not name is a fault of the site."""
    text = "region,year,grid_usd_per_mwh,grid_carbon_t_per_mwh,gas_usd_per_mmbtu\n"
    prices = text + "OK,2027,45,0,3\nOK,2028,45,0,3\n"
    error = refused(folder("full", {"energy.csv": prices, "scenarios.yaml": None}))
    assert [(f.file, f.row, f.column, f.value) for f in error.faults] == [
        ("sites.csv", 2, "region", "TX"),
        ("sites.csv", 3, "region", "TX"),
    ]


def test_unknown_catalogue_hides_no_other_fault(folder: Callable[..., object]) -> None:
    """With an unknown catalogue, what it would have given is not called missing."""
    path = folder(
        "full",
        {
            "instance.yaml": ("name: full", "name: full\ncatalogue: 1999.1"),
            "cooling.csv": None,
            "energy.csv": None,
            "sites.csv": (",900,9", ",-900,9"),
        },
    )
    found = [(fault.file, fault.column) for fault in refused(path).faults]
    assert found == [("instance.yaml", "catalogue"), ("sites.csv", "max_facility_mw")]


def test_ten_thousand_dangling_names_are_listed_quickly(folder: Callable[..., object]) -> None:
    """Every dangling row is a fault, and the search for near names does not take minutes."""
    metros = "metro\nm1\nm2\n" + "".join(f"place-{i}\n" for i in range(1000))
    demand = "service,metro,year,requests_per_s\n"
    demand += "".join(f"goods,plaze-{i},2027,1\n" for i in range(10_000))
    begin = time.process_time()
    error = refused(folder("facility", {"metros.csv": metros, "demand.csv": demand}))
    assert len(error.faults) == 10_000
    assert "did you mean 'place-0'?" in str(error.faults[0])
    assert time.process_time() - begin < 8
