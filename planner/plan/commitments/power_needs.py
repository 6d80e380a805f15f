"""From when on a site draws on each power that is ordered for it.

Power of a site is put in a row: what stands, then every order as it comes into service. An order is
needed in a period when the site could not be supplied by what stands before it in the row: firm power
with its spare unit, firm power while flexible connections are curtailed, or the energy that the plan
takes from its option.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.instance import Instance, Period
from planner.instance.schema import PowerOption
from planner.plan.verify.flexible import (
    FLEXIBLE,
    Shed,
    curtailed_share,
    curtailed_shares,
    shed_load,
)
from planner.plan.verify.keys import EXISTING, STORAGE
from planner.plan.verify.ledger import Order
from planner.plan.verify.recount import Recount

from .needs import FACILITY, Need, begins, serves

LEAST_MW = 1e-3
"""A kW that is missing is noise of the solver."""


@dataclass(frozen=True)
class _Site:
    """A site in one period, and what it asks of its power."""

    instance: Instance
    recount: Recount
    shed: Shed
    curtailed: float
    site: str
    period: Period

    def standing_mw(self) -> dict[str, float]:
        """MW that stand before the horizon, by option."""
        return {
            option: self.recount.found.power_mw[self.site, option, EXISTING, self.period.start_year]
            for option in self.instance.power_option
        }

    def asked_of(self, option: PowerOption, before: Mapping[str, float]) -> float:
        """MW of an option that the site cannot do without, beside the MW before it in the row."""
        firm = max(self._firm_short(before), self._curtailed_short(option, before))
        if option.kind == STORAGE:
            firm = max(firm, self._bridging_short(before))
        credited = firm / option.capacity_credit if option.capacity_credit > 0 else 0.0
        return max(credited, self._energy_mw(option) - before[option.option])

    def _firm_short(self, before: Mapping[str, float]) -> float:
        """Firm MW that are missing, a spare unit included where it is asked for.

        Plant of which only a later order stands asks for its spare unit all the same: what comes into
        service beside it may be there for that.
        """
        at = (self.site, self.period.start_year)
        found, options = self.recount.found, self.instance.power_option
        firm = sum(options[name].capacity_credit * mw for name, mw in before.items())
        grid = sum(mw for name, mw in before.items() if options[name].kind == "grid")
        spares = [
            option.capacity_credit * option.unit_mw
            for option in self.instance.power_options
            if option.unit_mw is not None
            and grid < option.unit_mw - LEAST_MW
            and found.option_mw[self.site, option.option, self.period.start_year] > LEAST_MW
        ]
        spare = max(spares, default=0.0)
        return found.peak_mw[at] - found.leased_peak_mw[at] + spare - firm

    def _curtailed_short(self, option: PowerOption, before: Mapping[str, float]) -> float:
        """Firm MW that are missing while flexible connections give nothing."""
        if option.kind == FLEXIBLE:
            return 0.0
        at = (self.site, self.period.start_year)
        found, options = self.recount.found, self.instance.power_option
        firm = sum(
            options[name].capacity_credit * mw
            for name, mw in before.items()
            if options[name].kind != FLEXIBLE
        )
        return found.peak_mw[at] - found.leased_peak_mw[at] - self.shed.peak_mw[at] - firm

    def _bridging_short(self, before: Mapping[str, float]) -> float:
        """Firm MW of storage that are missing to carry the energy of curtailed hours."""
        if self.curtailed == 0.0:
            return 0.0
        options, year = self.instance.power_option, self.period.start_year
        flexible = [p for p in options.values() if p.kind == FLEXIBLE]
        taken = sum(self.recount.found.output_mw[self.site, p.option, year] for p in flexible)
        stored = sum(p.capacity_credit * before[n] for n, p in options.items() if p.kind == STORAGE)
        load = self.recount.found.mean_mw[self.site, year]
        return (taken - (1.0 - self.curtailed) * load) / self.curtailed - stored

    def _energy_mw(self, option: PowerOption) -> float:
        """MW of an option that it takes to give what the plan takes from it."""
        return max(self._slice_mw(option, h.slice) for h in self.instance.time_slices)

    def _slice_mw(self, option: PowerOption, time_slice: str) -> float:
        decisions = self.recount.decisions
        key = (self.site, option.option, self.period.start_year, time_slice)
        if option.kind == STORAGE:
            return max(
                decisions.charge_mw.get(key, 0.0),
                decisions.discharge_mw.get(key, 0.0),
                decisions.stored_mwh.get(key, 0.0) / (option.storage_hours or math.inf),
            )
        region = self.instance.site[self.site].region
        available = self.instance.availability(option.option, region, time_slice)
        available *= 1.0 - curtailed_share(option)
        given = decisions.generation_mw.get(key, 0.0)
        return given / available if available > 0 else 0.0


def needs_of_power(
    instance: Instance, recount: Recount, orders: Iterable[Order]
) -> dict[Order, Need]:
    """Needs of the MW ordered, by order.

    Args:
        instance: the instance.
        recount: the plan.
        orders: MW of power options, at any sites.
    """
    by_site: dict[str, list[Order]] = {}
    for order in orders:
        by_site.setdefault(order.site, []).append(order)
    shed, curtailed = shed_load(instance, recount.decisions), curtailed_shares(instance)
    found: dict[Order, Need] = {}
    for site, row in by_site.items():
        places = [
            _Site(instance, recount, shed, curtailed.get(site, 0.0), site, period)
            for period in instance.periods
        ]
        found |= _of_site(places, sorted(row, key=begins))
    return found


def _of_site(places: Sequence[_Site], row: Sequence[Order]) -> dict[Order, Need]:
    """Needs of the orders of one site, which it asks for period by period."""
    first: dict[Order, int] = {}
    most = dict.fromkeys(row, 0.0)
    for here in places:
        before = here.standing_mw()
        for order in row:
            if not serves(order, here.period):
                continue
            name, mw = str(order.paid.key[0]), order.paid.amount
            taken = min(mw, here.asked_of(here.instance.power_option[name], before))
            if taken > LEAST_MW:
                first.setdefault(order, here.period.start_year)
                most[order] = max(most[order], taken)
            before[name] += mw
    return {order: Need(first.get(order), most[order], FACILITY) for order in row}
