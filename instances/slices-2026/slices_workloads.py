"""Metros, services with their demand, and two training runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slices_day import profile
from slices_sources import GENERAL, YEAR, catalogue_row, facts, us_fact, us_table

from planner.instance.schema import AcceleratorSupply, Demand, Metro, Service, TrainingRun

SERVICES = ("interactive", "agentic", "batch")
YEARS = (2026, 2027, 2029, 2031)
FIRST_SERVED = 2027
"""Nothing stands in 2026, so nothing is asked then."""
PROVIDER_SHARE = 0.35
LATENCY_MS = {"interactive": 50.0, "agentic": 200.0, "batch": None}

REFERENCE = "gb200-nvl72"
LATE_SHARE = 0.15
SUPPLY_YEARS = (2026, 2027, 2028, 2030, 2036)
"""Years of the catalogue's rows, which these replace."""
SUPPLY_UNITS = 2_000_000

_RUNS: tuple[dict[str, Any], ...] = (
    {
        "run": "pretrain-2027", "kind": "pretraining", "it_mw": 1000.0, "earliest_year": 2027,
        "latest_year": 2029, "duration_years": 2.0, "max_sites": 3, "split_loss": 0.03,
        "max_rtt_ms": us_fact("network", "scale_across", "max_rtt_pretraining"),
        "slowable_share": 0.25, "sync_gbps_per_site": 12_500.0, "sync_gbps_per_mw": 37.5,
    },
    {
        "run": "rl-2029", "kind": "reinforcement-learning", "it_mw": 500.0, "earliest_year": 2029,
        "latest_year": 2031, "duration_years": 2.0, "max_sites": 4, "split_loss": 0.01,
        "max_rtt_ms": None,
        "slowable_share": 0.5, "sync_gbps_per_site": 250.0, "sync_gbps_per_mw": 2.0,
    },
)  # fmt: skip
_DROP_MULTIPLE = {"pretraining": 2.5, "reinforcement-learning": 2.0}


def metros() -> Iterator[Metro]:
    """Urban areas of four continents."""
    for row in facts("metros"):
        yield Metro(
            metro=row["metro"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            country=row["country"],
            bloc=row["bloc"],
            population=float(row["population_m"]) * 1e6,
            utc_offset_hours=float(row["utc_offset_hours"]),
            source=f"position: GeoNames, CC BY 4.0; people of the urban area: {GENERAL}",
            source_year=YEAR,
            confidence="low",
        )


def services() -> Iterator[Service]:
    """The services of us-2026; without slices their peak is the largest hour of their profile."""
    for row in us_table("services"):
        known = {name: text for name, text in row.items() if text}
        yield Service.model_validate(
            known
            | {
                "site_kinds": tuple(known["site_kinds"].split("|")),
                "max_network_ms": LATENCY_MS[row["service"]],
                "peak_to_mean": max(profile(row["service"])),
                "note": "as in us-2026, but peak_to_mean is the largest factor of local_demand: it holds "
                "where the slices are taken out",
            }
        )


def demand() -> Iterator[Demand]:
    """US demand for a person, by how much a person uses, for one provider's share."""
    rate = _us_requests_per_person()
    for row in facts("metros"):
        people = float(row["population_m"]) * 1e6
        for service in SERVICES:
            for year in YEARS:
                asked = rate[service, year] * people * float(row["use"]) * PROVIDER_SHARE
                yield Demand(
                    service=service,
                    metro=row["metro"],
                    year=year,
                    requests_per_s=round(asked, 2) if year >= FIRST_SERVED else 0.0,
                    source="us-2026 demand_totals for a person of its metros; use of a person over that "
                    f"in the US {row['use']}, provider's share {PROVIDER_SHARE:g}: {GENERAL}",
                    source_year=YEAR,
                    confidence="low",
                )


def _us_requests_per_person() -> dict[tuple[str, int], float]:
    people = sum(float(row["population"]) for row in us_table("metros"))
    return {
        (row["service"], int(row["year"])): float(row["requests_per_s"]) / people
        for row in us_table("demand_totals")
    }


def accelerator_supply() -> Iterator[AcceleratorSupply]:
    """What one provider of the world can buy, instead of the catalogue's United States."""
    for year in SUPPLY_YEARS:
        yield AcceleratorSupply(
            accelerator=REFERENCE,
            year=year,
            units=SUPPLY_UNITS,
            source=GENERAL,
            source_year=YEAR,
            confidence="low",
            note="a third of about six million of the kind a year",
        )


def training_runs() -> Iterator[TrainingRun]:
    """A pretraining run that one campus cannot hold, and one of reinforcement learning."""
    rent = us_fact("costs", "rent", "h100_hour")
    kw = float(catalogue_row("accelerators", "accelerator", REFERENCE)["kw_per_unit"])
    for run in _RUNS:
        hours = 8760 * run["duration_years"]
        rent_musd = run["it_mw"] * 1000 / kw * hours * rent / 1e6
        yield TrainingRun.model_validate(
            run
            | {
                "reference_accelerator": REFERENCE,
                "site_kinds": ("campus",),
                "min_site_it_mw": 50,
                "goodput_share": 0.9,
                "late_musd_per_year": round(LATE_SHARE * rent_musd),
                "dropped_musd": round(_DROP_MULTIPLE[str(run["kind"])] * rent_musd),
                "source": "as the runs of us-2026: size, split, slowing: general knowledge; traffic: a "
                "share of Epoch AI's 6 Pbit/s for 10 GW, 2025; rent: alpha-one-index, 2026",
                "source_year": YEAR,
                "confidence": "low",
                "note": f"rent {rent_musd:.0f} M$ at USD {rent:g} per GPU-hour; a year's delay costs "
                f"{LATE_SHARE:g} x that",
            }
        )
