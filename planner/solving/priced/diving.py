"""Openings from prices: by rounding what the relaxation opens in the mean, and by diving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .ascent import Ascent, Prices
from .form import Array, Form, Ints

SURE = 0.95
"""Mean share of a site that opens from which on it is taken to open."""

HARDLY = 0.005
"""Mean share below which it is taken to stay closed, and..."""

HARDLY_AT_ALL = 0.05
"""...below which no more sites are opened."""

LIKELY_YEARS = 0.02
"""Part of the openings, at each end, whose periods are given up once a site is taken to open."""


def rounded(begun: Array, share: float) -> Ints:
    """(S) the period in which a site has opened by a share in the mean, or never."""
    reached = np.cumsum(begun[:, :-1], axis=1) >= share
    return np.asarray(np.where(reached.any(axis=1), reached.argmax(axis=1), begun.shape[1] - 1))


def dive(
    form: Form,
    prices: Prices,
    steps: int,
    share: float,
    step: float,
    goes_on: Callable[[], bool],
) -> Ints | None:
    """Openings taken a few at a time, the surest first, prices following after each.

    Args:
        form: siting alone.
        prices: where to begin.
        steps: steps of the prices after each round.
        share: part of the undecided sites that is opened in a round.
        step: how far above the bound, as a share of it, a round's first step aims.
        goes_on: whether there is time.

    Returns:
        (S) the period in which each site opens; None when time is over.
    """
    never = form.may_begin.shape[1] - 1
    may_begin = form.may_begin.copy()
    price = prices.price_musd
    while True:
        ascent = Ascent(replace(form, may_begin=may_begin), price, step)
        for _ in range(steps):
            if not goes_on():
                return None
            ascent.step()
        price = ascent.price_musd
        ever = 1.0 - ascent.begun[:, never]
        is_free = may_begin.sum(axis=1) > 1
        undecided = np.flatnonzero(is_free & (ever > HARDLY_AT_ALL))
        if not len(undecided):
            break
        surest = undecided[np.argsort(-ever[undecided], kind="stable")]
        most = max(int(share * len(surest)), 1)
        for rank, s in enumerate(surest):
            if rank < most:
                may_begin[s] = False
                may_begin[s, _middle(ascent.begun[s, :never])] = True
            elif ever[s] > SURE:
                may_begin[s] &= _likely(ascent.begun[s])
        closed = is_free & (ever < HARDLY) & form.may_begin[:, never]
        may_begin[closed] = False
        may_begin[closed, never] = True
    never_may = may_begin[:, never] & (may_begin.sum(axis=1) > 1)
    return np.asarray(np.where(never_may, never, may_begin.argmax(axis=1)))


def _middle(begun: Array) -> int:
    """The period by which half of the openings are done."""
    done = np.cumsum(begun)
    return int(np.searchsorted(done, done[-1] / 2))


def _likely(begun: Array) -> Array:
    """(Y+1) periods among which nearly all openings are; never is not among them."""
    done = np.cumsum(begun[:-1])
    first = np.searchsorted(done, done[-1] * LIKELY_YEARS)
    last = np.searchsorted(done, done[-1] * (1 - LIKELY_YEARS))
    period = np.arange(len(begun))
    return np.asarray((period >= first) & (period <= last))


def near(form: Form, centre: int, count: int) -> Ints:
    """The sites that share most points with one, itself among them."""
    shared = form.to_sites @ (form.to_points.T @ (form.to_points @ (form.route_site == centre)))
    return np.argsort(-shared, kind="stable")[:count]


def freed(form: Form, begin: Ints, sites: Ints) -> Form:
    """A form in which only some sites are undecided, all others open as given."""
    may_begin = np.zeros(form.may_begin.shape, dtype=bool)
    may_begin[np.arange(len(begin)), begin] = True
    may_begin[sites] = form.may_begin[sites]
    return replace(form, may_begin=may_begin)
