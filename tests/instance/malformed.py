"""Malformed cells and tables, each with the fault it must get."""

from __future__ import annotations

from typing import NamedTuple


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
        "needed by family fleet",
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
