"""Diagrams in the browser: their colours follow the palette, and their text stays text."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import projects
from tests.browser.waiting import until
from tests.projects import Site

pytestmark = pytest.mark.browser

ORDERS = "weeks/week-01/orders/"
HOSTILE = """\
---
title: Hostile
description: A diagram of attacks.
---

# Hostile

## A diagram of attacks

```mermaid
flowchart LR
    a["<img src=x onerror='window.ran=1'>"] --> b["</div><script>window.ran=2</script>"]
    b --> c["<svg onload='window.ran=3'>"]
    click a href "javascript:window.ran=4"
```
"""


def toggle_until(page: Page, scheme: str) -> None:
    """Press the palette button until the page shows this scheme (it also offers the system's)."""
    for _ in range(3):
        if page.locator("body").get_attribute("data-md-color-scheme") == scheme:
            return
        page.locator("[data-nx-palette] label:visible").click()
    pytest.fail(f"the palette button never leads to {scheme}")


def fills(page: Page, shapes: str) -> list[str]:
    """Read the colours that these shapes are painted in."""
    script = "all => all.map(one => getComputedStyle(one).fill)"
    return list(page.locator(shapes).evaluate_all(script))


def pages_with(site: Site, text: str) -> list[str]:
    """Name the pages whose HTML holds this text."""
    return [
        path
        for path in site.pages
        if text in (site.folder / path / "index.html").read_text(encoding="utf-8")
    ]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, shop: Path) -> Path:
    """A site of one page, its home, with attacks in the labels of a diagram."""
    project = projects.write(tmp_path_factory.mktemp("hostile"), {"docs/index.md": HOSTILE})
    return projects.built(projects.warmed(project, shop))


def test_erd_follows_the_palette(browser: Browser, site: Site) -> None:
    """The palette button repaints the tables of a diagram, and back, without a new page."""
    with browser.new_context(color_scheme="light") as opened:
        page = opened.new_page()
        page.goto(site.address + ORDERS)
        light = fills(page, "svg.erd .card")
        toggle_until(page, "slate")
        dark = fills(page, "svg.erd .card")
        toggle_until(page, "default")
        assert light
        assert all(before != after for before, after in zip(light, dark, strict=True))
        assert fills(page, "svg.erd .card") == light


def test_two_keys_to_one_table_are_drawn(browser: Browser, site: Site) -> None:
    """The buyer and the recipient of an order are two edges, each with a visible line."""
    with browser.new_context() as opened:
        page = opened.new_page()
        page.goto(site.address + ORDERS)
        for column in ("buyer_id", "recipient_id"):
            edge = page.locator("svg.erd g.edge").filter(
                has=page.locator("title", has_text=f"order.{column} references user.user_id")
            )
            assert edge.first.locator("path").first.is_visible()


def test_mermaid_is_drawn_before_and_after_the_toggle(
    browser: Browser, site: Site, draw_all: Callable[[Page], list[str]]
) -> None:
    """Each Mermaid diagram is an SVG in the light palette, and another in the dark one."""
    pages = pages_with(site, '<div class="mermaid">')
    assert pages
    for path in pages:
        with browser.new_context(color_scheme="light") as opened:
            page = opened.new_page()
            page.goto(site.address + path)
            light = draw_all(page)
            toggle_until(page, "slate")
            until(
                page,
                """light => [...document.querySelectorAll("div.mermaid > svg")]
                    .every((svg, at) => svg.outerHTML !== light[at])""",
                light,
            )
            assert len(light) == page.locator("div.mermaid").count()
            assert len(light) == page.locator("div.mermaid > svg").count()


def test_mermaid_waits_until_it_is_near(browser: Browser, site: Site) -> None:
    """A page without a diagram in reach fetches no part of the library."""
    asked: list[str] = []
    with browser.new_context() as opened:
        page = opened.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site.address + "about/")
        page.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if "mermaid" in url]


@pytest.mark.parametrize("event", ["contextmenu", "blur"])
def test_mermaid_is_drawn_for_a_picture_of_the_whole_page(
    browser: Browser, site: Site, event: str
) -> None:
    """Before it, a reader opens a menu of the page or of the browser."""
    path = pages_with(site, '<div class="mermaid">')[0]
    with browser.new_context(viewport={"width": 1280, "height": 100}) as opened:
        page = opened.new_page()
        page.goto(site.address + path)
        page.locator("div.mermaid[data-state=waiting]").first.wait_for()
        page.evaluate("name => dispatchEvent(new Event(name))", event)
        until(page, "() => !document.querySelector('div.mermaid:not([data-state=drawn])')")


def test_hostile_label_does_not_run(
    browser: Browser, hostile: Path, serve: Callable[[Path], str]
) -> None:
    """Markup in a label is not run, though no policy stops it, and makes no armed element."""
    with browser.new_context(bypass_csp=True) as opened:
        page = opened.new_page()
        page.goto(serve(hostile))
        page.locator("div.mermaid > svg").wait_for()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
        assert page.locator("div.mermaid :is(script, [onerror], [onload])").count() == 0
        assert page.locator("div.mermaid a[*|href^='javascript:' i]").count() == 0


def test_diagram_without_the_library_is_its_source(
    browser: Browser, hostile: Path, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """Where Mermaid was never installed, the diagram's source is readable."""
    site = shutil.copytree(hostile, tmp_path / "site", ignore=shutil.ignore_patterns("mermaid"))
    with browser.new_context() as opened:
        page = opened.new_page()
        page.goto(serve(site))
        page.locator("div.mermaid[data-state=source]").wait_for()
        assert "flowchart LR" in page.locator("div.mermaid").inner_text()


def test_diagrams_without_scripts_are_readable(browser: Browser, site: Site) -> None:
    """With JavaScript off, an entity-relationship diagram is drawn and Mermaid is its source."""
    path = pages_with(site, '<div class="mermaid">')[0]
    with browser.new_context(java_script_enabled=False) as opened:
        page = opened.new_page()
        page.goto(site.address + path)
        assert page.locator("div.mermaid").first.inner_text().strip()
        page.goto(site.address + ORDERS)
        assert page.locator("svg.erd").first.is_visible()


def test_wide_diagram_scrolls_inside_its_frame_without_scripts(
    browser: Browser, site: Site
) -> None:
    """On a phone the whole schema is wider than its frame, which scrolls and takes the focus."""
    phone = {"width": 390, "height": 844}
    with browser.new_context(viewport=phone, java_script_enabled=False) as opened:
        page = opened.new_page()
        page.goto(site.address + ORDERS)
        frame = page.locator(".erd-frame").first
        assert frame.evaluate("frame => { frame.scrollLeft = 40; return frame.scrollLeft; }") == 40
        assert frame.get_attribute("tabindex") == "0"
        assert frame.get_attribute("aria-label")
