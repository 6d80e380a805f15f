"""Rules of the fleet: what may be ordered, and that no unit is used twice."""

from __future__ import annotations

from math import fsum

from planner.instance import Instance

from .decisions import Decisions
from .findings import UNITS, Findings
from .offers import check_rentals
from .recomputed import Recomputed
from .timing import periods_by_start, served_periods


def check_fleet(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of the fleet that does not hold."""
    _check_orders(instance, decisions, findings)
    _check_supply(instance, decisions, findings)
    _check_use(instance, found, findings)
    _check_work(instance, decisions, found, findings)
    check_rentals(instance, decisions, found, findings)


def _check_use(instance: Instance, found: Recomputed, findings: Findings) -> None:
    """Runs and pools of a slice fit into the units that stand or are on rent."""
    used = {*found.training_units, *(key[:3] for key in found.pool_units)}
    for at in sorted(used, key=str):
        site, name, year = at
        product = instance.accelerator.get(str(name))
        share = product.availability if product else 0.0
        for h in instance.time_slices:
            findings.at_most(
                "unit_use",
                found.training_units[at] + found.pool_units[*at, h.slice],
                found.installed[at] * share + found.rented_units[at],
                UNITS,
                site=site,
                accelerator=name,
                period=year,
                slice=h.slice,
            )


def _check_work(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Own and rented units at work are those that runs and pools ask for."""
    stated = decisions.busy_units.keys() | found.working_units.keys()
    for key in sorted(stated, key=str):
        where = dict(zip(("site", "accelerator", "period", "slice"), key, strict=True))
        own = decisions.busy_units.get(key, 0.0)
        rented = decisions.busy_rented_units.get(key, 0.0)
        findings.equal("busy_units", own + rented, found.working_units[key], UNITS, **where)
        product = instance.accelerator.get(str(key[1]))
        usable = found.installed[key[:3]] * (product.availability if product else 0.0)
        findings.at_most("busy_own_units", own, usable, UNITS, **where)
        on_rent = found.rented_units[key[:3]]
        findings.at_most("busy_rented_units", rented, on_rent, UNITS, **where)


def _check_orders(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    period_of = periods_by_start(instance)
    for (site, name, year), units in decisions.bought_units.items():
        product = instance.accelerator[name]
        where: dict[str, object] = {"site": site, "accelerator": name, "period": year}
        if product.available_from is not None and year < product.available_from:
            why = f"available from {product.available_from}"
            findings.forbidden("available_from", units, UNITS, why, **where)
        if not served_periods(
            instance, period_of[year], product.order_lead_years, product.life_years
        ):
            findings.forbidden(
                "serves_no_period", units, UNITS, "it would serve no period", **where
            )


def _check_supply(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    for product in instance.accelerators:
        for period in instance.periods:
            limit = instance.supply_units.get((product.accelerator, period.start_year))
            if limit is None:
                continue
            ordered = fsum(
                decisions.bought_units.get((s.site, product.accelerator, period.start_year), 0.0)
                for s in instance.sites
            )
            findings.at_most(
                "supply",
                ordered,
                limit * period.length_years,
                UNITS,
                accelerator=product.accelerator,
                period=period.start_year,
            )
