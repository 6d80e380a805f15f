"""Tables of workloads: inference services with their demand, and training runs."""

from __future__ import annotations

from typing import ClassVar

from .columns import Row, col
from .places import SITE_KINDS

RUN_KINDS: tuple[str, ...] = (
    "pretraining",
    "post-training",
    "reinforcement-learning",
    "synthetic-data",
)


class Service(Row):
    """An inference service: how near, how large a request, what an unserved token costs."""

    table: ClassVar[str] = "services"
    key: ClassVar[tuple[str, ...]] = ("service",)
    families: ClassVar[tuple[str, ...]] = ("inference",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Inference services."

    service: str = col("Name of the service; the key.")
    model: str = col("Model whose rows of `throughput` apply.", default="", needed_by=("fleet",))
    max_network_ms: float | None = col(
        "Longest network round trip; time to first token is not part of it. Empty: no limit.",
        unit="ms",
        default=None,
        gt=0,
        le=1e9,
        usual=(1, 2_000),
    )
    input_tokens: float = col(
        "Tokens read per request.",
        unit="tokens/request",
        default=0.0,
        ge=0,
        needed_by=("fleet",),
        usual=(1, 2e6),
    )
    output_tokens: float = col(
        "Tokens written per request.",
        unit="tokens/request",
        default=0.0,
        ge=0,
        needed_by=("fleet",),
        usual=(1, 2e6),
    )
    kv_bytes_per_input_token: float = col(
        "Size of the KV cache that moves from a prefill to a decode unit.",
        unit="bytes/token",
        default=0.0,
        ge=0,
        usual=(1_000, 1e7),
    )
    interference: float = col(
        "Share of throughput lost when prefill and decode share a unit.",
        unit="share",
        default=0.0,
        ge=0,
        lt=1,
    )
    target_utilisation: float = col(
        "Highest share of a pool's throughput used in the busiest time.",
        unit="share",
        default=1.0,
        gt=0,
        le=1,
    )
    peak_to_mean: float = col(
        "Demand in the busiest time over mean demand.", unit="ratio", default=1.0, ge=1, le=100
    )
    mbit_per_request: float = col(
        "Traffic per request between people and site, both ways.",
        unit="Mbit/request",
        default=0.0,
        ge=0,
        usual=(0.001, 1_000),
    )
    residency: str = col(
        "country: demand may only be served from sites in the metro's own country; bloc: demand of a "
        "metro in a bloc only from sites in the same bloc; empty: from anywhere.",
        default="",
        choices=("country", "bloc"),
    )
    serving: str = col(
        "aggregated or disaggregated: the only way it may be served; empty: either.",
        default="",
        choices=("aggregated", "disaggregated"),
    )
    site_kinds: tuple[str, ...] = col(
        "Site kinds that may serve it.", default=SITE_KINDS, choices=SITE_KINDS, listed=True
    )
    max_site_share: float = col(
        "Largest share of one metro's demand that one site may serve.",
        unit="share",
        default=1.0,
        gt=0,
        le=1,
    )
    unserved_usd_per_mtoken: float | None = col(
        "What a million unserved tokens (input and output) cost; required unless strict.",
        unit="USD/Mtoken",
        default=None,
        ge=0,
        usual=(0.01, 10_000),
    )


class Demand(Row):
    """Mean demand of a service in a metro in a year."""

    table: ClassVar[str] = "demand"
    key: ClassVar[tuple[str, ...]] = ("service", "metro", "year")
    families: ClassVar[tuple[str, ...]] = ("inference",)
    about: ClassVar[str] = "Mean demand by service, metro and year."

    service: str = col("Service.", ref="services")
    metro: str = col("Metro.", ref="metros")
    year: int = col("Year; a period takes the row of its start year.", unit="year")
    requests_per_s: float = col("Mean demand.", unit="requests/s", ge=0, usual=(0, 1e7))


class DemandTotal(Row):
    """Mean demand of a service in a year over all metros, spread by population."""

    table: ClassVar[str] = "demand_totals"
    key: ClassVar[tuple[str, ...]] = ("service", "year")
    families: ClassVar[tuple[str, ...]] = ("inference",)
    about: ClassVar[str] = "Mean demand over all metros, spread by their population."

    service: str = col("Service.", ref="services")
    year: int = col("Year; a period takes the row of its start year.", unit="year")
    requests_per_s: float = col(
        "Mean demand over all metros.", unit="requests/s", ge=0, usual=(0, 1e7)
    )


class TrainingRun(Row):
    """A training run: how much compute, when, where it may be split, what lateness costs."""

    table: ClassVar[str] = "training_runs"
    key: ClassVar[tuple[str, ...]] = ("run",)
    families: ClassVar[tuple[str, ...]] = ("training",)
    required: ClassVar[bool] = True
    about: ClassVar[str] = "Training workloads of all four kinds."

    run: str = col("Name of the run; the key.")
    kind: str = col("Kind of run.", choices=RUN_KINDS)
    h100e: float | None = col(
        "Compute rate needed while it runs, net of goodput; give this or it_mw.",
        unit="H100 equivalents",
        default=None,
        gt=0,
    )
    it_mw: float | None = col(
        "IT load on the reference accelerator while it runs, unsplit; give this or h100e.",
        unit="MW IT",
        default=None,
        gt=0,
        le=100_000,
        usual=(1, 50_000),
    )
    reference_accelerator: str = col(
        "Accelerator on which it_mw is stated.", default="", ref="accelerators"
    )
    earliest_year: int = col("First year in which it may start.", unit="year")
    latest_year: int = col("Last year in which it may start.", unit="year")
    duration_years: float = col("How long it runs.", unit="years", gt=0, le=20, usual=(0.02, 10))
    site_kinds: tuple[str, ...] = col(
        "Site kinds that may host it.", default=SITE_KINDS, choices=SITE_KINDS, listed=True
    )
    max_sites: int = col("Most sites it may be split over.", unit="sites", default=1, ge=1, le=50)
    min_site_it_mw: float = col(
        "Least IT load at each of its sites.",
        unit="MW IT",
        default=0.0,
        ge=0,
        le=100_000,
        usual=(0.1, 10_000),
    )
    max_rtt_ms: float | None = col(
        "Longest round trip between two of its sites; empty: no limit.",
        unit="ms",
        default=None,
        gt=0,
        usual=(0.1, 500),
    )
    split_loss: float = col(
        "Extra compute for every site beyond the first, as a share of the run.",
        unit="share",
        default=0.0,
        ge=0,
        lt=1,
    )
    goodput_share: float = col(
        "Useful share of the compute held.", unit="share", default=1.0, gt=0, le=1
    )
    slowable_share: float = col(
        "Share of its load that it can shed while a flexible grid connection is curtailed; the compute "
        "lost is made up by more units.",
        unit="share",
        default=0.0,
        ge=0,
        le=1,
    )
    sync_gbps_per_site: float = col(
        "Traffic between the hub and each other site, whatever its size.",
        unit="Gbit/s",
        default=0.0,
        ge=0,
        le=1e7,
        usual=(0.1, 500_000),
    )
    sync_gbps_per_mw: float = col(
        "Traffic between the hub and each other site by the IT load of the run there.",
        unit="Gbit/s/MW IT",
        default=0.0,
        ge=0,
        le=1e5,
        usual=(0.001, 1_000),
    )
    late_musd_per_year: float = col(
        "Cost of every year between the earliest and the actual start.",
        unit="M$/year",
        default=0.0,
        ge=0,
        usual=(0.001, 500_000),
    )
    dropped_musd: float | None = col(
        "Cost of not running it at all, at the end of its window; required unless strict.",
        unit="M$",
        default=None,
        ge=0,
        usual=(0.01, 2e6),
    )
    accelerators: tuple[str, ...] = col(
        "Accelerators it may run on; empty: all with a training rate.",
        default=(),
        listed=True,
        ref="accelerators",
    )
