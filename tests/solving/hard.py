"""Instances that HiGHS does not finish in a second or two."""

from __future__ import annotations

import random

from planner.instance import Instance
from tests.tiny import FLEET, ROUTING, tiny


def hard_routing(sites: int = 70, metros: int = 100) -> Instance:
    """Which sites to open when each holds a few metros: plans are easy, the proof is long."""
    draw = random.Random(7)
    places = [f"s{i:02}" for i in range(sites)]
    people = [f"m{i:03}" for i in range(metros)]
    return tiny(
        ROUTING,
        sites=[
            {
                "site": s, "status": "candidate", "opening_musd": draw.uniform(40, 60),
                "max_requests_per_s": draw.uniform(600, 900),
            }
            for s in places
        ],
        metros=[{"metro": m} for m in people],
        demand=[{"metro": m, "requests_per_s": draw.uniform(50, 150)} for m in people],
        route_costs=[
            {"metro": m, "site": s, "usd_per_year_full_demand": draw.uniform(1e6, 2e7)}
            for m in people
            for s in places
        ],
    )  # fmt: skip


def tight_packing(sites: int = 8, runs_each: int = 5) -> Instance:
    """Runs that fill the sites to the last unit and may not be dropped: a plan is hard to find."""
    draw = random.Random(3)
    runs: list[int] = []
    for _ in range(sites):
        cuts = sorted(draw.sample(range(100, 9900), runs_each - 1))
        runs += [b - a for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    draw.shuffle(runs)
    return tiny(
        FLEET,
        settings={"strict": True},
        sites=[{"site": f"s{i}", "max_facility_mw": 100, "kind": "edge"} for i in range(sites)],
        training_runs=[{"run": f"w{i:02}", "h100e": units} for i, units in enumerate(runs)],
    )
