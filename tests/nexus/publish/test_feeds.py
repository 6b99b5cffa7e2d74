"""The feeds of the weeks: complete, in order, the same each time, and text whatever it holds."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nexus.core.author import Author
from nexus.publish import feeds
from nexus.publish.feeds import Feeds
from nexus.publish.metadata import plain
from nexus.publish.page import Page, Website

from tests.helpers import HOSTILE_NAMES, Golden

SITE = Website("Nexus", "https://octo.github.io/nexus/", "A journal", "en", Author("Octo"))
FIRST = Page(
    "weeks/week-01/index.md",
    "weeks/week-01/",
    "Week 1: design",
    "Designs & <keys>.",
    created="2026-01-02",
    updated="2026-03-04",
    technologies=("SQL", "C++"),
    week=1,
    is_week=True,
)
SECOND = replace(
    FIRST,
    path="weeks/week-02/index.md",
    url="weeks/week-02/",
    title="Week 2: plans",
    created="2026-02-03",
    updated="2026-02-03",
    week=2,
)


def files(*weeks: Page, site: Website = SITE, has_cards: bool = True) -> dict[str, str]:
    """The feeds of a site with those weeks, by name."""
    return dict(Feeds(site, weeks, has_cards).files())


def items(*weeks: Page, site: Website = SITE) -> tuple[ET.Element, dict[str, object]]:
    """The first item of the RSS feed and of the JSON feed."""
    made = files(*weeks, site=site)
    rss = ET.fromstring(made["feed_rss_created.xml"].encode()).find("channel/item")
    assert rss is not None
    return rss, json.loads(made["feed_json_created.json"])["items"][0]


@pytest.mark.parametrize("name", ["feed_rss_created.xml", "feed_json_created.json"])
def test_the_feed_of_two_weeks(golden: Golden, name: str) -> None:
    """Every fact, as it is published."""
    golden.check(name, files(FIRST, SECOND)[name])


def test_one_feed_has_the_newest_first_and_one_the_last_changed() -> None:
    """As RSS and as JSON; weeks of the same day come by their number."""
    made = files(FIRST, SECOND, replace(SECOND, title="Week 3: more", week=3))
    for kind, order in (("created", "321"), ("updated", "132")):
        rss = ET.fromstring(made[f"feed_rss_{kind}.xml"].encode()).iterfind("channel/item/title")
        told = json.loads(made[f"feed_json_{kind}.json"])["items"]
        for titles in ([found.text or "" for found in rss], [item["title"] for item in told]):
            assert [title.split()[1][0] for title in titles] == list(order)


def test_the_same_weeks_are_the_same_bytes() -> None:
    """No moment of a build is in them."""
    assert files(FIRST, SECOND) == files(FIRST, SECOND)


def test_a_day_is_a_moment_in_utc() -> None:
    """Of the first commit, or in the feed of changes of the last."""
    made = files(FIRST)
    for kind, day in (("created", "Fri, 02 Jan"), ("updated", "Wed, 04 Mar")):
        item = ET.fromstring(made[f"feed_rss_{kind}.xml"].encode()).find("channel/item")
        assert item is not None
        assert item.findtext("pubDate") == f"{day} 2026 00:00:00 +0000"


def test_what_is_not_known_is_left_out() -> None:
    """Without dates no day, without cards no picture, without an address no link."""
    bare = Page("weeks/week-01/index.md", "weeks/week-01/", "Week 1", week=1, is_week=True)
    made = files(bare, site=Website("Nexus"), has_cards=False)
    channel = ET.fromstring(made["feed_rss_created.xml"].encode()).find("channel")
    assert channel is not None
    assert [(fact.tag, fact.text) for fact in channel if fact.tag != "item"] == [
        ("title", "Nexus"),
        ("description", "Nexus"),
        ("language", "en"),
    ]
    assert [fact.tag for fact in channel.iterfind("item/*")] == ["title", "description", "guid"]
    assert json.loads(made["feed_json_created.json"]) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Nexus",
        "language": "en",
        "items": [{"id": "weeks/week-01/", "title": "Week 1"}],
    }


class Html(HTMLParser):
    """The tags and the text of a piece of HTML, as a reader of feeds shows it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.text = list[tuple[str, ...]](), ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag, with the names of its attributes."""
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text += data


def check(text: str) -> None:
    """Put a text everywhere in a feed, and find it again as text."""
    page = replace(FIRST, title=text, description=text, technologies=(text,))
    site = replace(SITE, name=text, description=text, author=Author(text))
    for content in files(page, site=site).values():
        content.encode("utf-8")
    rss, item = items(page, site=site)
    shown = Html(rss.findtext("description", ""))
    assert shown.tags == [("p",), ("p",), ("img", "src", "alt")]
    assert shown.text == plain(text)
    assert rss.findtext("title", "") == item.get("title", "") == plain(text)
    assert item.get("content_text", "") == plain(text)
    assert item["tags"] == [plain(text)]
    assert "content_html" not in item


@pytest.mark.parametrize("text", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_hostile_words_are_text(text: str) -> None:
    """A title, a description, a technology, and the name of the site."""
    check(text)


def test_the_address_of_a_card_stays_in_its_attribute() -> None:
    """Whatever stands in that of the site."""
    rss, _ = items(FIRST, site=replace(SITE, address="https://octo.github.io/a&amp/"))
    assert '<img src="https://octo.github.io/a&amp;amp/cards/' in rss.findtext("description", "")


@given(st.text(max_size=80))
def test_any_words_are_text(text: str) -> None:
    """Whatever they hold, half of a pair of surrogates too."""
    check(text)


def test_a_page_names_the_feeds() -> None:
    """In words that stay in their attribute, and so that Material's script leaves them alone."""
    tags = feeds.tags(Website('"><script>'), "../../")
    assert list(tags) == ["application/rss+xml", "application/feed+json"]
    assert tags["application/rss+xml"] == (
        '<link rel="alternate " type="application/rss+xml" '
        'title="&quot;&gt;&lt;script&gt;: new weeks" href="../../feed_rss_created.xml">'
    )
