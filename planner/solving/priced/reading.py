"""From an instance of siting alone to its arrays."""

from __future__ import annotations

import numpy as np

from planner.instance import Instance
from planner.models import timing
from planner.models.inference import gbps_per_krps
from planner.solving.columns import Columns

from .form import Array, Bools, Form
from .skeleton import Restricted


def form_of(inst: Instance, skeleton: Restricted) -> Form:
    """The arrays of an instance of siting alone.

    Everything but the routes is read from the skeleton; the routes' columns, of which there may be
    millions, are written here a second time.
    """
    columns = Columns(skeleton.problem)
    sites = tuple(skeleton.model.sets.site_names)
    times = tuple((y.start_year, h) for y in inst.periods for h in inst.time_slice)
    points = tuple(inst.routes)
    point = {at: i for i, at in enumerate(points)}
    column = {at: t for t, at in enumerate(times)}
    asked = np.zeros((len(points), len(times)))
    for (k, metro, y, h), requests in inst.asked_at.items():
        if (y, h) in column:
            asked[point[k, metro], column[y, h]] = requests * 1e-3
    unserved = np.where(asked > 0, np.inf, 0.0)
    for (k, metro, y, h), j in columns.members("inference", "unserved"):
        if skeleton.problem.col_upper[j] > 0:
            unserved[point[k, metro], column[y, h]] = skeleton.problem.cost[j]
    volume_musd = np.zeros((len(inst.services), len(sites), len(times)))
    service_at = {k.service: i for i, k in enumerate(inst.services)}
    site_at = {s: i for i, s in enumerate(sites)}
    for (k, s, y, h), j in columns.members("inference", "volume"):
        volume_musd[service_at[k], site_at[s], column[y, h]] = skeleton.problem.cost[j]

    found = sorted(
        (
            (site_at[route.site], i, route)
            for i, at in enumerate(points)
            for route in inst.routes[at]
        ),
        key=lambda entry: entry[:2],
    )
    route_site = np.array([s for s, _, _ in found], dtype=np.int64)
    route_point = np.array([i for _, i, _ in found], dtype=np.int64)
    per_km, per_year = _transit(inst, points, times, asked)
    km = np.array([route.route_km for *_, route in found])
    given = np.array(
        [
            np.nan if route.usd_per_year_full_demand is None else route.usd_per_year_full_demand
            for *_, route in found
        ],
        dtype=float,
    )
    has_own = ~np.isnan(given)[:, None]
    own = np.nan_to_num(given)[:, None]
    musd = np.where(has_own, own * per_year[route_point], km[:, None] * per_km[route_point])
    of_service = np.array([service_at[k] for k, _ in points], dtype=np.int64)
    musd += volume_musd[of_service[route_point], route_site] * asked[route_point]
    musd[asked[route_point] == 0] = np.inf
    most = {k.service: k.max_site_share for k in inst.services}
    limits = [inst.site[s].max_requests_per_s for s in sites]
    open_musd, may_begin = _openings(inst, skeleton, columns, sites)
    return Form(
        sites=sites,
        points=points,
        times=times,
        period_of=np.repeat(np.arange(len(inst.periods)), len(inst.time_slice)),
        route_site=route_site,
        route_point=route_point,
        route_musd=musd,
        most_share=np.array([most[points[i][0]] for i in route_point], dtype=float),
        asked_krps=asked,
        unserved_musd=unserved,
        capacity_krps=np.array([np.inf if v is None else v * 1e-3 for v in limits], dtype=float),
        open_musd=open_musd,
        may_begin=may_begin,
        offset_musd=skeleton.problem.offset,
    )


def _transit(
    inst: Instance,
    points: tuple[tuple[str, str], ...],
    times: tuple[tuple[int, str], ...],
    asked_krps: Array,
) -> tuple[Array, Array]:
    """(M,T) transit of a point's whole demand: M$ per route km, and M$ per USD a year of its own cost."""
    years = np.array(
        [
            timing.present_years(inst, inst.period[y]) * inst.time_slice[h].hours_share
            for y, h in times
        ]
    )
    gbps = np.array([gbps_per_krps(inst.service[k]) for k, _ in points])
    usd_per_km = inst.settings.transit_usd_per_gbps_km_year
    per_km = asked_krps * gbps[:, None] * usd_per_km * 1e-6 * years
    mean = np.array([[inst.demand_at.get((*at, y), 0.0) * 1e-3 for y, _ in times] for at in points])
    over_mean = np.divide(asked_krps, mean, out=np.zeros_like(mean), where=mean > 0)
    return per_km, over_mean * 1e-6 * years


def _openings(
    inst: Instance, skeleton: Restricted, columns: Columns, sites: tuple[str, ...]
) -> tuple[Array, Bools]:
    """(S,Y) cost of being open, and (S,Y+1) in which period a site may open first."""
    problem, site_open = skeleton.problem, skeleton.model.siting.site_open
    musd = np.zeros((len(sites), len(inst.periods)))
    least, most = np.zeros(musd.shape), np.zeros(musd.shape)
    for i, s in enumerate(sites):
        for y, period in enumerate(inst.periods):
            at = (s, period.start_year)
            j = columns.find("siting", "site_open", at)
            if j is None:
                # fixed, or in no row and no cost: then it may be what it likes
                low, high = (0.0, 1.0) if not site_open[at].fixed else (site_open[at].value,) * 2
            else:
                musd[i, y] = problem.cost[j]
                low, high = problem.col_lower[j], problem.col_upper[j]
            least[i, y], most[i, y] = low, high
    begin = np.arange(len(inst.periods) + 1)[None, :, None]
    year = np.arange(len(inst.periods))[None, None, :]
    is_open = year >= begin
    fits = np.where(is_open, most[:, None, :] > 0.5, least[:, None, :] < 0.5)
    return musd, np.asarray(fits.all(axis=2))
