"""What stands already has to be possible: the door refuses it exactly when no plan can carry it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import planner
from planner.instance import Instance, InvalidInstance
from planner.plan.core import StoppedBy
from tests.tiny import HALLS, POWER, Rows, tiny


@dataclass(frozen=True)
class Limit:
    """A limit that existing assets just meet, and the cell that takes them beyond it.

    Attributes:
        families: families of the instance.
        tables: its tables; 100 units of 10 kW are 1 MW IT.
        over: table, number of the row (from 0), column and value of the change.
        column: column of existing_assets at which the fault stands.
        says: what the fault says.
        row: its row (from 1).
        years: start years of the periods.
    """

    families: tuple[str, ...]
    tables: dict[str, Rows]
    over: tuple[str, int, str, object]
    column: str
    says: tuple[str, ...]
    row: int = 1
    years: tuple[int, ...] = (2026,)

    def instance(self, *, over: bool) -> Instance:
        """The instance at its limit, or beyond it."""
        tables = {name: [dict(row) for row in rows] for name, rows in self.tables.items()}
        if over:
            table, number, column, value = self.over
            tables[table][number][column] = value
        return tiny(self.families, years=self.years, **tables)

    def behind_the_door(self) -> Instance:
        """The instance beyond its limit, made without asking the door."""
        inst = self.instance(over=False)
        table, number, column, value = self.over
        key = tables_key(inst, table, self.tables[table][number])
        rows = [
            row.model_copy(update={column: value}) if at == key else row
            for at, row in enumerate(getattr(inst, table))
        ]
        return inst.replace(**{table: tuple(rows)})


def tables_key(inst: Instance, table: str, cells: object) -> int:
    """Position, among the sorted rows of an instance, of the row with these cells."""
    assert isinstance(cells, dict)
    found = [
        at
        for at, row in enumerate(getattr(inst, table))
        if all(getattr(row, name) == value for name, value in cells.items())
    ]
    assert len(found) == 1
    return found[0]


def units(number: float, site: str = "a", item: str = "g") -> dict[str, object]:
    return {"site": site, "family": "accelerator", "item": item, "units": number}


def stands(family: str, item: str, mw: float, **cells: object) -> dict[str, object]:
    return {"site": "a", "family": family, "item": item, "mw": mw, **cells}


TWO_PRODUCTS: dict[str, Rows] = {
    "accelerators": [{}, {"accelerator": "dense", "rack_kw": 100}],
    "bill_of_materials": [{}, {"accelerator": "dense"}],
    "cooling": [{}, {"cooling": "liquid", "max_rack_kw": 120}],
    "pue": [{}, {"cooling": "liquid"}],
}

LIMITS = {
    "racks too dense for any cooling": Limit(
        HALLS,
        {"existing_assets": [units(100)], "accelerators": [{"rack_kw": 50}]},
        ("accelerators", 0, "rack_kw", 60),
        "item",
        ("racks of 60 kW", "climate zone Z"),
    ),
    "a full hall, and none can be built in time": Limit(
        HALLS,
        {
            "sites": [{"hall_build_years": 1}],
            "existing_assets": [units(100), stands("hall", "air", 1)],
        },
        ("existing_assets", 0, "units", 101),
        "units",
        ("1.01 MW IT in 2026", "at most the 1 MW IT of halls"),
    ),
    "dense racks fit in dense halls alone": Limit(
        HALLS,
        {
            "sites": [{"hall_build_years": 1}],
            "existing_assets": [
                units(50),
                units(100, item="dense"),
                stands("hall", "air", 1),
                stands("hall", "liquid", 1),
            ],
            **TWO_PRODUCTS,
        },
        ("existing_assets", 1, "units", 101),
        "units",
        ("1.01 MW IT in 2026", "racks of 100 kW and more"),
    ),
    "a hall that ends before another is built": Limit(
        HALLS,
        {
            "sites": [{"hall_build_years": 2, "shell_life_years": 9}],
            "existing_assets": [units(100), stands("hall", "air", 1, end_year=2028)],
            "cooling": [{"life_years": 9}],
        },
        ("existing_assets", 1, "end_year", 2027),
        "units",
        ("1 MW IT in 2027", "at most the 0 MW IT"),
        years=(2026, 2027),
    ),
    "the load of the site": Limit(
        HALLS,
        {
            "sites": [{"max_facility_mw": 1.5}],
            "existing_assets": [units(100)],
            "pue": [{"pue": 1.25, "pue_peak": 1.5}],
        },
        ("sites", 0, "max_facility_mw", 1.49),
        "units",
        ("1.5 MW facility at peak in 2026", "at most max_facility_mw 1.49"),
    ),
    "the load of a campus group": Limit(
        POWER,
        {
            "sites": [{"campus_group": "G"}, {"site": "b", "campus_group": "G"}],
            "existing_assets": [units(60_000), units(40_000, "b")],
        },
        ("existing_assets", 1, "units", 40_100),
        "units",
        ("1001 MW facility", "at most 1000 MW in campus group G"),
    ),
    "more in a campus group than its power": Limit(
        POWER,
        {
            "sites": [{"max_facility_mw": 1100}],
            "existing_assets": [units(105_000), stands("power", "grid", 1050)],
        },
        ("existing_assets", 1, "mw", 1040),
        "units",
        ("1050 MW facility", "at most 1040 MW in campus group a"),
    ),
    "power, and none comes in time": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1}],
            "existing_assets": [units(100), stands("power", "grid", 1.25)],
            "power_options": [{"capacity_credit": 0.8}],
        },
        ("existing_assets", 1, "mw", 1.2),
        "units",
        ("1 MW facility at peak in 2026", "at most the 0.96 MW of firm power"),
    ),
    "power that is held": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1, "queue_mw": 1}],
            "existing_assets": [units(100)],
        },
        ("sites", 0, "queue_year", 2027),
        "units",
        ("at most the 0 MW of firm power",),
    ),
    "steps that are held": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1}],
            "existing_assets": [units(100)],
            "energisation_steps": [{"year": 2026, "cumulative_mw": 1.0}],
        },
        ("energisation_steps", 0, "cumulative_mw", 0.5),
        "units",
        ("at most the 0.5 MW of firm power",),
    ),
    "power that may not be added": Limit(
        POWER,
        {
            "existing_assets": [units(100), stands("power", "grid", 0.5)],
            "site_power": [{"max_mw": 1.0}],
        },
        ("site_power", 0, "max_mw", 0.9),
        "units",
        ("at most the 0.9 MW of firm power",),
    ),
    "leased halls, and none can be built in time": Limit(
        HALLS,
        {
            "sites": [{"hall_build_years": 1}],
            "existing_assets": [units(100)],
            "lease_offers": [{"it_mw": 1.0, "musd_per_mw_year": 1}],
        },
        ("lease_offers", 0, "it_mw", 0.9),
        "units",
        ("1 MW IT in 2026", "at most the 0.9 MW IT of halls"),
    ),
    "the power of leased halls": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1}],
            "existing_assets": [units(100)],
            "pue": [{"pue": 1.2, "pue_peak": 1.5}],
            "lease_offers": [{"it_mw": 1.0, "musd_per_mw_year": 1}],
        },
        ("lease_offers", 0, "it_mw", 0.9),
        "units",
        ("1.5 MW facility at peak in 2026", "at most the 1.35 MW of firm power"),
    ),
    "a spare unit": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1}],
            "existing_assets": [units(100), stands("power", "engine", 2)],
            "power_options": [
                {},
                {"option": "engine", "kind": "gas", "lead_years": 1, "unit_mw": 1.0},
            ],
        },
        ("power_options", 1, "unit_mw", 1.1),
        "units",
        ("at most the 0.9 MW of firm power", "less a unit of engine"),
    ),
    "grid that backs a unit": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1, "queue_mw": 1.0}],
            "existing_assets": [units(150), stands("power", "engine", 1)],
            "power_options": [
                {},
                {"option": "engine", "kind": "gas", "lead_years": 1, "unit_mw": 0.9},
            ],
        },
        ("sites", 0, "queue_mw", 0.8),
        "units",
        ("at most the 0.9 MW of firm power", "less a unit of engine"),
    ),
    "what may be curtailed": Limit(
        POWER,
        {
            "sites": [{"grid_queue_years": 1}],
            "existing_assets": [
                units(100),
                stands("power", "flexible", 1),
                stands("power", "engine", 1),
            ],
            "power_options": [
                {},
                {"option": "engine", "kind": "gas", "lead_years": 1},
                {
                    "option": "flexible",
                    "kind": "grid_flexible",
                    "max_curtailed_hours_per_year": 80,
                },
            ],
        },
        ("existing_assets", 2, "mw", 0.9),
        "units",
        ("at most the 0.9 MW of firm power", "without what may be curtailed"),
    ),
    "plant larger than its land": Limit(
        POWER,
        {
            "sites": [{"land_ha": 2}],
            "existing_assets": [stands("power", "grid", 1)],
            "power_options": [{"land_ha_per_mw": 2}],
        },
        ("existing_assets", 0, "mw", 1.1),
        "mw",
        ("2.2 ha in 2026", "at most land_ha 2"),
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_at_the_limit_there_is_a_plan(name: str) -> None:
    """Proves that nothing possible is refused: at its limit the instance loads and has a plan."""
    result = planner.solve(LIMITS[name].instance(over=False), time_limit_s=20, threads=1)
    assert result.plan is not None, result.message


@pytest.mark.parametrize("name", LIMITS)
def test_beyond_the_limit_it_is_refused(name: str) -> None:
    """Proves that what goes beyond is refused once, at the asset, with both numbers."""
    limit = LIMITS[name]
    with pytest.raises(InvalidInstance) as caught:
        limit.instance(over=True)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("existing_assets", limit.row, limit.column)
    assert all(text in str(fault) for text in limit.says), str(fault)


@pytest.mark.parametrize("name", [n for n in LIMITS if "cooling" not in n])
def test_beyond_the_limit_there_is_no_plan(name: str) -> None:
    """Proves that the refusal is right: made behind the door, the instance is infeasible."""
    result = planner.solve(LIMITS[name].behind_the_door(), time_limit_s=20, threads=1)
    assert result.stopped_by is StoppedBy.INFEASIBLE, result.message


def test_what_can_be_built_in_time_is_not_refused() -> None:
    """Proves that halls and power without a lead carry any units: 2 MW stand with none of either."""
    result = planner.solve(tiny(POWER, existing_assets=[units(200)]), time_limit_s=20, threads=1)
    assert result.plan is not None, result.message


def test_units_that_are_gone_need_nothing() -> None:
    """Proves that units which serve no period are not counted, however dense their racks."""
    gone = [units(100) | {"in_service_year": 2020, "end_year": 2026}]
    inst = tiny(HALLS, existing_assets=gone, accelerators=[{"rack_kw": 60}])
    assert inst.existing_assets
