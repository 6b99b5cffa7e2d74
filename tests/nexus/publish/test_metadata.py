"""The tags of a head: complete, absolute, nothing empty, and nothing of a text is ever run."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nexus.core.author import Author
from nexus.publish import cards, metadata
from nexus.publish.page import Page, Website

from tests.helpers import HOSTILE_NAMES, Golden

AUTHOR = Author("Octo", profiles={"a.b": "https://a.b/o"})
SITE = Website("Project Nexus", "https://octo.github.io/nexus/", "A journal", "en", AUTHOR)
WEEK = Page(
    "weeks/week-02/index.md",
    "weeks/week-02/",
    "Week 2: SQL",
    "My second week.",
    created="2026-01-02",
    updated="2026-02-03",
    technologies=("PostgreSQL",),
    week=2,
    is_week=True,
)
WEEKS = Page("weeks/index.md", "weeks/", "Weeks", "All weeks.")
HOME = Page("index.md", "", "Project Nexus", "A journal of two weeks.")
ABOUT = Page("about.md", "about/", "About", "What this is.")


class Head(HTMLParser):
    """The tags of a head, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        """Keep its text."""
        if self._inside:
            self.texts.setdefault(self._inside, []).append(data)

    def metas(self) -> dict[str, str]:
        """The content of each meta tag, by its name or property; each is there once."""
        metas = [a for tag, a in self.tags if tag == "meta"]
        found = {a.get("name") or a["property"]: a["content"] for a in metas}
        assert len(found) == len(metas)
        return found

    def facts(self) -> list[dict[str, object]]:
        """The graph of the one data block."""
        (data,) = self.texts["script"]
        graph = json.loads(data)["@graph"]
        assert isinstance(graph, list)
        return graph


def text(page: Page, website: Website = SITE, alt: str = "Week 2. A diagram") -> str:
    """The text of the head of a page, a week's being below Weeks."""
    above = [WEEKS] if page.week else []
    tags = metadata.tags(website, page, above, cards.path(page.path), alt)
    return "\n".join(tags.values())


def head(page: Page, website: Website = SITE) -> Head:
    """The head of a page, read."""
    return Head(text(page, website))


def test_the_head_of_a_week(golden: Golden) -> None:
    """Every tag, as it is published."""
    golden.check("head.html", text(WEEK) + "\n")


def test_each_tag_has_the_name_by_which_a_page_may_have_it_already() -> None:
    """Those of every page come first."""
    tags = metadata.tags(SITE, WEEK, [WEEKS])
    assert list(tags)[:4] == ["title", "description", "author", "canonical"]
    assert all(name in tag for name, tag in tags.items())


def test_a_page_without_a_card_names_none() -> None:
    """And is shown small."""
    html = "".join(metadata.tags(SITE, WEEK, []).values())
    assert "image" not in html
    assert '<meta name="twitter:card" content="summary">' in html


@pytest.mark.parametrize("page", [HOME, WEEK, ABOUT, WEEKS])
def test_each_page_is_canonical_once(page: Page) -> None:
    """At its absolute address."""
    links = [a for tag, a in head(page).tags if a.get("rel") == "canonical"]
    assert [link["href"] for link in links] == [f"{SITE.address}{page.url}"]


@pytest.mark.parametrize(
    ("page", "kind", "graph"),
    [
        (HOME, "website", ["WebSite"]),
        (WEEK, "article", ["LearningResource", "BreadcrumbList"]),
        (ABOUT, "article", ["Article", "BreadcrumbList"]),
    ],
)
def test_each_page_says_what_it_is(page: Page, kind: str, graph: list[str]) -> None:
    """To networks in one word, to search engines in the words of schema.org."""
    read = head(page)
    assert read.metas()["og:type"] == kind
    assert [fact["@type"] for fact in read.facts()] == graph


def test_a_site_is_named_by_its_address() -> None:
    """Where it has one."""
    assert head(HOME).facts()[0]["@id"] == f"{SITE.address}#website"
    assert "@id" not in head(HOME, Website("Nexus")).facts()[0]


def test_breadcrumbs_lead_from_the_home_page_to_the_page() -> None:
    """Each at its absolute address."""
    items = head(WEEK).facts()[1]["itemListElement"]
    assert isinstance(items, list)
    assert [(item["position"], item["name"], item["item"]) for item in items] == [
        (1, "Project Nexus", SITE.address),
        (2, "Weeks", f"{SITE.address}weeks/"),
        (3, "Week 2: SQL", f"{SITE.address}weeks/week-02/"),
    ]


def test_what_is_not_known_has_no_tag() -> None:
    """Without an address no link to anything, without an author no name, without dates none."""
    read = head(replace(WEEK, created="", updated=""), Website("Nexus", language="fr"))
    metas = read.metas()
    assert all(metas.values())
    told = {"og:url", "og:image", "og:locale", "twitter:image", "author", "article:published_time"}
    assert not told & set(metas)
    assert metas["twitter:card"] == "summary"
    assert [fact["@type"] for fact in read.facts()] == ["LearningResource"]
    assert not {"url", "image", "author", "datePublished"} & set(read.facts()[0])


def test_tables_of_two_schemas_are_told_apart() -> None:
    """In every title and description but that of the breadcrumbs, which name the schema before."""
    table = Page("schema/shop/booking.md", "schema/shop/booking/", "booking", "Some nights.")
    read = head(replace(table, schema="shop"))
    metas = read.metas()
    assert read.texts["title"] == ["booking (shop) - Octo, Project Nexus"]
    assert metas["og:title"] == metas["twitter:title"] == "booking (shop)"
    assert metas["og:description"] == metas["description"] == "Some nights. In the schema shop."
    assert read.facts()[0]["headline"] == "booking (shop)"
    told = replace(table, schema="shop", description="The table booking of the schema shop.")
    assert head(told).metas()["description"] == told.description


def test_addresses_are_quoted_once() -> None:
    """Those of pages are already; those of files are made of their names."""
    page = Page("a b/\N{LATIN SMALL LETTER E WITH ACUTE} #1?.md", "a%20b/%C3%A9%20%231%3F/", "One")
    metas = head(page).metas()
    assert metas["og:url"] == f"{SITE.address}a%20b/%C3%A9%20%231%3F/"
    assert metas["og:image"] == f"{SITE.address}cards/a%20b/%C3%A9%20%231%3F.png"
    assert page.copy == "a b/\N{LATIN SMALL LETTER E WITH ACUTE} #1?/index.md"
    assert page.post == "a b/\N{LATIN SMALL LETTER E WITH ACUTE} #1?/post.txt"


def test_the_address_of_a_site_may_lack_its_slash() -> None:
    """It is a folder all the same."""
    assert Website("n", "https://a.b/nexus").at("weeks/") == "https://a.b/nexus/weeks/"


def test_a_page_without_a_description_has_that_of_its_site() -> None:
    """Search engines and networks show one."""
    assert head(replace(ABOUT, description="")).metas()["og:description"] == SITE.description


ANY_TEXT = st.text(max_size=80)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
@example("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onload='x")
@example("<!--<script>", "\u2028\u2029]]>", "half\ud800")
def test_whatever_a_text_holds_it_is_read_back_and_not_run(
    title: str, description: str, name: str
) -> None:
    """The same tags with the same attributes, and the texts as they were."""
    website = replace(SITE, name=name, author=Author(title))
    page = replace(ABOUT, title=title, description=description)
    read = head(page, website)
    kinds = {tag for tag, _ in read.tags}
    assert kinds == {"title", "meta", "link", "script"}
    assert [a for tag, a in read.tags if tag == "script"] == [{"type": "application/ld+json"}]
    assert all(
        a.keys() <= {"name", "property", "content", "rel", "href", "type"} for tag, a in read.tags
    )
    assert read.metas().get("og:title", "") == metadata.plain(title)
    assert read.metas()["og:description"] == (metadata.plain(description) or SITE.description)
    assert read.facts()[0].get("headline", "") == title


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_hostile_name_stays_in_its_attribute(name: str) -> None:
    """As a title, a description and the name of a site."""
    page = replace(ABOUT, title=name, description=name)
    found = text(page, replace(SITE, name=name), name)
    assert found.count("<script") == found.count("</script") == 1
    found.encode("utf-8")


def test_data_holds_no_character_that_ends_a_script() -> None:
    """Nor one that a script may not hold."""
    found = metadata.data({"a": "</script><!-- & \u2028\u2029"})
    assert not set(found) & set("<>&\u2028\u2029")
    assert json.loads(found) == {"a": "</script><!-- & \u2028\u2029"}


def test_the_canonical_address_is_an_attribute() -> None:
    """Whatever the address of a page holds."""
    page = Page("a.md", 'a/?x=1&y="', "Title")
    (link,) = [a for tag, a in head(page).tags if a.get("rel") == "canonical"]
    assert link == {"rel": "canonical", "href": f'{SITE.address}a/?x=1&y="'}
