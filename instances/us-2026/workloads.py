"""Metros, inference services with their demand, and training runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backbone import sync_gbps
from sources import GENERAL, YEAR, catalogue, fact, facts

from planner.instance.schema import DemandTotal, Metro, Service, TrainingRun

LEFT_OUT = ("Honolulu", "Anchorage", "Billings", "Cheyenne", "Fargo", "Sioux Falls")
"""Out of reach within 50 ms (the first two), or below 310,000 people."""

GOOGLE_TOKENS_PER_MONTH = max(
    float(row["value"])
    for row in facts("demand")
    if row["item"] == "tokens" and row["parameter"] == "google_monthly"
)
GOOGLE_SHARE = 0.21
US_SHARE = 0.75
SECONDS_PER_MONTH = 8760 * 3600 / 12
COMPUTE_SHARES = {
    name: fact("demand", "latency_class", f"share_{name}")
    for name in ("interactive", "agentic", "batch")
}
GROWTH = {
    2026: 1.0, 2027: 1.45, 2028: 2.05, 2029: 2.65, 2030: 3.25,
    2031: 3.65, 2032: 3.95, 2033: 4.2, 2034: 4.45, 2035: 4.65,
}  # fmt: skip
"""Demand over that of 2026, in tokens of today's models."""
BEST_PRODUCTS = ("gb200-nvl72", "gb300-nvl72", "mi355x", "tpu-v7", "trainium3")
REFERENCE = "gb200-nvl72"
LATE_SHARE = 0.15

_SERVICES = {
    "interactive": {
        "model": "frontier-400b", "max_network_ms": 50, "input_tokens": 2700,
        "output_tokens": 300, "kv_bytes_per_input_token": 2 * 126 * 8 * 128,
        "interference": 0.2, "target_utilisation": 0.6, "peak_to_mean": 1.7,
        "mbit_per_request": 2, "unserved_usd_per_mtoken": 4.2,
    },
    "agentic": {
        "model": "agent-200b", "max_network_ms": 200, "input_tokens": 18000,
        "output_tokens": 2000, "kv_bytes_per_input_token": 2 * 100 * 8 * 128,
        "interference": 0.2, "target_utilisation": 0.7, "peak_to_mean": 1.4,
        "mbit_per_request": 2, "unserved_usd_per_mtoken": 4.2,
    },
    "batch": {
        "model": "agent-200b", "max_network_ms": None, "input_tokens": 9000,
        "output_tokens": 1000, "kv_bytes_per_input_token": 2 * 100 * 8 * 128,
        "interference": 0.1, "target_utilisation": 0.85, "peak_to_mean": 1.1,
        "mbit_per_request": 1, "unserved_usd_per_mtoken": 2.1,
    },
}  # fmt: skip


def metros() -> Iterator[Metro]:
    """Metropolitan areas of the 48 contiguous states."""
    for row in facts("us_metropolitan_areas"):
        if row["metro"] in LEFT_OUT:
            continue
        yield Metro(
            metro=re.sub(r"[^a-z]+", "-", row["metro"].lower()),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            country="US",
            population=float(row["population"]),
            utc_offset_hours=float(row["utc_offset_hours"]),
            source=row["source"],
            source_year=int(row["year"]),
            confidence=row["confidence"],
            note=row["metro"],
        )


def services() -> Iterator[Service]:
    """The three classes of latency."""
    for name, values in _SERVICES.items():
        yield Service.model_validate(
            {
                "service": name,
                **values,
                "source": "latency: NewMoneyMoves, The Splitting of the AI Data Center, 2026 (50 "
                f"ms), else {GENERAL}; 0.1 output share: OpenRouter numbers, 2026; the rest: "
                f"{GENERAL}",
                "source_year": YEAR,
                "confidence": "low",
                "note": "KV cache: 2 x layers x 8 heads x 128 x 1 byte (FP8), 126 or 100 layers; "
                "unserved: list prices of USD 3 in and 15 out per Mtoken at 9:1, half of it for "
                "batch",
            }
        )


def it_mw_per_mtoken_per_s(service: str) -> float:
    """IT MW that a mean Mtoken/s takes at peak on the best product, prefill and decode apart."""
    values = _SERVICES[service]
    rates = catalogue("throughput", "accelerator", "model")
    products = catalogue("accelerators", "accelerator")
    tokens_in, tokens_out = float(values["input_tokens"]), float(values["output_tokens"])
    seconds_kw = []
    for product in BEST_PRODUCTS:
        rate = rates[product, values["model"]]
        seconds = tokens_in / float(rate["prefill_tokens_per_s"])
        seconds += tokens_out / float(rate["decode_tokens_per_s"])
        seconds_kw.append(seconds * float(products[product,]["kw_per_unit"]))
    load = float(values["peak_to_mean"]) / float(values["target_utilisation"])
    return load * min(seconds_kw) / (tokens_in + tokens_out) * 1e6 / 1000


def mtokens_per_s() -> dict[str, float]:
    """Mean Mtoken/s of each service in 2026: compute shares of all tokens served in the US."""
    total = GOOGLE_TOKENS_PER_MONTH / GOOGLE_SHARE * US_SHARE / SECONDS_PER_MONTH / 1e6
    weight = {k: share / it_mw_per_mtoken_per_s(k) for k, share in COMPUTE_SHARES.items()}
    return {k: total * w / sum(weight.values()) for k, w in weight.items()}


def inference_it_mw(year: int) -> float:
    """IT MW that the demand of a year takes on the best products, to judge its size by."""
    return sum(
        GROWTH[year] * mtokens * it_mw_per_mtoken_per_s(k) for k, mtokens in mtokens_per_s().items()
    )


def demand_totals() -> Iterator[DemandTotal]:
    """Mean requests per second by service and year."""
    for service, mtokens in mtokens_per_s().items():
        values = _SERVICES[service]
        per_request = float(values["input_tokens"]) + float(values["output_tokens"])
        for year, growth in GROWTH.items():
            yield DemandTotal(
                service=service,
                year=year,
                requests_per_s=round(mtokens * growth * 1e6 / per_request, 1),
                source="Google's 3.2e15 tokens a month (The Register via Tokenmaxxing, 2026); "
                f"Google's share {GOOGLE_SHARE:g}, US-served share {US_SHARE:g}, split by "
                f"compute 0.5/0.3/0.2 and growth: {GENERAL}",
                source_year=YEAR,
                confidence="low",
                note=f"{growth:g} x 2026 in tokens of today's models; all services together take "
                f"{inference_it_mw(year) / 1000:.1f} GW IT on the best products",
            )


def training_runs() -> Iterator[TrainingRun]:
    """Runs of all four kinds; what dropping one costs is a multiple of its rent."""
    rent = fact("costs", "rent", "h100_hour")
    kw = float(catalogue("accelerators", "accelerator")[REFERENCE,]["kw_per_unit"])
    for row in facts("run_choices"):
        units = float(row["it_mw"]) * 1000 / kw
        rent_musd = units * 8760 * float(row["duration_years"]) * rent / 1e6
        per_site, per_mw = sync_gbps(row)
        yield TrainingRun(
            run=row["run"],
            kind=row["kind"],
            it_mw=float(row["it_mw"]),
            reference_accelerator=REFERENCE,
            earliest_year=int(row["earliest_year"]),
            latest_year=int(row["latest_year"]),
            duration_years=float(row["duration_years"]),
            accelerators=tuple(filter(None, row["accelerators"].split("|"))),
            max_sites=int(row["max_sites"]),
            min_site_it_mw=float(row["min_site_it_mw"]),
            max_rtt_ms=float(row["max_rtt_ms"]) if row["max_rtt_ms"] else None,
            split_loss=float(row["split_loss"]),
            goodput_share=0.9,
            slowable_share=float(row["slowable_share"]),
            sync_gbps_per_site=per_site,
            sync_gbps_per_mw=per_mw,
            late_musd_per_year=round(LATE_SHARE * rent_musd),
            dropped_musd=round(float(row["drop_multiple"]) * rent_musd),
            source=f"size: {GENERAL}, below the 4-16 GW single runs of 2030 in NewMoneyMoves 2026; "
            f"rent: alpha-one-index, 2026 (USD {rent:g} per GPU-hour); traffic: a share of Epoch AI's "
            "6 Pbit/s for 10 GW, 2025; slowing: Emerald AI in Phoenix (25 % for three hours), 2025; the "
            f"rest: {GENERAL}",
            source_year=YEAR,
            confidence="low",
            note=f"rent {rent_musd:.0f} M$; dropping it costs {row['drop_multiple']} x, a year's "
            f"delay {LATE_SHARE:g} x that",
        )
