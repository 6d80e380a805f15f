"""What a plan has ordered stands in the instance that is planned next."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.instance import Instance, load, write_folder
from planner.models.timing import asset_serves
from planner.plan import files
from planner.plan.core import Plan
from planner.plan.standing import Standing, standing_of
from planner.plan.verify import verify

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"
NEXT = 2027

runner = CliRunner()


@pytest.fixture(scope="module")
def tiny() -> Instance:
    """The smallest shipped instance, over 2026 and 2027."""
    return load(TINY)


@pytest.fixture(scope="module")
def first(tiny: Instance) -> Plan:
    """Its plan."""
    plan = planner.solve(tiny, time_limit_s=20).plan
    assert plan is not None
    return plan


def _later(tiny: Instance, stands: Standing) -> Instance:
    """The instance from the second period on, with what stands."""
    sites = tuple(
        row.model_copy(update={"status": "existing"}) if row.site in stands.opened else row
        for row in tiny.sites
    )
    settings = tiny.settings.model_copy(update={"periods": (NEXT,)})
    return tiny.replace(settings=settings, sites=sites, existing_assets=stands.assets)


def test_what_is_ordered_stands_in_every_later_year(tiny: Instance, first: Plan) -> None:
    """Proves that MW and units in service without later orders are the same as the plan's, year by year."""
    stands = standing_of(first, tiny, NEXT)
    assert stands.assets
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in stands.assets:
        if asset_serves(row.in_service_year, row.end_year, tiny.period[NEXT]):
            found[row.site, row.family] += row.mw or row.units or 0.0
    columns = {
        "hall": ("halls", "in_service_mw"),
        "power": ("power", "in_service_mw"),
        "accelerator": ("fleet", "installed_units"),
        "fabric": ("fabric", "in_service_units"),
    }
    for family, (table, column) in columns.items():
        frame = first.tables[table]
        rows = frame[frame["period"] == NEXT]
        ordered = rows["modules_built" if family == "hall" else _order_column(table)]
        for site in tiny.site:
            here = rows["site"] == site
            if ordered[here].sum() == 0:
                assert found[site, family] == pytest.approx(rows[column][here].sum(), rel=1e-9)


def _order_column(table: str) -> str:
    return "built_mw" if table == "power" else "bought_units"


def test_the_later_instance_passes_the_door_and_its_plan_the_checker(
    tiny: Instance, first: Plan, tmp_path: Path
) -> None:
    """Proves that nothing that stands is refused, and that its later cost is no more than it was."""
    write_folder(_later(tiny, standing_of(first, tiny, NEXT)), tmp_path / "later")
    later = load(tmp_path / "later")
    result = planner.solve(later, time_limit_s=20)
    assert result.plan is not None, result.message
    assert verify(later, result.plan).ok
    assert result.plan.manifest.objective_musd <= first.manifest.objective_musd


def test_the_command_writes_the_table(tiny: Instance, first: Plan, tmp_path: Path) -> None:
    """Proves that the file is the table of the library, and that a second one is refused."""
    files.save(first, tmp_path / "plan", instance=tiny)
    file = tmp_path / "existing_assets.csv"
    words = ["standing", str(tmp_path / "plan"), "--until", str(NEXT), "-o", str(file)]
    done = runner.invoke(app, words)
    assert done.exit_code == 0, done.output
    stands = standing_of(first, tiny, NEXT)
    write_folder(_later(tiny, stands), tmp_path / "later")
    (tmp_path / "later" / "existing_assets.csv").write_bytes(file.read_bytes())
    assert load(tmp_path / "later").existing_assets == stands.assets
    assert runner.invoke(app, words).exit_code == 1
