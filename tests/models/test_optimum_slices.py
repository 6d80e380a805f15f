"""Slices of the day: optima derived by hand. 100 requests/s take 200 units, which cost 2 M$."""

from __future__ import annotations

import pytest

from planner.instance import Instance
from tests.tiny import POWER, SERVING, Rows, cell, optimum, tiny, total

HALVES = [
    {"slice": "first", "start_hour_utc": 0, "hours": 12},
    {"slice": "second", "start_hour_utc": 12, "hours": 12},
]


def profile(first: float, second: float, service: str = "k") -> Rows:
    """Local demand of the first and the second half of the day, in any common unit."""
    return [
        {"service": service, "local_hour": hour, "factor": first if hour < 12 else second}
        for hour in range(24)
    ]


def metros(*offsets: float) -> dict[str, Rows]:
    """Metros of 100 requests/s each at some UTC offsets."""
    names = [f"M{i}" for i in range(len(offsets))]
    return {
        "metros": [
            {"metro": name, "utc_offset_hours": offset}
            for name, offset in zip(names, offsets, strict=True)
        ],
        "demand": [{"metro": name} for name in names],
    }


def sliced(*offsets: float, local: Rows | None = None, **tables: Rows) -> Instance:
    """Two halves of the day; demand is 150 in a metro's first twelve hours and 50 after."""
    local = profile(3, 1) if local is None else local
    return tiny(SERVING, slices=HALVES, local_demand=local, **metros(*offsets), **tables)


def test_units_are_for_the_busiest_slice():
    """Proves that demand of 150 and 50 takes 300 units: 3. The mean would take 2; 3 and 1 in the
    table are ratios, as a multiple of the mean they would take 6.
    """
    plan = optimum(sliced(0), 3)
    assert cell(plan, "unserved", "requests_per_s", slice="first") == 0
    volume = plan.tables["volumes"].set_index("slice")["requests_per_s"]
    assert volume["first"] == pytest.approx(150) and volume["second"] == pytest.approx(50)


def test_local_time_follows_the_sun():
    """Proves that two metros twelve hours apart share the units: 200 requests/s at any time, 4.

    Side by side they take 6, and so they do where every metro's peak is served at once.
    """
    optimum(sliced(0, 12), 4)
    optimum(sliced(0, 0), 6)
    optimum(sliced(0, -12), 4)
    at_once = tiny(SERVING, services=[{"peak_to_mean": 1.5}], **metros(0, 12))
    optimum(at_once, 6)


@pytest.mark.parametrize(("offset", "musd"), [(6, 2), (3, 2.5), (5.5, 2 + 1 / 12), (-3, 2.5)])
def test_a_slice_covers_parts_of_both_halves(offset: float, musd: float):
    """Proves that the demand of a slice is the mean of its local hours, parts of an hour counted.

    At offset 5.5 the first slice is local 5:30 to 17:30: 6.5 hours at 150 and 5.5 at 50.
    """
    optimum(sliced(offset), musd)


def test_units_change_pools_between_slices():
    """Proves that two services with opposite days share their units: 4; each with its own, 6."""
    services = [{"service": "k"}, {"service": "l"}]
    inst = tiny(
        SERVING,
        slices=HALVES,
        services=services,
        local_demand=[*profile(3, 1, "k"), *profile(1, 3, "l")],
        demand=services,
    )
    optimum(inst, 4)


def test_a_service_without_local_demand_keeps_its_peak():
    """Proves that peak_to_mean holds for a service without rows, and not for one with them.

    k has its peak of 1.5 from its rows: 3; l of 1.4 times 100 in every slice: 2.8.
    """
    services = [{"service": "k", "peak_to_mean": 9}, {"service": "l", "peak_to_mean": 1.4}]
    inst = tiny(
        SERVING,
        slices=HALVES,
        services=services,
        local_demand=profile(3, 1),
        demand=[{"service": "k"}, {"service": "l"}],
    )
    optimum(inst, 3 + 2.8)


def test_what_is_unserved_is_charged_by_the_slice():
    """Proves that serving 50 all day (100 units, 1) and leaving 100 unserved half of the time is best.

    100 requests/s unserved throughout the year cost 2.4 M$, so half of the time 1.2. Serving all takes 3
    M$, nothing 2.4; charged for the whole day the 100 would cost 2.4, and all would be served.
    """
    mtokens = 100 * 1100 * 8760 * 3600 / 1e6
    services = [{"unserved_usd_per_mtoken": 2.4e6 / mtokens}]
    plan = optimum(sliced(0, services=services), 1 + 1.2)
    assert cell(plan, "unserved", "share", slice="first") == pytest.approx(2 / 3)
    assert cell(plan, "unserved", "share", slice="second") == pytest.approx(0)


def test_energy_follows_the_units_at_work():
    """Proves that 300 and 100 units at work draw 2 MW in the mean: 3 + 2 · 8760 h · 100 USD/MWh."""
    inst = tiny(
        (*(f for f in POWER if f != "training"), "inference"),
        slices=HALVES,
        local_demand=profile(3, 1),
        power_options=[{}],
        energy=[{"grid_usd_per_mwh": 100}],
    )
    plan = optimum(inst, 3 + 2 * 8760 * 100e-6)
    assert total(plan, "generation", "mean_mw", slice="first") == pytest.approx(3)
    assert total(plan, "generation", "mean_mw", slice="second") == pytest.approx(1)
    assert cell(plan, "hosting", "drawn_mw") == pytest.approx(2)


def test_one_slice_when_none_are_given():
    """Proves that an instance without slices has one, the year, with the mean demand: 2."""
    plan = optimum(tiny(SERVING), 2)
    assert list(plan.tables["volumes"]["slice"]) == ["year"]


def test_days_weigh_by_their_share():
    """Proves that of two days the one of a quarter of the year weighs a quarter.

    Demand of 3 on those days and 1 on the others is 200 and 200/3 for a mean of 100: 4. With
    equal weights it would be 150 and 50.
    """
    slices = [
        {"slice": "busy", "day": "busy", "start_hour_utc": 0, "hours": 24, "days_share": 0.25},
        {"slice": "calm", "day": "calm", "start_hour_utc": 0, "hours": 24, "days_share": 0.75},
    ]
    local = [
        {"day": day, "local_hour": hour, "factor": factor}
        for day, factor in (("busy", 3), ("calm", 1))
        for hour in range(24)
    ]
    optimum(tiny(SERVING, slices=slices, local_demand=local), 4)
