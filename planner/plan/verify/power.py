"""Rules of power: queues, order books, held positions, and enough of it at every site."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from planner.instance import Instance
from planner.instance.schema import PowerOption, Site

from .balance import check_balance
from .decisions import Decisions
from .findings import COUNT, INTEGER_SLACK, MW, Findings
from .flexible import check_flexible, shed_load
from .keys import (
    EXISTING,
    ORDER,
    SITE_CONNECTION,
    Key,
    connection_musd,
    held_steps,
    is_buildable,
)
from .recomputed import Recomputed, power_lead_years
from .storage import check_storage
from .timing import on_the_books, periods_by_start, served_periods


def check_power(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of power that does not hold."""
    _check_orders(instance, decisions, findings)
    _check_order_books(instance, decisions, findings)
    for site, option in _sites_and_options(instance):
        _check_held_steps(instance, site, option, decisions, findings)
        _check_limit(instance, site, option, decisions, found, findings)
        _check_connections(instance, site, option, decisions, findings)
    shed = shed_load(instance, decisions)
    check_balance(instance, decisions, shed, found, findings)
    check_storage(instance, decisions, found, findings)
    check_flexible(instance, shed, found, findings)


def _sites_and_options(instance: Instance) -> Iterator[tuple[Site, PowerOption]]:
    for site in instance.sites:
        for option in instance.power_options:
            yield site, option


def _check_orders(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    """Each order by itself: at an open site that takes the option, in time to be of use."""
    period_of = periods_by_start(instance)
    for (site_name, option_name, tranche, year), mw in decisions.built_mw.items():
        site, option = instance.site[site_name], instance.power_option[option_name]
        where: dict[str, object] = {
            "site": site_name,
            "option": option_name,
            "tranche": tranche,
            "period": year,
        }
        modules = decisions.power_modules[site_name, option_name, tranche, year]
        if tranche != ORDER or option.module_mw is None:
            findings.forbidden("integrality", modules, COUNT, "it comes in any size", **where)
        if tranche == EXISTING:
            findings.forbidden("existing_assets", mw, MW, "what stands is not ordered", **where)
            continue
        if not is_buildable(instance, site, option):
            why = f"it cannot be built at a site of kind {site.kind} here"
            findings.forbidden("site_kind", mw, MW, why, **where)
        if not decisions.open.get((site_name, year), 0):
            findings.forbidden("site_open", mw, MW, "the site is closed", **where)
        lead = power_lead_years(instance, site, option, tranche)
        if not served_periods(instance, period_of[year], lead, option.life_years):
            rule = "grid_queue" if option.kind == "grid" and lead > 0 else "serves_no_period"
            why = f"after {lead:g} years it would serve no period"
            findings.forbidden(rule, mw, MW, why, **where)


def check_module_sizes(
    instance: Instance, built_mw: dict[Key, float], decisions: Decisions, findings: Findings
) -> None:
    """Report tranche `order` where the MW that the plan states are not its whole modules.

    Args:
        instance: the instance.
        built_mw: the plan's column as it stands in the table.
        decisions: the plan's decisions, whole modules rounded.
        findings: where faults are noted.
    """
    for key, mw in built_mw.items():
        module_mw = instance.power_option[key[1]].module_mw
        if key[2] != ORDER or module_mw is None:
            continue
        off_by_modules = abs(mw / module_mw - decisions.power_modules[key])
        if off_by_modules > INTEGER_SLACK:
            site, option, tranche, year = key
            findings.report(
                "integrality",
                f"{mw:.9g} MW",
                f"{decisions.power_modules[key]} modules of {module_mw:g} MW",
                site=site,
                option=option,
                tranche=tranche,
                period=year,
            )


def _check_order_books(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    for option in instance.power_options:
        for period in instance.periods:
            limit = instance.order_book_mw.get((option.option, period.start_year))
            if limit is None:
                continue
            ordered = fsum(
                decisions.built_mw.get((s.site, option.option, ORDER, period.start_year), 0.0)
                for s in instance.sites
            )
            findings.at_most(
                "order_book",
                ordered,
                limit * period.length_years,
                MW,
                option=option.option,
                period=period.start_year,
            )


def _check_held_steps(
    instance: Instance, site: Site, option: PowerOption, decisions: Decisions, findings: Findings
) -> None:
    for step in held_steps(instance, site, option):
        taken_mw: list[float] = []
        where: dict[str, object] = {
            "site": site.site,
            "option": option.option,
            "tranche": step.tranche,
        }
        for period in instance.periods:
            year = period.start_year
            mw = decisions.built_mw.get((site.site, option.option, step.tranche, year), 0.0)
            taken_mw.append(mw)
            if step.year is not None and year < step.year:
                why = f"energised from {step.year:g} on"
                findings.forbidden("held_step", mw, MW, why, **where, period=year)
        findings.at_most("held_step", fsum(taken_mw), step.mw, MW, **where)


def _check_limit(
    instance: Instance,
    site: Site,
    option: PowerOption,
    decisions: Decisions,
    found: Recomputed,
    findings: Findings,
) -> None:
    """MW ordered and alive fit beside what stands; what stands may itself be above the limit."""
    terms = instance.site_power_at.get((site.site, option.option))
    if terms is None or terms.max_mw is None:
        return
    tranches = [ORDER, *(step.tranche for step in held_steps(instance, site, option))]
    for period in instance.periods:
        alive_mw: list[float] = []
        for tranche in tranches:
            lead = power_lead_years(instance, site, option, tranche)
            for order in instance.periods:
                if on_the_books(order, lead, option.life_years, period):
                    key = (site.site, option.option, tranche, order.start_year)
                    alive_mw.append(decisions.built_mw.get(key, 0.0))
        standing_mw = found.power_mw[site.site, option.option, EXISTING, period.start_year]
        findings.at_most(
            "option_limit",
            fsum(alive_mw),
            max(0.0, terms.max_mw - standing_mw),
            MW,
            site=site.site,
            option=option.option,
            period=period.start_year,
        )


def _check_connections(
    instance: Instance, site: Site, option: PowerOption, decisions: Decisions, findings: Findings
) -> None:
    """One-time payments come before or with the first MW, and once."""
    new_tranches = [ORDER, *(step.tranche for step in held_steps(instance, site, option))]
    for connection in connection_musd(instance, site, option):
        paid = 0
        where: dict[str, object] = {
            "site": site.site,
            "option": option.option,
            "tranche": connection,
        }
        rule = "interconnection" if connection == SITE_CONNECTION else "upgrade"
        needs_it = new_tranches if connection == SITE_CONNECTION else [connection]
        for period in instance.periods:
            year = period.start_year
            paid += decisions.connected.get((site.site, option.option, connection, year), 0)
            built = fsum(
                decisions.built_mw.get((site.site, option.option, tranche, year), 0.0)
                for tranche in needs_it
            )
            if paid == 0:
                findings.forbidden(rule, built, MW, "it is not paid for", **where, period=year)
        if paid > 1:
            findings.report(rule, f"paid {paid} times", "paid once", **where)
