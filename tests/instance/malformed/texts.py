"""Malformed text of files: encodings, line ends, blanks, magnitudes, reserved words, locale, quotes."""

from __future__ import annotations

from .case import Case, Refused, Warned, edited
from .edited import DEMAND, SITES, YAML

HEAD = "site,kind,max_requests_per_s,opening_musd"
UMLAUT = f"{HEAD}\nd1,edge,10,3\nd2,edge,20,4\nMünchen,edge,1,1\n"
RATES = "services.csv"


def _file(kind, name, file, content, expected):
    return Case(kind, name, edited("facility", {file: content}), expected)


def _cell(kind, name, old, new, row, column, value, says, file=SITES):
    expected = Refused(file, row, column, says, value)
    return Case(kind, name, edited("full", {file: (old, new)}), expected)


ENCODINGS = [
    _file(
        "encodings",
        "UTF-16 little endian",
        SITES,
        b"\xff\xfe" + UMLAUT.encode("utf-16-le"),
        Refused(SITES, 1, "", "the file is UTF-16", "\\xff"),
    ),
    _file(
        "encodings",
        "UTF-16 big endian",
        DEMAND,
        b"\xfe\xff" + "service,metro\n".encode("utf-16-be"),
        Refused(DEMAND, 1, "", "the file is UTF-16", "\\xfe"),
    ),
    _file(
        "encodings",
        "Windows-1252",
        SITES,
        UMLAUT.encode("cp1252"),
        Refused(SITES, 4, "", "'ü' in Windows-1252?", "\\xfc"),
    ),
    _file(
        "encodings",
        "Windows-1252 with line ends of old Macs",
        SITES,
        UMLAUT.replace("\n", "\r").encode("cp1252"),
        Refused(SITES, 4, "", "save the file as CSV UTF-8", "\\xfc"),
    ),
    _file(
        "encodings",
        "settings in Windows-1252",
        YAML,
        "name: München\n".encode("cp1252"),
        Refused(YAML, 1, "", "UTF-8 text", "\\xfc"),
    ),
    _file(
        "encodings",
        "UTF-16 without a byte-order mark",
        SITES,
        HEAD.encode("utf-16-le"),
        Refused(SITES, 1, "", "save the file as UTF-8", "\\x00"),
    ),
    _file(
        "encodings",
        "UTF-8 read as Windows-1252 and saved again",
        SITES,
        UMLAUT.replace("ü", "Ã¼"),
        Warned(("sites.csv row 4", "'MÃ¼nchen'", "encoding was lost")),
    ),
    _file(
        "encodings",
        "letters that were lost",
        SITES,
        UMLAUT.replace("ü", "\ufffd"),
        Warned(("sites.csv row 4", "M\ufffdnchen", "encoding was lost")),
    ),
    _file(
        "encodings",
        "byte-order mark inside the file",
        SITES,
        f"{HEAD}\nd1,edge,10,3\n\ufeffd2,edge,20,4\n",
        Refused(SITES, 3, "site", "invisible character", "\ufeffd2"),
    ),
    _file(
        "encodings",
        "one name in two forms of its letters",
        SITES,
        f"{UMLAUT}Mu\u0308nchen,edge,1,1\n",
        Refused(SITES, 5, "site", "did you mean 'München'", "Mu\u0308nchen"),
    ),
]

LINE_ENDS = [
    _file(
        "line ends",
        "CRLF and a fault in row 3",
        SITES,
        f"{HEAD}\r\nd1,edge,10,3\r\nd2,egde,20,4\r\n",
        Refused(SITES, 3, "kind", "did you mean 'edge'?", "egde"),
    ),
    _file(
        "line ends",
        "CR alone and a fault in row 3",
        SITES,
        f"{HEAD}\rd1,edge,10,3\rd2,egde,20,4\r",
        Refused(SITES, 3, "kind", "did you mean 'edge'?", "egde"),
    ),
    _file(
        "line ends",
        "mixed, without one at the end",
        SITES,
        f"{HEAD}\r\nd1,edge,10,3\n\r\nd2,egde,20,4",
        Refused(SITES, 4, "kind", "did you mean 'edge'?", "egde"),
    ),
    _file(
        "line ends",
        "line break inside a name",
        SITES,
        f'{HEAD}\n"d\n1",edge,10,3\n',
        Refused(SITES, 2, "site", "a line break", "d\n1"),
    ),
    _file(
        "line ends",
        "line break inside a number",
        SITES,
        f'{HEAD}\nd1,edge,"1\n0",3\nd2,edge,20,4\n',
        Refused(SITES, 2, "max_requests_per_s", "a number in requests/s", "1\n0"),
    ),
    _file(
        "line ends",
        "CRLF in settings and a fault in row 4",
        YAML,
        "name: f\r\nfamilies: [siting, inference]\r\nperiods: [2027]\r\ndiscount_rate: x\r\n"
        "price_year: 2026\r\nstrict: true\r\n",
        Refused(YAML, 4, "discount_rate", "a number", "x"),
    ),
]

BLANKS = [
    _cell("blank cells", "no name", "Dallas,edge", ",edge", 3, "site", None, "text"),
    _cell(
        "blank cells",
        "a name of blanks",
        "Dallas,edge",
        "  ,edge",
        3,
        "site",
        "  ",
        "only blanks",
    ),
    _cell(
        "blank cells",
        "no price",
        "TX,2028,46",
        "TX,2028,",
        3,
        "grid_usd_per_mwh",
        None,
        "a number in USD/MWh",
        "energy.csv",
    ),
    _cell(
        "blank cells",
        "a number of blanks",
        "150,2.5",
        "150,\u00a0",
        2,
        "capex_musd_per_mw",
        "\u00a0",
        "only blanks",
        "cooling.csv",
    ),
    _cell(
        "blank cells", "no word", "Dallas,edge", "Dallas,", 3, "kind", None, "one of campus, edge"
    ),
    _cell(
        "blank cells",
        "no number that a family needs",
        "12,5,2,,",
        "12,5,,,",
        3,
        "grid_queue_years",
        None,
        "needed by family power",
    ),
    _file(
        "blank cells",
        "blank settings",
        YAML,
        "name:\nfamilies: [siting, inference]\nperiods: [2027]\ndiscount_rate: \n"
        "price_year: 2026\nstrict: true\n",
        Refused(YAML, 4, "discount_rate", "a number", None),
    ),
]

MAGNITUDES = [
    _cell(
        "not a number",
        f"{word} for a number",
        ",900,9",
        f",{word},9",
        2,
        "max_facility_mw",
        word,
        "not a finite number; leave the cell empty",
    )
    for word in ("nan", "NaN", "inf", "-inf", "Infinity", "1e999", "#N/A".replace("#", ""))
] + [
    _cell(
        "magnitudes",
        f"{value} requests",
        "2027,800",
        f"2027,{value}",
        2,
        "requests_per_s",
        value,
        "no number may be larger than 1e+12",
        "demand_totals.csv",
    )
    for value in ("1e16", "1e308", "99999999999999999999", "-1e15")
]

RESERVED = [
    _cell(
        "reserved words",
        f"{word} where a number goes",
        ",900,9",
        f",{word},9",
        2,
        "max_facility_mw",
        word,
        says,
    )
    for word, says in (
        ("NA", "leave the cell empty"),
        ("None", "leave the cell empty"),
        ("null", "leave the cell empty"),
        ("TRUE", "a number in MW facility"),
        ("-", "a number in MW facility"),
    )
] + [
    _cell(
        "reserved words",
        "NA for a year",
        "TX,2028",
        "TX,NA",
        3,
        "year",
        "NA",
        "a year as four digits",
        "energy.csv",
    ),
    _cell(
        "reserved words",
        "null in a list of names",
        "chip|next",
        "chip|null",
        2,
        "accelerators",
        "null",
        "accelerators.csv",
        "training_runs.csv",
    ),
]

LOCALE = [
    _cell("locale", name, ",900,9", f",{cell},9", 2, "max_facility_mw", value, says)
    for name, cell, value, says in (
        ("decimal comma", '"900,5"', "900,5", "decimal comma? write 900.5"),
        ("point for thousands", '"1.234,56"', "1.234,56", "decimal comma? write 1234.56"),
        ("comma for thousands", '"1,234.5"', "1,234.5", "thousands mark? write 1234.5"),
        ("either of both", '"1,234"', "1,234", "write 1234 or 1.234"),
        ("blank for thousands", "1\u202f234", "1\u202f234", "thousands mark? write 1234"),
        ("apostrophe for thousands", "1'234", "1'234", "thousands mark? write 1234"),
        ("underscore for thousands", "1_234", "1_234", "thousands mark? write 1234"),
        ("Indian thousands", '"9,00,000"', "9,00,000", "a number in MW facility"),
        ("minus that is a dash", "\u22125", "\u22125", "not a minus sign; write -5"),
        ("Arabic digits", "٩٠٠", "٩٠٠", "a number in MW facility"),
        ("wide digits", "９００", "９００", "a number in MW facility"),
        ("euro sign", "900 €", "900 €", "its currency stands in the column's name"),
    )
] + [
    _file(
        "locale",
        "semicolons",
        SITES,
        "site;kind\nd1;edge\n",
        Refused(SITES, 1, "", "cells separated by semicolons?", "site;kind"),
    ),
    _file(
        "locale",
        "tabs",
        DEMAND,
        "service\tmetro\tyear\trequests_per_s\ngoods\tm1\t2027\t5\n",
        Refused(DEMAND, 1, "", "cells separated by tabs?"),
    ),
    _file(
        "locale",
        "separator told to Excel",
        SITES,
        f"sep=,\n{HEAD}\nd1,edge,10,3\nd2,edge,20,4\n",
        Refused(SITES, 1, "", "they stand in row 2", "sep="),
    ),
]

QUOTES = [
    _file(
        "quoting",
        "open quote",
        SITES,
        f'{HEAD}\nd1,"edge,10,3\nd2,edge,20,4\n',
        Refused(SITES, 2, "", "CSV with closed quotes", None),
    ),
    _file(
        "quoting",
        "text behind a closing quote",
        SITES,
        f'{HEAD}\n"d1"x,edge,10,3\n',
        Refused(SITES, 2, "", "CSV with closed quotes", None),
    ),
    _file(
        "quoting",
        "quotes with backslashes",
        SITES,
        f'{HEAD}\n"d\\"1",edge,10,3\n',
        Refused(SITES, 2, "", "CSV with closed quotes", None),
    ),
    _file(
        "quoting",
        "comma without quotes",
        SITES,
        f"{HEAD}\nDallas, TX,edge,10,3\n",
        Refused(SITES, 2, "", "an unquoted comma", "5 cells"),
    ),
    _file(
        "quoting",
        "whole rows in quotes",
        SITES,
        f'"{HEAD}"\n"d1,edge,10,3"\n',
        Refused(SITES, 1, HEAD, "a column of sites", HEAD),
    ),
    _cell(
        "quoting",
        "a list as JSON",
        "chip|next",
        '"[""chip"",""next""]"',
        2,
        "accelerators",
        '["chip","next"]',
        "write a|b",
        "training_runs.csv",
    ),
    _file(
        "quoting",
        "a table as JSON",
        SITES,
        '[{"site": "d1", "kind": "edge"}]\n',
        Refused(SITES, 1, "site", "part of the key", None),
    ),
    _file(
        "quoting",
        "curly quotes",
        SITES,
        f"{HEAD}\nd1,“edge”,10,3\nd2,edge,20,4\n",
        Refused(SITES, 2, "kind", "did you mean 'edge'?", "“edge”"),
    ),
    _file(
        "quoting",
        "a control character in a text",
        SITES,
        f"{HEAD},note\nd1,edge,10,3,\x1b[2Jgone\nd2,edge,20,4,\n",
        Refused(SITES, 2, "note", "a control character", "\x1b[2Jgone"),
    ),
]

TEXTS = [
    *ENCODINGS, *LINE_ENDS, *BLANKS, *MAGNITUDES, *RESERVED, *LOCALE, *QUOTES,
]  # fmt: skip
