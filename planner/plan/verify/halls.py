"""Rules of halls and cooling: where units stand, what they draw, what water they take."""

from __future__ import annotations

from planner.instance import Instance

from .decisions import Decisions
from .findings import COUNT, HOURS_PER_YEAR, MW, WATER, Findings
from .recomputed import Amounts, Recomputed, hall_terms
from .timing import periods_by_start, served_periods


def check_halls(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of halls and cooling that does not hold."""
    _check_orders(instance, decisions, findings)
    _check_coolings(instance, decisions, found, findings)
    _check_hosting(instance, decisions, found, findings)
    _check_water(instance, decisions, findings)


def _check_orders(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    period_of = periods_by_start(instance)
    for (site, cooling, year), modules in decisions.modules.items():
        where: dict[str, object] = {"site": site, "cooling": cooling, "period": year}
        if not decisions.open.get((site, year), 0):
            findings.forbidden("site_open", modules, COUNT, "the site is closed", **where)
        lead, life = hall_terms(instance, instance.site[site], cooling)
        if not served_periods(instance, period_of[year], lead, life):
            findings.forbidden(
                "serves_no_period", modules, COUNT, "it would serve no period", **where
            )


def _check_coolings(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    used = Amounts()
    for (site, name, cooling, year), mw in decisions.hosted_mw.items():
        used[site, cooling, year] += mw
        row = instance.cooling_technology[cooling]
        rack_kw = instance.accelerator[name].rack_kw
        if row.max_rack_kw < rack_kw:
            why = f"racks of {rack_kw:g} kW, it cools {row.max_rack_kw:g} kW"
            findings.forbidden(
                "rack_density",
                mw,
                MW,
                why,
                site=site,
                accelerator=name,
                cooling=cooling,
                period=year,
            )
    for (site, cooling, year), mw in used.items():
        findings.at_most(
            "hall_capacity",
            mw,
            found.hall_mw[site, cooling, year],
            MW,
            site=site,
            cooling=cooling,
            period=year,
        )


def _check_hosting(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    hosted = Amounts()
    drawn = Amounts()
    for (site, name, cooling, year), mw in decisions.hosted_mw.items():
        hosted[site, name, year] += mw
        drawn_mw = decisions.drawn_mw[site, name, cooling, year]
        drawn[site, name, year] += drawn_mw
        idle_share = instance.accelerator[name].idle_share
        where: dict[str, object] = {
            "site": site,
            "accelerator": name,
            "cooling": cooling,
            "period": year,
        }
        findings.at_most("drawn_load", drawn_mw, mw, MW, **where)
        findings.at_least("drawn_load", drawn_mw, idle_share * mw, MW, **where)
    busy = busy_units(instance, decisions, found)
    for site, name, year in sorted(hosted.keys() | found.installed.keys(), key=str):
        product = instance.accelerator[name]
        installed = found.installed[site, name, year]
        mw_per_unit = product.kw_per_unit / 1000.0
        place: dict[str, object] = {"site": site, "accelerator": name, "period": year}
        findings.equal("hosting", hosted[site, name, year], mw_per_unit * installed, MW, **place)
        should_draw = mw_per_unit * (
            product.idle_share * installed + (1.0 - product.idle_share) * busy[site, name, year]
        )
        findings.equal("drawn_load", drawn[site, name, year], should_draw, MW, **place)


def busy_units(instance: Instance, decisions: Decisions, found: Recomputed) -> Amounts:
    """Units at work by (site, accelerator, year), mean over the period.

    Units of runs work all the time that they are held, units of pools as demand has it.
    """
    busy = Amounts(found.training_units)
    for (service, site, name, _, year), units in decisions.pool_units.items():
        row = instance.service[service]
        busy[site, name, year] += units * row.target_utilisation / row.peak_to_mean
    return busy


def _check_water(instance: Instance, decisions: Decisions, findings: Findings) -> None:
    used = Amounts()
    for (site, _, cooling, year), drawn_mw in decisions.drawn_mw.items():
        pue = instance.pue_at.get((site, cooling))
        # MW × h = MWh, and litres per kWh are cubic metres per MWh.
        used[site, year] += drawn_mw * HOURS_PER_YEAR * (pue.water_l_per_kwh if pue else 0.0)
    for (site, year), m3 in used.items():
        permit = instance.site[site].water_m3_per_year
        if permit is not None:
            findings.at_most("water", m3, permit, WATER, site=site, period=year)
