"""The tables of a plan: their columns, keys and order. `period` is a period's start year."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanTable:
    """One table of a plan.

    Attributes:
        name: file name without ending.
        key: columns that name a row; rows stand sorted by them as the instance orders them.
        values: (column, unit) of what the table says.
        about: one sentence.
        sparse: True when only rows with a positive value stand in it.
        text: value columns that hold text.
    """

    name: str
    key: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    about: str
    sparse: bool = False
    text: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Key columns, then value columns."""
        return self.key + tuple(name for name, _ in self.values)


PLAN_TABLES: tuple[PlanTable, ...] = (
    PlanTable(
        "sites",
        ("site", "period"),
        (
            ("open", "0/1"),
            ("it_mw", "MW IT, of the units installed"),
            ("peak_facility_mw", "MW facility"),
            ("mean_facility_mw", "MW facility"),
        ),
        "Sites by period: open or not, and their load.",
    ),
    PlanTable(
        "halls",
        ("site", "cooling", "period"),
        (
            ("modules_built", "modules ordered"),
            ("in_service_mw", "MW IT, existing included"),
            ("hosted_mw", "MW IT"),
        ),
        "Halls by cooling: ordered, in service, used.",
    ),
    PlanTable(
        "hosting",
        ("site", "accelerator", "cooling", "period"),
        (("hosted_mw", "MW IT"), ("drawn_mw", "MW IT, mean")),
        "Which accelerators stand in which cooling.",
    ),
    PlanTable(
        "power",
        ("site", "option", "tranche", "period"),
        (
            ("built_mw", "MW ordered"),
            ("modules_built", "modules ordered, 0 where any size can be had"),
            ("in_service_mw", "MW"),
        ),
        "Power ordered and in service; tranche is existing, order or held-YEAR.",
    ),
    PlanTable(
        "connections",
        ("site", "option", "tranche", "period"),
        (("connected", "0/1, paid in this period"),),
        "One-time interconnections (tranche site) and upgrades of held steps (held-YEAR).",
    ),
    PlanTable(
        "generation",
        ("site", "option", "period"),
        (("mean_mw", "MW, mean"),),
        "Energy by option.",
    ),
    PlanTable(
        "fleet",
        ("site", "accelerator", "period"),
        (
            ("bought_units", "units ordered"),
            ("installed_units", "units"),
            ("training_units", "units, mean over the period"),
            ("inference_units", "units"),
        ),
        "Accelerators ordered, installed and used.",
    ),
    PlanTable(
        "fabric",
        ("site", "accelerator", "fabric", "period"),
        (("bought_units", "units ordered"), ("in_service_units", "units")),
        "Backend fabric by the units it connects; fabric `existing` is what stands already.",
    ),
    PlanTable(
        "runs",
        ("run",),
        (
            ("status", "placed or dropped"),
            ("start_year", "year, empty when dropped"),
            ("end_year", "year, empty when dropped"),
            ("late_years", "years"),
            ("accelerator", "product, empty when dropped"),
            ("sites", "number of sites"),
            ("it_mw", "MW IT"),
        ),
        "Training runs: when, on what, over how many sites.",
        text=("status", "accelerator"),
    ),
    PlanTable(
        "run_sites",
        ("run", "site"),
        (("units", "units"), ("it_mw", "MW IT")),
        "Where each run stands and how much of it.",
        sparse=True,
    ),
    PlanTable(
        "volumes",
        ("service", "site", "period"),
        (
            ("requests_per_s", "requests/s, mean"),
            ("disaggregated_requests_per_s", "requests/s, mean"),
            ("aggregated_requests_per_s", "requests/s, mean"),
        ),
        "Requests served at each site, and how.",
    ),
    PlanTable(
        "pools",
        ("service", "site", "accelerator", "phase", "period"),
        (("units", "units"),),
        "Inference pools; phase is prefill, decode or aggregated.",
        sparse=True,
    ),
    PlanTable(
        "routing",
        ("service", "metro", "site", "period"),
        (
            ("share", "share of the metro's demand"),
            ("requests_per_s", "requests/s, mean"),
            ("rtt_ms", "ms"),
        ),
        "Which metro is served from where.",
        sparse=True,
    ),
    PlanTable(
        "unserved",
        ("service", "metro", "period"),
        (("share", "share of the metro's demand"), ("requests_per_s", "requests/s, mean")),
        "Demand that is not served; every service, metro and period with demand.",
    ),
    PlanTable(
        "costs",
        ("head", "site", "period"),
        (("musd", "M$, present value"),),
        "The objective, line by line; site is empty for heads that belong to none.",
    ),
    PlanTable(
        "cash",
        ("head", "period"),
        (("musd", "M$ of the price year, undiscounted"),),
        "Cash: capital when ordered, running costs when they run.",
    ),
)

PLAN_TABLE: dict[str, PlanTable] = {table.name: table for table in PLAN_TABLES}

COST_HEADS: tuple[str, ...] = (
    "land_opening",
    "halls",
    "cooling",
    "power_plant",
    "energy",
    "carbon",
    "accelerators",
    "backend_fabric",
    "frontend",
    "transit",
    "lateness",
    "unserved",
    "dropped",
    "remaining_charges",
)
"""Heads whose sum is the objective, in the order of reports."""

PENALTY_HEADS: tuple[str, ...] = ("lateness", "unserved", "dropped")
"""Heads that are penalties, no cash."""

UNCONTROLLABLE_HEADS: tuple[str, ...] = (*PENALTY_HEADS, "remaining_charges")
"""Heads taken out of the base of `gap_controllable`."""
