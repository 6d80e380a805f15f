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
            ("in_service_mw", "MW IT of own halls, existing included"),
            ("leased_mw", "MW IT of leased halls in service"),
            ("hosted_mw", "MW IT, in own and leased halls"),
            ("hosted_in_leased_mw", "MW IT thereof in leased halls"),
        ),
        "Halls by cooling: ordered, in service, used.",
    ),
    PlanTable(
        "leases",
        ("site", "cooling", "from_year", "period"),
        (("taken_mw", "MW IT of leases that begin"), ("in_service_mw", "MW IT on lease")),
        "Leases of halls by offer.",
    ),
    PlanTable(
        "hosting",
        ("site", "accelerator", "cooling", "period"),
        (("hosted_mw", "MW IT"), ("drawn_mw", "MW IT, mean of the period")),
        "Which accelerators stand in which cooling.",
    ),
    PlanTable(
        "draw",
        ("site", "accelerator", "cooling", "period", "slice"),
        (("drawn_mw", "MW IT, mean of the slice"),),
        "Load drawn by slice.",
        sparse=True,
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
        ("site", "option", "period", "slice"),
        (("mean_mw", "MW, mean of the slice"),),
        "Energy by option; option `leased` is the power of leased halls.",
    ),
    PlanTable(
        "storage",
        ("site", "option", "period", "slice"),
        (
            ("charge_mw", "MW, mean of the slice"),
            ("discharge_mw", "MW, mean of the slice"),
            ("stored_mwh", "MWh at the end of the slice"),
        ),
        "What storage takes in and gives back in the slices of a day.",
    ),
    PlanTable(
        "fleet",
        ("site", "accelerator", "period"),
        (
            ("bought_units", "units ordered"),
            ("installed_units", "units"),
            ("rented_units", "units on rent"),
            ("training_units", "units, mean over the period"),
            ("inference_units", "units, most over the slices"),
        ),
        "Accelerators ordered, installed, rented and used.",
    ),
    PlanTable(
        "rentals",
        ("site", "accelerator", "from_year", "period"),
        (("taken_units", "units of rentals that begin"), ("in_service_units", "units on rent")),
        "Rentals of accelerators by offer.",
    ),
    PlanTable(
        "work",
        ("site", "accelerator", "period", "slice"),
        (
            ("busy_units", "own units at work, mean of the slice"),
            ("busy_rented_units", "rented units at work, mean of the slice"),
        ),
        "Units at work; own units at work draw load.",
        sparse=True,
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
            ("hub", "site at which its traffic meets, empty without family backbone"),
        ),
        "Training runs: when, on what, over how many sites.",
        text=("status", "accelerator", "hub"),
    ),
    PlanTable(
        "run_sites",
        ("run", "site"),
        (
            ("units", "units"),
            ("it_mw", "MW IT"),
            ("slowed_units", "units that stop while a flexible connection is curtailed"),
        ),
        "Where each run stands and how much of it.",
        sparse=True,
    ),
    PlanTable(
        "corridors",
        ("site_a", "site_b", "period"),
        (
            ("lit_units", "units ordered"),
            ("capacity_gbps", "Gbit/s in service each way, existing included"),
            ("used_ab_gbps", "Gbit/s from site_a to site_b"),
            ("used_ba_gbps", "Gbit/s from site_b to site_a"),
        ),
        "Backbone: capacity lit and used.",
    ),
    PlanTable(
        "run_flows",
        ("run", "from_site", "to_site"),
        (("gbps", "Gbit/s"),),
        "Traffic of each run towards its hub over each corridor.",
        sparse=True,
    ),
    PlanTable(
        "volumes",
        ("service", "site", "period", "slice"),
        (
            ("requests_per_s", "requests/s, mean of the slice"),
            ("disaggregated_requests_per_s", "requests/s, mean of the slice"),
            ("aggregated_requests_per_s", "requests/s, mean of the slice"),
        ),
        "Requests served at each site, and how.",
    ),
    PlanTable(
        "pools",
        ("service", "site", "accelerator", "phase", "period", "slice"),
        (("units", "units"),),
        "Inference pools; phase is prefill, decode or aggregated.",
        sparse=True,
    ),
    PlanTable(
        "routing",
        ("service", "metro", "site", "period", "slice"),
        (
            ("share", "share of the metro's demand in the slice"),
            ("requests_per_s", "requests/s, mean of the slice"),
            ("rtt_ms", "ms"),
        ),
        "Which metro is served from where.",
        sparse=True,
    ),
    PlanTable(
        "unserved",
        ("service", "metro", "period", "slice"),
        (
            ("share", "share of the metro's demand in the slice"),
            ("requests_per_s", "requests/s, mean of the slice"),
        ),
        "Demand that is not served; every service, metro, period and slice with demand.",
    ),
    PlanTable(
        "limits",
        ("limit", "scope", "period"),
        (
            ("value", "the limit, in the unit of its kind"),
            ("used", "what the plan makes of it, in the same unit"),
        ),
        "Limits of the instance and how far they are used; for site_share the largest share found.",
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
    "leases",
    "power_plant",
    "energy",
    "carbon",
    "accelerators",
    "rentals",
    "backend_fabric",
    "backbone",
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
