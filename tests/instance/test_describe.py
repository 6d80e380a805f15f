"""What is made from the schema: format page, JSON Schema, workbook; the instance to start from."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.instance import load, scenario_names, starter
from planner.instance.describe import (
    default_words,
    format_page,
    json_schema,
    range_words,
    type_words,
)
from planner.instance.schema import FAMILIES, TABLES, Settings, columns_of


def test_page_names_every_column_with_unit_and_sentence():
    """Proves that no setting, table or column is missing from the format's page."""
    page = format_page()
    for row in TABLES.values():
        assert f"### `{row.table}`" in page
        for name, info in columns_of(row).items():
            assert f"| `{name}` |" in page
            assert info.description.replace("|", "\\|") in page
    for name in Settings.model_fields:
        assert f"| `{name}` |" in page


def test_page_tables_are_well_formed():
    """Proves that a | inside a cell does not break the page's tables."""
    widths = set()
    for line in format_page().splitlines():
        if line.startswith("| `"):
            widths.add(line.replace("\\|", "").count("|"))
    assert widths == {4, 7}


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("sites", "lat", ("number", "≥ -90, ≤ 90", "empty")),
        ("sites", "kind", ("`campus` or `edge`", "", "required")),
        ("power_options", "life_years", ("number", "> 0, ≤ 100", "required")),
        ("services", "max_site_share", ("number", "> 0, ≤ 1", "1")),
        (
            "services",
            "site_kinds",
            ("list of `campus` or `edge`, in a cell separated by `|`", "", "campus|edge"),
        ),
        ("training_runs", "max_sites", ("whole number", "≥ 1, ≤ 50", "1")),
    ],
)
def test_words_of_a_column(table, column, words):
    """Proves type, range and default of columns of each sort, as the schema declares them."""
    info = columns_of(TABLES[table])[column]
    assert (type_words(info), range_words(info), default_words(info)) == words


def test_json_schema_says_what_the_settings_say():
    """Proves required names, unit, choices and the ban on unknown names."""
    schema = json_schema()
    assert schema["additionalProperties"] is False
    assert {"name", "families", "periods", "discount_rate"} <= set(schema["required"])
    assert schema["properties"]["campus_cap_mw"]["x-unit"] == "MW facility"
    assert schema["properties"]["families"]["items"]["enum"] == list(FAMILIES)
    assert "facts" not in str(schema)


def test_starter_passes_the_door_with_every_family(tmp_path):
    """Proves that `planner new` writes an instance without faults that uses all families."""
    starter.write_folder(tmp_path / "mine")
    instance = load(tmp_path / "mine")
    assert instance.settings.families == FAMILIES
    assert len([s for s in instance.sites if s.kind == "campus"]) == 2
    assert (len(instance.sites), len(instance.metros), len(instance.training_runs)) == (5, 5, 3)
    for name in scenario_names(tmp_path / "mine"):
        assert load(tmp_path / "mine", scenario=name).changes


def test_starter_never_overwrites(tmp_path):
    """Proves that what stands at the place given is kept."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine.xlsx").write_text("kept")
    with pytest.raises(FileExistsError):
        starter.write_folder(tmp_path / "mine")
    with pytest.raises(FileExistsError):
        starter.write_workbook(tmp_path / "mine.xlsx")
    assert (tmp_path / "mine.xlsx").read_text() == "kept"


def test_workbook_is_the_same_instance_as_the_folder(tmp_path):
    """Proves that folder and workbook are two forms of one instance, to the fingerprint."""
    starter.write_folder(tmp_path / "mine")
    starter.write_workbook(tmp_path / "mine.xlsx")
    assert load(tmp_path / "mine.xlsx").sha256 == load(tmp_path / "mine").sha256


def test_workbook_explains_every_column(tmp_path):
    """Proves a sheet per table with every column, each with unit and sentence as a comment."""
    starter.write_workbook(tmp_path / "mine.xlsx")
    book = load_workbook(Path(tmp_path / "mine.xlsx"))
    assert book.sheetnames == ["instance", *TABLES]
    for row in TABLES.values():
        headings = headings_of(book, row.table)
        assert list(headings) == list(columns_of(row))
        for name, info in columns_of(row).items():
            assert info.description in headings[name]
    assert "Unit: MW facility" in headings_of(book, "sites")["max_facility_mw"]


def headings_of(book, sheet):
    return {cell.value: cell.comment.text for cell in book[sheet][1]}
