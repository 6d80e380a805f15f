"""From when on a plan draws on its corridors, its land, and what is paid once for a connection."""

from __future__ import annotations

from collections.abc import Mapping

from planner.instance import Instance, Period
from planner.plan.verify.costs import CONNECTION
from planner.plan.verify.keys import SITE_CONNECTION
from planner.plan.verify.ledger import Order
from planner.plan.verify.recount import Recount
from planner.plan.verify.timing import overlap_share

from .needs import FACILITY, IT, KW_PER_MW, Need, drawn_in_turn, sign_by


def needs_of_corridors(instance: Instance, recount: Recount) -> dict[Order, Need]:
    """Needs of the units lit: the traffic of the runs of a period, in the fuller direction."""
    groups: dict[tuple[str, str], list[Order]] = {}
    for order in recount.ledger.orders:
        if order.head == "backbone":
            a, b = order.paid.key
            groups.setdefault((str(a), str(b)), []).append(order)
    found: dict[Order, Need] = {}
    for (a, b), orders in groups.items():
        row = instance.corridor[a, b]

        def used(period: Period, a: str = a, b: str = b) -> float:
            return max(_traffic_gbps(recount, period, a, b), _traffic_gbps(recount, period, b, a))

        def standing(_period: Period, gbps: float = row.existing_gbps) -> float:
            return gbps

        needs = drawn_in_turn(
            instance, orders, standing=standing, used=used, size=row.unit_gbps, mw=0.0, unit=IT
        )
        load_mw = _run_mw(instance, recount, a, b)
        found |= {
            order: Need(need.year, 0.0 if need.year is None else load_mw, IT)
            for order, need in needs.items()
        }
    return found


def _traffic_gbps(recount: Recount, period: Period, start: str, end: str) -> float:
    """Traffic one way along a corridor, of every run that touches the period, in full."""
    flows = recount.decisions.flow_gbps
    return sum(
        flows.get((placed.row.run, start, end), 0.0)
        for placed in recount.decisions.placed
        if overlap_share(placed.start_year, placed.row.duration_years, period) > 0
    )


def _run_mw(instance: Instance, recount: Recount, a: str, b: str) -> float:
    """MW IT of the runs whose traffic goes along a corridor."""
    flows = recount.decisions.flow_gbps
    return sum(
        sum(placed.units.values())
        * instance.accelerator[placed.accelerator].kw_per_unit
        / KW_PER_MW
        for placed in recount.decisions.placed
        if flows.get((placed.row.run, a, b), 0.0) + flows.get((placed.row.run, b, a), 0.0) > 0
    )


def need_of_connection(order: Order, power: Mapping[Order, Need]) -> Need:
    """A connection is paid when the first MW behind it is signed."""
    _, option, tranche = order.paid.key
    behind = {
        other: need
        for other, need in power.items()
        if other.site == order.site
        and other.paid.key[0] == option
        and tranche in (SITE_CONNECTION, other.paid.key[1])
    }
    return Need(_first_signed(behind), sum(n.load_mw for n in behind.values()), FACILITY)


def need_of_land(
    instance: Instance, recount: Recount, site: str, needs: Mapping[Order, Need]
) -> Need:
    """A site has to be open when the first thing for it is signed, or the first load is on it."""
    first_use = [y.start_year for y in instance.periods if _is_used(instance, recount, site, y)]
    signed = _first_signed({order: need for order, need in needs.items() if order.site == site})
    years = [*first_use[:1], *([] if signed is None else [signed])]
    load_mw = max(recount.found.peak_mw[site, y.start_year] for y in instance.periods)
    return Need(min(years, default=None), load_mw, FACILITY)


def _first_signed(needs: Mapping[Order, Need]) -> float | None:
    days = (sign_by(order, need) for order, need in needs.items())
    return min((day for day in days if day is not None), default=None)


def _is_used(instance: Instance, recount: Recount, site: str, period: Period) -> bool:
    """Whether a site has load, serves requests, or is to be open whatever it does."""
    row, year = instance.site[site], period.start_year
    if row.status == "forced" and year >= (row.earliest_year or year):
        return True
    served = any(
        recount.found.mean_requests[service.service, site, year] > 0
        for service in instance.services
    )
    return served or recount.found.it_mw[site, year] > 0


def is_connection(order: Order) -> bool:
    """Whether an order is what is paid once for a connection, and no MW."""
    return order.paid.key[:1] == (CONNECTION,)
