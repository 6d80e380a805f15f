"""How large a generated instance is, and the lands in which its places lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FIRST_YEAR = 2026
MOST = 4096
"""More places than any instance has; so many numbers are drawn for each column."""


@dataclass(frozen=True)
class Land:
    """A box on the map, with the energy regions of the catalogue that its sites draw from.

    Attributes:
        south, north, west, east: its sides, degrees.
        regions: energy regions.
        queue_years: years that a grid connection waits.
        utc_offset_hours: of its western side; an hour more every 15 degrees eastwards.
    """

    name: str
    country: str
    south: float
    north: float
    west: float
    east: float
    regions: tuple[str, ...]
    queue_years: float
    utc_offset_hours: int


LANDS: tuple[Land, ...] = (
    Land("america", "US", 29, 47, -120, -76, ("TX", "VA", "OH", "GA", "AZ", "IA", "OR"), 4.0, -8),
    Land("europe", "DE", 41, 57, -5, 20, ("DEU", "FRA", "ESP", "NLD", "POL"), 6.0, 0),
    Land("india", "IN", 12, 28, 73, 86, ("IND",), 3.5, 5),
    Land("east-asia", "JP", 24, 40, 112, 140, ("JPN", "KOR", "TWN"), 5.0, 8),
    Land("brazil", "BR", -27, -8, -54, -39, ("BRA",), 3.0, -4),
)


@dataclass(frozen=True)
class Shape:
    """Size of an instance.

    Attributes:
        sites: sites; two in five are campuses.
        metros: metros, each with demand for every service in every year.
        years: periods of one year each.
        runs: training runs; how much they train in all depends on sites and years alone.
        services: inference services, of 1 to 3.
        lands: lands in which places lie, in turns.
    """

    sites: int
    metros: int
    years: int
    runs: int
    services: int = 2
    lands: int = 1

    @property
    def periods(self) -> tuple[int, ...]:
        """Start years."""
        return tuple(range(FIRST_YEAR, FIRST_YEAR + self.years))


class Draw:
    """Random columns: those of a smaller instance are the first numbers of a larger one's."""

    def __init__(self, seed: int, table: int) -> None:
        self._rng = np.random.default_rng([seed, table])

    def uniform(self, low: float, high: float, count: int) -> Array:
        """Numbers from low to high."""
        return self._rng.uniform(low, high, MOST)[:count]

    def lognormal(self, mean: float, sigma: float, count: int) -> Array:
        """Numbers whose logarithm is normal."""
        return self._rng.lognormal(mean, sigma, MOST)[:count]


def lands_of(count: int, lands: int) -> list[Land]:
    """The land of each of some places."""
    return [LANDS[i % lands] for i in range(count)]


def within(lands: list[Land], north: Array, east: Array) -> tuple[Array, Array]:
    """Latitudes and longitudes of points given as shares of their lands' sides."""
    lat = np.array([d.south + v * (d.north - d.south) for d, v in zip(lands, north, strict=True)])
    lon = np.array([d.west + u * (d.east - d.west) for d, u in zip(lands, east, strict=True)])
    return lat.round(4), lon.round(4)
