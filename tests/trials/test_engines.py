"""This repository's own site by three engines: MkDocs, and what is staged of it by the two others.

It has the look of a portfolio, Mermaid diagrams, tags, and figures of every kind. Written out are
what the guide says that differs, and the time that each engine took.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests import projects
from tests.browser import visit
from tests.helpers import ROOT
from tests.strangers import trees
from tests.strangers.test_staged import run

# Four builds of a whole site come before the first test.
pytestmark = pytest.mark.timeout(3600)
# Where Zensical lists tags, their headings have no links to themselves.
LISTING = "tags/index.html"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site as each engine makes it."""
    folder = tmp_path_factory.mktemp("engines")
    for engine in ("mkdocs", "properdocs", "zensical"):
        start = time.monotonic()
        options = ("--engine", engine, "--site-dir", folder / engine)
        run(ROOT, "nexus", "build", *map(str, options))
        print(f"{engine}: {time.monotonic() - start:.1f} s")
    staged = folder / "staged"
    run(ROOT, "nexus", "stage", str(staged))
    run(ROOT, "properdocs", "build", "--strict", "-f", str(staged / "mkdocs.yml"))
    run(ROOT, "nexus", "finish", str(staged), "--site-dir", str(folder / "properdocs, staged"))
    return {
        site.name: site for site in folder.iterdir() if site.name not in {"mkdocs", "staged"}
    } | {"mkdocs": folder / "mkdocs"}


@pytest.mark.parametrize("engine", ["properdocs", "properdocs, staged", "zensical"])
def test_this_site_is_the_same_by_any_engine(sites: dict[str, Path], engine: str) -> None:
    """Its words, headings, figures, statements, tags, data, policy and links, and none is broken."""
    plain, other = trees.read(sites["mkdocs"]), trees.read(sites[engine])
    assert list(other) == list(plain)
    differing = {
        (path, name)
        for path, page in plain.items()
        for name, value in page.facts.items()
        if value != other[path].facts[name]
    }
    assert differing <= {(LISTING, "words")}
    assert trees.broken(sites[engine]) == []


# What a reader of this site may look for.
WORDS = (
    *("normalization", "generators", "booking", "EXPLAIN", "asyncio", "Docker", "branding"),
    *("prompts", "subquery", "index"),
)
# Where each theme lists what it found.
RESULTS = {"mkdocs": ".md-search-result__link", "zensical": "ol a[href]"}
SIZES = (visit.LAPTOP, visit.PHONE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_by_zensical_is_sound(
    sites: dict[str, Path],
    serve: Callable[[Path], str],
    browser: Browser,
    axe: str,
    scheme: Any,
) -> None:
    """None asks outside, reports an error, scrolls sideways or breaks a rule of axe."""
    made = projects.Site(sites["zensical"], serve(sites["zensical"]), ())
    paths = [path.removesuffix("index.html") for path in trees.read(made.folder)]
    errors: list[str] = []
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        for path in paths:
            seen = visit.Visit(context, made, path)
            for size in SIZES:
                seen.check(axe, size)
            errors += seen.errors
            seen.page.close()
    print(f"{len(paths)} pages, {scheme}: {len(errors)} complaints")
    assert errors == []


def test_the_same_words_are_found(
    sites: dict[str, Path], serve: Callable[[Path], str], browser: Browser
) -> None:
    """By each search on some page that the other finds as well."""
    found = {engine: _found(browser, serve(sites[engine]), engine) for engine in RESULTS}
    for word in WORDS:
        both = found["mkdocs"][word] & found["zensical"][word]
        print(f"{word}: {[len(each[word]) for each in found.values()]} pages, {len(both)} by both")
        assert both


def _found(browser: Browser, address: str, engine: str) -> dict[str, set[str]]:
    """The pages on which a search finds each word."""
    found = {}
    for word in WORDS:
        page = browser.new_page()
        page.goto(address)
        page.keyboard.press("/")
        # All of the word at once: the first letters may come before the search listens.
        page.locator("input:focus").fill(word)
        page.keyboard.press("End")  # Material's listens to keys alone
        results = page.locator(RESULTS[engine])
        results.filter(has_text=re.compile(word, re.IGNORECASE)).first.wait_for()
        links = results.evaluate_all("links => links.map(link => link.href)")
        found[word] = {urlsplit(link).path for link in links}
        page.close()
    return found


@pytest.mark.parametrize("turn", ["/", "Control+k", "click"])
def test_zensical_fetches_its_index_when_somebody_searches(
    sites: dict[str, Path], serve: Callable[[Path], str], browser: Browser, turn: str
) -> None:
    """With a key or the button, and not before: it is the largest file of a page."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serve(sites["zensical"]), wait_until="networkidle")
    assert not [url for url in asked if url.endswith("/search.json")]
    if turn == "click":
        page.locator("[data-md-component=search] button").click()
    else:
        page.keyboard.press(turn)
    page.locator("input:focus").fill("normalization")
    page.locator(RESULTS["zensical"]).first.wait_for()
    assert len([url for url in asked if url.endswith("/search.json")]) == 1
    page.close()
