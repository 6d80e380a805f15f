"""Changes of the plan by the hour worked out by hand, each with the rule that it breaks."""

from __future__ import annotations

from tests.plan.mutations import Change, add, drop, put, reverse, scale

MUTATIONS: dict[str, tuple[str, tuple[Change, ...]]] = {
    "a lease beyond its offer": (
        "lease_offer", (put("leases", ("port", "air", 2026, 2027), taken_mw=0.6),)
    ),
    "more on lease than is offered": (
        "lease_offer", (put("leases", ("port", "air", 2026, 2026), taken_mw=0.51),)
    ),
    "a lease before its year": (
        "lease_begins", (put("leases", ("port", "liquid", 2027, 2026), taken_mw=0.05),)
    ),
    "a lease before its year, told as running": (
        "lease_begins",
        (put("leases", ("port", "liquid", 2027, 2026), taken_mw=0.1, in_service_mw=0.1),),
    ),
    "leases told to run on": (
        "lease_in_service", (put("leases", ("port", "air", 2026, 2027), in_service_mw=0.4),)
    ),
    "a lease not taken": (
        "leased_halls", (put("leases", ("port", "air", 2026, 2027), taken_mw=0.0),)
    ),
    "a lease at a closed site": ("site_open", (put("sites", ("port", 2026), open=0),)),
    "more in leased halls than stands there": (
        "leased_halls",
        (
            put("leases", ("port", "air", 2026, 2027), taken_mw=0.3),
            put("halls", ("port", "air", 2027), hosted_in_leased_mw=0.3),
        ),
    ),
    "leased halls forgotten": (
        "hall_capacity", (put("halls", ("port", "air", 2027), hosted_in_leased_mw=0.0),)
    ),
    "leased halls that give no firm power": (
        "firm_power", (put("halls", ("port", "air", 2027), hosted_in_leased_mw=0.1),)
    ),
    "leased halls told too small": (
        "lease_in_service", (put("halls", ("port", "air", 2027), leased_mw=0.1),)
    ),
    "a rental beyond its offer": (
        "rental_offer", (put("rentals", ("port", "infer", 2027, 2027), taken_units=70.0),)
    ),
    "more on rent than is offered": (
        "rental_offer", (put("rentals", ("port", "infer", 2027, 2027), taken_units=61.0),)
    ),
    "a rental before its year": (
        "rental_begins", (put("rentals", ("port", "infer", 2027, 2026), taken_units=1.0),)
    ),
    "a rental before its year, told as none": (
        "rental_in_service", (put("rentals", ("port", "infer", 2027, 2026), taken_units=1.0),)
    ),
    "a rental not taken": (
        "unit_use", (put("rentals", ("port", "infer", 2027, 2027), taken_units=0.0),)
    ),
    "units on rent told too many": (
        "rental_in_service", (put("fleet", ("port", "infer", 2027), rented_units=60.0),)
    ),
    "pools beyond availability": (
        "unit_use",
        (put("pools", ("chat", "port", "infer", "aggregated", 2026, "day"), units=95.0),),
    ),
    "a pool too small in one slice": (
        "pool_capacity",
        (put("pools", ("chat", "isle", "infer", "aggregated", 2027, "night"), units=190.0),),
    ),
    "a pool told by its mean": (
        "unit_use", (put("fleet", ("isle", "infer", 2027), inference_units=250.0),)
    ),
    "work not done": (
        "busy_units", (put("work", ("isle", "infer", 2026, "day"), busy_units=300.0),)
    ),
    "work of a slice left out": ("busy_units", (drop("work", ("isle", "infer", 2026, "day")),)),
    "own units at work counted as rented": (
        "busy_rented_units",
        (put("work", ("port", "infer", 2027, "day"), busy_units=0.0, busy_rented_units=81.0),),
    ),
    "more own units at work than are available": (
        "busy_own_units", (put("work", ("isle", "infer", 2026, "day"), busy_units=460.0),)
    ),
    "own units at work where rented ones are": (
        "busy_own_units",
        (
            put("fleet", ("port", "infer", 2026), bought_units=80.0),
            put("work", ("port", "infer", 2027, "day"), busy_units=81.0, busy_rented_units=0.0),
        ),
    ),
    "rented work before there is a rental": (
        "busy_rented_units",
        (put("work", ("port", "infer", 2026, "night"), busy_units=0.0, busy_rented_units=36.0),),
    ),
    "own units at work that draw nothing": (
        "drawn_load",
        (put("work", ("port", "infer", 2027, "sunday"), busy_units=24.0, busy_rented_units=0.0),),
    ),
    "load moved to another slice": (
        "drawn_load",
        (
            put("draw", ("isle", "infer", "air", 2026, "day"), drawn_mw=0.63),
            put("draw", ("isle", "infer", "air", 2026, "night"), drawn_mw=0.59),
        ),
    ),
    "a mean load that is not that of the slices": (
        "drawn_load", (put("hosting", ("isle", "infer", "air", 2026), drawn_mw=0.53),)
    ),
    "a site's mean not weighed by hours": (
        "site_load", (put("sites", ("isle", 2026), mean_facility_mw=0.636),)
    ),
    "solar by night": (
        "slice_availability", (put("generation", ("isle", "solar", 2026, "night"), mean_mw=0.2),)
    ),
    "more sun than there is": (
        "slice_availability", (put("generation", ("isle", "solar", 2027, "day"), mean_mw=0.7),)
    ),
    "a Sunday beyond the capacity factor": (
        "capacity_factor", (put("generation", ("isle", "solar", 2026, "sunday"), mean_mw=0.3),)
    ),
    "energy short in one slice": (
        "energy_balance", (put("generation", ("isle", "turbine", 2026, "night"), mean_mw=0.3),)
    ),
    "energy right on the mean alone": (
        "energy_balance",
        (
            put("generation", ("isle", "turbine", 2027, "day"), mean_mw=0.426),
            put("generation", ("isle", "turbine", 2027, "night"), mean_mw=0.488),
        ),
    ),
    "more energy than leased halls have": (
        "leased_energy", (put("generation", ("port", "leased", 2026, "day"), mean_mw=0.25),)
    ),
    "leased halls of less than they give": (
        "leased_energy", (put("halls", ("port", "air", 2026), hosted_in_leased_mw=0.1),)
    ),
    "charged beyond its power": (
        "storage_power", (put("storage", ("isle", "battery", 2026, "day"), charge_mw=1.5),)
    ),
    "discharged beyond its power": (
        "storage_power", (put("power", ("isle", "battery", "order", 2026), built_mw=0.1),)
    ),
    "more stored than it holds": (
        "storage_energy",
        (
            put("storage", ("isle", "battery", 2026, "day"), stored_mwh=4.4),
            put("storage", ("isle", "battery", 2026, "night"), stored_mwh=2.0),
        ),
    ),
    "a battery too small for what it stores": (
        "storage_energy", (put("power", ("isle", "battery", "order", 2026), built_mw=0.5),)
    ),
    "a battery without losses": (
        "storage_level", (put("storage", ("isle", "battery", 2026, "day"), stored_mwh=3.0),)
    ),
    "a day that ends with less than it began": (
        "storage_level", (put("storage", ("isle", "battery", 2027, "night"), discharge_mw=0.25),)
    ),
    "a day of one slice that charges": (
        "storage_shift", (put("storage", ("isle", "battery", 2026, "sunday"), charge_mw=0.1),)
    ),
    "a day of one slice that discharges": (
        "storage_shift", (put("storage", ("city", "battery", 2027, "sunday"), discharge_mw=0.1),)
    ),
    "a flexible connection before its wait": (
        "power_in_service", (put("power", ("city", "flex", "order", 2026), in_service_mw=2.6),)
    ),
    "a flexible connection ordered too late": (
        "serves_no_period",
        (put("power", ("city", "flex", "order", 2027), built_mw=2.6, modules_built=0),),
    ),
    "nothing that carries the site while curtailed": (
        "curtailed_firm", (put("power", ("city", "battery", "order", 2027), built_mw=1.0),)
    ),
    "too little shed": (
        "curtailed_firm", (put("run_sites", ("steady", "city"), slowed_units=90.0),)
    ),
    "too much energy from what may be curtailed": (
        "curtailed_energy",
        tuple(
            put("generation", ("city", option, 2027, h), mean_mw=mw)
            for option, mw in (("flex", 2.34), ("grid", 0.06))
            for h in ("sunday", "day", "night")
        ),
    ),
    "too little stored to give it back": (
        "curtailed_energy", (put("power", ("city", "battery", "order", 2027), built_mw=1.5),)
    ),
    "energy for units that stand still": (
        "energy_balance", (put("run_sites", ("steady", "city"), slowed_units=0.0),)
    ),
    "a flexible connection that gives in every hour": (
        "capacity_factor",
        tuple(
            put("generation", ("city", option, 2027, "day"), mean_mw=mw)
            for option, mw in (("flex", 2.4), ("grid", 0.0))
        ),
    ),
    "more slowed than can be": (
        "slowed_units", (put("run_sites", ("steady", "city"), slowed_units=120.0),)
    ),
    "slowed work not made up": (
        "run_compute", (put("run_sites", ("steady", "city"), units=199.0, it_mw=1.99),)
    ),
    "slowed where no connection is curtailed": (
        "slowed_units", (add("run_sites", "steady", "isle", 10.0, 0.1, 5.0),)
    ),
    "no spare unit": (
        "spare_unit", (put("power", ("isle", "turbine", "order", 2026), built_mw=1.25),)
    ),
    "a spare unit a little too small": (
        "spare_unit", (put("power", ("isle", "turbine", "order", 2026), built_mw=3.2),)
    ),
    "the mean served by night as by day": (
        "routing", (put("routing", ("chat", "M", "isle", 2026, "night"), requests_per_s=1000.0),)
    ),
    "a slice not served": (
        "demand_served", (put("routing", ("chat", "N", "port", 2026, "night"), share=0.5),)
    ),
    "unserved in another slice": (
        "demand_served",
        (
            put("unserved", ("chat", "N", 2027, "day"), share=0.0, requests_per_s=0.0),
            put("unserved", ("chat", "N", 2027, "night"), share=0.1, requests_per_s=27.0),
        ),
    ),
    "unserved as a share of the mean": (
        "routing", (put("unserved", ("chat", "N", 2027, "day"), requests_per_s=30.0),)
    ),
    "a volume of the mean": (
        "volumes", (put("volumes", ("chat", "isle", 2026, "day"), requests_per_s=1000.0),)
    ),
    "served in the way that the service has not": (
        "serving",
        (
            put(
                "volumes", ("chat", "isle", 2026, "day"),
                aggregated_requests_per_s=0.0, disaggregated_requests_per_s=1600.0,
            ),
        ),
    ),
    "rent for the years served only": (
        "cost_line", (scale("costs", ("leases", "port", 2026), "musd", 0.5),)
    ),
    "rent of a rental off": (
        "cost_line", (scale("costs", ("rentals", "port", 2027), "musd", 1.001),)
    ),
    "leased energy for nothing": ("cost_line", (drop("costs", ("energy", "port", 2026)),)),
    "leased carbon for nothing": ("cost_line", (drop("costs", ("carbon", "port", 2026)),)),
    "cash of rents discounted": (
        "cash_line", (scale("cash", ("leases", 2027), "musd", 0.8),)
    ),
    "a lease of no offer": (
        "completeness", (add("leases", "port", "air", 2025, 2026, 0.1, 0.1),)
    ),
    "a rental of no offer": (
        "completeness", (add("rentals", "city", "train", 2027, 2027, 5.0, 5.0),)
    ),
    "a lease left out": ("completeness", (drop("leases", ("port", "air", 2026, 2027)),)),
    "storage left out": ("completeness", (drop("storage", ("port", "battery", 2026, "day")),)),
    "storage that generates": (
        "completeness", (add("generation", "isle", "battery", 2026, "day", 0.2),)
    ),
    "leased power where nothing can be leased": (
        "completeness", (add("generation", "isle", "leased", 2026, "day", 0.0),)
    ),
    "a leased option that is built": (
        "completeness", (add("power", "port", "leased", "order", 2026, 1.0, 0, 1.0),)
    ),
    "slices in another order": ("completeness", (reverse("storage"),)),
    "sparse slices in another order": ("completeness", (reverse("work"),)),
    "a slice nobody knows": (
        "completeness", (add("draw", "port", "infer", "air", 2027, "dusk", 0.1),)
    ),
    "a draw where the product cannot stand": (
        "completeness", (add("draw", "port", "train", "air", 2027, "night", 0.1),)
    ),
    "work of nothing": (
        "completeness",
        (put("work", ("port", "infer", 2027, "day"), busy_units=0.0, busy_rented_units=0.0),),
    ),
    "a pool in a year for a slice": (
        "completeness", (add("pools", "chat", "port", "infer", "aggregated", 2027, "year", 1.0),)
    ),
}  # fmt: skip
