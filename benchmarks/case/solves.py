"""Solving the scenarios of the case, one after the other; what is there already is not solved again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.instance import load
from planner.instance.faults import InvalidInstance
from planner.plan import files
from planner.solving.apart import solve_apart

from . import store
from .store import BASE, Stored

SCENARIOS: tuple[str, ...] = (
    BASE,
    "latency-10ms",
    "latency-200ms",
    "cap-500mw",
    "cap-2gw",
    "liquid-everywhere",
    "no-new-liquid",
    "aggregated",
    "one-vendor",
    "vendor-60",
    "queue-3",
    "queue-5",
    "queue-10",
    "forced-split",
    "half-rtt",
    "corridor-cost-x10",
    "cheap-leases",
    "cheap-rentals",
)
"""What us-2026 is solved under: first what the article is asked, then what single statements turn on."""


def solve_all(
    folder: Path, results: Path, plans: Path, scenarios: Sequence[str], time_limit_s: float
) -> None:
    """Solve an instance under each scenario and append a line for each.

    Args:
        folder: the instance.
        results: file of lines; a scenario whose line is of the same instance and had as much time is left.
        plans: where the plans go, each in a folder of its scenario; one that stands there is replaced.
        scenarios: their names, `base` for none.
        time_limit_s: time for each, s.
    """
    base_sha256 = load(folder).sha256
    for name in scenarios:
        known = store.read(results).get(name)
        if known and known.base_sha256 == base_sha256 and known.time_limit_s >= time_limit_s:
            print(f"{name}: known", flush=True)
            continue
        found = _solved(folder, plans, name, base_sha256, time_limit_s)
        store.append(results, found)
        said = found.reason or f"{found.objective_musd:,.0f} M$, bound {found.bound_musd:,.0f}"
        print(f"{name}: {found.status}, {said}", flush=True)


def _solved(folder: Path, plans: Path, name: str, base_sha256: str, time_limit_s: float) -> Stored:
    try:
        instance = load(folder, scenario=None if name == BASE else name)
    except InvalidInstance as error:
        return store.without_plan(folder.name, name, base_sha256, time_limit_s, str(error))
    result = solve_apart(instance, time_limit_s=time_limit_s)
    if result.plan is None:
        return store.without_plan(
            instance.settings.name,
            name,
            base_sha256,
            time_limit_s,
            result.message,
            result.bound_musd,
        )
    files.save(result.plan, plans / name, instance=instance, overwrite=True)
    return store.of_plan(result.plan, instance, name, base_sha256)


def take(plan: Path, results: Path, scenario: str, folder: Path) -> None:
    """Append the line of a plan that stands already.

    Raises:
        ValueError: the plan holds no copy of its instance, or is not of the scenario of the instance.
    """
    instance = files.load_instance(plan)
    asked = load(folder, scenario=None if scenario == BASE else scenario)
    if instance is None or instance.sha256 != asked.sha256:
        raise ValueError(f"{plan} is no plan of {folder}, {scenario}")
    store.append(results, store.of_plan(files.load(plan), instance, scenario, load(folder).sha256))
