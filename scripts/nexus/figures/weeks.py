"""The `nexus-weeks` fence: the weeks of a journal, made of their pages, so that it keeps itself.

As cards, for a home page, each has a title, a description and the figures that speak for it; as a
list it names the pages of each week too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from itertools import dropwhile, takewhile

from nexus.figures import marks, words
from nexus.figures.figure import Address, Facts, Figure, where
from nexus.pages import frontmatter, markdown, yaml
from nexus.pages.fences import Fence
from nexus.pages.prose import plain, prose
from nexus.pages.written import Written
from nexus.pages.yaml import Option
from nexus.proof import highlights
from nexus.proof.highlights import Highlight

_LABEL = re.compile(r"[-*+][ \t]+\*\*(?P<label>[^*]+)\*\*")
_FORMS = ("cards", "list")
_OPTIONS: Mapping[str, Option] = {
    "as": Option(
        lambda value: value in _FORMS, "cards or list", "Cards with figures, or a list with pages."
    )
}


@dataclass(frozen=True)
class _Entry:
    """A page as a list shows it: its path, its title and its description as plain words."""

    path: str
    title: str
    description: str
    is_draft: bool = False

    @property
    def remark(self) -> str:
        return " (draft)" if self.is_draft else ""


class WeeksFigure(Figure):
    """The weeks of a site's journal."""

    does = "Lists all weeks of the site."
    options = _OPTIONS

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the weeks as HTML; raises NexusError for a marked section without a figure."""
        if self._form(fence, page) == "cards":
            cards = "".join(self._card(week, address) for week in self._weeks())
            return f'<div class="nx-cards">{cards}</div>' if cards else ""
        weeks = "".join(self._section(week, address) for week in self._weeks())
        return f'<div class="nx-weeks">{weeks}</div>'

    def words(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the weeks as Markdown, as a list with their pages or their figures."""
        is_list = self._form(fence, page) == "list"
        blocks = []
        for week in self._weeks():
            blocks.append(f"## {markdown.link(words.text(week.title), address(week.path))}")
            blocks.append(words.text(week.description))
            lines = self._topics(week, address) if is_list else self._told(week, address)
            blocks.append("\n".join(f"- {line}" for line in lines))
        return "\n\n".join(filter(None, blocks))

    def check(self, fence: Fence, page: Written) -> None:
        """Raise NexusError for a wrong option; no example has to run for that."""
        self._form(fence, page)

    def _form(self, fence: Fence, page: Written) -> str:
        entries = yaml.options(fence.body, where(fence, page), "a weeks", _OPTIONS)
        return entries["as"].value if "as" in entries else _FORMS[0]

    def _weeks(self) -> list[_Entry]:
        return [_entry(self.facts.pages[path]) for path in self.facts.weeks.pages(self.facts.pages)]

    def _card(self, week: _Entry, address: Address) -> str:
        shown = "".join(_figure(each, address) for each in figures(self.facts, week.path))
        told = f"<p>{escape(week.description)}</p>" if week.description else ""
        return f'<article class="nx-card"><h2>{_link(week, address)}</h2>{told}{shown}</article>'

    def _section(self, week: _Entry, address: Address) -> str:
        told = f"<p>{escape(week.description)}</p>" if week.description else ""
        entries = [_entry(page) for page in pages(self.facts, week.path)[1:]]
        items = "".join(
            f"<li>{_link(entry, address)}{escape(f': {entry.description}' if entry.description else '')}"
            "</li>"
            for entry in entries
        )
        topics = f"<ul>{items}</ul>" if items else ""
        anchor = week.path.rsplit("/", 2)[-2]
        return f'<section><h2 id="{escape(anchor)}">{_link(week, address)}</h2>{told}{topics}</section>'

    def _topics(self, week: _Entry, address: Address) -> Iterator[str]:
        for entry in map(_entry, pages(self.facts, week.path)[1:]):
            told = f": {words.text(entry.description)}" if entry.description else ""
            yield f"{markdown.link(words.text(entry.title), address(entry.path))}{told}"

    def _told(self, week: _Entry, address: Address) -> Iterator[str]:
        for each in figures(self.facts, week.path):
            label = words.text(": ".join(filter(None, (each.figure.words, each.words))))
            yield markdown.link(label, marks.href(each.page, each.place, address))


def pages(facts: Facts, week: str) -> list[Written]:
    """Return the pages of a week by the path of its own: that first, then those beside it."""
    folder = week.removesuffix("index.md")
    beside = [path for path in facts.pages if path.startswith(folder) and path != week]
    return [facts.pages[path] for path in (week, *beside)]


def figures(facts: Facts, week: str) -> list[Highlight]:
    """Return the marked figures of a week, or that of its first chart.

    Raises NexusError at a marked heading whose section has none.
    """
    found, ran, slugify = pages(facts, week), facts.ran, facts.slugify
    marked = [
        shown
        for page in found
        for shown in highlights.marked(page, ran.get(page.path, ()), slugify, facts.tables)
    ]
    charts = (highlights.first_chart(p, ran.get(p.path, ()), slugify) for p in found)
    return marked or [*filter(None, charts)][:1]


def _entry(page: Written) -> _Entry:
    title = page.meta.get("title") or frontmatter.title(page.text) or page.path
    told = page.meta.get("description") or frontmatter.description(page.text)
    description = told or ", ".join(_labels(page.text))
    is_draft = page.meta.get("draft") is True
    return _Entry(page.path, unescape(str(title)), unescape(str(description)), is_draft)


def _labels(text: str) -> Iterator[str]:
    """Give the bold words that the items of a page's first list begin with."""
    found = dropwhile(lambda match: not match, map(_LABEL.match, prose(text)))
    for match in takewhile(bool, found):
        yield plain(match["label"]).rstrip(".:") if match else ""


def _link(entry: _Entry, address: Address) -> str:
    return f'<a href="{escape(address(entry.path))}">{escape(entry.title)}</a>{entry.remark}'


def _figure(shown: Highlight, address: Address) -> str:
    link = escape(marks.href(shown.page, shown.place, address))
    return marks.figure(shown.figure, shown.words, link)
