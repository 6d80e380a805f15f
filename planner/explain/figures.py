"""Single figures of an instance that can be changed, with what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.instance import Instance
from planner.instance.schema import Row

FURTHEST_FACTOR = 10.0
"""A figure is not raised to more than this times its value."""

NO_LIMIT_MS = 1e9
"""Latency budget that keeps out nothing but pairs of unknown distance."""


@dataclass(frozen=True)
class Figure:
    """One figure of an instance.

    Attributes:
        name: what it is, in words.
        unit: its unit.
        value: as it stands.
        furthest: the furthest value that is tried.
        whole: True where only whole numbers are tried.
        with_value: the instance with another value.
    """

    name: str
    unit: str
    value: float
    furthest: float
    whole: bool
    with_value: Callable[[float], Instance]


def queue_years(inst: Instance, site: str) -> Figure | None:
    """Years that a site waits for the grid; None where it does not wait."""
    row = inst.site[site]
    if not inst.has("power") or not row.grid_queue_years:
        return None
    return _cell(
        inst, "sites", row, "grid_queue_years", f"grid queue of {site}", "years", 0.0, True
    )


def site_mw(inst: Instance, site: str) -> Figure | None:
    """Largest facility load of a site; None where it has no limit."""
    row = inst.site[site]
    if row.max_facility_mw is None or not inst.has("fleet"):
        return None
    most = FURTHEST_FACTOR * row.max_facility_mw
    name = f"facility load of {site} at most"
    return _cell(inst, "sites", row, "max_facility_mw", name, "MW", most, False)


def site_requests(inst: Instance, site: str) -> Figure | None:
    """Most requests served at a site; None where it has no limit."""
    row = inst.site[site]
    if row.max_requests_per_s is None:
        return None
    most = FURTHEST_FACTOR * row.max_requests_per_s
    name = f"requests served at {site} at most"
    return _cell(inst, "sites", row, "max_requests_per_s", name, "requests/s", most, False)


def latency_ms(inst: Instance, service: str, furthest_ms: float) -> Figure | None:
    """Latency budget of a service; None where it has none."""
    row = inst.service[service]
    if row.max_network_ms is None or furthest_ms <= row.max_network_ms or inst.fixed_routes:
        return None
    name = f"latency budget of {service}"
    return _cell(inst, "services", row, "max_network_ms", name, "ms", furthest_ms, False)


def unserved_price(inst: Instance, service: str) -> Figure | None:
    """What a million unserved tokens cost; None where they cost nothing."""
    row = inst.service[service]
    if not row.unserved_usd_per_mtoken:
        return None
    most = FURTHEST_FACTOR * row.unserved_usd_per_mtoken
    name = f"price of unserved {service}"
    return _cell(inst, "services", row, "unserved_usd_per_mtoken", name, "USD/Mtoken", most, False)


def campus_cap(inst: Instance) -> Figure:
    """Most facility load of a campus group."""
    value = inst.settings.campus_cap_mw

    def changed(mw: float) -> Instance:
        return inst.replace(settings=inst.settings.model_copy(update={"campus_cap_mw": mw}))

    return Figure("campus cap", "MW", value, FURTHEST_FACTOR * value, False, changed)


def supplies(inst: Instance) -> Iterator[Figure]:
    """Yearly supply of each product and order book of each option, all years by the same factor."""
    for table, column, item, unit in (
        ("accelerator_supply", "units", "accelerator", "supply of"),
        ("power_supply", "mw", "option", "order book of"),
    ):
        rows = getattr(inst, table)
        for name in dict.fromkeys(getattr(row, item) for row in rows):
            yield _factor(inst, table, column, item, name, f"{unit} {name}, all years")


def _factor(inst: Instance, table: str, column: str, item: str, name: str, words: str) -> Figure:
    def changed(percent: float) -> Instance:
        rows = tuple(
            row.model_copy(update={column: getattr(row, column) * percent / 100})
            if getattr(row, item) == name
            else row
            for row in getattr(inst, table)
        )
        return inst.replace(**{table: rows})

    return Figure(words, "% of what it is", 100.0, 100 * FURTHEST_FACTOR, False, changed)


def run_figures(inst: Instance, run: str) -> Iterator[Figure]:
    """When a run may start at the latest, over how many sites, how far apart."""
    row = inst.run[run]
    last = int(inst.horizon_end_year - row.duration_years)
    if last > row.latest_year:
        name = f"latest start of {run}"
        yield _cell(inst, "training_runs", row, "latest_year", name, "", last, True)
    sites = sum(site.kind in row.site_kinds for site in inst.sites)
    if sites > row.max_sites:
        name = f"sites of {run} at most"
        yield _cell(inst, "training_runs", row, "max_sites", name, "sites", sites, True)
    if row.max_rtt_ms is not None and row.max_sites > 1:
        most = FURTHEST_FACTOR * row.max_rtt_ms
        name = f"round trip between sites of {run}"
        yield _cell(inst, "training_runs", row, "max_rtt_ms", name, "ms", most, False)


def grid_price(inst: Instance, site: str) -> Figure | None:
    """Price of grid power at one site alone, in the first year; later years fall by the same factor.

    None without power, with a price of nothing, or where a limit holds for the site's region: it would
    lose the site, which gets a region of its own.
    """
    region = inst.site[site].region
    own = [row for row in inst.energy if row.region == region]
    if not inst.has("power") or not own or any(row.scope == region for row in inst.limits):
        return None
    first = min(own, key=lambda row: row.year).grid_usd_per_mwh
    if first <= 0:
        return None
    alone = f"{region} at {site}"

    def changed(usd_per_mwh: float) -> Instance:
        energy = tuple(
            row.model_copy(
                update={
                    "region": alone,
                    "grid_usd_per_mwh": row.grid_usd_per_mwh * usd_per_mwh / first,
                }
            )
            for row in own
        )
        sun = tuple(
            row.model_copy(update={"region": alone})
            for row in inst.slice_availability
            if row.region == region
        )
        moved = inst.site[site].model_copy(update={"region": alone})
        return inst.replace(
            energy=(*inst.energy, *energy),
            slice_availability=(*inst.slice_availability, *sun),
            sites=tuple(moved if row.site == site else row for row in inst.sites),
        )

    name = f"grid power at {site} in {inst.periods[0].start_year}"
    return Figure(name, "USD/MWh", first, 0.0, False, changed)


def _cell(
    inst: Instance,
    table: str,
    row: Row,
    column: str,
    name: str,
    unit: str,
    furthest: float,
    whole: bool,
) -> Figure:
    """A cell of a table as a figure."""

    def changed(value: float) -> Instance:
        new: float | int = round(value) if isinstance(getattr(row, column), int) else value
        rows = tuple(
            other.model_copy(update={column: new}) if other is row else other
            for other in getattr(inst, table)
        )
        return inst.replace(**{table: rows})

    return Figure(name, unit, float(getattr(row, column)), furthest, whole, changed)


def relative_change(figure: Figure, value: float) -> float:
    """Change of a figure as a share of its value."""
    return abs(value - figure.value) / max(abs(figure.value), 1e-9)


def without_routes_limit(inst: Instance, service: str) -> Instance:
    """The instance without latency budget of a service, to see how far sites are whose distance is known."""
    row = inst.service[service].model_copy(update={"max_network_ms": NO_LIMIT_MS})
    return inst.replace(
        services=tuple(row if other.service == service else other for other in inst.services)
    )
