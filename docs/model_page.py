"""The page of the model: notation, sets, families with their mathematics, references.

Everything on it is read from where it holds: sets, variables and constraints from the docstrings of
`models/`, units and meanings of parameters from the schema. Only symbols are put to names here.
"""

import inspect
import re
from dataclasses import dataclass
from types import FunctionType, ModuleType

from planner.instance.schema import TABLES, Settings, facts_of
from planner.models import (
    backbone,
    contracts,
    cost,
    fleet,
    flexible,
    halls,
    inference,
    limits,
    locks,
    placement,
    power,
    power_sets,
    serving,
    sets,
    siting,
    spares,
    storage,
    traffic,
    training,
)

FAMILIES: dict[ModuleType, str] = {
    siting: "Facility location over periods: openings are binary, and what a site does is linked to "
    "its opening by the tightest physical limit (strong form: Balinski 1965; Daskin 2013).",
    contracts: "",
    fleet: "",
    halls: "PUE and water use by cooling and climate: Lei and Masanet 2022.",
    training: "A scheduling and assignment problem on top of facility location; pairs of sites that are "
    "too far apart are forbidden by cliques.",
    backbone: "Capacitated multicommodity network design with modular capacity (Magnanti and Wong 1984), "
    "whose destinations, the hubs, are decided too.",
    inference: "Assignment of demand to sites as in the p-median (ReVelle and Swain 1970), shares instead of "
    "nearest sites, with the strong link of Balinski 1965 where only opening limits a site.",
    power: "Generation expansion with lead times and order books; energy in slices of representative days "
    "and firm capacity by credits, as in GenX (Jenkins and Sepulveda 2017) and PyPSA (Brown, Hörsch and "
    "Schlachtberger 2018).",
    storage: "Cyclic within each representative day, as in GenX without long-duration storage.",
    flexible: "",
    spares: "N+1: what is needed must be there with the largest unit of an option missing; where a firm grid "
    "connection of that size is in service it takes the unit's place.",
    limits: "",
    locks: "",
    cost: "",
}
"""Modules that add constraints, in the order of the page, with what is known of their kind of model."""

SET_CLASSES = (
    sets.Sets,
    power_sets.PowerSets,
    serving.ServingSets,
    placement.Placements,
    traffic.Traffic,
)

REFERENCES = """
* M. L. Balinski (1965), Integer programming: methods, uses, computation. Management Science 12(3), 253–313.
* T. Brown, J. Hörsch, D. Schlachtberger (2018), PyPSA: Python for Power System Analysis. Journal of Open
  Research Software 6(1), 4. <https://doi.org/10.5334/jors.188>
* M. S. Daskin (2013), Network and Discrete Location: Models, Algorithms, and Applications. 2nd ed., Wiley.
* J. D. Jenkins, N. A. Sepulveda (2017), Enhanced Decision Support for a Changing Electricity Landscape: The
  GenX Configurable Electricity Resource Capacity Expansion Model. MIT Energy Initiative.
  <https://github.com/GenXProject/GenX.jl>
* N. Lei, E. Masanet (2022), Climate- and technology-specific PUE and WUE estimations for U.S. data centers
  using a hybrid statistical and thermodynamics-based approach. Resources, Conservation and Recycling 182,
  106323. <https://doi.org/10.1016/j.resconrec.2022.106323>
* T. L. Magnanti, R. T. Wong (1984), Network design and transportation planning: models and algorithms.
  Transportation Science 18(1), 1–55.
* C. S. ReVelle, R. W. Swain (1970), Central facilities location. Geographical Analysis 2(1), 30–42.
  <https://doi.org/10.1111/j.1538-4632.1970.tb00142.x>
"""

INDICES: tuple[tuple[str, str, str], ...] = (
    ("s, a, b, n", "sites", "site; a, b ends of a corridor, n any site on the way"),
    ("m", "metros", "metro"),
    ("y, t", "periods", "period by its start year; t the one in which a run starts"),
    ("h", "slices", "slice of a representative day; `year` without slices"),
    ("w", "training_runs", "training run"),
    ("k", "services", "inference service"),
    ("g", "accelerators", "server product"),
    ("f", "fabrics", "backend fabric"),
    ("c", "cooling", "cooling"),
    ("p", "power_options", "power option; `leased` for the power of leased halls"),
    (
        "j",
        "tranches",
        "part of an option: `order`, `held-YEAR`, `existing`; `site` for its connection",
    ),
    ("o", "from_year", "first year of a lease or rental offer"),
    ("phase", "phase", "prefill, decode or aggregated"),
)

DERIVED: tuple[tuple[str, str, str, str], ...] = (
    ("a_y, L_y, H", "Period", "year", "start and length of a period, end of the horizon"),
    ("σ_h", "Slice.hours_share", "share", "share of the year's hours"),
    ("hours_h", "slices.hours", "h", "length of a slice"),
    ("asked", "Instance.asked_at", "requests/s", "demand of a metro in a slice"),
    ("p(k)", "Instance.peak_over_slice", "ratio", "demand in the busiest time of a slice over its mean"),
    ("existing", "Sets.existing", "MW or units", "what stands and serves the period"),
    ("overlap", "timing.overlap", "share", "share of a period that a run occupies"),
    ("q", "PowerSets.curtailed_share", "share", "hours in which flexible connections may give nothing"),
    ("R", "Placements.need_kh100e", "thousand H100e", "rate that a run needs on one site"),
    ("R_max", "Placements.most_rate", "thousand H100e", "most that a run can hold to some purpose"),
    ("rate (training)", "Placements.rate", "H100e/unit", "h100e_per_unit · goodput_share"),
    ("rate (pools)", "ServingSets.rates", "million tokens/s or requests/s per thousand units", "net of KV "
     "transfer and interference"),
    ("cap, cap_t", "Placements.caps_mw", "MW IT", "most load of a run at a site"),
    ("n (run_least_sites)", "Placements.least_sites", "sites", "least number of sites that can hold a run"),
    ("useful MW", "PowerTerms.useful_mw", "MW", "more in one order can never be of use"),
    ("carbon", "power.carbon_t_per_mwh", "t CO2/MWh", "carbon content of an option's energy"),
    ("price", "Instance.unit_price_usd", "USD/unit", "price of a unit without fabric: the sum of its parts"),
    ("d(t), D_y, crf", "timing", "ratio", "discount factors and annuity, see the conventions"),
)  # fmt: skip

SYMBOLS: dict[str, str] = {
    "accelerators.kw_per_unit": "kw_g, kw",
    "accelerators.backend_fabric_share": "s (in s/(1−s))",
    "sites.hall_module_mw": "module",
    "corridors.existing_gbps": "existing (corridors)",
    "corridors.unit_gbps": "unit (corridors)",
    "services.input_tokens": "i",
    "services.output_tokens": "o",
    "services.kv_bytes_per_input_token": "kv",
    "accelerators.nic_gbps_per_unit": "nic",
    "limits.value": "value",
}
"""Parameters that stand under another symbol than their name."""

SHARED_NAMES: dict[str, tuple[str, ...]] = {
    "value": ("limits",),
    "scope": ("limits",),
    "units": ("rental_offers",),
    "it_mw": ("lease_offers",),
    "pue": ("pue",),
    "efficiency": ("power_options",),
    "availability": ("accelerators",),
}
"""Names of columns that are words of the language too, or stand in several tables: the tables meant."""

BLOCKS: dict[str, str] = {
    "add_rentals": "rentals",
    "add_leases": "leases",
    "add_storage": "power",
    "add_flexible": "power",
    "add_spares": "power",
}
"""Blocks of the model that are not called as the module of the function that fills them."""

UNITS: dict[str, str] = {
    "mw": "MW",
    "mwh": "MWh",
    "kunits": "thousand units",
    "tbps": "Tbit/s",
    "units": "units",
}
"""Units of variables by the last word of their name."""

OTHER_UNITS: dict[str, str] = {
    "halls_built": "modules",
    "modules_built": "modules",
    "served": "share",
    "unserved": "share",
    "dropped": "share",
    "volume": "thousand requests/s",
    "disaggregated": "thousand requests/s",
    "aggregated": "thousand requests/s",
    "at_from": "share",
}
"""Units of variables whose name does not end in one; binaries need none."""


@dataclass(frozen=True)
class Variable:
    """A decision variable as a docstring declares it; `name` is that in the model, block first."""

    symbol: str
    name: str
    unit: str
    meaning: str


def model_page() -> str:
    """The whole page as Markdown."""
    parts = [
        "# The model\n",
        "What is minimised, subject to what. Rules in words, with time and money: "
        "[conventions](../conventions.md); how the model is searched: [search](../search.md). "
        "`planner.build_model(instance)` gives the Pyomo model; `planner/models/build.py` is its table of "
        "contents.\n",
        "## Notation\n",
        notation_table(),
        "## Sets\n",
        "A combination that is not in a set has no variable and no row.\n",
        *map(_sets, SET_CLASSES),
    ]
    for module, kind in FAMILIES.items():
        parts.append(f"## {_name(module)}\n\n{_plain(inspect.getdoc(module))}\n")
        parts += [f"{kind}\n"] if kind else []
        for function in adders(module):
            doc = _plain(inspect.getdoc(function))
            parts.append(f"### `{function.__name__}`\n\n```text\n{doc}\n```\n")
    parts.append(f"## References\n{REFERENCES}")
    return "\n".join(parts)


def adders(module: ModuleType) -> list[FunctionType]:
    """Functions of a module that add to the model, in the order in which they are written."""
    found = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("add_") and function.__module__ == module.__name__
    ]
    return sorted(found, key=lambda function: function.__code__.co_firstlineno)


def notation_table() -> str:
    """Every symbol: indices, parameters, what is derived from them, variables."""
    rows = [(symbol, f"`{name}`", "", meaning) for symbol, name, meaning in INDICES]
    rows += [(symbol, f"`{name}`", unit, meaning) for symbol, name, unit, meaning in DERIVED]
    rows += [_parameter_row(path) for path in parameters()]
    rows += [(f"`{v.symbol}`", f"`m.{v.name}`", v.unit, v.meaning) for v in variables()]
    lines = ["| symbol in the text | name in code | unit | meaning |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def parameters() -> list[str]:
    """Parameters that the families' docstrings name, as `table.column` or `settings.name`."""
    words = set(re.findall(r"[A-Za-z_]\w*", _all_docstrings()))
    words |= {path.partition(".")[2] for path in SYMBOLS}
    found = [f"settings.{name}" for name in Settings.model_fields if name in words and "_" in name]
    for table, row in TABLES.items():
        for column in row.model_fields:
            meant = SHARED_NAMES.get(column, (table,))
            is_symbol = "_" in column or f"{table}.{column}" in SYMBOLS or column in SHARED_NAMES
            if column in words and is_symbol and table in meant and column not in row.key:
                found.append(f"{table}.{column}")
    return found


def variables() -> list[Variable]:
    """Every variable that a docstring declares in its section `Variables`."""
    found = []
    for module in FAMILIES:
        for function in adders(module):
            for entry in _entries(inspect.getdoc(function) or "", "Variables"):
                found += _declared(entry, block_of(function))
    return found


def block_of(function: FunctionType) -> str:
    """Name of the block of the model that a function fills."""
    return BLOCKS.get(function.__name__) or function.__module__.rpartition(".")[2]


def _declared(entry: str, block: str) -> list[Variable]:
    """Variables of an entry: one or more symbols in backticks, their domain, what they mean."""
    head, _, meaning = entry.partition(": ")
    symbols = re.findall(r"`(\w+\[[^`]*\]|\w+)`", head)
    binary = "{0,1}" in head
    return [
        Variable(
            symbol=symbol,
            name=f"{block}.{(name := symbol.partition('[')[0])}",
            unit="0/1" if binary else OTHER_UNITS.get(name) or UNITS[name.rpartition("_")[2]],
            meaning=meaning,
        )
        for symbol in symbols
    ]


def _entries(doc: str, section: str) -> list[str]:
    """Entries of a section of a docstring, each on one line."""
    after = re.search(rf"^{section}\b[^\n]*:\n((?: +[^\n]*\n?|\n)+)", doc, flags=re.MULTILINE)
    if after is None:
        return []
    return [
        " ".join(text.split()) for text in re.split(r"\n(?= {4}`)", "\n" + after[1]) if text.strip()
    ]


def _parameter_row(path: str) -> tuple[str, str, str, str]:
    table, _, column = path.partition(".")
    fields = Settings.model_fields if table == "settings" else TABLES[table].model_fields
    info = fields[column]
    return (SYMBOLS.get(path, column), f"`{path}`", facts_of(info).unit, info.description or "")


def _all_docstrings() -> str:
    return "\n".join(inspect.getdoc(f) or "" for module in FAMILIES for f in adders(module))


def _sets(of: type) -> str:
    lines = [f"### `{of.__name__}`\n", f"{(inspect.getdoc(of) or '').partition(chr(10))[0]}\n"]
    for name, member in vars(of).items():
        function = getattr(member, "func", member)
        if not name.startswith("_") and inspect.isfunction(function) and function.__doc__:
            text = " ".join((inspect.getdoc(function) or "").split())
            lines.append(f"* `{name}`: {text}")
    return _plain("\n".join(lines)) + "\n"


def _plain(doc: str | None) -> str:
    """Cross references between docstrings, which lead nowhere on this page, as plain code."""
    return re.sub(r":\w+:`~?([^`]*)`", r"`\1`", doc or "")


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
