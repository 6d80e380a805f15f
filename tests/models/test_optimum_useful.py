"""Power in amounts that are of use all the same: optima by hand where a cap would cut them off.

100 units are 1 MW and 1 M$. Energy costs nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from planner.instance import Instance
from tests.tiny import POWER, Rows, optimum, tiny

ENGINE: dict[str, object] = {
    "option": "engine", "kind": "gas", "capex_usd_per_kw": 900, "unit_mw": 0.5, "capacity_credit": 1,
}  # fmt: skip
GAS: dict[str, object] = {
    "option": "gas",
    "kind": "gas",
    "capex_usd_per_kw": 500,
    "capacity_credit": 1,
}
GRID: dict[str, object] = {"capex_usd_per_kw": 100}
SUN: dict[str, object] = {
    "option": "sun", "kind": "solar", "capex_usd_per_kw": 300, "capacity_credit": 0,
    "capacity_factor": 0.25,
}  # fmt: skip
BATTERY: dict[str, object] = {
    "option": "battery", "kind": "storage", "capex_usd_per_kw": 100, "capacity_credit": 1,
    "storage_hours": 8, "efficiency": 0.8,
}  # fmt: skip
NO_GRID: dict[str, object] = {"option": "grid", "max_mw": 0}


def at_full_load(
    options: Rows,
    site_power: Rows,
    *,
    engine_mw: float = 0.0,
    mw: float = 1.0,
    slices: Rows = (),
    sun: Mapping[str, float] | None = None,
) -> Instance:
    """A run that draws all that its site may, where an engine may stand."""
    stands = [{"family": "power", "item": "engine", "mw": engine_mw}] if engine_mw else []
    shares = [{"option": "sun", "slice": h, "share": share} for h, share in (sun or {}).items()]
    return tiny(
        POWER,
        sites=[{"max_facility_mw": mw}],
        power_options=options,
        site_power=site_power,
        existing_assets=stands,
        training_runs=[{"h100e": 100 * mw}],
        slices=slices,
        slice_availability=shares,
        energy=[{}],
    )


def hours(day: str, parts: tuple[int, ...], days_share: float = 1.0) -> Rows:
    """Slices of a day, one after another, called by the day and their number."""
    return [
        {
            "slice": f"{day}{i}", "day": day, "start_hour_utc": sum(parts[:i]), "hours": length,
            "days_share": days_share,
        }
        for i, length in enumerate(parts)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("module_mw", "interconnection", "musd"), [(0.5, 0.0, 3 * 0.25), (None, 0.1, 1.4 * 0.5 + 0.1)]
)
def test_other_plant_makes_up_the_spare_unit(
    module_mw: float | None, interconnection: float, musd: float
):
    """Proves that 0.1 MW of engines with units of 0.5 MW is backed by gas: 0.1 + 1.4 − 0.5 ≥ 1 MW.

    That is 3 modules of 0.5 MW at 0.25 M$ each, or 1.4 MW and the connection. Were gas no use above the
    site's 1 MW, 0.4 MW of engines at 0.9 M$/MW would be bought beside 1 MW of it, 0.11 M$ dearer or more.
    """
    inst = at_full_load(
        [GRID, ENGINE, GAS | {"module_mw": module_mw}],
        [NO_GRID, {"option": "gas", "interconnection_musd": interconnection}],
        engine_mw=0.1,
    )
    optimum(inst, 1 + musd)


def test_a_grid_larger_than_the_site_backs_a_unit():
    """Proves that 0.5 MW of grid at 0.05 + 0.01 takes the spare unit away from a site of 0.3 MW.

    Were the grid no use above the site's 0.3 MW, 0.4 MW of engines would cost 0.36 beside it.
    """
    inst = at_full_load(
        [GRID, ENGINE],
        [{"option": "grid", "interconnection_musd": 0.01}],
        engine_mw=0.1,
        mw=0.3,
    )
    optimum(inst, 0.3 + 0.05 + 0.01)


def test_each_day_gives_its_own_energy():
    """Proves that sun is sized by the day without an afternoon: 0.8 · S = 1 + 1/0.8, S = 2.8125 MW.

    The battery holds 12 MWh in 1.5 MW. Were the mean of all days taken, 1.84 MW would be the most sun
    that is of use, and the run would be dropped for 10 M$.
    """
    inst = at_full_load(
        [GRID, SUN, BATTERY],
        [NO_GRID, {"option": "sun", "interconnection_musd": 0.01}],
        slices=[*hours("x", (12, 12), 0.3), *hours("y", (12, 12), 0.7)],
        sun={"x0": 0.8, "x1": 0, "y0": 0.8, "y1": 0.8},
    )
    optimum(inst, 1 + 2.8125 * 0.3 + 0.01 + 1.5 * 0.1)


def test_a_battery_takes_in_a_day_within_a_short_slice():
    """Proves that 20 MWh for the night are taken in within 4 hours: 20 / 0.8 / 4 = 6.25 MW.

    Were a battery no use above what holds a day, 24/0.8/8 = 3.75 MW, the run would be dropped for 10 M$.
    """
    inst = at_full_load(
        [GRID, SUN, BATTERY],
        [NO_GRID, {"option": "battery", "interconnection_musd": 0.01}],
        slices=hours("x", (4, 20)),
        sun={"x0": 0.9, "x1": 0},
    )
    optimum(inst, 1 + (1 + 6.25) / 0.9 * 0.3 + 6.25 * 0.1 + 0.01)
