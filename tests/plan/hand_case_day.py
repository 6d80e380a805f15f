"""An instance with hours of the day and a plan worked out by hand; nothing here is from a solver.

Years and money. Periods 2026 (one year) and 2027 (two years); the horizon ends in 2029. At a rate
of 25 % they are worth D26 = 0.8 and D27 = 0.64 + 0.512. An annuity over three years costs A3.

Slices. A work day (three of four days) has `day` from 6 and `night` from 18 o'clock UTC, twelve
hours each; a day of rest is one slice, `sunday`. Shares of the year: 0.25, 0.375, 0.375.

Demand. Work: 2 in the local hours 9 to 20, else 1; rest: 0.5. Mean 0.75 · 1.5 + 0.25 · 0.5 = 1.25.
`M` is three hours ahead: `day` covers local 9 to 21, factor 2/1.25 = 1.6, `night` 0.8, `sunday`
0.4. `N` is 4.5 hours ahead: `day` covers 10:30 to 22:30, 10.5 hours of 2 and 1.5 of 1, factor
(22.5/12)/1.25 = 1.5, `night` (13.5/12)/1.25 = 0.9. `M` asks for 1000 requests/s, `N` for 200, then 300.

Serving. 1/rate = 1000/10,000 + 100/1,000 s: 5 requests/s a unit, at 80 % use 4. Peaks are in the
slices already, so that 1 unit in 5 of the pool stands still and volume/5 units are at work.

`isle` serves `M` with 500 standing units of 2 kW, a quarter of it idle: pools 100, 400, 200; at
work 80, 320, 160; drawn 0.25 + 0.0015 · units at work: 0.37, 0.73, 0.49 MW, times 1.2. Peak 1.5 MW.
Without a grid one turbine unit of 2 MW stands by: 0.8 · (3.25 − 2) + 0.5 · 1 MW of battery = 1.5.
Of solar 1 MW gives 0.6 by day, nothing by night, 0.25 on Sundays. The battery takes 0.25 MW by
day: 12 · 0.8 · 0.25 = 2.4 MWh, and gives 0.2 MW by night. The turbine gives the rest: 0.876 − 0.6 + 0.25
= 0.526 by day, 0.588 − 0.2 = 0.388 by night, 0.444 − 0.25 = 0.194 on Sundays; mean 0.39125 MW.

`port` opens and serves `N` from 100 units of its own in 0.2 MW of leased halls. The lease of 2026
lasts two years but serves one, in which both are paid; that of 2027 serves both of its own, and a
second offer is left alone. In 2027 `port` rents 50 units, and leaves a tenth of the demand of the
day, 45 requests/s. Pools: 20, 75, 45, then 30, 101.25, 67.5 ≤ 0.9 · 100 + 50. At work 16, 60, 36,
then 24, 81, 54, of them rented 24, 50, 50. Drawn 0.05 + 0.0015 · own at work: 0.074, 0.14, 0.104,
then 0.05, 0.0965, 0.056 MW, times 1.2.

`city` trains in 2027 on 200 standing units of 10 kW, a fifth of it idle, over a flexible connection
that may give nothing for 876 hours, a tenth of the year. Peak 2 · 1.5 = 3 MW. 100 units may slow,
which sheds 100 · 0.01 · 0.8 · 1.5 = 1.2 MW; with 1 MW of grid and 0.5 · 1.6 MW of battery that is
3 MW. They count 0.9 each: 190 · 4 · 0.5 = 380 H100e. Load 2 · 1.25 = 2.5 MW, less a tenth of the
100 · 0.01 · 0.8 · 1.25 = 1 MW that stands still while curtailed: 2.4 MW. Of it the flexible connection
may give 0.9 · 2.5 + 0.1 · 0.8 = 2.33 MW, for which it takes 2.33/0.9 MW: 2.6, ordered a year ahead.
"""

from __future__ import annotations

from planner.instance import Instance
from planner.plan.core import Plan
from planner.plan.tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLES
from tests.plan.hand_case import A3, KM, MWH, RTT_MS, Values, frame, manifest
from tests.plan.hand_instance_day import YEARS, instance

SLICES = ("sunday", "day", "night")
D = {2026: 0.8, 2027: 0.64 + 0.512}
LENGTH = {2026: 1, 2027: 2}


def plan(of: Instance | None = None) -> Plan:
    """The plan worked out above, as a plan of the instance given."""
    rows, keys = _decided(), _keys()
    frames = {t.name: frame(t.name, rows.get(t.name, {}), keys, YEARS, SLICES) for t in PLAN_TABLES}
    return Plan(manifest(of or instance(), cost_lines()), frames)


ENERGY_USD = {"isle": 0.39125 * 45.0 + 0.075 * 10.0, "city": 2.4 * 50.0}
CARBON_USD = {"isle": 0.39125 * 50.0, "city": 2.4 * 40.0}
PORT_MW = {2026: 0.132, 2027: 0.083625}
"""Yearly mean of the facility load of `port`, all of it from the leased halls."""
PORT_GBPS = {2026: 0.2, 2027: 0.283125}
"""Twice the mean traffic: 200 requests/s, then 300 less 0.375 · 45, of 0.5 Mbit."""


def cost_lines() -> dict[tuple[str, str, int], float]:
    """Present value of every line that is not zero, in M$, by (head, site, period)."""
    lines: dict[tuple[str, str, int], float] = {}
    for year in YEARS:
        lines["land_opening", "port", year] = 2.0 * A3 * D[year]
        # Two years of rent in the one year served, then a year's rent in each of two.
        lines["leases", "port", year] = 0.2 * 3.0 * (2.0 if year == 2026 else 1.0) * D[year]
        # 3.25 MW of turbine, 1 MW of solar, 1 MW of battery with 10 k$ a year.
        lines["power_plant", "isle", year] = ((3.25 + 0.8 + 0.5) * A3 + 0.01) * D[year]
        lines["energy", "isle", year] = ENERGY_USD["isle"] * MWH / 1e6 * D[year]
        lines["energy", "port", year] = PORT_MW[year] * 50.0 * MWH / 1e6 * D[year]
        lines["carbon", "isle", year] = CARBON_USD["isle"] * MWH / 1e6 * D[year]
        lines["carbon", "port", year] = PORT_MW[year] * 40.0 * MWH / 1e6 * D[year]
        lines["accelerators", "port", year] = 100 * 0.02 * A3 * D[year]
        lines["frontend", "isle", year] = 1.0 * D[year]
        lines["frontend", "port", year] = PORT_GBPS[year] * D[year]
        lines["transit", "isle", year] = 2.0 * D[year]
        lines["transit", "port", year] = PORT_GBPS[year] * KM * 0.01 * D[year]
    late = D[2027]
    # 1.6 MW of battery and 2.6 MW of flexible connection.
    lines["power_plant", "city", 2027] = ((0.8 + 0.52) * A3 + 0.016) * late
    lines["energy", "city", 2027] = ENERGY_USD["city"] * MWH / 1e6 * late
    lines["carbon", "city", 2027] = CARBON_USD["city"] * MWH / 1e6 * late
    lines["rentals", "port", 2027] = 50 * 0.01 * late
    # 0.375 · 45 requests/s of 1100 tokens, 31.536 million seconds, 2 $ a million tokens.
    lines["unserved", "", 2027] = 16.875 * 1100 * 31.536 * 2.0 / 1e6 * late
    return lines


def _cash() -> dict[tuple[str, int], float]:
    """Capital when it is ordered, running costs over the period's years, in M$."""
    lines = cost_lines()
    cash = {
        ("land_opening", 2026): 2.0,
        ("power_plant", 2026): 3.25 + 0.8 + 0.5 + 0.52 + 0.01,
        ("power_plant", 2027): 0.8 + 2 * (0.01 + 0.016),
        ("accelerators", 2026): 2.0,
    }
    for head in ("leases", "energy", "carbon", "rentals", "frontend", "transit"):
        for year in YEARS:
            worth = sum(musd for (h, _, y), musd in lines.items() if (h, y) == (head, year))
            cash[head, year] = worth / D[year] * LENGTH[year]
    return cash


def _by_slice(*key: object, of: tuple[object, ...]) -> Values:
    """One row for every slice, `of` being what it says in each."""
    return {
        (*key, h): value if isinstance(value, tuple) else (value,)
        for h, value in zip(SLICES, of, strict=True)
    }


def _decided() -> dict[str, Values]:
    """Rows that are not all zero, by table and key."""
    both = YEARS
    aggregated = "aggregated"
    rows: dict[str, Values] = {
        "sites": {
            ("city", 2026): (1, 0.0, 0.0, 0.0),
            ("city", 2027): (1, 2.0, 3.0, 2.5),
            **{("isle", year): (1, 1.0, 1.5, 0.66) for year in both},
            **{("port", year): (1, 0.2, 0.3, PORT_MW[year]) for year in both},
        },
        "halls": {
            ("city", "liquid", 2026): (0, 2.0, 0.0, 0.0, 0.0),
            ("city", "liquid", 2027): (0, 2.0, 0.0, 2.0, 0.0),
            **{("isle", "air", year): (0, 1.0, 0.0, 1.0, 0.0) for year in both},
            **{("port", "air", year): (0, 0.0, 0.2, 0.2, 0.2) for year in both},
        },
        "leases": {("port", "air", 2026, year): (0.2, 0.2) for year in both},
        "hosting": {
            ("city", "train", "liquid", 2027): (2.0, 2.0),
            **{("isle", "infer", "air", year): (1.0, 0.55) for year in both},
            ("port", "infer", "air", 2026): (0.2, 0.11),
            ("port", "infer", "air", 2027): (0.2, 0.0696875),
        },
        "draw": {
            **_by_slice("city", "train", "liquid", 2027, of=(2.0, 2.0, 2.0)),
            **_by_slice("isle", "infer", "air", 2026, of=(0.37, 0.73, 0.49)),
            **_by_slice("isle", "infer", "air", 2027, of=(0.37, 0.73, 0.49)),
            **_by_slice("port", "infer", "air", 2026, of=(0.074, 0.14, 0.104)),
            **_by_slice("port", "infer", "air", 2027, of=(0.05, 0.0965, 0.056)),
        },
        "power": {
            ("city", "battery", "order", 2027): (1.6, 0, 1.6),
            ("city", "flex", "order", 2026): (2.6, 0, 0.0),
            ("city", "flex", "order", 2027): (0.0, 0, 2.6),
            **{("city", "grid", "existing", year): (0.0, 0, 1.0) for year in both},
            **{
                ("isle", option, "order", year): (mw if year == 2026 else 0.0, 0, mw)
                for option, mw in (("battery", 1.0), ("solar", 1.0), ("turbine", 3.25))
                for year in both
            },
        },
        "generation": {
            **_by_slice("city", "flex", 2027, of=(2.33, 2.33, 2.33)),
            **_by_slice("city", "grid", 2027, of=(0.07, 0.07, 0.07)),
            **_by_slice("port", "leased", 2026, of=(0.0888, 0.168, 0.1248)),
            **_by_slice("port", "leased", 2027, of=(0.06, 0.1158, 0.0672)),
        },
        "storage": {},
        "fleet": {
            ("city", "train", 2027): (0.0, 200.0, 0.0, 200.0, 0.0),
            **{("isle", "infer", year): (0.0, 500.0, 0.0, 0.0, 400.0) for year in both},
            ("port", "infer", 2026): (100.0, 100.0, 0.0, 0.0, 75.0),
            ("port", "infer", 2027): (0.0, 100.0, 50.0, 0.0, 101.25),
        },
        "rentals": {("port", "infer", 2027, 2027): (50.0, 50.0)},
        "work": {
            **_by_slice("city", "train", 2027, of=((200.0, 0.0),) * 3),
            **_by_slice("isle", "infer", 2026, of=((80.0, 0.0), (320.0, 0.0), (160.0, 0.0))),
            **_by_slice("isle", "infer", 2027, of=((80.0, 0.0), (320.0, 0.0), (160.0, 0.0))),
            **_by_slice("port", "infer", 2026, of=((16.0, 0.0), (60.0, 0.0), (36.0, 0.0))),
            **_by_slice("port", "infer", 2027, of=((0.0, 24.0), (31.0, 50.0), (4.0, 50.0))),
        },
        "fabric": {("city", "train", "existing", 2027): (0.0, 200.0)},
        "runs": {("steady",): ("placed", 2027, 2029.0, 0.0, "train", 1, 2.0, "")},
        "run_sites": {("steady", "city"): (200.0, 2.0, 100.0)},
        "volumes": {
            **_volumes("isle", 2026, (400.0, 1600.0, 800.0)),
            **_volumes("isle", 2027, (400.0, 1600.0, 800.0)),
            **_volumes("port", 2026, (80.0, 300.0, 180.0)),
            **_volumes("port", 2027, (120.0, 405.0, 270.0)),
        },
        "pools": {
            **_by_slice("chat", "isle", "infer", aggregated, 2026, of=(100.0, 400.0, 200.0)),
            **_by_slice("chat", "isle", "infer", aggregated, 2027, of=(100.0, 400.0, 200.0)),
            **_by_slice("chat", "port", "infer", aggregated, 2026, of=(20.0, 75.0, 45.0)),
            **_by_slice("chat", "port", "infer", aggregated, 2027, of=(30.0, 101.25, 67.5)),
        },
        "routing": {
            **_routing("M", "isle", 2026, (400.0, 1600.0, 800.0)),
            **_routing("M", "isle", 2027, (400.0, 1600.0, 800.0)),
            **_routing("N", "port", 2026, (80.0, 300.0, 180.0)),
            **_routing("N", "port", 2027, (120.0, 405.0, 270.0)),
        },
        "unserved": {("chat", "N", 2027, "day"): (0.1, 45.0)},
        "costs": {key: (cost_lines()[key],) for key in sorted(cost_lines(), key=_line_order)},
        "cash": {key: (musd,) for key, musd in _cash().items()},
    }
    for year in both:
        rows["generation"] |= _by_slice("isle", "solar", year, of=(0.25, 0.6, 0.0))
        rows["generation"] |= _by_slice("isle", "turbine", year, of=(0.194, 0.526, 0.388))
        idle, charging, giving = (0.0, 0.0, 0.0), (0.25, 0.0, 2.4), (0.0, 0.2, 0.0)
        rows["storage"] |= _by_slice("isle", "battery", year, of=(idle, charging, giving))
    return rows


def _line_order(key: tuple[str, str, int]) -> tuple[int, str, int]:
    head, site, year = key
    return COST_HEADS.index(head), site, year


def _volumes(site: str, year: int, requests: tuple[float, ...]) -> Values:
    return _by_slice("chat", site, year, of=tuple((r, 0.0, r) for r in requests))


def _routing(metro: str, site: str, year: int, requests: tuple[float, ...]) -> Values:
    """Everything is served but 45 of 450 requests/s of the day in 2027."""
    shares = [0.9 if r == 405.0 else 1.0 for r in requests]
    rows = tuple((share, r, RTT_MS) for share, r in zip(shares, requests, strict=True))
    return _by_slice("chat", metro, site, year, of=rows)


def _keys() -> dict[str, list[tuple[object, ...]]]:
    """Keys of every complete table without their time, in the instance's order."""
    sites = ("city", "isle", "port")
    options = {"city": ("battery", "flex", "grid")}
    islanded = ("battery", "solar", "turbine")
    at = [(s, p) for s in sites for p in options.get(s, islanded)]
    power = [(s, p, t) for s, p in at for t in (("existing",) if p == "grid" else ()) + ("order",)]
    return {
        "sites": [(s,) for s in sites],
        "halls": [(s, c) for s in sites for c in ("air", "liquid")],
        "leases": [("port", "air", 2026), ("port", "liquid", 2027)],
        "hosting": [
            (s, g, c)
            for s in sites
            for g, c in (("infer", "air"), ("infer", "liquid"), ("train", "liquid"))
        ],
        "power": power,
        "connections": [],
        "generation": [*((s, p) for s, p in at if p != "battery"), ("port", "leased")],
        "storage": [(s, "battery") for s in sites],
        "fleet": [(s, g) for s in sites for g in ("infer", "train")],
        "rentals": [("port", "infer", 2027)],
        "fabric": [("city", "train", "existing"), *((s, "train", "ib") for s in sites)],
        "volumes": [("chat", s) for s in ("isle", "port")],
        "unserved": [("chat", m) for m in ("M", "N")],
        "cash": [(head,) for head in COST_HEADS if head not in PENALTY_HEADS],
    }
