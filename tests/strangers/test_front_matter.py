"""Front matter is optional, keys of others are theirs, and what authors write there is text."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown import markdown
from nexus.pages import frontmatter

from tests.strangers.builders import DIAGRAM, SHOP, Builder, Built, Site

# Keys that themes, plugins and other generators know, with values as they have them.
OF_OTHERS = """\
icon: material/home
status: new
search: {boost: 2, exclude: false}
date: 2026-01-02
author: Ann
authors: [ann, bob]
draft: false
layout: page
template: main.html
hide: [navigation, toc]
tags: [a, b]
social: {cards: false}
subtitle: A second line
categories: [one]
slug: home
links: [index.md]
permalink: /home/
sidebar_position: 1
lang: en
1: a number for a key
"""
PAGE = "# Home\n\nThe first *paragraph*, with a [link](index.md).\n"
TEXTS = {
    "empty": "---\n---\n",
    "keys of others": f"---\n{OF_OTHERS}---\n",
    "nothing in ours": "---\ntitle:\ndescription:\n---\n",
    "other keys nearly like ours": "---\ntitles: [a]\nweekly: true\n---\n",
    "a rule across it": "---\n\n",
    "a mark of the byte order": "\ufeff",
    "Windows' lines": "---\r\ntitle: Home\r\n---\r\n",
}


@pytest.mark.parametrize("head", TEXTS)
def test_any_front_matter_builds(head: str, builder: Builder, tmp_path: Path) -> None:
    """Without anything of ours the site is the same, byte for byte."""
    pages = {"index.md": TEXTS[head] + PAGE}
    built, plain = builder.both(Site(pages), tmp_path)
    assert built.files == plain.files


@pytest.fixture(scope="module")
def described(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with models, whose pages have such front matter, or none, and a diagram."""
    allowed = {name: text for name, text in TEXTS.items() if name != "nothing in ours"}
    pages = {f"{name}.md": f"{text}{PAGE}\n{DIAGRAM}" for name, text in allowed.items()}
    pages |= {"none.md": f"{PAGE}\n{DIAGRAM}", "index.md": TEXTS["nothing in ours"] + PAGE}
    site = Site(pages, files=SHOP)
    built = builder.build(site, tmp_path_factory.mktemp("described"))
    assert built.ok, built.told
    return built


def test_title_and_description_come_from_the_page(described: Built) -> None:
    """They are the title that MkDocs gives it, and its first paragraph in plain words."""
    pages = [path for path in described.pages if not path.startswith(("404", "schema", "verify"))]
    assert len(pages) == len(TEXTS) + 1
    for path in pages:
        head = described.read(path).partition("</head>")[0]
        title = re.search("<title>(.*?)(?: - Handbook)?</title>", head)[1].replace(
            "Handbook", "Home"
        )
        assert f'<meta property="og:title" content="{title}">' in head, path
        told = "The first paragraph, with a link."
        assert f'<meta property="og:description" content="{told}">' in head, path
        assert "None" not in head, path
    assert "<title>Home - Handbook</title>" in described.read("none/index.html")


@pytest.mark.parametrize(
    ("key", "hint"),
    [("technolgies", "technologies"), ("Title", "title"), ("descripton", "description")],
)
def test_a_near_miss_of_a_key_of_ours_is_told(
    key: str, hint: str, builder: Builder, tmp_path: Path
) -> None:
    """Where a page uses something of ours, at the line of the key."""
    head = f"---\nicon: material/home\n{key}: [Redis]\n---\n"
    built = builder.build(Site({"index.md": head + PAGE + DIAGRAM}, files=SHOP), tmp_path)
    assert not built.ok
    assert f"docs/index.md:3; perhaps '{hint}' is meant" in built.told


def test_a_page_with_nothing_of_ours_may_have_any_key(builder: Builder, tmp_path: Path) -> None:
    """Also one that is nearly ours, or has another kind of value there."""
    head = "---\ndescripton: x\nweek: first\ntechnologies: Redis\nshare: true\n---\n"
    site = Site({"index.md": head + PAGE, "shop.md": PAGE + DIAGRAM}, files=SHOP)
    built, plain = builder.both(site, tmp_path)
    assert built.main("index.html") == plain.main("index.html")


def test_a_draft_of_theirs_stays_where_nothing_is_ours(builder: Builder, tmp_path: Path) -> None:
    """The key is another generator's; beside something of ours it keeps a page in the preview."""
    pages = {"index.md": PAGE.replace("index.md", "a.md"), "a.md": f"---\ndraft: true\n---\n{PAGE}"}
    site = Site(pages, ("search", "nexus: {cards: false}"), "mkdocs")
    built, plain = builder.both(site, tmp_path)
    assert built.files == plain.files
    built = builder.build(replace(site, pages={**pages, "index.md": PAGE}, files=SHOP), tmp_path)
    assert built.ok, built.told
    assert "a/index.html" not in built.files
    assert "INFO: a.md is a draft: it is in the preview alone" in built.lines


def test_marks_in_names_stay_as_they_are(builder: Builder, tmp_path: Path) -> None:
    """Without anything of ours, names and tags with marks of HTML give the same files and anchors."""
    head = "---\ntitle: Q&A, <em>quick</em>\ndescription: A & B\ntags: [C++ & C, <T>]\n---\n"
    pages = {"index.md": head + PAGE, "tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    site = Site(pages, plugins=("search", "tags", "nexus"), name='R&D "notes"')
    built, plain = builder.both(site, tmp_path)
    assert built.files == plain.files


def test_tags_keep_their_names_and_anchors(builder: Builder, tmp_path: Path) -> None:
    """Beside something of ours too, as mkdocs.yml may say which are allowed, and others link there."""
    head = '---\ntags: [C++ & C, the "why"]\n---\n'
    pages = {"index.md": head + PAGE, "tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    tags = 'tags: {tags_allowed: [C++ & C, the "why"]}'
    site = Site(pages, plugins=("search", tags, "nexus"), files=SHOP)
    built = builder.build(site, tmp_path)
    assert built.ok, built.told
    anchors = re.findall(r'<h2 id="tag:([^"]*)"', built.read("tags/index.html"))
    assert sorted(anchors) == ["c--c", "the-why"]


# Hostile texts

MARKUP = "<img src=x onerror=alert(1)>"
BREAKING = "\"'></title></script><script>alert(2)</script>"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
HARMLESS = "List<T> & Set &amp; co"
WEEK = f"""\
---
title: {json.dumps(f"Week {MARKUP}{BREAKING}{HARMLESS}")}
description: {json.dumps(f"Why {MARKUP}{BREAKING}{HARMLESS}")}
subtitle: {json.dumps(MARKUP)}
week: 1
technologies: {json.dumps([MARKUP, BREAKING, HARMLESS])}
tags: {json.dumps([MARKUP, BREAKING, HARMLESS])}
share: {json.dumps(f"Look {MARKUP}{BREAKING}{HARMLESS}")}
---

# Week

- I learnt it. [proof](#the-diagram){{ .proof }}

## The diagram

`{MARKUP}`

```erd
schema: shop
title: {json.dumps(f"A drawing {MARKUP}{BREAKING}{HARMLESS}")}
```
"""


class Active(HTMLParser):
    """Everything in a page that would run one of the hostile texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look for event handlers and for the picture."""
        self._script = tag == "script"
        if ("src", "x") in attrs or any(name.startswith("on") for name, _ in attrs):
            self.found.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        """Look for the script."""
        if self._script and data.strip().startswith("alert"):
            self.found.append(data)


def active(html: str) -> list[str]:
    """What of the hostile texts would run in a page."""
    page = Active()
    page.feed(html)
    return page.found


@pytest.fixture(scope="module", params=["default", "look"])
def hostile(
    request: pytest.FixtureRequest, builder: Builder, tmp_path_factory: pytest.TempPathFactory
) -> Built:
    """A site whose every text is hostile, in its own look and in that of a portfolio."""
    name = json.dumps(f"Bits {MARKUP}{BREAKING}{HARMLESS}")
    look = ", look: true" if request.param == "look" else ""
    pages = {
        "index.md": f"---\ntitle: {name}\n---\n\n# Home\n\nSome *words*.\n",
        "weeks/week-01/index.md": WEEK,
        "tags.md": "# Tags\n\n<!-- material/tags -->\n",
    }
    site = Site(
        pages,
        plugins=("search", "tags", f"nexus: {{author: {name}{look}}}"),
        more=f"site_description: {name}\ncopyright: Ann\n",
        files=SHOP,
        name=name,
    )
    built = builder.build(site, tmp_path_factory.mktemp(request.param))
    assert built.ok, built.told
    return built


def test_hostile_texts_are_text_in_every_page(hostile: Built) -> None:
    """No page holds a picture, a handler or a script of theirs, and all words are shown."""
    for path in hostile.pages:
        assert active(hostile.read(path)) == [], path
    week = hostile.read("weeks/week-01/index.html")
    title = unescape(re.search("<title>(.*?)</title>", week)[1])
    assert title.startswith(f"Week {MARKUP}{BREAKING}List<T> & Set & co")


def test_hostile_texts_are_text_in_the_feeds(hostile: Built) -> None:
    """A reader of feeds that shows HTML shows them as text; so does one that shows text."""
    feed = json.loads(hostile.read("feed_json_created.json"))
    (item,) = feed["items"]
    assert "content_html" not in item
    assert MARKUP in item["title"]
    assert MARKUP in item["summary"]
    assert MARKUP in item["content_text"]
    assert feed["authors"][0]["name"].startswith(f"Bits {MARKUP}")
    (entry,) = ET.fromstring(hostile.read("feed_rss_created.xml")).iter("item")
    shown = entry.findtext("description") or ""
    assert active(shown) == []
    assert "onerror" in shown
    assert active(entry.findtext(f"{{{CONTENT}}}encoded") or "") == []
    assert MARKUP in (entry.findtext("title") or "")  # which is text by the standard


def test_hostile_texts_are_text_in_other_files(hostile: Built) -> None:
    """In the manifest, in what search and language models read, in pictures, in a post."""
    assert MARKUP in json.loads(hostile.read("site.webmanifest"))["name"]
    index = json.loads(hostile.read("search/search_index.json"))
    assert [entry["title"] for entry in index["docs"] if active(entry["title"])] == []
    assert active(markdown(hostile.read("llms.txt"))) == []
    copy = hostile.read("weeks/week-01/index.md")
    assert active(markdown(copy.removeprefix(frontmatter.head(copy)))) == []
    assert MARKUP in hostile.read("weeks/week-01/post.txt")
    for path, content in hostile.files.items():
        if path.startswith("cards/"):
            assert content.startswith(b"\x89PNG"), path
        if path.endswith(".svg"):
            assert active(content.decode()) == [], path
            ET.fromstring(content)
