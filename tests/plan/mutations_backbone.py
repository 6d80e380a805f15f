"""Changes of the plan with a backbone worked out by hand, each with the rule that it breaks."""

from __future__ import annotations

from tests.plan.mutations import Change, add, drop, put, reverse, scale

SPLIT = ("split",)

MUTATIONS: dict[str, tuple[str, tuple[Change, ...]]] = {
    "no hub of a run that may be split": ("run_hub", (put("runs", SPLIT, hub=""),)),
    "no hub of a run that may be split and is not": ("run_hub", (put("runs", ("alone",), hub=""),)),
    "a hub where the run is not": ("run_hub", (put("runs", SPLIT, hub="d"),)),
    "a hub nobody knows": ("run_hub", (put("runs", SPLIT, hub="e"),)),
    "a hub of a run that may not be split": ("run_hub", (put("runs", ("small",), hub="b"),)),
    "a hub of a run that is dropped": ("run_hub", (put("runs", ("gone",), hub="a"),)),
    "another of its sites as the hub": ("run_flow", (put("runs", SPLIT, hub="a"),)),
    "a site that sends nothing": (
        "run_flow",
        (
            drop("run_flows", ("split", "a", "b")),
            drop("run_flows", ("split", "a", "d")),
            drop("run_flows", ("split", "d", "c")),
            put("run_flows", ("split", "b", "c"), gbps=300.0),
        ),
    ),
    "no traffic at all": (
        "run_flow",
        tuple(drop("run_flows", ("split", *way)) for way in ("ab", "ad", "bc", "dc")),
    ),
    "traffic lost at a closed site": ("run_flow", (drop("run_flows", ("split", "d", "c")),)),
    "traffic made at a closed site": (
        "run_flow", (put("run_flows", ("split", "d", "c"), gbps=120.0),)
    ),
    "traffic lost at a site of the run": (
        "run_flow", (put("run_flows", ("split", "b", "c"), gbps=450.0),)
    ),
    "traffic that the hub sends on": ("run_flow", (add("run_flows", "split", "c", "d", 50.0),)),
    "traffic that does not follow the load": (
        "run_flow",
        (
            put("run_sites", ("split", "a"), units=120.0, it_mw=1.2),
            put("run_sites", ("split", "c"), units=80.0, it_mw=0.8),
        ),
    ),
    "traffic of a run at one site": ("run_flow", (add("run_flows", "alone", "a", "b", 10.0),)),
    "traffic of a run that may not be split": (
        "run_flow",
        (
            add("run_flows", "small", "a", "b", 10.0),
            put("corridors", ("a", "b", 2026), used_ab_gbps=10.0),
        ),
    ),
    "traffic in a ring of a run that may not be split": (
        "run_flow",
        (
            add("run_flows", "small", "a", "b", 10.0),
            add("run_flows", "small", "b", "a", 10.0),
            put("corridors", ("a", "b", 2026), used_ab_gbps=10.0, used_ba_gbps=10.0),
        ),
    ),
    "traffic of a run that is dropped": ("run_flow", (add("run_flows", "gone", "a", "b", 10.0),)),
    "more traffic than a corridor carries": (
        "corridor_capacity",
        (
            put("run_flows", ("split", "a", "d"), gbps=110.0),
            put("run_flows", ("split", "d", "c"), gbps=110.0),
            put("run_flows", ("split", "a", "b"), gbps=190.0),
            put("run_flows", ("split", "b", "c"), gbps=490.0),
        ),
    ),
    "a unit not lit": ("corridor_capacity", (put("corridors", ("b", "c", 2027), lit_units=0),)),
    "a unit lit in the year that it should carry": (
        "corridor_capacity",
        (
            put("corridors", ("a", "b", 2026), lit_units=0),
            put("corridors", ("a", "b", 2027), lit_units=1),
        ),
    ),
    "a unit lit so early that its life is over": (
        "corridor_capacity",
        (
            put("corridors", ("b", "c", 2027), lit_units=0),
            put("corridors", ("b", "c", 2026), lit_units=1),
        ),
    ),
    "half a unit": ("integrality", (put("corridors", ("b", "c", 2027), lit_units=0.5),)),
    "a unit and a tenth": ("integrality", (put("corridors", ("a", "b", 2026), lit_units=1.1),)),
    "a unit lit too late to serve": (
        "serves_no_period", (put("corridors", ("a", "b", 2029), lit_units=1),)
    ),
    "capacity before it is built": (
        "corridor_in_service", (put("corridors", ("a", "b", 2026), capacity_gbps=250.0),)
    ),
    "capacity after its life": (
        "corridor_in_service", (put("corridors", ("b", "c", 2029), capacity_gbps=500.0),)
    ),
    "existing capacity forgotten": (
        "corridor_in_service", (put("corridors", ("c", "d", 2026), capacity_gbps=0.0),)
    ),
    "traffic of half a period counted by half": (
        "corridor_use", (put("corridors", ("a", "b", 2027), used_ab_gbps=100.0),)
    ),
    "traffic told the wrong way round": (
        "corridor_use", (put("corridors", ("c", "d", 2027), used_ab_gbps=100.0, used_ba_gbps=0.0),)
    ),
    "traffic told after the run has ended": (
        "corridor_use", (put("corridors", ("b", "c", 2029), used_ab_gbps=500.0),)
    ),
    "fibre 0.1 % off": ("cost_line", (scale("costs", ("backbone", "", 2027), "musd", 1.001),)),
    "fibre not charged": ("cost_line", (drop("costs", ("backbone", "", 2029)),)),
    "fibre charged at a site": ("completeness", (add("costs", "backbone", "a", 2029, 1.0),)),
    "fibre in cash 0.1 % off": ("cash_line", (scale("cash", ("backbone", 2026), "musd", 1.001),)),
    "traffic where no corridor is": (
        "completeness", (add("run_flows", "split", "a", "c", 10.0),)
    ),
    "traffic rows in another order": ("completeness", (reverse("run_flows"),)),
    "traffic of nothing": ("completeness", (add("run_flows", "split", "d", "a", 0.0),)),
    "less traffic than nothing": ("sign", (add("run_flows", "split", "d", "a", -5.0),)),
    "a corridor left out": ("completeness", (drop("corridors", ("a", "d", 2029)),)),
    "a corridor the other way round": (
        "completeness", (add("corridors", "b", "a", 2026, 1, 200.0, 0.0, 0.0),)
    ),
    "a corridor that is none": (
        "completeness", (add("corridors", "a", "c", 2027, 2, 400.0, 0.0, 0.0),)
    ),
    "corridors in another order": ("completeness", (reverse("corridors"),)),
}  # fmt: skip
