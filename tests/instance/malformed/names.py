"""Malformed names: duplicates, near names, names that nothing has, and changes that name nothing."""

from __future__ import annotations

from .case import Case, Refused, Warned, edited
from .edited import DEMAND, RUNS, SITES, YAML

SCENARIO_FILE = "scenarios.yaml"


def _full(kind, name, file, old, new, row, column, value, says, at=None):
    expected = Refused(at or file, row, column, says, value)
    return Case(kind, name, edited("full", {file: (old, new)}), expected)


def _plain(kind, name, file, old, new, row, column, value, says):
    expected = Refused(file, row, column, says, value)
    return Case(kind, name, edited("facility", {file: (old, new)}), expected)


def _change(name, change, column, value, says):
    expected = Refused("changes", 1, column, says, value)
    return Case("--set", name, edited("full", {}), expected, changes=(change,))


def _scenario(name, old, new, row, column, value, says):
    return _full("scenarios", name, SCENARIO_FILE, old, new, row, column, value, says)


DUPLICATES = [
    _plain("duplicates", "a site", SITES, "d2,", "d1,", 3, "site", "d1", "also in row 2"),
    _plain(
        "duplicates",
        "a row word for word",
        DEMAND,
        "goods,m2,2027,7",
        "goods,m1,2027,5",
        3,
        "service, metro, year",
        "goods, m1, 2027",
        "also in row 2",
    ),
    _plain(
        "duplicates",
        "a heading",
        SITES,
        "opening_musd",
        "kind",
        1,
        "kind",
        "kind",
        "also the heading of cell 2",
    ),
    _plain(
        "duplicates",
        "a heading but for blanks",
        SITES,
        "opening_musd",
        " kind",
        1,
        "kind",
        "kind",
        "each heading once",
    ),
    _full(
        "duplicates",
        "a word of a list",
        RUNS,
        "chip|next",
        "chip|chip",
        2,
        "accelerators",
        "chip|chip",
        "'chip' stands twice",
    ),
    _plain(
        "duplicates",
        "a period",
        YAML,
        "[2027]",
        "[2027, 2027]",
        3,
        "periods",
        "['2027', '2027']",
        "stands twice",
    ),
    Case(
        "duplicates",
        "a table in two spellings",
        edited("facility", {"Sites.csv": "site,kind\nd1,edge\n"}),
        Refused("Sites.csv", None, "", "did you mean 'sites.csv'?", "Sites.csv"),
    ),
]

NEAR = [
    _full(
        "near names", "a site", "latency.csv", "Dallas", "Dalas", 2, "site", "Dalas", "'Dallas'?"
    ),
    _full(
        "near names",
        "a site in capitals",
        "site_latency.csv",
        "Plains,Dallas",
        "PLAINS,Dallas",
        2,
        "site_a",
        "PLAINS",
        "did you mean 'Plains'?",
    ),
    _plain(
        "near names",
        "a key but for blanks",
        "metros.csv",
        "m2",
        "m 1",
        3,
        "metro",
        "m 1",
        "did you mean 'm1'",
    ),
    _plain(
        "near names",
        "a column",
        SITES,
        "opening_musd",
        "opening_musds",
        1,
        "opening_musds",
        "opening_musds",
        "did you mean 'opening_musd'?",
    ),
    _plain(
        "near names",
        "a column in capitals",
        SITES,
        "opening_musd",
        "Opening_MUSD",
        1,
        "Opening_MUSD",
        "Opening_MUSD",
        "did you mean 'opening_musd'?",
    ),
    _plain(
        "near names",
        "a column with blanks and a unit",
        SITES,
        "opening_musd",
        "opening musd [M$]",
        1,
        "opening musd [M$]",
        "opening musd [M$]",
        "did you mean 'opening_musd'?",
    ),
    Case(
        "near names",
        "a table",
        edited("facility", {"metro.csv": "metro\nm1\n"}),
        Refused("metro.csv", None, "", "did you mean 'metros.csv'?", "metro.csv"),
    ),
    _plain(
        "near names",
        "a setting",
        YAML,
        "discount_rate",
        "discount-rate",
        4,
        "discount-rate",
        "discount-rate",
        "did you mean 'discount_rate'?",
    ),
    _full(
        "near names",
        "a word",
        RUNS,
        "pretraining",
        "pre-training",
        2,
        "kind",
        "pre-training",
        "did you mean 'pretraining'?",
    ),
]

DANGLING = [
    _plain(
        "dangling references",
        "a metro of demand",
        DEMAND,
        "goods,m2",
        "goods,elsewhere",
        3,
        "metro",
        "elsewhere",
        "one of the metro names in metros.csv",
    ),
    _full(
        "dangling references",
        "a region without prices",
        SITES,
        "US,TX,3B,candidate",
        "US,Mars,3B,candidate",
        3,
        "region",
        "Mars",
        "energy.csv",
    ),
    _full(
        "dangling references",
        "cooling of an asset",
        "existing_assets.csv",
        "hall,liquid",
        "hall,immersion",
        2,
        "item",
        "immersion",
        "cooling.csv",
    ),
    _full(
        "dangling references",
        "leading zero that Excel took",
        SITES,
        "Dallas,edge",
        "1,edge",
        2,
        "site",
        "Dallas",
        "one of the site names in sites.csv",
        "latency.csv",
    ),
    _full(
        "dangling references",
        "accelerator of a price",
        "bill_of_materials.csv",
        "next,gpu",
        "after-next,gpu",
        6,
        "accelerator",
        "after-next",
        "accelerators.csv",
    ),
]

CHANGES = [
    _change(
        "a table", "site.Dallas.queue_mw=1", "site", "site", "did you mean 'sites'?"
    ),
    _change(
        "a row",
        "sites.Dalas.queue_mw=1",
        "sites.Dalas.queue_mw",
        "Dalas",
        "did you mean 'Dallas'?",
    ),
    _change(
        "a column",
        "sites.Dallas.que_mw=1",
        "sites.Dallas.que_mw",
        "que_mw",
        "did you mean 'queue_mw'?",
    ),
    _change("a setting", "discount_rat=0.1", "discount_rat", "discount_rat", "'discount_rate'?"),
    _change("no value", "discount_rate", "", "discount_rate", "setting=value"),
    _change("a colon", "discount_rate: 0.1", "", "discount_rate: 0.1", "setting=value"),
    _change(
        "a decimal comma", "discount_rate=0,1", "discount_rate", "0,1", "decimal comma? write 0.1"
    ),
    _change("per cent", "discount_rate=8", "discount_rate", "8", "8 looks like %"),
    _change(
        "kW",
        "sites.Dallas.max_facility_mw=480000",
        "max_facility_mw",
        "480000.0",
        "480000 looks like kW; 480 MW?",
    ),
]  # fmt: skip

SCENARIOS = [
    _scenario(
        "a table", "energy.TX.*", "enrgy.TX.*", 4, "enrgy.TX.*.gas_usd_per_mmbtu", "enrgy",
        "did you mean 'energy'?",
    ),
    _scenario(
        "a row", "energy.TX.*", "energy.TXX.*", 4, "energy.TXX.*.gas_usd_per_mmbtu", "TXX.*",
        "a key of energy",
    ),
    _scenario(
        "a column", "gas_usd_per_mmbtu", "gas_usd_mmbtu", 4, "energy.TX.*.gas_usd_mmbtu",
        "gas_usd_mmbtu", "did you mean 'gas_usd_per_mmbtu'?",
    ),
    _scenario(
        "a value", ": 8", ": eight", 4, "energy.TX.*.gas_usd_per_mmbtu", "eight", "a number",
    ),
    _scenario(
        "a setting", "solve.gap", "solve.gapp", 5, "solve.gapp", "gapp", "did you mean 'gap'?",
    ),
    _scenario("a scenario twice", "no-power", "dear-gas", 6, "dear-gas", "dear-gas", "each name once"),
    _scenario(
        "no set", "  set:\n    families", "  sets:\n    families", 8, "no-power.sets", "sets",
        "did you mean 'set'?",
    ),
    Case(
        "scenarios",
        "a name that is asked for",
        edited("full", {}),
        Refused(SCENARIO_FILE, None, "scenario", "did you mean 'dear-gas'?", "dear_gas"),
        scenario="dear_gas",
    ),
]  # fmt: skip

FORMULAS = [
    Case(
        "formula marks",
        f"a name that begins with {name}",
        edited("facility", {"metros.csv": f'metro\nm1\nm2\n"{mark}x"\n'}),
        Warned(("metros.csv row 4, column metro", f"{mark}x", "begins like a formula")),
    )
    for name, mark in (
        ("an equals sign", "="), ("a plus sign", "+"), ("a minus sign", "-"), ("an at sign", "@"),
    )
] + [
    _plain(
        "formula marks", "a formula for a number", SITES, "edge,10", "edge,=5+5", 2,
        "max_requests_per_s", "=5+5", "a number in requests/s",
    ),
]  # fmt: skip

NAMES = [*DUPLICATES, *NEAR, *DANGLING, *CHANGES, *SCENARIOS, *FORMULAS]
