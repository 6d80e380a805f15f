"""An instance with a backbone and a plan worked out by hand; nothing here is from a solver.

Years and money. Periods 2026 (one year), 2027 (two years) and 2029 (one year); the horizon ends in
2030. At a rate of 25 % they are worth D26 = 0.8, D27 = 1.152 and D29 = 0.4096. An annuity over two
years costs A2 = 0.25 / (1 − 0.8²) = 0.25/0.36, over three A3 = 0.25/0.488, over four A4 = 0.25/0.5904.

Fleet. `a` and `b` buy 100 units of `g` in 2026, `c` in 2027, for 1 M$ each; `b` buys 50 of `h` in 2026
for 1 M$ too, so that its vendor `u` has a third of the spend. All live four years. Fabric is free.

Fibre forms a ring, in km: a–b 500, b–c 200, c–d 250, d–a 300. `d` is a candidate, 9 M$ to open, that
never opens.

Runs. `split` takes 100 units, 1 MW, at each of `a`, `b`, `c` in 2027, for one of the period's two years;
its hub is `c`. Sites that are not the hub send 100 + 200 · 1 = 300 Gbit/s. `a` sends 200 of them to
`b` and 100 round the other way, through `d`, to `c`. `b` sends 200 + 300 = 500 to `c`. `alone` may be
split, but is not: it takes 100 units at `a` in 2026 and has its hub there. `small` may not be split,
takes the 50 units of `h` at `b` in 2026 and has no hub. `gone` is dropped: 5 M$ at the end of 2027.

Corridors. a–b has 50 Gbit/s and lights one unit of 200 in 2026, a year ahead, for three years:
250 from 2027 on, for 0.01 · 500 + 2 · 0.5 = 6 M$. b–c lights one of 500 in 2027 for two years, which
serve 2027 alone, for 0.02 · 200 + 2 · 1 = 6 M$. a–d and c–d have the 100 Gbit/s that they need.

Round trips of `split`: a–b 2 · 500 · 0.0049 = 4.9 ms, b–c 1.96 ms, a–c by d 2 · 550 · 0.0049 = 5.39 ms.
"""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.schema import (
    Accelerator,
    BillOfMaterials,
    Corridor,
    Fabric,
    Settings,
    Site,
    TrainingRun,
)
from planner.plan.core import Plan
from planner.plan.tables import COST_HEADS, PENALTY_HEADS, PLAN_TABLES
from tests.plan.hand_case import D, frame, manifest

YEARS = (2026, 2027, 2029)
A2 = 0.25 / 0.36
A3 = 0.25 / 0.488
A4 = 0.25 / 0.5904
RUN = {"kind": "pretraining", "dropped_musd": 5.0, "duration_years": 1.0}


def instance() -> Instance:
    """The instance; rows stand sorted by key."""
    return Instance(
        settings=Settings(
            name="ring",
            families=("siting", "fleet", "training", "backbone"),
            periods=YEARS,
            horizon_end_year=2030,
            discount_rate=0.25,
            price_year=2026,
        ),
        sites=(
            *(Site(site=s, kind="campus", status="existing") for s in "abc"),
            Site(site="d", kind="campus", opening_musd=9.0, opening_life_years=4.0),
        ),
        accelerators=tuple(
            Accelerator(
                accelerator=g, vendor=vendor, kw_per_unit=10.0, idle_share=0.0, rack_kw=10.0,
                life_years=4.0, h100e_per_unit=1.0, backend_fabric_share=0.0,
            )
            for g, vendor in (("g", "v"), ("h", "u"))
        ),
        bill_of_materials=tuple(
            BillOfMaterials(accelerator=g, category="gpu", year=year, usd_per_unit=usd)
            for g, usd in (("g", 10_000.0), ("h", 20_000.0))
            for year in YEARS
        ),
        training_runs=(
            TrainingRun(
                run="alone", h100e=100.0, earliest_year=2026, latest_year=2026, max_sites=2, **RUN
            ),
            TrainingRun(
                run="gone", h100e=900.0, earliest_year=2026, latest_year=2027, max_sites=2, **RUN
            ),
            TrainingRun(run="small", h100e=50.0, earliest_year=2026, latest_year=2026, **RUN),
            TrainingRun(
                run="split", h100e=300.0, earliest_year=2027, latest_year=2027, max_sites=3,
                max_rtt_ms=6.0, sync_gbps_per_site=100.0, sync_gbps_per_mw=200.0, **RUN,
            ),
        ),
        fabrics=(Fabric(fabric="f", life_years=4.0),),
        corridors=(
            Corridor(
                site_a="a", site_b="b", route_km=500.0, existing_gbps=50.0, unit_gbps=200.0,
                musd_per_km=0.01, musd_per_end=0.5, build_years=1.0, life_years=3.0,
            ),
            Corridor(
                site_a="a", site_b="d", route_km=300.0, existing_gbps=100.0, unit_gbps=100.0,
                musd_per_km=0.01, life_years=4.0,
            ),
            Corridor(
                site_a="b", site_b="c", route_km=200.0, unit_gbps=500.0, musd_per_km=0.02,
                musd_per_end=1.0, life_years=2.0,
            ),
            Corridor(
                site_a="c", site_b="d", route_km=250.0, existing_gbps=100.0, unit_gbps=100.0,
                musd_per_km=0.01, life_years=4.0,
            ),
        ),
    )  # fmt: skip


def plan(of: Instance | None = None) -> Plan:
    """The plan worked out above, as a plan of the instance given."""
    places = [(s, g) for s in "abcd" for g in "gh"]
    complete: dict[str, list[tuple[object, ...]]] = {
        "sites": [(s,) for s in "abcd"],
        "fleet": [*places],
        "fabric": [(s, g, "f") for s, g in places],
        "corridors": [("a", "b"), ("a", "d"), ("b", "c"), ("c", "d")],
        "cash": [(head,) for head in COST_HEADS if head not in PENALTY_HEADS],
    }
    frames = {
        table.name: frame(table.name, _decided().get(table.name, {}), complete, YEARS, ("year",))
        for table in PLAN_TABLES
    }
    found = manifest(of or instance(), cost_lines())
    proven = {"bound_musd": found.objective_musd, "gap": 0.0, "gap_controllable": 0.0}
    return Plan(found.model_copy(update={**proven, "gap_musd": 0.0}), frames)


def cost_lines() -> dict[tuple[str, str, int], float]:
    """Present value of every line that is not zero, in M$, by (head, site, period)."""
    late = (2027, 2029)
    return {
        **{("accelerators", "a", year): A4 * D[year] for year in YEARS},
        **{("accelerators", "b", year): 2.0 * A4 * D[year] for year in YEARS},
        **{("accelerators", "c", year): A4 * D[year] for year in late},
        ("backbone", "", 2027): (6.0 * A3 + 6.0 * A2) * D[2027],
        ("backbone", "", 2029): 6.0 * A3 * D[2029],
        ("dropped", "", 2027): 5.0 * 0.64,
    }


Values = dict[tuple[object, ...], tuple[object, ...]]


def _decided() -> dict[str, Values]:
    """Rows that are not all zero, by table and key."""
    nan, late = float("nan"), (2027, 2029)
    return {
        "sites": {
            **{("a", year): (1, 1.0, 1.0, 1.0) for year in YEARS},
            **{("b", year): (1, 1.5, 1.5, 1.5) for year in YEARS},
            ("c", 2026): (1, 0.0, 0.0, 0.0),
            **{("c", year): (1, 1.0, 1.0, 1.0) for year in late},
        },
        "fleet": {
            ("a", "g", 2026): (100.0, 100.0, 0.0, 100.0, 0.0),
            ("a", "g", 2027): (0.0, 100.0, 0.0, 50.0, 0.0),
            ("a", "g", 2029): (0.0, 100.0, 0.0, 0.0, 0.0),
            ("b", "g", 2026): (100.0, 100.0, 0.0, 0.0, 0.0),
            ("b", "g", 2027): (0.0, 100.0, 0.0, 50.0, 0.0),
            ("b", "g", 2029): (0.0, 100.0, 0.0, 0.0, 0.0),
            ("b", "h", 2026): (50.0, 50.0, 0.0, 50.0, 0.0),
            ("b", "h", 2027): (0.0, 50.0, 0.0, 0.0, 0.0),
            ("b", "h", 2029): (0.0, 50.0, 0.0, 0.0, 0.0),
            ("c", "g", 2027): (100.0, 100.0, 0.0, 50.0, 0.0),
            ("c", "g", 2029): (0.0, 100.0, 0.0, 0.0, 0.0),
        },
        "fabric": {
            ("a", "g", "f", 2026): (100.0, 100.0),
            **{("a", "g", "f", year): (0.0, 100.0) for year in late},
            ("b", "g", "f", 2026): (100.0, 100.0),
            **{("b", "g", "f", year): (0.0, 100.0) for year in late},
            ("b", "h", "f", 2026): (50.0, 50.0),
            **{("b", "h", "f", year): (0.0, 50.0) for year in late},
            ("c", "g", "f", 2027): (100.0, 100.0),
            ("c", "g", "f", 2029): (0.0, 100.0),
        },
        "work": {
            ("a", "g", 2026, "year"): (100.0, 0.0),
            ("a", "g", 2027, "year"): (50.0, 0.0),
            ("b", "g", 2027, "year"): (50.0, 0.0),
            ("b", "h", 2026, "year"): (50.0, 0.0),
            ("c", "g", 2027, "year"): (50.0, 0.0),
        },
        "runs": {
            ("alone",): ("placed", 2026, 2027.0, 0.0, "g", 1, 1.0, "a"),
            ("gone",): ("dropped", nan, nan, 0.0, "", 0, 0.0, ""),
            ("small",): ("placed", 2026, 2027.0, 0.0, "h", 1, 0.5, ""),
            ("split",): ("placed", 2027, 2028.0, 0.0, "g", 3, 3.0, "c"),
        },
        "run_sites": {
            ("alone", "a"): (100.0, 1.0, 0.0),
            ("small", "b"): (50.0, 0.5, 0.0),
            **{("split", s): (100.0, 1.0, 0.0) for s in "abc"},
        },
        "run_flows": {
            ("split", "a", "b"): (200.0,),
            ("split", "a", "d"): (100.0,),
            ("split", "b", "c"): (500.0,),
            ("split", "d", "c"): (100.0,),
        },
        "corridors": {
            ("a", "b", 2026): (1, 50.0, 0.0, 0.0),
            ("a", "b", 2027): (0, 250.0, 200.0, 0.0),
            ("a", "b", 2029): (0, 250.0, 0.0, 0.0),
            ("a", "d", 2026): (0, 100.0, 0.0, 0.0),
            ("a", "d", 2027): (0, 100.0, 100.0, 0.0),
            ("a", "d", 2029): (0, 100.0, 0.0, 0.0),
            ("b", "c", 2027): (1, 500.0, 500.0, 0.0),
            ("c", "d", 2026): (0, 100.0, 0.0, 0.0),
            ("c", "d", 2027): (0, 100.0, 0.0, 100.0),
            ("c", "d", 2029): (0, 100.0, 0.0, 0.0),
        },
        "costs": {key: (musd,) for key, musd in cost_lines().items()},
        "cash": {
            ("accelerators", 2026): (3.0,),
            ("accelerators", 2027): (1.0,),
            ("backbone", 2026): (6.0,),
            ("backbone", 2027): (6.0,),
        },
    }
