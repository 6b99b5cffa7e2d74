"""This site on paper."""

import io
import math
from collections import Counter

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.projects import Site

pytestmark = pytest.mark.browser

PRINTED = ["", "weeks/week-01/", "weeks/week-02/query-plans/", "weeks/week-02/milestone-1/"]
PRINTED += ["proof/"]


def sheets(page: Page, **paper: str) -> list[Counter[float]]:
    """Print a page's first sheets: the sizes of their letters in points, and how many they are."""
    printed = []
    for sheet in PdfReader(
        io.BytesIO(page.pdf(print_background=True, page_ranges="1-9", **paper))
    ).pages:
        letters: Counter[float] = Counter()

        def count(
            text: str,
            form: list[float],
            matrix: list[float],
            _: object,
            size: float,
            to: Counter[float] = letters,
        ) -> None:
            scale = math.hypot(*form[:2]) * math.hypot(*matrix[:2])
            to[round(size * scale, 1)] += len(text.strip())

        sheet.extract_text(visitor_text=count)
        printed.append(letters)
    return printed


def illegible(page: Page, base: str, **paper: str) -> dict[str, str]:
    """Of the pages to print, those whose letters are small on paper, or that waste a sheet."""
    found = {}
    for path in PRINTED:
        page.goto(base + path)
        printed = sheets(page, **paper)
        letters = sum(printed, Counter[float]())
        if min(+letters) < 7.5:
            found[path] = f"letters of {dict(letters)} points"
        if any(sheet.total() < 100 for sheet in printed):
            found[path] = f"sheets of {[sheet.total() for sheet in printed]} letters"
    return found


def test_paper_is_legible(browser: Browser, site: Site) -> None:
    """Text in its real size, and no sheet that is as good as empty."""
    with browser.new_context() as context:
        assert illegible(context.new_page(), site.address, format="A4") == {}
