"""The search among ten thousand tables: what it loads, and how long it takes on a slow phone.

pytest -s tests/trials/test_large_schema.py
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from nexus.figures.tables import Tables
from nexus.reference import listing
from playwright.sync_api import Browser

from tests.browser.visit import PHONE
from tests.helpers import ROOT, schema, table
from tests.nexus.figures import builders

TABLES, SLOWER, MOST_MS = 10_000, 4, 1000
SCRIPTS = ROOT / "scripts/nexus/theme/assets/js"
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">{box}
<script type="module" src="tables.js"></script>"""
# Types words, and gives how long it took in ms until all parts were looked through, and what is said.
SEARCH = """(words) => new Promise((done) => {
    const told = document.querySelector("[role=status]"), field = document.querySelector("input");
    const start = performance.now();
    new MutationObserver(() => {
        if (/table/.test(told.textContent)) done([performance.now() - start, told.textContent]);
    }).observe(told, { childList: true });
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
})"""


@pytest.fixture
def address(tmp_path: Path, serve: Callable[[Path], str]) -> str:
    """A page with the box of such a schema, and the parts beside it."""
    many = (table(f"table_{n}", comment=f"What the {n}th of them holds.") for n in range(TABLES))
    known = builders.facts(tmp_path, schemas=(schema(*many),))
    fence = builders.Fence("nexus-tables", "schema: shop")
    box = Tables(known).html(fence, builders.page(), "{}".format)
    for path, text in listing.files(known.books["shop"]):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "index.html").write_text(PAGE.format(box=box), "utf-8")
    for name in ("tables.js", "parts.js"):
        (tmp_path / name).write_bytes((SCRIPTS / name).read_bytes())
    return serve(tmp_path)


def test_a_table_is_found_quickly(address: str, browser: Browser) -> None:
    """Within a second at a quarter of the speed, the parts loaded; before that nothing is."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(address, wait_until="networkidle")
    print(f"\nfirst: {sum(sizes) / 1000:.0f} kB")
    assert sum(sizes) <= 300_000
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    for words, count in (("table_7777", "1 table"), ("77 holds", "280 tables")):
        took, told = page.evaluate(SEARCH, words)
        print(f"{words!r} at CPU / {SLOWER}: {took:.0f} ms; {told}")
        assert told == count
        assert took <= MOST_MS
    context.close()
