"""The feeds of the weeks: addresses, dates, and one entry for each week."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from tests.projects import Site

ADDRESS = "https://octo.github.io/nexus/"


def weeks(site: Site) -> set[str]:
    """The addresses of the weeks."""
    return {f"{ADDRESS}{page}" for page in site.pages if re.fullmatch(r"weeks/week-\d+/", page)}


@pytest.mark.parametrize("name", ["created", "updated"])
def test_the_rss_feed_has_each_week(site: Site, name: str) -> None:
    """Under its published address, with a date, and as the feed of this site."""
    channel = ET.parse(site.folder / f"feed_rss_{name}.xml").getroot()[0]
    items = channel.findall("item")
    assert channel.findtext("link") == ADDRESS
    assert {item.findtext("link") for item in items} == weeks(site)
    assert all(item.findtext("title") and item.findtext("pubDate") for item in items)


def test_the_json_feed_has_each_week(site: Site) -> None:
    """The same entries, in JSON."""
    feed = json.loads((site.folder / "feed_json_created.json").read_text(encoding="utf-8"))
    assert {item["url"] for item in feed["items"]} == weeks(site)


def test_the_json_feed_names_itself(site: Site) -> None:
    """At its absolute address, by which readers know a feed again."""
    feed = json.loads((site.folder / "feed_json_created.json").read_text(encoding="utf-8"))
    assert feed["feed_url"] == f"{ADDRESS}feed_json_created.json"


def test_the_picture_of_the_feeds_is_an_icon_of_the_site(site: Site) -> None:
    """At its absolute address."""
    channel = ET.parse(site.folder / "feed_rss_created.xml").getroot()[0]
    address = channel.findtext("image/url") or ""
    assert address.startswith(ADDRESS)
    assert (site.folder / address.removeprefix(ADDRESS)).is_file()
