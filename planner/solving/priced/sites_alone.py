"""What every site would do for itself when points of demand pay it a price: the relaxation's value.

The rows that say that all demand is met are priced; what is left falls apart into sites. An open site
takes, at each time, the routes that gain most by unit of its capacity (a continuous knapsack), and it
opens in the period from which on its gains are worth most, or never.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .form import Array, Bools, Form, Ints

CAREFUL = 1e-11
"""Share of the sum of all magnitudes by which a bound is lowered, more than rounding can be worth."""


@dataclass(frozen=True)
class Alone:
    """The relaxation's best point at some prices.

    Attributes:
        bound: its value less what rounding may be worth: never more than the cost of any plan, M$.
        met: (M,T) share of demand that is served or left unserved, which a plan makes 1.
        value_musd: (S,Y+1) value of a site that opens in a period, or never; inf where it may not.
        begin: (S) the best period for it.
    """

    bound: float
    met: Array
    value_musd: Array
    begin: Ints


def alone(form: Form, price_musd: Array) -> Alone:
    """Solve the relaxation at prices, M$ for serving a point wholly at a time."""
    gain = form.route_musd - price_musd[form.route_point]
    takes = np.where(gain < 0, form.most_share[:, None], 0.0)
    worth = _within_capacity(form, gain, takes)
    earned = _earned(form, gain, worth)
    by_period = form.open_musd.copy()
    np.add.at(by_period.T, form.period_of, earned.T)
    value = values_by_begin(form, by_period)
    begin = np.argmin(value, axis=1)
    best = value[np.arange(len(begin)), begin]
    left = form.asks & (form.unserved_musd < price_musd)
    unserved = np.where(left, form.unserved_musd - price_musd, 0.0)
    paid = np.where(form.asks, price_musd, 0.0)
    parts = (np.array([form.offset_musd]), paid, unserved, earned, form.open_musd)
    magnitude = sum(float(np.abs(part).sum()) for part in parts)
    total = form.offset_musd + paid.sum() + unserved.sum() + best.sum()
    is_open = (form.period_of >= begin[:, None])[form.route_site]
    met = form.to_points @ np.where(is_open, takes, 0.0) + left
    return Alone(float(total) - CAREFUL * magnitude, met, value, begin)


def earned_at(form: Form, t: int, price_musd: Array) -> Array:
    """(S) what sites, open, make of a time's prices; never more than 0."""
    one = form.at(t)
    gain = one.route_musd - price_musd[form.route_point, None]
    takes = np.where(gain < 0, form.most_share[:, None], 0.0)
    return _earned(one, gain, _within_capacity(one, gain, takes))[:, 0]


def values_by_begin(form: Form, by_period: Array) -> Array:
    """(S,Y+1) sums of what every period is worth from a period on; inf where a site may not open there."""
    later = np.cumsum(by_period[:, ::-1], axis=1)[:, ::-1]
    value = np.concatenate([later, np.zeros((len(later), 1))], axis=1)
    return np.where(form.may_begin, value, np.inf)


def _earned(form: Form, gain: Array, worth: Array) -> Array:
    """(S,T) least cost of an open site at a time, M$, given what its capacity is worth.

    The dual value of the knapsack: the least cost itself where the worth is right, and below it at any
    other worth, so that what is rounded in it never lifts the bound.
    """
    reduced = np.minimum(gain + worth[form.route_site] * form.route_krps, 0.0)
    used = np.where(worth > 0, form.capacity_krps[:, None], 0.0)
    return np.asarray(form.to_sites @ (reduced * form.most_share[:, None]) - worth * used)


def _within_capacity(form: Form, gain: Array, takes: Array) -> Array:
    """Cut what sites take to what they hold, best gains by capacity first, the last one in part.

    Returns:
        (S,T) what a thousand requests/s more would be worth, M$.
    """
    worth = np.zeros((len(form.sites), len(form.times)))
    volume = form.to_sites @ (form.route_krps * takes)
    over: Bools = volume > form.capacity_krps[:, None]
    at = np.flatnonzero((over[form.route_site] & (takes > 0)).ravel())
    if not len(at):
        return worth
    routes, times = np.divmod(at, len(form.times))
    whole = form.route_krps.ravel()[at]
    rank = gain.ravel()[at] / whole
    group = form.route_site[routes] * len(form.times) + times
    # one key that rises with the group and, between −1 and 0 within it, with the rank
    order = np.argsort(group + rank / (-rank.mean() - rank))
    group, at, rank = group[order], at[order], rank[order]
    krps = whole[order] * takes.ravel()[at]
    filled = np.cumsum(krps)
    first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    before = np.repeat(filled[first] - krps[first], np.diff(np.r_[first, len(group)]))
    room = form.capacity_krps[group // len(form.times)] - (filled - krps - before)
    part = np.clip(room / krps, 0.0, 1.0)
    takes.ravel()[at] *= part
    cut = np.flatnonzero(part < 1.0)
    last_taken = cut[np.r_[True, group[cut][1:] != group[cut][:-1]]]
    worth.ravel()[group[last_taken]] = -rank[last_taken]
    return worth
