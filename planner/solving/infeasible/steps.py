"""Values that loosen a column step by step, where only some values make a difference."""

from __future__ import annotations

from planner.instance import Instance
from planner.instance.schema import Row, Service, TrainingRun

Value = float | int | str | tuple[str, ...] | None
"""A cell's value."""

MS_DIGITS = 1e3
"""Round trips are given to a thousandth of a millisecond, rounded up."""


def _starts(instance: Instance) -> tuple[int, ...]:
    return tuple(y.start_year for y in instance.periods)


def _spans(instance: Instance) -> list[float]:
    """Years from an order to the start or end of some period."""
    starts = _starts(instance)
    until = (*starts, *(y.end_year for y in instance.periods))
    return sorted({float(b - a) for a in starts for b in until if b >= a})


def earlier_starts(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Starts of periods before a year, the nearest first."""
    if not isinstance(now, int | float):
        return ()
    return tuple(y for y in reversed(_starts(instance)) if y < now)


def later_starts(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Starts of periods after a year."""
    return tuple(y for y in _starts(instance) if isinstance(now, int | float) and y > now)


def later_ends(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Ends of periods after a year."""
    ends = [y.end_year for y in instance.periods]
    return tuple(y for y in ends if isinstance(now, int | float) and y > now)


def shorter_leads(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Lead times that reach a period which the present one misses, the longest first."""
    if not isinstance(now, int | float):
        return ()
    return tuple(span for span in reversed(_spans(instance)) if span < now)


def longer_lives(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Lives that reach a period's end which the present one misses."""
    if not isinstance(now, int | float):
        return ()
    return tuple(span for span in _spans(instance) if span > now)


def shorter_runs(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Durations that end with some period, the longest first."""
    if not isinstance(now, int | float):
        return ()
    return tuple(span for span in reversed(_spans(instance)) if 0 < span < now)


def denser_racks(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Rack loads of products that are denser than a cooling can cool."""
    loads = {g.rack_kw for g in instance.accelerators}
    return tuple(sorted(kw for kw in loads if isinstance(now, int | float) and kw > now))


def more_sites(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Numbers of sites beyond a run's own."""
    return tuple(range(now + 1, len(instance.sites) + 1)) if isinstance(now, int) else ()


def farther_sites(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Round trips between sites beyond those that a run may take."""
    if not isinstance(row, TrainingRun) or not isinstance(now, int | float):
        return ()
    beyond = {_up(ms) for ms in instance.site_rtt_ms.values() if now < ms < float("inf")}
    return tuple(sorted(beyond))


def farther_service(instance: Instance, row: Row, now: Value) -> tuple[Value, ...]:
    """Round trips between metros and sites beyond those that a service may take."""
    if not isinstance(row, Service) or not isinstance(now, int | float):
        return ()
    anywhere = row.model_copy(update={"max_network_ms": None})
    services = tuple(anywhere if k.service == row.service else k for k in instance.services)
    routes = instance.replace(services=services).routes
    reached = [r for (k, _), found in routes.items() if k == row.service for r in found]
    return tuple(sorted({_up(route.rtt_ms) for route in reached if route.rtt_ms > now}))


def _up(ms: float) -> float:
    return -(-ms * MS_DIGITS // 1) / MS_DIGITS
