"""An instance of all families with a plan worked out by hand; no number here comes from a solver.

Years and money. Periods 2026 (one year), 2027 (two years) and 2029 (one year); the horizon ends
in 2030. At a rate of 25 % a year's end is worth 0.8, 0.64, 0.512, 0.4096, so that the periods are
worth D26 = 0.8, D27 = 0.64 + 0.512 = 1.152 and D29 = 0.4096. An annuity over three years costs
A3 = 0.25 / (1 − 0.8³) = 0.25/0.488, over four years A4 = 0.25 / (1 − 0.8⁴) = 0.25/0.5904.

Sites. `alpha` is an existing campus (2 MW of liquid halls, 3 MW of grid, 100 training units with
their fabric), `beta` a campus that opens in 2026, `NA` an edge site that opens in 2027, `shut` is
excluded.

Training. `frontier` needs 800 H100e, runs 2027–2028, a year late, over both campuses: 2 sites
lose 10 %, so 880 = 4 h100e · 0.5 goodput · 440 units, 220 at each campus, 2.2 MW at each. `alpha`
has 100 units until 2029 and buys 120; `beta` buys 220. `extra` is dropped.

Halls. Modules of 0.5 MW, a year to build, three years of liquid cooling: ordered in 2026 they
serve 2027 to 2029. `alpha` needs 2.2 MW and has 2: one module. `beta` needs 2.2 MW: five. Peak
1.25 · 2.2 = 2.75 MW at each campus; together 5.5 MW, which is the campus cap.

Drawn, MW IT. A training unit takes 10 kW, 2 kW idle: `alpha` 100 · 0.002 = 0.2 in 2026,
220 · 0.01 = 2.2 in 2027, 120 · 0.002 = 0.24 in 2029; `beta` 2.2 and 220 · 0.002 = 0.44.
Facility load is 1.2 times that.

Power. `beta` takes 1.5 of the 2 MW of its step of 2027 and one 5 MW turbine ordered in 2026,
in service from 2027: firm 1.5 + 0.9 · 5 = 6 ≥ 2.75. Of 2.2 · 1.2 = 2.64 MW the grid gives 1.5,
the turbine 1.14 (≤ 0.8 · 5). `NA` takes 0.12 MW of the position that it holds.

Inference. 10, 100 and 100 requests/s of 1000 + 500 tokens from `M1`, one degree from `NA`:
2 · 111.19508 km of fibre, 10 + 2 · 222.39016 · 0.0049 ms. 2026 is unserved, and a tenth of 2029.
60 requests/s are split: prefill 2 · 1000 · 60 / (0.8 · 30,000) = 5 units, 30,000 tokens/s being
what a 24 Gbit/s NIC moves of 100,000-byte tokens; decode 2 · 500 · 60 / (0.8 · 5,000) = 15 units.
The other 40 (30 in 2029) take 1000/40,000 + 500/5,000 = 0.125 s, with interference 0.15625 s, so
6.4 requests/s per unit: 2 · 40 / (0.8 · 6.4) = 15.625 units, 11.71875 in 2029. In all 35.625
units = 0.95 · 37.5 units installed, 0.075 MW, ordered in 2026 a year ahead.
Busy are 0.8/2 of the pools: 14.25 units, 12.6875 in 2029; drawn 0.002 · (0.25 · 37.5 +
0.75 · 14.25) = 0.040125 MW, and 0.03778125 MW; facility load is 1.5 times that.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from planner.instance import Instance
from planner.plan.core import Manifest, Plan, Status, StoppedBy
from planner.plan.tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLE, PLAN_TABLES
from tests.plan.hand_instance import YEARS, instance

D = {2026: 0.8, 2027: 0.64 + 0.512, 2029: 0.4096}
LENGTH = {2026: 1, 2027: 2, 2029: 1}
A3 = 0.25 / 0.488
A4 = 0.25 / 0.5904
MWH = 8_760.0
KM = 2 * 111.19508023353
RTT_MS = 10 + 2 * KM * 0.0049


def plan(of: Instance | None = None) -> Plan:
    """The plan worked out above, as a plan of the instance given."""
    frames = {
        table.name: frame(table.name, _decided().get(table.name, {}), _keys(), YEARS, ("year",))
        for table in PLAN_TABLES
    }
    return Plan(manifest(of or instance(), cost_lines()), frames)


def manifest(of: Instance, lines: dict[tuple[str, str, int], float]) -> Manifest:
    """The manifest of a plan with some cost lines and a bound 1 M$ below them."""
    heads = dict.fromkeys(COST_HEADS, 0.0)
    for (head, _, _), musd in lines.items():
        heads[head] += musd
    objective = sum(heads.values())
    uncontrollable = sum(heads[h] for h in (*PENALTY_HEADS, "remaining_charges"))
    return Manifest(
        instance=of.settings.name,
        instance_sha256=of.sha256,
        options={"gap": 0.05},
        status=Status.OPTIMAL,
        stopped_by=StoppedBy.GAP,
        objective_musd=objective,
        bound_musd=objective - 1.0,
        gap=1.0 / objective,
        gap_controllable=1.0 / (objective - uncontrollable),
        gap_musd=1.0,
        heads_musd=heads,
    )


def cost_lines() -> dict[tuple[str, str, int], float]:
    """Present value of every line that is not zero, in M$, by (head, site, period)."""
    lines: dict[tuple[str, str, int], float] = {}

    def over(head: str, site: str, yearly: dict[int, float]) -> None:
        """Flows per year by period, each worth D of its period."""
        for year, musd in yearly.items():
            lines[head, site, year] = lines.get((head, site, year), 0.0) + musd * D[year]

    late = {2027: 1.0, 2029: 1.0}

    def each(years: Iterable[int], musd: float) -> dict[int, float]:
        return dict.fromkeys(years, musd)

    over("land_opening", "NA", each(late, 3.0 * A3))
    over("land_opening", "alpha", each(YEARS, 0.2))
    # beta: 9 for opening, 10 ha at 0.1 M$, over its four years, and 0.5 a year.
    over("land_opening", "beta", each(YEARS, (9.0 + 1.0) * A4 + 0.5))
    over("halls", "NA", each(late, 0.1 * 10.0 * A3))
    over("halls", "alpha", each(late, 0.5 * 8.0 * A3))
    over("halls", "beta", each(late, 2.5 * 8.0 * A3))
    over("cooling", "NA", each(late, 0.1 * 1.0 * A3))
    over("cooling", "alpha", each(late, 0.5 * 2.0 * A3))
    over("cooling", "beta", each(late, 2.5 * 2.0 * A3))
    # Grid 0.1 M$/MW, turbine 1 M$/MW, 10 k$/MW a year for the grid.
    over("power_plant", "NA", each(late, 0.12 * 0.1 * A3 + 0.12 * 0.01))
    over("power_plant", "alpha", each(YEARS, 3.0 * 0.01))
    # beta: 1.5 MW of the step, the turbine, connection 2, upgrade 3.
    over("power_plant", "beta", each(late, (0.15 + 5.0 + 2.0 + 3.0) * A3 + 1.5 * 0.01))
    grid = MWH * 50.0 / 1e6
    over("energy", "NA", {2027: 0.0601875 * grid, 2029: 0.056671875 * grid})
    over("energy", "alpha", {2026: 0.24 * grid, 2027: 2.64 * grid, 2029: 0.288 * grid})
    over("energy", "beta", {2027: 1.5 * grid + 1.14 * MWH * 45.0 / 1e6, 2029: 0.528 * grid})
    # 0.4 t/MWh at 100 USD/t from 2027 on; the turbine 0.5 t/MWh.
    carbon = MWH * 40.0 / 1e6
    over("carbon", "NA", {2027: 0.0601875 * carbon, 2029: 0.056671875 * carbon})
    over("carbon", "alpha", {2027: 2.64 * carbon, 2029: 0.288 * carbon})
    over("carbon", "beta", {2027: 1.5 * carbon + 1.14 * MWH * 50.0 / 1e6, 2029: 0.528 * carbon})
    # 37.5 units of 20 k$ serve all of their three years; training units outlive the horizon.
    over("accelerators", "NA", each(late, 37.5 * 0.02 * A3))
    over("accelerators", "alpha", each(late, 120 * 0.09 * A4))
    over("accelerators", "beta", each(late, 220 * 0.09 * A4))
    # s/(1−s) = 0.25 of 90 k$.
    over("backend_fabric", "alpha", each(late, 120 * 0.0225 * A4))
    over("backend_fabric", "beta", each(late, 220 * 0.0225 * A4))
    # Peak traffic: 100 requests/s · 0.5 Mbit · 2 = 0.1 Gbit/s, in 2029 nine tenths of it.
    over("frontend", "NA", {2027: 0.1, 2029: 0.09})
    over("transit", "NA", {2027: 0.1 * KM * 0.01, 2029: 0.09 * KM * 0.01})
    # A year late; dropped at the horizon's last year; 10 requests/s · 1500 tokens · 2 $/Mtoken.
    lines["lateness", "", 2027] = 10.0 * 0.64
    over("unserved", "", {2026: 0.94608, 2029: 0.94608})
    lines["dropped", "", 2029] = 50.0 * 0.4096
    over("remaining_charges", "alpha", each(YEARS, 1.0))
    return lines


def _cash() -> dict[tuple[str, int], float]:
    """Capital when it is ordered, running costs over the period's years, in M$."""
    lines = cost_lines()
    cash = {
        ("land_opening", 2026): 10.0 + 0.2 + 0.5,
        ("land_opening", 2027): 3.0 + 2 * 0.7,
        ("land_opening", 2029): 0.7,
        ("halls", 2026): 4.0 + 20.0,
        ("halls", 2027): 1.0,
        ("cooling", 2026): 1.0 + 5.0,
        ("cooling", 2027): 0.1,
        ("power_plant", 2026): 5.0 + 0.03,
        ("power_plant", 2027): 0.012 + 0.15 + 5.0 + 2 * (0.03 + 0.015 + 0.0012),
        ("power_plant", 2029): 0.03 + 0.015 + 0.0012,
        ("accelerators", 2026): 0.75,
        ("accelerators", 2027): 340 * 0.09,
        ("backend_fabric", 2027): 340 * 0.0225,
    }
    for head in ("energy", "carbon", "frontend", "transit", "remaining_charges"):
        for year in YEARS:
            worth = sum(musd for (h, _, y), musd in lines.items() if (h, y) == (head, year))
            cash[head, year] = worth / D[year] * LENGTH[year]
    return cash


Values = dict[tuple[object, ...], tuple[object, ...]]


def _decided() -> dict[str, Values]:
    """Rows that are not all zero, by table and key."""
    return {
        "sites": {
            ("NA", 2027): (1, 0.075, 0.12, 0.0601875),
            ("NA", 2029): (1, 0.075, 0.12, 0.056671875),
            ("alpha", 2026): (1, 1.0, 1.25, 0.24),
            ("alpha", 2027): (1, 2.2, 2.75, 2.64),
            ("alpha", 2029): (1, 1.2, 1.5, 0.288),
            ("beta", 2026): (1, 0.0, 0.0, 0.0),
            ("beta", 2027): (1, 2.2, 2.75, 2.64),
            ("beta", 2029): (1, 2.2, 2.75, 0.528),
        },
        "halls": {
            ("NA", "air", 2027): (1, 0.1, 0.0, 0.075, 0.0),
            ("NA", "air", 2029): (0, 0.1, 0.0, 0.075, 0.0),
            ("alpha", "liquid", 2026): (1, 2.0, 0.0, 1.0, 0.0),
            ("alpha", "liquid", 2027): (0, 2.5, 0.0, 2.2, 0.0),
            ("alpha", "liquid", 2029): (0, 2.5, 0.0, 1.2, 0.0),
            ("beta", "liquid", 2026): (5, 0.0, 0.0, 0.0, 0.0),
            ("beta", "liquid", 2027): (0, 2.5, 0.0, 2.2, 0.0),
            ("beta", "liquid", 2029): (0, 2.5, 0.0, 2.2, 0.0),
        },
        "hosting": {
            ("NA", "infer", "air", 2027): (0.075, 0.040125),
            ("NA", "infer", "air", 2029): (0.075, 0.03778125),
            ("alpha", "train", "liquid", 2026): (1.0, 0.2),
            ("alpha", "train", "liquid", 2027): (2.2, 2.2),
            ("alpha", "train", "liquid", 2029): (1.2, 0.24),
            ("beta", "train", "liquid", 2027): (2.2, 2.2),
            ("beta", "train", "liquid", 2029): (2.2, 0.44),
        },
        "draw": {
            ("NA", "infer", "air", 2027, "year"): (0.040125,),
            ("NA", "infer", "air", 2029, "year"): (0.03778125,),
            ("alpha", "train", "liquid", 2026, "year"): (0.2,),
            ("alpha", "train", "liquid", 2027, "year"): (2.2,),
            ("alpha", "train", "liquid", 2029, "year"): (0.24,),
            ("beta", "train", "liquid", 2027, "year"): (2.2,),
            ("beta", "train", "liquid", 2029, "year"): (0.44,),
        },
        "power": {
            ("NA", "grid", "held-now", 2027): (0.12, 0, 0.12),
            ("NA", "grid", "held-now", 2029): (0.0, 0, 0.12),
            **{("alpha", "grid", "existing", year): (0.0, 0, 3.0) for year in YEARS},
            ("beta", "grid", "held-2027", 2027): (1.5, 0, 1.5),
            ("beta", "grid", "held-2027", 2029): (0.0, 0, 1.5),
            ("beta", "turbine", "order", 2026): (5.0, 1, 0.0),
            ("beta", "turbine", "order", 2027): (0.0, 0, 5.0),
            ("beta", "turbine", "order", 2029): (0.0, 0, 5.0),
        },
        "connections": {
            ("beta", "grid", "site", 2027): (1,),
            ("beta", "grid", "held-2027", 2027): (1,),
        },
        "generation": {
            ("NA", "grid", 2027, "year"): (0.0601875,),
            ("NA", "grid", 2029, "year"): (0.056671875,),
            ("alpha", "grid", 2026, "year"): (0.24,),
            ("alpha", "grid", 2027, "year"): (2.64,),
            ("alpha", "grid", 2029, "year"): (0.288,),
            ("beta", "grid", 2027, "year"): (1.5,),
            ("beta", "grid", 2029, "year"): (0.528,),
            ("beta", "turbine", 2027, "year"): (1.14,),
        },
        "fleet": {
            ("NA", "infer", 2026): (37.5, 0.0, 0.0, 0.0, 0.0),
            ("NA", "infer", 2027): (0.0, 37.5, 0.0, 0.0, 35.625),
            ("NA", "infer", 2029): (0.0, 37.5, 0.0, 0.0, 31.71875),
            ("alpha", "train", 2026): (0.0, 100.0, 0.0, 0.0, 0.0),
            ("alpha", "train", 2027): (120.0, 220.0, 0.0, 220.0, 0.0),
            ("alpha", "train", 2029): (0.0, 120.0, 0.0, 0.0, 0.0),
            ("beta", "train", 2027): (220.0, 220.0, 0.0, 220.0, 0.0),
            ("beta", "train", 2029): (0.0, 220.0, 0.0, 0.0, 0.0),
        },
        "work": {
            ("NA", "infer", 2027, "year"): (14.25, 0.0),
            ("NA", "infer", 2029, "year"): (12.6875, 0.0),
            ("alpha", "train", 2027, "year"): (220.0, 0.0),
            ("beta", "train", 2027, "year"): (220.0, 0.0),
        },
        "fabric": {
            **{("alpha", "train", "existing", year): (0.0, 100.0) for year in YEARS},
            ("alpha", "train", "ib", 2027): (120.0, 120.0),
            ("alpha", "train", "ib", 2029): (0.0, 120.0),
            ("beta", "train", "ib", 2027): (220.0, 220.0),
            ("beta", "train", "ib", 2029): (0.0, 220.0),
        },
        "runs": {
            ("extra",): ("dropped", float("nan"), float("nan"), 0.0, "", 0, 0.0, ""),
            ("frontier",): ("placed", 2027, 2029.0, 1.0, "train", 2, 4.4, ""),
        },
        "run_sites": {
            ("frontier", "alpha"): (220.0, 2.2, 0.0),
            ("frontier", "beta"): (220.0, 2.2, 0.0),
        },
        "volumes": {
            ("chat", "NA", 2027, "year"): (100.0, 60.0, 40.0),
            ("chat", "NA", 2029, "year"): (90.0, 60.0, 30.0),
        },
        "pools": {
            ("chat", "NA", "infer", "prefill", 2027, "year"): (5.0,),
            ("chat", "NA", "infer", "prefill", 2029, "year"): (5.0,),
            ("chat", "NA", "infer", "decode", 2027, "year"): (15.0,),
            ("chat", "NA", "infer", "decode", 2029, "year"): (15.0,),
            ("chat", "NA", "infer", "aggregated", 2027, "year"): (15.625,),
            ("chat", "NA", "infer", "aggregated", 2029, "year"): (11.71875,),
        },
        "routing": {
            ("chat", "M1", "NA", 2027, "year"): (1.0, 100.0, RTT_MS),
            ("chat", "M1", "NA", 2029, "year"): (0.9, 90.0, RTT_MS),
        },
        "unserved": {
            ("chat", "M1", 2026, "year"): (1.0, 10.0),
            ("chat", "M1", 2029, "year"): (0.1, 10.0),
        },
        "costs": {key: (musd,) for key, musd in cost_lines().items()},
        "cash": {key: (musd,) for key, musd in _cash().items()},
    }


def _keys() -> dict[str, list[tuple[object, ...]]]:
    """Keys of every complete table without their period, in the instance's order."""
    campuses = ("alpha", "beta")
    sites_and_products = [("NA", "infer"), *((s, g) for s in campuses for g in ("infer", "train"))]
    return {
        "sites": [("NA",), ("alpha",), ("beta",), ("shut",)],
        "halls": [("NA", "air"), *((s, c) for s in campuses for c in ("air", "liquid"))],
        "hosting": [
            ("NA", "infer", "air"),
            *(
                (s, g, c)
                for s in campuses
                for g, c in (("infer", "air"), ("infer", "liquid"), ("train", "liquid"))
            ),
        ],
        "power": [
            ("NA", "grid", "order"),
            ("NA", "grid", "held-now"),
            ("alpha", "grid", "existing"),
            ("alpha", "grid", "order"),
            ("alpha", "turbine", "order"),
            ("beta", "grid", "order"),
            ("beta", "grid", "held-2027"),
            ("beta", "grid", "held-2029"),
            ("beta", "turbine", "order"),
        ],
        "connections": [("beta", "grid", "site"), ("beta", "grid", "held-2027")],
        "generation": [("NA", "grid"), *((s, p) for s in campuses for p in ("grid", "turbine"))],
        "fleet": sites_and_products,
        "fabric": [
            ("alpha", "train", "existing"),
            *((s, "train", f) for s in campuses for f in ("ethernet", "ib")),
        ],
        "volumes": [("chat", "NA")],
        "unserved": [("chat", "M1")],
        "cash": [(head,) for head in COST_HEADS if head not in PENALTY_HEADS],
    }


SLICED = ("generation", "storage", "volumes", "unserved")
"""Complete tables whose rows are by slice, too."""


def frame(
    name: str,
    rows: Values,
    complete: dict[str, list[tuple[object, ...]]],
    years: Iterable[int],
    slices: Iterable[str],
) -> pd.DataFrame:
    """A table of the plan: the rows given and, where it is complete, rows of nothing beside."""
    table = PLAN_TABLE[name]
    keys = list(rows)
    if name in complete:
        times = [(year, h) for year in years for h in slices]
        when = times if name in SLICED else [(year,) for year in years]
        keys = [(*key, *at) for key in complete[name] for at in when]
        assert set(rows) <= set(keys), set(rows) - set(keys)
    nothing = (0.0,) * len(table.values)
    return pd.DataFrame([(*key, *rows.get(key, nothing)) for key in keys], columns=table.columns)
