"""What is written for others to open: names run no formula in a spreadsheet, and come back as they were."""

from __future__ import annotations

import ast
import csv
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

import planner
from planner.instance import load, write_folder
from planner.instance.describe import workbook_from_schema
from planner.instance.schema import columns_of
from planner.plan import files
from planner.plan.materials import materials
from planner.plan.materials_text import materials_csv
from planner.spreadsheet import guarded, unguarded
from tests.tiny import FLEET, HALLS, tiny

ROOT = Path(__file__).resolve().parents[1]
MARKS = tuple("=+-@\t\r\n＝＋－＠")
CALC = "=cmd|'/C calc'!A0"


def formulas_in(text: str) -> list[str]:
    """Cells of a CSV text that a spreadsheet would run: those with a mark that are no numbers."""
    cells = [cell for row in csv.reader(StringIO(text, newline="")) for cell in row]
    return [cell for cell in cells if cell.startswith(MARKS) and not _is_number(cell)]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def instance():
    """An instance whose every name would be a formula."""
    return tiny(
        HALLS,
        sites=[
            {"site": CALC, "note": "+49 30 123", "name": "@home", "operator": "-", "kind": "campus"}
        ],
        accelerators=[{"accelerator": "+g", "vendor": "@v"}],
        bill_of_materials=[{"accelerator": "+g", "supplier": "=HYPERLINK(1)"}],
        cooling=[{"cooling": "-air"}],
        pue=[{"cooling": "-air"}],
        fabrics=[{"fabric": "@f", "accelerators": "+g"}],
        training_runs=[{"run": "-w", "accelerators": "+g"}],
    )


@pytest.fixture(scope="module")
def plan(instance):
    return planner.solve(instance, time_limit_s=20, gap=1e-6, threads=1).plan


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("quotes", ["", "'", "''"])
def test_guarded_text_is_no_formula_and_comes_back(mark: str, quotes: str) -> None:
    """Proves that no mark is left in front, and that each text has one guarded form of its own."""
    text = f"{quotes}{mark}1"
    assert guarded(text).startswith("'")
    assert guarded(text) != text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "Dallas", "'t Harde", "a=b", "5", "''", "O'Brien"])
def test_other_text_is_left_alone(text: str) -> None:
    """Proves that text without a mark in front is written as it is, apostrophes too."""
    assert guarded(text) == text
    assert unguarded(text) == text
    assert unguarded(-5) == -5


def test_tables_of_a_plan_run_no_formula(instance, plan, tmp_path: Path) -> None:
    """Proves it of every cell of every table, and that the plan read back has the names as they were."""
    folder = files.save(plan, tmp_path / "plan", instance=instance)
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.csv")}
    assert any(guarded(CALC) in text for text in texts.values())
    assert {name: formulas_in(text) for name, text in texts.items() if formulas_in(text)} == {}
    again = files.load(folder)
    assert set(again.tables["sites"]["site"]) == {CALC}
    assert set(again.tables["runs"]["run"]) == {"-w"}
    for name, table in plan.tables.items():
        for column in table:
            found = again.tables[name][column].tolist()
            assert found == pytest.approx(table[column].tolist(), nan_ok=True), (name, column)
    assert planner.verify(instance, again).ok


def test_bill_of_materials_runs_no_formula(instance, plan) -> None:
    """Proves it of sites, products, vendors and suppliers; amounts stay numbers."""
    text = materials_csv(materials(plan, instance))
    assert formulas_in(text) == []
    rows = list(csv.DictReader(StringIO(text)))
    assert {unguarded(row["supplier"]) for row in rows} >= {"=HYPERLINK(1)"}
    assert all(_is_number(row["musd"]) for row in rows)


def test_written_instance_runs_no_formula_and_loads_back(instance, tmp_path: Path) -> None:
    """Proves it of names, lists of names, notes and free text of an instance written as a folder."""
    write_folder(instance, tmp_path / "again")
    for path in (tmp_path / "again").glob("*.csv"):
        assert formulas_in(path.read_text(encoding="utf-8")) == [], path.name
    again = load(tmp_path / "again")
    assert again.tables() == instance.tables()
    assert again.sites[0].note == "+49 30 123"


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    """Proves that only text is guarded: a longitude of -97 is written as the number."""
    sites = [{"lat": 32.5, "lon": -97.25, "note": "-97.25 is west"}]
    write_folder(tiny(FLEET, sites=sites), tmp_path / "mine")
    with (tmp_path / "mine" / "sites.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["lon"], row["note"]) == ("-97.25", "'-97.25 is west")
    assert load(tmp_path / "mine").sites[0].lon == -97.25


def test_workbook_holds_names_as_text(instance, tmp_path: Path) -> None:
    """Proves that a workbook made by the planner holds no formula, and its names as they are."""
    rows = {
        name: [
            {c: getattr(row, c) for c in columns_of(type(row)) if c != "accelerators"}
            for row in found
        ]
        for name, found in instance.tables().items()
        if name == "sites"
    }
    for row in rows["sites"]:
        row["note"] = CALC
    workbook_from_schema({"name": "=1+1"}, rows).save(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet for cell in row}
    assert "f" not in kinds
    assert book["sites"]["A2"].value == CALC
    assert book["instance"]["B2"].value == "=1+1"


FORBIDDEN = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
CALLS = {"eval", "exec", "read_pickle", "to_pickle", "unsafe_load", "full_load"}


@pytest.mark.parametrize("folder", ["planner", "models", "benchmarks", "instances"])
def test_nothing_is_unpickled_or_evaluated(folder: str) -> None:
    """Proves that no file read can run code: no pickle, no eval, arrays only without objects."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").split(".")[0]}
            elif isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                called = node.func.id if isinstance(node.func, ast.Name) else called
                assert called not in CALLS, f"{path}:{node.lineno} calls {called}"
                allowed = [k.value for k in node.keywords if k.arg == "allow_pickle"]
                assert all(isinstance(v, ast.Constant) and v.value is False for v in allowed), path
                continue
            else:
                continue
            assert not names & FORBIDDEN, f"{path}:{node.lineno} imports {names & FORBIDDEN}"
