"""Import of capacitated facility-location files in OR-Library's format, also gzip-compressed.

The file holds whitespace-separated numbers: `n m`; n times (capacity, fixed cost); then for every
customer its demand and the n costs of serving all of that demand. One unit of cost becomes
0.001 M$, so that the objective in M$ is the file's cost over 1,000 and coefficients stay in a good
range.
"""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .core import Instance
from .schema import Demand, Metro, RouteCost, Service, Settings, Site

COST_UNITS_PER_MUSD = 1000
"""Cost units of the file in one M$."""

SERVICE = "demand"
YEAR = 2026
CAPACITY_WORD = "capacity"

_CAP_NUMBERS = (
    41,
    42,
    43,
    44,
    51,
    *(10 * k + i for k in (6, 7, 8, 9, 10, 11, 12, 13) for i in (1, 2, 3, 4)),
)

PUBLISHED_TOTAL_DEMAND: dict[str, float] = {
    **{f"cap{number}": 58_268 for number in _CAP_NUMBERS},
    "capa": 50_886,
    "capb": 51_406,
    "capc": 50_937,
}
"""Total demand of OR-Library's own files by name; damaged copies of them are in circulation."""


class DamagedFile(ValueError):
    """The file is not a whole facility-location file; the message says what was expected."""


@dataclass(frozen=True)
class _Numbers:
    """A file's numbers, by what they say."""

    capacities: list[float]
    fixed_costs: list[float]
    demands: list[float]
    costs: list[list[float]]


def import_orlib(
    path: Path, *, capacity: float | None = None, uncapacitated: bool = False
) -> Instance:
    """Read a facility-location file as an instance of siting and inference, strict, in one year.

    Args:
        path: file in OR-Library's capacitated format; compressed when its name ends in ``.gz``.
        capacity: number to put where the file has the word ``capacity`` (capa, capb, capc).
        uncapacitated: leave the capacities out.

    Returns:
        Instance whose least cost in M$ is the file's optimum over 1,000.

    Raises:
        DamagedFile: when numbers are missing, left over or impossible.
    """
    numbers = _read(path, capacity, uncapacitated)
    _check(path, numbers, uncapacitated)
    return _instance(path, numbers, uncapacitated)


def _read(path: Path, capacity: float | None, uncapacitated: bool) -> _Numbers:
    words = _text(path).split()
    if capacity is not None and CAPACITY_WORD not in words:
        raise DamagedFile(
            f"{path.name}: a capacity was given, but the word `{CAPACITY_WORD}` is not in the file"
        )
    if capacity is None and uncapacitated:
        capacity = 0.0
    values = _values(path, words, capacity)
    n, m = _size(path, values)
    expected = 2 + 2 * n + m * (1 + n)
    found = len(words)
    if found != expected:
        raise DamagedFile(
            f"{path.name}: {found:,} numbers, but {n} sites and {m} customers take {expected:,} "
            f"(2 + 2·{n} + {m}·(1 + {n})); {_what_to_do(found, expected)}"
        )
    rest = list(values)
    sites, customers = rest[: 2 * n], rest[2 * n :]
    return _Numbers(
        capacities=sites[0::2],
        fixed_costs=sites[1::2],
        demands=customers[:: n + 1],
        costs=[customers[j * (n + 1) + 1 : (j + 1) * (n + 1)] for j in range(m)],
    )


def _text(path: Path) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DamagedFile(
                f"{path.name}: cannot be unpacked ({error}); expected a whole gzip file"
            ) from error
    return data.decode("utf-8", errors="replace")


def _stem(path: Path) -> str:
    """The name of the file without its endings: capa for capa.txt.gz."""
    return Path(path.name.removesuffix(".gz")).stem


def _what_to_do(found: int, expected: int) -> str:
    return "the file was cut off" if found < expected else "something was added to the file"


def _values(path: Path, words: list[str], capacity: float | None) -> Iterator[float]:
    for at, word in enumerate(words, start=1):
        if word == CAPACITY_WORD:
            if capacity is None:
                raise DamagedFile(
                    f"{path.name}: the word `{CAPACITY_WORD}` stands where a number should; "
                    "say which with --capacity"
                )
            yield capacity
            continue
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0:
            raise DamagedFile(
                f"{path.name}: entry {at:,} is {word!r}; expected a number that is not negative"
            )
        yield value


def _size(path: Path, values: Iterator[float]) -> tuple[int, int]:
    size = []
    for what in ("sites", "customers"):
        value = next(values, math.nan)
        if not (value >= 1 and value == int(value)):
            raise DamagedFile(
                f"{path.name}: expected the number of {what}, a whole number from 1 on, "
                "in the first line"
            )
        size.append(int(value))
    return size[0], size[1]


def _check(path: Path, numbers: _Numbers, uncapacitated: bool) -> None:
    total = sum(numbers.demands)
    name = _stem(path)
    published = PUBLISHED_TOTAL_DEMAND.get(name)
    if published is not None and not math.isclose(total, published, rel_tol=1e-9):
        raise DamagedFile(
            f"{path.name}: total demand is {total:,g}; OR-Library's {name} has {published:,g}"
        )
    if uncapacitated:
        return
    for number, demand in enumerate(numbers.demands, start=1):
        if demand == 0:
            raise DamagedFile(
                f"{path.name}: customer {number} asks for nothing; expected a positive demand "
                "(files without demand are read with --uncapacitated)"
            )
    if total > sum(numbers.capacities):
        raise DamagedFile(
            f"{path.name}: total demand {total:,g} is more than all capacity, "
            f"{sum(numbers.capacities):,g}; expected a file that can be served"
        )


def _instance(path: Path, numbers: _Numbers, uncapacitated: bool) -> Instance:
    n, m = len(numbers.capacities), len(numbers.demands)
    sites = _names("w", n)
    metros = _names("c", m)
    return Instance(
        settings=Settings(
            name=_stem(path),
            description=(
                f"Facility location from {path.name}: {n} sites, {m} customers, "
                f"{'no capacities' if uncapacitated else 'capacitated'}. One unit of the file's "
                "cost is 0.001 M$: the objective in M$ times 1,000 is the file's cost."
            ),
            families=("siting", "inference"),
            periods=(YEAR,),
            discount_rate=0.0,
            price_year=YEAR,
            strict=True,
        ),
        sites=tuple(
            Site(
                site=site,
                kind="edge",
                max_requests_per_s=None if uncapacitated else capacity,
                opening_musd=fixed / COST_UNITS_PER_MUSD,
                opening_life_years=1,
            )
            for site, capacity, fixed in zip(
                sites, numbers.capacities, numbers.fixed_costs, strict=True
            )
        ),
        metros=tuple(Metro(metro=metro) for metro in metros),
        services=(Service(service=SERVICE),),
        demand=tuple(
            # Costs are those of the whole demand: without capacities its amount does not matter,
            # and files that give none are read as 1.
            Demand(service=SERVICE, metro=metro, year=YEAR, requests_per_s=demand or 1.0)
            for metro, demand in zip(metros, numbers.demands, strict=True)
        ),
        route_costs=tuple(
            RouteCost(
                service=SERVICE,
                metro=metro,
                site=site,
                usd_per_year_full_demand=round(cost * 1e6 / COST_UNITS_PER_MUSD, 6),
            )
            for metro, costs in zip(metros, numbers.costs, strict=True)
            for site, cost in zip(sites, costs, strict=True)
        ),
    )


def _names(letter: str, count: int) -> list[str]:
    """Names of one width, so that their order as text is the file's order."""
    width = max(2, len(str(count)))
    return [f"{letter}{number:0{width}d}" for number in range(1, count + 1)]
