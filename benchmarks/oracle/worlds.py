"""Tiny random instances that together hold every rule, few enough whole numbers in each to enumerate."""

from __future__ import annotations

import random
from collections.abc import Callable

from planner.instance import Instance
from planner.instance.faults import InvalidInstance
from tests.models.wild import wild
from tests.tiny import ALL, tiny

from .decisions import how_many
from .tables import (
    STATUSES,
    VALUES,
    Tables,
    coolings_rows,
    day_rows,
    fabrics_rows,
    fleet_rows,
    inference_rows,
    leases_rows,
    limits_rows,
    lock,
    power_rows,
    rentals_rows,
    run_rows,
    site_rows,
    some,
    standing_rows,
)

CHOICES = range(4, 5_000)
"""Instances with fewer or more choices of whole numbers, times slices, are drawn anew."""


def world(seed: int) -> Instance:
    """The instance of a seed, the same on every machine; shapes take turns."""
    shape = SHAPES[seed % len(SHAPES)]
    for attempt in range(1_000):
        try:
            instance = shape(random.Random(f"{seed}/{attempt}"))
        except InvalidInstance:  # what stands does not fit its site: no instance at all
            continue
        if how_many(instance) * len(instance.time_slices) in CHOICES:
            return instance
    raise AssertionError(f"seed {seed}: a thousand instances of {shape.__name__} are too large")


def routing(d: random.Random) -> Instance:
    """Openings and who serves whom, without units."""
    names = ["a", "b", "c"][: d.choice((2, 3))]
    years = d.choice(((2026,), (2026, 2027), (2026, 2028)))
    tables: Tables = {
        "sites": [site_rows(d, s, d.choice(STATUSES)) for s in names],
        **inference_rows(d, names, services=("k", "l")),
    }
    tables["limits"] = limits_rows(d, years, ("capital", "served_share", "site_share"))
    tables["locks"] = some(d, 0.3, lock("sites", d.choice(names), d.choice(years), 1))
    return _made(d, ("siting", "inference"), years, tables, strict=d.random() < 0.2)


def fleet_and_inference(d: random.Random) -> Instance:
    """Two products in pools of both kinds, in halls with two coolings."""
    names = ["a", "b"][: d.choice((1, 2))]
    years = d.choice(((2026,), (2026, 2027))) if len(names) == 1 else (2026,)
    halls = d.random() < 0.8
    status = {s: d.choice(STATUSES) for s in names} | {"a": "existing"}
    tables: Tables = {
        "sites": [site_rows(d, s, status[s]) for s in names],
        **fleet_rows(d, years),
        **inference_rows(d, names, services=("k",) if d.random() < 0.6 else ("k", "l")),
        "existing_assets": standing_rows(d, halls=halls, power=False, training=False),
        "rental_offers": rentals_rows(d, names, years),
    }
    if halls:
        tables |= coolings_rows(d)
        tables["lease_offers"] = leases_rows(d, names, years)
    tables["limits"] = limits_rows(
        d, years, ("capital", "vendor_share", "served_share", "site_share", "water")
        if halls
        else ("capital", "vendor_share", "served_share")
    )  # fmt: skip
    families = ("siting", "fleet", *(("halls",) if halls else ()), "inference")
    return _made(d, families, years, tables)


def training_and_backbone(d: random.Random) -> Instance:
    """Runs split over sites, the fibre between them, rented units and two fabrics."""
    names = ["a", "b", "c"][: d.choice((2, 2, 3))]
    years = d.choice(((2026,), (2026, 2027), (2026, 2028)))
    end = years[-1] + d.choice((1, 2))
    backbone = d.random() < 0.75
    runs = [run_rows(d, f"w{i}", years, end) for i in range(d.choice((1, 2, 2, 3)))]
    pairs = [("a", "b"), ("b", "c"), ("a", "c")] if len(names) == 3 else [("a", "b")]
    tables: Tables = {
        "sites": [site_rows(d, s, d.choice(STATUSES)) | {"kind": "campus"} for s in names],
        **_without(fleet_rows(d, years), "throughput"),
        "training_runs": runs,
        "fabrics": fabrics_rows(d),
        "rental_offers": rentals_rows(d, names, years),
        "limits": limits_rows(d, years, ("capital", "vendor_share")),
    }
    tables["sites"][0] |= {"status": "existing"}
    tables["existing_assets"] = standing_rows(d, halls=False, power=False, training=True)
    if backbone:
        tables["corridors"] = [
            {
                "site_a": a, "site_b": b, "route_km": d.uniform(20, 300), "life_years": d.choice((2, 9)),
                "existing_gbps": d.choice((0, 60, 300)), "unit_gbps": d.choice((200, 1000)),
                "musd_per_km": 0.001, "musd_per_end": d.uniform(0, 0.3),
                "build_years": d.choice((0, 0, 1)),
            }
            for a, b in d.sample(pairs, d.randint(1, len(pairs)))
        ]  # fmt: skip
        for run in runs:
            run["sync_gbps_per_site"] = d.choice((0, 50))
            run["sync_gbps_per_mw"] = d.choice((0, 300))
    tables["locks"] = some(d, 0.15, lock("runs", "", years[0], 1, item="w0"))
    families = ("siting", "fleet", "training", *(("backbone",) if backbone else ()))
    return _made(d, families, years, tables, end=end)


def siting_and_power(d: random.Random) -> Instance:
    """Where power can be had, when, and in what units: queues, steps, plant, spares, order books."""
    names = ["a", "b"][: d.choice((1, 1, 2))]
    years: tuple[int, ...] = (2026,)
    if len(names) == 1:
        years = d.choice(((2026,), (2026, 2027), (2026, 2028), (2026, 2027, 2030)))
    status = d.choice(("existing", "candidate", "forced"))
    sites = [site_rows(d, s, status) | {"hall_module_mw": d.choice((0.6, 1.2, 2.4))} for s in names]
    training = d.random() < 0.4
    tables: Tables = {
        "sites": sites,
        **fleet_rows(d, years, products=("g",)),
        **coolings_rows(d, ("air",)),
        **power_rows(d, names),
    }
    if status == "existing" and d.random() < 0.6:
        tables["existing_assets"] = standing_rows(d, halls=True, power=True, training=training)
    if training:
        end = years[-1] + 1
        tables["training_runs"] = [run_rows(d, "w", years, end) | {"max_sites": 1}]
        tables["fabrics"] = fabrics_rows(d)
        tables = _without(tables, "throughput")
    else:
        tables |= inference_rows(d, names, services=("k",))
    tables["limits"] = limits_rows(d, years, ("capital", "emissions", "grid_region"))
    work = "training" if training else "inference"
    return _made(d, ("siting", "fleet", "halls", "power", work), years, tables)


def slices_and_storage(d: random.Random) -> Instance:
    """A day in slices at one site: sun, batteries, a flexible connection, work that slows."""
    years = d.choice(((2026,), (2026,), (2026, 2027)))
    status = d.choice(("existing", "candidate"))
    site = site_rows(d, "a", status) | {"hall_module_mw": d.choice((1.2, 2.4)), "kind": "campus"}
    slices = day_rows(d)
    tables: Tables = {
        "sites": [site],
        **fleet_rows(d, years, products=("g",)),
        **coolings_rows(d, ("air",)),
        **power_rows(d, ["a"], day=True),
        **inference_rows(d, ["a"], services=("k",)),
        "slices": slices,
        "local_demand": [
            {"service": "k", "day": day, "local_hour": hour, "factor": d.randint(1, 4)}
            for day in {str(h["day"]): None for h in slices}
            for hour in range(24)
        ],
    }
    if any(o.get("option") == "sun" for o in tables["power_options"]):
        tables["slice_availability"] = [
            {"option": "sun", "slice": h["slice"], "share": d.choice((0, 0.3, 0.8))} for h in slices
        ]
    families: tuple[str, ...] = ALL
    if d.random() < 0.6:
        run = run_rows(d, "w", years, years[-1] + 1) | {"max_sites": 1, "site_kinds": "campus"}
        tables["training_runs"] = [run | {"slowable_share": d.choice((0, 0.5, 1))}]
        tables["fabrics"] = fabrics_rows(d)
    else:
        families = tuple(f for f in ALL if f != "training")
    if status == "existing" and d.random() < 0.5:
        training = "training" in families
        tables["existing_assets"] = standing_rows(d, halls=True, power=True, training=training)
    tables["limits"] = limits_rows(d, years, ("emissions", "served_share", "water"))
    return _made(d, families, years, tables)


def offers_and_limits(d: random.Random) -> Instance:
    """Leased halls and rented units in place of own ones, under every limit and with locks."""
    years = d.choice(((2026,), (2026, 2027), (2026, 2028)))
    site = site_rows(d, "a", d.choice(("existing", "candidate")))
    tables: Tables = {
        "sites": [site | {"hall_module_mw": d.choice((0.6, 1.2, 2.4)), "kind": "campus"}],
        **fleet_rows(d, years),
        **coolings_rows(d, ("air",)),
        **power_rows(d, ["a"], plant=False),
        **inference_rows(d, ["a"], services=("k",)),
        "lease_offers": leases_rows(d, ["a"], years, 1.0),
        "rental_offers": rentals_rows(d, ["a"], years, 0.8),
        "training_runs": [run_rows(d, "w", years, years[-1] + 1) | {"max_sites": 1}],
        "fabrics": fabrics_rows(d),
    }
    tables["limits"] = limits_rows(d, years, tuple(VALUES), 0.35)
    year = d.choice(years)
    tables["locks"] = [
        *some(d, 0.2, lock("fleet", "a", year, 10, item="g", rule=d.choice(("min", "max")))),
        *some(d, 0.2, lock("leases", "a", None, 0.2, item="air/2026", rule="max")),
        *some(d, 0.2, lock("halls", "a", year, 0, item="air")),
    ]
    if not any(o["from_year"] == 2026 for o in tables["lease_offers"]):
        tables["locks"] = [row for row in tables["locks"] if row["in_table"] != "leases"]
    return _made(d, ALL, years, tables)


def everything(d: random.Random) -> Instance:
    """All families at once, two sites, one period."""
    names, years = ["a", "b"], (2026,)
    length = d.choice((1, 2))
    sites = [site_rows(d, s, d.choice(("existing", "candidate"))) for s in names]
    for site in sites:
        site |= {"hall_module_mw": 2.4, "kind": "campus"}
    sites[0]["status"] = "existing"
    tables: Tables = {
        "sites": sites,
        **fleet_rows(d, years, products=("g",)),
        **coolings_rows(d, ("air",)),
        **power_rows(d, names, plant=d.random() < 0.3),
        **inference_rows(d, names, services=("k",)),
        "training_runs": [run_rows(d, "w", years, 2026 + length) | {"max_sites": 2}],
        "fabrics": fabrics_rows(d),
        "corridors": [
            {
                "site_a": "a", "site_b": "b", "route_km": d.uniform(20, 200), "unit_gbps": 1000,
                "existing_gbps": d.choice((0, 60)), "musd_per_end": d.uniform(0, 0.3), "life_years": 9,
            }
        ],
        "rental_offers": rentals_rows(d, names, years),
        "lease_offers": leases_rows(d, names, years),
        "limits": limits_rows(d, years, tuple(VALUES), 0.15),
    }  # fmt: skip
    tables["training_runs"][0] |= {"sync_gbps_per_mw": d.choice((0, 200)), "sync_gbps_per_site": 50}
    if d.random() < 0.5:
        tables["existing_assets"] = standing_rows(d, halls=True, power=True, training=True)
    families = (*ALL[:5], "backbone", "inference")
    return _made(d, families, years, tables, end=2026 + length)


def anything(d: random.Random) -> Instance:
    """Anything that the schema allows, as the tests of the model draw it."""
    return wild(d.randrange(1_000_000))


SHAPES: tuple[Callable[[random.Random], Instance], ...] = (
    routing,
    fleet_and_inference,
    training_and_backbone,
    siting_and_power,
    slices_and_storage,
    offers_and_limits,
    everything,
    anything,
)


def _made(
    d: random.Random,
    families: tuple[str, ...],
    years: tuple[int, ...],
    tables: Tables,
    *,
    end: int | None = None,
    strict: bool = False,
) -> Instance:
    return tiny(
        families,
        years=years,
        end=end,
        rate=d.choice((0.0, 0.07)),
        settings={
            "strict": strict,
            "campus_cap_mw": d.choice((0.9, 1.6, 4.0)),
            "carbon_usd_per_t": {2027: d.uniform(0, 100)},
            "transit_usd_per_gbps_km_year": 50,
            "frontend_usd_per_gbps_year": 1000,
        },
        **tables,
    )


def _without(tables: Tables, name: str) -> Tables:
    return {known: rows for known, rows in tables.items() if known != name}
