"""Demand through the day: from local hours to slices in UTC, each factor worked out by hand."""

from __future__ import annotations

import itertools

import pytest

from planner.instance import Instance
from tests.tiny import ROUTING, Rows, tiny

PARTS = [
    {"slice": "early", "start_hour_utc": 0, "hours": 10},
    {"slice": "late", "start_hour_utc": 10, "hours": 8},
    {"slice": "evening", "start_hour_utc": 18, "hours": 6},
]
OVER_MIDNIGHT = [
    {"slice": "night", "start_hour_utc": 20, "hours": 10},
    {"slice": "day", "start_hour_utc": 6, "hours": 14},
]


def ramp(service: str = "k", day: str = "d") -> Rows:
    """As much demand in a local hour as its number, 0 to 23: a mean of 11.5."""
    return [
        {"service": service, "day": day, "local_hour": hour, "factor": hour} for hour in range(24)
    ]


def world(offset: float, slices: Rows, local: Rows | None = None) -> Instance:
    """One metro of 100 requests/s at a UTC offset."""
    return tiny(
        ROUTING,
        settings={"strict": True},
        metros=[{"utc_offset_hours": offset}],
        slices=slices,
        local_demand=ramp() if local is None else local,
    )


def asked(inst: Instance) -> dict[str, float]:
    return {h: krps for (_, _, _, h), krps in inst.asked_at.items()}


@pytest.mark.parametrize(
    ("offset", "means"),
    [
        (0, (4.5, 13.5, 20.5)),  # local 0 to 9, 10 to 17, 18 to 23
        (1, (5.5, 14.5, (19 + 20 + 21 + 22 + 23 + 0) / 6)),
        (-2, ((22 + 23 + 28) / 10, 11.5, 18.5)),  # 22, 23 and 0 to 7; 8 to 15; 16 to 21
        (-1, ((23 + 36) / 10, 12.5, 19.5)),
        (12, (16.5, (22 + 23 + 15) / 8, 8.5)),  # 12 to 21; 22, 23 and 0 to 5; 6 to 11
    ],
)
def test_whole_offsets(offset: float, means: tuple[float, float, float]) -> None:
    """Proves that a slice has the mean of the local hours that it covers, around midnight too."""
    expected = [100 * mean / 11.5 for mean in means]
    assert list(asked(world(offset, PARTS)).values()) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("offset", "early"),
    [
        (5.5, (0.5 * 5 + sum(range(6, 15)) + 0.5 * 15) / 10),
        (-3.5, (0.5 * 20 + 21 + 22 + 23 + sum(range(6)) + 0.5 * 6) / 10),
        (5.75, (0.25 * 5 + sum(range(6, 15)) + 0.75 * 15) / 10),
        (-9.5, (0.5 * 14 + sum(range(15, 24)) + 0) / 10),  # local 14:30 to 0:30
    ],
)
def test_fractional_offsets(offset: float, early: float) -> None:
    """Proves that parts of an hour count as parts: were they rounded, the factor would miss."""
    assert asked(world(offset, PARTS))["early"] == pytest.approx(100 * early / 11.5)


def test_a_slice_over_midnight() -> None:
    """Proves that a slice from 20 to 6 o'clock UTC covers local 20 to 23 and 0 to 5."""
    night = (20 + 21 + 22 + 23 + sum(range(6))) / 10
    day = sum(range(6, 20)) / 14
    found = asked(world(0, OVER_MIDNIGHT))
    assert found["night"] == pytest.approx(100 * night / 11.5)
    assert found["day"] == pytest.approx(100 * day / 11.5)


@pytest.mark.parametrize(
    ("offset", "slices"),
    list(itertools.product((-12, -9.5, -3.25, 0, 4, 5.75, 13.75, 14), (PARTS, OVER_MIDNIGHT))),
)
def test_the_mean_of_the_year_is_the_demand(offset: float, slices: Rows) -> None:
    """Proves that slices move demand within the year and change none of it, at any offset."""
    inst = world(offset, slices)
    found = asked(inst)
    mean = sum(h.hours_share * found.get(h.slice, 0.0) for h in inst.time_slices)
    assert mean == pytest.approx(100)
    assert sum(h.hours_share for h in inst.time_slices) == pytest.approx(1, abs=1e-12)


def test_days_are_weighed() -> None:
    """Proves that a day of a tenth of the year has a tenth of the weight in the mean.

    10 on those days and 1 on the others is 1.9 in the mean: 526 and 52.6 of 100.
    """
    days = [
        {"slice": day, "day": day, "start_hour_utc": 0, "hours": 24, "days_share": share}
        for day, share in (("fair", 0.1), ("plain", 0.9))
    ]
    local = [
        {"day": day, "local_hour": hour, "factor": factor}
        for day, factor in (("fair", 10), ("plain", 1))
        for hour in range(24)
    ]
    found = asked(world(3.5, days, local))
    assert found == pytest.approx({"fair": 1000 / 1.9, "plain": 100 / 1.9})


def test_hours_without_demand_have_no_rows() -> None:
    """Proves that a slice in which nobody asks is left out, so that nothing has to be served in it."""
    local = [{"local_hour": hour, "factor": 1 if hour >= 18 else 0} for hour in range(24)]
    assert asked(world(0, PARTS, local)) == pytest.approx({"evening": 400})
