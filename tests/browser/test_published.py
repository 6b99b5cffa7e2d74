"""What each page of the real site says of itself to those who share it, index it and read it raw."""

import gzip
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from markdown import Markdown
from nexus.figures.registry import KINDS
from nexus.pages import fences
from PIL import Image

from tests.projects import Site

ADDRESS = "https://octo.github.io/nexus/"
PROPERTIES = (
    *("og:type", "og:site_name", "og:locale", "og:title", "og:description", "og:url"),
    *("og:image", "og:image:type", "og:image:width", "og:image:height", "og:image:alt"),
    *("twitter:card", "twitter:title", "twitter:description", "twitter:image", "twitter:image:alt"),
)


class Head(HTMLParser):
    """The tags of a page that hold facts about it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is about the page."""
        found = dict(attrs)
        name = found.get("property") or found.get("name")
        if tag == "meta" and name:
            self.metas.append((name, found.get("content") or ""))
        elif tag == "link":
            self.links.append(found)


class Targets(HTMLParser):
    """The paths of the relative links and pictures of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where it leads, unless that is elsewhere."""
        for name, value in attrs:
            parts = urlsplit(value or "")
            if name in {"href", "src"} and not parts.scheme and not parts.netloc:
                self.found.append(unquote(parts.path))


def html(site: Site, page: str) -> str:
    """The text of a page."""
    return (site.folder / page / "index.html").read_text(encoding="utf-8")


def graph(text: str) -> list[dict[str, Any]]:
    """The facts of a page's one data block."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    facts: list[dict[str, Any]] = json.loads(data)["@graph"]
    return facts


def test_every_page_has_each_tag_once_and_none_empty(site: Site) -> None:
    """Open Graph and Twitter both find what they ask for."""
    for page in site.pages:
        head = Head(html(site, page))
        counted = Counter(name for name, _ in head.metas)
        assert {name: counted[name] for name in PROPERTIES} == dict.fromkeys(PROPERTIES, 1), page
        assert counted["description"] == 1, page
        assert all(content for _, content in head.metas), page
        assert html(site, page).partition("</head>")[0].count("<title>") == 1, page


def test_every_page_names_its_own_absolute_address(site: Site) -> None:
    """In the canonical link, for networks, and for search engines."""
    for page in site.pages:
        head = Head(html(site, page))
        canonical = [link["href"] for link in head.links if link.get("rel") == "canonical"]
        assert canonical == [f"{ADDRESS}{page}"]
        assert dict(head.metas)["og:url"] == f"{ADDRESS}{page}"
        assert graph(html(site, page))[0]["url"] == f"{ADDRESS}{page}"


def test_every_page_has_a_card_of_its_own(site: Site) -> None:
    """As large as its tags say, and light enough for every network."""
    seen = set()
    for page in site.pages:
        metas = dict(Head(html(site, page)).metas)
        assert metas["og:image"] == metas["twitter:image"]
        assert metas["og:image"].startswith(f"{ADDRESS}cards/")
        content = (site.folder / metas["og:image"].removeprefix(ADDRESS)).read_bytes()
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.size) == ("PNG", (1200, 627))
        assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "627")
        assert len(content) <= 150_000
        seen.add(metas["og:image"])
    assert len(seen) == len(site.pages)


def test_every_page_says_what_kind_of_text_it_is(site: Site) -> None:
    """The home page is the site, a page of a week is to learn from, any other is an article."""
    for page in site.pages:
        kind = "LearningResource" if re.match(r"weeks/week-", page) else "Article"
        facts = graph(html(site, page))
        assert facts[0]["@type"] == (kind if page else "WebSite")
        crumbs = [item["item"] for item in facts[1]["itemListElement"]] if page else []
        assert crumbs[-1:] == ([f"{ADDRESS}{page}"] if page else [])
        assert all(crumb.startswith(ADDRESS) for crumb in crumbs)


def test_every_page_has_its_markdown_beside_it(site: Site) -> None:
    """And the list for language models names each."""
    llms = (site.folder / "llms.txt").read_text(encoding="utf-8")
    for page in site.pages:
        text = (site.folder / page / "index.md").read_text(encoding="utf-8")
        assert text.startswith("# "), page
        assert "nexus-result" not in text, page
        assert f"]({ADDRESS}{page}index.md)" in llms


def test_no_copy_has_a_hole(site: Site) -> None:
    """Every fence that becomes a figure is told in words, and every file that is named is there."""
    for page in site.pages:
        text = (site.folder / page / "index.md").read_text(encoding="utf-8")
        assert not [fence for fence in fences.find(text) if fence.language in KINDS], page
        assert "--8<--" not in text, page


def test_copies_say_what_figures_show(site: Site) -> None:
    """The ledger is told in words."""
    proof = (site.folder / "proof/index.md").read_text(encoding="utf-8")
    assert proof.count("| runnable example [") == 6


def test_copies_hold_the_files_that_pages_name(site: Site) -> None:
    """A file of the project stands where a page names it."""
    included = (site.folder / "weeks/week-02/markup/index.md").read_text(encoding="utf-8")
    assert "INSERT INTO flat.delivery_sheet" in included


def test_links_of_the_copies_lead_somewhere(site: Site) -> None:
    """Each that is relative to a file of the site: read here as MkDocs reads the page."""
    extensions = ("attr_list", "md_in_html", "tables", "def_list", "footnotes", "admonition")
    blocks = ("pymdownx.superfences", "pymdownx.details", "pymdownx.tabbed")
    found = 0
    for page in site.pages:
        copy = site.folder / page / "index.md"
        reader = Markdown(extensions=[*extensions, *blocks])
        targets = Targets(reader.convert(copy.read_text(encoding="utf-8"))).found
        for target in filter(None, targets):
            assert (copy.parent / target).is_file(), f"{page}: {target}"
            found += 1
    assert found > 100


def test_links_of_the_list_for_language_models_lead_somewhere(site: Site) -> None:
    """To files of the site, at their addresses."""
    text = (site.folder / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(rf"\]\({re.escape(ADDRESS)}([^)]*)\)", text)
    assert len(links) == len(site.pages)
    assert [link for link in links if not (site.folder / unquote(link)).is_file()] == []


def test_what_stands_around_a_page_leaves_room_for_its_text(site: Site) -> None:
    """Compressed, a page fits into the first round trip of a connection: 10 packets (RFC 6928).

    That is 14,300 bytes beside the headers of the answer; at most two thirds are the theme's.
    """
    assert len(gzip.compress(html(site, "about/").encode(), 6)) < 9_500


def test_no_two_pages_have_the_same_title_or_description(site: Site) -> None:
    """A table of two schemas has a page in each."""
    for name in ("og:title", "og:description"):
        told = Counter(dict(Head(html(site, page)).metas)[name] for page in site.pages)
        assert [title for title, times in told.items() if times > 1] == []


def test_a_week_offers_the_text_of_its_file(site: Site) -> None:
    """Only pages of weeks offer one, and only they load what it takes."""
    for page in site.pages:
        offers = bool(re.fullmatch(r"weeks/week-\d+/", page))
        assert ("assets/nexus/js/share.js" in html(site, page)) is offers
        assert (site.folder / page / "post.txt").is_file() is offers
    assert (site.folder / "weeks/week-02/post.txt").read_text("utf-8").endswith("weeks/week-02/\n")


def test_the_site_map_has_the_day_of_each_pages_last_commit(site: Site) -> None:
    """A page that is generated has none, and so has one that is not committed yet."""
    text = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    entries = re.findall(r"<loc>(.*?)</loc>(?:\s*<lastmod>(.*?)</lastmod>)?", text)
    assert len(entries) == len(site.pages)
    for address, day in entries:
        tags = dict(Head(html(site, address.removeprefix(ADDRESS))).metas)
        if tags["og:type"] == "article":
            assert day == tags.get("article:modified_time", "")[:10], address
    assert any(day for _, day in entries)


def test_robots_find_the_site_map(site: Site) -> None:
    """At its absolute address."""
    robots = (site.folder / "robots.txt").read_text(encoding="utf-8")
    assert f"Sitemap: {ADDRESS}sitemap.xml" in robots


def test_the_manifest_and_its_icons_are_there(site: Site) -> None:
    """Every page links the manifest, which names files of the site."""
    manifest = json.loads((site.folder / "site.webmanifest").read_text(encoding="utf-8"))
    assert all((site.folder / icon["src"]).is_file() for icon in manifest["icons"])
    for page in site.pages:
        links = [link["href"] for link in Head(html(site, page)).links]
        assert f"{'../' * page.count('/')}site.webmanifest" in links or page == "plan/"


@pytest.mark.parametrize("tag", ["canonical", "og:url", "og:image", "ld+json", "nx-share"])
def test_the_page_for_unknown_addresses_is_no_page_to_share(site: Site, tag: str) -> None:
    """It stands at every address, so it has none."""
    assert tag not in (site.folder / "404.html").read_text(encoding="utf-8")
