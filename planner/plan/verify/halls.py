"""Rules of halls and cooling: where units stand, what they draw, what water they take."""

from __future__ import annotations

from planner.instance import Instance

from .decisions import Decisions
from .findings import COUNT, HOURS_PER_YEAR, MW, WATER, Findings
from .offers import check_leases
from .recomputed import Recomputed, hall_terms
from .sums import Amounts
from .timing import periods_by_start, served_periods


def check_halls(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of halls and cooling that does not hold."""
    _check_orders(instance, decisions, findings)
    _check_coolings(instance, decisions, found, findings)
    _check_hosting(instance, decisions, found, findings)
    _check_drawn(instance, decisions, found, findings)
    _check_water(instance, found, findings)
    check_leases(instance, decisions, found, findings)


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
        used.add((site, cooling, year), mw)
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
        in_leased_mw = decisions.hosted_in_leased_mw.get((site, cooling, year), 0.0)
        findings.at_most(
            "hall_capacity",
            mw,
            found.hall_mw[site, cooling, year] + in_leased_mw,
            MW,
            site=site,
            cooling=cooling,
            period=year,
        )


def _check_hosting(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    hosted = Amounts()
    for (site, name, _, year), mw in decisions.hosted_mw.items():
        hosted.add((site, name, year), mw)
    for site, name, year in sorted(hosted.keys() | found.installed.keys(), key=str):
        installed_mw = found.installed[site, name, year] * _mw_per_unit(instance, name)
        where: dict[str, object] = {"site": site, "accelerator": name, "period": year}
        findings.equal("hosting", hosted[site, name, year], installed_mw, MW, **where)


def _mw_per_unit(instance: Instance, accelerator: str) -> float:
    return instance.accelerator[accelerator].kw_per_unit / 1000.0


def _check_drawn(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Load of every slice: the idle part of what stands and the rest of what is at work."""
    drawn = Amounts()
    for (site, name, _, year, h_name), mw in decisions.drawn_mw.items():
        drawn.add((site, name, year, h_name), mw)
    for (site, name, cooling, year), hosted_mw in decisions.hosted_mw.items():
        idle_share = instance.accelerator[name].idle_share
        for h in instance.time_slices:
            drawn_mw = decisions.drawn_mw.get((site, name, cooling, year, h.slice), 0.0)
            where: dict[str, object] = {
                "site": site,
                "accelerator": name,
                "cooling": cooling,
                "period": year,
                "slice": h.slice,
            }
            findings.at_most("drawn_load", drawn_mw, hosted_mw, MW, **where)
            findings.at_least("drawn_load", drawn_mw, idle_share * hosted_mw, MW, **where)
    stands = {*found.installed, *(key[:3] for key in (*drawn, *decisions.busy_units))}
    for site, name, year in sorted(stands, key=str):
        idle_share = instance.accelerator[name].idle_share
        installed = found.installed[site, name, year]
        for h in instance.time_slices:
            busy = decisions.busy_units.get((site, name, year, h.slice), 0.0)
            drawing = idle_share * installed + (1.0 - idle_share) * busy
            findings.equal(
                "drawn_load",
                drawn[site, name, year, h.slice],
                drawing * _mw_per_unit(instance, name),
                MW,
                site=site,
                accelerator=name,
                period=year,
                slice=h.slice,
            )


def _check_water(instance: Instance, found: Recomputed, findings: Findings) -> None:
    for (site, year), m3 in water_m3(instance, found).items():
        permit = instance.site[site].water_m3_per_year
        if permit is not None:
            findings.at_most("water", m3, permit, WATER, site=site, period=year)


def water_m3(instance: Instance, found: Recomputed) -> Amounts:
    """Water drawn in a year, m³, by (site, year)."""
    used = Amounts()
    for (site, _, cooling, year), drawn_mw in found.drawn_mw.items():
        pue = instance.pue_at.get((site, cooling))
        # MW × h = MWh, and litres per kWh are cubic metres per MWh.
        used.add((site, year), drawn_mw * HOURS_PER_YEAR * (pue.water_l_per_kwh if pue else 0.0))
    return used
