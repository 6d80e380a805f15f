"""`planner report` as a user meets it: one page, offline, whose tables are the plan's figures."""

import json
import re
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner import load, solve
from planner.cli import app
from planner.instance.schema import BOM_CATEGORIES
from planner.plan.files import load as load_plan
from planner.plan.files import save
from planner.report import Case, page, places, save_tables
from planner.report.drawing import spec
from planner.report.page import across, heading, significant
from planner.report.saving import figures_of
from planner.spreadsheet import unguarded
from tests.tiny import FLEET, tiny

runner = CliRunner()
TINY = Path(__file__).parent.parent / "instances" / "tiny"
EVIL = "=<script>alert(1)</script>&\"'"
CHROMIUM = shutil.which("chromium")


class Page(HTMLParser):
    """What stands in a page: its tags, and the text of its tables."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.charts, self.scripts = [], set(), [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids.add(found.get("id"))
        self.scripts += tag == "script"
        if found.get("class") == "chart":
            self.charts.append(found)


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A plan of the shipped tiny instance, one at another rate, and a report of each kind."""
    folder = tmp_path_factory.mktemp("report")
    for name, changes in (("base", ()), ("dear", ("discount_rate=0.1",))):
        instance = load(TINY, changes=changes)
        save(solve(instance, time_limit_s=20, threads=1).plan, folder / name, instance=instance)
    files = ("-o", folder / "one.html", "--charts", folder / "charts", "--csv", folder / "csv")
    for words in (
        (folder / "base", *files),
        (folder / "base", folder / "dear", "-o", folder / "two.html"),
    ):
        done = runner.invoke(app, ["report", *map(str, words)])
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def case(work):
    """The plan of the report."""
    return Case("base", load_plan(work / "base"), load(TINY))


def test_the_page_needs_nothing_from_outside(work):
    """Proves that nothing is fetched: no address in src or href, and a policy that forbids it."""
    for name in ("one.html", "two.html"):
        found = Page((work / name).read_text(encoding="utf-8"))
        links = [a[k] for _, a in found.tags for k in ("src", "href", "data", "action") if k in a]
        assert links and all(link.startswith(("#", "data:")) for link in links)
        assert not [tag for tag, _ in found.tags if tag in ("iframe", "object", "embed", "base")]
        policy = [a["content"] for _, a in found.tags if a.get("http-equiv")]
        assert policy[0].startswith("default-src 'none'")
        assert (
            "meta",
            {"name": "viewport", "content": "width=device-width, initial-scale=1"},
        ) in found.tags


def test_every_chart_has_its_text_and_its_table(work, case):
    """Proves that who does not see a chart has its words, and every figure its table."""
    found = Page((work / "one.html").read_text(encoding="utf-8"))
    drawn = [figure for figure in figures_of(case) if figure.draw]
    assert len(found.charts) == len(drawn) > 10
    for chart in found.charts:
        assert chart["role"] == "img" and len(chart["aria-label"]) > 30
        assert f"table-{chart['id']}" in found.ids
    for figure in figures_of(case):
        assert f"table-{figure.name}-1" in found.ids
    tables = [tag for tag, _ in found.tags if tag == "table"]
    assert tables and len([t for t, _ in found.tags if t == "caption"]) == len(tables)
    assert all(a.get("scope") in ("col", "row") for tag, a in found.tags if tag == "th")


def test_sums_are_those_of_the_plan(case):
    """Proves that charts and plan say the same: cost, cash, load, and the split by confidence."""
    table = {figure.name: figure.table for figure in figures_of(case)}
    plan = case.plan
    assert table["cost"]["musd"].sum() == pytest.approx(plan.manifest.objective_musd)
    assert table["cash"]["musd"].sum() == pytest.approx(plan.tables["cash"]["musd"].sum())
    assert table["confidence"]["musd"].sum() == pytest.approx(plan.manifest.objective_musd)
    assert table["confidence-share"]["cost_percent"].sum() == pytest.approx(100)
    assert table["sites"]["facility_mw"].sum() == pytest.approx(
        plan.tables["sites"]["peak_facility_mw"].sum()
    )
    assert table["flows"]["requests_per_s"].sum() == pytest.approx(
        plan.tables["routing"]["requests_per_s"].sum()
    )
    last = max(case.years)
    served = plan.tables["routing"].query(f"period == {last}")["requests_per_s"].sum()
    assert table["latency-1"]["requests_per_s"].sum() == pytest.approx(served)
    cash = plan.tables["cash"].groupby("head")["musd"].sum()
    servers = table["orders"].set_index("category")["musd"]
    assert servers["halls"].sum() == pytest.approx(cash["halls"])
    names = [name.replace("_", " ") for name in BOM_CATEGORIES]
    assert servers[servers.index.isin(names)].sum() == pytest.approx(cash["accelerators"])


def test_tables_reload_to_the_same_numbers(work, case):
    """Proves that the CSV files hold every digit of every table."""
    for figure in figures_of(case):
        read = pd.read_csv(work / "csv" / f"{figure.name}.csv", dtype=str, keep_default_na=False)
        assert list(read.columns) == list(figure.table.columns)
        for name in read.columns:
            told = [unguarded(cell) for cell in read[name]]
            if pd.api.types.is_numeric_dtype(figure.table[name]):
                numbers = pd.Series([float(cell or "nan") for cell in told])
                assert numbers.equals(figure.table[name].astype(float).reset_index(drop=True))
            else:
                assert told == figure.table[name].tolist()


def test_years_side_by_side_keep_every_number(case):
    """Proves that turning years into columns on the page loses nothing."""
    for figure in figures_of(case):
        if figure.across:
            wide = across(figure)
            years = [name for name in wide.columns if re.fullmatch(r"\d{4}", name)]
            value = figure.table.columns[-1]
            assert wide[years].sum().sum() == pytest.approx(figure.table[value].sum())


def test_places_with_coordinates_are_on_a_map(case):
    """Proves that sites are drawn at their coordinates, over the states where all are American."""
    at = {"city-edge": (40.7, -74.0), "plains": (35.2, -101.8)}
    for country, outline in (("US", "states"), ("FR", "countries")):
        sites = tuple(
            row.model_copy(
                update={"lat": at[row.site][0], "lon": at[row.site][1], "country": country}
            )
            for row in case.instance.sites
        )
        metros = tuple(
            row.model_copy(update={"lat": 40.0, "lon": -75.0}) for row in case.instance.metros
        )
        placed = Case("a", case.plan, case.instance.replace(sites=sites, metros=metros))
        drawn = spec(places.chapter(placed).figures[0].draw(0), 400)
        land, flows, _, circles, year = drawn["layer"]
        assert "shown_year" in json.dumps(year["mark"])
        assert drawn["resolve"]["scale"]["strokeWidth"] == "independent"
        held = {
            name: drawn["datasets"][layer["data"]["name"]]
            for name, layer in (("sites", circles), ("flows", flows))
        }
        assert land["data"]["format"]["feature"] == outline
        assert {(r["site"], r["lat"], r["lon"]) for r in held["sites"]} == {
            (name, *where) for name, where in at.items()
        }
        assert {r["from_year"] for r in held["flows"]} == {2026, 2027}


def test_charts_are_written_as_pictures(work, case):
    """Proves that every chart can be put into a slide, as PNG and as SVG."""
    names = {figure.name for figure in figures_of(case) if figure.draw}
    assert {path.name for path in (work / "charts").iterdir()} == {
        f"{name}.{ending}" for name in names for ending in ("png", "svg")
    }
    assert (work / "charts" / "cost.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (work / "charts" / "cost.svg").read_text(encoding="utf-8")


def test_a_name_is_never_markup_and_never_a_formula(tmp_path):
    """Proves that a site named like a script or a formula stays a name, on the page and in CSV."""
    instance = tiny(FLEET, sites=[{"site": EVIL}])
    case = Case(EVIL, solve(instance, time_limit_s=20, threads=1).plan, instance)
    text = page([case])
    assert Page(text).scripts == Page(page([Case("a", case.plan, instance)])).scripts
    assert "<script>alert" not in text
    save_tables([case], tmp_path)
    read = pd.read_csv(tmp_path / "sites.csv")
    assert set(read["site"]) == {f"'{EVIL}"}


def test_several_plans_stand_side_by_side_on_one_scale(work):
    """Proves that two plans have each chart next to each other, equally tall, after the comparison."""
    text = (work / "two.html").read_text(encoding="utf-8")
    found = Page(text)
    assert {"comparison", "cost-1", "cost-2", "table-cost-1", "table-cost-2"} <= found.ids
    assert "proven cheaper" in text
    specs = json.loads(re.search(r"const specs = (\{.*\});\n", text).group(1))
    one, two = (specs[f"cost-{n}"]["encoding"]["y"]["scale"]["domain"] for n in (1, 2))
    assert one == two and one[1] > 0


def test_figures_are_set_with_three_digits_and_units():
    """Proves how figures are set: three significant digits and the unit in the heading."""
    assert [significant(v) for v in (0.0, 0.12345, 12.345, 1234.5, 825123.0)] == [
        "0", "0.123", "12.3", "1,230", "825,000"
    ]  # fmt: skip
    assert heading("peak_facility_mw") == "peak, MW facility"
    assert heading("musd") == "M$"


@pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium")
@pytest.mark.parametrize("name", ["one.html", "two.html"])
def test_a_browser_draws_every_chart_offline(work, name):
    """Proves that the scripts run with the network off, without an error, and draw every chart."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=10000",
                f"--user-data-dir={profile}", "--dump-dom", (work / name).as_uri(),
            ],
            capture_output=True, text=True, timeout=100, check=True,
        )  # fmt: skip
    assert not [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    charts = Page((work / name).read_text(encoding="utf-8")).charts
    assert done.stdout.count('class="marks"') == len(charts)
