"""The bill of materials: what was bought, from whom, and that its cash is that of the plan."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import planner
from planner.cli import app
from planner.instance import Instance
from planner.instance.schema import (
    Accelerator,
    BillOfMaterials,
    Cooling,
    Corridor,
    EnergisationStep,
    ExistingAsset,
    Fabric,
    LeaseOffer,
    PowerOption,
    RentalOffer,
    Settings,
    Site,
    SitePower,
)
from planner.plan import files
from planner.plan.core import Manifest, Plan, Status, StoppedBy
from planner.plan.materials import CATEGORIES, HEADS, Bill, materials, spend_by
from planner.plan.materials_text import materials_csv, materials_text
from planner.plan.tables import COST_HEADS, PLAN_TABLES
from tests.models.wild import wild

INSTANCES = Path(__file__).resolve().parents[2] / "instances"

PARTS = {"gpu": 6_500.0, "ddr5": 800.0, "nvme": 400.0, "nic": 500.0}
REST = {"board_cpu_power_chassis": 1_800.0}


def instance() -> Instance:
    """Two campuses and a standing edge site; periods 2026 (one year) and 2027 (two years)."""
    return Instance(
        settings=Settings(
            name="parts",
            families=("siting", "fleet", "halls", "power", "training", "backbone", "inference"),
            periods=(2026, 2027),
            horizon_end_year=2029,
            discount_rate=0.0,
            price_year=2026,
        ),
        sites=(
            Site(
                site="far", kind="campus", land_ha=100.0, land_usd_per_ha=20_000.0,
                opening_musd=5.0, fixed_musd_per_year=0.5, shell_musd_per_mw=8.0,
                hall_module_mw=10.0, queue_mw=5.0,
            ),
            Site(
                site="near", kind="edge", status="existing", fixed_musd_per_year=0.2,
                shell_musd_per_mw=9.0, hall_module_mw=1.0,
            ),
        ),
        existing_assets=(
            ExistingAsset(site="near", family="power", item="grid", in_service_year=2020, mw=2.0),
        ),
        accelerators=(
            Accelerator(
                accelerator="chip", vendor="Acme", kw_per_unit=10.0, rack_kw=100.0, life_years=5.0,
                backend_fabric_share=0.2,
            ),
        ),
        bill_of_materials=tuple(
            BillOfMaterials(
                accelerator="chip", category=part, year=year,
                usd_per_unit=usd * (1.0 if year == 2026 else 0.5),
                quantity=0.25 if part == "ddr5" else None, unit="TB" if part == "ddr5" else "",
                supplier={"gpu": "Acme", "ddr5": "Micron", "nvme": "Micron"}.get(part, ""),
            )
            for part, usd in (PARTS | REST).items()
            for year in (2026, 2027)
        ),
        fabrics=(
            Fabric(
                fabric="ib", supplier="Switch Co", price_factor=0.8, optics_share=0.25,
                optics_supplier="Light Co", life_years=5.0,
            ),
        ),
        cooling=(Cooling(cooling="liquid", max_rack_kw=150.0, capex_musd_per_mw=2.0, life_years=9),),
        power_options=(
            PowerOption(
                option="grid", kind="grid", capex_usd_per_kw=100.0, fixed_usd_per_kw_year=10.0,
                capacity_credit=1.0, life_years=20.0,
            ),
        ),
        site_power=(
            SitePower(site="far", option="grid", capex_usd_per_kw=200.0, interconnection_musd=4.0),
        ),
        energisation_steps=(
            EnergisationStep(
                site="far", option="grid", year=2027, cumulative_mw=20.0, upgrade_musd=3.0
            ),
        ),
        corridors=(
            Corridor(
                site_a="far", site_b="near", route_km=100.0, unit_gbps=800.0, musd_per_km=0.01,
                musd_per_end=0.5, life_years=10.0,
            ),
        ),
        lease_offers=(
            LeaseOffer(
                site="near", cooling="liquid", from_year=2026, it_mw=5.0, musd_per_mw_year=2.0,
                term_years=2,
            ),
        ),
        rental_offers=(
            RentalOffer(
                site="near", accelerator="chip", from_year=2026, units=50.0,
                usd_per_unit_year=10_000.0, term_years=5,
            ),
        ),
    )  # fmt: skip


ROWS: dict[str, list[dict[str, object]]] = {
    "sites": [
        {"site": "far", "period": 2027, "open": 1},
        {"site": "near", "period": 2026, "open": 1},
        {"site": "near", "period": 2027, "open": 1},
    ],
    "fleet": [
        {"site": "far", "accelerator": "chip", "period": 2026, "bought_units": 1_000.0},
        {"site": "near", "accelerator": "chip", "period": 2027, "bought_units": 500.0},
    ],
    "fabric": [
        {"site": "far", "accelerator": "chip", "fabric": "ib", "period": 2026, "bought_units": 1e3},
        {"site": "near", "accelerator": "chip", "fabric": "existing", "period": 2026},
    ],
    "halls": [{"site": "far", "cooling": "liquid", "period": 2026, "modules_built": 1}],
    "power": [
        {"site": "far", "option": "grid", "tranche": "held-2027", "period": 2027, "built_mw": 15.0,
         "in_service_mw": 15.0},
        {"site": "near", "option": "grid", "tranche": "existing", "period": 2026,
         "in_service_mw": 2.0},
    ],
    "connections": [
        {"site": "far", "option": "grid", "tranche": "site", "period": 2026, "connected": 1},
        {"site": "far", "option": "grid", "tranche": "held-2027", "period": 2027, "connected": 1},
    ],
    "corridors": [{"site_a": "far", "site_b": "near", "period": 2026, "lit_units": 2}],
    "leases": [
        {"site": "near", "cooling": "liquid", "from_year": 2026, "period": 2026, "taken_mw": 3.0},
        {"site": "near", "cooling": "liquid", "from_year": 2026, "period": 2027, "taken_mw": 1.0},
    ],
    "rentals": [
        {"site": "near", "accelerator": "chip", "from_year": 2026, "period": 2026,
         "taken_units": 20.0},
    ],
}  # fmt: skip


def plan(of: Instance) -> Plan:
    """The orders above as a plan; values that do not matter here are 0."""
    manifest = Manifest(
        instance=of.settings.name,
        instance_sha256=of.sha256,
        status=Status.OPTIMAL,
        stopped_by=StoppedBy.GAP,
        objective_musd=0.0,
        bound_musd=0.0,
        gap=0.0,
        gap_controllable=0.0,
        gap_musd=0.0,
        heads_musd=dict.fromkeys(COST_HEADS, 0.0),
    )
    tables = {
        table.name: pd.DataFrame(ROWS.get(table.name, []), columns=table.columns).fillna(0.0)
        for table in PLAN_TABLES
    }
    return Plan(manifest, tables)


def cash(bill: Bill) -> dict[tuple[str, int], float]:
    """M$ by head and year of a bill."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    for line in bill.lines:
        found[line.head, line.year] += line.musd
    return dict(found)


def test_cash_of_every_head_by_hand() -> None:
    """Proves every line's price; with 2026 prices in 2027 `accelerators` would be 5.0, not 2.5.

    Fabric: 0.8 · 0.2/0.8 = 0.2 of 10,000 USD · 1,000 units. Lease: the one of 2026 has a term of two
    years that ends inside the horizon and serves 2026 alone, which therefore pays both; the one
    of 2027 serves 2027 and 2028. Rental: the horizon cuts it, so that three years are paid.
    """
    of = instance()
    assert cash(materials(plan(of), of)) == pytest.approx(
        {
            ("accelerators", 2026): 1_000 * 0.01,
            ("accelerators", 2027): 500 * 0.005,
            ("backend_fabric", 2026): 1_000 * 0.002,
            ("backbone", 2026): 2 * (100 * 0.01 + 2 * 0.5),
            ("halls", 2026): 10 * 8.0,
            ("cooling", 2026): 10 * 2.0,
            ("power_plant", 2026): 4.0 + 2 * 0.01,
            ("power_plant", 2027): 15 * 0.2 + 3.0 + 15 * 0.01 * 2,
            ("land_opening", 2026): 0.2,
            ("land_opening", 2027): 5.0 + 100 * 0.02 + 2 * 0.5 + 2 * 0.2,
            ("leases", 2026): 3 * 2.0 * 2,
            ("leases", 2027): 1 * 2.0 * 2,
            ("rentals", 2026): 20 * 0.01,
            ("rentals", 2027): 20 * 0.01 * 2,
        }
    )


def test_orders_by_category_vendor_and_supplier() -> None:
    """Proves the sums from which leaders are read; optics counted twice would make 2.5, not 2."""
    of = instance()
    bill = materials(plan(of), of)
    by_category = {name: sum(v.values()) for name, v in spend_by(bill.orders, "category").items()}
    assert by_category["gpu"] == pytest.approx(6.5 + 1.625)
    assert by_category["backend_fabric"] == pytest.approx(1.5)
    assert by_category["backend_optics"] == pytest.approx(0.5)
    assert list(by_category) == [name for name in CATEGORIES if name in by_category]
    assert spend_by(bill.orders, "supplier")["Micron"] == pytest.approx(
        {2026: 1.2, 2027: 500 * 600e-6}
    )
    servers = [line for line in bill.orders if line.head == "accelerators"]
    assert spend_by(servers, "vendor") == {"Acme": pytest.approx({2026: 10.0, 2027: 2.5})}
    assert {line.category for line in bill.running} == {
        "leases", "rentals", "plant_upkeep", "site_upkeep",
    }  # fmt: skip


def test_leader_of_a_category_follows_the_spend() -> None:
    """Proves who leads and by how much: `nic` has no supplier, so nobody leads there."""
    of = instance()
    leaders = {one.category: (one.supplier, one.share) for one in materials(plan(of), of).leaders()}
    assert leaders == {
        "gpu": ("Acme", 1.0),
        "ddr5": ("Micron", 1.0),
        "nvme": ("Micron", 1.0),
        "backend_fabric": ("Switch Co", 1.0),
        "backend_optics": ("Light Co", 1.0),
    }
    parts = tuple(
        row.model_copy(update={"supplier": "Other" if row.year == 2027 else row.supplier})
        for row in of.bill_of_materials
    )
    other = of.replace(bill_of_materials=parts)
    (gpu,) = (one for one in materials(plan(other), other).leaders() if one.category == "gpu")
    assert gpu.supplier == "Acme" and gpu.share == pytest.approx(6.5 / (6.5 + 1.625))


def test_quantities_have_their_units() -> None:
    """Proves that a part is counted in its own unit: 0.25 TB for each of 1,000 units is 250 TB."""
    of = instance()
    quantity = {
        (line.category, line.year): (line.quantity, line.unit)
        for line in materials(plan(of), of).orders
        if line.year == 2026
    }
    assert quantity["ddr5", 2026] == (250.0, "TB")
    assert quantity["gpu", 2026] == (1_000.0, "sets, one per unit")
    assert quantity["backbone", 2026] == (1_600.0, "Gbit/s")
    assert quantity["halls", 2026] == (10.0, "MW IT")
    totals = materials(plan(of), of).quantities()
    assert totals["ddr5", "TB"] == {2026: 250.0, 2027: 125.0}
    assert totals["grid", "MW"] == {2027: 15.0}
    assert not any(name == "gpu" for name, _ in totals)


def test_pull_through_both_ways() -> None:
    """Proves both ratios, by year and in all; the rented units buy no GPU and pull nothing."""
    of = instance()
    bill = materials(plan(of), of)
    for year in (2026, 2027, None):
        found = bill.pull_through(year)
        assert found.memory_storage_network == pytest.approx(17 / 65)
        assert found.all_but_gpu == pytest.approx(35 / 65)
    nothing = Bill(instance="", years=(2026,), lines=())
    assert nothing.pull_through().all_but_gpu is None


def test_article_shares_come_out_of_the_catalogue() -> None:
    """Proves that products priced by the article's shares carry 65/8/4/5/18, in the data itself.

    They pull 0.26 and 0.54 dollars per dollar of GPU: the article's 0.40 to 0.50 holds neither. Only
    the H100 has a bill of its own, a DGX's, with its own ratios.
    """
    us = planner.load(INSTANCES / "us-2026")
    year = us.periods[0].start_year
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for row in us.bill_of_materials:
        if row.year == year and row.accelerator in us.accelerator:
            parts[row.accelerator][row.category] = row.usd_per_unit
    by_article = []
    for product, usd in parts.items():
        shares = {part: round(musd / sum(usd.values()), 3) for part, musd in usd.items()}
        if shares == {
            "gpu": 0.65, "ddr5": 0.08, "nvme": 0.04, "nic": 0.05, "board_cpu_power_chassis": 0.18
        }:  # fmt: skip
            by_article.append(product)
            pulled = (usd["ddr5"] + usd["nvme"] + usd["nic"]) / usd["gpu"]
            assert pulled == pytest.approx(0.26, abs=0.005)
            assert sum(usd.values()) / usd["gpu"] - 1 == pytest.approx(0.54, abs=0.005)
    assert set(parts) - set(by_article) == {"h100-sxm"}
    dgx = parts["h100-sxm"]
    assert (dgx["ddr5"] + dgx["nvme"] + dgx["nic"]) / dgx["gpu"] == pytest.approx(
        22_224 / 195_000, abs=1e-4
    )
    assert sum(dgx.values()) / dgx["gpu"] - 1 == pytest.approx(74_000 / 195_000, abs=1e-4)


def test_text_names_what_was_published_and_keeps_to_its_width() -> None:
    """Proves that the text shows both ratios beside the published range, within 100 columns."""
    of = instance()
    fabric = of.fabrics[0].model_copy(update={"optics_supplier": "Light Co, " * 12})
    of = of.replace(fabrics=(fabric,))
    text = materials_text(materials(plan(of), of))
    assert "0.262" in text and "0.538" in text and "0.40 to 0.50" in text
    assert max(map(len, text.splitlines())) <= 100


def test_csv_has_every_line() -> None:
    """Proves that the CSV is the whole bill: its cash is that of the lines."""
    of = instance()
    bill = materials(plan(of), of)
    rows = list(csv.DictReader(StringIO(materials_csv(bill))))
    assert len(rows) == len(bill.lines)
    assert sum(float(row["musd"]) for row in rows) == pytest.approx(sum(cash(bill).values()))


@pytest.mark.parametrize("seed", range(40))
def test_any_plan_adds_up_to_its_cash(seed: int) -> None:
    """Proves that nothing bought is left out or counted twice, with leases, rentals, backbone and all.

    The cash comes from the model's ledger, the bill from the plan's decisions.
    """
    of = wild(seed)
    result = planner.solve(of, threads=1, time_limit_s=20)
    if result.plan is None:
        assert result.stopped_by is StoppedBy.INFEASIBLE
        return
    found = cash(materials(result.plan, of))
    for row in result.plan.tables["cash"].to_dict("records"):
        if row["head"] in HEADS:
            should = pytest.approx(row["musd"], rel=1e-6, abs=1e-5)
            assert found.get((row["head"], int(row["period"])), 0.0) == should, row


def test_solved_plan_adds_up_to_its_cash_and_prints(tmp_path: Path) -> None:
    """Proves, on a solved plan, that the bill is its cash by head and year, and that the command says so."""
    folder = INSTANCES / "tiny"
    result = planner.solve(planner.load(folder), threads=1)
    assert result.plan is not None
    bill = materials(result.plan, planner.load(folder))
    said = result.plan.tables["cash"]
    for row in said[said["head"].isin(HEADS)].to_dict("records"):
        at = (row["head"], int(row["period"]))
        assert cash(bill).get(at, 0.0) == pytest.approx(row["musd"], abs=1e-6)
    saved = files.save(result.plan, tmp_path / "plan")
    listed = tmp_path / "bill.csv"
    ran = CliRunner().invoke(
        app, ["materials", str(saved), str(folder), "--json", "--csv", str(listed)]
    )
    assert ran.exit_code == 0, ran.output
    document = json.loads(ran.stdout)
    assert len(document["lines"]) == len(bill.lines)
    assert document["pull_through"]["published"] == [0.4, 0.5]
    assert listed.read_text(encoding="utf-8") == materials_csv(bill)
