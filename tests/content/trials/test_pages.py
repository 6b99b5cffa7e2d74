"""Every page of this site, seen in more ways than the tests have time for."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.engines import Firefox, Reader, complaints
from tests.browser.visit import LAPTOP, PHONE, WATCH, Visit, movements
from tests.content.test_pages import CHECKED, address
from tests.content.test_paper import illegible
from tests.projects import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_axe_has_no_objection(
    browser: Browser,
    site: Site,
    axe: str,
    draw_all: Callable[[Page], list[str]],
    *,
    size: ViewportSize,
    scheme: Literal["light", "dark"],
) -> None:
    """On a laptop and on a phone, in the light and in the dark."""
    found = []
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        for name in CHECKED:
            with Visit.of(context, site, address(name)) as visit:
                draw_all(visit.page)
                visit.check(axe, size)
            found += visit.errors
    assert found == []


def test_no_other_engine_complains(
    reader: Reader, site: Site, listen: Callable[[Path], str]
) -> None:
    """Neither its scripts, nor its policy, nor a file that does not come."""
    reader.resize(LAPTOP["width"], LAPTOP["height"])
    assert complaints(reader, listen(site.folder), map(address, CHECKED)) == {}


def test_nothing_moves_when_a_page_opens(browser: Browser, site: Site) -> None:
    """Nothing shifts when fonts arrive or tools are made, and nothing is animated by itself."""
    with browser.new_context(viewport=PHONE) as context:
        context.add_init_script(WATCH)
        moved = {name: movements(context, site.address + address(name)) for name in CHECKED}
    assert {name: found for name, found in moved.items() if found} == {}


@pytest.mark.parametrize("reader", ["firefox"], indirect=True)
def test_paper_of_firefox_is_legible(reader: Firefox, site: Site) -> None:
    """Text in its real size, and no sheet that is as good as empty."""
    # Playwright hands inches over where Firefox reads centimetres.
    assert illegible(reader.page, site.address, width="21in", height="29.7in") == {}
