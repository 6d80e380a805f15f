"""Rules of storage: power, energy, and a level that comes back every day."""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.schema import PowerOption, Slice

from .decisions import Decisions
from .findings import MW, Findings, Unit
from .keys import storage_places
from .recomputed import Recomputed

MWH = Unit("MWh", 1e-6)


def check_storage(
    instance: Instance, decisions: Decisions, found: Recomputed, findings: Findings
) -> None:
    """Report every rule of storage that does not hold."""
    days: dict[str, list[Slice]] = {}
    for h in instance.time_slices:
        days.setdefault(h.day, []).append(h)
    for site, option in storage_places(instance):
        for period in instance.periods:
            for slices in days.values():
                at = (site.site, option.option, period.start_year)
                _check_within(option, at, slices, decisions, found, findings)
                if len(slices) > 1:
                    _check_level(option, at, slices, decisions, findings)
                else:
                    _check_idle(at, slices[0], decisions, findings)


def _where(at: tuple[str, str, int], h: Slice) -> dict[str, object]:
    return {"site": at[0], "option": at[1], "period": at[2], "slice": h.slice}


def _check_within(
    option: PowerOption,
    at: tuple[str, str, int],
    slices: list[Slice],
    decisions: Decisions,
    found: Recomputed,
    findings: Findings,
) -> None:
    power_mw = found.option_mw[at]
    energy_mwh = power_mw * (option.storage_hours or 0.0)
    for h in slices:
        key, where = (*at, h.slice), _where(at, h)
        charge, discharge = decisions.charge_mw.get(key, 0.0), decisions.discharge_mw.get(key, 0.0)
        findings.at_most("storage_power", charge, power_mw, MW, **where)
        findings.at_most("storage_power", discharge, power_mw, MW, **where)
        stored_mwh = decisions.stored_mwh.get(key, 0.0)
        findings.at_most("storage_energy", stored_mwh, energy_mwh, MWH, **where)


def _check_level(
    option: PowerOption,
    at: tuple[str, str, int],
    slices: list[Slice],
    decisions: Decisions,
    findings: Findings,
) -> None:
    """From the end of each slice to the end of the next; the day's last one precedes its first."""
    efficiency = 1.0 if option.efficiency is None else option.efficiency
    for before, h in zip([slices[-1], *slices[:-1]], slices, strict=True):
        key = (*at, h.slice)
        net_mw = efficiency * decisions.charge_mw.get(key, 0.0)
        net_mw -= decisions.discharge_mw.get(key, 0.0)
        should = decisions.stored_mwh.get((*at, before.slice), 0.0) + h.hours * net_mw
        findings.equal(
            "storage_level", decisions.stored_mwh.get(key, 0.0), should, MWH, **_where(at, h)
        )


def _check_idle(
    at: tuple[str, str, int], h: Slice, decisions: Decisions, findings: Findings
) -> None:
    why = "its day has no other slice"
    for amount in (decisions.charge_mw, decisions.discharge_mw, decisions.stored_mwh):
        mw = amount.get((*at, h.slice), 0.0)
        findings.forbidden("storage_shift", mw, MW, why, **_where(at, h))
