"""Schemas of another kind than the shop's: one that is drawn as a map, and one of bare columns."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from bench.synthetic import module
from tests import projects

pytestmark = pytest.mark.browser

HOME = """---
title: Home
description: Only the generated pages matter here.
---

# Home

Nothing to read.
"""
PLACES = """from sqlalchemy import Column, ForeignKeyConstraint, Integer, MetaData, Table

metadata = MetaData()
Table("place", metadata, *(Column(name, Integer, primary_key=True) for name in "xy"))
key = ForeignKeyConstraint(["x", "y"], ["place.x", "place.y"])
Table("stay", metadata, Column("x", Integer), Column("note", Integer), Column("y", Integer), key)
Table("other", metadata, Column("id", Integer, primary_key=True))
"""
EVIL = """from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

NAME = "</script><script>alert(1)</script>"
metadata = MetaData()
Table(NAME, metadata, Column("id", Integer, primary_key=True))
other = Column("<img src=x onerror=alert(2)>", ForeignKey(metadata.tables[NAME].c.id))
Table("other", metadata, Column("id", Integer, primary_key=True), other)
"""
# More than one diagram has room for.
TABLES = 60
# Nobody looks at the cards of its many pages.
PLUGINS = "plugins: [search, {nexus: {look: true, policy: true, stylesheet: true, cards: false}}]\n"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, shop: Path, serve: Callable[[Path], str]
) -> str:
    """Build and serve a site of one page, with a large schema and one with a composite key."""
    files = {
        "mkdocs.yml": projects.configuration(["index.md"]) + PLUGINS,
        "docs/index.md": HOME,
        "models/large.py": module(TABLES, 2 * TABLES, 4),
        "models/places.py": PLACES,
        "models/evil.py": EVIL,
    }
    project = projects.write(tmp_path_factory.mktemp("large"), files)
    return serve(projects.built(projects.warmed(project, shop)))


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page in one of the two palettes."""
    context = browser.new_context(color_scheme=request.param, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def diagram(page: Page, address: str) -> Locator:
    """Open a page and give its diagram, with its tools in place."""
    page.goto(address)
    page.locator(".erd-figure").first.scroll_into_view_if_needed()
    page.locator(".erd-figure[data-view=ready]").first.wait_for()
    return page.locator(".erd-figure").first


@pytest.mark.parametrize("path", ["", "table_0/"])
def test_pages_of_a_large_schema_are_accessible(
    page: Page, address: str, axe: str, path: str
) -> None:
    """Axe finds nothing on the index with its map, nor on the page of the largest hub."""
    diagram(page, f"{address}schema/large/{path}")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(error["id"], error["nodes"][0]["html"]) for error in found["violations"]] == []


def test_the_finder_leads_to_a_table_on_the_map(page: Page, address: str) -> None:
    """From the keyboard: its name is brought into view, and its link has the focus."""
    figure = diagram(page, f"{address}schema/large/")
    assert figure.locator("[data-table]").count() == TABLES
    figure.locator(".erd-frame").focus()
    page.keyboard.press("t")
    page.keyboard.type("table_47")
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    assert focused.text_content() == "table_47"
    frame, entry = figure.locator(".erd-frame").bounding_box(), focused.bounding_box()
    assert frame is not None
    assert entry is not None
    assert frame["x"] <= entry["x"] <= frame["x"] + frame["width"]
    assert frame["y"] <= entry["y"] <= frame["y"] + frame["height"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/schema/large/table_47/")


def test_a_group_on_the_map_leads_to_its_own_diagram(page: Page, address: str) -> None:
    """The page of a group draws its tables with their keys."""
    figure = diagram(page, f"{address}schema/large/")
    figure.locator("[data-group] > a").first.click()
    page.wait_for_url("**/schema/large/groups/*/")
    page.locator(".erd-figure[data-view=ready]").wait_for()
    assert 0 < page.locator(".erd-figure [data-table]").count() <= 40
    assert page.locator(".erd-figure .edge").count() > 0


def test_the_marks_of_a_composite_key_are_lit_with_its_edge(page: Page, address: str) -> None:
    """Both of them, whether the pointer is over a table of the key or over its edge."""
    figure = diagram(page, f"{address}schema/places/")
    assert figure.locator(".bracket").count() == 2
    for target, marks in (("[data-table=other]", 0), ("[data-table=stay]", 2), (".edge", 2)):
        figure.locator(f"{target} :is(text, path)").first.dispatch_event(
            "pointerover", {"pointerType": "mouse", "bubbles": True}
        )
        assert figure.locator(".bracket.on").count() == marks


def test_a_box_tells_the_way_and_draws_it(page: Page, address: str, axe: str) -> None:
    """From one table to another, with the statement; and what a DELETE does."""
    page.goto(f"{address}schema/places/")
    first, last = page.locator(".nx-joins select").all()
    first.select_option(label="place")
    last.select_option(label="stay")
    told = page.locator(".nx-joins .nx-answer")
    assert "JOIN stay ON stay.x = place.x AND stay.y = place.y" in (told.text_content() or "")
    assert told.locator("svg [data-table]").count() == 2
    assert told.locator("svg .edge").count() == 1
    room = told.locator("svg").bounding_box()
    assert room is not None
    assert room["height"] > 50
    page.locator(".nx-deletes select").select_option(label="place")
    drawn = page.locator(".nx-deletes svg")
    assert "refuses" in (drawn.text_content() or "")
    assert page.locator(".nx-deletes > details:visible").count() == 1
    last.select_option(label="other")
    assert "No relations lead from one to the other." in (told.text_content() or "")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(error["id"], error["nodes"][0]["html"]) for error in found["violations"]] == []


def test_without_a_script_a_box_is_a_list(browser: Browser, address: str) -> None:
    """Of all relations, and of what each DELETE does."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}schema/places/")
    assert page.locator(".nx-joins li:visible").count() == 1
    assert page.locator("select").count() == 0
    assert page.locator(".nx-deletes > details:visible").count() == 1
    context.close()


def test_names_in_a_box_are_only_names(page: Page, address: str) -> None:
    """In the JSON, in the list, and in what the script makes of it."""
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}schema/evil/")
    first, last = page.locator(".nx-joins select").all()
    first.select_option(index=1)
    last.select_option(index=2)
    assert "</script><script>alert(1)</script>" in (
        page.locator(".nx-joins .nx-answer").text_content() or ""
    )
    page.locator(".nx-deletes select").select_option(index=1)
    assert page.locator("img[src=x]").count() == 0
    assert alerts == []
