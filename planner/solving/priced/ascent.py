"""Better prices, step by step: the volume algorithm of Barahona and Anbil.

Each step solves the relaxation at new prices. A mean over its answers, recent ones counting more, says
where demand is still met too much or too little, and approximates the linear relaxation's own point: how
much of a site opens in which period.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .form import Array, Form
from .sites_alone import Alone, alone

FIRST_STEP = 0.025
"""How far above the bound, as a share of it, the first step aims."""

LONGEST_STEP = 0.1

PATIENCE = 6
"""Steps without a better bound after which they get shorter."""

SHORTER, LONGER = 0.7, 1.3

NEWEST = 0.2
"""Largest weight of the newest answer in the mean."""

CALMER_EVERY = 100
"""After so many steps that brought next to nothing, the newest answer weighs less."""

NEXT_TO_NOTHING = 1e-3

LEAST_WEIGHT = 1e-3


@dataclass(frozen=True)
class Prices:
    """Where an ascent stands.

    Attributes:
        price_musd: (M,T) the best prices so far.
        value_musd: (S,Y+1) at these, value of a site that opens in a period, or never.
        begun: (S,Y+1) mean share of each site that opens in a period, or never.
        bound: what the prices prove, M$.
    """

    price_musd: Array
    value_musd: Array
    begun: Array
    bound: float


def load_prices(file: Path) -> Prices:
    """Prices from :meth:`Ascent.save`'s file."""
    with np.load(file, allow_pickle=False) as held:
        arrays = {name: held[name] for name in ("price_musd", "value_musd", "begun")}
        return Prices(bound=float(held["bound"]), **arrays)


class Ascent:
    """Prices on their way up.

    Attributes:
        best: the relaxation's answer at the best prices so far.
        price_musd: (M,T) these prices.
        begun: (S,Y+1) mean share of each site that opens in a period, or never.

    Args:
        form: siting alone.
        price_musd: prices to begin with; what serving seems to cost when not given.
        step: how far above the bound, as a share of it, the first step aims.
    """

    def __init__(
        self, form: Form, price_musd: Array | None = None, step: float = FIRST_STEP
    ) -> None:
        self._form = form
        self.price_musd = first_prices(form) if price_musd is None else price_musd
        self.best: Alone = alone(form, self.price_musd)
        self._met = self.best.met
        self._sites = np.arange(len(form.sites))
        self.begun = np.zeros(form.may_begin.shape)
        self.begun[self._sites, self.best.begin] = 1.0
        self._step = step
        self._weight = NEWEST
        self._vain = 0
        self._taken = 0
        self._before = self.best.bound

    def step(self) -> None:
        """One step."""
        missing = self._missing(self._met)
        size = float((missing**2).sum())
        if size == 0:
            return
        aim = self._step * max(abs(self.best.bound), 1.0)
        price = np.clip(self.price_musd + aim / size * missing, 0.0, self._form.unserved_musd)
        answer = alone(self._form, price)
        self._take_into_mean(answer, missing)
        if answer.bound > self.best.bound:
            if float((missing * self._missing(answer.met)).sum()) > 0:
                self._step = min(self._step * LONGER, LONGEST_STEP)
            self.best, self.price_musd, self._vain = answer, price, 0
        else:
            self._vain += 1
            if self._vain == PATIENCE:
                self._step *= SHORTER
                self._vain = 0
        self._taken += 1
        if self._taken % CALMER_EVERY == 0:
            if self.best.bound - self._before < NEXT_TO_NOTHING * abs(self.best.bound):
                self._weight = max(self._weight * SHORTER, LEAST_WEIGHT)
            self._before = self.best.bound

    @property
    def aims_above(self) -> float:
        """How far above the bound, as a share of it, the next step aims."""
        return self._step

    @property
    def prices(self) -> Prices:
        """Where it stands."""
        return Prices(self.price_musd, self.best.value_musd, self.begun, self.best.bound)

    def save(self, file: Path) -> None:
        """Write where it stands for another process, whole or not at all."""
        fresh = file.with_name(f".{file.name}")
        np.savez(fresh, **vars(self.prices))
        fresh.replace(file)

    def _missing(self, met: Array) -> Array:
        """Share of demand that is not met."""
        return np.where(self._form.asks, 1.0 - met, 0.0)

    def _take_into_mean(self, answer: Alone, missing: Array) -> None:
        """Weigh the newest answer so that demand is met best in the mean, within limits."""
        turn = self._missing(answer.met) - missing
        size = float((turn**2).sum())
        ideal = -float((missing * turn).sum()) / size if size > 0 else 0.0
        weight = min(max(ideal, self._weight / 10), self._weight)
        self._met = self._met + weight * (answer.met - self._met)
        self.begun *= 1.0 - weight
        self.begun[self._sites, answer.begin] += weight


def first_prices(form: Form) -> Array:
    """(M,T) the cheapest route of each point with its part of a site's yearly cost."""
    yearly = form.open_musd[:, form.period_of]
    by_krps = np.divide(
        yearly,
        form.capacity_krps[:, None],
        out=np.zeros(yearly.shape),
        where=form.capacity_krps[:, None] > 0,
    )
    musd = form.route_musd + FIRST_SHARE * by_krps[form.route_site] * form.route_krps
    least = np.full(form.asked_krps.shape, np.inf)
    np.minimum.at(least, form.route_point, musd)
    dearest = np.where(np.isfinite(form.unserved_musd), form.unserved_musd, np.inf)
    price = np.minimum(least, dearest)
    return np.where(form.asks & np.isfinite(price), price, 0.0)


FIRST_SHARE = 1.5
"""Part of a site's cost that a thousand requests/s are taken to bear, in times of a full site's mean."""
