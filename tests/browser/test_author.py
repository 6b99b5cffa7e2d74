"""Who speaks: a site whose settings say all of it, and one whose settings say nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests import projects
from tests.browser.visit import LAPTOP, PHONE, violations
from tests.fixtures.projects import Once

pytestmark = pytest.mark.browser

SETTINGS = {
    "author": "Ama <i>Owusu</i>",
    "role": "Backend developer in training",
    "tagline": "I like small queries.",
    "contact": "mailto:ama@example.org",
    "profiles": {"GitHub": "https://github.com/ama", "LinkedIn": "https://linkedin.com/in/ama"},
    "portrait": "me.png",
    "repository": "https://github.com/ama/journal",
}
NAME = "Ama <i>Owusu</i>"
HOME = """---
title: A journal
template: home.html
---

```nexus-author
heading: true
words: What I learnt in two weeks.
links: {Weeks: weeks/week-01/index.md}
```
"""
WEEK = """---
title: "Week 1: tables"
description: The first week.
---

# Week 1: tables

- I updated my **GitHub** profile.
- Tables are drawn. [proof](topic.md){ .proof }
"""


def built(folder: Path, **settings: object) -> Path:
    """The site of a home page, a week and a topic, with these settings."""
    files = {
        "docs/index.md": HOME,
        "docs/weeks/week-01/index.md": WEEK,
        "docs/weeks/week-01/topic.md": "# Topic\n\nWords.\n",
    }
    project = projects.write(folder, files, files_below_docs(files))
    plugins = [{"nexus": {"look": True, "addresses": True, **settings}}, "search"]
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"plugins: {json.dumps(plugins)}\n")
    Image.new("RGB", (96, 96), "#336699").save(project / "docs" / "me.png")
    return projects.built(projects.commit(project))


def files_below_docs(files: dict[str, str]) -> list[str]:
    """The paths of pages, as a navigation names them."""
    return [name.removeprefix("docs/") for name in files]


@pytest.fixture(scope="module")
def named(once: Once) -> Path:
    """The site of somebody who set everything."""
    return once("named", lambda folder: built(folder, **SETTINGS)) / "site"


@pytest.fixture(scope="module")
def unnamed(once: Once) -> Path:
    """The site of somebody who set nothing."""
    return once("unnamed", built) / "site"


def person(page: str) -> dict[str, object]:
    """Who the data for search engines say wrote a page."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    graph = json.loads(data)["@graph"]
    return next((part["author"] for part in graph if "author" in part), {})


def test_who_speaks_is_said_everywhere(
    browser: Browser, named: Path, serve: Callable[[Path], str], axe: str
) -> None:
    """On home, in the title, the footer, the feed and the data, as text and with every link."""
    address = serve(named)
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(address)
        assert page.locator("h1").inner_text() == NAME
        assert page.title() == f"{NAME}, {SETTINGS['role']} - The lamp shop"
        links = page.locator(".nx-author__links a").evaluate_all("all => all.map(a => a.href)")
        profiles = ["https://github.com/ama", "https://linkedin.com/in/ama"]
        assert links[:4] == [SETTINGS["contact"], *profiles, SETTINGS["repository"]]
        assert page.locator(".nx-author img").evaluate("img => img.naturalWidth") == 96
        assert f"{NAME}, {SETTINGS['role']}" in page.locator(".nx-colophon").inner_text()
        assert violations(page, axe) == []
    home = (named / "index.html").read_text("utf-8")
    assert person(home) == {
        "@type": "Person",
        "name": NAME,
        "jobTitle": SETTINGS["role"],
        "description": SETTINGS["tagline"],
        "url": projects.ADDRESS,
        "email": "ama@example.org",
        "image": f"{projects.ADDRESS}me.png",
        "sameAs": profiles,
    }
    feed = (named / "feed_rss_created.xml").read_text("utf-8")
    assert "<dc:creator>Ama &lt;i&gt;Owusu&lt;/i&gt;</dc:creator>" in feed


def test_a_statement_about_a_profile_leads_to_it_and_paper_names_the_author(
    browser: Browser, named: Path, serve: Callable[[Path], str]
) -> None:
    """On the page of a week."""
    with browser.new_context(viewport=LAPTOP) as context:
        page = context.new_page()
        page.goto(f"{serve(named)}weeks/week-01/")
        profile = page.get_by_role("link", name="GitHub profile")
        assert profile.get_attribute("href") == "https://github.com/ama"
        assert not page.locator(".nx-printed").is_visible()
        page.emulate_media(media="print")
        printed = page.locator(".nx-printed").inner_text()
    assert NAME in printed
    assert f"{projects.ADDRESS}weeks/week-01/" in printed


def test_nothing_is_invented(
    browser: Browser, unnamed: Path, serve: Callable[[Path], str], axe: str
) -> None:
    """Without a name home says what it is and where the source is; no page names anybody.

    Nor does a theme without a choice of palettes break the script that puts one on.
    """
    with browser.new_context(viewport=PHONE) as context:
        page, broken = context.new_page(), list[str]()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(serve(unnamed))
        assert broken == []
        assert page.locator("h1").inner_text() == "A journal"
        assert page.title() == "The lamp shop"
        links = page.locator(".nx-author a").evaluate_all("all => all.map(a => a.textContent)")
        assert links == ["Source code", "Weeks"]
        assert page.locator(".nx-author p").count() == 2
        assert page.locator(".nx-author img").count() == 0
        assert violations(page, axe) == []
    for file in unnamed.rglob("*.html"):
        text = file.read_text("utf-8")
        assert "mailto:" not in text
        assert 'name="author"' not in text
        assert file.name == "404.html" or person(text) == {}
    assert "creator" not in (unnamed / "feed_rss_created.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"contact": "javascript:alert(1)"}, "of 'contact' is no address"),
        ({"contact": "mailto:a@b.example?bcc=c@d.example"}, "of 'contact' is no address"),
        ({"repository": "http://a.example"}, "of 'repository' is no address"),
        ({"portrait": "you.png"}, "there is no picture 'you.png' in docs/"),
        ({"portrait": "../mkdocs.yml"}, "there is no picture '../mkdocs.yml' in docs/"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(
    tmp_path: Path, settings: dict[str, str], told: str
) -> None:
    """And nothing is built."""
    project = projects.write(tmp_path, {"docs/index.md": "# Home\n"})
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"plugins: {json.dumps([{'nexus': {'look': True, **settings}}])}\n")
    done = projects.build(project)
    assert done.code != 0
    assert any(told in line for line in done.lines)
    assert not any("Traceback" in line for line in done.lines)
