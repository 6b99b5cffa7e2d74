"""The `nexus-author` fence: who speaks, in what the settings say of the author, as links and words.

With `heading: true` it is the heading of its page: the author's name, or the page's title where no
author is named. `words` says what the site is, `links` are pages of it. What is unset is not shown.
"""

import posixpath
from collections.abc import Iterator, Mapping
from html import escape

from nexus.figures import marks
from nexus.figures.figure import Address, Figure, where
from nexus.pages import frontmatter, yaml
from nexus.pages.fences import Fence
from nexus.pages.written import Written
from nexus.pages.yaml import Option

_OPTIONS: Mapping[str, Option] = {
    "heading": Option(
        lambda value: isinstance(value, bool),
        "true or false",
        "Makes it the heading of the page: your name, or the page's title if no name is set.",
    ),
    "words": Option(yaml.is_text, "a sentence about the site", "Says what the site is."),
    "links": Option(
        lambda value: isinstance(value, dict) and all(map(yaml.is_text, [*value, *value.values()])),
        "link texts and pages, e.g. {About: about.md}",
        "Adds links to pages of the site, after your own links.",
    ),
}


class AuthorFigure(Figure):
    """The author of a site."""

    does = "Shows who the author is, as far as the plugin's options say."
    options = _OPTIONS

    def html(self, fence: Fence, page: Written, address: Address) -> str:
        """Return the author as HTML; raises NexusError for a link to a page that is not there."""
        entries = yaml.options(fence.body, where(fence, page), "a nexus-author", _OPTIONS)
        given = {name: entry.value for name, entry in entries.items()}
        named = self._heading(page) if given.get("heading") else self._name()
        parts = (
            self._portrait(address),
            named,
            *self._words(given),
            self._links(given, page, address),
        )
        inside = "".join(parts)
        return f'<div class="nx-author">{inside}</div>' if inside else ""

    def _heading(self, page: Written) -> str:
        title = page.meta.get("title") or frontmatter.title(page.text)
        return f"<h1>{escape(self.facts.author.name or str(title))}</h1>"

    def _name(self) -> str:
        name = self.facts.author.name
        return f'<p class="nx-author__name">{escape(name)}</p>' if name else ""

    def _portrait(self, address: Address) -> str:
        author = self.facts.author
        if not author.portrait:
            return ""
        source = address(author.portrait)
        alt = f"Portrait of {author.name}" if author.name else "Portrait"
        return (
            f'<img class="nx-author__portrait" src="{escape(source)}" alt="{escape(alt)}" '
            'width="96" height="96" />'
        )

    def _words(self, given: Mapping[str, str]) -> Iterator[str]:
        author = self.facts.author
        told = {"role": author.role, "tagline": author.tagline, "words": given.get("words", "")}
        for name, text in told.items():
            if text:
                yield f'<p class="nx-author__{name}">{escape(text)}</p>'

    def _links(
        self, given: Mapping[str, Mapping[str, str]], page: Written, address: Address
    ) -> str:
        author = self.facts.author
        links = [
            f'<a href="{escape(to)}"{_rel(label, author.profiles)}>{escape(label)}</a>'
            for label, to in author.links.items()
        ]
        for label, target in given.get("links", {}).items():
            to = self._target(target, page, address)
            links.append(f'<a href="{escape(to)}">{escape(label)}</a>')
        return f'<p class="nx-author__links">{" ".join(links)}</p>' if links else ""

    def _target(self, target: str, page: Written, address: Address) -> str:
        file, _, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), file))
        if path in self.facts.others:
            return marks.href(path, anchor, address)
        path, section = self.facts.journal.find(target, page.path)
        return marks.href(path, section.anchor, address)


def _rel(label: str, profiles: Mapping[str, str]) -> str:
    return ' rel="me noopener"' if label in profiles else ""
