"""The report in a real browser: Chromium driven by Playwright, with the network off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner import solve
from planner.instance import Instance
from planner.report import Case, page
from tests.tiny import FLEET, prices, tiny

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium")
EVIL = "<img src=x onerror=alert(1)>"
YEARS = (2026, 2027)
PHONE, DESKTOP = 390, 1280

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium")


def world() -> Instance:
    """A site with a name that is markup, and one that opens a year later for a second run."""
    return tiny(
        FLEET,
        years=YEARS,
        bill_of_materials=prices(dict.fromkeys(YEARS, 1.0)),
        sites=[
            {"site": EVIL, "lat": 32.5, "lon": -99.8, "country": "US", "max_facility_mw": 1},
            {"site": "plains", "lat": 41.2, "lon": -95.9, "country": "US", "status": "candidate",
             "earliest_year": 2027},
        ],
        training_runs=[
            {"run": "first", "dropped_musd": 50},
            {"run": EVIL, "h100e": 300, "earliest_year": 2027, "latest_year": 2027,
             "max_sites": 2, "dropped_musd": 50},
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of its plan."""
    instance = world()
    case = Case(EVIL, solve(instance, time_limit_s=20, threads=1).plan, instance)
    at = tmp_path_factory.mktemp("browser") / "report.html"
    at.write_text(page([case]), encoding="utf-8")
    return at


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium."""
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Visit:
    """A page that is open, and what happened on it."""

    def __init__(self, browser: Any, report: Path, width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 844}, offline=True)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: m.type == "error" and self.faults.append(m.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(report.as_uri())
        charts = self.page.locator(".chart").count()
        self.page.wait_for_function(f"document.querySelectorAll('svg.marks').length == {charts}")
        self.charts = charts


@pytest.fixture(params=[PHONE, DESKTOP])
def visit(browser, report, request) -> Iterator[Visit]:
    """The report, opened at the width of a phone and of a desktop."""
    found = Visit(browser, report, request.param)
    yield found
    found.context.close()


def test_every_chart_is_drawn_and_nothing_is_asked_for(visit, report):
    """Proves that all charts stand, no script fails and no request leaves, at either width."""
    assert visit.charts > 5
    assert not visit.faults
    assert visit.asked == [report.as_uri()]


def test_nothing_is_wider_than_the_screen(visit):
    """Proves that a phone scrolls down alone: wide tables scroll inside their own box."""
    visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    root = "document.documentElement"
    assert visit.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def test_a_name_that_is_markup_shows_as_typed(visit):
    """Proves that a site, a run and a plan named like an image are text in tables and charts, and that no
    image is made of them; as markup the dialog of `onerror` would be among the faults.
    """
    assert visit.page.locator("h1").inner_text().startswith(EVIL)
    assert EVIL in visit.page.locator("#table-sites-1 tbody").text_content()
    assert EVIL in visit.page.locator("#runs-1 svg").text_content()
    assert visit.page.locator("img").count() == 0
    assert not visit.faults


def test_the_slider_moves_the_map_through_the_years(visit):
    """Proves that the map shows the last year first and the first one when asked: the second site opens in
    2027, so that 2026 has one circle less.
    """

    def shown() -> tuple[str, int]:
        circles = visit.page.locator("#sites-1 .mark-symbol.role-mark path[aria-label*=MW]").count()
        return visit.page.locator("#sites-1 svg .mark-text.role-mark").first.text_content(), circles

    before, many = shown()
    visit.page.locator("#sites-1 input[type=range]").fill("2026")
    visit.page.wait_for_function(
        "document.querySelector('#sites-1 svg .mark-text.role-mark').textContent == 'in 2026'"
    )
    after, few = shown()
    assert (before, after) == ("in 2027", "in 2026")
    assert (many, few) == (2, 1)


def test_the_map_is_no_taller_than_its_land(browser, report):
    """Proves that a phone shows the map without empty bands: it is as high as its width asks for."""
    heights = {}
    for width in (PHONE, DESKTOP):
        found = Visit(browser, report, width)
        box = found.page.locator("#sites-1 svg").bounding_box()
        heights[width] = box["height"] / box["width"]
        found.context.close()
    assert heights[PHONE] < 1.1


def test_a_table_opens_by_its_word(visit):
    """Proves that the table beside a chart is shut at first, and opens."""
    table = visit.page.locator("#table-runs-1")
    assert not table.is_visible()
    visit.page.locator("figure:has(#table-runs-1) summary").click()
    assert table.is_visible()


def test_a_print_has_every_chart(browser, report, tmp_path):
    """Proves that the page prints to PDF: several pages, without the slider and the links of the screen."""
    found = Visit(browser, report, DESKTOP)
    found.page.pdf(path=tmp_path / "report.pdf", format="A4", print_background=True)
    data = (tmp_path / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF") and data.count(b"/Type /Page\n") >= 3
    found.page.emulate_media(media="print")
    assert not found.page.locator("nav").is_visible()
    assert not found.page.locator("#sites-1 input").is_visible()
    # Paper is narrower than the screen, and no chart may be cut off at its edge.
    found.page.evaluate("document.body.style.width = '700px'")
    for chart in found.page.locator(".chart svg.marks").all():
        assert chart.bounding_box()["width"] <= 700
    found.context.close()
