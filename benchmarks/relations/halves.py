"""An instance whose periods are long, and the same one with every period split in two."""

from __future__ import annotations

from typing import Any

from planner.instance import Instance
from planner.instance.schema import Lock, Row
from planner.plan.core import Plan
from planner.plan.locks import locks_of

LONG_YEARS = 40.0
"""A life beyond every horizon."""

YEARLY = ("bill_of_materials", "accelerator_supply", "power_supply", "energy", "demand")


def with_long_periods(instance: Instance) -> Instance:
    """The instance in periods of two years each, with everything that would tell halves apart left out.

    Nothing has a lead or ends inside the horizon, runs last whole periods, and prices are those of the
    period.
    """
    starts = instance.settings.periods
    new_starts = tuple(starts[0] + 2 * i for i in range(len(starts)))
    year_of = dict(zip(starts, new_starts, strict=True))
    settings = instance.settings.model_copy(
        update={
            "periods": new_starts,
            "horizon_end_year": new_starts[-1] + 2,
            "carbon_usd_per_t": 20.0,
        }
    )
    at_once: dict[str, dict[str, object]] = {
        "sites": {
            "hall_build_years": 0.0, "grid_queue_years": 0.0, "shell_life_years": LONG_YEARS,
            "opening_life_years": LONG_YEARS, "earliest_year": None,
        },
        "cooling": {"life_years": LONG_YEARS},
        "power_options": {"lead_years": 0.0, "life_years": LONG_YEARS},
        "site_power": {"lead_years": None},
        "accelerators": {"order_lead_years": 0.0, "life_years": LONG_YEARS},
        "fabrics": {"life_years": LONG_YEARS},
        "corridors": {"build_years": 0.0, "life_years": LONG_YEARS},
        "existing_assets": {"end_year": None},
        "lease_offers": {"term_years": 50, "from_year": starts[0]},
        "rental_offers": {"term_years": 50, "from_year": starts[0]},
        "energisation_steps": {"year": starts[0]},
        "training_runs": {
            "earliest_year": starts[0], "latest_year": starts[0], "duration_years": 2.0,
        },
    }  # fmt: skip
    tables: dict[str, Any] = {
        name: tuple(row.model_copy(update=update) for row in getattr(instance, name))
        for name, update in at_once.items()
    }
    tables["accelerators"] = tuple(
        g.model_copy(update={"available_from": year_of.get(g.available_from)})
        for g in tables["accelerators"]
    )
    for name in YEARLY:
        tables[name] = tuple(
            row.model_copy(update={"year": year_of[row.year]}) for row in getattr(instance, name)
        )
    tables["limits"] = tuple(
        row.model_copy(update={"year": year_of[row.year]})
        for row in instance.limits
        if row.limit != "capital"
    )
    return instance.replace(settings=settings, **tables)


def in_halves(instance: Instance, plan: Plan) -> Instance:
    """The instance with every period in two, and the plan's orders locked where they were made.

    What can be ordered in a period can be ordered in its first half.
    """
    starts = instance.settings.periods
    ends = (*starts[1:], instance.horizon_end_year)
    middles = {a: (a + b) // 2 for a, b in zip(starts, ends, strict=True)}
    settings = instance.settings.model_copy(
        update={"periods": tuple(sorted((*starts, *middles.values())))}
    )
    tables: dict[str, Any] = {}
    for name in (*YEARLY, "limits"):
        scarce = name in ("accelerator_supply", "power_supply")
        rows: list[Row] = []
        for row in getattr(instance, name):
            later = row.model_copy(update={"year": middles[row.year]})
            rows += [_doubled(row) if scarce else row, later]
        tables[name] = tuple(rows)
    locks = locks_of(plan, instance)
    later_locks = tuple(
        lock.model_copy(update={"period": middles[lock.period], "value": _later(lock)})
        for lock in locks
        if lock.period is not None and lock.in_table != "runs"
    )
    return instance.replace(settings=settings, locks=(*locks, *later_locks), **tables)


def _doubled(row: Any) -> Any:
    column = "units" if hasattr(row, "units") else "mw"
    return row.model_copy(update={column: 2 * getattr(row, column)})


def _later(lock: Lock) -> float:
    """What was decided in a period's second half: sites stay open, nothing is ordered."""
    return lock.value if lock.in_table == "sites" else 0.0
