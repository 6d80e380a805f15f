"""Metros, services with their demand, and training runs of a generated instance."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Any

from .shapes import FIRST_YEAR, Draw, Shape, lands_of, within
from .technology import kw_per_unit

Rows = list[dict[str, Any]]

REFERENCE = "gb200-nvl72"
RENT_USD_PER_HOUR = 2.99
LATE_SHARE = 0.15
"""A year's delay of a run over its rent."""

SERVICES: tuple[dict[str, Any], ...] = (
    {
        "service": "interactive", "model": "frontier-400b", "max_network_ms": 50,
        "input_tokens": 2700, "output_tokens": 300, "kv_bytes_per_input_token": 258_048,
        "interference": 0.2, "target_utilisation": 0.6, "peak_to_mean": 1.7,
        "mbit_per_request": 2, "unserved_usd_per_mtoken": 4.2,
    },
    {
        "service": "agentic", "model": "agent-200b", "max_network_ms": 100,
        "input_tokens": 18_000, "output_tokens": 2000, "kv_bytes_per_input_token": 204_800,
        "interference": 0.2, "target_utilisation": 0.7, "peak_to_mean": 1.4,
        "mbit_per_request": 2, "unserved_usd_per_mtoken": 4.2,
    },
    {
        "service": "batch", "model": "agent-200b", "residency": "bloc", "site_kinds": "campus",
        "input_tokens": 9000, "output_tokens": 1000, "kv_bytes_per_input_token": 204_800,
        "interference": 0.1, "target_utilisation": 0.85, "peak_to_mean": 1.1,
        "mbit_per_request": 1, "unserved_usd_per_mtoken": 2.1,
    },
)  # fmt: skip
FIRST_REQUESTS_PER_S = {"interactive": 325_000, "agentic": 83_000, "batch": 171_000}
"""Demand of 2026 for as many MW of sites as us-2026 has."""
GROWTH = (1.0, 1.45, 2.05, 2.65, 3.25, 3.65, 3.95, 4.2, 4.45, 4.65)
"""Demand over that of the first year; after the tenth it stays."""

TRAINING_MW = (2600, 1300, 1900, 3200, 2800, 2400, 2000, 2600, 2600, 2600)
"""IT load of the runs that come up in a year, for as many MW of sites as us-2026 has; then it stays."""


@dataclass(frozen=True)
class Kind:
    """What runs of a kind have in common."""

    kind: str
    years: float
    sites: int
    max_rtt_ms: float | None
    split_loss: float
    slowable: float
    sync_share: float
    drop_multiple: float


KINDS: tuple[Kind, ...] = (
    Kind("pretraining", 2, 4, 20, 0.03, 0.25, 1.0, 2.5),
    Kind("reinforcement-learning", 2, 5, 60, 0.01, 0.5, 0.04, 2.0),
    Kind("synthetic-data", 1, 4, None, 0.0, 0.8, 0.002, 1.5),
    Kind("post-training", 1, 2, 40, 0.02, 0.25, 0.5, 2.0),
)


def metros(shape: Shape, seed: int) -> Rows:
    """Rows of `metros`; those of a smaller shape are the first of a larger one."""
    draw, count = Draw(seed, 2), shape.metros
    lands = lands_of(count, shape.lands)
    lat, lon = within(lands, draw.uniform(0, 1, count), draw.uniform(0, 1, count))
    people = draw.lognormal(14.2, 0.8, count).clip(3e5, 2e7)
    return [
        {
            "metro": f"metro-{i:04}",
            "lat": float(lat[i]),
            "lon": float(lon[i]),
            "country": land.country,
            "bloc": land.name,
            "population": round(float(people[i])),
            "utc_offset_hours": land.utc_offset_hours + floor((lon[i] - land.west) / 15),
        }
        for i, land in enumerate(lands)
    ]


def services(shape: Shape) -> Rows:
    """Rows of `services`: the first ones of :data:`SERVICES`."""
    return [dict(row) for row in SERVICES[: shape.services]]


def demand_totals(shape: Shape, scale: float) -> Rows:
    """Rows of `demand_totals`, in proportion to the MW of the sites."""
    return [
        {
            "service": row["service"],
            "year": year,
            "requests_per_s": round(
                scale * FIRST_REQUESTS_PER_S[row["service"]] * GROWTH[min(y, len(GROWTH) - 1)], 1
            ),
        }
        for row in services(shape)
        for y, year in enumerate(shape.periods)
    ]


def training_runs(shape: Shape, seed: int, scale: float) -> Rows:
    """Rows of `training_runs`: kinds in turns, evenly over the years, sizes by the year's total."""
    draw = Draw(seed, 3)
    size = draw.lognormal(0.0, 0.35, shape.runs)
    kinds = [KINDS[i % len(KINDS)] for i in range(shape.runs)]
    latest = [shape.years - round(kind.years) for kind in kinds]
    first = [min(i * shape.years // shape.runs, latest[i]) for i in range(shape.runs)]
    total = {
        y: scale * TRAINING_MW[min(y, len(TRAINING_MW) - 1)] * shape.years / len(set(first))
        for y in set(first)
    }
    weight = {y: sum(size[i] for i in range(shape.runs) if first[i] == y) for y in total}
    return [
        _run(
            i,
            kind,
            first[i],
            min(first[i] + 2, latest[i]),
            total[first[i]] * size[i] / weight[first[i]],
        )
        for i, kind in enumerate(kinds)
    ]


def _run(number: int, kind: Kind, first: int, last: int, it_mw: float) -> dict[str, Any]:
    it_mw = float(round(it_mw))
    rent_musd = it_mw * 1e3 / kw_per_unit(REFERENCE) * 8760 * kind.years * RENT_USD_PER_HOUR / 1e6
    sync_gbps = 50 * kind.sync_share * it_mw
    """Gbit/s of the run at all its sites: one half for each site, one by its load there."""
    return {
        "run": f"{kind.kind}-{number:02}",
        "kind": kind.kind,
        "it_mw": it_mw,
        "reference_accelerator": REFERENCE,
        "earliest_year": FIRST_YEAR + first,
        "latest_year": FIRST_YEAR + last,
        "duration_years": kind.years,
        "max_sites": kind.sites,
        "min_site_it_mw": min(100.0, round(0.3 * it_mw)),
        "max_rtt_ms": kind.max_rtt_ms,
        "split_loss": kind.split_loss,
        "goodput_share": 0.9,
        "slowable_share": kind.slowable,
        "sync_gbps_per_site": round(sync_gbps / 4, 1),
        "sync_gbps_per_mw": round(sync_gbps / 4 / it_mw * kind.sites, 3),
        "late_musd_per_year": round(LATE_SHARE * rent_musd),
        "dropped_musd": round(kind.drop_multiple * rent_musd),
    }
