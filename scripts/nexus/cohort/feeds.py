"""The feeds of an index and of each programme: the weeks in which something ran last, newest first.

Atom (RFC 4287) and JSON Feed 1.1. What learners wrote is plain text in both. A week without a moment
is in none, as nothing says when it was written.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from nexus.cohort.manifest import KINDS, Week
from nexus.cohort.portfolio import Portfolio

ATOM, JSON = "atom.xml", "feed.json"
_MOST = 50
_WORDS = {"example": "runnable examples", "diagram": "diagrams", "account": "accounts"}
# No moment at all: a feed must have one.
_NEVER = "1970-01-01T00:00Z"


@dataclass(frozen=True)
class Item:
    """A week of a portfolio in which something ran."""

    portfolio: Portfolio
    week: Week

    @property
    def id(self) -> str:
        """Return what names it for ever, also where it has no address."""
        return uuid5(NAMESPACE_URL, f"{self.portfolio.site}#week-{self.week.number}").urn

    @property
    def title(self) -> str:
        """Return who, and which week."""
        return f"{self.portfolio.author or self.portfolio.name}: {self.week.title}"

    @property
    def url(self) -> str:
        """Return its address, or that of the portfolio; empty if neither is known."""
        return self.portfolio.link(self.week.url) or self.portfolio.address

    @property
    def summary(self) -> str:
        """Return its statements by kind in words."""
        return ", ".join(f"{_WORDS[kind]}: {self.week.counts[kind]}" for kind in KINDS)

    @property
    def ran(self) -> str:
        """Return when, with seconds, as feeds write it."""
        return _moment(self.week.ran)


@dataclass(frozen=True)
class Feed:
    """A feed of some portfolios; `url` is where its page is published, or empty."""

    title: str
    url: str
    items: tuple[Item, ...]

    @classmethod
    def of(cls, title: str, url: str, portfolios: Iterable[Portfolio]) -> "Feed":
        """Choose the newest weeks of some portfolios; of those with one number, the newest alone."""
        dated = (
            Item(each, week)
            for each in portfolios
            for week in (each.manifest.weeks if each.manifest else ())
            if week.ran
        )
        newest: dict[tuple[str, int], Item] = {}
        for item in sorted(dated, key=_age, reverse=True):
            newest.setdefault((item.portfolio.site, item.week.number), item)
        return cls(title, url, tuple(islice(newest.values(), _MOST)))

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the name and text of each feed."""
        yield ATOM, self._atom()
        yield JSON, self._json()

    @property
    def _id(self) -> str:
        return self.url or uuid5(NAMESPACE_URL, self.title).urn

    def _atom(self) -> str:
        root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
        newest = self.items[0].ran if self.items else _moment(_NEVER)
        _add(root, {"id": self._id, "title": self.title, "updated": newest})
        if self.url:
            ET.SubElement(root, "link", rel="alternate", href=self.url)
            ET.SubElement(root, "link", rel="self", href=f"{self.url}{ATOM}")
        for item in self.items:
            entry = ET.SubElement(root, "entry")
            facts = {"id": item.id, "title": item.title, "updated": item.ran}
            _add(entry, {**facts, "summary": item.summary})
            author = ET.SubElement(entry, "author")
            _add(author, {"name": item.portfolio.author or item.portfolio.name})
            if item.url:
                ET.SubElement(entry, "link", rel="alternate", href=item.url)
        ET.indent(root)
        return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"

    def _json(self) -> str:
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": self.title}
        if self.url:
            feed |= {"home_page_url": self.url, "feed_url": f"{self.url}{JSON}"}
        items = [
            {
                "id": item.id,
                **({"url": item.url} if item.url else {}),
                "title": item.title,
                "content_text": item.summary,
                "date_modified": item.ran,
                "authors": [{"name": item.portfolio.author or item.portfolio.name}],
            }
            for item in self.items
        ]
        return json.dumps({**feed, "items": items}, indent=1, ensure_ascii=False) + "\n"


def _age(item: Item) -> tuple[str, int, str]:
    return item.week.ran, item.week.number, item.portfolio.site


def _moment(minute: str) -> str:
    return minute.replace("Z", ":00Z")


def _add(element: ET.Element, facts: dict[str, str]) -> None:
    for name, text in facts.items():
        ET.SubElement(element, name).text = text
