"""Services and training runs."""

from __future__ import annotations

from collections.abc import Iterator

from sources import GENERAL, YEAR, catalogue, facts, us_fact, us_rows

from planner.instance.schema import Service, TrainingRun

MAX_NETWORK_MS = {"interactive": 50, "resident": 50, "agentic": 130, "batch": 250}
REFERENCE = "gb200-nvl72"
NEW_PRODUCTS = ("gb200-nvl72", "gb300-nvl72", "mi355x", "tpu-v7", "trainium3")
LATE_SHARE = 0.15
EPOCH_MW = 10_000
"""Size of Epoch AI's plan of training over 23 sites."""


def services() -> Iterator[Service]:
    """Those of us-2026, and an interactive one that has to stay in its bloc."""
    for row in us_rows(Service):
        yield row.model_copy(
            update={
                "max_network_ms": MAX_NETWORK_MS[row.service],
                "site_kinds": ("campus",) if row.service == "batch" else row.site_kinds,
                "note": f"{row.note}; as in us-2026 but for the limits of agentic and batch, which keep "
                "the number of routes in bounds: demand stays within 5,600 and 11,400 km",
            }
        )
        if row.service == "interactive":
            yield row.model_copy(
                update={
                    "service": "resident",
                    "max_network_ms": MAX_NETWORK_MS["resident"],
                    "residency": "bloc",
                    "note": "the interactive service where law or contract keeps it in the bloc",
                }
            )


def training_runs() -> Iterator[TrainingRun]:
    """Those of us-2026 and larger ones, on campuses only."""
    for row in us_rows(TrainingRun):
        yield row.model_copy(update={"site_kinds": ("campus",)})
    for choice in facts("run_choices"):
        yield _run(choice)


def _run(row: dict[str, str]) -> TrainingRun:
    it_mw = float(row["it_mw"])
    kw = float(catalogue("accelerators", "accelerator")[REFERENCE,]["kw_per_unit"])
    rent = us_fact("costs", "rent", "h100_hour")
    rent_musd = it_mw * 1000 / kw * 8760 * float(row["duration_years"]) * rent / 1e6
    per_site, per_mw = _sync_gbps(row)
    return TrainingRun(
        run=row["run"],
        kind=row["kind"],
        it_mw=it_mw,
        reference_accelerator=REFERENCE,
        earliest_year=int(row["earliest_year"]),
        latest_year=int(row["latest_year"]),
        duration_years=float(row["duration_years"]),
        site_kinds=("campus",),
        accelerators=NEW_PRODUCTS,
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
        source="size: NewMoneyMoves, The Splitting of the AI Data Center, 2026 (single runs of 4-16 GW "
        f"in 2030), else {GENERAL}; rent: alpha-one-index, 2026 (USD {rent:g} per GPU-hour); traffic: "
        f"a share of Epoch AI's 6 Pbit/s for 10 GW, 2025; the rest: {GENERAL}",
        source_year=YEAR,
        confidence="low",
        note=f"rent {rent_musd:.0f} M$; dropping it costs {row['drop_multiple']} x, a year's delay "
        f"{LATE_SHARE:g} x that",
    )


def _sync_gbps(row: dict[str, str]) -> tuple[float, float]:
    """Traffic to the hub as in us-2026: (Gbit/s per site, Gbit/s per MW IT there)."""
    epoch_gbps = us_fact("network", "scale_across", "epoch_bandwidth") * 1e6 / EPOCH_MW
    share = us_fact("network", "scale_across", "sync_share_of_epoch") * float(row["sync_share"])
    half_per_mw = epoch_gbps * share / 2
    per_site = half_per_mw * float(row["it_mw"])
    return round(per_site, 1), round(half_per_mw * int(row["max_sites"]), 3)
