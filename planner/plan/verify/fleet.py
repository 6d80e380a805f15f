"""Rules of the fleet: what may be ordered, and that no unit is used twice."""

from __future__ import annotations

from planner.instance import Instance

from .decisions import Decisions
from .findings import UNITS, Findings
from .recomputed import Recomputed
from .timing import periods_by_start, served_periods


def check_fleet(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of the fleet that does not hold."""
    _check_orders(instance, decisions, findings)
    _check_supply(instance, decisions, findings)
    used = found.training_units.keys() | found.inference_units.keys()
    for site, name, year in sorted(used, key=str):
        product = instance.accelerator.get(str(name))
        share = product.availability if product else 0.0
        findings.at_most(
            "unit_use",
            found.training_units[site, name, year] + found.inference_units[site, name, year],
            found.installed[site, name, year] * share,
            UNITS,
            site=site,
            accelerator=name,
            period=year,
        )


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
            ordered = sum(
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
