"""Every page of this site in a browser: sound, private, accessible and calm."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.visit import LAPTOP, PHONE, WATCH, Visit, movements
from tests.helpers import ROOT
from tests.projects import Site

pytestmark = pytest.mark.browser

DOCS = ROOT / "docs"
WRITTEN = [
    page.relative_to(DOCS).with_suffix("").as_posix().removesuffix("index").rstrip("/")
    for page in sorted(DOCS.rglob("*.md"))
]
# The generated pages are alike: of these, two.
GENERATED = ["schema/airbnb", "schema/airbnb/booking"]


def address(name: str) -> str:
    """The address of a page below that of the site."""
    return f"{name}/" if name else ""


@pytest.mark.parametrize("name", [*WRITTEN, *GENERATED])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_sound(
    browser: Browser,
    site: Site,
    axe: str,
    draw_all: Callable[[Page], list[str]],
    scheme: str,
    name: str,
) -> None:
    """No page asks outside, reports an error, scrolls sideways or breaks an axe rule.

    On a phone it has all that it has on a laptop and more, so one of them is looked at in the dark.
    """
    sizes: tuple[ViewportSize, ...] = (LAPTOP, PHONE) if scheme == "light" else (PHONE,)
    with browser.new_context(
        viewport=sizes[0],
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    ) as context:
        visit = Visit(context, site, address(name))
        draw_all(visit.page)
        for size in sizes:
            visit.check(axe, size)
        assert visit.errors == []


def test_nothing_moves_when_a_page_opens(browser: Browser, site: Site) -> None:
    """Nothing shifts when fonts arrive or tools are made, and nothing is animated by itself."""
    with browser.new_context(viewport=PHONE) as context:
        context.add_init_script(WATCH)
        moved = {name: movements(context, site.address + address(name)) for name in WRITTEN}
    assert {name: found for name, found in moved.items() if found} == {}
