"""Services by year: requests asked and served, how they are served, and from how far."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from planner.plan.core import Plan
from planner.plan.reading import Shares, in_year, sums, weighed

from .figures import ServiceYear

RTT_STEPS_MS = (5.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0)
"""Upper ends of the histogram of round trips, ms."""


def services_of(plan: Plan, year: int, shares: Shares | None) -> dict[str, ServiceYear]:
    """Every service with demand in a year; none where the weights of the slices are not known."""
    if shares is None:
        return {}
    requests = "requests_per_s"
    routing = weighed(in_year(plan, "routing", year), shares, requests)
    missing = weighed(in_year(plan, "unserved", year), shares, requests)
    split = "disaggregated_requests_per_s"
    volumes = weighed(in_year(plan, "volumes", year), shares, split)
    served, unserved = sums(routing, "service", requests), sums(missing, "service", requests)
    disaggregated = sums(volumes, "service", split)
    found = {}
    for service in dict.fromkeys([*map(str, missing["service"]), *served]):
        on, off = served.get(service, 0.0), unserved.get(service, 0.0)
        asked = on + off
        trips = routing[routing["service"] == service]
        found[service] = ServiceYear(
            asked_requests_per_s=asked,
            served_requests_per_s=on,
            unserved_requests_per_s=off,
            unserved_share=off / asked if asked else 0.0,
            disaggregated_share=disaggregated.get(service, 0.0) / on if on else 0.0,
            mean_rtt_ms=float((trips["rtt_ms"] * trips[requests]).sum()) / on if on else 0.0,
            p95_rtt_ms=_percentile_ms(trips, 0.95) if on else 0.0,
            share_by_rtt=_histogram(trips, on) if on else {},
        )
    return found


def _percentile_ms(trips: pd.DataFrame, share: float) -> float:
    """Least round trip that a share of the requests keeps to."""
    ranked = trips.sort_values("rtt_ms")
    within = ranked["requests_per_s"].cumsum()
    enough = within >= share * within.iloc[-1] * (1 - 1e-12)
    return float(ranked["rtt_ms"][enough].iloc[0])


def _histogram(trips: pd.DataFrame, served: float) -> dict[str, float]:
    ends = (0.0, *RTT_STEPS_MS, float("inf"))
    labels = [*(f"{end:g} ms" for end in RTT_STEPS_MS), f"over {RTT_STEPS_MS[-1]:g} ms"]
    found = {}
    for label, (above, upto) in zip(labels, pairwise(ends), strict=True):
        rtt = trips["rtt_ms"].clip(lower=1e-9)
        within = trips[(rtt > above) & (rtt <= upto)]
        found[label] = float(within["requests_per_s"].sum()) / served
    return found
