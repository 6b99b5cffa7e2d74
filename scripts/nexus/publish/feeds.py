"""The feeds of the weeks, as RSS 2.0 and as JSON Feed 1.1.

Each is there twice: the newest weeks first, and those that were last changed first. What authors
wrote is text in them, never markup. The formats: https://www.rssboard.org/rss-specification and
https://www.jsonfeed.org/version/1.1.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from operator import attrgetter
from xml.etree import ElementTree as ET

from nexus.publish import cards, manifest, passages
from nexus.publish.metadata import Tags, known, plain
from nexus.publish.page import Page, Website

_NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def tags(website: Website, up: str) -> Tags:
    """Return the tags by which a page names the feeds; `up` leads from it to the first page."""
    title = f"{escape(plain(website.name))}: new weeks"
    kinds = {
        "application/rss+xml": "feed_rss_created.xml",
        "application/feed+json": "feed_json_created.json",
    }
    # With a space, which HTML passes over: Material's script fetches a site map for `alternate`.
    return {
        kind: f'<link rel="alternate " type="{kind}" title="{title}" href="{up}{file}">'
        for kind, file in kinds.items()
    }


@dataclass(frozen=True)
class Feeds:
    """The feeds of a site's weeks.

    With `has_cards`, the card of a page is its picture; with `has_icon`, the site's is the feed's.
    """

    website: Website
    weeks: tuple[Page, ...]
    has_cards: bool
    has_icon: bool = False

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path of each feed below the site, and its text."""
        for kind in ("created", "updated"):
            day: Callable[[Page], str] = attrgetter(kind)
            pages = sorted(self.weeks, key=lambda page: (day(page), page.week or 0), reverse=True)
            yield f"feed_rss_{kind}.xml", self._rss(pages, day)
            yield (name := f"feed_json_{kind}.json"), self._json(pages, name)

    @property
    def _icon(self) -> str:
        return self.website.file(manifest.ICON) if self.has_icon else ""

    @property
    def _authors(self) -> list[dict[str, str]]:
        who = self.website.author
        if not who.name:
            return []
        picture = self.website.file(who.portrait) if who.portrait else ""
        facts = {"name": plain(who.name), "url": self.website.address, "avatar": picture}
        return [{name: value for name, value in facts.items() if value}]

    def _image(self, page: Page) -> str:
        return self.website.file(cards.path(page.path)) if self.has_cards else ""

    def _rss(self, pages: Iterable[Page], day: Callable[[Page], str]) -> str:
        root = ET.Element("rss", {"version": "2.0", **_NAMESPACES})
        facts = {
            "title": self.website.name,
            "link": self.website.address,
            "description": self.website.description or self.website.name,
            "language": self.website.language,
        }
        _add(channel := ET.SubElement(root, "channel"), facts)
        if self._icon:
            picture = {"url": self._icon, "title": facts["title"], "link": facts["link"]}
            _add(ET.SubElement(channel, "image"), picture)
        for page in pages:
            _add(item := ET.SubElement(channel, "item"), self._facts(page, day(page)))
            guid = ET.SubElement(item, "guid", isPermaLink=str(bool(self.website.address)).lower())
            guid.text = self.website.at(page.url) or page.url
            if who := plain(self.website.author.name):
                ET.SubElement(item, "dc:creator").text = who
            for technology in page.technologies:
                ET.SubElement(item, "category").text = plain(technology)
        ET.indent(root)
        return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"

    def _facts(self, page: Page, day: str) -> dict[str, str]:
        image = self._image(page)
        picture = f'<p><img src="{escape(image)}" alt=""></p>' if image else ""
        told = passages.html(passages.read(page.markdown))
        return {
            "title": page.title,
            "link": self.website.at(page.url),
            # A reader of feeds shows both as HTML.
            "description": f"<p>{escape(plain(page.description))}</p>{picture}",
            "content:encoded": f"{picture}{told}" if told else "",
            "pubDate": format_datetime(_moment(day)) if day else "",
        }

    def _json(self, pages: Iterable[Page], name: str) -> str:
        feed = known(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": plain(self.website.name),
                "home_page_url": self.website.address,
                "feed_url": self.website.file(name),
                "icon": self._icon,
                "description": plain(self.website.description),
                "language": self.website.language,
                "authors": self._authors,
            }
        )
        items = [self._item(page) for page in pages]
        return json.dumps({**feed, "items": items}, indent=2, ensure_ascii=False) + "\n"

    def _item(self, page: Page) -> dict[str, object]:
        address = self.website.at(page.url)
        return known(
            {
                "id": address or page.url,
                "url": address,
                "title": plain(page.title),
                "summary": plain(page.description),
                "content_text": passages.text(passages.read(page.markdown))
                or plain(page.description),
                "image": self._image(page),
                "date_published": page.created and _moment(page.created).isoformat(),
                "date_modified": page.updated and _moment(page.updated).isoformat(),
                "tags": [plain(technology) for technology in page.technologies],
            }
        )


def _add(element: ET.Element, facts: Mapping[str, str]) -> None:
    for name, text in facts.items():
        if text:
            ET.SubElement(element, name).text = plain(text)


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
