"""Malformed instances: each is refused with a fault that names file, row and column."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import pytest

from planner.instance import InvalidInstance, load


class Case(NamedTuple):
    """A malformed instance and the fault it must get."""

    what: str
    base: str
    edits: dict[str, object]
    file: str
    row: int | None
    column: str
    says: str


def full(what, file, old, new, row, column, says, at=None):
    """One replacement in one file of the full instance."""
    return Case(what, "full", {file: (old, new)}, at or file, row, column, says)


def plain(what, file, old, new, row, column, says, at=None):
    """One replacement in one file of the facility instance."""
    return Case(what, "facility", {file: (old, new)}, at or file, row, column, says)


SITES, YAML, DEMAND = "sites.csv", "instance.yaml", "demand.csv"
RUNS, ASSETS = "training_runs.csv", "existing_assets.csv"

CELLS = [
    full(
        "thousands point and decimal comma",
        SITES,
        ",900,9",
        ',"1.234,5",9',
        2,
        "max_facility_mw",
        "decimal comma? write 1234.5",
    ),
    full("decimal comma", SITES, ",40,12", ',"9,99",12', 3, "max_facility_mw", "write 9.99"),
    full(
        "comma that could be either",
        SITES,
        ",900,9",
        ',"1,234",9',
        2,
        "max_facility_mw",
        "write 1234 or 1.234",
    ),
    full(
        "thousands mark",
        SITES,
        ",900,9",
        ',"1 234",9',
        2,
        "max_facility_mw",
        "thousands mark? write 1234",
    ),
    full("apostrophe", SITES, ",900,9", ",1'234,9", 2, "max_facility_mw", "write 1234"),
    full("unit in the cell", SITES, ",900,9", ",900 MW,9", 2, "max_facility_mw", "unit stands in"),
    full("inf", SITES, ",900,9", ",inf,9", 2, "max_facility_mw", "finite"),
    full("nan", SITES, ",900,9", ",nan,9", 2, "max_facility_mw", "leave the cell empty"),
    full(
        "NA in a number column",
        SITES,
        ",900,9",
        ",NA,9",
        2,
        "max_facility_mw",
        "leave the cell empty",
    ),
    full("1e400", SITES, ",900,9", ",1e400,9", 2, "max_facility_mw", "finite"),
    full(
        "too large for the solver",
        DEMAND.replace("demand", "demand_totals"),
        "2027,800",
        "2027,1e16",
        2,
        "requests_per_s",
        "larger than 1e+12",
    ),
    full("negative", SITES, ",900,9", ",-5,9", 2, "max_facility_mw", "> 0 and ≤ 100000"),
    full(
        "share over one", "power_options.csv", "3000,0.95", "3000,95", 3, "capacity_credit", "≤ 1"
    ),
    full(
        "percent",
        "power_options.csv",
        "3000,0.95",
        "3000,95%",
        3,
        "capacity_credit",
        "write the share 0.95",
    ),
    full(
        "word out of others", SITES, "Dallas,edge", "Dallas,egde", 3, "kind", "did you mean 'edge'?"
    ),
    full(
        "word in another case",
        SITES,
        "Dallas,edge",
        "Dallas,Edge",
        3,
        "kind",
        "did you mean 'edge'?",
    ),
    full("date for a year", "energy.csv", "TX,2028", "TX,2028-01-01", 3, "year", "a date?"),
    full("German date for a year", "energy.csv", "TX,2028", "TX,01.01.2028", 3, "year", "a date?"),
    full("two digits of a year", "energy.csv", "TX,2028", "TX,28", 3, "year", "four digits"),
    full("year as a float", "energy.csv", "TX,2028", "TX,2028.0", 3, "year", "write 2028"),
    full("half a site", RUNS, "kind,h100e", "kind,max_sites,h100e", 2, "", "cells"),
    full("only blanks", "cooling.csv", "150,2.5", "150,  ", 2, "capex_musd_per_mw", "only blanks"),
    full(
        "list with an empty word",
        "power_options.csv",
        "campus|edge",
        "campus|",
        3,
        "site_kinds",
        "empty",
    ),
    full(
        "list with an unknown word",
        "power_options.csv",
        "campus|edge",
        "campus|urban",
        3,
        "site_kinds",
        "words out of",
    ),
    plain("missing required cell", DEMAND, "m2,2027,7", "m2,2027,", 3, "requests_per_s", "≥ 0"),
    Case(
        "whole number that is not one",
        "full",
        {RUNS: ("dropped_musd,", "dropped_musd,max_sites,", ",900,", ",900,1.5,")},
        RUNS,
        2,
        "max_sites",
        "a whole number",
    ),
    Case(
        "list separated by semicolons",
        "full",
        {"fabrics.csv": (",chip", ",chip;next")},
        "fabrics.csv",
        2,
        "accelerators",
        "accelerators.csv",
    ),
]

TABLES = [
    Case(
        "no table that a family needs",
        "full",
        {"energy.csv": None},
        "energy.csv",
        None,
        "",
        "needed by family power",
    ),
    Case(
        "no demand at all", "facility", {DEMAND: None}, DEMAND, None, "", "demand or demand_totals"
    ),
    Case(
        "no throughput",
        "full",
        {"throughput.csv": None},
        "throughput.csv",
        None,
        "",
        "fleet and inference",
    ),
    Case("empty file", "facility", {SITES: ""}, SITES, 1, "", "a heading"),
    Case("heading alone", "facility", {SITES: "site,kind\n"}, SITES, None, "", "rows of sites"),
    Case(
        "unknown table",
        "facility",
        {"site.csv": "site\na\n"},
        "site.csv",
        None,
        "",
        "did you mean 'sites.csv'?",
    ),
    Case(
        "table in another case",
        "facility",
        {"Metros.csv": "metro\na\n"},
        "Metros.csv",
        None,
        "",
        "'metros.csv'",
    ),
    Case(
        "table of an unlisted family",
        "facility",
        {"cooling.csv": "cooling\nair\n"},
        "cooling.csv",
        None,
        "",
        "list family halls",
    ),
    Case("semicolon file", "facility", {SITES: "site;kind\nd1;edge\n"}, SITES, 1, "", "semicolons"),
    Case("tab file", "facility", {SITES: "site\tkind\nd1\tedge\n"}, SITES, 1, "", "tabs"),
    Case(
        "Latin-1",
        "facility",
        {SITES: b"site,kind\nd1,edge\nM\xfcnchen,edge\n"},
        SITES,
        3,
        "",
        "UTF-8",
    ),
    Case(
        "UTF-16",
        "facility",
        {SITES: "site,kind\nd1,edge\n".encode("utf-16")},
        SITES,
        1,
        "",
        "UTF-8",
    ),
    Case("NUL byte", "facility", {SITES: b"site,kind\nd1,ed\0ge\n"}, SITES, 2, "", "UTF-8"),
    Case("open quote", "facility", {SITES: 'site,kind\nd1,"edge\n'}, SITES, 2, "", "closed quotes"),
    Case(
        "spreadsheet in a folder", "facility", {"sites.xlsx": b"PK"}, "sites.xlsx", None, "", "CSV"
    ),
    plain(
        "unknown column",
        SITES,
        "opening_musd",
        "opening_mussd",
        1,
        "opening_mussd",
        "'opening_musd'",
    ),
    plain("heading twice", SITES, "opening_musd", "kind", 1, "kind", "also the heading of cell 2"),
    plain("cell without heading", SITES, "opening_musd", "", 1, "(4)", "a heading over"),
    plain(
        "required column missing",
        SITES,
        "site,kind,",
        "site,operator,",
        1,
        "kind",
        "the column kind",
    ),
    plain("key column missing", SITES, "site,kind", "name,kind", 1, "site", "part of the key"),
    plain("too many cells", SITES, "d1,edge,10,3", "d1,edge,10,3,5", 2, "", "decimal comma?"),
    plain("too few cells", SITES, "d1,edge,10,3", "d1,edge,10", 2, "", "4 cells"),
    plain("key twice", SITES, "d2,edge", "d1,edge", 3, "site", "also in row 2"),
    plain(
        "long key twice", DEMAND, "goods,m2", "goods,m1", 3, "service, metro, year", "also in row 2"
    ),
    plain("names that differ in case", SITES, "d2,edge", "D1,edge", 3, "site", "did you mean 'd1'"),
    plain(
        "names that differ in blanks", "metros.csv", "m2", "m 1", 3, "metro", "did you mean 'm1'"
    ),
    full(
        "region in two spellings",
        SITES,
        "US,TX,3B,candidate",
        "US,tx,3B,candidate",
        3,
        "region",
        "did you mean",
    ),
    full(
        "column that a family needs",
        SITES,
        ",900,9",
        ",,9",
        2,
        "max_facility_mw",
        "needed by family halls",
    ),
    full(
        "column of tokens missing",
        "services.csv",
        "input_tokens",
        "mbit_per_request",
        1,
        "input_tokens",
        "needed by family fleet",
    ),
]

SETTINGS = [
    Case("no settings", "facility", {YAML: None}, YAML, None, "", "file of settings"),
    Case(
        "settings under another name",
        "facility",
        {"instances.yml": "a: 1\n"},
        "instances.yml",
        None,
        "",
        "'instance'",
    ),
    Case("not a mapping", "facility", {YAML: "- a\n"}, YAML, 1, "", "a mapping"),
    Case("broken YAML", "facility", {YAML: "name: [a\nperiods: 3\n"}, YAML, 2, "", "YAML 1.2"),
    plain(
        "setting twice",
        YAML,
        "strict: true",
        "strict: true\nperiods: [2030]",
        7,
        "periods",
        "also in row 3",
    ),
    plain(
        "unknown setting",
        YAML,
        "discount_rate",
        "discount_rat",
        4,
        "discount_rat",
        "'discount_rate'",
    ),
    plain("missing setting", YAML, "discount_rate: 0\n", "", 1, "discount_rate", "a number"),
    plain("yes is no flag", YAML, "strict: true", "strict: yes", 6, "strict", "true or false"),
    plain("unknown family", YAML, "[siting, inf", "[sitting, inf", 2, "families", "'siting'"),
    plain(
        "family twice", YAML, "[siting, inf", "[siting, siting, inf", 2, "families", "stands twice"
    ),
    plain(
        "family without what it needs", YAML, "[siting, inf", "[inf", 2, "families", "siting too"
    ),
    plain("no families", YAML, "[siting, inference]", "[]", 2, "families", "some of"),
    plain("date as period", YAML, "[2027]", "[2027-01-01]", 3, "periods", "a date?"),
    plain(
        "tag",
        YAML,
        "discount_rate: 0",
        "discount_rate: !!python/name:os.system x",
        4,
        "discount_rate",
        "without tags",
    ),
    plain("anchor", YAML, "[2027]", "&a [2027]", 3, "periods", "anchors"),
    plain(
        "infinite rate",
        YAML,
        "discount_rate: 0",
        "discount_rate: .inf",
        4,
        "discount_rate",
        "finite",
    ),
    plain(
        "rate of -100 %",
        YAML,
        "discount_rate: 0",
        "discount_rate: -1",
        4,
        "discount_rate",
        "> -0.5",
    ),
    plain(
        "unknown catalogue",
        YAML,
        "strict: true",
        "catalogue: 1999.1",
        6,
        "catalogue",
        "one of none",
    ),
    plain(
        "use without catalogue",
        YAML,
        "strict: true",
        "use: {cooling: [air]}",
        6,
        "use",
        "catalogue is none",
    ),
    plain(
        "interpolate of no yearly table",
        YAML,
        "strict: true",
        "interpolate: [demnd]",
        6,
        "interpolate",
        "'demand'",
    ),
    full("periods that fall", YAML, "[2027, 2028]", "[2028, 2027]", 3, "periods", "rise"),
    full("period twice", YAML, "[2027, 2028]", "[2027, 2027]", 3, "periods", "stands twice"),
    full(
        "horizon that ends too soon", YAML, "2030", "2028", 4, "horizon_end_year", "after the start"
    ),
    full("solve option out of range", YAML, "gap: 0.01", "gap: 2", 9, "solve.gap", "≤ 1"),
    full("unknown solve option", YAML, "gap: 0.01", "gapp: 2", 9, "solve.gapp", "'gap'"),
    full("negative carbon price", YAML, "2028: 20", "2028: -20", 7, "carbon_usd_per_t.2028", "≥ 0"),
    full(
        "carbon price of no year",
        YAML,
        "2028: 20",
        "28: 20",
        7,
        "carbon_usd_per_t.28",
        "four digits",
    ),
]

REFERENCES = [
    plain("metro that is not there", DEMAND, "goods,m2", "goods,m3", 3, "metro", "metros.csv"),
    plain("site in another case", "route_costs.csv", "m1,d2", "m1,D2", 3, "site", "'d2'"),
    full(
        "run on an unknown accelerator", RUNS, "chip|next", "chip|nxt", 2, "accelerators", "'next'"
    ),
    full(
        "asset of an unknown cooling",
        ASSETS,
        "hall,liquid",
        "hall,liquids",
        2,
        "item",
        "cooling.csv",
    ),
    full(
        "asset item of the wrong family",
        ASSETS,
        "power,grid",
        "power,chip",
        3,
        "item",
        "power_options.csv",
    ),
    full(
        "asset at a candidate site",
        ASSETS,
        "Plains,hall",
        "Dallas,hall",
        2,
        "site",
        "status existing",
    ),
    full("asset without amount", ASSETS, "2025,,50,", "2025,,,", 2, "mw", "the mw of this hall"),
    full("asset in the wrong unit", ASSETS, "2029,,1000", "2029,1000,", 4, "units", "the units"),
    full(
        "asset that ends before it serves",
        ASSETS,
        "2025,2040",
        "2025,2020",
        3,
        "end_year",
        "after in_service_year",
    ),
    full("latency of no site", "latency.csv", "NA,Dallas", "NA,Dalas", 2, "site", "'Dallas'"),
    full(
        "region without prices",
        "energy.csv",
        "TX,2027",
        "OK,2027",
        3,
        "year",
        "missing for TX: 2027",
    ),
    full(
        "climate zone without cooling", "pue.csv", "3B", "4A", 2, "climate_zone", "pue.csv", SITES
    ),
    full(
        "accelerator without price",
        "bill_of_materials.csv",
        "next,gpu,2028,40000\n",
        "",
        3,
        "accelerator",
        "bill_of_materials",
        "accelerators.csv",
    ),
    full("model that nothing runs", "services.csv", "m70", "m71", 2, "model", "'m70'"),
    full(
        "round trip of a site to itself",
        "site_latency.csv",
        "Plains,Dallas",
        "Plains,Plains",
        2,
        "site_b",
        "another site",
    ),
    full(
        "round trip in both directions",
        "site_latency.csv",
        "Dallas,4",
        "Dallas,4\nDallas,Plains,5",
        3,
        "site_a, site_b",
        "each pair once",
    ),
]

RULES = [
    full(
        "both h100e and it_mw",
        RUNS,
        "pretraining,,60",
        "pretraining,100,60",
        2,
        "h100e",
        "exactly one",
    ),
    full(
        "neither h100e nor it_mw",
        RUNS,
        "pretraining,,60",
        "pretraining,,",
        2,
        "h100e",
        "exactly one",
    ),
    full(
        "it_mw without reference",
        RUNS,
        "60,chip",
        "60,",
        2,
        "reference_accelerator",
        "it_mw is stated",
    ),
    full(
        "reference without rate",
        "accelerators.csv",
        "5,2.5",
        "5,0",
        2,
        "reference_accelerator",
        "h100e_per_unit > 0",
        RUNS,
    ),
    full(
        "window backwards",
        RUNS,
        "2027,2028",
        "2028,2027",
        2,
        "latest_year",
        "not before earliest_year",
    ),
    full(
        "run longer than the horizon",
        RUNS,
        "2027,2028,1,",
        "2027,2028,4,",
        2,
        "latest_year",
        "ends by 2030",
    ),
    full(
        "window between periods",
        RUNS,
        "2027,2028,1,",
        "2031,2032,1,",
        2,
        "latest_year",
        "periods start in",
    ),
    full("no price of dropping", RUNS, ",900,", ",,", 2, "dropped_musd", "unless strict"),
    full(
        "no price of unserved",
        "services.csv",
        "country,20",
        "country,",
        2,
        "unserved_usd_per_mtoken",
        "unless strict",
    ),
    full(
        "steps that fall",
        "energisation_steps.csv",
        "2028,50",
        "2028,10",
        3,
        "cumulative_mw",
        "step before (20)",
    ),
    full(
        "steps and a held grid position",
        "energisation_steps.csv",
        "cell,2028,50",
        "grid,2028,50",
        3,
        "option",
        "queue_mw is held",
    ),
    full("pue below one", "pue.csv", "1.1,", "0.9,", 2, "pue", "≥ 1"),
    full("latitude alone", SITES, "32.8,-96.8", "32.8,", 3, "lon", "together"),
    full(
        "no coordinates with a latency limit",
        "metros.csv",
        "NA,33,-97",
        "NA,,",
        2,
        "lat",
        "max_network_ms",
    ),
    full("no country with residency", "metros.csv", "-97,US", "-97,", 2, "country", "residency"),
    full(
        "no population for totals",
        "metros.csv",
        "6000000",
        "",
        2,
        "population",
        "demand_totals.csv",
    ),
    full("missing year", "energy.csv", "TX,2028,46,0.36,3.2\n", "", 2, "year", "2028"),
    full(
        "missing supply year", "power_supply.csv", "cell,2028,500\n", "", 2, "year", "interpolate"
    ),
    full(
        "missing part year",
        "bill_of_materials.csv",
        "chip,nic,2028,2000\n",
        "",
        4,
        "year",
        "chip.nic: 2028",
    ),
    plain(
        "missing demand year",
        YAML,
        "[2027]",
        "[2027, 2029]",
        2,
        "year",
        "goods.m1, goods.m2: 2029",
        DEMAND,
    ),
    Case(
        "totals beside demand",
        "full",
        {DEMAND: "service,metro,year,requests_per_s\nchat,NA,2027,5\nchat,NA,2028,5\n"},
        "demand_totals.csv",
        2,
        "service",
        "demand.csv row 2",
    ),
]

SCENARIOS = [
    full(
        "unknown path in another scenario",
        "scenarios.yaml",
        "    families",
        "    site.a.b",
        8,
        "site.a.b",
        "'sites'",
    ),
    full(
        "unknown key of a scenario",
        "scenarios.yaml",
        "  description",
        "  descripton",
        2,
        "dear-gas.descripton",
        "description",
    ),
    full(
        "value of a scenario out of range",
        "scenarios.yaml",
        ": 8",
        ": eight",
        4,
        "energy.TX.*.gas_usd_per_mmbtu",
        "a number",
    ),
]

CASES = CELLS + TABLES + SETTINGS + REFERENCES + RULES


def refused(path, **options) -> InvalidInstance:
    with pytest.raises(InvalidInstance) as caught:
        load(path, **options)
    return caught.value


def assert_named(error: InvalidInstance, case: Case) -> None:
    named = [
        fault
        for fault in error.faults
        if (fault.file, fault.row, fault.column) == (case.file, case.row, case.column)
    ]
    assert named, f"no fault at {case.file} {case.row} {case.column} in:\n{error}"
    assert any(case.says in str(fault) for fault in named), str(error)
    assert str(named[0]) in str(error)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_fault_is_named(case: Case, folder: Callable[..., object]) -> None:
    """A malformed file is refused, and file, row, column and advice are those of the fault."""
    assert_named(refused(folder(case.base, case.edits)), case)


@pytest.mark.parametrize("case", SCENARIOS, ids=lambda case: case.what)
def test_scenario_fault_is_named(case: Case, folder: Callable[..., object]) -> None:
    """All scenarios are checked when one is used."""
    assert_named(refused(folder(case.base, case.edits), scenario="dear-gas"), case)


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
    error = refused(folder("full", {"energy.csv": text + "OK,2027,45,0,3\nOK,2028,45,0,3\n"}))
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
