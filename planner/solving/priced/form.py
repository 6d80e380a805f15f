"""Siting alone as arrays: openings by site, and routes by site, point of demand and time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Form:
    """Siting alone. A *point* is a service in a metro, a *time* a slice of a period.

    Served and unserved are shares of what a point asks for at a time. Money is present value.

    Attributes:
        sites: S names.
        points: M (service, metro).
        times: T (start year, slice), by period.
        period_of: (T) number of each time's period.
        route_site: (R) site of each route, rising.
        route_point: (R) point of each route.
        route_musd: (R,T) cost of serving a point wholly over a route; inf where it asks for nothing.
        most_share: (R) largest share.
        asked_krps: (M,T) thousand requests/s asked for.
        unserved_musd: (M,T) cost of serving nothing; inf where that is not allowed.
        capacity_krps: (S) thousand requests/s that an open site serves at most; inf for no limit.
        open_musd: (S,Y) cost of being open in a period; what is decided already stands in the offset.
        may_begin: (S,Y+1) whether a site may open first in a period; never, in the last column.
        offset_musd: cost of what is decided already.
    """

    sites: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    times: tuple[tuple[int, str], ...]
    period_of: Ints
    route_site: Ints
    route_point: Ints
    route_musd: Array
    most_share: Array
    asked_krps: Array
    unserved_musd: Array
    capacity_krps: Array
    open_musd: Array
    may_begin: Bools
    offset_musd: float

    @property
    def asks(self) -> Bools:
        """(M,T) where anything is asked for."""
        return self.asked_krps > 0

    def at(self, t: int) -> Form:
        """One time of it, as if it were the only one."""
        return replace(
            self,
            times=(self.times[t],),
            period_of=np.zeros(1, dtype=np.int64),
            route_musd=self.route_musd[:, t : t + 1],
            asked_krps=self.asked_krps[:, t : t + 1],
            unserved_musd=self.unserved_musd[:, t : t + 1],
        )

    @cached_property
    def route_krps(self) -> Array:
        """(R,T) thousand requests/s of serving a point wholly over a route."""
        return self.asked_krps[self.route_point]

    @cached_property
    def first_route(self) -> Ints:
        """(S+1) number of each site's first route, and of one after the last."""
        return np.searchsorted(self.route_site, np.arange(len(self.sites) + 1))

    @cached_property
    def to_points(self) -> sparse.csr_array:
        """(M,R) matrix that adds up routes by point."""
        return _adder(self.route_point, len(self.points))

    @cached_property
    def to_sites(self) -> sparse.csr_array:
        """(S,R) matrix that adds up routes by site."""
        return _adder(self.route_site, len(self.sites))


def _adder(group: Ints, groups: int) -> sparse.csr_array:
    ones = np.ones(len(group))
    return sparse.csr_array((ones, (group, np.arange(len(group)))), shape=(groups, len(group)))


def save_form(form: Form, file: Path) -> None:
    """Write the arrays of a form for another process; names of places stay behind."""
    np.savez(file, **{name: getattr(form, name) for name in _ARRAYS}, offset_musd=form.offset_musd)


def load_form(file: Path) -> Form:
    """A form from :func:`save_form`'s file; its sites, points and times are numbers."""
    with np.load(file, allow_pickle=False) as held:
        arrays = {name: held[name] for name in _ARRAYS}
        offset = float(held["offset_musd"])
    points, times = arrays["asked_krps"].shape
    return Form(
        sites=tuple(str(s) for s in range(len(arrays["capacity_krps"]))),
        points=tuple(("", str(i)) for i in range(points)),
        times=tuple((t, "") for t in range(times)),
        offset_musd=offset,
        **arrays,
    )


_ARRAYS = (
    "period_of", "route_site", "route_point", "route_musd", "most_share", "asked_krps",
    "unserved_musd", "capacity_krps", "open_musd", "may_begin",
)  # fmt: skip
